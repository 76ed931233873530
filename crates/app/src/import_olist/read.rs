//! Orders one by one, each joined with its buyer, items, payments and reviews. Pure of any database.

use super::error::ImportError;
use super::finding::{Finding, Findings, Reason};
use super::index::Index;
use super::model::{Buyer, Key, OlistItem, OlistOrder, OlistPayment, OlistStatus, Product, Seller};
use super::rows::{RowRef, Rows, Table};
use super::settle::{Settled, settle};
use std::collections::{BTreeMap, HashSet};
use std::path::Path;
use wasl_base::{CalendarDate, Instant, TimeError, Zone};

/// The zone in which the files' clock readings were taken; they carry none.
pub const ZONE: &str = "America/Sao_Paulo";

pub struct OlistReader {
    index: Index,
    orders: Rows,
    zone: Zone,
    seen: HashSet<Key>,
}

/// What stood in the files, for the sums at the end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InputCounts {
    /// Rows of each file, the header left out.
    pub rows: BTreeMap<&'static str, u64>,
    /// Orders that could be read: every one of them is imported.
    pub orders: u64,
}

impl OlistReader {
    /// Loads the small files; orders are then read one at a time.
    pub fn open(folder: &Path, findings: &mut Findings<'_>) -> Result<Self, ImportError> {
        let orders = Rows::open(folder, Table::Orders)?;
        let zone = ZONE.parse().map_err(|error: TimeError| ImportError::Damaged(error.to_string()))?;
        Ok(Self { index: Index::load(folder, findings)?, orders, zone, seen: HashSet::new() })
    }

    /// The next order with its contradictions settled; `None` at the end of the file.
    pub fn next(&mut self, findings: &mut Findings<'_>) -> Result<Option<Settled>, ImportError> {
        loop {
            let mut noted = Vec::new();
            let Some(row) = self.orders.next(findings)? else { return Ok(None) };
            let read = order_of(row, &self.index, &self.zone, &mut noted);
            let fresh = read.filter(|order| {
                let is_fresh = self.seen.insert(order.key);
                if !is_fresh {
                    noted.push(row.finding(Reason::RepeatRow, order.key.to_string()));
                }
                is_fresh
            });
            let settled = fresh.map(|order| settle(order, &mut |finding| noted.push(finding)));
            for finding in &noted {
                findings.note(finding).map_err(ImportError::io("the error file"))?;
            }
            if settled.is_some() {
                return Ok(settled);
            }
        }
    }

    /// Call at the end: rows of unknown orders are noted, and the input counted.
    pub fn finish(self, findings: &mut Findings<'_>) -> Result<InputCounts, ImportError> {
        for finding in self.index.orphans(|key| self.seen.contains(&key)) {
            findings.note(&finding).map_err(ImportError::io("the error file"))?;
        }
        let mut rows = self.index.rows;
        rows.insert(Table::Orders.file(), self.orders.count());
        Ok(InputCounts { rows, orders: self.seen.len() as u64 })
    }
}

/// `None` when not even the id or any time of the order can be read.
fn order_of(row: RowRef<'_>, index: &Index, zone: &Zone, noted: &mut Vec<Finding>) -> Option<OlistOrder> {
    let Some(key) = Key::parse(row.text(0)) else {
        noted.push(row.bad_field(0));
        return None;
    };
    let mut time =
        |column: usize| local_time(row, column, zone).unwrap_or_else(|finding| (noted.push(finding), None).1);
    let (placed_at, approved_at, handed_over_at, delivered_at) = (time(3), time(4), time(5), time(6));
    let Some(placed_at) = placed_at.or(approved_at).or(handed_over_at).or(delivered_at) else {
        noted.push(row.bad_field(3));
        return None;
    };
    let status = OlistStatus::parse(row.text(2)).unwrap_or_else(|| {
        let finding = row.bad_field(2);
        noted.push(Finding { reason: Reason::UnknownStatus, ..finding });
        OlistStatus::Created
    });
    let promised_on = date(row, 7).unwrap_or_else(|finding| (noted.push(finding), None).1);
    Some(OlistOrder {
        line: row.line,
        key,
        buyer: buyer(row, key, index, noted),
        status,
        placed_at,
        approved_at,
        handed_over_at,
        delivered_at,
        promised_on,
        items: items(key, index, noted),
        payments: payments(key, index),
        review_lines: index.reviews(key).iter().map(|review| review.line).collect(),
    })
}

fn buyer(row: RowRef<'_>, order: Key, index: &Index, noted: &mut Vec<Finding>) -> Buyer {
    let purchase = Key::parse(row.text(1));
    if let Some((key, place)) = purchase.and_then(|key| index.customer(key)) {
        return Buyer { key, place };
    }
    noted.push(row.finding(Reason::UnknownCustomer, row.bad_field(1).text));
    Buyer { key: purchase.unwrap_or(order), place: None }
}

fn items(order: Key, index: &Index, noted: &mut Vec<Finding>) -> Vec<OlistItem> {
    let mut unknown = |line: u64, reason: Reason, key: Key| {
        noted.push(Finding { file: Table::Items.file(), line, reason, text: key.to_string() });
    };
    let join = |row: &super::index::ItemRow| {
        let product = index.product(row.product).unwrap_or_else(|| {
            unknown(row.line, Reason::UnknownProduct, row.product);
            Product { key: row.product, category: None, weight_grams: None }
        });
        let seller = index.seller(row.seller).unwrap_or_else(|| {
            unknown(row.line, Reason::UnknownSeller, row.seller);
            Seller { key: row.seller, state: None }
        });
        let (price_minor, freight_minor) = (row.price_minor, row.freight_minor);
        OlistItem { line: row.line, number: row.number, product, seller, price_minor, freight_minor }
    };
    index.items(order).iter().map(join).collect()
}

fn payments(order: Key, index: &Index) -> Vec<OlistPayment> {
    let copy = |row: &super::index::PaymentRow| OlistPayment {
        line: row.line,
        number: row.number,
        kind: row.kind,
        installments: row.installments,
        value_minor: row.value_minor,
    };
    index.payments(order).iter().map(copy).collect()
}

/// A clock reading `2018-01-18 14:48:30` in the zone of the set.
fn local_time(row: RowRef<'_>, column: usize, zone: &Zone) -> Result<Option<Instant>, Finding> {
    let text = row.text(column);
    if text.is_empty() {
        return Ok(None);
    }
    Instant::parse_local(text, zone).map(Some).map_err(|_| row.bad_field(column))
}

/// A calendar date written as a midnight.
fn date(row: RowRef<'_>, column: usize) -> Result<Option<CalendarDate>, Finding> {
    let text = row.text(column);
    let day = text.strip_suffix(" 00:00:00").unwrap_or(text);
    if day.is_empty() { Ok(None) } else { day.parse().map(Some).map_err(|_| row.bad_field(column)) }
}

#[cfg(test)]
#[path = "read_tests.rs"]
mod tests;
