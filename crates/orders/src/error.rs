//! What an order may be refused for. Every code has an Arabic and an English sentence in `locales/`; the field is a
//! JSON pointer into the command that was sent.

use wasl_base::{AddressError, Coded, Currency, Kind, MoneyError, PhoneError};
use wasl_customers::CustomerError;
use wasl_db::{DbError, Fails};
use wasl_ledger::LedgerError;

#[derive(Debug, thiserror::Error)]
pub enum OrderError {
    #[error("no such order")]
    NotFound,
    #[error("no such product")]
    ProductNotFound,
    #[error("{field} is needed")]
    Required { field: String },
    #[error("{field} is longer than {max}")]
    TooLong { field: String, max: usize },
    #[error("{field} holds a control character")]
    ControlCharacter { field: String },
    #[error("{field} is not one of the words known here")]
    UnknownWord { field: String, known: String },
    #[error("{field} is not an id of this shop")]
    UnknownReference { field: String },
    #[error("{field} is outside {min} to {max}")]
    OutOfRange { field: String, min: i64, max: i64 },
    #[error("{field} is not an amount of {currency}")]
    NotAnAmount { field: String, currency: Currency },
    #[error("{field} has more decimals than {currency}")]
    TooManyDecimals { field: String, currency: Currency },
    #[error("{field} is below zero")]
    NegativeAmount { field: String },
    #[error("{field} is larger than any order")]
    AmountTooLarge { field: String },
    #[error("{field} is not a currency known here")]
    UnknownCurrency { field: String },
    #[error("{field} is not in the order's currency {currency}")]
    MixedCurrency { field: String, currency: Currency },
    #[error("{field} takes off more than there is")]
    DiscountTooLarge { field: String },
    #[error("{field} says {given} where the parts make {computed}")]
    TotalMismatch { field: String, given: String, computed: String },
    #[error("{field} is not a date (YYYY-MM-DD)")]
    NotADate { field: String },
    #[error("{field} is not an instant with a zone")]
    NotAnInstant { field: String },
    #[error("{field} is after now")]
    InTheFuture { field: String },
    #[error("{field} is before the order was placed")]
    PromiseInThePast { field: String },
    #[error("{source} under {under}")]
    Address { under: &'static str, source: AddressError },
    #[error("{source} in {field}")]
    Phone { field: String, source: PhoneError },
    #[error("an order has at most {max} lines")]
    TooManyLines { max: usize },
    #[error("{field} names a SKU twice")]
    DuplicateSku { field: String },
    #[error("{field} is no longer sold")]
    VariantInactive { field: String },
    #[error("the order number is taken")]
    NumberTaken,
    #[error("the external reference is taken")]
    ExternalRefTaken,
    #[error("the SKU in {field} is taken")]
    SkuTaken { field: String },
    #[error("the payment reference is taken by another payment")]
    PaymentRefTaken,
    #[error("the order changed meanwhile: version {current}")]
    VersionConflict { current: i64 },
    #[error("the order is cancelled")]
    AlreadyCancelled,
    #[error("a parcel of the order is with the customer")]
    AlreadyDelivered,
    #[error("nothing of the order is left to ship")]
    NothingToFulfil,
    #[error("{field} asks for more pieces than are left")]
    TooManyPieces { field: String },
    #[error("lines of an order in a shipment do not change")]
    LinesAreShipped,
    #[error("lines of a paid order do not change")]
    LinesArePaid,
    #[error("cash on delivery is collected by the carrier")]
    CashIsCollectedAtTheDoor,
    #[error("an order for cash at the door is paid beforehand in full or not at all")]
    CashOrderInParts,
    #[error("a shipment is known by another order")]
    ShipmentTaken,
    #[error(transparent)]
    Customer(#[from] CustomerError),
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    #[error(transparent)]
    Db(#[from] DbError),
}

impl OrderError {
    /// Every code of this room, for the test that walks the texts and for the list in the docs.
    pub const CODES: &'static [&'static str] = &[
        "orders.not_found",
        "orders.product_not_found",
        "orders.required",
        "orders.too_long",
        "orders.control_character",
        "orders.unknown_word",
        "orders.unknown_reference",
        "orders.out_of_range",
        "orders.not_an_amount",
        "orders.too_many_decimals",
        "orders.negative_amount",
        "orders.amount_too_large",
        "orders.unknown_currency",
        "orders.mixed_currency",
        "orders.discount_too_large",
        "orders.total_mismatch",
        "orders.not_a_date",
        "orders.not_an_instant",
        "orders.in_the_future",
        "orders.promise_in_the_past",
        "orders.too_many_lines",
        "orders.duplicate_sku",
        "orders.variant_inactive",
        "orders.number_taken",
        "orders.external_ref_taken",
        "orders.sku_taken",
        "orders.payment_ref_taken",
        "orders.version_conflict",
        "orders.already_cancelled",
        "orders.already_delivered",
        "orders.nothing_to_fulfil",
        "orders.too_many_pieces",
        "orders.lines_are_shipped",
        "orders.lines_are_paid",
        "orders.cash_is_collected_at_the_door",
        "orders.cash_order_in_parts",
        "orders.shipment_taken",
    ];

    pub(crate) fn address(source: AddressError) -> Self {
        Self::Address { under: "/address", source }
    }

    /// What [`wasl_base::Money::parse`] found wrong, at its field.
    /// How an amount that is no amount is told.
    pub fn money(field: &str, currency: Currency, error: &MoneyError) -> Self {
        let field = field.to_owned();
        match error {
            MoneyError::TooManyDecimals { .. } => Self::TooManyDecimals { field, currency },
            MoneyError::OutOfRange => Self::AmountTooLarge { field },
            MoneyError::UnknownCurrency(_) => Self::UnknownCurrency { field },
            MoneyError::Mixed(..) => Self::MixedCurrency { field, currency },
            MoneyError::NotAnAmount(_) => Self::NotAnAmount { field, currency },
        }
    }

    fn field_text(&self) -> Option<&str> {
        match self {
            Self::Required { field }
            | Self::TooLong { field, .. }
            | Self::ControlCharacter { field }
            | Self::UnknownWord { field, .. }
            | Self::UnknownReference { field }
            | Self::OutOfRange { field, .. }
            | Self::NotAnAmount { field, .. }
            | Self::TooManyDecimals { field, .. }
            | Self::NegativeAmount { field }
            | Self::AmountTooLarge { field }
            | Self::UnknownCurrency { field }
            | Self::MixedCurrency { field, .. }
            | Self::DiscountTooLarge { field }
            | Self::TotalMismatch { field, .. }
            | Self::NotADate { field }
            | Self::NotAnInstant { field }
            | Self::InTheFuture { field }
            | Self::PromiseInThePast { field }
            | Self::Phone { field, .. }
            | Self::DuplicateSku { field }
            | Self::VariantInactive { field }
            | Self::SkuTaken { field }
            | Self::TooManyPieces { field } => Some(field),
            Self::TooManyLines { .. } => Some("/lines"),
            Self::LinesAreShipped | Self::LinesArePaid => Some("/lines"),
            Self::NumberTaken => Some("/number"),
            Self::ExternalRefTaken | Self::PaymentRefTaken => Some("/external_ref"),
            Self::CashIsCollectedAtTheDoor => Some("/method"),
            Self::CashOrderInParts => Some("/amount"),
            _ => None,
        }
    }
}

impl Fails for OrderError {
    fn db(&self) -> Option<&DbError> {
        match self {
            Self::Db(error) => Some(error),
            Self::Customer(error) => error.db(),
            Self::Ledger(error) => error.db(),
            _ => None,
        }
    }
}

impl Coded for OrderError {
    fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "orders.not_found",
            Self::ProductNotFound => "orders.product_not_found",
            Self::Required { .. } => "orders.required",
            Self::TooLong { .. } => "orders.too_long",
            Self::ControlCharacter { .. } => "orders.control_character",
            Self::UnknownWord { .. } => "orders.unknown_word",
            Self::UnknownReference { .. } => "orders.unknown_reference",
            Self::OutOfRange { .. } => "orders.out_of_range",
            Self::NotAnAmount { .. } => "orders.not_an_amount",
            Self::TooManyDecimals { .. } => "orders.too_many_decimals",
            Self::NegativeAmount { .. } => "orders.negative_amount",
            Self::AmountTooLarge { .. } => "orders.amount_too_large",
            Self::UnknownCurrency { .. } => "orders.unknown_currency",
            Self::MixedCurrency { .. } => "orders.mixed_currency",
            Self::DiscountTooLarge { .. } => "orders.discount_too_large",
            Self::TotalMismatch { .. } => "orders.total_mismatch",
            Self::NotADate { .. } => "orders.not_a_date",
            Self::NotAnInstant { .. } => "orders.not_an_instant",
            Self::InTheFuture { .. } => "orders.in_the_future",
            Self::PromiseInThePast { .. } => "orders.promise_in_the_past",
            Self::Address { source, .. } => source.code(),
            Self::Phone { source, .. } => source.code(),
            Self::TooManyLines { .. } => "orders.too_many_lines",
            Self::DuplicateSku { .. } => "orders.duplicate_sku",
            Self::VariantInactive { .. } => "orders.variant_inactive",
            Self::NumberTaken => "orders.number_taken",
            Self::ExternalRefTaken => "orders.external_ref_taken",
            Self::SkuTaken { .. } => "orders.sku_taken",
            Self::PaymentRefTaken => "orders.payment_ref_taken",
            Self::VersionConflict { .. } => "orders.version_conflict",
            Self::AlreadyCancelled => "orders.already_cancelled",
            Self::AlreadyDelivered => "orders.already_delivered",
            Self::NothingToFulfil => "orders.nothing_to_fulfil",
            Self::TooManyPieces { .. } => "orders.too_many_pieces",
            Self::LinesAreShipped => "orders.lines_are_shipped",
            Self::LinesArePaid => "orders.lines_are_paid",
            Self::CashIsCollectedAtTheDoor => "orders.cash_is_collected_at_the_door",
            Self::CashOrderInParts => "orders.cash_order_in_parts",
            Self::ShipmentTaken => "orders.shipment_taken",
            Self::Customer(error) => error.code(),
            Self::Ledger(error) => error.code(),
            Self::Db(error) => error.code(),
        }
    }

    fn kind(&self) -> Kind {
        match self {
            Self::NotFound | Self::ProductNotFound => Kind::NotFound,
            Self::NumberTaken
            | Self::ExternalRefTaken
            | Self::SkuTaken { .. }
            | Self::PaymentRefTaken
            | Self::ShipmentTaken
            | Self::VersionConflict { .. } => Kind::Conflict,
            Self::AlreadyCancelled
            | Self::AlreadyDelivered
            | Self::NothingToFulfil
            | Self::TooManyPieces { .. }
            | Self::LinesAreShipped
            | Self::LinesArePaid
            | Self::VariantInactive { .. }
            | Self::CashIsCollectedAtTheDoor
            | Self::CashOrderInParts => Kind::Refused,
            Self::Customer(error) => error.kind(),
            Self::Ledger(error) => error.kind(),
            Self::Db(error) => error.kind(),
            _ => Kind::Invalid,
        }
    }

    fn field(&self) -> Option<String> {
        match self {
            Self::Address { under, source } => Some(format!("{under}/{}", source.field())),
            Self::Customer(error) => error.field().map(|pointer| format!("/customer{pointer}")),
            other => other.field_text().map(str::to_owned),
        }
    }

    fn values(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::TooLong { max, .. } | Self::TooManyLines { max } => vec![("max", max.to_string())],
            Self::OutOfRange { min, max, .. } => vec![("min", min.to_string()), ("max", max.to_string())],
            Self::UnknownWord { known, .. } => vec![("known", known.clone())],
            Self::NotAnAmount { currency, .. } | Self::MixedCurrency { currency, .. } => {
                vec![("currency", currency.to_string())]
            }
            Self::TooManyDecimals { currency, .. } => {
                vec![("currency", currency.to_string()), ("decimals", currency.decimals().to_string())]
            }
            Self::TotalMismatch { given, computed, .. } => {
                vec![("given", given.clone()), ("computed", computed.clone())]
            }
            Self::VersionConflict { current } => vec![("current", current.to_string())],
            Self::Customer(error) => error.values(),
            Self::Ledger(error) => error.values(),
            _ => Vec::new(),
        }
    }
}
