//! Ids: time-ordered 63-bit numbers made in Rust and printed with a prefix at the edge (`shp_01h7…`).
//! Layout, from the top: 41 bits of milliseconds since 2024-01-01 UTC (until 2093), 10 bits of node, 12 bits of counter.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;
use std::sync::atomic::{AtomicI64, Ordering};

/// 2024-01-01T00:00:00Z in milliseconds of the Unix epoch.
const EPOCH_MS: i64 = 1_704_067_200_000;
const NODE_BITS: u32 = 10;
const COUNTER_BITS: u32 = 12;
/// Nodes that may make ids at once.
pub const NODES_MAX: u16 = 1 << NODE_BITS;
/// Crockford base 32, lower case: no i, l, o, u.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
/// 63 bits in 5-bit letters.
const LETTERS: usize = 13;

/// The prefix that an id of this noun carries at the edge.
pub trait Noun: Copy + 'static {
    const PREFIX: &'static str;
}

/// An id of one noun. Stored as BIGINT, shown as `prefix_letters`.
pub struct Id<N> {
    number: i64,
    noun: PhantomData<fn() -> N>,
}

#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("not an id of the form {prefix}_…: {text:?}")]
pub struct IdError {
    pub prefix: &'static str,
    pub text: String,
}

impl<N> Id<N> {
    /// Wrap a stored number.
    pub const fn from_number(number: i64) -> Self {
        Self { number, noun: PhantomData }
    }

    pub const fn number(self) -> i64 {
        self.number
    }

    /// When it was made, in milliseconds of the Unix epoch.
    pub const fn made_at_ms(self) -> i64 {
        (self.number >> (NODE_BITS + COUNTER_BITS)) + EPOCH_MS
    }
}

impl<N> Clone for Id<N> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<N> Copy for Id<N> {}
impl<N> PartialEq for Id<N> {
    fn eq(&self, other: &Self) -> bool {
        self.number == other.number
    }
}
impl<N> Eq for Id<N> {}
impl<N> PartialOrd for Id<N> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl<N> Ord for Id<N> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.number.cmp(&other.number)
    }
}
impl<N> std::hash::Hash for Id<N> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.number.hash(state);
    }
}

impl<N: Noun> fmt::Display for Id<N> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(N::PREFIX)?;
        out.write_str("_")?;
        out.write_str(&letters(self.number))
    }
}

impl<N: Noun> fmt::Debug for Id<N> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

impl<N: Noun> FromStr for Id<N> {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        let wrong = || IdError { prefix: N::PREFIX, text: text.chars().take(64).collect() };
        let rest = text.strip_prefix(N::PREFIX).and_then(|rest| rest.strip_prefix('_')).ok_or_else(wrong)?;
        number_of(rest).map(Self::from_number).ok_or_else(wrong)
    }
}

impl<N: Noun> Serialize for Id<N> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de, N: Noun> Deserialize<'de> for Id<N> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(from)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

fn letters(number: i64) -> String {
    let mut out = [0u8; LETTERS];
    let mut rest = number.cast_unsigned();
    for slot in out.iter_mut().rev() {
        *slot = ALPHABET[(rest & 31) as usize];
        rest >>= 5;
    }
    String::from_utf8_lossy(&out).into_owned()
}

fn number_of(text: &str) -> Option<i64> {
    if text.len() != LETTERS {
        return None;
    }
    let mut number: u64 = 0;
    for (place, letter) in text.bytes().enumerate() {
        let value = ALPHABET.iter().position(|&a| a == letter)? as u64;
        if place == 0 && value > 7 {
            return None;
        }
        number = (number << 5) | value;
    }
    i64::try_from(number).ok()
}

/// The maker of ids: strictly increasing within a process, distinct between nodes.
#[derive(Debug)]
pub struct Ids {
    node: i64,
    last: AtomicI64,
}

impl Ids {
    /// `node` is leased (below [`NODES_MAX`]); two processes on one database never share it.
    pub fn new(node: u16) -> Self {
        assert!(node < NODES_MAX, "node {node} is not below {NODES_MAX}");
        Self { node: i64::from(node), last: AtomicI64::new(0) }
    }

    /// The next id. `now_ms` is Unix milliseconds; when the clock stands still or goes back, the counter goes on.
    pub fn next<N>(&self, now_ms: i64) -> Id<N> {
        let fresh = (now_ms - EPOCH_MS).max(0) << COUNTER_BITS;
        let previous = self
            .last
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |last| Some(fresh.max(last + 1)))
            .unwrap_or_else(|last| last);
        let tick = fresh.max(previous + 1);
        let (ms, counter) = (tick >> COUNTER_BITS, tick & ((1 << COUNTER_BITS) - 1));
        Id::from_number((ms << (NODE_BITS + COUNTER_BITS)) | (self.node << COUNTER_BITS) | counter)
    }
}

macro_rules! nouns {
    ($($noun:ident, $id:ident, $prefix:literal;)*) => {$(
        #[derive(Clone, Copy, Debug)]
        pub enum $noun {}
        impl Noun for $noun { const PREFIX: &'static str = $prefix; }
        pub type $id = Id<$noun>;
    )*};
}

nouns! {
    Shop, ShopId, "shop";
    User, UserId, "usr";
    Session, SessionId, "ses";
    Invitation, InvitationId, "ivt";
    ApiKey, ApiKeyId, "key";
    Event, EventId, "evt";
    Job, JobId, "job";
    Customer, CustomerId, "cus";
    Product, ProductId, "prd";
    Variant, VariantId, "var";
    Order, OrderId, "ord";
    OrderLine, OrderLineId, "orl";
    Payment, PaymentId, "pay";
    Shipment, ShipmentId, "shp";
    TrackingEvent, TrackingEventId, "tev";
    Entry, EntryId, "ent";
    Case, CaseId, "cas";
    Storefront, StorefrontId, "stf";
    StorefrontMessage, StorefrontMessageId, "stm";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prints_and_reads_back() {
        let ids = Ids::new(7);
        let id: OrderId = ids.next(EPOCH_MS + 86_400_000);
        assert!(id.to_string().starts_with("ord_"));
        assert_eq!(id.to_string().parse::<OrderId>(), Ok(id));
        assert_eq!(id.made_at_ms(), EPOCH_MS + 86_400_000);
        assert!(id.to_string().parse::<ShipmentId>().is_err());
    }

    #[test]
    fn refuses_what_it_did_not_print() {
        for text in ["", "ord_", "ord_zzzzzzzzzzzzz", "ord_0000000000000x", "ord_00000000000I0", "ord_٠٠٠٠٠٠٠٠٠٠٠٠٠"]
        {
            assert!(text.parse::<OrderId>().is_err(), "{text}");
        }
    }

    #[test]
    fn never_repeats_when_the_clock_goes_back_or_the_counter_runs_over() {
        let ids = Ids::new(0);
        let mut last = 0;
        for step in 0..10_000 {
            let id: EventId = ids.next(EPOCH_MS + 5_000 - step);
            assert!(id.number() > last);
            last = id.number();
        }
    }
}
