//! Every SQL text of the catalogue.

use super::model::{Offer, Product, Titles, Variant};
use crate::model::VatCategory;
use wasl_base::{Money, ShopId};
use wasl_db::{DbError, Row, Value, args};

macro_rules! variants_where {
    ($rest:literal) => {
        concat!(
            "SELECT id, product_id, sku, title_ar, title_en, currency, price, cost, weight_grams, active FROM variant ",
            "WHERE shop_id = $1 ",
            $rest
        )
    };
}

macro_rules! offers_where {
    ($rest:literal) => {
        concat!(
            "SELECT v.id, v.product_id, v.sku, v.title_ar, v.title_en, v.currency, v.price, v.cost, v.weight_grams, ",
            "v.active, p.title_ar, p.title_en, p.category, p.vat_category, p.active FROM variant v ",
            "JOIN product p ON p.shop_id = v.shop_id AND p.id = v.product_id WHERE v.shop_id = $1 ",
            $rest
        )
    };
}

wasl_db::statements! {
    pub ADD_PRODUCT = "INSERT INTO product (shop_id, id, title_ar, title_en, category, vat_category, active, version, \
        created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, 1, $8, $8)";
    pub CHANGE_PRODUCT = "UPDATE product SET title_ar = $3, title_en = $4, category = $5, vat_category = $6, active = $7, \
        version = version + 1, updated_at = $8 WHERE shop_id = $1 AND id = $2";
    pub FIND_PRODUCT = "SELECT id, title_ar, title_en, category, vat_category, active, version FROM product \
        WHERE shop_id = $1 AND id = $2";
    /// Newest first: ids are made in time order.
    pub LIST_PRODUCTS = "SELECT id, title_ar, title_en, category, vat_category, active, version FROM product \
        WHERE shop_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3";
    pub ADD_VARIANT = "INSERT INTO variant (shop_id, id, product_id, sku, title_ar, title_en, currency, price, cost, \
        weight_grams, active) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    pub CHANGE_VARIANT = "UPDATE variant SET title_ar = $4, title_en = $5, currency = $6, price = $7, cost = $8, \
        weight_grams = $9, active = $10 WHERE shop_id = $1 AND product_id = $2 AND id = $3";
    pub VARIANTS_OF_PRODUCT = variants_where!("AND product_id = $2 ORDER BY id");
    pub FIND_OFFER = offers_where!("AND v.id = $2");
    pub FIND_OFFER_BY_SKU = offers_where!("AND v.sku = $2");
}

/// Without its variants.
pub fn product_of(row: &Row<'_>) -> Result<Product, DbError> {
    Ok(Product {
        id: row.get(0)?,
        titles: Titles { ar: row.get(1)?, en: row.get(2)? },
        category: row.get(3)?,
        vat_category: vat_category(row, 4)?,
        is_active: row.get(5)?,
        version: row.get(6)?,
        variants: Vec::new(),
    })
}

pub fn variant_of(row: &Row<'_>) -> Result<Variant, DbError> {
    Ok(Variant {
        id: row.get(0)?,
        product: row.get(1)?,
        sku: row.get(2)?,
        titles: Titles { ar: row.get(3)?, en: row.get(4)? },
        price: Money::new(row.get(6)?, row.get(5)?),
        cost: row.get(7)?,
        weight_grams: row.get(8)?,
        is_active: row.get(9)?,
    })
}

pub fn offer_of(row: &Row<'_>) -> Result<Offer, DbError> {
    let variant = variant_of(row)?;
    let is_sold = variant.is_active && row.get::<bool>(14)?;
    Ok(Offer {
        variant,
        product_titles: Titles { ar: row.get(10)?, en: row.get(11)? },
        category: row.get(12)?,
        vat_category: vat_category(row, 13)?,
        is_sold,
    })
}

/// The arguments of [`ADD_VARIANT`].
pub fn variant_row<'a>(shop: ShopId, variant: &'a Variant) -> Vec<Value<'a>> {
    args![
        shop,
        variant.id,
        variant.product,
        &variant.sku,
        &variant.titles.ar,
        &variant.titles.en,
        variant.price.currency,
        variant.price.minor,
        variant.cost,
        variant.weight_grams,
        variant.is_active
    ]
    .to_vec()
}

/// The arguments of [`CHANGE_VARIANT`].
pub fn variant_change<'a>(shop: ShopId, variant: &'a Variant) -> Vec<Value<'a>> {
    args![
        shop,
        variant.product,
        variant.id,
        &variant.titles.ar,
        &variant.titles.en,
        variant.price.currency,
        variant.price.minor,
        variant.cost,
        variant.weight_grams,
        variant.is_active
    ]
    .to_vec()
}

fn vat_category(row: &Row<'_>, index: usize) -> Result<VatCategory, DbError> {
    VatCategory::parse(&row.get::<String>(index)?)
        .ok_or_else(|| DbError::Bug(format!("column {index} of a product holds an unknown word")))
}
