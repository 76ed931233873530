//! The part of an order's money that one shipment carries.

use serde::{Deserialize, Serialize};
use wasl_base::Currency;

/// Minor units of `currency`. All parts but `vat` are net of VAT.
/// What the customer pays for it: `goods - discount + shipping + cod_fee + vat`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaleShare {
    pub currency: Currency,
    /// Goods at list price.
    pub goods: i64,
    pub discount: i64,
    pub shipping: i64,
    /// Fee for paying cash on delivery.
    pub cod_fee: i64,
    pub vat: i64,
    /// What the goods cost the shop.
    pub cost: i64,
}

impl SaleShare {
    pub const fn nothing(currency: Currency) -> Self {
        Self { currency, goods: 0, discount: 0, shipping: 0, cod_fee: 0, vat: 0, cost: 0 }
    }

    /// Revenue net of VAT.
    pub const fn net(&self) -> i64 {
        self.goods - self.discount + self.shipping + self.cod_fee
    }

    /// What the customer pays.
    pub const fn total(&self) -> i64 {
        self.net() + self.vat
    }
}
