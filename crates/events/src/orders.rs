//! What orders say.

use crate::SaleShare;
use serde::{Deserialize, Serialize};
use wasl_base::{CalendarDate, CustomerId, OrderId, PaymentId};

/// How the customer pays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaymentMethod {
    Card,
    BankTransfer,
    CashOnDelivery,
    /// Buy now, pay later.
    Bnpl,
    /// Gift card, voucher, store credit.
    Voucher,
    Other,
}

impl PaymentMethod {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Card => "card",
            Self::BankTransfer => "bank_transfer",
            Self::CashOnDelivery => "cash_on_delivery",
            Self::Bnpl => "bnpl",
            Self::Voucher => "voucher",
            Self::Other => "other",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        [Self::Card, Self::BankTransfer, Self::CashOnDelivery, Self::Bnpl, Self::Voucher, Self::Other]
            .into_iter()
            .find(|method| method.as_str() == text)
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderPlaced {
    pub order: OrderId,
    pub customer: CustomerId,
    pub method: PaymentMethod,
    /// The whole order's money.
    pub money: SaleShare,
    /// The day by the shop's calendar.
    pub placed_on: CalendarDate,
    pub promised_on: Option<CalendarDate>,
}

/// Lines, address or promise changed; readers ask `orders::read` for what stands now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderChanged {
    pub order: OrderId,
    pub promised_on: Option<CalendarDate>,
    /// The money before and after, equal when only words changed.
    pub before: SaleShare,
    pub after: SaleShare,
    pub placed_on: CalendarDate,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderPaid {
    pub order: OrderId,
    pub payment: PaymentId,
    pub method: PaymentMethod,
    pub amount_minor: i64,
    pub placed_on: CalendarDate,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderCancelled {
    pub order: OrderId,
    pub money: SaleShare,
    pub placed_on: CalendarDate,
    pub was_paid: bool,
}

/// A cancelled order reached the customer after all: the cancellation does not hold, and what it took back stands again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderReinstated {
    pub order: OrderId,
    pub money: SaleShare,
    pub placed_on: CalendarDate,
}
