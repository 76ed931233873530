//! An order as the set tells it, joined from its files, before anything is decided about it.

use std::fmt;
use std::sync::Arc;
use wasl_base::{CalendarDate, Instant};

/// A 128-bit id, 32 hexadecimal letters in the files.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(pub u128);

impl Key {
    pub fn parse(text: &str) -> Option<Self> {
        let is_hex = text.len() == 32 && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
        let number = if is_hex { u128::from_str_radix(text, 16).ok() } else { None };
        number.map(Self)
    }
}

impl fmt::Display for Key {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:032x}", self.0)
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($variant:ident => $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($variant,)* }

        impl $name {
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }

            pub fn parse(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.word() == text)
            }
        }
    };
}

words! {
    /// `order_status`.
    OlistStatus {
        Created => "created",
        Approved => "approved",
        Invoiced => "invoiced",
        Processing => "processing",
        Shipped => "shipped",
        Delivered => "delivered",
        Canceled => "canceled",
        Unavailable => "unavailable",
    }
}

words! {
    /// `payment_type`.
    OlistPaymentType {
        CreditCard => "credit_card",
        Boleto => "boleto",
        Voucher => "voucher",
        DebitCard => "debit_card",
        NotDefined => "not_defined",
    }
}

/// One row of the orders file with all that hangs on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OlistOrder {
    pub line: u64,
    pub key: Key,
    pub buyer: Buyer,
    pub status: OlistStatus,
    pub placed_at: Instant,
    pub approved_at: Option<Instant>,
    pub handed_over_at: Option<Instant>,
    pub delivered_at: Option<Instant>,
    /// A day on the calendar of the shop.
    pub promised_on: Option<CalendarDate>,
    /// By `order_item_id`.
    pub items: Vec<OlistItem>,
    /// By `payment_sequential`.
    pub payments: Vec<OlistPayment>,
    /// Lines of the review rows, in the order of the file.
    pub review_lines: Vec<u64>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Buyer {
    /// `customer_unique_id`: the person. `customer_id` names one purchase of theirs.
    pub key: Key,
    pub place: Option<Place>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The first five digits of the postal code.
    pub zip: String,
    pub city: Arc<str>,
    pub state: State,
}

/// Two capital letters: `SP`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct State([u8; 2]);

impl State {
    pub fn parse(text: &str) -> Option<Self> {
        let bytes: [u8; 2] = text.as_bytes().try_into().ok()?;
        bytes.iter().all(u8::is_ascii_uppercase).then_some(Self(bytes))
    }

    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

/// One piece of one product; three pieces are three rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OlistItem {
    pub line: u64,
    pub number: u16,
    pub product: Product,
    pub seller: Seller,
    pub price_minor: i64,
    pub freight_minor: i64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Product {
    pub key: Key,
    pub category: Option<Arc<str>>,
    pub weight_grams: Option<i64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seller {
    pub key: Key,
    pub state: Option<State>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OlistPayment {
    pub line: u64,
    pub number: u16,
    pub kind: OlistPaymentType,
    pub installments: u16,
    pub value_minor: i64,
}

impl OlistOrder {
    /// Goods and freight.
    pub fn total_minor(&self) -> i64 {
        self.items.iter().map(|item| item.price_minor + item.freight_minor).sum()
    }

    pub fn paid_minor(&self) -> i64 {
        self.payments.iter().map(|payment| payment.value_minor).sum()
    }

    /// The sellers, each once, in the order of their first item.
    pub fn sellers(&self) -> Vec<Seller> {
        let mut sellers: Vec<Seller> = Vec::new();
        for item in &self.items {
            if sellers.iter().all(|seller| seller.key != item.seller.key) {
                sellers.push(item.seller);
            }
        }
        sellers
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_read_back_and_nothing_else_is_one() {
        let text = "00ff0000000000000000000000000abc";
        assert_eq!(Key::parse(text).map(|key| key.to_string()).as_deref(), Some(text));
        for wrong in ["", "00FF0000000000000000000000000ABC", "+0ff0000000000000000000000000abc", "abc"] {
            assert_eq!(Key::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn states_are_two_capitals() {
        assert_eq!(State::parse("SP").as_ref().map(State::as_str), Some("SP"));
        for wrong in ["", "S", "sp", "SPX", "ص"] {
            assert_eq!(State::parse(wrong), None, "{wrong}");
        }
    }
}
