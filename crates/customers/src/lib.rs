//! Customers of a shop: one profile per person across channels, the keys they are known by, and text search.
//! Lowest of the sources: it knows nothing of orders.

mod change_customer;
mod error;
mod find_or_create_customer;
mod model;
mod older_customers;
pub mod read;
pub mod search;
mod store;

pub use change_customer::change_customer_in;
pub use error::CustomerError;
pub use find_or_create_customer::{SEARCH_KIND, find_or_create_customer, find_or_create_customer_in};
pub use model::{CheckedContact, Contact, Customer, KeyKind, terms_of};
pub use store::STATEMENTS;

use axum::Router;
use utoipa_axum::router::OpenApiRouter;
use wasl_db::Migrations;
use wasl_platform::{Module, Resource};

/// Texts of this room.
pub const TEXTS: Resource =
    Resource { room: "customers", ar: include_str!("../locales/ar.ftl"), en: include_str!("../locales/en.ftl") };

pub const MIGRATIONS: Migrations = Migrations {
    room: "customers",
    files: &[
        ("0001_customers", include_str!("../migrations/0001_customers.sql")),
        ("0002_sounds", include_str!("../migrations/0002_sounds.sql")),
    ],
};

pub fn module() -> Module {
    Module {
        room: "customers",
        migrations: MIGRATIONS,
        texts: TEXTS,
        statements: STATEMENTS,
        routes: Router::new(),
        api: OpenApiRouter::new(),
        subscriptions: Vec::new(),
        jobs: vec![older_customers::job()],
    }
}
