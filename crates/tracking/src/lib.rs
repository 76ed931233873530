//! Parcels: what travels, every scan kept once, a state that any order of arrival agrees on, and the customer's page.
//! Carriers with their own formats are an issue of their own; scans come by API here.

mod count_open;
mod create_shipment;
mod error;
mod find_shipments;
mod link;
pub mod model;
mod on_events;
mod places;
pub mod policy;
pub mod read;
mod record_event;
mod rename_shipment;
mod store;
mod way;
mod web;

pub use count_open::{recount_open_in, wrong_open_counts};
pub use create_shipment::{CreateShipment, Created, create_shipment, create_shipment_in, create_with_history_in};
pub use error::TrackingError;
pub use find_shipments::find_shipments;
pub use link::{find_link, make_link_in, renew_link, renew_link_in};
pub use model::{Scan, Shipment, ShipmentLine, State, Substatus};
pub use record_event::{Recorded, record_events, record_events_by_number_in, record_events_in};
pub use rename_shipment::rename_shipment_in;
pub use store::STATEMENTS;
pub use web::parts;

use wasl_db::Migrations;
use wasl_platform::{Module, Resource};

/// Texts of this room.
pub const TEXTS: Resource =
    Resource { room: "tracking", ar: include_str!("../locales/ar.ftl"), en: include_str!("../locales/en.ftl") };

pub fn module() -> Module {
    Module {
        room: "tracking",
        migrations: Migrations {
            room: "tracking",
            files: &[
                ("0001_tracking", include_str!("../migrations/0001_tracking.sql")),
                ("0002_open_count", include_str!("../migrations/0002_open_count.sql")),
            ],
        },
        texts: TEXTS,
        statements: STATEMENTS,
        routes: web::pages(),
        api: web::api(),
        subscriptions: vec![on_events::subscription(), count_open::subscription()],
        jobs: vec![find_shipments::job()],
    }
}
