//! What a batch of facts adds to the days, summed before anything is stored. Pure.

use std::collections::BTreeMap;
use wasl_base::{CalendarDate, Currency, Instant};
use wasl_events::Lane;

/// What one fact adds to its day, deliveries apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Added {
    pub placed: i64,
    pub cancelled: i64,
    /// Minor units.
    pub sales: i64,
    pub shipped: i64,
    pub returned: i64,
}

/// A parcel that reached its customer.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Arrival {
    pub day: CalendarDate,
    pub currency: Currency,
    pub placed_at: Instant,
    pub delivered_at: Instant,
    pub is_promised: bool,
    pub is_on_time: bool,
}

/// One day in one currency.
#[derive(Debug)]
pub(crate) struct DaySum<'a> {
    pub day: CalendarDate,
    pub currency: Currency,
    pub added: Added,
    pub arrivals: Vec<(Arrival, &'a Lane)>,
}

/// By day and currency, so that two batches at once take the days in one order.
#[derive(Debug, Default)]
pub(crate) struct Sums<'a>(BTreeMap<(CalendarDate, &'static str), DaySum<'a>>);

impl<'a> Sums<'a> {
    pub(crate) fn add(&mut self, day: CalendarDate, currency: Currency, more: Added) {
        let added = &mut self.of(day, currency).added;
        added.placed += more.placed;
        added.cancelled += more.cancelled;
        added.sales += more.sales;
        added.shipped += more.shipped;
        added.returned += more.returned;
    }

    pub(crate) fn arrive(&mut self, arrival: Arrival, lane: &'a Lane) {
        self.of(arrival.day, arrival.currency).arrivals.push((arrival, lane));
    }

    pub(crate) fn days(&self) -> impl Iterator<Item = &DaySum<'a>> {
        self.0.values()
    }

    fn of(&mut self, day: CalendarDate, currency: Currency) -> &mut DaySum<'a> {
        let empty = || DaySum { day, currency, added: Added::default(), arrivals: Vec::new() };
        self.0.entry((day, currency.as_str())).or_insert_with(empty)
    }
}
