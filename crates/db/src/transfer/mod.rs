//! A whole store from one database into another, whichever engines the two are: read in one snapshot, written in one
//! transaction, and read back there before it is kept. Which tables there are is asked of the migrations and of both
//! databases, so that none can be forgotten.

mod digest;
mod onlooker;
mod table;

pub use onlooker::Onlooker;
pub(crate) use table::{Cells, Table};

use crate::db::{Engine, Store};
use crate::migrate::tables;
use crate::{Db, DbError, Migrations, Read};
use digest::Sum;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc::{self, Receiver, Sender};

/// Parts that are read and not yet written.
const PARTS_UNDER_WAY: usize = 2;
/// How often it is looked for other processes, and the time between two looks.
const COMPANY_LOOKS: u32 = 10;
const COMPANY_LOOK: Duration = Duration::from_millis(100);

/// A table that arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    pub table: String,
    pub rows: u64,
    /// SHA-256 over all values in the order of the key; the same on both sides.
    pub digest: [u8; 32],
}

/// How far a move has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MoveStep<'a> {
    pub table: &'a str,
    /// Rows of it that are read.
    pub rows: u64,
    pub is_whole: bool,
}

#[derive(Debug, thiserror::Error)]
pub enum MoveError {
    #[error("another wasl process works on {0}: stop it first")]
    Company(DatabaseSide),
    #[error("the target is not empty: the table {0} holds rows")]
    NotEmpty(String),
    #[error("{0} has other tables than this version makes: look at {1}")]
    Tables(DatabaseSide, String),
    #[error("the table {0} arrived otherwise than it left; nothing was kept")]
    Differs(String),
    #[error("{0} was brought up by another version of wasl: use that one")]
    Version(DatabaseSide),
    #[error("the move was broken off; nothing was kept")]
    BrokenOff,
    #[error(transparent)]
    Db(#[from] DbError),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DatabaseSide {
    Source,
    Target,
}

impl std::fmt::Display for DatabaseSide {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(match self {
            Self::Source => "the source",
            Self::Target => "the target",
        })
    }
}

/// What travels from one database to the other.
pub(crate) enum Part {
    Rows {
        table: usize,
        rows: Vec<Cells>,
    },
    /// All is sent; this is what must have arrived.
    End(Vec<Moved>),
}

impl Db {
    /// Moves every row into `target`, whose schema is made where it is missing and which must hold no row. Whole or not at
    /// all; this database stays as it is. No other wasl process may work on either: SQLite's lock file sees to it; on
    /// PostgreSQL the leases of node numbers are looked at first, and whoever comes later waits with its changes.
    pub async fn move_to(
        &self,
        target: &Self,
        rooms: &[Migrations],
        told: impl Fn(MoveStep<'_>),
    ) -> Result<Vec<Moved>, MoveError> {
        self.migrate(rooms).await?;
        target.migrate(rooms).await?;
        self.refuse_company(DatabaseSide::Source).await?;
        target.refuse_company(DatabaseSide::Target).await?;
        let names = tables(rooms);
        let still = match &*self.store {
            Store::Sqlite(_) => None,
            Store::Postgres(store) => Some(store.hold_still(&names).await?),
        };
        let mut read = self.report().await?;
        read.take_your_time().await?;
        let moved = pour(read, self.engine(), target, &names, told).await;
        drop(still);
        moved
    }

    async fn fill(&self, tables: Arc<[Table]>, parts: Receiver<Part>) -> Result<(), MoveError> {
        match &*self.store {
            Store::Sqlite(store) => store.order(move |writer| writer.fill(&tables, parts)).await?,
            Store::Postgres(store) => store.fill(&tables, parts).await,
        }
    }

    /// A server notices a moment late that a process has gone.
    async fn refuse_company(&self, side: DatabaseSide) -> Result<(), MoveError> {
        // SQLite's lock file admits one process.
        let Store::Postgres(store) = &*self.store else { return Ok(()) };
        for _ in 0..COMPANY_LOOKS {
            if !store.has_company().await? {
                return Ok(());
            }
            tokio::time::sleep(COMPANY_LOOK).await;
        }
        Err(MoveError::Company(side))
    }
}

/// Everything that one snapshot shows, into `target`. The snapshot ends with its last row, not with the last comparison.
async fn pour(
    mut read: Read,
    engine: Engine,
    target: &Db,
    names: &[String],
    told: impl Fn(MoveStep<'_>),
) -> Result<Vec<Moved>, MoveError> {
    let tables = Table::all(&mut read, engine, names).await?;
    let tables = tables.map_err(|name| MoveError::Tables(DatabaseSide::Source, name))?;
    let mut look = target.report().await?;
    let there = Table::all(&mut look, target.engine(), names).await?;
    let there = there.map_err(|name| MoveError::Tables(DatabaseSide::Target, name))?;
    drop(look);
    if let Some((table, _)) = tables.iter().zip(&there).find(|(here, there)| !here.is_like(there)) {
        return Err(MoveError::Tables(DatabaseSide::Target, table.name.clone()));
    }
    let tables: Arc<[Table]> = tables.into();
    let (parts, arriving) = mpsc::channel(PARTS_UNDER_WAY);
    let sending = send_all(read, &tables, parts, told);
    let (sent, filled) = futures::join!(sending, target.fill(Arc::clone(&tables), arriving));
    match (sent, filled) {
        (Ok(moved), Ok(())) => Ok(moved),
        // Who breaks off is told of by the other side: the reason counts.
        (Err(MoveError::BrokenOff), Err(error)) | (Err(error), _) | (_, Err(error)) => Err(error),
    }
}

/// Reads everything and sends it; then the sums, which let the other side keep it.
async fn send_all(
    mut read: Read,
    tables: &[Table],
    parts: Sender<Part>,
    told: impl Fn(MoveStep<'_>),
) -> Result<Vec<Moved>, MoveError> {
    let mut moved = Vec::with_capacity(tables.len());
    for (place, table) in tables.iter().enumerate() {
        let mut sum = Sum::default();
        let (parts, told, sum_of) = (&parts, &told, &mut sum);
        let send = async |rows: Vec<Cells>| {
            sum_of.add(&rows);
            told(MoveStep { table: &table.name, rows: sum_of.rows(), is_whole: false });
            let sent = parts.send(Part::Rows { table: place, rows }).await;
            sent.map_err(|_| MoveError::BrokenOff)
        };
        table.pages(&mut read, send).await?;
        told(MoveStep { table: &table.name, rows: sum.rows(), is_whole: true });
        moved.push(sum.moved(&table.name));
    }
    drop(read);
    parts.send(Part::End(moved.clone())).await.map_err(|_| MoveError::BrokenOff)?;
    Ok(moved)
}

/// Before anything is written: no table holds a row.
pub(crate) async fn refuse_rows(read: &mut Read, tables: &[Table]) -> Result<(), MoveError> {
    for table in tables {
        if table.has_rows(read).await? {
            return Err(MoveError::NotEmpty(table.name.clone()));
        }
    }
    Ok(())
}

/// Reads back what has arrived and compares it with what was sent.
pub(crate) async fn compare(read: &mut Read, tables: &[Table], sent: &[Moved]) -> Result<(), MoveError> {
    for (table, sent) in tables.iter().zip(sent) {
        let mut sum = Sum::default();
        let add = async |rows: Vec<Cells>| {
            sum.add(&rows);
            Ok::<(), MoveError>(())
        };
        table.pages(read, add).await?;
        if sum.moved(&table.name) != *sent {
            return Err(MoveError::Differs(table.name.clone()));
        }
    }
    Ok(())
}
