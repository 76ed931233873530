//! The progress of an import: one row per batch, written in the batch's own transaction. Batches share no row, so that
//! several are written at once.

use super::write::Written;
use std::collections::HashSet;
use wasl_base::{Instant, ShopId};
use wasl_db::{DbError, Read, Row, Tx, args};

wasl_db::statements! {
    BATCH_IS_WRITTEN = "SELECT first_order FROM olist_import WHERE shop_id = $1 AND source = $2 AND first_order = $3";

    WRITTEN_BATCHES = "SELECT first_order FROM olist_import WHERE shop_id = $1 AND source = $2 ORDER BY first_order";

    WRITTEN_SUMS = "SELECT CAST(COALESCE(SUM(orders_added), 0) AS BIGINT), \
        CAST(COALESCE(SUM(orders_known), 0) AS BIGINT), CAST(COALESCE(SUM(lines), 0) AS BIGINT), \
        CAST(COALESCE(SUM(payments), 0) AS BIGINT), CAST(COALESCE(SUM(parcels), 0) AS BIGINT), \
        CAST(COALESCE(SUM(deliveries), 0) AS BIGINT) FROM olist_import WHERE shop_id = $1 AND source = $2";

    ADD_BATCH = "INSERT INTO olist_import \
        (shop_id, source, first_order, orders_added, orders_known, lines, payments, parcels, deliveries, written_at) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
}

/// The batches that earlier runs wrote, by the place of their first order.
pub async fn written_batches(read: &mut Read, shop: ShopId, source: &str) -> Result<HashSet<i64>, DbError> {
    let places = read.all(WRITTEN_BATCHES, args![shop, source], |row| row.get::<i64>(0)).await?;
    Ok(places.into_iter().collect())
}

/// What all batches of a set held; nothing when it was never begun.
pub async fn written_sums(read: &mut Read, shop: ShopId, source: &str) -> Result<Written, DbError> {
    let sums = |row: &Row<'_>| {
        Ok(Written {
            orders_added: row.get(0)?,
            orders_known: row.get(1)?,
            lines: row.get(2)?,
            payments: row.get(3)?,
            parcels: row.get(4)?,
            deliveries: row.get(5)?,
        })
    };
    read.one(WRITTEN_SUMS, args![shop, source], sums).await
}

pub async fn is_batch_written(tx: &mut Tx, shop: ShopId, source: &str, first: i64) -> Result<bool, DbError> {
    Ok(tx.opt(BATCH_IS_WRITTEN, args![shop, source, first], |row| row.get::<i64>(0)).await?.is_some())
}

pub async fn add_batch(
    tx: &mut Tx,
    shop: ShopId,
    source: &str,
    first: i64,
    written: &Written,
    now: Instant,
) -> Result<(), DbError> {
    let row = args![
        shop,
        source,
        first,
        written.orders_added,
        written.orders_known,
        written.lines,
        written.payments,
        written.parcels,
        written.deliveries,
        now
    ];
    tx.send(ADD_BATCH, row).await?;
    Ok(())
}
