//! Which days a question is about: the last 7, 30, 90 or 365, or from–to, by the shop's calendar. A shop whose newest
//! figures are old is shown its last days with figures, and told so: an empty page would be true and useless.

use crate::InsightError;
use wasl_base::CalendarDate;

/// What the page offers as links, in days.
pub const PRESET_DAYS: [i32; 4] = [7, 30, 90, 365];
/// What is shown when nothing is asked.
pub const DEFAULT_DAYS: i32 = 30;
/// The longest period, in days: three years. It bounds the rows that one page adds up.
pub const PERIOD_DAYS_MAX: i32 = 1_096;
/// Figures older than this make a shop's history the subject, not its last days.
const HISTORICAL_DAYS: i32 = 30;

/// Days from `first` to `last`, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    pub first: CalendarDate,
    pub last: CalendarDate,
}

/// What was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// The last so many days, the newest being today (or the last day with figures of a historical shop).
    Last(i32),
    Between(Period),
}

impl Default for Choice {
    fn default() -> Self {
        Self::Last(DEFAULT_DAYS)
    }
}

impl Period {
    /// Errors: `insight.period_backwards`, `insight.period_too_long`.
    pub fn new(first: CalendarDate, last: CalendarDate) -> Result<Self, InsightError> {
        let period = Self { first, last };
        match period.days() {
            ..1 => Err(InsightError::Backwards),
            days if days > PERIOD_DAYS_MAX => Err(InsightError::TooLong),
            _ => Ok(period),
        }
    }

    /// The `days` days that end with `last`.
    pub fn ending(last: CalendarDate, days: i32) -> Self {
        Self { first: last.plus_days(1 - days), last }
    }

    pub fn days(&self) -> i32 {
        self.last.days_since(self.first) + 1
    }

    /// The period of the same length just before.
    pub fn before(&self) -> Self {
        Self::ending(self.first.plus_days(-1), self.days())
    }

    pub fn holds(&self, day: CalendarDate) -> bool {
        (self.first..=self.last).contains(&day)
    }
}

impl Choice {
    /// From what an address says. `days` and a pair of dates exclude each other; a lone date asks for the month it opens
    /// or closes. Text that is empty counts as absent, since forms send it so.
    ///
    /// Errors: `insight.bad_days`, `insight.bad_date` with the field, and those of [`Period::new`].
    pub fn parse(days: Option<&str>, from: Option<&str>, to: Option<&str>) -> Result<Self, InsightError> {
        let given = |text: Option<&'_ str>| text.map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
        let date = |text: Option<&str>, field| {
            let parse = |text: String| text.parse::<CalendarDate>().map_err(|_| InsightError::BadDate { field });
            given(text).map(parse).transpose()
        };
        match (date(from, "from")?, date(to, "to")?) {
            (Some(first), Some(last)) => Period::new(first, last).map(Self::Between),
            (Some(first), None) => Period::new(first, first.plus_days(DEFAULT_DAYS - 1)).map(Self::Between),
            (None, Some(last)) => Ok(Self::Between(Period::ending(last, DEFAULT_DAYS))),
            (None, None) => given(days).map_or(Ok(Self::default()), |text| {
                let days = text.parse().ok().filter(|days| (1..=PERIOD_DAYS_MAX).contains(days));
                days.map(Self::Last).ok_or(InsightError::BadDays)
            }),
        }
    }

    /// The days meant, given today and the newest day that has figures.
    pub fn period(self, today: CalendarDate, newest: Option<CalendarDate>) -> Period {
        match self {
            Self::Between(period) => period,
            Self::Last(days) => Period::ending(newest_shown(today, newest), days),
        }
    }
}

/// Where the last days end: today, unless all figures are history.
fn newest_shown(today: CalendarDate, newest: Option<CalendarDate>) -> CalendarDate {
    newest.filter(|newest| today.days_since(*newest) > HISTORICAL_DAYS).unwrap_or(today)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> CalendarDate {
        text.parse().expect(text)
    }

    #[test]
    fn an_address_names_its_days() {
        let check = |days: &str, from: &str, to: &str, expect: Result<(&str, &str), &'static str>| {
            let found = Choice::parse(Some(days), Some(from), Some(to))
                .map(|choice| choice.period(day("2026-11-22"), Some(day("2026-11-20"))))
                .map(|period| (period.first.to_string(), period.last.to_string()))
                .map_err(|error| wasl_base::Coded::code(&error));
            assert_eq!(found, expect.map(|(a, b)| (a.to_owned(), b.to_owned())), "{days:?} {from:?} {to:?}");
        };
        check("", "", "", Ok(("2026-10-24", "2026-11-22")));
        check("7", "", "", Ok(("2026-11-16", "2026-11-22")));
        check("1", " ", "", Ok(("2026-11-22", "2026-11-22")));
        check("", "2026-01-01", "2026-01-31", Ok(("2026-01-01", "2026-01-31")));
        check("7", "2026-01-01", "2026-01-01", Ok(("2026-01-01", "2026-01-01")));
        check("", "2026-01-01", "", Ok(("2026-01-01", "2026-01-30")));
        check("", "", "2026-01-30", Ok(("2026-01-01", "2026-01-30")));
        check("", "2026-01-02", "2026-01-01", Err("insight.period_backwards"));
        check("", "2020-01-01", "2026-01-01", Err("insight.period_too_long"));
        check("", "2026-02-30", "", Err("insight.bad_date"));
        check("", "", "٢٠٢٦-٠١-٠١", Err("insight.bad_date"));
        for bad in ["0", "-7", "1097", "x", "7.5", "99999999999999999999"] {
            check(bad, "", "", Err("insight.bad_days"));
        }
    }

    #[test]
    fn history_ends_with_its_last_day() {
        let last = |newest: Option<&str>| {
            let period = Choice::Last(7).period(day("2026-11-22"), newest.map(day));
            period.last.to_string()
        };
        assert_eq!(last(None), "2026-11-22");
        assert_eq!(last(Some("2026-10-23")), "2026-11-22");
        assert_eq!(last(Some("2026-10-22")), "2026-10-22");
        assert_eq!(last(Some("2018-08-29")), "2018-08-29");
        assert_eq!(last(Some("2026-12-01")), "2026-11-22");
    }

    #[test]
    fn the_period_before_has_the_same_length() {
        let period = Period::ending(day("2026-03-31"), 31);
        assert_eq!(period.first, day("2026-03-01"));
        assert_eq!(period.before(), Period { first: day("2026-01-29"), last: day("2026-02-28") });
        assert_eq!(period.before().days(), period.days());
    }
}
