//! The books: sealed, balanced, chained entries that are never edited. Below all rooms that move money.
//! Money that a verb moves is posted in that verb by [`post_entry_in`]; facts that others observe come by event.

mod book;
pub mod buying;
pub mod canonical;
mod chart;
mod error;
mod export_hledger;
mod model;
mod on_events;
mod policy;
mod post_entry;
pub mod read;
mod reverse_entry;
pub mod rules;
pub mod settling;
mod store;
mod stored;
pub mod vat;
mod verify;
mod web;
mod witness;

pub use chart::{Account, AccountCode, AccountType, CHART};
pub use error::LedgerError;
pub use export_hledger::{ExportError, Exported, export_hledger};
pub use model::{Dims, Entry, EntryDraft, Heading, LINES_MAX, LineDraft, Posted};
pub use on_events::CONSUMER;
pub use policy::{Policies, RevenuePoint, StockModel, VatPoint};
pub use post_entry::{post_entries_in, post_entry_in};
pub use reverse_entry::{ReverseEntry, reverse_entry, reverse_entry_in, reverse_fact_in};
pub use vat::{VatCode, VatCodes};
pub use verify::{Damage, Report, verify_shop};
pub use web::entries_fragment;
pub use web::fact;
pub use witness::{MarkAlarm, MarkFile, Marks, SignError, WitnessError, check_mark, read_marks, sign_heads};

/// Texts of this room.
pub const TEXTS: wasl_i18n::Resource = wasl_i18n::Resource {
    room: "ledger",
    ar: include_str!("../locales/ar.ftl"),
    en: include_str!("../locales/en.ftl"),
};

/// The books' door to the house.
pub fn module() -> wasl_platform::Module {
    wasl_platform::Module {
        room: "ledger",
        migrations: MIGRATIONS,
        texts: TEXTS,
        statements: store::STATEMENTS,
        routes: web::routes(),
        api: web::api(),
        subscriptions: vec![on_events::subscription()],
        jobs: Vec::new(),
    }
}

/// The tables and the triggers that seal them.
pub const MIGRATIONS: wasl_db::Migrations =
    wasl_db::Migrations { room: "ledger", files: &[("0001_ledger", include_str!("../migrations/0001_ledger.sql"))] };
