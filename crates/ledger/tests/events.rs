//! Facts that others observe reach the books by event: once, dated by the shop's calendar, in any order (L15).

mod support;

use support::{account, day, modules, post};
use wasl_base::{Currency, Instant, OrderId, PaymentId, ShipmentId};
use wasl_events::{
    DomainEvent, GoodsPart, Lane, PaymentMethod, SaleShare, ShipmentDelivered, ShipmentReturned, ShipmentShipped,
};
use wasl_ledger::rules::{PaidOrder, Tender, order_paid};
use wasl_ledger::{Policies, VatCode, VatCodes, read, verify_shop};
use wasl_platform::Outbox;
use wasl_platform::outbox::deliver_shop;
use wasl_platform::testing::{TestHouse, on_both};

const SHARE: SaleShare = SaleShare {
    currency: Currency::SAR,
    goods: 20_000,
    discount: 2_000,
    shipping: 2_000,
    cod_fee: 0,
    vat: 3_000,
    cost: 9_000,
    zero_rated: GoodsPart::NOTHING,
    exempt: GoodsPart::NOTHING,
};
const COD_SHARE: SaleShare = SaleShare { cod_fee: 1_000, vat: 3_150, ..SHARE };

fn at(text: &str) -> Instant {
    Instant::parse(text).expect(text)
}

fn order(number: i64) -> OrderId {
    OrderId::from_number(number)
}

fn parcel(number: i64) -> ShipmentId {
    ShipmentId::from_number(number + 1_000)
}

fn shipped(number: i64, share: SaleShare) -> DomainEvent {
    // Half past eleven at night in London is the next day in Riyadh.
    let shipped_at = at("2026-11-20T23:30:00Z");
    ShipmentShipped { shipment: parcel(number), order: order(number), carrier: "smsa".to_owned(), shipped_at, share }
        .into()
}

fn delivered(number: i64, method: PaymentMethod, share: SaleShare) -> DomainEvent {
    handed_over(number, method, share, None)
}

/// A parcel that was said to be back and reached the customer all the same.
fn delivered_after_all(number: i64, share: SaleShare) -> DomainEvent {
    handed_over(number, PaymentMethod::CashOnDelivery, share, Some(at("2026-11-22T08:00:00Z")))
}

fn handed_over(number: i64, method: PaymentMethod, share: SaleShare, voids_return_at: Option<Instant>) -> DomainEvent {
    ShipmentDelivered {
        shipment: parcel(number),
        order: order(number),
        carrier: "smsa".to_owned(),
        method,
        share,
        placed_at: at("2026-11-19T08:00:00Z"),
        shipped_at: None,
        delivered_at: at("2026-11-21T08:00:00Z"),
        delivered_on: day("2026-11-21"),
        promised_on: None,
        lane: Lane { from: "الرياض".to_owned(), to: "جدة".to_owned() },
        voids_return_at,
    }
    .into()
}

fn returned(number: i64, share: SaleShare) -> DomainEvent {
    ShipmentReturned {
        shipment: parcel(number),
        order: order(number),
        carrier: "smsa".to_owned(),
        method: PaymentMethod::CashOnDelivery,
        share,
        returned_at: at("2026-11-22T08:00:00Z"),
    }
    .into()
}

/// One fact of the story.
#[derive(Clone)]
enum Fact {
    Paid(i64),
    Said(Box<DomainEvent>),
}

fn said(event: DomainEvent) -> Fact {
    Fact::Said(Box::new(event))
}

/// One order paid by card, one on delivery, one refused at the door, one refused and then taken, and a repeated delivery.
fn story() -> Vec<Fact> {
    vec![
        Fact::Paid(1),
        said(shipped(1, SHARE)),
        said(delivered(1, PaymentMethod::Card, SHARE)),
        said(shipped(2, COD_SHARE)),
        said(delivered(2, PaymentMethod::CashOnDelivery, COD_SHARE)),
        said(shipped(3, COD_SHARE)),
        said(returned(3, COD_SHARE)),
        said(shipped(4, COD_SHARE)),
        said(returned(4, COD_SHARE)),
        said(delivered_after_all(4, COD_SHARE)),
        said(delivered(1, PaymentMethod::Card, SHARE)),
    ]
}

async fn tell(t: &TestHouse, fact: Fact) {
    match fact {
        Fact::Paid(number) => {
            let tenders =
                [Tender { method: PaymentMethod::Card, gateway: Some("moyasar".to_owned()), amount_minor: 23_000 }];
            let paid = PaidOrder {
                order: order(number),
                customer: None,
                payment: PaymentId::from_number(number),
                tenders: &tenders,
                money: SHARE,
                channel: None,
                vat_codes: VatCodes::of_sale("SA", day("2026-11-20"), &SHARE),
                on: day("2026-11-20"),
                at: at("2026-11-20T08:00:00Z"),
            };
            post(t, order_paid(&paid, &Policies::STANDARD).expect("rule")).await.expect("posted");
        }
        Fact::Said(event) => {
            let context = (t.house.stamp(), t.shop.id, event);
            t.house
                .db
                .write(context, |tx, (stamp, shop, event)| {
                    Box::pin(async move { tx.emit(stamp, *shop, stamp.now, DomainEvent::clone(event)).await })
                })
                .await
                .expect("emitted");
            deliver(t).await;
        }
    }
}

/// What waits for the books in this shop alone.
async fn deliver(t: &TestHouse) {
    for subscription in t.house.registry.subscriptions() {
        deliver_shop(&t.house, t.shop.id, subscription).await.expect("delivered");
    }
}

async fn net_balances(t: &TestHouse) -> Vec<(i64, i64)> {
    let mut read = t.house.db.report().await.expect("read");
    let report = verify_shop(&mut read, t.shop.id, None).await.expect("verify");
    assert!(report.is_sound(), "{:?}", report.damages);
    let trial = read::trial_balance(&mut read, t.shop.id, day("2026-11-30")).await.expect("balance");
    assert!(trial.is_balanced());
    let rows = trial.rows.iter().map(|row| (row.account.number(), row.net().minor));
    rows.filter(|(_, minor)| *minor != 0).collect()
}

#[tokio::test]
async fn a_sale_ends_in_the_right_accounts() {
    on_both(modules, |t| async move {
        for fact in story() {
            tell(&t, fact).await;
        }
        let expect = [
            (1120, 23_000),
            (1130, 48_300),
            (1310, -27_000),
            (2110, -9_300),
            (4010, -60_000),
            (4020, -6_000),
            (4030, -2_000),
            (4110, 6_000),
            (5010, 27_000),
        ];
        assert_eq!(net_balances(&t).await, expect);

        let mut read = t.house.db.read().await.expect("read");
        let entries = read::entries_of_order(&mut read, t.shop.id, order(1)).await.expect("entries");
        let keys: Vec<String> = entries.iter().map(|entry| entry.draft.heading().key.clone()).collect();
        let (payment, shipment) = (PaymentId::from_number(1), parcel(1));
        let expect = [
            format!("order.paid:{payment}"),
            format!("shipment.shipped:{shipment}"),
            format!("shipment.delivered.revenue:{shipment}"),
            format!("shipment.delivered.cost:{shipment}"),
        ];
        assert_eq!(keys, expect);
        assert_eq!(entries[1].draft.heading().date, day("2026-11-21"), "the day in Riyadh");
        let vat = entries[2].draft.lines().iter().find(|line| line.account == account(4010)).expect("sales");
        assert_eq!(vat.dims.vat_code, Some(VatCode::Standard(15)));
        let sums = read::period_sums(&mut read, t.shop.id, Currency::SAR, day("2026-11-21"), day("2026-11-21")).await;
        let sums = sums.expect("sums");
        assert_eq!((sums.sales.minor, sums.cost.minor, sums.cash_owed.minor), (62_000, 27_000, 48_300));
    })
    .await;
}

#[tokio::test]
async fn any_order_of_the_facts_gives_the_same_balances() {
    on_both(modules, |t| async move {
        // Every second rotation and its mirror image: each pair of facts comes in both orders.
        let length = story().len();
        let mut seen = Vec::new();
        for turn in (0..length).step_by(2) {
            for is_mirrored in [false, true] {
                let mut facts = story();
                facts.rotate_left(turn);
                if is_mirrored {
                    facts.reverse();
                }
                let shop = fresh_shop(&t, turn, is_mirrored).await;
                for fact in facts {
                    tell(&shop, fact).await;
                }
                seen.push(net_balances(&shop).await);
            }
        }
        assert_eq!(seen[0].len(), 9);
        assert!(seen.iter().all(|balances| *balances == seen[0]), "{seen:?}");
    })
    .await;
}

/// The same house with another shop in it.
async fn fresh_shop(t: &TestHouse, turn: usize, is_mirrored: bool) -> TestHouse {
    let handle = format!("shop-{turn}-{is_mirrored}");
    let shop = wasl_platform::create_shop(&t.house, wasl_platform::testing::palm_shop(&handle)).await.expect("shop");
    TestHouse {
        house: t.house.clone(),
        clock: t.clock.clone(),
        shop,
        owner: t.owner,
        session: t.session.clone(),
        api_key: t.api_key.clone(),
        router: t.router.clone(),
    }
}

#[tokio::test]
async fn a_fact_that_cannot_be_booked_is_parked_and_not_lost() {
    on_both(modules, |t| async move {
        tell(&t, said(shipped(1, SaleShare { cost: i64::MAX, ..SHARE }))).await;
        tell(&t, said(shipped(2, SHARE))).await;
        let mut read = t.house.db.read().await.expect("read");
        let lag = wasl_platform::outbox::read_lag(&mut read, t.shop.id).await.expect("lag");
        assert_eq!((lag[0].consumer.as_str(), lag[0].parked, lag[0].due), ("ledger", 1, 0));
        assert_eq!(read::head(&mut read, t.shop.id).await.expect("head").seq, 1);
    })
    .await;
}
