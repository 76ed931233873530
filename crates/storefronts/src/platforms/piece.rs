//! A part of a message, and its place in the body, so that what cannot be read is told by its field.

use crate::error::StorefrontError;
use serde_json::Value;
use wasl_base::{Currency, Instant, Money, MoneyError, Zone};

/// Pieces of one line.
const PIECES_MAX: i64 = 100_000;
/// Items of one list in a message.
const ITEMS_MAX: usize = 2_000;

#[derive(Clone, Debug)]
pub struct Piece<'a> {
    pub value: &'a Value,
    /// JSON pointer (RFC 6901).
    path: String,
}

impl<'a> Piece<'a> {
    pub fn of(value: &'a Value) -> Self {
        Self { value, path: String::new() }
    }

    fn at(&self, name: &str) -> String {
        format!("{}/{name}", self.path)
    }

    pub fn unreadable(&self, name: &str) -> StorefrontError {
        StorefrontError::unreadable(&self.at(name))
    }

    /// What stands under a name and is not null.
    pub fn get(&self, name: &str) -> Option<Self> {
        let value = self.value.get(name).filter(|value| !value.is_null())?;
        Some(Self { value, path: self.at(name) })
    }

    /// A text or a number as text, trimmed; none when empty.
    pub fn text(&self, name: &str) -> Option<String> {
        let text = match self.value.get(name)? {
            Value::String(text) => text.trim().to_owned(),
            Value::Number(number) => number.to_string(),
            _ => return None,
        };
        (!text.is_empty()).then_some(text)
    }

    /// Errors: `storefronts.unreadable` when there is none.
    pub fn needed(&self, name: &str) -> Result<String, StorefrontError> {
        self.text(name).ok_or_else(|| self.unreadable(name))
    }

    /// An id: a whole number or a short text. Zero stands for none, as storefronts have it.
    pub fn id(&self, name: &str) -> Option<String> {
        self.text(name).filter(|text| text != "0" && text.len() <= 64 && text.chars().all(|c| c.is_ascii_graphic()))
    }

    pub fn needed_id(&self, name: &str) -> Result<String, StorefrontError> {
        self.id(name).ok_or_else(|| self.unreadable(name))
    }

    pub fn flag(&self, name: &str) -> bool {
        self.value.get(name).is_some_and(|value| value.as_bool() == Some(true))
    }

    /// A whole number; none when there is nothing.
    pub fn whole(&self, name: &str) -> Result<Option<i64>, StorefrontError> {
        match self.value.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::Number(number)) if number.as_i64().is_some() => Ok(number.as_i64()),
            Some(Value::String(text)) => text.trim().parse().map(Some).map_err(|_| self.unreadable(name)),
            Some(_) => Err(self.unreadable(name)),
        }
    }

    /// How many pieces of something: one at least.
    pub fn pieces(&self, name: &str) -> Result<i64, StorefrontError> {
        self.whole(name)?.filter(|count| (1..=PIECES_MAX).contains(count)).ok_or_else(|| self.unreadable(name))
    }

    /// Nothing stands for an empty list.
    pub fn list(&self, name: &str) -> Result<Vec<Self>, StorefrontError> {
        let items = match self.value.get(name) {
            None | Some(Value::Null) => return Ok(Vec::new()),
            Some(Value::Array(items)) if items.len() <= ITEMS_MAX => items,
            Some(_) => return Err(self.unreadable(name)),
        };
        let path = self.at(name);
        Ok(items.iter().enumerate().map(|(place, value)| Self { value, path: format!("{path}/{place}") }).collect())
    }

    /// Minor units; nothing stands for zero. More decimals than the currency has are rounded, half away from zero.
    pub fn amount(&self, name: &str, currency: Currency) -> Result<i64, StorefrontError> {
        match self.text(name) {
            None if self.get(name).is_none_or(|piece| piece.value == &Value::String(String::new())) => Ok(0),
            None => Err(self.unreadable(name)),
            Some(text) => minor_of(&text, currency).ok_or_else(|| self.unreadable(name)),
        }
    }

    /// RFC 3339, with its zone.
    pub fn instant(&self, name: &str) -> Result<Option<Instant>, StorefrontError> {
        self.text(name).map(|text| Instant::parse(&text).map_err(|_| self.unreadable(name))).transpose()
    }

    /// Without a zone, in UTC, as fields named `…_gmt` are.
    pub fn instant_utc(&self, name: &str) -> Result<Option<Instant>, StorefrontError> {
        let read = |text: String| {
            Instant::parse(&text)
                .or_else(|_| Instant::parse_local(&text, &Zone::utc()))
                .map_err(|_| self.unreadable(name))
        };
        self.text(name).map(read).transpose()
    }
}

/// `12`, `12.5`, `-0.3333333`; nothing that a plain decimal is not.
fn minor_of(text: &str, currency: Currency) -> Option<i64> {
    match Money::parse(text, currency) {
        Ok(money) => Some(money.minor),
        Err(MoneyError::TooManyDecimals { .. }) => {
            let decimals = usize::from(currency.decimals());
            let (whole, fraction) = text.split_once('.')?;
            let kept = if decimals == 0 { whole.to_owned() } else { format!("{whole}.{}", fraction.get(..decimals)?) };
            let cut = Money::parse(&kept, currency).ok()?.minor;
            let is_up = fraction.as_bytes().get(decimals).is_some_and(|digit| *digit >= b'5');
            let away = if text.starts_with('-') { -1 } else { 1 };
            Some(cut + if is_up { away } else { 0 })
        }
        Err(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_to_the_minor_unit() {
        let value = serde_json::json!({
            "a": "10.00", "b": 10.5, "c": "-0.335", "d": null, "e": "", "f": "1e3", "g": "10,5", "h": "0.0049999", "i": {}
        });
        let piece = Piece::of(&value);
        let amount = |name| piece.amount(name, Currency::SAR).ok();
        assert_eq!([amount("a"), amount("b"), amount("c")], [Some(1_000), Some(1_050), Some(-34)]);
        assert_eq!([amount("d"), amount("e"), amount("none"), amount("h")], [Some(0), Some(0), Some(0), Some(0)]);
        assert_eq!([amount("f"), amount("g"), amount("i")], [None, None, None]);
        let fils = "KWD".parse().expect("currency");
        assert_eq!(piece.amount("c", fils).ok(), Some(-335));
        let yen = "JPY".parse().expect("currency");
        assert_eq!(piece.amount("b", yen).ok(), Some(11));
    }

    #[test]
    fn what_cannot_be_read_names_its_place() {
        let value = serde_json::json!({ "lines": [{ "quantity": 1.5, "at": "yesterday" }] });
        let lines = Piece::of(&value).list("lines").expect("a list");
        for error in
            [lines[0].whole("quantity").err(), lines[0].instant("at").err().map(|_| lines[0].unreadable("quantity"))]
        {
            let StorefrontError::Unreadable { field } = error.expect("refused") else { panic!("another error") };
            assert_eq!(field, "/lines/0/quantity");
        }
        assert!(Piece::of(&value).list("none").expect("empty").is_empty());
        assert!(Piece::of(&value["lines"][0]).list("quantity").is_err());
    }

    #[test]
    fn times_without_a_zone_are_utc_only_where_they_say_so() {
        let value = serde_json::json!({ "date_created_gmt": "2026-11-01T09:00:00", "at": "2026-11-01T12:00:00+03:00" });
        let piece = Piece::of(&value);
        assert_eq!(piece.instant_utc("date_created_gmt").expect("read"), piece.instant("at").expect("read"));
        assert!(piece.instant("date_created_gmt").is_err());
    }
}
