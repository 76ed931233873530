//! `/api/v1/search`: the same question by a machine. A key sees the kinds that its scopes let it read.

use super::{KINDS, tidied, unknown_kind};
use axum::Json;
use axum::extract::{Query, State};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use wasl_base::ShopId;
use wasl_customers::Customer;
use wasl_customers::search::{How, ROWS_MAX};
use wasl_db::Read;
use wasl_orders::Order;
use wasl_platform::{ApiCaller, Cursor, House, Listing, PageQuery, Problem, Scope};
use wasl_tracking::Shipment;

pub fn routes() -> OpenApiRouter<House> {
    OpenApiRouter::new().routes(routes!(search))
}

/// What to look for.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct SearchQuery {
    /// An order's or parcel's number, a telephone in any writing or its last four digits or more, a name in Arabic or
    /// Latin letters, a city, a mail; 200 characters are read. Nothing is found by nothing.
    q: Option<String>,
    /// Some of `order`, `customer`, `shipment`, by commas; all that the key may read when absent.
    kinds: Option<String>,
    /// Where the page before ended: its `next_cursor`.
    #[allow(dead_code, reason = "read by PageQuery, named here for the description")]
    cursor: Option<String>,
    /// 1 to 100; 25 when absent.
    #[allow(dead_code, reason = "read by PageQuery, named here for the description")]
    limit: Option<String>,
}

/// What was found; its whole stands under its own address.
#[derive(Serialize, ToSchema)]
#[schema(as = SearchHit)]
pub struct HitAnswer {
    /// `order`, `customer` or `shipment`.
    #[schema(example = "order")]
    pub kind: &'static str,
    #[schema(example = "ord_02ng5x9k3m000")]
    pub id: String,
    /// The order's or the parcel's number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// Who receives the order, or the customer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub city: Option<String>,
    /// The order's state, or the parcel's status.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// Of an order, with VAT.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "230.00")]
    pub total: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "SAR")]
    pub currency: Option<String>,
    /// When it was placed, known first or made; RFC 3339, UTC.
    #[schema(example = "2026-11-22T06:40:00Z")]
    pub at: String,
    /// `whole`: every word as asked. `part`: a word that begins, or a telephone that ends, so. `sound`: words that sound alike.
    #[schema(example = "whole")]
    pub matched: &'static str,
    #[serde(skip)]
    cursor: Option<Cursor>,
}

/// Find orders, customers and shipments
///
/// Kind by kind, the best first: whole words, then beginnings and endings, then what sounds alike; newest first among
/// equals. At most 200 of each kind.
#[utoipa::path(
    get, path = "/api/v1/search", tag = "search", params(SearchQuery),
    responses(
        (status = 200, description = "A page of what was found", body = Listing<HitAnswer>),
        (status = 422, description = "A kind is unknown", body = ref("#/components/schemas/ProblemBody")),
    )
)]
async fn search(
    State(house): State<House>,
    caller: ApiCaller,
    page: PageQuery,
    Query(query): Query<SearchQuery>,
) -> Result<Json<Listing<HitAnswer>>, Problem> {
    let kinds = kinds_of(&caller, query.kinds.as_deref())?;
    let question = tidied(query.q.as_deref());
    if wasl_base::has_nul(&question) {
        return Err(Problem::field("platform.nul_character", "/q"));
    }
    let mut hits = Vec::new();
    if !question.is_empty() {
        let mut read = house.db.read().await?;
        let one_more = usize::try_from(page.limit).unwrap_or(1) + 1;
        for (place, kind) in (0_i64..).zip(KINDS) {
            let is_passed = page.cursor.is_some_and(|cursor| place < cursor.major);
            if is_passed || !kinds.contains(&kind) || hits.len() >= one_more {
                continue;
            }
            let found = hits_of(&mut read, caller.shop.id, kind, &question).await?;
            let found = found.into_iter().map(|(row, hit)| HitAnswer { cursor: Some(Cursor::new(place, row)), ..hit });
            let seen = page.cursor.filter(|cursor| cursor.major == place);
            hits.extend(behind(found.collect(), seen));
        }
    }
    Ok(Json(Listing::cut(hits, page.limit, |hit| hit.cursor.unwrap_or(Cursor::new(0, 0)))))
}

/// What follows the row that was seen last; all of it when that row is found no more.
fn behind(found: Vec<HitAnswer>, seen: Option<Cursor>) -> Vec<HitAnswer> {
    let place = found.iter().position(|hit| seen.is_some() && hit.cursor == seen);
    let from = place.map_or(0, |place| place + 1);
    found.into_iter().skip(from).collect()
}

fn scope_of(kind: &str) -> Scope {
    if kind == "shipment" { Scope::TrackingRead } else { Scope::OrdersRead }
}

/// Named kinds must be allowed; of the others those that are.
fn kinds_of(caller: &ApiCaller, named: Option<&str>) -> Result<Vec<&'static str>, Problem> {
    let Some(named) = named.filter(|text| !text.trim().is_empty()) else {
        let kinds: Vec<_> = KINDS.into_iter().filter(|kind| caller.require(scope_of(kind)).is_ok()).collect();
        if kinds.is_empty() {
            caller.require(Scope::OrdersRead)?;
        }
        return Ok(kinds);
    };
    let mut kinds = Vec::new();
    for word in named.split(',') {
        let kind = KINDS.into_iter().find(|known| *known == word.trim()).ok_or_else(unknown_kind)?;
        caller.require(scope_of(kind))?;
        kinds.push(kind);
    }
    Ok(kinds)
}

/// With the number of each row.
async fn hits_of(read: &mut Read, shop: ShopId, kind: &str, question: &str) -> Result<Vec<(i64, HitAnswer)>, Problem> {
    Ok(match kind {
        "order" => {
            let found = wasl_orders::read::find_orders(read, shop, question, ROWS_MAX).await?;
            found.iter().map(|(one, how)| (one.id.number(), order_hit(one, *how))).collect()
        }
        "customer" => {
            let found = wasl_customers::read::search_customers(read, shop, question, ROWS_MAX).await?;
            found.iter().map(|(one, how)| (one.id.number(), customer_hit(one, *how))).collect()
        }
        _ => {
            let found = wasl_tracking::find_shipments(read, shop, question, ROWS_MAX).await?;
            found.iter().map(|(one, how)| (one.id.number(), shipment_hit(one, *how))).collect()
        }
    })
}

fn hit(kind: &'static str, id: String, at: String, how: How) -> HitAnswer {
    let matched = match how {
        How::Whole => "whole",
        How::Part => "part",
        How::Sound => "sound",
    };
    HitAnswer {
        kind,
        id,
        at,
        matched,
        number: None,
        name: None,
        phone: None,
        city: None,
        state: None,
        total: None,
        currency: None,
        cursor: None,
    }
}

fn order_hit(one: &Order, how: How) -> HitAnswer {
    HitAnswer {
        number: Some(one.number.clone()),
        name: one.recipient().map(str::to_owned),
        phone: one.phone.as_ref().map(|phone| phone.as_str().to_owned()),
        city: Some(one.address.city.clone()),
        state: Some(one.state.as_str().to_owned()),
        total: Some(one.total().decimal()),
        currency: Some(one.currency().to_string()),
        ..hit("order", one.id.to_string(), one.placed_at.to_string(), how)
    }
}

fn customer_hit(one: &Customer, how: How) -> HitAnswer {
    HitAnswer {
        name: one.name.clone(),
        phone: one.phone.as_ref().map(|phone| phone.as_str().to_owned()),
        city: one.city.clone(),
        ..hit("customer", one.id.to_string(), one.created_at.to_string(), how)
    }
}

fn shipment_hit(one: &Shipment, how: How) -> HitAnswer {
    HitAnswer {
        number: one.number.clone(),
        city: Some(one.to_city.clone()),
        state: Some(one.state.status().as_str().to_owned()),
        ..hit("shipment", one.id.to_string(), one.created_at.to_string(), how)
    }
}
