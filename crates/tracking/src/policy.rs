//! What a parcel's state means for the customer: when it comes, what happens next, how far it is. Pure.

use crate::model::{Shipment, State};
use wasl_base::{CalendarDate, Instant, Zone};
use wasl_events::{Milestone, Status};

/// When the customer may expect it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expectation {
    Delivered(Instant),
    Returned(Instant),
    /// Turned round: it is not coming any more.
    Returning,
    /// It waits at the pickup point.
    AtPickup,
    /// Out for delivery: today.
    Today(CalendarDate),
    /// By the promised day.
    On(CalendarDate),
    /// The promised day is over; no new day is known.
    Late(CalendarDate),
    Unknown,
}

/// Only what is known: the promise, unless the parcel is out today or the promise is already broken.
pub fn expectation(shipment: &Shipment, now: Instant, zone: &Zone) -> Expectation {
    let today = now.date_in(zone);
    if let Some(at) = shipment.state.delivered_at {
        return Expectation::Delivered(at);
    }
    if let Some(at) = shipment.state.returned_at {
        return Expectation::Returned(at);
    }
    if shipment.state.is_returning() {
        return Expectation::Returning;
    }
    match &shipment.state.moved {
        Some(moved) if moved.status == Status::AvailableForPickup => return Expectation::AtPickup,
        Some(moved) if moved.status == Status::OutForDelivery && moved.at.date_in(zone) == today => {
            return Expectation::Today(today);
        }
        _ => {}
    }
    match shipment.promised_on {
        Some(day) if day < today => Expectation::Late(day),
        Some(day) => Expectation::On(day),
        None => Expectation::Unknown,
    }
}

/// The days between which it may come, when that is more than one: never before tomorrow unless the van is out, a day
/// more while the carrier has yet to fetch it, and the promised day at the latest.
pub fn window(shipment: &Shipment, now: Instant, zone: &Zone) -> Option<(CalendarDate, CalendarDate)> {
    let Expectation::On(last) = expectation(shipment, now, zone) else {
        return None;
    };
    let days = if shipment.state.milestone() == Milestone::Created { 2 } else { 1 };
    let first = now.date_in(zone).plus_days(days);
    (first < last).then_some((first, last))
}

/// Is it behind its promise? A delivered parcel is judged by the day it came.
pub fn is_late(shipment: &Shipment, today: CalendarDate) -> bool {
    let is_overdue = shipment.state.is_open() && shipment.promised_on.is_some_and(|day| today > day);
    shipment.came_late().unwrap_or(is_overdue)
}

/// The steps of the way shown to the customer, and how many are done.
pub fn steps_done(state: &State) -> usize {
    match state.milestone() {
        Milestone::Created => 0,
        Milestone::Shipped => 1,
        Milestone::Arrived => 2,
        Milestone::OutForDelivery => 3,
        Milestone::Delivered => 4,
    }
}

/// Words that are only half of a given name: «عبد الله», «أبو بكر», "Abdul Rahman", "Al Anoud".
const HALF_NAMES: [&str; 14] =
    ["عبد", "أبو", "ابو", "أم", "ام", "بنت", "آل", "abd", "abdul", "abdel", "abu", "umm", "um", "al"];

/// What a person is greeted by: the given name, whole, and nothing that could be a telephone or an address.
pub fn first_name(name: &str) -> Option<String> {
    let mut words = name.split_whitespace();
    let first = words.next()?;
    let is_half = HALF_NAMES.contains(&first.to_lowercase().as_str());
    let given = match words.next().filter(|_| is_half) {
        Some(second) => format!("{first} {second}"),
        None => first.to_owned(),
    };
    let is_name = !given.chars().any(|c| c.is_numeric() || matches!(c, '@' | '/' | '+'));
    is_name.then_some(given)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Moved, Substatus};
    use wasl_base::{Currency, OrderId, Origin, ShipmentId};
    use wasl_events::{Lane, PaymentMethod, SaleShare};

    fn shipment(promised: Option<&str>, state: State) -> Shipment {
        Shipment {
            id: ShipmentId::from_number(1),
            order: OrderId::from_number(1),
            order_number: "1".into(),
            carrier: "smsa".into(),
            connection: "smsa".into(),
            number: None,
            lane: Lane { from: "a".into(), to: "b".into() },
            first_name: None,
            to_city: "b".into(),
            method: PaymentMethod::Card,
            share: SaleShare::nothing(Currency::SAR),
            placed_at: Instant::from_us(0),
            promised_on: promised.map(|day| day.parse().expect("day")),
            origin: Origin::Live,
            created_at: Instant::from_us(0),
            shares_delivery_time: false,
            delivered_on: None,
            state,
        }
    }

    #[test]
    fn the_promise_is_kept_broken_or_overtaken_by_the_van() {
        let zone: Zone = "Asia/Riyadh".parse().expect("zone");
        let now = Instant::parse("2026-11-22T09:00:00Z").expect("now");
        let day = |text: &str| text.parse::<CalendarDate>().expect("day");
        let at = |one: &Shipment| expectation(one, now, &zone);
        assert_eq!(at(&shipment(None, State::default())), Expectation::Unknown);
        assert_eq!(at(&shipment(Some("2026-11-22"), State::default())), Expectation::On(day("2026-11-22")));
        assert_eq!(at(&shipment(Some("2026-11-21"), State::default())), Expectation::Late(day("2026-11-21")));
        let moved = |at, status, substatus| State {
            out_at: Some(now.plus_seconds(-90_000)),
            moved: Some(Moved { at, status, substatus, key: [0; 32] }),
            ..State::default()
        };
        let out = moved(now, Status::OutForDelivery, None);
        let expect = Expectation::Today(day("2026-11-22"));
        assert_eq!(at(&shipment(Some("2026-11-25"), out)), expect, "out again after yesterday's attempt");
        let stale = moved(now.plus_seconds(-90_000), Status::OutForDelivery, None);
        assert_eq!(at(&shipment(Some("2026-11-25"), stale)), Expectation::On(day("2026-11-25")), "yesterday's van");
        let back = moved(now, Status::InTransit, Some(Substatus::Returning));
        assert_eq!(at(&shipment(Some("2026-11-25"), back)), Expectation::Returning);
        let pickup = moved(now, Status::AvailableForPickup, None);
        assert_eq!(at(&shipment(Some("2026-11-21"), pickup)), Expectation::AtPickup);
        let home = State { delivered_at: Some(now), ..State::default() };
        let arrived = |promised| {
            let mut one = shipment(Some(promised), home.clone());
            one.settle(&zone);
            one
        };
        assert!(is_late(&arrived("2026-11-21"), day("2026-12-01")));
        assert!(!is_late(&arrived("2026-11-22"), day("2026-12-01")));
        assert!(is_late(&shipment(Some("2026-11-21"), State::default()), day("2026-11-22")));
        assert!(!is_late(&shipment(None, State::default()), day("2026-11-22")));
        let mut earlier = arrived("2026-11-21");
        earlier.state.delivered_at = Some(now.plus_seconds(-2 * 86_400));
        earlier.settle(&zone);
        assert_eq!(earlier.came_late(), Some(true), "the day first said stays, as the figures counted it");
    }

    #[test]
    fn the_window_opens_tomorrow_and_closes_with_the_promise() {
        let zone: Zone = "Asia/Riyadh".parse().expect("zone");
        let now = Instant::parse("2026-11-22T22:30:00Z").expect("the 23rd in Riyadh");
        let day = |text: &str| text.parse::<CalendarDate>().expect("day");
        let check = |promised, state: State, expect: Option<(&str, &str)>| {
            let expect = expect.map(|(first, last)| (day(first), day(last)));
            assert_eq!(window(&shipment(promised, state), now, &zone), expect, "{promised:?}");
        };
        let shipped = || State { shipped_at: Some(now), ..State::default() };
        check(Some("2026-11-27"), State::default(), Some(("2026-11-25", "2026-11-27")));
        check(Some("2026-11-27"), shipped(), Some(("2026-11-24", "2026-11-27")));
        check(Some("2026-11-25"), State::default(), None);
        check(Some("2026-11-24"), shipped(), None);
        check(Some("2026-11-23"), shipped(), None);
        check(Some("2026-11-20"), shipped(), None);
        check(None, shipped(), None);
        check(Some("2026-11-27"), State { delivered_at: Some(now), ..shipped() }, None);
        let out = Moved { at: now, status: Status::OutForDelivery, substatus: None, key: [0; 32] };
        check(Some("2026-11-27"), State { out_at: Some(now), moved: Some(out), ..shipped() }, None);
    }

    #[test]
    fn a_greeting_takes_the_whole_given_name_and_no_more() {
        for (name, expect) in [
            ("نورة العتيبي", Some("نورة")),
            ("عبد الله الغامدي", Some("عبد الله")),
            ("عبدالله الغامدي", Some("عبدالله")),
            ("أم خالد", Some("أم خالد")),
            ("Abdul Rahman Saleh", Some("Abdul Rahman")),
            ("  Noura  ", Some("Noura")),
            ("عبد", Some("عبد")),
            ("0501234567", None),
            ("٠٥٠١٢٣٤٥٦٧ نورة", None),
            ("noura@example.com", None),
            ("", None),
        ] {
            assert_eq!(first_name(name).as_deref(), expect, "{name}");
        }
    }
}
