//! The writing half: a batch of orders in one transaction, through the doors of the rooms that own them. What is
//! already there is recognised by its key and left alone.

use super::map::{self, NumberLetters};
use super::model::Key;
use super::parcels::{Followed, write_parcels_in};
use super::settle::Settled;
use super::source::Batch;
use super::store;
use std::sync::Arc;
use wasl_base::{Coded, Kind, OrderId, Origin};
use wasl_db::{DbError, Fails, Tx};
use wasl_ledger::{EntryDraft, LedgerError, post_entries_in};
use wasl_orders::{OrderError, cancel_order_in, mark_paid_unposted_in, place_order_in, read};
use wasl_platform::{House, Shop, Stamp};
use wasl_tracking::TrackingError;

/// What was written, of a batch or of all of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Written {
    pub orders_added: i64,
    /// Orders that were in the shop before this set was begun.
    pub orders_known: i64,
    pub lines: i64,
    pub payments: i64,
    pub parcels: i64,
    pub deliveries: i64,
}

impl Written {
    /// Orders of the file that were dealt with.
    pub fn orders_seen(&self) -> i64 {
        self.orders_added + self.orders_known
    }
}

/// The rooms refused an order: a mistake of this importer, since every fact was settled before.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    #[error("order {key}: {source}")]
    Order { key: Key, source: OrderError },
    #[error("order {key}: {source}")]
    Parcel { key: Key, source: TrackingError },
    #[error(transparent)]
    Books(#[from] LedgerError),
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Fails for WriteError {
    fn db(&self) -> Option<&DbError> {
        match self {
            Self::Order { source, .. } => source.db(),
            Self::Parcel { source, .. } => source.db(),
            Self::Books(error) => error.db(),
            Self::Db(error) => Some(error),
        }
    }
}

impl Coded for WriteError {
    fn code(&self) -> &'static str {
        match self {
            Self::Order { source, .. } => source.code(),
            Self::Parcel { source, .. } => source.code(),
            Self::Books(error) => error.code(),
            Self::Db(error) => error.code(),
        }
    }

    fn kind(&self) -> Kind {
        match self {
            Self::Order { source, .. } => source.kind(),
            Self::Parcel { source, .. } => source.kind(),
            Self::Books(error) => error.kind(),
            Self::Db(error) => error.kind(),
        }
    }
}

struct Work {
    stamp: Stamp,
    shop: Arc<Shop>,
    source: String,
    batch: Arc<Batch>,
    letters: NumberLetters,
}

/// Writes a batch in one transaction; one that another run wrote meanwhile is nothing.
pub async fn write_batch(house: &House, shop: &Arc<Shop>, source: &str, batch: Batch) -> Result<Written, WriteError> {
    let batch = Arc::new(batch);
    let work = |letters| Work {
        stamp: house.stamp_with(Origin::Backfill),
        shop: Arc::clone(shop),
        source: source.to_owned(),
        batch: Arc::clone(&batch),
        letters,
    };
    let short = house.db.write(work(NumberLetters::Short), |tx, work| Box::pin(write_batch_in(tx, work))).await;
    match short {
        Err(WriteError::Order { source: OrderError::NumberTaken, .. }) => {
            house.db.write(work(NumberLetters::Whole), |tx, work| Box::pin(write_batch_in(tx, work))).await
        }
        other => other,
    }
}

/// Money comes last, all of it in one posting: the books' head is locked from there to the commit, and other batches
/// wait for it. What was paid stands in the books before it is given back.
async fn write_batch_in(tx: &mut Tx, work: &Work) -> Result<Written, WriteError> {
    let (shop, source, first) = (work.shop.id, &work.source, work.batch.first);
    let mut written = Written::default();
    if store::is_batch_written(tx, shop, source, first).await? {
        return Ok(written);
    }
    let mut placed = Vec::with_capacity(work.batch.orders.len());
    for settled in &work.batch.orders {
        if let Some(order) = write_order(tx, work, settled, &mut written).await? {
            placed.push((settled, order));
        }
    }
    let mut drafts = Vec::with_capacity(placed.len());
    for (settled, order) in &placed {
        let paid = write_payment(tx, work, settled, *order, &mut written).await;
        drafts.extend(paid.map_err(|source| WriteError::Order { key: settled.order.key, source })?);
    }
    post_entries_in(tx, &work.stamp, shop, &drafts).await?;
    for (settled, order) in &placed {
        if let Some(cancel) = map::cancel_order(settled, *order) {
            let cancelled = cancel_order_in(tx, &work.stamp, &work.shop, &cancel).await;
            cancelled.map_err(|source| WriteError::Order { key: settled.order.key, source })?;
        }
    }
    store::add_batch(tx, shop, source, first, &written, work.stamp.now).await?;
    Ok(written)
}

/// The order and its parcels; `None` when the shop has it already.
async fn write_order(
    tx: &mut Tx,
    work: &Work,
    settled: &Settled,
    written: &mut Written,
) -> Result<Option<OrderId>, WriteError> {
    let (stamp, shop, order) = (&work.stamp, &*work.shop, &settled.order);
    let refused = |source: OrderError| WriteError::Order { key: order.key, source };
    if read::find_order_by_external_ref(tx, shop.id, &order.key.to_string()).await.map_err(refused)?.is_some() {
        written.orders_known += 1;
        return Ok(None);
    }
    let goods = map::goods(order);
    let line_count = goods.lines.len();
    let command = map::place_order(order, goods.lines, work.letters);
    let placed = place_order_in(tx, stamp, shop, &command).await.map_err(refused)?;
    written.orders_added += 1;
    written.lines += i64::try_from(line_count).unwrap_or(0);
    if order.handed_over_at.is_some() || order.delivered_at.is_some() {
        // A lone parcel takes everything: nobody needs to name its pieces.
        let lines = match goods.parcels.len() {
            0 | 1 => Vec::new(),
            _ => read::order_lines(tx, shop.id, placed.id).await.map_err(refused)?,
        };
        let followed = Followed { from: order, order: placed.id, lines: &lines, parcels: &goods.parcels };
        let parcels = write_parcels_in(tx, stamp, shop, &followed).await;
        let count = parcels.map_err(|source| WriteError::Parcel { key: order.key, source })?;
        written.parcels += count;
        written.deliveries += if order.delivered_at.is_some() { count } else { 0 };
    }
    Ok(Some(placed.id))
}

async fn write_payment(
    tx: &mut Tx,
    work: &Work,
    settled: &Settled,
    order: OrderId,
    written: &mut Written,
) -> Result<Option<EntryDraft>, OrderError> {
    let Some(payment) = map::mark_paid(&settled.order, order) else { return Ok(None) };
    written.payments += i64::try_from(payment.tenders.len()).unwrap_or(0);
    let (_, draft) = mark_paid_unposted_in(tx, &work.stamp, &work.shop, &payment).await?;
    Ok(draft)
}
