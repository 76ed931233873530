//! Instants (UTC microseconds), calendar dates (a promised day) and explicit zones. The clock is an argument.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;
use std::sync::atomic::{AtomicI64, Ordering};

/// Instants accepted at the edge: from 2000-01-01 to 2100-01-01, in microseconds of the Unix epoch.
const EARLIEST_US: i64 = 946_684_800_000_000;
const LATEST_US: i64 = 4_102_444_800_000_000;

#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum TimeError {
    #[error("not an instant with a zone (RFC 3339): {0:?}")]
    NotAnInstant(String),
    #[error("not a calendar date (YYYY-MM-DD): {0:?}")]
    NotADate(String),
    #[error("not a time zone of the IANA database: {0:?}")]
    NotAZone(String),
    #[error("outside the years 2000 to 2099: {0:?}")]
    OutOfRange(String),
}

fn brief(text: &str) -> String {
    text.chars().take(40).collect()
}

/// A point in time: microseconds of the Unix epoch, UTC. JSON: RFC 3339 with `Z`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Instant(i64);

impl Instant {
    pub const fn from_us(us: i64) -> Self {
        Self(us)
    }

    pub const fn us(self) -> i64 {
        self.0
    }

    pub const fn ms(self) -> i64 {
        self.0.div_euclid(1_000)
    }

    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0 + seconds * 1_000_000)
    }

    /// Seconds from `earlier` to `self`; negative when it is later.
    pub const fn seconds_since(self, earlier: Self) -> i64 {
        (self.0 - earlier.0).div_euclid(1_000_000)
    }

    /// RFC 3339 with an offset or `Z`; a time without a zone is refused, never guessed.
    pub fn parse(text: &str) -> Result<Self, TimeError> {
        let stamp: jiff::Timestamp = text.parse().map_err(|_| TimeError::NotAnInstant(brief(text)))?;
        Self(stamp.as_microsecond()).within(text)
    }

    /// A local clock reading in a declared zone, e.g. `2018-01-18T14:48:30` in America/Sao_Paulo.
    /// A reading that a zone change skips or repeats takes the earlier offset's instant (RFC 5545 rule, as jiff has it).
    pub fn parse_local(text: &str, zone: &Zone) -> Result<Self, TimeError> {
        let civil: jiff::civil::DateTime = text.parse().map_err(|_| TimeError::NotAnInstant(brief(text)))?;
        let zoned = civil.to_zoned(zone.0.clone()).map_err(|_| TimeError::OutOfRange(brief(text)))?;
        Self(zoned.timestamp().as_microsecond()).within(text)
    }

    fn within(self, text: &str) -> Result<Self, TimeError> {
        let fits = (EARLIEST_US..LATEST_US).contains(&self.0);
        if fits { Ok(self) } else { Err(TimeError::OutOfRange(brief(text))) }
    }

    /// The calendar date that people in `zone` have at this instant.
    pub fn date_in(self, zone: &Zone) -> CalendarDate {
        CalendarDate(self.civil(zone).date())
    }

    /// The clock reading in `zone`, for display.
    pub fn civil(self, zone: &Zone) -> jiff::civil::DateTime {
        zone.0.to_datetime(self.stamp())
    }

    pub fn stamp(self) -> jiff::Timestamp {
        jiff::Timestamp::from_microsecond(self.0).unwrap_or(jiff::Timestamp::UNIX_EPOCH)
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}", self.stamp())
    }
}

impl Serialize for Instant {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Instant {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(from)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

/// A day on the calendar with no hour and no zone: what a promise names. Stored and sent as `YYYY-MM-DD`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CalendarDate(jiff::civil::Date);

impl CalendarDate {
    pub fn new(year: i16, month: i8, day: i8) -> Result<Self, TimeError> {
        jiff::civil::Date::new(year, month, day)
            .map(Self)
            .map_err(|_| TimeError::NotADate(format!("{year}-{month}-{day}")))
    }

    pub fn civil(self) -> jiff::civil::Date {
        self.0
    }

    /// The day `days` later (or earlier); dates at the end of the calendar stay there.
    pub fn plus_days(self, days: i32) -> Self {
        Self(self.0.saturating_add(jiff::Span::new().days(days)))
    }

    /// Days from `earlier` to `self`.
    pub fn days_since(self, earlier: Self) -> i32 {
        self.0.duration_since(earlier.0).as_hours().div_euclid(24).try_into().unwrap_or(i32::MAX)
    }

    /// The first instant of this day in `zone`.
    pub fn starts_in(self, zone: &Zone) -> Instant {
        let midnight = self.0.to_datetime(jiff::civil::Time::midnight()).to_zoned(zone.0.clone());
        Instant(midnight.map_or(0, |zoned| zoned.timestamp().as_microsecond()))
    }
}

impl FromStr for CalendarDate {
    type Err = TimeError;

    fn from_str(text: &str) -> Result<Self, TimeError> {
        let shaped = text.len() == 10 && text.is_ascii();
        let date = if shaped { text.parse::<jiff::civil::Date>().ok() } else { None };
        let date = date.ok_or_else(|| TimeError::NotADate(brief(text)))?;
        if (2000..2100).contains(&date.year()) { Ok(Self(date)) } else { Err(TimeError::OutOfRange(brief(text))) }
    }
}

impl fmt::Display for CalendarDate {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}", self.0)
    }
}

impl fmt::Debug for CalendarDate {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

impl Serialize for CalendarDate {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for CalendarDate {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(from)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// A time zone of the IANA database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Zone(jiff::tz::TimeZone);

impl Zone {
    pub fn utc() -> Self {
        Self(jiff::tz::TimeZone::UTC)
    }

    pub fn name(&self) -> &str {
        self.0.iana_name().unwrap_or("UTC")
    }
}

impl FromStr for Zone {
    type Err = TimeError;

    fn from_str(text: &str) -> Result<Self, TimeError> {
        jiff::tz::TimeZone::get(text).map(Self).map_err(|_| TimeError::NotAZone(brief(text)))
    }
}

/// What time it is. Verbs receive an [`Instant`]; only the edges hold a clock.
pub trait Clock: Send + Sync {
    fn now(&self) -> Instant;
}

#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Instant {
        Instant(jiff::Timestamp::now().as_microsecond())
    }
}

/// A clock that tests and demos set by hand.
#[derive(Debug)]
pub struct FixedClock(AtomicI64);

impl FixedClock {
    pub fn at(instant: Instant) -> Self {
        Self(AtomicI64::new(instant.us()))
    }

    pub fn advance_seconds(&self, seconds: i64) {
        self.0.fetch_add(seconds * 1_000_000, Ordering::SeqCst);
    }

    pub fn set(&self, instant: Instant) {
        self.0.store(instant.us(), Ordering::SeqCst);
    }
}

impl Clock for FixedClock {
    fn now(&self) -> Instant {
        Instant(self.0.load(Ordering::SeqCst))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_without_a_zone_is_refused() {
        assert!(Instant::parse("2026-11-22T09:40:00").is_err());
        assert!(Instant::parse("2026-11-22T09:40:00+03:00").is_ok());
        assert!(Instant::parse("1999-12-31T23:59:59Z").is_err());
        assert!(Instant::parse("9999-12-31T23:59:59Z").is_err());
    }

    #[test]
    fn a_local_reading_takes_its_declared_zone() {
        let zone: Zone = "America/Sao_Paulo".parse().expect("zone");
        let at = Instant::parse_local("2018-01-18 14:48:30", &zone).expect("instant");
        assert_eq!(at.to_string(), "2018-01-18T16:48:30Z");
        assert_eq!(at.date_in(&zone).to_string(), "2018-01-18");
    }

    #[test]
    fn dates_count_in_days() {
        let day: CalendarDate = "2024-02-28".parse().expect("date");
        assert_eq!(day.plus_days(2).to_string(), "2024-03-01");
        assert_eq!(day.plus_days(2).days_since(day), 2);
        for bad in ["2024-2-28", "2024-02-30", "20240228", "1999-01-01", "٢٠٢٤-٠٢-٢٨"] {
            assert!(bad.parse::<CalendarDate>().is_err(), "{bad}");
        }
    }
}
