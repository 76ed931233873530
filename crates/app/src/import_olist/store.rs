//! The progress of an import: one row per shop and set, written in the transaction of each batch.

use super::write::Written;
use wasl_base::{Instant, ShopId};
use wasl_db::{DbError, Read, Row, Tx, args};

wasl_db::statements! {
    FIND_PROGRESS = "SELECT orders_seen, orders_added, orders_known, lines, payments, parcels, deliveries \
        FROM olist_import WHERE shop_id = $1 AND source = $2";

    SET_PROGRESS = "INSERT INTO olist_import \
        (shop_id, source, orders_seen, orders_added, orders_known, lines, payments, parcels, deliveries, updated_at) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) \
        ON CONFLICT (shop_id, source) DO UPDATE SET orders_seen = excluded.orders_seen, \
        orders_added = excluded.orders_added, orders_known = excluded.orders_known, lines = excluded.lines, \
        payments = excluded.payments, parcels = excluded.parcels, deliveries = excluded.deliveries, \
        updated_at = excluded.updated_at";
}

/// What was written so far; nothing when this set was never begun.
pub async fn find_progress(read: &mut Read, shop: ShopId, source: &str) -> Result<Written, DbError> {
    Ok(read.opt(FIND_PROGRESS, args![shop, source], written_of).await?.unwrap_or_default())
}

/// The same inside a batch's transaction: two imports of one set at once take turns by this row.
pub async fn lock_progress(tx: &mut Tx, shop: ShopId, source: &str) -> Result<Written, DbError> {
    Ok(tx.opt_locked(FIND_PROGRESS, args![shop, source], written_of).await?.unwrap_or_default())
}

pub async fn set_progress(
    tx: &mut Tx,
    shop: ShopId,
    source: &str,
    written: &Written,
    now: Instant,
) -> Result<(), DbError> {
    let row = args![
        shop,
        source,
        written.orders_seen,
        written.orders_added,
        written.orders_known,
        written.lines,
        written.payments,
        written.parcels,
        written.deliveries,
        now
    ];
    tx.run(SET_PROGRESS, row).await?;
    Ok(())
}

fn written_of(row: &Row<'_>) -> Result<Written, DbError> {
    Ok(Written {
        orders_seen: row.get(0)?,
        orders_added: row.get(1)?,
        orders_known: row.get(2)?,
        lines: row.get(3)?,
        payments: row.get(4)?,
        parcels: row.get(5)?,
        deliveries: row.get(6)?,
    })
}
