//! What a parcel's state means for the customer: when it comes, what happens next, how far it is. Pure.

use crate::model::{Shipment, State};
use wasl_base::{CalendarDate, Instant, Zone};
use wasl_events::{Milestone, Status};

/// When the customer may expect it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expectation {
    Delivered(Instant),
    Returned(Instant),
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
    let went_out_today = shipment.state.out_at.is_some_and(|at| at.date_in(zone) == today);
    if went_out_today && shipment.state.status() == Status::OutForDelivery {
        return Expectation::Today(today);
    }
    match shipment.promised_on {
        Some(day) if day < today => Expectation::Late(day),
        Some(day) => Expectation::On(day),
        None => Expectation::Unknown,
    }
}

/// Is it behind its promise? A delivered parcel is judged by the day it came.
pub fn is_late(shipment: &Shipment, today: CalendarDate, zone: &Zone) -> bool {
    let judged = shipment.state.delivered_at.map_or(today, |at| at.date_in(zone));
    shipment.promised_on.is_some_and(|day| judged > day) && shipment.state.returned_at.is_none()
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

/// Something is in the way and a person should look.
pub fn is_in_trouble(state: &State) -> bool {
    matches!(state.status(), Status::AttemptFail | Status::Exception | Status::Expired)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Moved;
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
        let moved = Some(Moved { at: now, status: Status::OutForDelivery, key: [0; 32] });
        let out = State { out_at: Some(now), moved, ..State::default() };
        assert_eq!(at(&shipment(Some("2026-11-25"), out)), Expectation::Today(day("2026-11-22")));
        let home = State { delivered_at: Some(now), ..State::default() };
        assert!(is_late(&shipment(Some("2026-11-21"), home.clone()), day("2026-12-01"), &zone));
        assert!(!is_late(&shipment(Some("2026-11-22"), home), day("2026-12-01"), &zone));
    }
}
