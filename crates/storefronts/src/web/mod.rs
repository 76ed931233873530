//! HTTP of storefronts: where they call, and the pages of those who connect them.

mod connection;
mod connections;
mod hooks;
mod messages;
mod words;

use axum::Router;
use axum::routing::{get, post};
use wasl_platform::House;

pub fn routes() -> Router<House> {
    Router::new()
        .route("/hooks/{short}/{storefront}", post(hooks::receive))
        .route("/s/{shop}/storefronts", get(connections::page).post(connections::connect))
        .route("/s/{shop}/storefronts/{id}", get(connection::page))
        .route("/s/{shop}/storefronts/{id}/secret", post(connection::change))
        .route("/s/{shop}/storefronts/{id}/end", post(connection::end))
        .route("/s/{shop}/storefronts/{id}/replay", post(messages::replay))
        .route("/s/{shop}/storefronts/{id}/messages/{message}", get(messages::page))
}
