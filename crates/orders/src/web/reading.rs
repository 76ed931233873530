//! From the texts of a JSON body to words of this room. Amounts are decimal strings read by the currency's decimals, so
//! that no float ever stands for money; each fault names the field's JSON pointer.

use crate::OrderError;
use crate::model::{TaxMode, VatCategory};
use crate::policy::Settlement;
use crate::states::{OrderState, PaymentState};
use serde::{Deserialize, Deserializer};
use std::str::FromStr;
use wasl_base::{CalendarDate, Currency, Instant, Lang, Money};
use wasl_events::PaymentMethod;

/// In the order in which they are told.
pub const METHODS: [PaymentMethod; 6] = [
    PaymentMethod::Card,
    PaymentMethod::BankTransfer,
    PaymentMethod::CashOnDelivery,
    PaymentMethod::Bnpl,
    PaymentMethod::Voucher,
    PaymentMethod::Other,
];
pub const SETTLEMENTS: [&str; 2] = ["instalment", "whole"];

/// Minor units of a decimal text; zero when absent.
pub fn amount_or_zero(field: &str, text: Option<&str>, currency: Currency) -> Result<i64, OrderError> {
    text.map_or(Ok(0), |text| amount(field, text, currency))
}

/// Minor units of a decimal text such as `230.00`, never below zero.
pub fn amount(field: &str, text: &str, currency: Currency) -> Result<i64, OrderError> {
    let money = Money::parse(text, currency).map_err(|error| OrderError::money(field, currency, &error))?;
    if money.minor < 0 {
        return Err(OrderError::NegativeAmount { field: field.to_owned() });
    }
    Ok(money.minor)
}

pub fn currency(field: &str, text: &str) -> Result<Currency, OrderError> {
    text.parse().map_err(|_| OrderError::UnknownCurrency { field: field.to_owned() })
}

pub fn date(field: &str, text: &str) -> Result<CalendarDate, OrderError> {
    text.parse().map_err(|_| OrderError::NotADate { field: field.to_owned() })
}

pub fn instant(field: &str, text: &str) -> Result<Instant, OrderError> {
    Instant::parse(text).map_err(|_| OrderError::NotAnInstant { field: field.to_owned() })
}

/// An id of ours; whether it is there is asked where it is used.
pub fn id<T: FromStr>(field: &str, text: &str) -> Result<T, OrderError> {
    text.parse().map_err(|_| OrderError::UnknownReference { field: field.to_owned() })
}

pub fn payment_method(field: &str, text: &str) -> Result<PaymentMethod, OrderError> {
    PaymentMethod::parse(text).ok_or_else(|| unknown(field, METHODS.map(PaymentMethod::as_str)))
}

pub fn settlement(field: &str, text: &str) -> Result<Settlement, OrderError> {
    match text {
        "instalment" => Ok(Settlement::Instalment),
        "whole" => Ok(Settlement::Whole),
        _ => Err(unknown(field, SETTLEMENTS)),
    }
}

pub fn order_state(field: &str, text: &str) -> Result<OrderState, OrderError> {
    OrderState::parse(text).ok_or_else(|| unknown(field, OrderState::ALL.map(OrderState::as_str)))
}

pub fn payment_state(field: &str, text: &str) -> Result<PaymentState, OrderError> {
    PaymentState::parse(text).ok_or_else(|| unknown(field, PaymentState::ALL.map(PaymentState::as_str)))
}

pub fn tax_mode(field: &str, text: &str) -> Result<TaxMode, OrderError> {
    TaxMode::parse(text).ok_or_else(|| unknown(field, TaxMode::ALL.map(TaxMode::as_str)))
}

pub fn vat_category(field: &str, text: &str) -> Result<VatCategory, OrderError> {
    VatCategory::parse(text).ok_or_else(|| unknown(field, VatCategory::ALL.map(VatCategory::as_str)))
}

pub fn lang(field: &str, text: &str) -> Result<Lang, OrderError> {
    text.parse().map_err(|_| unknown(field, Lang::ALL.map(Lang::as_str)))
}

fn unknown<const N: usize>(field: &str, known: [&str; N]) -> OrderError {
    OrderError::UnknownWord { field: field.to_owned(), known: known.join(", ") }
}

/// A field that is there, though it may say `null`: the outer `Option` tells absent, the inner one empty.
#[expect(clippy::option_option, reason = "absent, null and a value are three things in a PATCH")]
pub fn present<'de, T: Deserialize<'de>, D: Deserializer<'de>>(from: D) -> Result<Option<Option<T>>, D::Error> {
    Option::<T>::deserialize(from).map(Some)
}
