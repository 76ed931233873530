//! The part of an order's money that one shipment carries, and how much of its goods are not taxed at the standard rate.

use serde::{Deserialize, Serialize};
use wasl_base::Currency;

/// The goods of one VAT category within a share: a part of its `goods` and of its `discount`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GoodsPart {
    pub goods: i64,
    pub discount: i64,
}

impl GoodsPart {
    pub const NOTHING: Self = Self { goods: 0, discount: 0 };

    pub const fn net(&self) -> i64 {
        self.goods.saturating_sub(self.discount)
    }

    const fn is_nothing(&self) -> bool {
        self.goods == 0 && self.discount == 0
    }
}

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
    /// Of the goods, those taxed at zero per cent.
    #[serde(default, skip_serializing_if = "GoodsPart::is_nothing")]
    pub zero_rated: GoodsPart,
    /// Of the goods, those exempt from VAT.
    #[serde(default, skip_serializing_if = "GoodsPart::is_nothing")]
    pub exempt: GoodsPart,
}

impl SaleShare {
    pub const fn nothing(currency: Currency) -> Self {
        Self {
            currency,
            goods: 0,
            discount: 0,
            shipping: 0,
            cod_fee: 0,
            vat: 0,
            cost: 0,
            zero_rated: GoodsPart::NOTHING,
            exempt: GoodsPart::NOTHING,
        }
    }

    /// The goods that are taxed at the standard rate: all that are neither zero-rated nor exempt.
    pub const fn standard(&self) -> GoodsPart {
        GoodsPart {
            goods: self.goods.saturating_sub(self.zero_rated.goods).saturating_sub(self.exempt.goods),
            discount: self.discount.saturating_sub(self.zero_rated.discount).saturating_sub(self.exempt.discount),
        }
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
