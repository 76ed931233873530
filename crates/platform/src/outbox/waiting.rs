//! How far each listener has come, for whoever looks after a shop: bounded, so that a great backlog costs a page no more
//! than a small one. The books ask [`read_lag`](super::read_lag), which counts all.

use crate::{Registry, store};
use wasl_base::{EventId, Instant, ShopId};
use wasl_db::{DbError, Read, args};

/// Up to here it is counted; one more means "more than that".
pub const COUNTED_MAX: i64 = 1_000;
const MICROSECONDS_OF_MS: i64 = 1_000;

/// What one listener has not heard yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    pub consumer: String,
    /// At most [`COUNTED_MAX`] and one.
    pub due: i64,
    /// When the oldest of them was said.
    pub since: Option<Instant>,
    /// At most [`COUNTED_MAX`] and one.
    pub parked: i64,
}

/// One for each listener that the house knows, those of a newer version too; by name.
pub async fn waiting_deliveries(read: &mut Read, registry: &Registry, shop: ShopId) -> Result<Vec<Waiting>, DbError> {
    let mut found = Vec::new();
    for consumer in registry.consumers() {
        let arguments = args![shop, consumer, COUNTED_MAX + 1];
        let row = read.one(store::WAITING_DELIVERIES, arguments, |row| Ok((row.get(0)?, row.get::<i64>(1)?)));
        let (due, oldest): (i64, i64) = row.await?;
        let parked = read.one(store::COUNT_PARKED, arguments, |row| row.get(0)).await?;
        let since = (due > 0).then(|| said_at(EventId::from_number(oldest)));
        found.push(Waiting { consumer: consumer.to_owned(), due, since, parked });
    }
    Ok(found)
}

/// When the shop's newest fact was said; none while there is none, or when all were dropped.
pub async fn newest_fact(read: &mut Read, shop: ShopId) -> Result<Option<Instant>, DbError> {
    let newest: Option<EventId> = read.opt(store::NEWEST_EVENT, args![shop], |row| row.get(0)).await?;
    Ok(newest.map(said_at))
}

/// An id knows when it was made.
fn said_at(event: EventId) -> Instant {
    Instant::from_us(event.made_at_ms() * MICROSECONDS_OF_MS)
}
