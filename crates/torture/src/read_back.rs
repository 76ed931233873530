//! Reads the product back over HTTP while nobody writes: the lists whole or as far as they are new, the orders in
//! question with all their details.

use crate::api::Api;
use crate::check::Scope;
use crate::known::Known;
use crate::record::DeedId;
use crate::snapshot::{EntrySeen, Figures, OrderSeen, ParcelSeen, Snapshot, read_balances};
use anyhow::{Context, Result};
use futures::{StreamExt, TryStreamExt};
use serde_json::Value;
use std::collections::BTreeSet;

/// Orders whose details are read at the same time.
const AT_ONCE: usize = 8;
/// Entries that may be new since the last reading; a guard against a list without end.
const PAGES_MAX: usize = 100_000;

/// What a reading asks for, drawn from what is known so that nothing is locked while it runs.
pub struct Question {
    scope: Scope,
    touched: BTreeSet<DeedId>,
    /// Orders to be read with their details.
    ids: BTreeSet<String>,
    /// The last entry that was read before.
    last_seq: i64,
}

impl Question {
    pub fn of(known: &Known, scope: Scope, before: &Snapshot) -> Self {
        let id = |place: &DeedId| known.orders.get(place)?.id.clone();
        let ids = match scope {
            Scope::Touched => known.touched.iter().filter_map(id).collect(),
            Scope::All => known.orders.values().filter_map(|order| order.id.clone()).collect(),
        };
        let last_seq = match scope {
            Scope::Touched => before.entries.last_key_value().map_or(0, |(seq, _)| *seq),
            Scope::All => 0,
        };
        Self { scope, touched: known.touched.clone(), ids, last_seq }
    }
}

pub async fn read_back(api: &Api, question: &Question) -> Result<Snapshot> {
    let mut found = Snapshot::default();
    let mut ids = question.ids.clone();
    read_orders(api, question, &mut found, &mut ids).await?;
    let details: Vec<(Option<OrderSeen>, Vec<ParcelSeen>)> =
        futures::stream::iter(ids.iter().map(|id| read_order(api, id))).buffer_unordered(AT_ONCE).try_collect().await?;
    for (order, parcels) in details {
        found.orders.extend(order.map(|order| (order.id.clone(), order)));
        found.parcels.extend(parcels.into_iter().map(|parcel| (parcel.id.clone(), parcel)));
    }
    read_books(api, question.last_seq, &mut found).await?;
    Ok(found)
}

/// The entries from `last_seq` on, the balances and the figures: what moves while the outbox is drained.
pub async fn read_books(api: &Api, last_seq: i64, found: &mut Snapshot) -> Result<()> {
    let mut pages = Pages::new("/api/v1/ledger/entries");
    'pages: while let Some(items) = pages.next(api).await? {
        for item in &items {
            let entry = EntrySeen::read(item)?;
            let is_known = entry.seq <= last_seq;
            // The last one that is known is read once more: its hash vouches for all before it.
            found.entries.insert(entry.seq, entry);
            if is_known {
                break 'pages;
            }
        }
    }
    found.balances = read_balances(&api.get("/api/v1/ledger/trial-balance").await?)?;
    found.figures = Figures::read(&api.get("/api/v1/insight/home").await?)?;
    Ok(())
}

/// Newest first; orders that were placed before the last reading and not touched since end it.
async fn read_orders(api: &Api, question: &Question, found: &mut Snapshot, ids: &mut BTreeSet<String>) -> Result<()> {
    let mut pages = Pages::new("/api/v1/orders");
    while let Some(items) = pages.next(api).await? {
        for item in &items {
            let order = OrderSeen::read(item)?;
            let is_settled = order.deed.is_some_and(|deed| !question.touched.contains(&deed));
            if is_settled && question.scope == Scope::Touched {
                return Ok(());
            }
            ids.insert(order.id.clone());
            found.orders.insert(order.id.clone(), order);
        }
    }
    Ok(())
}

/// An order with its payments and parcels, each with its scans; nothing when there is no such order.
async fn read_order(api: &Api, id: &str) -> Result<(Option<OrderSeen>, Vec<ParcelSeen>)> {
    let Some(order) = api.find(&format!("/api/v1/orders/{id}")).await? else { return Ok((None, Vec::new())) };
    let listed = api.get(&format!("/api/v1/shipments?order={id}")).await?;
    let mut parcels = Vec::new();
    for item in items(&listed)? {
        let parcel = item["id"].as_str().context("a parcel without id")?;
        parcels.push(ParcelSeen::read(&api.get(&format!("/api/v1/shipments/{parcel}")).await?)?);
    }
    Ok((Some(OrderSeen::read(&order)?), parcels))
}

fn items(listing: &Value) -> Result<&Vec<Value>> {
    listing["items"].as_array().context("a list without items")
}

/// A list, page by page.
struct Pages {
    path: &'static str,
    cursor: Option<String>,
    count: usize,
}

impl Pages {
    fn new(path: &'static str) -> Self {
        Self { path, cursor: None, count: 0 }
    }

    async fn next(&mut self, api: &Api) -> Result<Option<Vec<Value>>> {
        if self.count > 0 && self.cursor.is_none() {
            return Ok(None);
        }
        anyhow::ensure!(self.count < PAGES_MAX, "{} has no end", self.path);
        self.count += 1;
        let cursor = self.cursor.take().map(|cursor| format!("&cursor={cursor}")).unwrap_or_default();
        let page = api.get(&format!("{}?limit=100{cursor}", self.path)).await?;
        self.cursor = page["next_cursor"].as_str().map(str::to_owned);
        Ok(Some(items(&page)?.clone()))
    }
}
