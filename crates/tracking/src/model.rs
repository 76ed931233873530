//! A parcel and what a scan makes of it. The state is a sum of its scans: every part of it is a least, a greatest or an
//! "ever seen", so that any order of arrival, and any repetition, ends in the same state.

use sha2::{Digest, Sha256};
use wasl_base::{CalendarDate, Instant, OrderId, OrderLineId, Origin, ShipmentId};
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
    pub state: State,
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
    pub key: [u8; 32],
}

/// What a scan may add to its status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Substatus {
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
    pub const ALL: [Self; 4] = [Self::ArrivedInCity, Self::Returning, Self::Returned, Self::CashCollected];

    pub fn as_str(self) -> &'static str {
        match self {
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
}

impl State {
    /// Adds a scan. Adding is commutative and idempotent.
    pub fn add(&mut self, scan: &Scan, key: [u8; 32]) {
        use Status::*;
        let at = scan.at;
        match scan.status {
            Pending => {}
            InfoReceived => self.has_label = true,
            InTransit | AttemptFail | AvailableForPickup | OutForDelivery | Delivered => {
                earlier(&mut self.shipped_at, at)
            }
            Exception | Expired => {}
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
            let newer = Moved { at, status: scan.status, key };
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

    /// Came back without ever reaching the customer.
    pub fn is_returned(&self) -> bool {
        self.returned_at.is_some() && self.delivered_at.is_none()
    }
}

fn earlier(slot: &mut Option<Instant>, at: Instant) {
    *slot = Some(slot.map_or(at, |held| held.min(at)));
}

/// Newest first; at the same instant the status further along, then the key.
fn rank(moved: &Moved) -> (Instant, usize, [u8; 32]) {
    let place = Status::ALL.iter().position(|status| *status == moved.status).unwrap_or(0);
    (moved.at, place, moved.key)
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
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn scan(minute: i64, status: Status, substatus: Option<Substatus>, text: &str) -> Scan {
        Scan {
            carrier_event_id: None,
            raw_time: minute.to_string(),
            at: Instant::from_us(minute * 60_000_000),
            code: String::new(),
            place: String::new(),
            text: text.to_owned(),
            status,
            substatus,
        }
    }

    fn state_of(scans: &[Scan]) -> State {
        let mut state = State::default();
        for scan in scans {
            state.add(scan, scan.key());
        }
        state
    }

    #[test]
    fn a_late_scan_never_undelivers() {
        let state = state_of(&[scan(9, Status::Delivered, None, ""), scan(12, Status::InTransit, None, "")]);
        assert_eq!(
            (state.status(), state.milestone(), state.is_open()),
            (Status::Delivered, Milestone::Delivered, false)
        );
    }

    #[test]
    fn back_to_the_depot_keeps_the_furthest_step() {
        let state = state_of(&[scan(9, Status::OutForDelivery, None, ""), scan(12, Status::InTransit, None, "")]);
        assert_eq!((state.status(), state.milestone()), (Status::InTransit, Milestone::OutForDelivery));
    }

    #[test]
    fn a_label_after_the_first_scan_says_nothing_new() {
        let state = state_of(&[scan(9, Status::InTransit, None, ""), scan(12, Status::InfoReceived, None, "")]);
        assert_eq!(state.status(), Status::InTransit);
        assert_eq!(state_of(&[scan(1, Status::InfoReceived, None, "")]).status(), Status::InfoReceived);
        assert_eq!(state_of(&[]).status(), Status::Pending);
    }

    #[test]
    fn the_same_scan_has_the_same_key_and_no_other_has() {
        let one = scan(9, Status::InTransit, None, "Departed");
        assert_eq!(one.key(), scan(9, Status::Delivered, None, "Departed").key(), "how we read it is not part of it");
        assert_ne!(one.key(), scan(9, Status::InTransit, None, "Departed ").key());
        let moved = Scan { code: "D".into(), place: String::new(), ..one.clone() };
        let other = Scan { code: String::new(), place: "D".into(), ..one.clone() };
        assert_ne!(moved.key(), other.key(), "parts are told apart");
        let told = |id: &str| Scan { carrier_event_id: Some(id.into()), ..one.clone() };
        assert_eq!(told("7").key(), Scan { text: "x".into(), ..told("7") }.key());
        assert_ne!(told("7").key(), told("8").key());
    }

    fn any_scan() -> impl Strategy<Value = Scan> {
        (0i64..20, 0usize..9, prop::option::of(0usize..4), "[a-c]{0,1}").prop_map(|(minute, status, sub, text)| {
            scan(minute, Status::ALL[status], sub.map(|place| Substatus::ALL[place]), &text)
        })
    }

    proptest! {
        #[test]
        fn any_order_and_any_repetition_end_in_the_same_state(
            scans in prop::collection::vec(any_scan(), 0..12),
            order in prop::collection::vec(any::<prop::sample::Index>(), 0..30),
        ) {
            let straight = state_of(&scans);
            let mut mixed: Vec<Scan> = if scans.is_empty() { Vec::new() } else {
                order.iter().map(|place| scans[place.index(scans.len())].clone()).collect()
            };
            mixed.extend(scans.iter().rev().cloned());
            prop_assert_eq!(state_of(&mixed), straight);
        }

        #[test]
        fn milestones_only_go_forward(scans in prop::collection::vec(any_scan(), 1..15)) {
            let mut state = State::default();
            let mut furthest = Milestone::Created;
            for scan in &scans {
                state.add(scan, scan.key());
                prop_assert!(state.milestone() >= furthest);
                furthest = state.milestone();
            }
        }
    }
}
