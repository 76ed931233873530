//! What tracking says about a parcel.

use crate::{PaymentMethod, SaleShare};
use serde::{Deserialize, Serialize};
use wasl_base::{CalendarDate, Instant, Money, OrderId, ShipmentId};

/// The nine statuses, wire names as the field has them (AfterShip's tags, read by every help desk).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Status {
    Pending,
    InfoReceived,
    InTransit,
    OutForDelivery,
    AttemptFail,
    AvailableForPickup,
    Delivered,
    Exception,
    Expired,
}

impl Status {
    pub const ALL: [Self; 9] = [
        Self::Pending,
        Self::InfoReceived,
        Self::InTransit,
        Self::OutForDelivery,
        Self::AttemptFail,
        Self::AvailableForPickup,
        Self::Delivered,
        Self::Exception,
        Self::Expired,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "Pending",
            Self::InfoReceived => "InfoReceived",
            Self::InTransit => "InTransit",
            Self::OutForDelivery => "OutForDelivery",
            Self::AttemptFail => "AttemptFail",
            Self::AvailableForPickup => "AvailableForPickup",
            Self::Delivered => "Delivered",
            Self::Exception => "Exception",
            Self::Expired => "Expired",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == text)
    }

    /// Something is in the way and a person should look.
    pub fn is_trouble(self) -> bool {
        matches!(self, Self::AttemptFail | Self::Exception | Self::Expired)
    }
}

/// Steps that are never taken back, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Milestone {
    Created,
    /// The carrier has the parcel.
    Shipped,
    /// It reached the customer's city.
    Arrived,
    OutForDelivery,
    Delivered,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShipmentCreated {
    pub shipment: ShipmentId,
    pub order: OrderId,
    pub carrier: String,
    pub promised_on: Option<CalendarDate>,
    pub lane: Lane,
    /// With what it begins: an import knows its whole way.
    pub status: Status,
    /// Neither delivered nor back.
    pub is_open: bool,
}

/// What the carrier charges for a parcel by contract, net of VAT, became known; once per shipment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShipmentCharged {
    pub shipment: ShipmentId,
    pub order: OrderId,
    pub carrier: String,
    pub charge: Money,
}

/// From where to where: region when the address has one, else city.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Lane {
    pub from: String,
    pub to: String,
}

/// First possession by the carrier; once per shipment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShipmentShipped {
    pub shipment: ShipmentId,
    pub order: OrderId,
    pub carrier: String,
    pub shipped_at: Instant,
    pub share: SaleShare,
}

/// Status or milestone changed, or the parcel's way ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShipmentAdvanced {
    pub shipment: ShipmentId,
    pub order: OrderId,
    pub from: Status,
    pub to: Status,
    /// Neither delivered nor back, before and after.
    pub was_open: bool,
    pub is_open: bool,
    pub milestone: Milestone,
    pub at: Instant,
}

/// The customer has it; once per shipment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShipmentDelivered {
    pub shipment: ShipmentId,
    pub order: OrderId,
    pub carrier: String,
    pub method: PaymentMethod,
    pub share: SaleShare,
    pub placed_at: Instant,
    pub shipped_at: Option<Instant>,
    pub delivered_at: Instant,
    /// By the shop's calendar.
    pub delivered_on: CalendarDate,
    pub promised_on: Option<CalendarDate>,
    pub lane: Lane,
    /// A return of this shipment was said before, at this instant, and does not hold.
    #[serde(default)]
    pub voids_return_at: Option<Instant>,
}

/// The goods came back undelivered (refused, unclaimed); once per shipment, and never once it is delivered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShipmentReturned {
    pub shipment: ShipmentId,
    pub order: OrderId,
    pub carrier: String,
    pub method: PaymentMethod,
    pub share: SaleShare,
    pub returned_at: Instant,
}
