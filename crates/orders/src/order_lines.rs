//! Lines as they are ordered: what they take from the catalogue, what they say themselves, what they become.

use crate::OrderError;
use crate::catalogue::{VariantRef, read::find_offer};
use crate::model::{OrderLine, VatCategory};
use crate::policy::limits::{
    CATEGORY_CHARS_MAX, LINES_MAX, NOTE_CHARS_MAX, SKU_CHARS_MAX, TITLE_CHARS_MAX, WEIGHT_GRAMS_MAX, check_range,
    tidy_text,
};
use crate::policy::pricing::{PriceLine, Priced};
use wasl_base::{Currency, Lang, ShopId, VariantId};
use wasl_db::Tx;
use wasl_platform::Stamp;

/// What is said here wins over the catalogue; a line without a variant needs a title and a price.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewLine {
    pub variant: Option<VariantRef>,
    /// The shop's code where there is no variant.
    pub sku: Option<String>,
    pub title: Option<String>,
    pub category: Option<String>,
    pub quantity: i64,
    /// Minor units of one piece, as quoted.
    pub unit_price: Option<i64>,
    /// Off the line as a whole, as quoted.
    pub discount: i64,
    pub unit_cost: Option<i64>,
    pub vat_category: Option<VatCategory>,
    pub weight_grams: Option<i64>,
    pub customisation: Option<String>,
}

/// A line with everything it needs, not yet priced.
pub struct ResolvedLine {
    pub price: PriceLine,
    variant: Option<VariantId>,
    sku: Option<String>,
    title: String,
    category: Option<String>,
    weight_grams: Option<i64>,
    customisation: Option<String>,
}

/// Errors name `/lines/{n}/…`.
pub async fn resolve_lines(
    tx: &mut Tx,
    shop: ShopId,
    currency: Currency,
    lang: Lang,
    lines: &[NewLine],
) -> Result<Vec<ResolvedLine>, OrderError> {
    if lines.len() > LINES_MAX {
        return Err(OrderError::TooManyLines { max: LINES_MAX });
    }
    let mut resolved = Vec::with_capacity(lines.len());
    for (place, line) in lines.iter().enumerate() {
        let own = checked(line, place)?;
        resolved.push(match &own.variant {
            Some(variant) => from_catalogue(tx, shop, currency, lang, &own, variant, place).await?,
            None => free(own, place)?,
        });
    }
    Ok(resolved)
}

fn checked(line: &NewLine, place: usize) -> Result<NewLine, OrderError> {
    let at = |name: &str| format!("/lines/{place}/{name}");
    if let Some(grams) = line.weight_grams {
        check_range(&at("weight_grams"), grams, 0, WEIGHT_GRAMS_MAX)?;
    }
    Ok(NewLine {
        sku: tidy_text(&at("sku"), line.sku.as_deref(), SKU_CHARS_MAX)?,
        title: tidy_text(&at("title"), line.title.as_deref(), TITLE_CHARS_MAX)?,
        category: tidy_text(&at("category"), line.category.as_deref(), CATEGORY_CHARS_MAX)?,
        customisation: tidy_text(&at("customisation"), line.customisation.as_deref(), NOTE_CHARS_MAX)?,
        ..line.clone()
    })
}

async fn from_catalogue(
    tx: &mut Tx,
    shop: ShopId,
    currency: Currency,
    lang: Lang,
    line: &NewLine,
    variant: &VariantRef,
    place: usize,
) -> Result<ResolvedLine, OrderError> {
    let field = match variant {
        VariantRef::Id(_) => format!("/lines/{place}/variant"),
        VariantRef::Sku(_) => format!("/lines/{place}/sku"),
    };
    let Some(offer) = find_offer(tx, shop, variant).await? else {
        return Err(OrderError::UnknownReference { field });
    };
    if !offer.is_sold {
        return Err(OrderError::VariantInactive { field });
    }
    // A price said here is in the order's currency by definition; the catalogue's has its own.
    if line.unit_price.is_none() && offer.variant.price.currency != currency {
        return Err(OrderError::MixedCurrency { field, currency });
    }
    let is_same_currency = offer.variant.price.currency == currency;
    let cost_of_catalogue = if is_same_currency { offer.variant.cost } else { 0 };
    Ok(ResolvedLine {
        price: PriceLine {
            quantity: line.quantity,
            unit_price: line.unit_price.unwrap_or(offer.variant.price.minor),
            discount: line.discount,
            unit_cost: line.unit_cost.unwrap_or(cost_of_catalogue),
            vat_category: line.vat_category.unwrap_or(offer.vat_category),
        },
        variant: Some(offer.variant.id),
        title: line.title.clone().unwrap_or_else(|| offer.title(lang)),
        category: line.category.clone().or(offer.category),
        weight_grams: line.weight_grams.or(offer.variant.weight_grams),
        sku: Some(offer.variant.sku),
        customisation: line.customisation.clone(),
    })
}

fn free(line: NewLine, place: usize) -> Result<ResolvedLine, OrderError> {
    let needed = |name: &str| OrderError::Required { field: format!("/lines/{place}/{name}") };
    Ok(ResolvedLine {
        price: PriceLine {
            quantity: line.quantity,
            unit_price: line.unit_price.ok_or_else(|| needed("unit_price"))?,
            discount: line.discount,
            unit_cost: line.unit_cost.unwrap_or(0),
            vat_category: line.vat_category.unwrap_or_default(),
        },
        variant: None,
        sku: line.sku,
        title: line.title.ok_or_else(|| needed("title"))?,
        category: line.category,
        weight_grams: line.weight_grams,
        customisation: line.customisation,
    })
}

/// The lines as they are kept, with their part of the money.
pub fn build_lines(stamp: &Stamp, resolved: Vec<ResolvedLine>, priced: &Priced) -> Vec<OrderLine> {
    (0..)
        .zip(resolved)
        .zip(&priced.lines)
        .map(|((position, line), money)| OrderLine {
            id: stamp.id(),
            position,
            variant: line.variant,
            sku: line.sku,
            title: line.title,
            category: line.category,
            quantity: line.price.quantity,
            unit_price: line.price.unit_price,
            quoted_discount: line.price.discount,
            vat_category: line.price.vat_category,
            weight_grams: line.weight_grams,
            customisation: line.customisation,
            goods: money.goods,
            discount: money.discount,
            vat: money.vat,
            cost: money.cost,
            fulfilled: 0,
        })
        .collect()
}
