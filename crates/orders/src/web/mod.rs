//! Orders and catalogue over HTTP: the JSON API, the console's list, and the parts of the order page.

mod answers;
mod api;
mod bodies;
mod once;
mod products;
mod reading;

use utoipa_axum::router::OpenApiRouter;
use wasl_platform::House;

pub(crate) fn api() -> OpenApiRouter<House> {
    api::routes().merge(products::routes())
}
