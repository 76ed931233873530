//! The span of days a page of the books looks at, from its address: `?from=2026-11-01&to=2026-11-30`.

use crate::LedgerError;
use serde::Deserialize;
use utoipa::IntoParams;
use wasl_base::CalendarDate;
use wasl_platform::web::shape::DayIfAny;

/// What an address says; an empty field is as good as none.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PeriodQuery {
    /// The first day; the first of the month when absent.
    #[param(value_type = DayIfAny, inline, required = false)]
    pub from: Option<String>,
    /// The last day; today by the shop's calendar when absent.
    #[param(value_type = DayIfAny, inline, required = false)]
    pub to: Option<String>,
}

/// Both days included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    pub first: CalendarDate,
    pub last: CalendarDate,
}

/// The spans that are one press away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Preset {
    ThisMonth,
    LastMonth,
    ThisYear,
    Everything,
}

impl Preset {
    pub const ALL: [Self; 4] = [Self::ThisMonth, Self::LastMonth, Self::ThisYear, Self::Everything];

    pub fn text_key(self) -> &'static str {
        match self {
            Self::ThisMonth => "ledger-period-this-month",
            Self::LastMonth => "ledger-period-last-month",
            Self::ThisYear => "ledger-period-this-year",
            Self::Everything => "ledger-period-everything",
        }
    }

    pub fn period(self, today: CalendarDate) -> Period {
        let month = first_of_month(today);
        match self {
            Self::ThisMonth => Period { first: month, last: today },
            Self::LastMonth => {
                let last = month.plus_days(-1);
                Period { first: first_of_month(last), last }
            }
            Self::ThisYear => Period { first: day(today.civil().year(), 1, 1).unwrap_or(month), last: today },
            Self::Everything => Period { first: day(2000, 1, 1).unwrap_or(month), last: today },
        }
    }
}

impl Period {
    /// Errors: `ledger.date` for what is no date, or ends before it begins. The current month when nothing is said.
    pub fn of(query: &PeriodQuery, today: CalendarDate) -> Result<Self, LedgerError> {
        let standard = Preset::ThisMonth.period(today);
        let last = read_date("to", query.to.as_deref())?;
        let first = read_date("from", query.from.as_deref())?;
        let last = last.unwrap_or_else(|| first.map_or(standard.last, |first| first.max(standard.last)));
        let first = first.unwrap_or_else(|| first_of_month(last));
        if first > last {
            return Err(LedgerError::Date { field: "to" });
        }
        Ok(Self { first, last })
    }

    pub fn query(&self) -> String {
        format!("from={}&to={}", self.first, self.last)
    }
}

/// A date of the query; nothing and an empty text are none.
pub fn read_date(field: &'static str, text: Option<&str>) -> Result<Option<CalendarDate>, LedgerError> {
    match text.map(str::trim) {
        None | Some("") => Ok(None),
        Some(text) => text.parse().map(Some).map_err(|_| LedgerError::Date { field }),
    }
}

fn first_of_month(of: CalendarDate) -> CalendarDate {
    let civil = of.civil();
    day(civil.year(), civil.month(), 1).unwrap_or(of)
}

fn day(year: i16, month: i8, day: i8) -> Option<CalendarDate> {
    CalendarDate::new(year, month, day).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> CalendarDate {
        text.parse().expect(text)
    }

    #[test]
    fn addresses_name_spans() {
        let today = date("2026-11-22");
        let check = |from: &str, to: &str, expect: Option<(&str, &str)>| {
            let query = PeriodQuery { from: Some(from.to_owned()), to: Some(to.to_owned()) };
            let found = Period::of(&query, today).ok();
            let expect = expect.map(|(first, last)| Period { first: date(first), last: date(last) });
            assert_eq!(found, expect, "{from} {to}");
        };
        check("", "", Some(("2026-11-01", "2026-11-22")));
        check("2026-10-05", "", Some(("2026-10-05", "2026-11-22")));
        check("2026-12-05", "", Some(("2026-12-05", "2026-12-05")));
        check("", "2026-10-05", Some(("2026-10-01", "2026-10-05")));
        check("2026-10-05", "2026-10-05", Some(("2026-10-05", "2026-10-05")));
        check("2026-10-06", "2026-10-05", None);
        check("2026-13-06", "", None);
        check("", "yesterday", None);
        assert_eq!(Period::of(&PeriodQuery::default(), today).ok(), Some(Preset::ThisMonth.period(today)));
    }

    #[test]
    fn presets_follow_the_calendar() {
        let check = |preset: Preset, today: &str, first: &str, last: &str| {
            assert_eq!(preset.period(date(today)), Period { first: date(first), last: date(last) });
        };
        check(Preset::LastMonth, "2026-03-31", "2026-02-01", "2026-02-28");
        check(Preset::LastMonth, "2026-01-01", "2025-12-01", "2025-12-31");
        check(Preset::ThisYear, "2026-01-01", "2026-01-01", "2026-01-01");
        check(Preset::Everything, "2026-01-01", "2000-01-01", "2026-01-01");
    }
}
