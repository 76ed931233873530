//! `/api/v1/ledger`: trial balance, entries, and the reversal of one. Posting itself has no door from outside: entries
//! come from facts.

use super::answers::{EntryAnswer, TrialBalanceAnswer, VatSummaryAnswer};
use super::entry_page::read_seq;
use super::period::{Period, PeriodQuery, read_date};
use crate::{LedgerError, ReverseEntry, read, reverse_entry_in};
use axum::Json;
use axum::extract::{Path, Query, State};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use wasl_base::{CalendarDate, OrderId};
use wasl_db::Tx;
use wasl_platform::web::shape::{Day, DayIfAny, id_of};
use wasl_platform::{
    Answer, ApiCaller, Call, Cursor, House, JsonBody, Listing, PageQuery, Problem, Scope, describe_as, once,
    record_audit_in,
};

describe_as!(OrderIdText, "OrderId", id_of("ord"));

pub fn routes() -> OpenApiRouter<House> {
    OpenApiRouter::new()
        .routes(routes!(trial_balance))
        .routes(routes!(vat_summary))
        .routes(routes!(entries))
        .routes(routes!(entry))
        .routes(routes!(reversal))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct AsOfQuery {
    /// The last day that is counted (`YYYY-MM-DD`); today by the shop's calendar when absent.
    #[param(value_type = DayIfAny, inline, required = false)]
    as_of: Option<String>,
}

/// The balance of every account at the end of a day
#[utoipa::path(
    get, path = "/api/v1/ledger/trial-balance", tag = "ledger", params(AsOfQuery),
    responses(
        (status = 200, description = "Balances by currency and account", body = TrialBalanceAnswer),
        (status = 422, description = "Not a date", body = ref("#/components/schemas/ProblemBody")),
    )
)]
async fn trial_balance(
    State(house): State<House>,
    caller: ApiCaller,
    Query(query): Query<AsOfQuery>,
) -> Result<Json<TrialBalanceAnswer>, Problem> {
    caller.require(Scope::LedgerRead)?;
    let as_of = read_date("as_of", query.as_of.as_deref())?;
    let as_of = as_of.unwrap_or_else(|| house.clock.now().date_in(&caller.shop.zone));
    let mut read = house.db.read().await?;
    let trial = read::trial_balance(&mut read, caller.shop.id, as_of).await?;
    Ok(Json(TrialBalanceAnswer::of(as_of, &trial)))
}

/// VAT by code over a span of days
#[utoipa::path(
    get, path = "/api/v1/ledger/vat-summary", tag = "ledger",
    params(PeriodQuery),
    responses(
        (status = 200, description = "Net amounts and their tax by currency and code", body = VatSummaryAnswer),
        (status = 422, description = "Not a date", body = ref("#/components/schemas/ProblemBody")),
    )
)]
async fn vat_summary(
    State(house): State<House>,
    caller: ApiCaller,
    Query(query): Query<PeriodQuery>,
) -> Result<Json<VatSummaryAnswer>, Problem> {
    caller.require(Scope::LedgerRead)?;
    let period = Period::of(&query, house.clock.now().date_in(&caller.shop.zone))?;
    let mut read = house.db.read().await?;
    let rows = read::vat_summary(&mut read, caller.shop.id, period.first, period.last).await?;
    Ok(Json(VatSummaryAnswer::of(period, &rows)))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct EntriesQuery {
    /// Only what concerns this order: its entries, oldest first, each with the lines that concern it, without a cursor.
    #[param(value_type = OrderIdText, inline, required = false)]
    order: Option<String>,
    /// Where the page before ended: its `next_cursor`.
    #[allow(dead_code, reason = "read by PageQuery, named here for the description")]
    cursor: Option<String>,
    /// 1 to 100; 25 when absent.
    #[allow(dead_code, reason = "read by PageQuery, named here for the description")]
    limit: Option<String>,
}

/// List entries, newest first
#[utoipa::path(
    get, path = "/api/v1/ledger/entries", tag = "ledger", params(EntriesQuery),
    responses(
        (status = 200, description = "A page of the journal", body = Listing<EntryAnswer>),
        (status = 422, description = "A filter is wrong", body = ref("#/components/schemas/ProblemBody")),
    )
)]
async fn entries(
    State(house): State<House>,
    caller: ApiCaller,
    page: PageQuery,
    Query(query): Query<EntriesQuery>,
) -> Result<Json<Listing<EntryAnswer>>, Problem> {
    caller.require(Scope::LedgerRead)?;
    let shop = caller.shop.id;
    let order: Option<OrderId> = query.order.map(|text| text.parse().map_err(|_| LedgerError::OrderId)).transpose()?;
    let mut read = house.db.read().await?;
    if let Some(order) = order {
        let found = read::entries_of_order(&mut read, shop, order).await?;
        return Ok(Json(Listing { items: found.iter().map(EntryAnswer::of).collect(), next_cursor: None }));
    }
    let before = page.cursor.map(|cursor| cursor.major);
    let found = read::journal(&mut read, shop, before, page.limit + 1).await?;
    let listing = Listing::cut(found, page.limit, |entry| Cursor::new(entry.seq, 0));
    Ok(Json(listing.map(|entry| EntryAnswer::of(&entry))))
}

/// Read one entry
#[utoipa::path(
    get, path = "/api/v1/ledger/entries/{seq}", tag = "ledger",
    params(("seq" = String, Path, description = "Its number")),
    responses(
        (status = 200, description = "The entry", body = EntryAnswer),
        (status = 404, description = "No such entry", body = ref("#/components/schemas/ProblemBody")),
    )
)]
async fn entry(
    State(house): State<House>,
    caller: ApiCaller,
    Path(seq): Path<String>,
) -> Result<Json<EntryAnswer>, Problem> {
    caller.require(Scope::LedgerRead)?;
    let mut read = house.db.read().await?;
    let found = read::entry(&mut read, caller.shop.id, read_seq(&seq)?).await?;
    Ok(Json(EntryAnswer::of(&found.ok_or(LedgerError::EntryNotFound)?)))
}

/// Why and when.
#[derive(Clone, Deserialize, ToSchema)]
#[schema(as = LedgerReversal)]
#[serde(deny_unknown_fields)]
struct ReversalBody {
    /// The accounting day of the reversal; today by the shop's calendar when absent.
    #[schema(value_type = Option<Day>)]
    date: Option<CalendarDate>,
    /// Read by whoever looks at the entry; up to 300 bytes.
    #[schema(max_length = 300)]
    memo: Option<String>,
}

/// Undo an entry by its equal and opposite
#[utoipa::path(
    post, path = "/api/v1/ledger/entries/{seq}/reversal", tag = "ledger", request_body = ReversalBody,
    params(
        ("seq" = String, Path, description = "The entry to undo"),
        ("Idempotency-Key" = Option<String>, Header, description = "Same key and body: the first answer again."),
    ),
    responses(
        (status = 201, description = "The reversal", body = EntryAnswer),
        (status = 404, description = "No such entry", body = ref("#/components/schemas/ProblemBody")),
        (status = 409, description = "It was already reversed", body = ref("#/components/schemas/ProblemBody")),
        (status = 422, description = "A field is wrong", body = ref("#/components/schemas/ProblemBody")),
    )
)]
async fn reversal(
    State(house): State<House>,
    caller: ApiCaller,
    Path(seq): Path<String>,
    body: JsonBody<ReversalBody>,
) -> Result<Answer, Problem> {
    caller.require(Scope::LedgerWrite)?;
    let date = body.value.date.unwrap_or_else(|| house.clock.now().date_in(&caller.shop.zone));
    let command = ReverseEntry { seq: read_seq(&seq)?, date, memo: body.value.memo };
    once(&house, &caller, body.key, command, |tx, call| Box::pin(reverse(tx, call))).await
}

async fn reverse(tx: &mut Tx, call: &Call<ReverseEntry>) -> Result<Answer, Problem> {
    let (shop, stamp) = (call.shop.id, &call.stamp);
    let seq = reverse_entry_in(tx, stamp, shop, &call.command).await?;
    let subject = call.command.seq.to_string();
    record_audit_in(tx, stamp, shop, &call.actor, "ledger.entry_reversed", &subject, &seq.to_string()).await?;
    let entry = read::entry(tx, shop, seq).await?.ok_or(LedgerError::EntryNotFound)?;
    Ok(Answer::created(&EntryAnswer::of(&entry)))
}
