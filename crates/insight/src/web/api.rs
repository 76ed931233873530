//! `GET /api/v1/insight/home`: the figures of the home page as numbers, for a shop's own dashboards.

use super::PeriodQuery;
use crate::{Course, Figures, Home, LaneCounts, LaneName, Period, Wait, home};
use axum::Json;
use axum::extract::{Query, State};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use wasl_base::Money;
use wasl_platform::{ApiCaller, House, Problem, Scope};

pub fn routes() -> OpenApiRouter<House> {
    OpenApiRouter::new().routes(routes!(read_home))
}

/// Figures of a period and what is open now
#[derive(Serialize, ToSchema)]
pub struct HomeAnswer {
    pub period: PeriodAnswer,
    pub figures: FiguresAnswer,
    /// The same for as many days before; absent when the figures do not reach back that far.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<FiguresAnswer>,
    pub orders: Vec<SpanAnswer>,
    /// Parcels delivered with a promise over time; whole weeks, so the oldest may begin before the period.
    pub promises: Vec<SpanAnswer>,
    /// Worst first, by the lower end of Wilson's 95 % interval of the late share; at least 20 parcels each.
    pub worst_lanes: Vec<LaneAnswer>,
    pub now: NowAnswer,
}

#[derive(Serialize, ToSchema)]
pub struct PeriodAnswer {
    /// `YYYY-MM-DD`, by the shop's calendar.
    pub from: String,
    pub to: String,
    pub days: i32,
    /// The newest figures lie in the past, and the period ends with them.
    pub is_historical: bool,
}

#[derive(Serialize, ToSchema)]
pub struct AmountAnswer {
    /// A decimal with the currency's places, e.g. `230.00`.
    pub amount: String,
    pub currency: String,
}

#[derive(Serialize, ToSchema)]
pub struct FiguresAnswer {
    pub orders_placed: i64,
    pub orders_cancelled: i64,
    /// What customers pay for the orders placed, less those cancelled.
    pub sales: Vec<AmountAnswer>,
    pub parcels_shipped: i64,
    pub parcels_delivered: i64,
    /// Delivered with a promised day.
    pub parcels_promised: i64,
    pub parcels_on_time: i64,
    pub parcels_returned: i64,
    /// Of 1,000 promised parcels.
    pub on_time_permille: Option<i64>,
    /// Hours from order to hand-over that half of the parcels did not exceed; at most 3 hours off.
    pub median_wait: Option<WaitAnswer>,
    /// The same for nine of ten.
    pub nine_of_ten_wait: Option<WaitAnswer>,
}

#[derive(Serialize, ToSchema)]
pub struct WaitAnswer {
    pub hours: i64,
    /// 60 days or longer: no end is known.
    pub is_at_least: bool,
}

#[derive(Serialize, ToSchema)]
pub struct SpanAnswer {
    pub from: String,
    pub to: String,
    pub orders_placed: i64,
    pub parcels_promised: i64,
    pub parcels_on_time: i64,
}

#[derive(Serialize, ToSchema)]
pub struct LaneAnswer {
    pub from: String,
    pub to: String,
    pub delivered: i64,
    pub promised: i64,
    pub late: i64,
    pub mean_hours: Option<i64>,
}

#[derive(Serialize, ToSchema)]
pub struct NowAnswer {
    /// Neither delivered nor back.
    pub in_transit: i64,
    /// Past the promised day.
    pub late: i64,
    /// With a failed attempt or an exception.
    pub in_trouble: i64,
    /// Cash on delivery that carriers hold.
    pub cash_owed: Vec<AmountAnswer>,
}

/// Read the home page's figures
#[utoipa::path(
    get, path = "/api/v1/insight/home", tag = "insight", params(PeriodQuery),
    responses(
        (status = 200, description = "Figures of the period", body = HomeAnswer),
        (status = 403, description = "The key lacks orders:read, tracking:read or ledger:read", body = ref("#/components/schemas/ProblemBody")),
        (status = 422, description = "The period is wrong", body = ref("#/components/schemas/ProblemBody")),
    )
)]
async fn read_home(
    State(house): State<House>,
    caller: ApiCaller,
    Query(query): Query<PeriodQuery>,
) -> Result<Json<HomeAnswer>, Problem> {
    for scope in [Scope::OrdersRead, Scope::TrackingRead, Scope::LedgerRead] {
        caller.require(scope)?;
    }
    let choice = query.choice()?;
    let mut read = house.db.read().await?;
    let found = home(&mut read, &caller.shop, house.clock.now(), choice, true).await?;
    Ok(Json(HomeAnswer::of(&found)))
}

impl HomeAnswer {
    fn of(home: &Home) -> Self {
        Self {
            period: PeriodAnswer::of(home.period, home.is_historical),
            figures: FiguresAnswer::of(&home.figures),
            before: home.before.as_ref().map(FiguresAnswer::of),
            orders: spans(&home.orders),
            promises: spans(&home.promises),
            worst_lanes: home.lanes.worst.iter().map(|(name, counts)| LaneAnswer::of(name, counts)).collect(),
            now: NowAnswer {
                in_transit: home.now.in_transit,
                late: home.now.late,
                in_trouble: home.now.in_trouble,
                cash_owed: home.now.cash_owed.iter().copied().map(AmountAnswer::of).collect(),
            },
        }
    }
}

impl PeriodAnswer {
    fn of(period: Period, is_historical: bool) -> Self {
        let (from, to) = (period.first.to_string(), period.last.to_string());
        Self { from, to, days: period.days(), is_historical }
    }
}

impl AmountAnswer {
    fn of(money: Money) -> Self {
        Self { amount: money.decimal(), currency: money.currency.to_string() }
    }
}

impl FiguresAnswer {
    fn of(figures: &Figures) -> Self {
        let amounts = figures.sales.iter().map(|(currency, minor)| Money::new(*minor, *currency));
        Self {
            orders_placed: figures.placed,
            orders_cancelled: figures.cancelled,
            sales: amounts.map(AmountAnswer::of).collect(),
            parcels_shipped: figures.shipped,
            parcels_delivered: figures.delivered,
            parcels_promised: figures.promised,
            parcels_on_time: figures.on_time,
            parcels_returned: figures.returned,
            on_time_permille: figures.on_time_permille(),
            median_wait: figures.median_wait().map(WaitAnswer::of),
            nine_of_ten_wait: figures.nine_of_ten_wait().map(WaitAnswer::of),
        }
    }
}

impl WaitAnswer {
    fn of(wait: Wait) -> Self {
        Self { hours: wait.hours, is_at_least: wait.is_at_least }
    }
}

fn spans(course: &Course) -> Vec<SpanAnswer> {
    let answer = |span: &crate::Span| SpanAnswer {
        from: span.days.first.to_string(),
        to: span.days.last.to_string(),
        orders_placed: span.placed,
        parcels_promised: span.promised,
        parcels_on_time: span.on_time,
    };
    course.spans.iter().map(answer).collect()
}

impl LaneAnswer {
    fn of(name: &LaneName, counts: &LaneCounts) -> Self {
        Self {
            from: name.origin.clone(),
            to: name.destination.clone(),
            delivered: counts.delivered,
            promised: counts.promised,
            late: counts.late,
            mean_hours: counts.mean_hours(),
        }
    }
}
