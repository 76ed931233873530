//! What may be asked about the catalogue.

use super::model::{Offer, Product, VariantRef};
use super::store;
use crate::OrderError;
use wasl_base::{ProductId, ShopId};
use wasl_db::{DbError, Read, args};

/// Products of one page.
pub const PAGE_PRODUCTS_MAX: usize = 100;

/// With its variants. Errors: `orders.product_not_found`.
pub async fn find_product(read: &mut Read, shop: ShopId, id: ProductId) -> Result<Product, OrderError> {
    let found = read.opt(store::FIND_PRODUCT, args![shop, id], store::product_of).await?;
    let mut product = found.ok_or(OrderError::ProductNotFound)?;
    product.variants = read.all(store::VARIANTS_OF_PRODUCT, args![shop, id], store::variant_of).await?;
    Ok(product)
}

/// Newest first, at most `limit` (and [`PAGE_PRODUCTS_MAX`]) made before `before`; the second answer is where this page
/// ends, when there is more.
pub async fn list_products(
    read: &mut Read,
    shop: ShopId,
    before: Option<ProductId>,
    limit: usize,
) -> Result<(Vec<Product>, Option<ProductId>), OrderError> {
    let limit = limit.clamp(1, PAGE_PRODUCTS_MAX);
    let one_more = i64::try_from(limit).unwrap_or(i64::MAX) + 1;
    let before = before.map_or(i64::MAX, ProductId::number);
    let mut products = read.all(store::LIST_PRODUCTS, args![shop, before, one_more], store::product_of).await?;
    let has_more = products.len() > limit;
    products.truncate(limit);
    for product in &mut products {
        product.variants = read.all(store::VARIANTS_OF_PRODUCT, args![shop, product.id], store::variant_of).await?;
    }
    let end = products.last().filter(|_| has_more).map(|last| last.id);
    Ok((products, end))
}

/// May a line of an order name this SKU?
pub async fn is_sold(read: &mut Read, shop: ShopId, sku: &str) -> Result<bool, DbError> {
    let offer = find_offer(read, shop, &VariantRef::Sku(sku.to_owned())).await?;
    Ok(offer.is_some_and(|offer| offer.is_sold))
}

/// The product that sells this SKU, or sold it.
pub async fn product_of_sku(read: &mut Read, shop: ShopId, sku: &str) -> Result<Option<ProductId>, DbError> {
    let offer = find_offer(read, shop, &VariantRef::Sku(sku.to_owned())).await?;
    Ok(offer.map(|offer| offer.variant.product))
}

/// What a line of an order copies.
pub(crate) async fn find_offer(read: &mut Read, shop: ShopId, variant: &VariantRef) -> Result<Option<Offer>, DbError> {
    match variant {
        VariantRef::Id(id) => read.opt(store::FIND_OFFER, args![shop, *id], store::offer_of).await,
        VariantRef::Sku(sku) => read.opt(store::FIND_OFFER_BY_SKU, args![shop, sku], store::offer_of).await,
    }
}
