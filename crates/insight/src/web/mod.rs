//! The home page and the same figures as JSON.

mod api;
mod charts;
mod home_page;
mod kpis;
mod lanes;
mod links;
mod troubles;
mod words;

use crate::{Choice, InsightError};
use axum::Router;
use axum::routing::get;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use wasl_platform::House;
use wasl_platform::web::shape::DayIfAny;

pub fn routes() -> Router<House> {
    Router::new().route("/s/{shop}", get(home_page::show))
}

pub fn api() -> OpenApiRouter<House> {
    api::routes()
}

/// Which days.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct PeriodQuery {
    /// The last so many days, 1 to 1096; 30 when nothing is said.
    #[param(value_type = i64, minimum = 1, maximum = 1096, required = false)]
    days: Option<String>,
    /// First day, `YYYY-MM-DD` by the shop's calendar. With a day alone, 30 days from it.
    #[param(value_type = DayIfAny, inline, required = false)]
    from: Option<String>,
    /// Last day.
    #[param(value_type = DayIfAny, inline, required = false)]
    to: Option<String>,
}

impl PeriodQuery {
    fn choice(&self) -> Result<Choice, InsightError> {
        Choice::parse(self.days.as_deref(), self.from.as_deref(), self.to.as_deref())
    }
}
