//! HTTP of tracking: the shopper's page, the console, the API.

mod api;
mod bodies;
mod console;
mod console_forms;
mod console_list;
mod console_parcel;
mod forms_of_words;
pub mod parts;
mod shopper;
mod shopper_story;
mod words;

use axum::Router;
use axum::routing::{get, post};
use utoipa_axum::router::OpenApiRouter;
use wasl_platform::House;

pub fn pages() -> Router<House> {
    Router::new()
        .route("/t/{token}", get(shopper::page))
        .route("/s/{shop}/shipments", get(console::list))
        .route("/s/{shop}/shipments/{id}", get(console_parcel::one))
        .route("/s/{shop}/shipments/{id}/events", post(console_forms::add_event))
        .route("/s/{shop}/shipments/{id}/link", post(console_forms::renew))
        .route("/s/{shop}/orders/{id}/shipments", post(console_forms::fulfil))
}

pub fn api() -> OpenApiRouter<House> {
    api::routes()
}
