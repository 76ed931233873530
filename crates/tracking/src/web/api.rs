//! `/api/v1/…` of parcels: fulfil an order, list, read, record events by id or by number, renew the link.

use super::bodies::{
    EventAnswer, EventsBody, NewShipmentBody, NothingBody, NumberedEventsBody, RecordedAnswer, ShipmentAnswer,
    read_events,
};
use super::forms_of_words::{FilterWord, OrderIdText, StatusWord};
use crate::create_shipment::{CreateShipment, create_shipment_in};
use crate::error::TrackingError;
use crate::link::{find_link, renew_link_in};
use crate::model::Scan;
use crate::read::{ShipmentFilter, find_shipment, list_shipments, scans_of, shipments_of_order};
use crate::record_event::{Recorded, record_events_by_number_in, record_events_in};
use axum::Json;
use axum::extract::{Query, State};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use wasl_base::{OrderId, ShipmentId};
use wasl_db::{BoxFuture, Tx};
use wasl_events::Status;
use wasl_platform::idempotency::Verb;
use wasl_platform::{
    Answer, ApiCaller, Call, Cursor, House, JsonBody, Listing, PageQuery, PathId, Problem, Scope, Shop, once,
    once_with_secret,
};

pub fn routes() -> OpenApiRouter<House> {
    OpenApiRouter::new()
        .routes(routes!(create))
        .routes(routes!(list))
        .routes(routes!(read_one))
        .routes(routes!(record))
        .routes(routes!(record_by_number))
        .routes(routes!(renew))
}

fn url_of(base: &str, token: &str) -> String {
    format!("{base}/t/{token}")
}

/// Whose link a kept answer tells.
#[derive(Deserialize)]
struct Kept {
    id: ShipmentId,
}

/// A link is told and never kept: a repeat gets the one that lives now, and none when it was ended.
fn link_again<'t, C: Sync>(tx: &'t mut Tx, call: &'t Call<C>, kept: Answer) -> BoxFuture<'t, Result<Answer, Problem>> {
    Box::pin(async move {
        let Ok(Kept { id }) = serde_json::from_str(&kept.body) else { return Ok(kept) };
        Ok(match find_link(tx, &call.shop, id).await? {
            Some(token) => kept.showing("tracking_url", &url_of(&call.base_url, &token)),
            None => kept,
        })
    })
}

/// Fulfil: goods of an order become a shipment
#[utoipa::path(
    post, path = "/api/v1/orders/{id}/shipments", tag = "shipments", request_body = NewShipmentBody,
    params(
        ("id" = String, Path, description = "The order's id", example = "ord_02ng5x9k3m000"),
        ("Idempotency-Key" = Option<String>, Header, description = "Same key and body: the first answer again."),
    ),
    responses(
        (status = 201, description = "The shipment and its tracking link", body = ShipmentAnswer),
        (status = 404, description = "No such order", body = ref("#/components/schemas/ProblemBody")),
        (status = 409, description = "Nothing left to fulfil", body = ref("#/components/schemas/ProblemBody")),
        (status = 422, description = "A field is wrong", body = ref("#/components/schemas/ProblemBody")),
    )
)]
async fn create(
    State(house): State<House>,
    caller: ApiCaller,
    PathId(order): PathId<OrderId>,
    body: JsonBody<NewShipmentBody>,
) -> Result<Answer, Problem> {
    caller.require(Scope::TrackingWrite)?;
    let lines = body.value.taken()?;
    let command = CreateShipment {
        order,
        lines,
        carrier: body.value.carrier.clone(),
        connection: body.value.connection.clone(),
        number: body.value.tracking_number.clone(),
        from: None,
        created_at: None,
        shares_delivery_time: false,
        charge: body.value.charge()?,
    };
    let verb: Verb<CreateShipment> = |tx, call| {
        Box::pin(async move {
            let made = create_shipment_in(tx, &call.stamp, &call.shop, &call.command).await?;
            call.record(tx, "shipment.created", &made.shipment.id.to_string()).await?;
            let answer = Answer::created(&ShipmentAnswer::of(&made.shipment));
            Ok(answer.showing("tracking_url", &url_of(&call.base_url, &made.token)))
        })
    };
    once_with_secret(&house, &caller, body.key, command, verb, link_again).await
}

/// The words of `filter`.
pub const FILTERS: [&str; 3] = ["open", "late", "trouble"];

/// Which shipments.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct ListQuery {
    /// Only parcels that stand so.
    #[param(value_type = StatusWord, inline, required = false)]
    status: Option<String>,
    /// On their way, past their promise, or with a failed attempt or an exception. A `status` comes first.
    #[param(value_type = FilterWord, inline, required = false)]
    filter: Option<String>,
    /// Shipments of this order.
    #[param(value_type = OrderIdText, inline, required = false)]
    order: Option<String>,
    /// Where the page before ended: its `next_cursor`.
    #[allow(dead_code, reason = "read by PageQuery, named here for the description")]
    cursor: Option<String>,
    /// 1 to 100; 25 when absent.
    #[allow(dead_code, reason = "read by PageQuery, named here for the description")]
    limit: Option<String>,
}

/// List shipments, newest first
#[utoipa::path(
    get, path = "/api/v1/shipments", tag = "shipments", params(ListQuery),
    responses(
        (status = 200, description = "A page of shipments", body = Listing<ShipmentAnswer>),
        (status = 422, description = "A filter is wrong", body = ref("#/components/schemas/ProblemBody")),
    )
)]
async fn list(
    State(house): State<House>,
    caller: ApiCaller,
    page: PageQuery,
    Query(query): Query<ListQuery>,
) -> Result<Json<Listing<ShipmentAnswer>>, Problem> {
    caller.require(Scope::TrackingRead)?;
    let shop = &caller.shop;
    // Words that another question makes idle are read as well: nothing unknown is passed over.
    let filter = filter_of(&query, &house, shop)?;
    let mut read = house.db.read().await?;
    if let Some(order) = &query.order {
        let order: OrderId = order.parse().map_err(|_| Problem::field("tracking.invalid", "/order"))?;
        let found = shipments_of_order(&mut read, shop.id, order).await?;
        return Ok(Json(Listing { items: found.iter().map(ShipmentAnswer::of).collect(), next_cursor: None }));
    }
    let before = page.cursor.map(|cursor| ShipmentId::from_number(cursor.minor));
    let found = list_shipments(&mut read, shop.id, filter, before, page.limit + 1).await?;
    let listing = Listing::cut(found, page.limit, |one| Cursor::new(0, one.id.number()));
    Ok(Json(listing.map(|one| ShipmentAnswer::of(&one))))
}

fn filter_of(query: &ListQuery, house: &House, shop: &Shop) -> Result<ShipmentFilter, TrackingError> {
    let wrong = |field: &str| TrackingError::Invalid { field: field.to_owned() };
    let status = query.status.as_deref().map(|word| Status::parse(word).ok_or_else(|| wrong("/status"))).transpose()?;
    let filter = match query.filter.as_deref() {
        None => ShipmentFilter::All,
        Some("open") => ShipmentFilter::Open,
        Some("late") => ShipmentFilter::Late { today: house.clock.now().date_in(&shop.zone) },
        Some("trouble") => ShipmentFilter::Trouble,
        Some(_) => return Err(wrong("/filter")),
    };
    Ok(status.map_or(filter, ShipmentFilter::Status))
}

/// Read a shipment with its events
#[utoipa::path(
    get, path = "/api/v1/shipments/{id}", tag = "shipments",
    params(("id" = String, Path, description = "The shipment's id", example = "shp_02ng5x9k3m000")),
    responses(
        (status = 200, description = "The shipment", body = ShipmentAnswer),
        (status = 404, description = "No such shipment", body = ref("#/components/schemas/ProblemBody")),
    )
)]
async fn read_one(
    State(house): State<House>,
    caller: ApiCaller,
    PathId(id): PathId<ShipmentId>,
) -> Result<Json<ShipmentAnswer>, Problem> {
    caller.require(Scope::TrackingRead)?;
    let mut read = house.db.read().await?;
    let shipment = find_shipment(&mut read, caller.shop.id, id).await?;
    let events = scans_of(&mut read, caller.shop.id, id).await?.iter().map(EventAnswer::of).collect();
    let token = find_link(&mut read, &caller.shop, id).await?;
    let tracking_url = token.map(|token| url_of(&house.config.base_url(), &token));
    Ok(Json(ShipmentAnswer { events: Some(events), tracking_url, ..ShipmentAnswer::of(&shipment) }))
}

fn answer_of(recorded: &Recorded) -> RecordedAnswer {
    RecordedAnswer {
        added: recorded.added,
        repeated: recorded.repeated,
        shipment: ShipmentAnswer::of(&recorded.shipment),
    }
}

struct ById {
    shipment: ShipmentId,
    scans: Vec<Scan>,
}

/// Record what the carrier told
#[utoipa::path(
    post, path = "/api/v1/shipments/{id}/events", tag = "shipments", request_body = EventsBody,
    params(
        ("id" = String, Path, description = "The shipment's id", example = "shp_02ng5x9k3m000"),
        ("Idempotency-Key" = Option<String>, Header, description = "Same key and body: the first answer again."),
    ),
    responses(
        (status = 200, description = "Kept; repeated events change nothing", body = RecordedAnswer),
        (status = 404, description = "No such shipment", body = ref("#/components/schemas/ProblemBody")),
        (status = 422, description = "A field is wrong", body = ref("#/components/schemas/ProblemBody")),
    )
)]
async fn record(
    State(house): State<House>,
    caller: ApiCaller,
    PathId(shipment): PathId<ShipmentId>,
    body: JsonBody<EventsBody>,
) -> Result<Answer, Problem> {
    caller.require(Scope::TrackingWrite)?;
    let command = ById { shipment, scans: read_events(&body.value.events)? };
    once(&house, &caller, body.key, command, |tx, call| {
        Box::pin(async move {
            let ById { shipment, scans } = &call.command;
            let recorded = record_events_in(tx, &call.stamp, &call.shop, *shipment, scans).await?;
            Ok(Answer::ok(&answer_of(&recorded)))
        })
    })
    .await
}

struct ByNumber {
    connection: String,
    number: String,
    scans: Vec<Scan>,
}

/// Record events by the carrier's number
#[utoipa::path(
    post, path = "/api/v1/tracking-events", tag = "shipments", request_body = NumberedEventsBody,
    params(("Idempotency-Key" = Option<String>, Header, description = "Same key and body: the first answer again.")),
    responses(
        (status = 200, description = "One answer per shipment concerned", body = [RecordedAnswer]),
        (status = 404, description = "No shipment of this connection has the number", body = ref("#/components/schemas/ProblemBody")),
        (status = 422, description = "A field is wrong", body = ref("#/components/schemas/ProblemBody")),
    )
)]
async fn record_by_number(
    State(house): State<House>,
    caller: ApiCaller,
    body: JsonBody<NumberedEventsBody>,
) -> Result<Answer, Problem> {
    caller.require(Scope::TrackingWrite)?;
    let scans = read_events(&body.value.events)?;
    let command =
        ByNumber { connection: body.value.connection.clone(), number: body.value.tracking_number.clone(), scans };
    once(&house, &caller, body.key, command, |tx, call| {
        Box::pin(async move {
            let ByNumber { connection, number, scans } = &call.command;
            let recorded = record_events_by_number_in(tx, &call.stamp, &call.shop, connection, number, scans).await?;
            Ok(Answer::ok(&recorded.iter().map(answer_of).collect::<Vec<_>>()))
        })
    })
    .await
}

/// End the tracking link and make a new one
#[utoipa::path(
    post, path = "/api/v1/shipments/{id}/link", tag = "shipments", request_body = NothingBody,
    params(
        ("id" = String, Path, description = "The shipment's id", example = "shp_02ng5x9k3m000"),
        ("Idempotency-Key" = Option<String>, Header, description = "Same key: the first answer again."),
    ),
    responses(
        (status = 200, description = "The shipment with its new link", body = ShipmentAnswer),
        (status = 404, description = "No such shipment", body = ref("#/components/schemas/ProblemBody")),
    )
)]
async fn renew(
    State(house): State<House>,
    caller: ApiCaller,
    PathId(shipment): PathId<ShipmentId>,
    body: JsonBody<NothingBody>,
) -> Result<Answer, Problem> {
    caller.require(Scope::TrackingWrite)?;
    let verb: Verb<ShipmentId> = |tx, call| {
        Box::pin(async move {
            let token = renew_link_in(tx, &call.stamp, &call.shop, call.command, &call.actor).await?;
            let shipment = find_shipment(tx, call.shop.id, call.command).await?;
            let answer = Answer::ok(&ShipmentAnswer::of(&shipment));
            Ok(answer.showing("tracking_url", &url_of(&call.base_url, &token)))
        })
    };
    once_with_secret(&house, &caller, body.key, shipment, verb, link_again).await
}
