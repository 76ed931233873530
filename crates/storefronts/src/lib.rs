//! The doors by which storefronts come in: connections, signed messages kept as they came, and one truth made of them in
//! whatever order they arrive. Above the sources, whose verbs it calls.

mod connect_storefront;
mod error;
mod jobs;
mod model;
mod on_events;
mod platforms;
pub mod read;
mod receive_message;
mod store;
mod take_in;
mod web;

pub use connect_storefront::{Connected, NewStorefront, change_secret, connect_storefront, end_storefront};
pub use error::StorefrontError;
pub use model::{MessageRow, MessageState, Storefront};
pub use platforms::{HeaderNames, Headers, Platform, base64_hmac};
pub use receive_message::{Received, receive_message, replay_messages_in};
pub use store::STATEMENTS;

use utoipa_axum::router::OpenApiRouter;
use wasl_db::Migrations;
use wasl_platform::{Module, Resource};

/// Texts of this room.
pub const TEXTS: Resource =
    Resource { room: "storefronts", ar: include_str!("../locales/ar.ftl"), en: include_str!("../locales/en.ftl") };

pub fn module() -> Module {
    on_events::tell_of_nothing();
    Module {
        room: "storefronts",
        migrations: Migrations {
            room: "storefronts",
            files: &[("0001_storefronts", include_str!("../migrations/0001_storefronts.sql"))],
        },
        texts: TEXTS,
        statements: STATEMENTS,
        routes: web::routes(),
        api: OpenApiRouter::new(),
        subscriptions: vec![on_events::subscription()],
        jobs: jobs::jobs(),
    }
}
