//! A product and its variants: what is sold, under which name in which language.

use crate::model::VatCategory;
use wasl_base::{Lang, Money, ProductId, VariantId};

/// A name in one language or both.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Titles {
    pub ar: Option<String>,
    pub en: Option<String>,
}

impl Titles {
    /// In `lang` when there is such a name, else in the other language.
    pub fn in_lang(&self, lang: Lang) -> Option<&str> {
        let (first, second) = match lang {
            Lang::Ar => (&self.ar, &self.en),
            Lang::En => (&self.en, &self.ar),
        };
        first.as_deref().or(second.as_deref())
    }

    pub fn is_empty(&self) -> bool {
        self.ar.is_none() && self.en.is_none()
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Product {
    pub id: ProductId,
    pub titles: Titles,
    pub category: Option<String>,
    pub vat_category: VatCategory,
    pub is_active: bool,
    pub version: i64,
    pub variants: Vec<Variant>,
}

/// One thing on a shelf.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variant {
    pub id: VariantId,
    pub product: ProductId,
    /// The shop's own code, one variant each.
    pub sku: String,
    pub titles: Titles,
    /// As the storefront quotes it.
    pub price: Money,
    /// What one piece costs the shop, minor units of the price's currency, net of VAT.
    pub cost: i64,
    pub weight_grams: Option<i64>,
    pub is_active: bool,
}

/// How a line of an order names a variant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VariantRef {
    Id(VariantId),
    Sku(String),
}

/// What a line of an order copies from the catalogue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    pub variant: Variant,
    pub product_titles: Titles,
    pub category: Option<String>,
    pub vat_category: VatCategory,
    pub is_sold: bool,
}

impl Offer {
    /// `Abaya · black, 54`, in the customer's language.
    pub fn title(&self, lang: Lang) -> String {
        match (self.product_titles.in_lang(lang), self.variant.titles.in_lang(lang)) {
            (Some(product), Some(variant)) => format!("{product} · {variant}"),
            (Some(only), None) | (None, Some(only)) => only.to_owned(),
            (None, None) => self.variant.sku.clone(),
        }
    }
}
