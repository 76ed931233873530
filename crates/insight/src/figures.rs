//! What stored days add up to: the figures of a period, the period before beside them, and the spans of a chart.

use crate::Period;
use crate::histogram::{Histogram, Wait};
use crate::lanes::LaneSums;
use crate::packing::Unreadable;
use std::collections::BTreeMap;
use wasl_base::{CalendarDate, Currency, Money};

/// The median, in permille.
const HALF: i64 = 500;
/// Nine of ten, in permille.
const NINE_OF_TEN: i64 = 900;
/// Periods of up to this many days are drawn by the day, up to [`BY_WEEK_DAYS_MAX`] by the week, longer ones by four weeks.
const BY_DAY_DAYS_MAX: i32 = 35;
const BY_WEEK_DAYS_MAX: i32 = 420;
/// Shares need more parcels behind a point than counts do: by the day only for the shortest periods.
const SHARE_BY_DAY_DAYS_MAX: i32 = 13;

/// One stored day in one currency. Orders count on the day they were placed, parcels on the day it happened to them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayRow {
    pub day: CalendarDate,
    pub currency: Currency,
    pub placed: i64,
    pub cancelled: i64,
    /// Minor units: what customers pay for orders placed that day, less the cancelled ones.
    pub sales: i64,
    pub shipped: i64,
    pub delivered: i64,
    /// Delivered with a promised day.
    pub promised: i64,
    /// Of those, on that day or before.
    pub on_time: i64,
    /// Came back undelivered.
    pub returned: i64,
    /// A packed [`Histogram`] of days from order to hand-over.
    pub waits: Vec<u8>,
    /// Packed [`LaneSums`].
    pub lanes: Vec<u8>,
}

/// The figures of some days.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    pub placed: i64,
    pub cancelled: i64,
    /// Minor units by currency.
    pub sales: BTreeMap<Currency, i64>,
    pub shipped: i64,
    pub delivered: i64,
    pub promised: i64,
    pub on_time: i64,
    pub returned: i64,
    pub waits: Histogram,
}

/// Some days of a chart, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    pub days: Period,
    pub placed: i64,
    pub promised: i64,
    pub on_time: i64,
}

/// The figures drawn over time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Course {
    /// Days of one span: 1, 7 or 28.
    pub step_days: i32,
    /// Oldest first. Whole spans only: the oldest may begin before the period does.
    pub spans: Vec<Span>,
}

impl Figures {
    /// Adds up the rows of `period`; others are passed over.
    pub fn of(rows: &[DayRow], period: Period) -> Result<Self, Unreadable> {
        let mut figures = Self::default();
        for row in rows.iter().filter(|row| period.holds(row.day)) {
            figures.add(row)?;
        }
        Ok(figures)
    }

    fn add(&mut self, row: &DayRow) -> Result<(), Unreadable> {
        self.placed += row.placed;
        self.cancelled += row.cancelled;
        self.shipped += row.shipped;
        self.delivered += row.delivered;
        self.promised += row.promised;
        self.on_time += row.on_time;
        self.returned += row.returned;
        let sales = self.sales.entry(row.currency).or_default();
        *sales = sales.saturating_add(row.sales);
        self.waits.add_packed(&row.waits)
    }

    /// Of 1,000 parcels delivered with a promise, how many came in time. None without any.
    pub fn on_time_permille(&self) -> Option<i64> {
        permille(self.on_time, self.promised)
    }

    pub fn late(&self) -> i64 {
        self.promised - self.on_time
    }

    pub fn median_wait(&self) -> Option<Wait> {
        self.waits.quantile(HALF)
    }

    pub fn nine_of_ten_wait(&self) -> Option<Wait> {
        self.waits.quantile(NINE_OF_TEN)
    }

    pub fn sales_in(&self, currency: Currency) -> Money {
        Money::new(self.sales.get(&currency).copied().unwrap_or(0), currency)
    }

    pub fn is_empty(&self) -> bool {
        self.placed == 0 && self.shipped == 0 && self.delivered == 0 && self.returned == 0
    }
}

/// What went by each lane in `period`.
pub fn lanes_of(rows: &[DayRow], period: Period) -> Result<LaneSums, Unreadable> {
    let mut sums = LaneSums::default();
    for row in rows.iter().filter(|row| period.holds(row.day)) {
        sums.add_packed(&row.lanes)?;
    }
    Ok(sums)
}

/// Nearest permille; None of nothing.
pub fn permille(part: i64, whole: i64) -> Option<i64> {
    (whole > 0).then(|| (part * 1_000 + whole / 2) / whole)
}

/// Orders over time.
pub fn course_of_orders(rows: &[DayRow], period: Period) -> Course {
    let days = period.days();
    course(rows, period, if days <= BY_DAY_DAYS_MAX { 1 } else { weeks_of(days) })
}

/// Shares of parcels in time over time.
pub fn course_of_promises(rows: &[DayRow], period: Period) -> Course {
    let days = period.days();
    course(rows, period, if days <= SHARE_BY_DAY_DAYS_MAX { 1 } else { weeks_of(days) })
}

fn weeks_of(days: i32) -> i32 {
    if days <= BY_WEEK_DAYS_MAX { 7 } else { 28 }
}

/// Spans of whole weeks are laid from the last day backwards, so that the newest point is as full as the others.
fn course(rows: &[DayRow], period: Period, step_days: i32) -> Course {
    let mut spans = Vec::new();
    let mut last = period.last;
    while last >= period.first {
        let days = Period::ending(last, step_days);
        spans.push(Span { days, placed: 0, promised: 0, on_time: 0 });
        last = days.first.plus_days(-1);
    }
    spans.reverse();
    let first = spans.first().map_or(period.first, |span| span.days.first);
    for row in rows {
        let place = row.day.days_since(first).div_euclid(step_days);
        let Some(span) = usize::try_from(place).ok().and_then(|place| spans.get_mut(place)) else { continue };
        span.placed += row.placed;
        span.promised += row.promised;
        span.on_time += row.on_time;
    }
    Course { step_days, spans }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> CalendarDate {
        text.parse().expect(text)
    }

    fn row(date: &str, placed: i64) -> DayRow {
        let (promised, on_time) = (placed, placed / 2);
        let currency = Currency::SAR;
        DayRow {
            day: day(date),
            currency,
            placed,
            cancelled: 1,
            sales: 100 * placed,
            shipped: 0,
            delivered: 0,
            promised,
            on_time,
            returned: 0,
            waits: Vec::new(),
            lanes: Vec::new(),
        }
    }

    #[test]
    fn a_period_is_the_sum_of_its_days() {
        let rows = [row("2026-01-01", 1), row("2026-01-02", 2), row("2026-01-05", 4), row("2026-01-06", 8)];
        let period = Period { first: day("2026-01-02"), last: day("2026-01-05") };
        let figures = Figures::of(&rows, period).expect("figures");
        assert_eq!((figures.placed, figures.cancelled, figures.late()), (6, 2, 3));
        assert_eq!(figures.sales_in(Currency::SAR).minor, 600);
        assert_eq!(figures.sales_in(Currency::BRL).minor, 0);
        assert_eq!((figures.on_time_permille(), figures.median_wait()), (Some(500), None));
    }

    #[test]
    fn shares_round_to_the_nearest() {
        for (part, whole, expect) in
            [(1, 3, Some(333)), (2, 3, Some(667)), (0, 5, Some(0)), (5, 5, Some(1_000)), (0, 0, None)]
        {
            assert_eq!(permille(part, whole), expect, "{part}/{whole}");
        }
    }

    #[test]
    fn charts_are_laid_from_the_last_day_backwards() {
        let check = |days: i32, orders: (i32, usize), shares: (i32, usize)| {
            let period = Period::ending(day("2026-11-22"), days);
            let of = |course: Course| (course.step_days, course.spans.len());
            assert_eq!(of(course_of_orders(&[], period)), orders, "orders of {days} days");
            assert_eq!(of(course_of_promises(&[], period)), shares, "shares of {days} days");
        };
        check(1, (1, 1), (1, 1));
        check(7, (1, 7), (1, 7));
        check(30, (1, 30), (7, 5));
        check(90, (7, 13), (7, 13));
        check(365, (7, 53), (7, 53));
        check(1_096, (28, 40), (28, 40));
    }

    #[test]
    fn a_week_holds_seven_days_and_may_reach_before_the_period() {
        let rows = [
            row("2026-11-01", 1),
            row("2026-11-02", 2),
            row("2026-11-08", 4),
            row("2026-11-15", 8),
            row("2026-11-16", 16),
        ];
        let period = Period { first: day("2026-11-05"), last: day("2026-11-22") };
        let spans = course_of_promises(&rows, period).spans;
        let seen: Vec<(String, i64)> = spans.iter().map(|span| (span.days.first.to_string(), span.promised)).collect();
        let expect = [("2026-11-02", 6), ("2026-11-09", 8), ("2026-11-16", 16)];
        assert_eq!(seen, expect.map(|(first, promised)| (first.to_owned(), promised)));
    }
}
