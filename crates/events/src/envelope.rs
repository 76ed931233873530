//! How an event travels: whose it is, when it happened, when we learned it, and where it comes from.

use crate::{
    OrderCancelled, OrderChanged, OrderPaid, OrderPlaced, OrderReinstated, ShipmentAdvanced, ShipmentCharged,
    ShipmentCreated, ShipmentDelivered, ShipmentReturned, ShipmentShipped, StorefrontTold,
};
use serde::{Deserialize, Serialize};
use wasl_base::{EventId, Instant, Origin, ShopId};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope {
    pub shop: ShopId,
    pub id: EventId,
    /// When the fact happened.
    pub at: Instant,
    /// When we wrote it down.
    pub recorded_at: Instant,
    pub origin: Origin,
    pub event: DomainEvent,
}

macro_rules! domain_events {
    ($($variant:ident => $kind:literal by $key:ident;)*) => {
        /// Everything a room may say to the house.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(tag = "kind", content = "data")]
        pub enum DomainEvent {
            $(#[serde(rename = $kind)] $variant($variant),)*
        }

        impl DomainEvent {
            /// Every kind, for subscriptions and docs.
            pub const KINDS: &'static [&'static str] = &[$($kind),*];

            pub fn kind(&self) -> &'static str {
                match self { $(Self::$variant(_) => $kind,)* }
            }

            /// What orders deliveries: events of one key are handled one after the other.
            pub fn key(&self) -> i64 {
                match self { $(Self::$variant(event) => event.$key.number(),)* }
            }
        }

        $(impl From<$variant> for DomainEvent {
            fn from(event: $variant) -> Self { Self::$variant(event) }
        })*
    };
}

domain_events! {
    OrderPlaced => "order.placed" by order;
    OrderChanged => "order.changed" by order;
    OrderPaid => "order.paid" by order;
    OrderCancelled => "order.cancelled" by order;
    OrderReinstated => "order.reinstated" by order;
    ShipmentCreated => "shipment.created" by order;
    ShipmentCharged => "shipment.charged" by order;
    ShipmentShipped => "shipment.shipped" by order;
    ShipmentAdvanced => "shipment.advanced" by order;
    ShipmentDelivered => "shipment.delivered" by order;
    ShipmentReturned => "shipment.returned" by order;
    StorefrontTold => "storefront.told" by message;
}
