//! A parcel and what a scan makes of it. The state is a sum of its scans: every part of it is a least, a greatest or an
//! "ever seen", so that any order of arrival, and any repetition, ends in the same state.

use crate::places::Place;
use sha2::{Digest, Sha256};
use wasl_base::{CalendarDate, Instant, OrderId, OrderLineId, Origin, ShipmentId, Zone};
use wasl_events::{Lane, Milestone, PaymentMethod, SaleShare, Status};

/// A scan dated further ahead than this is kept and shown to operations, but moves nothing.
pub const FUTURE_SECONDS_MAX: i64 = 3_600;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shipment {
    pub id: ShipmentId,
    pub order: OrderId,
    pub order_number: String,
    /// Carrier as the shop calls it, e.g. `smsa`.
    pub carrier: String,
    /// Which account or feed its scans come by.
    pub connection: String,
    pub number: Option<String>,
    pub lane: Lane,
    pub first_name: Option<String>,
    pub to_city: String,
    pub method: PaymentMethod,
    pub share: SaleShare,
    pub placed_at: Instant,
    pub promised_on: Option<CalendarDate>,
    pub origin: Origin,
    pub created_at: Instant,
    /// The source gave one delivery time for several parcels, and this is one of them.
    pub shares_delivery_time: bool,
    /// The day of the hand-over by the shop's calendar, as it was said first. A telling that moves the hand-over earlier
    /// leaves it: figures were counted by it.
    pub delivered_on: Option<CalendarDate>,
    pub state: State,
}

impl Shipment {
    /// Fixes the day of the hand-over when there is one.
    pub fn settle(&mut self, zone: &Zone) {
        self.delivered_on = self.delivered_on.or_else(|| self.state.delivered_at.map(|at| at.date_in(zone)));
    }

    /// Did it come after its promised day? None without a promise or a hand-over. The promise stands since that day.
    pub fn came_late(&self) -> Option<bool> {
        self.delivered_on.zip(self.promised_on).map(|(day, promised)| day > promised)
    }
}

/// What the scans so far add up to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State {
    /// The carrier knows of it.
    pub has_label: bool,
    pub shipped_at: Option<Instant>,
    pub arrived_at: Option<Instant>,
    pub out_at: Option<Instant>,
    pub delivered_at: Option<Instant>,
    pub returned_at: Option<Instant>,
    /// The newest scan that says where it is, with its key to break ties.
    pub moved: Option<Moved>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    pub at: Instant,
    pub status: Status,
    pub substatus: Option<Substatus>,
    pub key: [u8; 32],
}

/// What a scan may add to its status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Substatus {
    /// The carrier fetched it.
    PickedUp,
    /// It left a station.
    Departed,
    /// It came to a station on the way.
    AtHub,
    /// With the customs, not yet free to go on.
    InCustoms,
    CustomsCleared,
    /// At the hub of the customer's city.
    ArrivedInCity,
    /// On its way back to the shop.
    Returning,
    /// Back at the shop, undelivered.
    Returned,
    /// Delivered, and the cash was taken.
    CashCollected,
}

impl Substatus {
    /// In the order of a way.
    pub const ALL: [Self; 9] = [
        Self::PickedUp,
        Self::Departed,
        Self::AtHub,
        Self::InCustoms,
        Self::CustomsCleared,
        Self::ArrivedInCity,
        Self::Returning,
        Self::Returned,
        Self::CashCollected,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::PickedUp => "picked_up",
            Self::Departed => "departed",
            Self::AtHub => "at_hub",
            Self::InCustoms => "in_customs",
            Self::CustomsCleared => "customs_cleared",
            Self::ArrivedInCity => "arrived_in_city",
            Self::Returning => "returning",
            Self::Returned => "returned",
            Self::CashCollected => "cash_collected",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sub| sub.as_str() == text)
    }
}

/// One scan as the carrier told it, and how it is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scan {
    /// The carrier's own id of the event, when it has one.
    pub carrier_event_id: Option<String>,
    /// The time as sent.
    pub raw_time: String,
    pub at: Instant,
    pub code: String,
    pub place: String,
    pub text: String,
    pub status: Status,
    pub substatus: Option<Substatus>,
}

/// What of a scan its customer may see: not the carrier's free text.
#[derive(Clone, Debug, PartialEq)]
pub struct SeenScan {
    pub at: Instant,
    /// The carrier's words for where.
    pub place: String,
    /// The city that these words name, when we know it.
    pub city: Option<&'static Place>,
    pub status: Status,
    pub substatus: Option<Substatus>,
}

impl Scan {
    /// What makes two tellings the same scan: the carrier's event id, else SHA-256 of time as sent, code, place, text.
    pub fn key(&self) -> [u8; 32] {
        let mut hash = Sha256::new();
        let mut part = |text: &str| {
            hash.update((text.len() as u64).to_le_bytes());
            hash.update(text.as_bytes());
        };
        match &self.carrier_event_id {
            Some(id) => {
                part("id");
                part(id);
            }
            None => {
                part("scan");
                for text in [&self.raw_time, &self.code, &self.place, &self.text] {
                    part(text);
                }
            }
        }
        hash.finalize().into()
    }

    pub fn is_from_the_future(&self, now: Instant) -> bool {
        self.at.seconds_since(now) > FUTURE_SECONDS_MAX
    }

    /// Nobody can carry, try to hand over or bring back what he never had. Trouble and silence may come before.
    fn tells_of_possession(&self) -> bool {
        use Status::{AttemptFail, AvailableForPickup, Delivered, InTransit, OutForDelivery};
        let is_on_its_way = self.substatus.is_some_and(|sub| sub != Substatus::CashCollected);
        is_on_its_way
            || matches!(self.status, InTransit | AttemptFail | AvailableForPickup | OutForDelivery | Delivered)
    }
}

impl State {
    /// Adds a scan. Adding is commutative and idempotent.
    pub fn add(&mut self, scan: &Scan, key: [u8; 32]) {
        use Status::*;
        let at = scan.at;
        self.has_label |= scan.status == InfoReceived;
        if scan.tells_of_possession() {
            earlier(&mut self.shipped_at, at);
        }
        if scan.substatus == Some(Substatus::ArrivedInCity)
            || matches!(scan.status, OutForDelivery | AttemptFail | AvailableForPickup | Delivered)
        {
            earlier(&mut self.arrived_at, at);
        }
        match scan.status {
            OutForDelivery | AttemptFail => earlier(&mut self.out_at, at),
            Delivered => earlier(&mut self.delivered_at, at),
            _ => {}
        }
        if scan.substatus == Some(Substatus::Returned) {
            earlier(&mut self.returned_at, at);
        }
        if !matches!(scan.status, Pending | InfoReceived | Delivered) {
            let newer = Moved { at, status: scan.status, substatus: scan.substatus, key };
            let stays = self.moved.as_ref().is_some_and(|held| rank(held) >= rank(&newer));
            if !stays {
                self.moved = Some(newer);
            }
        }
    }

    /// Delivered stays delivered, whatever is told later; otherwise the newest scan speaks.
    pub fn status(&self) -> Status {
        match (&self.delivered_at, &self.moved) {
            (Some(_), _) => Status::Delivered,
            (None, Some(moved)) => moved.status,
            (None, None) if self.has_label => Status::InfoReceived,
            (None, None) => Status::Pending,
        }
    }

    /// The furthest step ever reached.
    pub fn milestone(&self) -> Milestone {
        if self.delivered_at.is_some() {
            Milestone::Delivered
        } else if self.out_at.is_some() {
            Milestone::OutForDelivery
        } else if self.arrived_at.is_some() {
            Milestone::Arrived
        } else if self.shipped_at.is_some() {
            Milestone::Shipped
        } else {
            Milestone::Created
        }
    }

    /// Neither with the customer nor back at the shop.
    pub fn is_open(&self) -> bool {
        self.delivered_at.is_none() && self.returned_at.is_none()
    }

    /// Neither here nor there yet, but no longer coming.
    pub fn is_returning(&self) -> bool {
        self.is_open() && self.moved.as_ref().is_some_and(|moved| moved.substatus == Some(Substatus::Returning))
    }

    /// Came back without ever reaching the customer.
    pub fn is_returned(&self) -> bool {
        self.returned_at.is_some() && self.delivered_at.is_none()
    }
}

fn earlier(slot: &mut Option<Instant>, at: Instant) {
    *slot = Some(slot.map_or(at, |held| held.min(at)));
}

/// Newest first; at the same instant the status further along, then the sub-status, then the key.
fn rank(moved: &Moved) -> (Instant, usize, Option<usize>, [u8; 32]) {
    let place = Status::ALL.iter().position(|status| *status == moved.status).unwrap_or(0);
    let sub = moved.substatus.and_then(|held| Substatus::ALL.iter().position(|sub| *sub == held));
    (moved.at, place, sub, moved.key)
}

/// Which of the parcels that carried a number a scan speaks of. `carriers` holds them newest first with the time each
/// came to be. A reused number belongs to the newest that already existed; a scan older than all can only mean the
/// first of them.
pub fn owner_of_scan(carriers: &[(ShipmentId, Instant)], at: Instant) -> Option<ShipmentId> {
    let existed = carriers.iter().find(|(_, created_at)| *created_at <= at);
    existed.or(carriers.last()).map(|(id, _)| *id)
}

/// A line of an order inside a shipment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShipmentLine {
    pub line: OrderLineId,
    pub title: String,
    pub quantity: i64,
}

/// The word a milestone is stored under.
pub fn milestone_word(milestone: Milestone) -> &'static str {
    match milestone {
        Milestone::Created => "created",
        Milestone::Shipped => "shipped",
        Milestone::Arrived => "arrived",
        Milestone::OutForDelivery => "out_for_delivery",
        Milestone::Delivered => "delivered",
    }
}

#[cfg(test)]
#[path = "model_tests.rs"]
mod tests;
