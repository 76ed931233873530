//! A product changes: names, category, whether it is sold; variants are changed or added by their SKU and never removed,
//! because orders remember them.

use super::check_product::{NewVariant, checked_titles, checked_variants};
use super::create_product::add_variant;
use super::model::{Product, Titles, Variant};
use super::{read, store};
use crate::OrderError;
use crate::model::VatCategory;
use crate::policy::limits::{CATEGORY_CHARS_MAX, VARIANTS_MAX, check_range, tidy_text};
use wasl_base::{ProductId, ShopId};
use wasl_db::{Tx, args};
use wasl_platform::{House, Shop, Stamp};

/// Everything absent stays as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UpdateProduct {
    pub product: ProductId,
    pub expected_version: Option<i64>,
    pub titles: Option<Titles>,
    pub category: Option<Option<String>>,
    pub vat_category: Option<VatCategory>,
    pub is_active: Option<bool>,
    pub variants: Vec<NewVariant>,
}

/// Errors: `orders.product_not_found`, `orders.version_conflict`, `orders.sku_taken` and what is wrong with a field.
pub async fn update_product(house: &House, shop: &Shop, command: UpdateProduct) -> Result<Product, OrderError> {
    let context = (house.stamp(), shop.id, command);
    house.db.write(context, |tx, (stamp, shop, command)| Box::pin(update_product_in(tx, stamp, *shop, command))).await
}

pub async fn update_product_in(
    tx: &mut Tx,
    stamp: &Stamp,
    shop: ShopId,
    command: &UpdateProduct,
) -> Result<Product, OrderError> {
    let found = tx.opt_locked(store::FIND_PRODUCT, args![shop, command.product], store::product_of).await?;
    let mut product = found.ok_or(OrderError::ProductNotFound)?;
    if command.expected_version.is_some_and(|version| version != product.version) {
        return Err(OrderError::VersionConflict { current: product.version });
    }
    change(&mut product, command)?;
    let row = args![
        shop,
        product.id,
        &product.titles.ar,
        &product.titles.en,
        &product.category,
        product.vat_category.as_str(),
        product.is_active,
        stamp.now
    ];
    tx.run(store::CHANGE_PRODUCT, row).await?;
    save_variants(tx, stamp, shop, product.id, &checked_variants(&command.variants)?).await?;
    read::find_product(tx, shop, product.id).await
}

fn change(product: &mut Product, command: &UpdateProduct) -> Result<(), OrderError> {
    if let Some(titles) = &command.titles {
        product.titles = checked_titles("/title", titles)?;
        if product.titles.is_empty() {
            return Err(OrderError::Required { field: "/title".to_owned() });
        }
    }
    if let Some(category) = &command.category {
        product.category = tidy_text("/category", category.as_deref(), CATEGORY_CHARS_MAX)?;
    }
    product.vat_category = command.vat_category.unwrap_or(product.vat_category);
    product.is_active = command.is_active.unwrap_or(product.is_active);
    Ok(())
}

async fn save_variants(
    tx: &mut Tx,
    stamp: &Stamp,
    shop: ShopId,
    product: ProductId,
    variants: &[NewVariant],
) -> Result<(), OrderError> {
    let held = tx.all(store::VARIANTS_OF_PRODUCT, args![shop, product], store::variant_of).await?;
    let mut count = held.len();
    for (place, new) in variants.iter().enumerate() {
        let known = held.iter().find(|variant| variant.sku == new.sku);
        let variant = Variant {
            id: known.map_or_else(|| stamp.id(), |variant| variant.id),
            product,
            sku: new.sku.clone(),
            titles: new.titles.clone(),
            price: new.price,
            cost: new.cost,
            weight_grams: new.weight_grams,
            is_active: new.is_active,
        };
        if known.is_some() {
            tx.run(store::CHANGE_VARIANT, &store::variant_change(shop, &variant)).await?;
            continue;
        }
        count += 1;
        let limit = i64::try_from(VARIANTS_MAX).unwrap_or(i64::MAX);
        check_range("/variants", i64::try_from(count).unwrap_or(i64::MAX), 1, limit)?;
        add_variant(tx, shop, &variant, place).await?;
    }
    Ok(())
}
