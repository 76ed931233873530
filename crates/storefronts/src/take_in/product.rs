//! What a storefront sells comes into the catalogue. Our costs stay, a variant that is no longer told is no longer sold,
//! and a product that was here before under one of its SKUs is the same product.

use super::Taking;
use super::hold::{Newest, settle};
use crate::error::StorefrontError;
use crate::model::{ObjectKind, ProductTold, Told};
use wasl_base::{Money, ProductId};
use wasl_db::Tx;
use wasl_orders::VatCategory;
use wasl_orders::catalogue::{
    NewProduct, NewVariant, Product, Titles, UpdateProduct, create_product_in, read, update_product_in,
};

pub(super) async fn settle_product(
    tx: &mut Tx,
    taking: &Taking<'_>,
    told: &Told,
    newest: &Newest,
) -> Result<(), StorefrontError> {
    let now = taking.storefront.platform.product(&told.value, taking.shop)?;
    let id = match (newest.row_id.map(ProductId::from_number), now) {
        (None, None) => return Ok(()),
        (Some(known), None) => withdraw(tx, taking, known).await?,
        (Some(known), Some(now)) => change(tx, taking, known, &now).await?,
        (None, Some(now)) => match find_by_sku(tx, taking, &now).await? {
            Some(known) => change(tx, taking, known, &now).await?,
            None => create(tx, taking, &now).await?,
        },
    };
    settle(tx, taking, ObjectKind::Product, &told.external_id, Some(id.number()), None).await
}

/// Deleted there, no longer sold here: orders remember it.
async fn withdraw(tx: &mut Tx, taking: &Taking<'_>, known: ProductId) -> Result<ProductId, StorefrontError> {
    let command = UpdateProduct { is_active: Some(false), ..unchanged(known) };
    Ok(update_product_in(tx, taking.stamp, taking.shop.id, &command).await?.id)
}

fn unchanged(product: ProductId) -> UpdateProduct {
    UpdateProduct {
        product,
        expected_version: None,
        titles: None,
        category: None,
        vat_category: None,
        is_active: None,
        variants: Vec::new(),
    }
}

async fn find_by_sku(
    tx: &mut Tx,
    taking: &Taking<'_>,
    now: &ProductTold,
) -> Result<Option<ProductId>, StorefrontError> {
    for sku in now.variants.iter().filter_map(|variant| variant.sku.as_deref()) {
        if let Some(known) = read::product_of_sku(tx, taking.shop.id, sku).await? {
            return Ok(Some(known));
        }
    }
    Ok(None)
}

async fn create(tx: &mut Tx, taking: &Taking<'_>, now: &ProductTold) -> Result<ProductId, StorefrontError> {
    let command = NewProduct {
        titles: titles_of(&now.title),
        category: now.category.clone(),
        vat_category: category_of(now),
        is_active: now.is_active,
        variants: variants(taking, now, None),
    };
    Ok(create_product_in(tx, taking.stamp, taking.shop.id, &command).await?.id)
}

async fn change(
    tx: &mut Tx,
    taking: &Taking<'_>,
    known: ProductId,
    now: &ProductTold,
) -> Result<ProductId, StorefrontError> {
    let held = read::find_product(tx, taking.shop.id, known).await?;
    let told = titles_of(&now.title);
    // The other language's name is ours to keep.
    let titles = Titles { ar: told.ar.or(held.titles.ar.clone()), en: told.en.or(held.titles.en.clone()) };
    let command = UpdateProduct {
        titles: Some(titles),
        category: Some(now.category.clone().or(held.category.clone())),
        vat_category: Some(category_of(now)),
        is_active: Some(now.is_active),
        variants: variants(taking, now, Some(&held)),
        ..unchanged(known)
    };
    Ok(update_product_in(tx, taking.stamp, taking.shop.id, &command).await?.id)
}

fn category_of(now: &ProductTold) -> VatCategory {
    if now.is_taxed { VatCategory::Standard } else { VatCategory::Zero }
}

/// A name is told in one language: the one whose letters it has.
fn titles_of(title: &str) -> Titles {
    let is_arabic = title.chars().any(|letter| matches!(letter, '\u{0600}'..='\u{06FF}' | '\u{FB50}'..='\u{FEFC}'));
    let title = Some(title.to_owned());
    if is_arabic { Titles { ar: title, en: None } } else { Titles { ar: None, en: title } }
}

/// Those that are told, with our costs; and those that are told no more, no longer sold.
fn variants(taking: &Taking<'_>, now: &ProductTold, held: Option<&Product>) -> Vec<NewVariant> {
    let known = held.map_or(&[][..], |product| product.variants.as_slice());
    let mut all: Vec<NewVariant> = now
        .variants
        .iter()
        .map(|variant| {
            let sku = variant.sku.clone().unwrap_or_else(|| taking.storefront.reference(&variant.external_id));
            NewVariant {
                titles: variant.title.as_deref().map(titles_of).unwrap_or_default(),
                price: Money::new(variant.price.max(0), taking.shop.currency),
                cost: known.iter().find(|one| one.sku == sku).map_or(0, |one| one.cost),
                weight_grams: variant.weight_grams,
                is_active: true,
                sku,
            }
        })
        .collect();
    // The storefront may give two variants one SKU: the first one has it.
    let mut seen = std::collections::HashSet::new();
    all.retain(|variant| seen.insert(variant.sku.clone()));
    for gone in known.iter().filter(|one| !seen.contains(&one.sku)) {
        all.push(NewVariant {
            sku: gone.sku.clone(),
            titles: gone.titles.clone(),
            price: gone.price,
            cost: gone.cost,
            weight_grams: gone.weight_grams,
            is_active: false,
        });
    }
    all
}
