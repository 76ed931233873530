//! Orders of a shop: the catalogue, what was ordered at which price, what was paid, what became of it.
//! Parcels are followed elsewhere; the books are below. Every amount is integer minor units of the order's currency.

mod cancel_order;
pub mod catalogue;
mod error;
mod mark_fulfilled;
mod mark_paid;
mod mark_shipment_ended;
mod model;
mod older_orders;
mod order_lines;
mod place_order;
pub mod policy;
pub mod read;
mod stand_again;
mod states;
mod store;
mod update_order;
pub mod web;

pub use cancel_order::{CancelOrder, cancel_order, cancel_order_in};
pub use error::OrderError;
pub use mark_fulfilled::{Fulfilled, MarkFulfilled, mark_fulfilled_in};
pub use mark_paid::{MarkPaid, NewTender, mark_paid, mark_paid_in, mark_paid_unposted_in};
pub use mark_shipment_ended::{HandedOver, mark_delivered_in, mark_returned_in};
pub use model::{Fulfilment, Order, OrderLine, Payment, Quoted, TaxMode, VatCategory};
pub use order_lines::NewLine;
pub use place_order::{PlaceOrder, place_order, place_order_in};
pub use policy::{GivenTotals, Settlement, Taken, share_of};
pub use stand_again::stand_again_in;
pub use states::{OrderState, PaymentState, Shipments};
pub use update_order::{NewLines, UpdateOrder, update_order_in};

use wasl_db::{Migrations, Sql};
use wasl_platform::{Module, Resource};

/// What orders are searched under in `search_term`.
pub const SEARCH_KIND: &str = "order";

/// Texts of this room.
pub const TEXTS: Resource =
    Resource { room: "orders", ar: include_str!("../locales/ar.ftl"), en: include_str!("../locales/en.ftl") };

pub const MIGRATIONS: Migrations =
    Migrations { room: "orders", files: &[("0001_orders", include_str!("../migrations/0001_orders.sql"))] };

const STATEMENT_COUNT: usize = store::STATEMENTS.len() + catalogue::store::STATEMENTS.len();

/// Every SQL text of this room.
pub const STATEMENTS: &[(&str, Sql)] = &all_statements();

const fn all_statements() -> [(&'static str, Sql); STATEMENT_COUNT] {
    let mut all = [("", ""); STATEMENT_COUNT];
    let mut place = 0;
    while place < STATEMENT_COUNT {
        all[place] = if place < store::STATEMENTS.len() {
            store::STATEMENTS[place]
        } else {
            catalogue::store::STATEMENTS[place - store::STATEMENTS.len()]
        };
        place += 1;
    }
    all
}

pub fn module() -> Module {
    Module {
        room: "orders",
        migrations: MIGRATIONS,
        texts: TEXTS,
        statements: STATEMENTS,
        routes: web::routes(),
        api: web::api(),
        subscriptions: Vec::new(),
        jobs: vec![older_orders::job()],
    }
}
