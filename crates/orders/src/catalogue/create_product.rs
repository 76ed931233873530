//! A product comes into the catalogue, with its variants.

use super::check_product::{NewProduct, checked_product};
use super::model::{Product, Variant};
use super::store;
use crate::OrderError;
use wasl_base::{ProductId, ShopId};
use wasl_db::{DbError, Tx, args};
use wasl_platform::{House, Shop, Stamp};

/// Errors: `orders.sku_taken` and what is wrong with a field.
pub async fn create_product(house: &House, shop: &Shop, product: NewProduct) -> Result<Product, OrderError> {
    let context = (house.stamp(), shop.id, product);
    house.db.write(context, |tx, (stamp, shop, product)| Box::pin(create_product_in(tx, stamp, *shop, product))).await
}

pub async fn create_product_in(
    tx: &mut Tx,
    stamp: &Stamp,
    shop: ShopId,
    command: &NewProduct,
) -> Result<Product, OrderError> {
    let checked = checked_product(command)?;
    let id: ProductId = stamp.id();
    let variants = checked
        .variants
        .into_iter()
        .map(|variant| Variant {
            id: stamp.id(),
            product: id,
            sku: variant.sku,
            titles: variant.titles,
            price: variant.price,
            cost: variant.cost,
            weight_grams: variant.weight_grams,
            is_active: variant.is_active,
        })
        .collect();
    let product = Product {
        id,
        titles: checked.titles,
        category: checked.category,
        vat_category: checked.vat_category,
        is_active: checked.is_active,
        version: 1,
        variants,
    };
    let row = args![
        shop,
        id,
        &product.titles.ar,
        &product.titles.en,
        &product.category,
        product.vat_category.as_str(),
        product.is_active,
        stamp.now
    ];
    tx.run(store::ADD_PRODUCT, row).await?;
    for (place, variant) in product.variants.iter().enumerate() {
        add_variant(tx, shop, variant, place).await?;
    }
    Ok(product)
}

/// Asks before it writes, so that a taken SKU is told by its place; a twin at the same moment meets the unique index.
pub(super) async fn add_variant(tx: &mut Tx, shop: ShopId, variant: &Variant, place: usize) -> Result<(), OrderError> {
    let taken = || OrderError::SkuTaken { field: format!("/variants/{place}/sku") };
    if tx.opt(store::FIND_OFFER_BY_SKU, args![shop, &variant.sku], store::offer_of).await?.is_some() {
        return Err(taken());
    }
    match tx.run(store::ADD_VARIANT, &store::variant_row(shop, variant)).await {
        Err(DbError::Unique { .. }) => Err(taken()),
        other => other.map(|_| ()).map_err(OrderError::from),
    }
}
