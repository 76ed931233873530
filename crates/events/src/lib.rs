//! Every domain event as plain data: the words that leave a room. No IO, no rules.
//! A new fact is a new variant here, one emitter, and any number of `on_events.rs`.

mod envelope;
mod orders;
mod share;
mod storefronts;
mod tracking;

pub use envelope::{DomainEvent, Envelope};
pub use orders::{OrderCancelled, OrderChanged, OrderPaid, OrderPlaced, OrderReinstated, PaymentMethod};
pub use share::{GoodsPart, SaleShare};
pub use storefronts::StorefrontTold;
pub use tracking::{
    Lane, Milestone, ShipmentAdvanced, ShipmentCharged, ShipmentCreated, ShipmentDelivered, ShipmentReturned,
    ShipmentShipped, Status,
};
