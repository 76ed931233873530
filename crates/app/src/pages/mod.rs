//! Pages that several rooms answer together. Each asks the rooms' `read`, none reads a table.

mod find;
mod order;

use axum::Router;
use axum::routing::get;
use wasl_db::Migrations;
use wasl_platform::{Module, Resource};

pub const TEXTS: Resource =
    Resource { room: "app", ar: include_str!("../../locales/ar.ftl"), en: include_str!("../../locales/en.ftl") };

/// The roof as a module: pages and words, and the progress of imports.
pub fn module() -> Module {
    Module {
        room: "app",
        migrations: Migrations { room: "app", files: &[crate::import_olist::MIGRATION] },
        texts: TEXTS,
        statements: crate::import_olist::STATEMENTS,
        routes: Router::new()
            .route("/s/{shop}/find", get(find::page::page))
            .route("/s/{shop}/orders/{id}", get(order::page)),
        api: find::api::routes(),
        subscriptions: Vec::new(),
        jobs: Vec::new(),
    }
}
