//! `/api/v1/orders`: create, read, list, change, cancel, mark paid. Every write takes an `Idempotency-Key`; its answer
//! is kept in the transaction that earned it, and who did it stands in the audit.

use super::answers::OrderAnswer;
use super::bodies::{CancelBody, ChangeBody, NewOrderBody, PaymentBody};
use super::forms_of_words::{OrderStateWord, PaymentStateWord};
use super::reading;
use crate::read::{After, OrderFilter, find_order, list_orders, order_lines, order_payments, search_orders};
use crate::{Order, OrderError, cancel_order_in, mark_paid_in, place_order_in, update_order_in};
use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use wasl_base::{Instant, OrderId, ShopId};
use wasl_db::Read;
use wasl_platform::web::shape::DayOrMoment;
use wasl_platform::{
    Answer, ApiCaller, Cursor, House, JsonBody, Listing, PageQuery, Problem, Scope, Shop, once, version_of,
};

pub fn routes() -> OpenApiRouter<House> {
    OpenApiRouter::new()
        .routes(routes!(create_order, list))
        .routes(routes!(read_order, change_order))
        .routes(routes!(cancel))
        .routes(routes!(pay))
}

async fn whole(read: &mut Read, shop: ShopId, order: &Order) -> Result<OrderAnswer, OrderError> {
    let lines = order_lines(read, shop, order.id).await?;
    let payments = order_payments(read, shop, order.id).await?;
    Ok(OrderAnswer::whole(order, &lines, &payments))
}

/// Place an order
#[utoipa::path(
    post, path = "/api/v1/orders", tag = "orders", request_body = NewOrderBody,
    params(("Idempotency-Key" = Option<String>, Header, description = "Same key and body: the first answer again.")),
    responses(
        (status = 201, description = "The order as it stands", body = OrderAnswer),
        (status = 409, description = "Number or reference is taken", body = ref("#/components/schemas/ProblemBody")),
        (status = 422, description = "A field is wrong", body = ref("#/components/schemas/ProblemBody")),
    )
)]
async fn create_order(
    State(house): State<House>,
    caller: ApiCaller,
    body: JsonBody<NewOrderBody>,
) -> Result<Answer, Problem> {
    caller.require(Scope::OrdersWrite)?;
    let command = body.value.read(&caller.shop)?;
    once(&house, &caller, body.key, command, |tx, call| {
        Box::pin(async move {
            let order = place_order_in(tx, &call.stamp, &call.shop, &call.command).await?;
            call.record(tx, "order.placed", &order.id.to_string()).await?;
            Ok(Answer::created(&whole(tx, call.shop.id, &order).await?))
        })
    })
    .await
}

/// Which orders.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct ListQuery {
    /// Only orders in this state.
    #[param(value_type = OrderStateWord, inline, required = false)]
    state: Option<String>,
    /// Only orders in this payment state.
    #[param(value_type = PaymentStateWord, inline, required = false)]
    payment: Option<String>,
    /// Placed at this instant (RFC 3339) or after; a day means its beginning by the shop's calendar.
    #[param(value_type = DayOrMoment, inline, required = false)]
    placed_from: Option<String>,
    /// Placed before this instant or day.
    #[param(value_type = DayOrMoment, inline, required = false)]
    placed_to: Option<String>,
    /// Words of the number, the recipient or the telephone: the newest matches, without a cursor.
    q: Option<String>,
    /// Where the page before ended: its `next_cursor`.
    #[allow(dead_code, reason = "read by PageQuery, named here for the description")]
    cursor: Option<String>,
    /// 1 to 100; 25 when absent.
    #[allow(dead_code, reason = "read by PageQuery, named here for the description")]
    limit: Option<String>,
}

impl ListQuery {
    fn filter(&self, shop: &Shop) -> Result<OrderFilter, OrderError> {
        let state = self.state.as_deref().map(|text| reading::order_state("/state", text)).transpose()?;
        let payment = self.payment.as_deref().map(|text| reading::payment_state("/payment", text)).transpose()?;
        let moment = |field: &str, text: Option<&String>| text.map(|text| moment_of(shop, field, text)).transpose();
        Ok(OrderFilter {
            state,
            payment,
            customer: None,
            placed_from: moment("/placed_from", self.placed_from.as_ref())?,
            placed_to: moment("/placed_to", self.placed_to.as_ref())?,
        })
    }
}

fn moment_of(shop: &Shop, field: &str, text: &str) -> Result<Instant, OrderError> {
    match text.parse::<wasl_base::CalendarDate>() {
        Ok(day) => Ok(day.starts_in(&shop.zone)),
        Err(_) => reading::instant(field, text),
    }
}

/// List orders, newest first
#[utoipa::path(
    get, path = "/api/v1/orders", tag = "orders", params(ListQuery),
    responses(
        (status = 200, description = "A page of orders", body = Listing<OrderAnswer>),
        (status = 422, description = "A filter is wrong", body = ref("#/components/schemas/ProblemBody")),
    )
)]
async fn list(
    State(house): State<House>,
    caller: ApiCaller,
    page: PageQuery,
    Query(query): Query<ListQuery>,
) -> Result<Json<Listing<OrderAnswer>>, Problem> {
    caller.require(Scope::OrdersRead)?;
    let filter = query.filter(&caller.shop)?;
    let mut read = house.db.read().await?;
    if let Some(question) = query.q.as_deref().filter(|text| !text.trim().is_empty()) {
        if wasl_base::has_nul(question) {
            return Err(Problem::field("platform.nul_character", "/q"));
        }
        let found = search_orders(&mut read, caller.shop.id, question, &filter).await?;
        return Ok(Json(Listing { items: found.iter().map(OrderAnswer::brief).collect(), next_cursor: None }));
    }
    let after = page
        .cursor
        .map(|cursor| After { placed_at: Instant::from_us(cursor.major), id: OrderId::from_number(cursor.minor) });
    let limit = usize::try_from(page.limit).unwrap_or(1);
    let (orders, end) = list_orders(&mut read, caller.shop.id, &filter, after, limit).await?;
    let next_cursor = end.map(|end| Cursor::new(end.placed_at.us(), end.id.number()).to_string());
    Ok(Json(Listing { items: orders.iter().map(OrderAnswer::brief).collect(), next_cursor }))
}

/// Read an order
#[utoipa::path(
    get, path = "/api/v1/orders/{id}", tag = "orders",
    params(("id" = String, Path, description = "The order's id", example = "ord_02ng5x9k3m000")),
    responses(
        (status = 200, description = "The order as it stands", body = OrderAnswer),
        (status = 404, description = "No such order", body = ref("#/components/schemas/ProblemBody")),
    )
)]
async fn read_order(
    State(house): State<House>,
    caller: ApiCaller,
    Path(id): Path<String>,
) -> Result<Json<OrderAnswer>, Problem> {
    caller.require(Scope::OrdersRead)?;
    let id = order_id(&id)?;
    let mut read = house.db.read().await?;
    let order = find_order(&mut read, caller.shop.id, id).await?;
    Ok(Json(whole(&mut read, caller.shop.id, &order).await?))
}

/// Change an order
#[utoipa::path(
    patch, path = "/api/v1/orders/{id}", tag = "orders", request_body = ChangeBody,
    params(
        ("id" = String, Path, description = "The order's id"),
        ("Idempotency-Key" = Option<String>, Header, description = "Same key, body and `If-Match`: the first answer again."),
        ("If-Match" = Option<String>, Header, description = "The version this change was made for; 422 when the body names another."),
    ),
    responses(
        (status = 200, description = "The order as it stands", body = OrderAnswer),
        (status = 404, description = "No such order", body = ref("#/components/schemas/ProblemBody")),
        (status = 409, description = "The order moved on, or does not allow it", body = ref("#/components/schemas/ProblemBody")),
        (status = 422, description = "A field is wrong", body = ref("#/components/schemas/ProblemBody")),
    )
)]
async fn change_order(
    State(house): State<House>,
    caller: ApiCaller,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: JsonBody<ChangeBody>,
) -> Result<Answer, Problem> {
    caller.require(Scope::OrdersWrite)?;
    let id = order_id(&id)?;
    let currency = currency_of(&house, &caller, id).await?;
    let version = version_of(&headers, body.value.version)?;
    let command = body.value.read(&caller.shop, id, currency, version)?;
    once(&house, &caller, body.key, command, |tx, call| {
        Box::pin(async move {
            call.record(tx, "order.changed", &call.command.order.to_string()).await?;
            let order = update_order_in(tx, &call.stamp, &call.shop, &call.command).await?;
            Ok(Answer::ok(&whole(tx, call.shop.id, &order).await?))
        })
    })
    .await
}

/// Anything that is not an order's id is a 404, as another shop's order would be.
fn order_id(text: &str) -> Result<OrderId, OrderError> {
    text.parse().map_err(|_| OrderError::NotFound)
}

/// The currency never changes, so it may be asked before the transaction.
async fn currency_of(house: &House, caller: &ApiCaller, id: OrderId) -> Result<wasl_base::Currency, Problem> {
    let mut read = house.db.read().await?;
    Ok(find_order(&mut read, caller.shop.id, id).await?.currency())
}

/// Cancel an order
#[utoipa::path(
    post, path = "/api/v1/orders/{id}/cancel", tag = "orders", request_body = CancelBody,
    params(
        ("id" = String, Path, description = "The order's id"),
        ("Idempotency-Key" = Option<String>, Header, description = "Same key, body and `If-Match`: the first answer again."),
        ("If-Match" = Option<String>, Header, description = "The version this was decided on; 422 when the body names another."),
    ),
    responses(
        (status = 200, description = "The order as it stands", body = OrderAnswer),
        (status = 404, description = "No such order", body = ref("#/components/schemas/ProblemBody")),
        (status = 409, description = "A parcel is with the customer, or it is cancelled already", body = ref("#/components/schemas/ProblemBody")),
        (status = 422, description = "A field is wrong", body = ref("#/components/schemas/ProblemBody")),
    )
)]
async fn cancel(
    State(house): State<House>,
    caller: ApiCaller,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: JsonBody<CancelBody>,
) -> Result<Answer, Problem> {
    caller.require(Scope::OrdersWrite)?;
    let version = version_of(&headers, body.value.version)?;
    let command = body.value.read(order_id(&id)?, version);
    once(&house, &caller, body.key, command, |tx, call| {
        Box::pin(async move {
            // The record comes first: the books are locked last.
            call.record(tx, "order.cancelled", &call.command.order.to_string()).await?;
            let order = cancel_order_in(tx, &call.stamp, &call.shop, &call.command).await?;
            Ok(Answer::ok(&whole(tx, call.shop.id, &order).await?))
        })
    })
    .await
}

/// Mark an order as paid, whole or in part
#[utoipa::path(
    post, path = "/api/v1/orders/{id}/payments", tag = "orders", request_body = PaymentBody,
    params(
        ("id" = String, Path, description = "The order's id"),
        ("Idempotency-Key" = Option<String>, Header, description = "Same key, body and `If-Match`: the first answer again."),
        ("If-Match" = Option<String>, Header, description = "The version this was decided on; 422 when the body names another."),
    ),
    responses(
        (status = 201, description = "The order as it stands", body = OrderAnswer),
        (status = 404, description = "No such order", body = ref("#/components/schemas/ProblemBody")),
        (status = 409, description = "The order does not take it", body = ref("#/components/schemas/ProblemBody")),
        (status = 422, description = "A field is wrong", body = ref("#/components/schemas/ProblemBody")),
    )
)]
async fn pay(
    State(house): State<House>,
    caller: ApiCaller,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: JsonBody<PaymentBody>,
) -> Result<Answer, Problem> {
    caller.require(Scope::OrdersWrite)?;
    let id = order_id(&id)?;
    let currency = currency_of(&house, &caller, id).await?;
    let version = version_of(&headers, body.value.version)?;
    let command = body.value.read(id, currency, version)?;
    once(&house, &caller, body.key, command, |tx, call| {
        Box::pin(async move {
            call.record(tx, "order.paid", &call.command.order.to_string()).await?;
            let order = mark_paid_in(tx, &call.stamp, &call.shop, &call.command).await?;
            Ok(Answer::created(&whole(tx, call.shop.id, &order).await?))
        })
    })
    .await
}
