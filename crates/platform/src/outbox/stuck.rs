//! Deliveries that nobody tries any more: what they are, and putting one, or all of a listener, back to work.

use crate::{Stamp, store};
use wasl_base::{EventId, Instant, ShopId};
use wasl_db::{DbError, Read, Tx, args};

#[derive(Clone, Debug)]
pub struct ParkedDelivery {
    pub consumer: String,
    pub event: EventId,
    /// What it says, e.g. `order.paid`.
    pub kind: String,
    pub attempts: i64,
    pub problem: String,
    /// Since when it has been there to be heard.
    pub recorded_at: Instant,
}

/// Oldest first.
pub async fn parked_deliveries(read: &mut Read, shop: ShopId, limit: i64) -> Result<Vec<ParkedDelivery>, DbError> {
    read.all(store::PARKED_DELIVERIES, args![shop, limit], |row| {
        Ok(ParkedDelivery {
            consumer: row.get(0)?,
            event: row.get(1)?,
            kind: row.get(2)?,
            attempts: row.get(3)?,
            problem: row.get(4)?,
            recorded_at: row.get(5)?,
        })
    })
    .await
}

/// False when no such delivery is parked. What waits behind it goes on once it is heard.
pub async fn retry_delivery_in(
    tx: &mut Tx,
    stamp: &Stamp,
    shop: ShopId,
    consumer: &str,
    event: EventId,
) -> Result<bool, DbError> {
    let is_found = tx.run(store::RETRY_DELIVERY, args![shop, consumer, event, stamp.now]).await? > 0;
    if is_found {
        tx.run(store::MARK_DUE_SHOP, args![shop, stamp.now]).await?;
        stamp.bell.notify_one();
    }
    Ok(is_found)
}

/// All of one listener, after its cause is mended; how many there were.
pub async fn retry_listener_in(tx: &mut Tx, stamp: &Stamp, shop: ShopId, consumer: &str) -> Result<u64, DbError> {
    let count = tx.run(store::RETRY_PARKED, args![shop, consumer, stamp.now]).await?;
    if count > 0 {
        tx.run(store::MARK_DUE_SHOP, args![shop, stamp.now]).await?;
        stamp.bell.notify_one();
    }
    Ok(count)
}
