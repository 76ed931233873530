//! Orders and catalogue over HTTP: the JSON API, the console's list and forms, and the parts of the order page.

mod answers;
mod api;
mod bodies;
mod forms;
mod forms_of_words;
mod pages;
pub mod parts;
mod products;
mod reading;
pub mod words;

use axum::Router;
use axum::routing::get;
use utoipa_axum::router::OpenApiRouter;
use wasl_platform::House;

pub(crate) fn api() -> OpenApiRouter<House> {
    api::routes().merge(products::routes())
}

/// The order page itself (`/s/{shop}/orders/{id}`) is laid by the house, from the parts of several rooms.
pub(crate) fn routes() -> Router<House> {
    Router::new()
        .route("/s/{shop}/orders", get(pages::list_page))
        .route("/s/{shop}/orders/{id}/pay", get(forms::pay_page).post(forms::take_pay))
        .route("/s/{shop}/orders/{id}/cancel", get(forms::cancel_page).post(forms::take_cancel))
        .route("/s/{shop}/orders/{id}/note", get(forms::note_page).post(forms::take_note))
}
