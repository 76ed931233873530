//! The owner's home page: figures of a period from sums that the outbox keeps by the day, and what needs a hand now.
//! Nothing here decides about an order or a parcel; it counts what others said and asks their `read.rs`.

mod error;
mod figures;
mod histogram;
mod lanes;
mod on_events;
mod packing;
mod period;
pub mod read;
mod store;
mod sums;
mod web;

pub use error::InsightError;
pub use figures::{Course, DayRow, Figures, Span};
pub use histogram::{BUCKET_HOURS, Histogram, Wait};
pub use lanes::{LANE_PARCELS_MIN, LaneCounts, LaneName, LaneRanking, LaneSums, WORST_LANES_MAX};
pub use on_events::CONSUMER;
pub use packing::Unreadable;
pub use period::{Choice, DEFAULT_DAYS, PERIOD_DAYS_MAX, PRESET_DAYS, Period};
pub use read::{Home, Now, TROUBLES_MAX, home};

/// Texts of this room.
pub const TEXTS: wasl_i18n::Resource = wasl_i18n::Resource {
    room: "insight",
    ar: include_str!("../locales/ar.ftl"),
    en: include_str!("../locales/en.ftl"),
};

/// The tables of the sums.
pub const MIGRATIONS: wasl_db::Migrations =
    wasl_db::Migrations { room: "insight", files: &[("0001_insight", include_str!("../migrations/0001_insight.sql"))] };

/// The home page's door to the house.
pub fn module() -> wasl_platform::Module {
    wasl_platform::Module {
        room: "insight",
        migrations: MIGRATIONS,
        texts: TEXTS,
        statements: store::STATEMENTS,
        routes: web::routes(),
        api: web::api(),
        subscriptions: vec![on_events::subscription()],
        jobs: Vec::new(),
    }
}
