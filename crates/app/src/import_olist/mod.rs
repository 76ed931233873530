//! `wasl import olist`: the public Olist set (Brazilian e-commerce, eight CSV files) becomes a shop's history. No order
//! is refused; facts that contradict each other are listed with file, line and reason. Nothing is sent, nothing alarms.

mod archive;
mod error;
mod finding;
mod index;
mod map;
mod model;
mod parcels;
mod progress;
mod read;
mod rows;
mod settle;
mod source;
mod store;
mod summary;
mod write;

pub use error::ImportError;
pub use finding::Reason;
pub(crate) use progress::Progress;
pub use settle::Course;
pub use source::Input;
pub use store::STATEMENTS;
pub use summary::Summary;
pub use write::{WriteError, Written};

use anyhow::Context;
use futures::{StreamExt, stream};
use source::{BATCH_ORDERS, BATCHES_WAITING, Opened, Piece};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::sync::mpsc;
use wasl_base::{Currency, Lang};
use wasl_i18n::{Calendar, Digits};
use wasl_platform::outbox::{deliver_shop, drain_all, read_lag};
use wasl_platform::{HandlerError, House, NewShop, Shop, ShopError, create_shop, find_shop_by_handle};

/// The progress table of imports.
pub const MIGRATION: (&str, &str) = ("0001_olist_import", include_str!("../../migrations/0001_olist_import.sql"));
/// Batches being written: one waits for the books while others write what needs no turn there (PostgreSQL), and the
/// writer is never idle (SQLite).
const BATCHES_AT_ONCE: usize = 4;
/// The shop that the set becomes.
pub const HANDLE: &str = "olist";

/// What to read, where to list what does not fit, and the size of the steps.
#[derive(Clone, Debug)]
pub struct ImportOptions {
    pub source: PathBuf,
    pub errors: PathBuf,
    /// Orders written in one transaction, at most [`BATCH_ORDERS`].
    pub batch_orders: usize,
    /// For rehearsals of an interruption.
    pub batches_max: Option<usize>,
}

impl ImportOptions {
    pub fn new(source: &Path, errors: &Path) -> Self {
        Self { source: source.to_owned(), errors: errors.to_owned(), batch_orders: BATCH_ORDERS, batches_max: None }
    }
}

/// The command: imports, drains the projections, and tells what came of it.
pub async fn run(house: &House, source: &Path, errors: &Path) -> anyhow::Result<Summary> {
    let summary = import(house, &ImportOptions::new(source, errors)).await?;
    summary.print(errors);
    summary.check()?;
    Ok(summary)
}

/// Imports what is not imported yet. Stopped at any point, the next call goes on where the last batch was committed.
pub async fn import(house: &House, options: &ImportOptions) -> anyhow::Result<Summary> {
    let begun_at = std::time::Instant::now();
    let (to, mut pieces) = mpsc::channel(BATCHES_WAITING);
    let reading = {
        let (options, scratch) = (options.clone(), house.config.data_dir.join("tmp"));
        tokio::task::spawn_blocking(move || source::read_set(&options, &scratch, &to))
    };
    // A set that is refused leaves nothing behind, not even its shop.
    let Some(Piece::Opened(opened)) = pieces.recv().await else {
        reading.await.context("the reading thread ended early")??;
        anyhow::bail!("the reading thread told nothing");
    };
    let shop = open_shop(house).await?;
    let written = write_pieces(house, &shop, &opened, &mut pieces, options).await;
    // A reader that still wants to speak finds nobody listening and ends.
    drop(pieces);
    let input = reading.await.context("the reading thread ended early")??;
    let (written, before) = written?;
    let deliveries = drain(house, &shop).await?;
    Summary::build(house, &shop, summary::Parts { input, written, before, deliveries, took: begun_at.elapsed() }).await
}

async fn open_shop(house: &House) -> anyhow::Result<Arc<Shop>> {
    match find_shop_by_handle(house, HANDLE).await {
        Err(ShopError::NotFound) => {}
        other => return Ok(other?),
    }
    let shop = NewShop {
        handle: HANDLE.to_owned(),
        name_ar: "أوليست".to_owned(),
        name_en: "Olist".to_owned(),
        currency: Currency::BRL,
        country: map::COUNTRY.to_owned(),
        zone: read::ZONE.parse().context("the zone of the set")?,
        lang: Lang::En,
        digits: Digits::Western,
        calendar: Calendar::Gregorian,
        hue: 142,
        city: "São Paulo".to_owned(),
        region: Some("SP".to_owned()),
        contact_phone: None,
        contact_email: None,
        contact_whatsapp: None,
    };
    Ok(create_shop(house, shop).await?)
}

/// Answers what is written now, and what was written before this run.
async fn write_pieces(
    house: &House,
    shop: &Arc<Shop>,
    opened: &Opened,
    pieces: &mut mpsc::Receiver<Piece>,
    options: &ImportOptions,
) -> anyhow::Result<(Written, Written)> {
    let Opened { digest, orders_about } = opened;
    // Batches are known by the place of their first order: another size is another cut.
    let source = format!("{digest}:{}", options.batch_orders);
    let mut read = house.db.read().await?;
    let known = store::written_batches(&mut read, shop.id, &source).await?;
    let before = store::written_sums(&mut read, shop.id, &source).await?;
    drop(read);
    let mut seen = u64::try_from(before.orders_seen()).unwrap_or(0);
    let mut progress = Progress::begin("orders", *orders_about, seen);
    let missing = stream::poll_fn(|context| pieces.poll_recv(context)).filter_map(|piece| {
        let batch = match piece {
            Piece::Batch(batch) if !known.contains(&batch.first) => Some(batch),
            Piece::Batch(_) | Piece::Opened(_) => None,
        };
        std::future::ready(batch)
    });
    let writing = missing
        .take(options.batches_max.unwrap_or(usize::MAX))
        .map(|batch| write::write_batch(house, shop, &source, batch))
        .buffer_unordered(BATCHES_AT_ONCE);
    let mut writing = std::pin::pin!(writing);
    while let Some(written) = writing.next().await {
        seen += u64::try_from(written?.orders_seen()).unwrap_or(0);
        progress.at(seen);
    }
    progress.end();
    let mut read = house.db.read().await?;
    Ok((store::written_sums(&mut read, shop.id, &source).await?, before))
}

/// Lets every listener hear of everything, all of them at once; answers how many deliveries that took.
async fn drain(house: &House, shop: &Shop) -> anyhow::Result<u64> {
    let listeners = house.registry.subscriptions().iter().map(|listener| async move {
        let mut done = 0;
        loop {
            match deliver_shop(house, shop.id, listener).await?.done {
                0 => return Ok::<_, HandlerError>(done),
                some => done += some,
            }
        }
    });
    let mut done: u64 = futures::future::try_join_all(listeners).await?.into_iter().sum();
    // What a listener said meanwhile to another that had already finished.
    done += drain_all(house).await?;
    let mut read = house.db.read().await?;
    for lag in read_lag(&mut read, shop.id).await? {
        anyhow::ensure!(lag.parked == 0, "{} deliveries to {} are parked", lag.parked, lag.consumer);
    }
    Ok(done)
}

#[cfg(test)]
mod refused_tests;
#[cfg(test)]
mod tests;
