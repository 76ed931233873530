//! The reading half: a thread that unpacks, reads, settles and hands over batches. Only a few batches wait at a time,
//! so memory stays bounded however long the set is.

use super::ImportOptions;
use super::archive::SetFolder;
use super::error::ImportError;
use super::finding::{Findings, Reason};
use super::read::{InputCounts, OlistReader};
use super::rows::Table;
use super::settle::{Course, Settled};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufWriter, Read};
use std::path::Path;
use tokio::sync::mpsc::Sender;

/// Orders written in one transaction: enough that the commit is a small part of it.
pub const BATCH_ORDERS: usize = 100;
/// Batches that wait for the writer.
pub const BATCHES_WAITING: usize = 16;
const COPY_BYTES: usize = 64 * 1024;

/// What the reader says, in this order: one `Opened`, any number of `Batch`.
pub enum Piece {
    Opened(Opened),
    Batch(Batch),
}

pub struct Opened {
    /// SHA-256 of the orders file: the same set is recognised under any name.
    pub digest: String,
    /// Lines of the orders file: as many orders, or fewer.
    pub orders_about: u64,
}

pub struct Batch {
    /// Orders read before this batch.
    pub first: i64,
    pub orders: Vec<Settled>,
}

/// What was in the set, known at its end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Input {
    pub counts: InputCounts,
    pub courses: BTreeMap<Course, u64>,
    pub items: u64,
    pub payments: u64,
    /// Payments of nothing, and payments of orders never approved: nothing came in.
    pub payments_idle: u64,
    /// Parcels that were handed over or delivered, and those delivered.
    pub parcels: u64,
    pub deliveries: u64,
    /// Orders with a review, and review rows of known orders.
    pub orders_reviewed: u64,
    pub reviews: u64,
    pub reasons: BTreeMap<Reason, u64>,
}

/// Reads the whole set. Runs on a thread of its own, since it waits for disk and for the writer.
pub fn read_set(options: &ImportOptions, scratch: &Path, to: &Sender<Piece>) -> Result<Input, ImportError> {
    let (errors, batch_orders) = (options.errors.as_path(), options.batch_orders.clamp(1, BATCH_ORDERS));
    let file = File::create(errors).map_err(ImportError::io(errors))?;
    let mut findings = Findings::new(Box::new(BufWriter::new(file))).map_err(ImportError::io(errors))?;
    let folder = SetFolder::open(&options.source, scratch, &mut findings)?;
    let mut reader = OlistReader::open(folder.path(), &mut findings)?;
    let orders_path = folder.path().join(Table::Orders.file());
    let mut input = Input::default();
    if to.blocking_send(Piece::Opened(digest(&orders_path)?)).is_err() {
        return Ok(input);
    }
    let mut batch = Batch { first: 0, orders: Vec::with_capacity(batch_orders) };
    loop {
        let next = reader.next(&mut findings)?;
        let is_end = next.is_none();
        if let Some(settled) = next {
            count(&mut input, &settled);
            batch.orders.push(settled);
        }
        if batch.orders.len() == batch_orders || (is_end && !batch.orders.is_empty()) {
            let first = batch.first + i64::try_from(batch.orders.len()).unwrap_or(0);
            let full = std::mem::replace(&mut batch, Batch { first, orders: Vec::with_capacity(batch_orders) });
            if to.blocking_send(Piece::Batch(full)).is_err() {
                // The writer gave up, and says why itself.
                return Ok(input);
            }
        }
        if is_end {
            break;
        }
    }
    input.counts = reader.finish(&mut findings)?;
    input.reasons = findings.finish().map_err(ImportError::io(errors))?;
    Ok(input)
}

fn count(input: &mut Input, settled: &Settled) {
    let order = &settled.order;
    *input.courses.entry(settled.course).or_default() += 1;
    input.items += order.items.len() as u64;
    input.payments += order.payments.len() as u64;
    let is_idle = |value_minor: i64| value_minor == 0 || order.approved_at.is_none();
    input.payments_idle += order.payments.iter().filter(|payment| is_idle(payment.value_minor)).count() as u64;
    let (is_handed, is_delivered) = (order.handed_over_at.is_some(), order.delivered_at.is_some());
    let sellers = order.sellers().len() as u64;
    input.parcels += if is_handed || is_delivered { sellers } else { 0 };
    input.deliveries += if is_delivered { sellers } else { 0 };
    input.reviews += order.review_lines.len() as u64;
    input.orders_reviewed += u64::from(!order.review_lines.is_empty());
}

fn digest(path: &Path) -> Result<Opened, ImportError> {
    let mut file = File::open(path).map_err(ImportError::io(path))?;
    let (mut hash, mut lines) = (Sha256::new(), 0);
    let mut buffer = vec![0; COPY_BYTES];
    loop {
        let read = match file.read(&mut buffer) {
            Ok(0) => break,
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(ImportError::io(path)(error)),
        };
        hash.update(&buffer[..read]);
        lines += buffer[..read].iter().filter(|byte| **byte == b'\n').count() as u64;
    }
    let digest = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(Opened { digest, orders_about: lines.saturating_sub(1) })
}
