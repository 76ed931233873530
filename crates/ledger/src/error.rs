//! What can go wrong at the books, each with a stable code.

use crate::chart::AccountCode;
use wasl_base::{Coded, Currency, Kind};
use wasl_db::{DbError, Fails};

#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// Debits and credits of one currency differ by this many minor units.
    #[error("the entry is out of balance by {difference} minor units of {currency}")]
    Unbalanced { currency: Currency, difference: i128 },
    #[error("an entry of {count} lines; at most {max}")]
    TooManyLines { count: usize, max: usize },
    /// Both sides, a negative side, or beyond the largest amount.
    #[error("the amount of a line on account {account} is not usable")]
    LineAmount { account: AccountCode },
    #[error("no account {number} in the chart")]
    UnknownAccount { number: i64 },
    /// Empty, too long, or with control characters.
    #[error("the text of {field} is not usable")]
    Text { field: &'static str },
    /// Not `YYYY-MM-DD`, or an end before its beginning.
    #[error("the date {field} is not usable")]
    Date { field: &'static str },
    #[error("not the id of an order")]
    OrderId,
    /// The key stands in the books with other content.
    #[error("the key {key} is already used for another entry")]
    KeyReused { key: String },
    #[error("no such entry")]
    EntryNotFound,
    #[error("the entry was already reversed by entry {by}")]
    AlreadyReversed { by: i64 },
    /// The carrier collects: the books hear of it at delivery, not at payment.
    #[error("cash on delivery is booked at delivery")]
    PaidOnDelivery,
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Fails for LedgerError {
    fn db(&self) -> Option<&DbError> {
        if let Self::Db(error) = self { Some(error) } else { None }
    }
}

impl LedgerError {
    /// Every code of this room, for the test that walks the texts.
    pub const CODES: &'static [&'static str] = &[
        "ledger.unbalanced",
        "ledger.too_many_lines",
        "ledger.line_amount",
        "ledger.unknown_account",
        "ledger.text",
        "ledger.date",
        "ledger.order_id",
        "ledger.key_reused",
        "ledger.entry_not_found",
        "ledger.already_reversed",
        "ledger.paid_on_delivery",
    ];
}

impl Coded for LedgerError {
    fn code(&self) -> &'static str {
        match self {
            Self::Unbalanced { .. } => "ledger.unbalanced",
            Self::TooManyLines { .. } => "ledger.too_many_lines",
            Self::LineAmount { .. } => "ledger.line_amount",
            Self::UnknownAccount { .. } => "ledger.unknown_account",
            Self::Text { .. } => "ledger.text",
            Self::Date { .. } => "ledger.date",
            Self::OrderId => "ledger.order_id",
            Self::KeyReused { .. } => "ledger.key_reused",
            Self::EntryNotFound => "ledger.entry_not_found",
            Self::AlreadyReversed { .. } => "ledger.already_reversed",
            Self::PaidOnDelivery => "ledger.paid_on_delivery",
            Self::Db(error) => error.code(),
        }
    }

    fn kind(&self) -> Kind {
        match self {
            Self::Unbalanced { .. }
            | Self::TooManyLines { .. }
            | Self::LineAmount { .. }
            | Self::Text { .. }
            | Self::Date { .. }
            | Self::OrderId => Kind::Invalid,
            Self::KeyReused { .. } | Self::AlreadyReversed { .. } => Kind::Conflict,
            Self::UnknownAccount { .. } | Self::EntryNotFound => Kind::NotFound,
            Self::PaidOnDelivery => Kind::Refused,
            Self::Db(error) => error.kind(),
        }
    }

    fn field(&self) -> Option<String> {
        match self {
            Self::Text { field } | Self::Date { field } => Some(format!("/{field}")),
            Self::OrderId => Some("/order".to_owned()),
            _ => None,
        }
    }

    fn values(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Unbalanced { currency, .. } => vec![("currency", currency.to_string())],
            Self::TooManyLines { max, .. } => vec![("max", max.to_string())],
            Self::LineAmount { account } => vec![("account", account.to_string())],
            Self::UnknownAccount { number } => vec![("account", number.to_string())],
            Self::Text { field } => vec![("field", (*field).to_owned())],
            Self::AlreadyReversed { by } => vec![("entry", by.to_string())],
            Self::Date { .. }
            | Self::OrderId
            | Self::KeyReused { .. }
            | Self::EntryNotFound
            | Self::PaidOnDelivery
            | Self::Db(_) => Vec::new(),
        }
    }
}
