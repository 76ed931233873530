//! The judge is judged: a made-up store that is faithful passes, and each single write that is lost, doubled, taken back
//! or bent is named as such.

use serde_json::json;
use wasl_torture::books::{awaited, check_books, expected};
use wasl_torture::check::{FaultKind, Scope, check};
use wasl_torture::known::Known;
use wasl_torture::record::{Deed, DeedId, Means, Record, Step};
use wasl_torture::snapshot::{EntrySeen, Figures, MoneySeen, OrderSeen, ParcelSeen, PaymentSeen, Snapshot};

const MONEY: MoneySeen =
    MoneySeen { goods: 20_000, discount: 2_000, shipping: 2_000, cod_fee: 0, vat: 3_000, total: 23_000, paid: 0 };

fn intent(deed: DeedId, what: Deed, key: Option<&str>) -> Record {
    Record::Intent { deed, what, key: key.map(str::to_owned) }
}

fn answer(deed: DeedId, status: u16, is_replay: bool, body: &serde_json::Value) -> Record {
    Record::Answer { deed, status, is_replay, body: body.to_string() }
}

fn order_answer(id: &str, number: &str, version: i64) -> serde_json::Value {
    json!({"id": id, "number": number, "version": version, "money": {"total": "230.00"},
           "payments": [{"id": "pay_1", "gateway": "deed 2"}]})
}

fn way() -> Vec<Step> {
    let step = |(place, status): (usize, &str)| Step {
        place,
        at: "2026-11-22T09:00:00Z".to_owned(),
        status: status.to_owned(),
        substatus: None,
        has_id: false,
    };
    ["InfoReceived", "InTransit", "Delivered"].into_iter().enumerate().map(step).collect()
}

/// Order 1 is paid, changed, sent and delivered; order 6 is cancelled; order 8 has no answer; order 9 was turned away.
fn records() -> Vec<Record> {
    let place = |client| Deed::Place { client, means: Means::Card, pieces: 1 };
    let a = || "ord_a".to_owned();
    let parcel = json!({"id": "shp_a", "milestone": "created"});
    let scanned = json!({"added": 1, "repeated": 0, "shipment": {"id": "shp_a", "milestone": "delivered"}});
    let scan = |steps| Deed::Scan { order: 1, parcel: 4, id: "shp_a".to_owned(), steps };
    let entry = json!({"items": [{"seq": 1, "hash": "h1"}]});
    vec![
        intent(1, place(0), Some("k1")),
        answer(1, 201, false, &order_answer("ord_a", "1001", 1)),
        intent(2, Deed::Pay { order: 1, id: a(), means: Means::Card, amount_minor: 23_000 }, None),
        answer(2, 201, false, &order_answer("ord_a", "1001", 2)),
        intent(3, Deed::Change { order: 1, id: a() }, None),
        answer(3, 200, false, &order_answer("ord_a", "1001", 3)),
        intent(4, Deed::Fulfil { order: 1, id: a(), has_charge: true, way: way() }, None),
        answer(4, 201, false, &parcel),
        intent(5, scan(vec![way()[2].clone()]), None),
        answer(5, 200, false, &scanned),
        intent(6, place(0), None),
        answer(6, 201, false, &order_answer("ord_b", "1002", 1)),
        intent(7, Deed::Cancel { order: 6, id: "ord_b".to_owned() }, None),
        answer(7, 200, false, &order_answer("ord_b", "1002", 2)),
        intent(8, place(0), None),
        Record::Silence { deed: 8 },
        intent(9, place(0), None),
        answer(9, 503, false, &json!({"code": "db.unavailable"})),
        intent(10, Deed::Look, None),
        answer(10, 200, false, &entry),
    ]
}

fn order(id: &str, deed: DeedId, number: &str) -> OrderSeen {
    OrderSeen {
        id: id.to_owned(),
        deed: Some(deed),
        number: number.to_owned(),
        state: "placed".to_owned(),
        payment_state: "unpaid".to_owned(),
        version: 9,
        note: None,
        cancel_reason: None,
        money: MONEY,
        payments: Some(Vec::new()),
    }
}

/// The store as it must be after [`records`].
fn faithful(known: &Known) -> Snapshot {
    let mut all = Snapshot::default();
    let payment = PaymentSeen { id: "pay_1".to_owned(), deed: Some(2), method: "card".to_owned(), amount: 23_000 };
    let sent = OrderSeen {
        note: Some("deed 3".to_owned()),
        money: MoneySeen { paid: 23_000, ..MONEY },
        payments: Some(vec![payment]),
        ..order("ord_a", 1, "1001")
    };
    let cancelled = OrderSeen {
        state: "cancelled".to_owned(),
        cancel_reason: Some("deed 7".to_owned()),
        ..order("ord_b", 6, "1002")
    };
    for order in [sent, cancelled] {
        all.orders.insert(order.id.clone(), order);
    }
    let parcel = ParcelSeen {
        id: "shp_a".to_owned(),
        order: "ord_a".to_owned(),
        deed: Some(4),
        milestone: 4,
        is_shipped: true,
        is_delivered: true,
        is_returned: false,
        steps: Some(vec![Some((4, 2))]),
    };
    all.parcels.insert(parcel.id.clone(), parcel);
    for (seq, (key, lines)) in (1..).zip(expected(known, &all)) {
        for (account, minor) in &lines {
            *all.balances.entry(*account).or_default() += minor;
        }
        all.entries.insert(seq, EntrySeen { seq, key, hash: format!("h{seq}"), lines });
    }
    all.balances.retain(|_, net| *net != 0);
    all.figures = Figures { placed: 2, cancelled: 1, shipped: 1, delivered: 1, returned: 0 };
    all
}

/// What the judge says of a store that was bent after it had been seen whole.
fn judged(records: &[Record], bend: impl Fn(&mut Snapshot)) -> Vec<FaultKind> {
    let mut known = Known::of(records);
    let before = faithful(&known);
    let mut now = before.clone();
    bend(&mut now);
    let mut faults = check(&known, &Scope::All, &before, &now);
    faults.extend(check_books(&known, &before, &now));
    faults.append(&mut known.faults);
    let mut kinds: Vec<FaultKind> = faults.into_iter().map(|fault| fault.kind).collect();
    kinds.sort();
    kinds.dedup();
    kinds
}

fn expect(what: &str, kind: FaultKind, bend: impl Fn(&mut Snapshot)) {
    let kinds = judged(&records(), bend);
    assert!(kinds.contains(&kind), "{what}: {kinds:?}");
}

fn a(now: &mut Snapshot) -> &mut OrderSeen {
    now.orders.get_mut("ord_a").expect("order")
}

fn parcel(now: &mut Snapshot) -> &mut ParcelSeen {
    now.parcels.get_mut("shp_a").expect("parcel")
}

fn twin_of_order(now: &mut Snapshot, deed: DeedId) {
    let twin = order(&format!("ord_{deed}"), deed, &format!("20{deed}"));
    now.orders.insert(twin.id.clone(), twin);
}

#[test]
fn a_faithful_store_passes() {
    assert_eq!(judged(&records(), |_| ()), []);
    let known = Known::of(&records());
    assert_eq!(awaited(&known, &faithful(&known)), Vec::<String>::new());
    assert_eq!((known.counts.acknowledged, known.counts.unknown, known.counts.turned_away), (8, 1, 1));
}

#[test]
fn what_has_no_answer_is_there_once_or_not() {
    let one = |now: &mut Snapshot| {
        twin_of_order(now, 8);
        now.figures.placed += 1;
    };
    assert_eq!(judged(&records(), one), []);
    expect("two of one silence", FaultKind::Doubled, |now| {
        one(now);
        let twin = order("ord_other", 8, "3001");
        now.orders.insert(twin.id.clone(), twin);
    });
}

#[test]
fn one_lost_write_is_named() {
    expect("an order", FaultKind::Lost, |now| drop(now.orders.remove("ord_a")));
    expect("a payment", FaultKind::Lost, |now| a(now).payments = Some(Vec::new()));
    expect("a change", FaultKind::Lost, |now| a(now).note = None);
    expect("a cancellation", FaultKind::Lost, |now| {
        let order = now.orders.get_mut("ord_b").expect("order");
        (order.state, order.cancel_reason) = ("placed".to_owned(), None);
    });
    expect("a parcel", FaultKind::Lost, |now| drop(now.parcels.remove("shp_a")));
    expect("a scan", FaultKind::Lost, |now| parcel(now).steps = Some(Vec::new()));
    expect("an entry", FaultKind::Lost, |now| drop(now.entries.pop_last()));
}

#[test]
fn one_doubled_write_is_named() {
    expect("an order", FaultKind::Doubled, |now| twin_of_order(now, 1));
    expect("a number", FaultKind::Doubled, |now| a(now).number = "1002".to_owned());
    expect("a payment", FaultKind::Doubled, |now| {
        let payments = a(now).payments.as_mut().expect("payments");
        payments.push(payments[0].clone());
    });
    expect("a parcel", FaultKind::Doubled, |now| {
        let twin = ParcelSeen { id: "shp_b".to_owned(), ..parcel(now).clone() };
        now.parcels.insert(twin.id.clone(), twin);
    });
    expect("a scan", FaultKind::Doubled, |now| parcel(now).steps = Some(vec![Some((4, 2)); 2]));
    expect("an entry", FaultKind::Doubled, |now| {
        let (last, entry) = now.entries.last_key_value().expect("entries");
        let twin = EntrySeen { seq: last + 1, ..entry.clone() };
        now.entries.insert(twin.seq, twin);
    });
}

#[test]
fn what_was_shown_is_not_taken_back() {
    expect("a version", FaultKind::TakenBack, |now| a(now).version = 2);
    expect("a milestone", FaultKind::TakenBack, |now| parcel(now).milestone = 1);
    expect("an entry", FaultKind::TakenBack, |now| {
        now.entries.get_mut(&1).expect("entry").hash = "another".to_owned();
    });
}

#[test]
fn what_nobody_did_and_what_is_bent_is_named() {
    expect("turned away and kept", FaultKind::Wrong, |now| twin_of_order(now, 9));
    expect("of nobody", FaultKind::Wrong, |now| twin_of_order(now, 77));
    expect("another total", FaultKind::Wrong, |now| a(now).money.total = 1);
    expect("a scan that was never told", FaultKind::Wrong, |now| {
        parcel(now).steps = Some(vec![Some((4, 2)), Some((4, 0))]);
    });
    expect("a delivery without its scan", FaultKind::Wrong, |now| parcel(now).is_returned = true);
    expect("a line", FaultKind::Wrong, |now| now.entries.get_mut(&1).expect("entry").lines[0].1 += 1);
    expect("a balance", FaultKind::Wrong, |now| *now.balances.entry(4010).or_default() += 1);
    expect("a gap", FaultKind::Wrong, |now| drop(now.entries.remove(&2)));
    expect("a figure", FaultKind::Wrong, |now| now.figures.delivered += 1);
}

#[test]
fn one_key_has_one_answer() {
    let again = |is_replay, number: &str| {
        let mut all = records();
        all.push(intent(1, Deed::Place { client: 0, means: Means::Card, pieces: 1 }, Some("k1")));
        all.push(answer(1, 201, is_replay, &order_answer("ord_a", number, 1)));
        judged(&all, |_| ())
    };
    assert_eq!(again(true, "1001"), []);
    assert_eq!(again(true, "1005"), [FaultKind::TakenBack]);
    assert_eq!(again(false, "1001"), [FaultKind::Doubled]);
    let mut refused = records();
    refused.push(intent(1, Deed::Place { client: 0, means: Means::Card, pieces: 1 }, Some("k1")));
    refused.push(answer(1, 409, false, &json!({"code": "orders.number_taken"})));
    assert_eq!(judged(&refused, |_| ()), [FaultKind::Wrong]);
}
