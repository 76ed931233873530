//! The books on pages for people and as JSON for machines.

mod account_page;
mod answers;
mod api;
mod books_page;
mod entry_page;
mod journal_page;
mod period;
mod vat_card;
mod words;

pub use words::fact;

use crate::Entry;
use axum::Router;
use axum::routing::{get, post};
use maud::Markup;
use utoipa_axum::router::OpenApiRouter;
use wasl_platform::{House, Member};

pub(crate) fn routes() -> Router<House> {
    Router::new()
        .route("/s/{shop}/books", get(books_page::show))
        .route("/s/{shop}/books/journal", get(journal_page::show))
        .route("/s/{shop}/books/accounts/{code}", get(account_page::show))
        .route("/s/{shop}/books/entries/{seq}", get(entry_page::show))
        .route("/s/{shop}/books/entries/{seq}/reversal", post(entry_page::reverse))
}

pub(crate) fn api() -> OpenApiRouter<House> {
    api::routes()
}

/// The entries of an order or a parcel on somebody else's page: number, fact, day and amount, each leading to its entry.
pub fn entries_fragment(member: &Member, entries: &[Entry]) -> Markup {
    journal_page::entries_table(member, &member.locale.t("ledger-journal"), entries)
}
