//! A product as someone describes it, and which forms are refused.

use super::model::Titles;
use crate::OrderError;
use crate::model::VatCategory;
use crate::policy::limits::{
    CATEGORY_CHARS_MAX, SKU_CHARS_MAX, TITLE_CHARS_MAX, VARIANTS_MAX, WEIGHT_GRAMS_MAX, check_amount, check_range,
    needed_text, tidy_text,
};
use std::collections::HashSet;
use wasl_base::Money;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewProduct {
    pub titles: Titles,
    pub category: Option<String>,
    pub vat_category: VatCategory,
    pub is_active: bool,
    /// At least one.
    pub variants: Vec<NewVariant>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewVariant {
    pub sku: String,
    pub titles: Titles,
    pub price: Money,
    /// Minor units of the price's currency.
    pub cost: i64,
    pub weight_grams: Option<i64>,
    pub is_active: bool,
}

/// Tidied, or the first field that is wrong.
pub fn checked_product(product: &NewProduct) -> Result<NewProduct, OrderError> {
    let titles = checked_titles("/title", &product.titles)?;
    if titles.is_empty() {
        return Err(OrderError::Required { field: "/title".to_owned() });
    }
    if product.variants.is_empty() {
        return Err(OrderError::Required { field: "/variants".to_owned() });
    }
    Ok(NewProduct {
        titles,
        category: tidy_text("/category", product.category.as_deref(), CATEGORY_CHARS_MAX)?,
        vat_category: product.vat_category,
        is_active: product.is_active,
        variants: checked_variants(&product.variants)?,
    })
}

pub fn checked_titles(field: &str, titles: &Titles) -> Result<Titles, OrderError> {
    Ok(Titles {
        ar: tidy_text(&format!("{field}/ar"), titles.ar.as_deref(), TITLE_CHARS_MAX)?,
        en: tidy_text(&format!("{field}/en"), titles.en.as_deref(), TITLE_CHARS_MAX)?,
    })
}

pub fn checked_variants(variants: &[NewVariant]) -> Result<Vec<NewVariant>, OrderError> {
    let count = i64::try_from(variants.len()).unwrap_or(i64::MAX);
    check_range("/variants", count, 0, i64::try_from(VARIANTS_MAX).unwrap_or(i64::MAX))?;
    let mut skus = HashSet::new();
    let mut checked = Vec::with_capacity(variants.len());
    for (place, variant) in variants.iter().enumerate() {
        let at = |name: &str| format!("/variants/{place}/{name}");
        let sku = needed_text(&at("sku"), &variant.sku, SKU_CHARS_MAX)?;
        if !skus.insert(sku.clone()) {
            return Err(OrderError::DuplicateSku { field: at("sku") });
        }
        check_amount(&at("price"), variant.price.minor)?;
        check_amount(&at("cost"), variant.cost)?;
        if let Some(grams) = variant.weight_grams {
            check_range(&at("weight_grams"), grams, 0, WEIGHT_GRAMS_MAX)?;
        }
        let titles = checked_titles(&at("title"), &variant.titles)?;
        checked.push(NewVariant { sku, titles, ..variant.clone() });
    }
    Ok(checked)
}
