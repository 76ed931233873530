//! The worker: woken by the bell, slowed by a poll as the floor, fair between shops.

use super::deliver::{DeliveryCount, deliver_shop, is_outage};
use crate::module::HandlerError;
use crate::{House, store};
use std::time::{Duration, Instant};
use tokio::sync::watch;
use wasl_base::ShopId;
use wasl_db::{Db, DbError, args};

/// The floor: retries and other processes' work are found this often even when no bell rings.
const POLL: Duration = Duration::from_secs(2);
/// The bell rings inside a transaction that is yet to commit: the first looks after it come quickly, then slower.
const FIRST_LOOK: Duration = Duration::from_millis(4);
/// However busy the house is, all shops are looked at this often: a mark set while it was being taken away is found then.
const SWEEP_EVERY: Duration = Duration::from_secs(30);
/// After an outage of the store the worker waits this long.
const OUTAGE_PAUSE: Duration = Duration::from_secs(1);

/// What newer or older processes have written down: (consumer, kind). Read before the registry is sealed.
pub async fn read_subscriptions(db: &Db) -> Result<Vec<(String, String)>, DbError> {
    db.read().await?.all(store::ALL_SUBSCRIPTIONS, args![], |row| Ok((row.get(0)?, row.get(1)?))).await
}

/// Writes this build's subscriptions down; call before serving.
pub async fn record_subscriptions(house: &House) -> Result<(), DbError> {
    let own: Vec<(String, String)> = house
        .registry
        .subscriptions()
        .iter()
        .flat_map(|s| s.kinds.iter().map(|kind| (s.consumer.to_owned(), (*kind).to_owned())))
        .collect();
    house
        .db
        .write(own, |tx, own| {
            Box::pin(async move {
                for (consumer, kind) in own {
                    tx.run(store::ADD_SUBSCRIPTION, args![consumer, kind]).await?;
                }
                Ok::<_, DbError>(())
            })
        })
        .await
}

/// Delivers until `stop` says so.
pub async fn run_worker(house: House, mut stop: watch::Receiver<bool>) {
    let mut idle: u32 = 0;
    let mut swept_at = Instant::now();
    while !*stop.borrow() {
        let is_sweep = swept_at.elapsed() >= SWEEP_EVERY;
        if is_sweep {
            swept_at = Instant::now();
        }
        let list = if is_sweep { store::SHOP_IDS } else { store::DUE_SHOPS };
        let pause = match round(&house, list).await {
            Ok(DeliveryCount { done: 0, failed: 0 }) => (FIRST_LOOK * 4_u32.saturating_pow(idle.min(8))).min(POLL),
            Ok(_) => {
                idle = 0;
                tokio::task::yield_now().await;
                continue;
            }
            Err(error) => {
                tracing::error!(cause = %error, "the outbox worker met an outage");
                OUTAGE_PAUSE
            }
        };
        idle = idle.wrapping_add(1);
        tokio::select! {
            () = house.outbox_bell.notified() => idle = 0,
            () = tokio::time::sleep(pause) => {}
            _ = stop.changed() => {}
        }
    }
}

/// Everything due now, in every shop, until nothing moves. Returns how many deliveries were done.
pub async fn drain_all(house: &House) -> Result<u64, HandlerError> {
    let mut total = 0;
    loop {
        match round(house, store::SHOP_IDS).await? {
            DeliveryCount { done: 0, failed: 0 } => return Ok(total),
            moved => total += moved.done,
        }
    }
}

/// One batch of each listener of each shop on the list.
async fn round(house: &House, list: wasl_db::Sql) -> Result<DeliveryCount, HandlerError> {
    let mut read = house.db.read().await?;
    let shops = read.all(list, args![], |row| row.get::<ShopId>(0)).await?;
    drop(read);
    let mut moved = DeliveryCount::default();
    for shop in shops {
        match round_of_shop(house, shop).await {
            Ok(count) => {
                moved.done += count.done;
                moved.failed += count.failed;
            }
            Err(error) if is_outage(&error) => return Err(error),
            // One shop's trouble is not the others': it is said and looked at again in the next round.
            Err(error) => tracing::error!(%shop, cause = %error, "a shop's deliveries could not be handed over"),
        }
    }
    Ok(moved)
}

async fn round_of_shop(house: &House, shop: ShopId) -> Result<DeliveryCount, HandlerError> {
    let mut total = DeliveryCount::default();
    for subscription in house.registry.subscriptions() {
        let count = deliver_shop(house, shop, subscription).await?;
        total.done += count.done;
        total.failed += count.failed;
    }
    if total.done == 0 && total.failed == 0 && !has_waiting(house, shop).await? {
        unmark(house, shop).await?;
    }
    Ok(total)
}

async fn has_waiting(house: &House, shop: ShopId) -> Result<bool, DbError> {
    let mut read = house.db.read().await?;
    let lags = super::read_lag(&mut read, shop).await?;
    Ok(lags.iter().any(|lag| lag.due > 0))
}

/// Takes the shop off the list, unless something came in between. On PostgreSQL a row that commits later than our look
/// may be missed here; the sweep finds it.
async fn unmark(house: &House, shop: ShopId) -> Result<(), DbError> {
    house
        .db
        .write(shop, |tx, shop| {
            Box::pin(async move {
                tx.run(store::UNMARK_DUE_SHOP, args![*shop]).await?;
                if super::read_lag(tx, *shop).await?.iter().any(|lag| lag.due > 0) {
                    tx.run(store::MARK_DUE_SHOP, args![*shop, 0_i64]).await?;
                }
                Ok::<_, DbError>(())
            })
        })
        .await
}
