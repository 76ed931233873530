//! `/api/v1/products`: the catalogue. Create, list, read, change; a variant is never removed, it is switched off.

use super::forms_of_words::VatCategoryWord;
use super::reading::{self, present};
use crate::catalogue::{
    NewProduct, NewVariant, Product, Titles, UpdateProduct, Variant, create_product_in, read, update_product_in,
};
use crate::{OrderError, VatCategory};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use wasl_base::{Currency, Money, ProductId};
use wasl_platform::web::shape::{Amount, CurrencyCode, Version};
use wasl_platform::{
    Answer, ApiCaller, Cursor, House, JsonBody, Listing, PageQuery, Problem, Scope, Shop, once, version_of,
};

pub fn routes() -> OpenApiRouter<House> {
    OpenApiRouter::new().routes(routes!(create, list)).routes(routes!(read_one, change))
}

/// A name in one language or both.
#[derive(Default, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Titles)]
struct TitlesBody {
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "عباية كريب", max_length = 200)]
    ar: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Crepe abaya", max_length = 200)]
    en: Option<String>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewProduct)]
struct NewProductBody {
    title: TitlesBody,
    #[schema(example = "abayas", max_length = 80)]
    category: Option<String>,
    /// `standard` (when absent), `zero` or `exempt`.
    #[schema(value_type = Option<VatCategoryWord>)]
    vat_category: Option<String>,
    /// Sold or not; sold when absent.
    active: Option<bool>,
    #[schema(min_items = 1, max_items = 100)]
    variants: Vec<VariantBody>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewVariant)]
struct VariantBody {
    /// The shop's own code, one variant each.
    #[schema(example = "ABAYA-BLK-54", min_length = 1, max_length = 64)]
    sku: String,
    #[serde(default)]
    title: TitlesBody,
    #[schema(value_type = Amount)]
    price: String,
    /// What one piece costs the shop, net of VAT; zero when absent.
    #[schema(value_type = Option<Amount>)]
    cost: Option<String>,
    /// ISO 4217; the shop's currency when absent.
    #[schema(value_type = Option<CurrencyCode>)]
    currency: Option<String>,
    #[schema(example = 450, minimum = 0, maximum = 10_000_000)]
    weight_grams: Option<i64>,
    active: Option<bool>,
}

/// What changes; everything absent stays. Variants are found by SKU, changed whole or added.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ProductChange)]
struct ChangeProductBody {
    #[schema(value_type = Option<Version>)]
    version: Option<i64>,
    title: Option<TitlesBody>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>, max_length = 80)]
    category: Option<Option<String>>,
    #[schema(value_type = Option<VatCategoryWord>)]
    vat_category: Option<String>,
    active: Option<bool>,
    #[serde(default)]
    #[schema(max_items = 100)]
    variants: Vec<VariantBody>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = Product)]
struct ProductAnswer {
    #[schema(example = "prd_02ng5x9k3m000")]
    id: String,
    title: TitlesBody,
    #[serde(skip_serializing_if = "Option::is_none")]
    category: Option<String>,
    #[schema(value_type = VatCategoryWord)]
    vat_category: &'static str,
    active: bool,
    version: i64,
    variants: Vec<VariantAnswer>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = Variant)]
struct VariantAnswer {
    id: String,
    sku: String,
    title: TitlesBody,
    price: String,
    cost: String,
    currency: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    weight_grams: Option<i64>,
    active: bool,
}

impl TitlesBody {
    fn read(self) -> Titles {
        Titles { ar: self.ar, en: self.en }
    }

    fn of(titles: &Titles) -> Self {
        Self { ar: titles.ar.clone(), en: titles.en.clone() }
    }
}

fn read_variants(variants: Vec<VariantBody>, shop: &Shop) -> Result<Vec<NewVariant>, OrderError> {
    variants.into_iter().enumerate().map(|(place, variant)| variant.read(place, shop)).collect()
}

impl VariantBody {
    fn read(self, place: usize, shop: &Shop) -> Result<NewVariant, OrderError> {
        let at = |name: &str| format!("/variants/{place}/{name}");
        let currency: Currency = match &self.currency {
            Some(text) => reading::currency(&at("currency"), text)?,
            None => shop.currency,
        };
        Ok(NewVariant {
            sku: self.sku,
            titles: self.title.read(),
            price: Money::new(reading::amount(&at("price"), &self.price, currency)?, currency),
            cost: reading::amount_or_zero(&at("cost"), self.cost.as_deref(), currency)?,
            weight_grams: self.weight_grams,
            is_active: self.active.unwrap_or(true),
        })
    }
}

impl ProductAnswer {
    fn of(product: &Product) -> Self {
        Self {
            id: product.id.to_string(),
            title: TitlesBody::of(&product.titles),
            category: product.category.clone(),
            vat_category: product.vat_category.as_str(),
            active: product.is_active,
            version: product.version,
            variants: product.variants.iter().map(VariantAnswer::of).collect(),
        }
    }
}

impl VariantAnswer {
    fn of(variant: &Variant) -> Self {
        Self {
            id: variant.id.to_string(),
            sku: variant.sku.clone(),
            title: TitlesBody::of(&variant.titles),
            price: variant.price.decimal(),
            cost: Money::new(variant.cost, variant.price.currency).decimal(),
            currency: variant.price.currency.to_string(),
            weight_grams: variant.weight_grams,
            active: variant.is_active,
        }
    }
}

fn vat_category(text: Option<&str>) -> Result<Option<VatCategory>, OrderError> {
    text.map(|text| reading::vat_category("/vat_category", text)).transpose()
}

/// Anything that is not a product's id is a 404, as another shop's product would be.
fn product_id(text: &str) -> Result<ProductId, OrderError> {
    text.parse().map_err(|_| OrderError::ProductNotFound)
}

/// Create a product
#[utoipa::path(
    post, path = "/api/v1/products", tag = "products", request_body = NewProductBody,
    params(("Idempotency-Key" = Option<String>, Header, description = "Same key and body: the first answer again.")),
    responses(
        (status = 201, description = "The product", body = ProductAnswer),
        (status = 409, description = "A SKU is taken", body = ref("#/components/schemas/ProblemBody")),
        (status = 422, description = "A field is wrong", body = ref("#/components/schemas/ProblemBody")),
    )
)]
async fn create(
    State(house): State<House>,
    caller: ApiCaller,
    body: JsonBody<NewProductBody>,
) -> Result<Answer, Problem> {
    caller.require(Scope::OrdersWrite)?;
    let product = body.value;
    let command = NewProduct {
        titles: product.title.read(),
        category: product.category,
        vat_category: vat_category(product.vat_category.as_deref())?.unwrap_or_default(),
        is_active: product.active.unwrap_or(true),
        variants: read_variants(product.variants, &caller.shop)?,
    };
    once(&house, &caller, body.key, command, |tx, call| {
        Box::pin(async move {
            let product = create_product_in(tx, &call.stamp, call.shop.id, &call.command).await?;
            call.record(tx, "product.created", &product.id.to_string()).await?;
            Ok(Answer::created(&ProductAnswer::of(&product)))
        })
    })
    .await
}

/// List products, newest first
#[utoipa::path(
    get, path = "/api/v1/products", tag = "products",
    params(
        ("cursor" = Option<String>, Query, description = "Where the page before ended: its `next_cursor`."),
        ("limit" = Option<i64>, Query, description = "1 to 100; 25 when absent."),
    ),
    responses((status = 200, description = "A page of products", body = Listing<ProductAnswer>))
)]
async fn list(
    State(house): State<House>,
    caller: ApiCaller,
    page: PageQuery,
) -> Result<Json<Listing<ProductAnswer>>, Problem> {
    caller.require(Scope::OrdersRead)?;
    let before = page.cursor.map(|cursor| ProductId::from_number(cursor.major));
    let limit = usize::try_from(page.limit).unwrap_or(1);
    let mut read = house.db.read().await?;
    let (products, end) = read::list_products(&mut read, caller.shop.id, before, limit).await?;
    let next_cursor = end.map(|end| Cursor::new(end.number(), 0).to_string());
    Ok(Json(Listing { items: products.iter().map(ProductAnswer::of).collect(), next_cursor }))
}

/// Read a product
#[utoipa::path(
    get, path = "/api/v1/products/{id}", tag = "products",
    params(("id" = String, Path, description = "The product's id", example = "prd_02ng5x9k3m000")),
    responses(
        (status = 200, description = "The product", body = ProductAnswer),
        (status = 404, description = "No such product", body = ref("#/components/schemas/ProblemBody")),
    )
)]
async fn read_one(
    State(house): State<House>,
    caller: ApiCaller,
    Path(id): Path<String>,
) -> Result<Json<ProductAnswer>, Problem> {
    caller.require(Scope::OrdersRead)?;
    let id = product_id(&id)?;
    let mut read = house.db.read().await?;
    Ok(Json(ProductAnswer::of(&read::find_product(&mut read, caller.shop.id, id).await?)))
}

/// Change a product
#[utoipa::path(
    patch, path = "/api/v1/products/{id}", tag = "products", request_body = ChangeProductBody,
    params(
        ("id" = String, Path, description = "The product's id"),
        ("Idempotency-Key" = Option<String>, Header, description = "Same key, body and `If-Match`: the first answer again."),
        ("If-Match" = Option<String>, Header, description = "The version this change was made for; 422 when the body names another."),
    ),
    responses(
        (status = 200, description = "The product as it stands", body = ProductAnswer),
        (status = 404, description = "No such product", body = ref("#/components/schemas/ProblemBody")),
        (status = 409, description = "The product moved on, or a SKU is taken", body = ref("#/components/schemas/ProblemBody")),
        (status = 422, description = "A field is wrong", body = ref("#/components/schemas/ProblemBody")),
    )
)]
async fn change(
    State(house): State<House>,
    caller: ApiCaller,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: JsonBody<ChangeProductBody>,
) -> Result<Answer, Problem> {
    caller.require(Scope::OrdersWrite)?;
    let change = body.value;
    let command = UpdateProduct {
        product: product_id(&id)?,
        expected_version: version_of(&headers, change.version)?,
        titles: change.title.map(TitlesBody::read),
        category: change.category,
        vat_category: vat_category(change.vat_category.as_deref())?,
        is_active: change.active,
        variants: read_variants(change.variants, &caller.shop)?,
    };
    once(&house, &caller, body.key, command, |tx, call| {
        Box::pin(async move {
            let product = update_product_in(tx, &call.stamp, call.shop.id, &call.command).await?;
            call.record(tx, "product.changed", &product.id.to_string()).await?;
            Ok(Answer::ok(&ProductAnswer::of(&product)))
        })
    })
    .await
}
