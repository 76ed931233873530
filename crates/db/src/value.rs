//! The one value type that goes into a statement: null, BIGINT, DOUBLE PRECISION, TEXT or bytes.
//! Text is borrowed where it can be; U+0000 is refused here, because PostgreSQL cannot hold it and SQLite would.

use crate::DbError;
use std::borrow::Cow;
use wasl_base::{CalendarDate, Currency, Id, Instant};

/// Arguments of a statement, `$1` first: `args![shop.id, "text", Some(3_i64), &note]`.
#[macro_export]
macro_rules! args {
    () => { &[] as &[$crate::Value<'static>] };
    ($($value:expr),+ $(,)?) => { &[$($crate::Value::from($value)),+] };
}

/// One argument. Booleans are BIGINT 0/1, instants BIGINT microseconds, dates and currencies TEXT.
#[derive(Clone, Debug, PartialEq)]
pub enum Value<'a> {
    Null,
    Int(i64),
    Real(f64),
    Text(Cow<'a, str>),
    Bytes(Cow<'a, [u8]>),
}

impl Value<'_> {
    /// The same value with nothing borrowed, for commands that outlive their makers.
    pub fn into_owned(self) -> Value<'static> {
        match self {
            Self::Null => Value::Null,
            Self::Int(number) => Value::Int(number),
            Self::Real(number) => Value::Real(number),
            Self::Text(text) => Value::Text(Cow::Owned(text.into_owned())),
            Self::Bytes(bytes) => Value::Bytes(Cow::Owned(bytes.into_owned())),
        }
    }
}

/// Refuses what only one of the engines would take.
pub(crate) fn check_args(sql: &str, args: &[Value<'_>]) -> Result<(), DbError> {
    for (place, value) in args.iter().enumerate() {
        let wrong = match value {
            Value::Text(text) if wasl_base::has_nul(text) => "holds U+0000",
            Value::Real(number) if !number.is_finite() => "is not a finite number",
            _ => continue,
        };
        return Err(DbError::Bug(format!("argument ${} {wrong}: {sql}", place + 1)));
    }
    Ok(())
}

macro_rules! whole_numbers {
    ($($number:ty),*) => {$(
        impl From<$number> for Value<'_> {
            fn from(number: $number) -> Self {
                Self::Int(i64::from(number))
            }
        }
        impl From<&$number> for Value<'_> {
            fn from(number: &$number) -> Self {
                Self::Int(i64::from(*number))
            }
        }
    )*};
}

whole_numbers!(i64, i32, i16, i8, u32, u16, u8, bool);

impl From<f64> for Value<'_> {
    fn from(number: f64) -> Self {
        Self::Real(number)
    }
}

impl From<&f64> for Value<'_> {
    fn from(number: &f64) -> Self {
        Self::Real(*number)
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl<'a> From<&&'a str> for Value<'a> {
    fn from(text: &&'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Value<'_> {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}

impl<'a> From<&'a String> for Value<'a> {
    fn from(text: &'a String) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl<'a> From<Cow<'a, str>> for Value<'a> {
    fn from(text: Cow<'a, str>) -> Self {
        Self::Text(text)
    }
}

impl<'a> From<&'a [u8]> for Value<'a> {
    fn from(bytes: &'a [u8]) -> Self {
        Self::Bytes(Cow::Borrowed(bytes))
    }
}

impl<'a, const N: usize> From<&'a [u8; N]> for Value<'a> {
    fn from(bytes: &'a [u8; N]) -> Self {
        Self::Bytes(Cow::Borrowed(bytes))
    }
}

impl<const N: usize> From<[u8; N]> for Value<'_> {
    fn from(bytes: [u8; N]) -> Self {
        Self::Bytes(Cow::Owned(bytes.to_vec()))
    }
}

impl From<Vec<u8>> for Value<'_> {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Bytes(Cow::Owned(bytes))
    }
}

impl<'a> From<&'a Vec<u8>> for Value<'a> {
    fn from(bytes: &'a Vec<u8>) -> Self {
        Self::Bytes(Cow::Borrowed(bytes))
    }
}

impl<N> From<Id<N>> for Value<'_> {
    fn from(id: Id<N>) -> Self {
        Self::Int(id.number())
    }
}

impl<N> From<&Id<N>> for Value<'_> {
    fn from(id: &Id<N>) -> Self {
        Self::Int(id.number())
    }
}

impl From<Instant> for Value<'_> {
    fn from(instant: Instant) -> Self {
        Self::Int(instant.us())
    }
}

impl From<&Instant> for Value<'_> {
    fn from(instant: &Instant) -> Self {
        Self::Int(instant.us())
    }
}

impl From<CalendarDate> for Value<'_> {
    fn from(date: CalendarDate) -> Self {
        Self::Text(Cow::Owned(date.to_string()))
    }
}

impl From<&CalendarDate> for Value<'_> {
    fn from(date: &CalendarDate) -> Self {
        Self::from(*date)
    }
}

impl From<Currency> for Value<'_> {
    fn from(currency: Currency) -> Self {
        Self::Text(Cow::Owned(currency.as_str().to_owned()))
    }
}

impl<'a> From<&'a Currency> for Value<'a> {
    fn from(currency: &'a Currency) -> Self {
        Self::Text(Cow::Borrowed(currency.as_str()))
    }
}

impl<'a, T> From<Option<T>> for Value<'a>
where
    Value<'a>: From<T>,
{
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Self::from)
    }
}

/// What may lie in an option that is lent. A trait of its own, because `From` on both sides would never end.
pub trait Lendable {
    fn lend(&self) -> Value<'_>;
}

macro_rules! lendable {
    ($($kind:ty),*) => {$(
        impl Lendable for $kind {
            fn lend(&self) -> Value<'_> {
                Value::from(self)
            }
        }
    )*};
}

lendable!(i64, i32, i16, i8, u32, u16, u8, bool, f64, String, Vec<u8>, Instant, CalendarDate, Currency);

impl Lendable for &str {
    fn lend(&self) -> Value<'_> {
        Value::from(*self)
    }
}

impl<N> Lendable for Id<N> {
    fn lend(&self) -> Value<'_> {
        Value::from(self)
    }
}

impl<'a, T: Lendable> From<&'a Option<T>> for Value<'a> {
    fn from(value: &'a Option<T>) -> Self {
        value.as_ref().map_or(Self::Null, T::lend)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_room_holds_becomes_a_value() {
        let note: Option<String> = Some("ملاحظة".to_owned());
        let none: Option<i64> = None;
        let date = CalendarDate::new(2026, 11, 22).expect("date");
        let args: &[Value<'_>] = args![Instant::from_us(5), "a", &note, none, true, date, Currency::SAR, vec![1_u8]];
        let expect = [
            Value::Int(5),
            Value::from("a"),
            Value::from("ملاحظة"),
            Value::Null,
            Value::Int(1),
            Value::from("2026-11-22"),
            Value::from("SAR"),
            Value::Bytes(Cow::Borrowed(&[1])),
        ];
        assert_eq!(args, expect);
        assert_eq!(args![].len(), 0);
    }

    #[test]
    fn what_one_engine_alone_would_take_is_refused() {
        for value in [Value::from("a\0b"), Value::Real(f64::NAN), Value::Real(f64::INFINITY)] {
            assert!(matches!(check_args("SELECT $1", &[value]), Err(DbError::Bug(_))));
        }
        assert_eq!(check_args("SELECT $1", args!["a", 1.5]), Ok(()));
    }
}
