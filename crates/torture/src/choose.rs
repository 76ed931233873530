//! What a client does next, by its own seeded chance and what is known so far. One client looks after an order, so that
//! every change of it is refused or obeyed for a known reason; parcels are scanned by everybody at once.

use crate::known::{Known, OrderKnown, ParcelKnown};
use crate::record::{Deed, DeedId, Means, Step};
use wasl_base::{Instant, SeededChance};

/// Orders of a client that it chooses among, newest first.
const ORDERS_MAX: usize = 12;
/// Parcels that scans are told of, newest first: few, so that many tell of one.
const PARCELS_MAX: usize = 40;
/// Seconds between two steps of a way: all of it is less than an hour ahead, or it would be from the future.
const STEP_SECONDS: i64 = 60;

/// Status and sub-status of each step.
type Way = [(&'static str, Option<&'static str>); 5];
const TO_THE_DOOR: Way = [
    ("InfoReceived", None),
    ("InTransit", None),
    ("InTransit", Some("arrived_in_city")),
    ("OutForDelivery", None),
    ("Delivered", None),
];
const AND_BACK: Way = [
    ("InfoReceived", None),
    ("InTransit", None),
    ("AttemptFail", None),
    ("InTransit", Some("returning")),
    ("Exception", Some("returned")),
];

/// What to do, and how to ask for it.
#[derive(Clone, Debug)]
pub struct Choice {
    pub what: Deed,
    pub has_key: bool,
    /// Asked twice at the same time under one key.
    pub has_twin: bool,
}

pub fn choose(known: &Known, client: u32, chance: &SeededChance, now: Instant) -> Choice {
    let what = match chance.below(100) {
        0..28 => None,
        28..38 => any_order(known, client, chance, |order| !order.is_cancelled)
            .and_then(|(order, held)| Some(Deed::Change { order, id: held.id.clone()? })),
        38..54 => pay(known, client, chance),
        54..68 => fulfil(known, client, chance, now),
        68..94 => scan(known, chance),
        94..97 => any_order(known, client, chance, |order| !order.is_cancelled && order.parcel.is_none())
            .and_then(|(order, held)| Some(Deed::Cancel { order, id: held.id.clone()? })),
        _ => Some(Deed::Look),
    };
    let what = what.unwrap_or_else(|| place(client, chance));
    let has_key = chance.below(100) < key_percent(&what);
    Choice { what, has_key, has_twin: has_key && chance.below(100) < 15 }
}

/// Only POST takes a key; without one a deed is asked for once.
fn key_percent(what: &Deed) -> u64 {
    match what {
        Deed::Change { .. } | Deed::Look => 0,
        Deed::Scan { .. } => 25,
        _ => 75,
    }
}

fn place(client: u32, chance: &SeededChance) -> Deed {
    let means = match chance.below(5) {
        0 | 1 => Means::Card,
        2 => Means::Bank,
        _ => Means::Cash,
    };
    Deed::Place { client, means, pieces: if chance.below(4) == 0 { 2 } else { 1 } }
}

/// One of the client's newest orders that nothing is under way for.
fn any_order<'k>(
    known: &'k Known,
    client: u32,
    chance: &SeededChance,
    fits: impl Fn(&OrderKnown) -> bool,
) -> Option<(DeedId, &'k OrderKnown)> {
    let own = known.orders.iter().rev().filter(|(_, order)| order.client == client).take(ORDERS_MAX);
    let free = own.filter(|(_, order)| order.unsettled.is_empty() && order.id.is_some() && fits(order));
    pick(free.map(|(place, order)| (*place, order)).collect(), chance)
}

/// The whole, or first a half: it is even, and so are its parts.
fn pay(known: &Known, client: u32, chance: &SeededChance) -> Option<Deed> {
    let owes = |order: &OrderKnown| {
        order.means != Means::Cash && !order.is_cancelled && order.total_minor.is_some_and(|it| it > order.paid_minor)
    };
    let (place, order) = any_order(known, client, chance, owes)?;
    let total = order.total_minor?;
    let is_half = order.paid_minor == 0 && chance.below(3) == 0;
    let amount_minor = if is_half { total / 2 } else { total - order.paid_minor };
    Some(Deed::Pay { order: place, id: order.id.clone()?, means: order.means, amount_minor })
}

fn fulfil(known: &Known, client: u32, chance: &SeededChance, now: Instant) -> Option<Deed> {
    let is_ready = |order: &OrderKnown| !order.is_cancelled && order.parcel.is_none();
    let (place, order) = any_order(known, client, chance, is_ready)?;
    let way = if chance.below(5) == 0 { AND_BACK } else { TO_THE_DOOR };
    let has_id = chance.below(2) == 0;
    let step = |(place, (status, substatus)): (usize, (&str, Option<&str>))| Step {
        place,
        at: now.plus_seconds(STEP_SECONDS * i64::try_from(place).unwrap_or(0)).to_string(),
        status: status.to_owned(),
        substatus: substatus.map(str::to_owned),
        has_id,
    };
    let way = way.into_iter().enumerate().map(step).collect();
    Some(Deed::Fulfil { order: place, id: order.id.clone()?, has_charge: chance.below(2) == 0, way })
}

/// One or two steps of a parcel's way, whichever: out of order and told again is how carriers speak.
fn scan(known: &Known, chance: &SeededChance) -> Option<Deed> {
    let newest = known.parcels.iter().rev().filter(|(_, parcel)| parcel.id.is_some()).take(PARCELS_MAX);
    let (made, parcel): (DeedId, &ParcelKnown) = pick(newest.map(|(made, it)| (*made, it)).collect(), chance)?;
    let mut places: Vec<usize> = (0..=usize::try_from(chance.below(2)).unwrap_or(0))
        .map(|_| usize::try_from(chance.below(parcel.steps.len() as u64)).unwrap_or(0))
        .collect();
    places.dedup();
    let steps = places.into_iter().map(|place| parcel.steps[place].step.clone()).collect();
    Some(Deed::Scan { order: parcel.order, parcel: made, id: parcel.id.clone()?, steps })
}

fn pick<T>(mut among: Vec<T>, chance: &SeededChance) -> Option<T> {
    if among.is_empty() {
        return None;
    }
    let place = usize::try_from(chance.below(among.len() as u64)).unwrap_or(0);
    Some(among.swap_remove(place))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Record;

    fn done(known: &mut Known, what: &Deed, body: &str) {
        let deed = known.next_id();
        known.apply(&Record::Intent { deed, what: what.clone(), key: None });
        known.apply(&Record::Answer { deed, status: 200, is_replay: false, body: body.to_owned() });
    }

    #[test]
    fn every_deed_is_chosen_and_none_that_would_be_refused() {
        let (chance, mut known) = (SeededChance::new(7), Known::default());
        let mut kinds = std::collections::BTreeMap::new();
        for round in 0..600 {
            let choice = choose(&known, round % 3, &chance, Instant::from_us(1_795_338_000_000_000));
            let name = format!("{:?}", choice.what).split([' ', '{']).next().unwrap_or_default().to_owned();
            *kinds.entry(name).or_insert(0) += 1;
            if let Some(order) = choice.what.order(0).and_then(|place| known.orders.get(&place)) {
                assert!(!order.is_cancelled, "{choice:?}");
                assert!(order.paid_minor <= 23_000);
            }
            let id = format!("id{round}");
            let body = format!(r#"{{"id":"{id}","version":1,"money":{{"total":"230.00"}},"shipment":{{"id":"x"}}}}"#);
            done(&mut known, &choice.what, &body);
        }
        assert_eq!(kinds.len(), 7, "{kinds:?}");
    }

    #[test]
    fn an_order_whose_fate_is_unknown_is_left_alone() {
        let (chance, mut known) = (SeededChance::new(7), Known::default());
        done(&mut known, &Deed::Place { client: 0, means: Means::Card, pieces: 1 }, r#"{"id":"a"}"#);
        known.apply(&Record::Intent { deed: 2, what: Deed::Cancel { order: 1, id: "a".into() }, key: None });
        known.apply(&Record::Silence { deed: 2 });
        let all = |known: &Known| any_order(known, 0, &chance, |_| true).map(|(place, _)| place);
        assert_eq!(all(&known), None);
        known.apply(&Record::Absent { deed: 2 });
        assert_eq!(all(&known), Some(1));
    }
}
