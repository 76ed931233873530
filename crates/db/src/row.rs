//! One row of an answer, read by position. What a column may be (`Column`) is decided on the four stored types alone,
//! so a room's own enum reads alike on both engines.

use crate::DbError;
use wasl_base::{CalendarDate, Currency, Id, Instant};

/// A row that is being read; it lives no longer than the mapping function.
pub struct Row<'r>(pub(crate) Source<'r>);

pub(crate) enum Source<'r> {
    Sqlite(&'r rusqlite::Row<'r>),
    Postgres(&'r tokio_postgres::Row),
}

/// One stored value, as it lies in the row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cell<'r> {
    Null,
    Int(i64),
    Real(f64),
    Text(&'r str),
    Bytes(&'r [u8]),
}

/// A type that a column can be read as.
pub trait Column: Sized {
    /// None when the cell is of another type or holds what the type does not know.
    fn from_cell(cell: Cell<'_>) -> Option<Self>;
}

impl Row<'_> {
    /// The column at `index`, counted from 0. Another type than asked for is a Bug.
    pub fn get<T: Column>(&self, index: usize) -> Result<T, DbError> {
        let cell = self.cell(index)?;
        T::from_cell(cell).ok_or_else(|| self.unreadable::<T>(index, cell))
    }

    /// The stored value itself.
    pub fn cell(&self, index: usize) -> Result<Cell<'_>, DbError> {
        match self.0 {
            Source::Sqlite(row) => crate::sqlite::cell(row, index),
            Source::Postgres(row) => crate::postgres::cell(row, index),
        }
    }

    /// The sentence names column and types, never the value: it may be personal.
    fn unreadable<T>(&self, index: usize, cell: Cell<'_>) -> DbError {
        let stored = match cell {
            Cell::Null => "NULL",
            Cell::Int(_) => "BIGINT",
            Cell::Real(_) => "DOUBLE PRECISION",
            Cell::Text(_) => "TEXT",
            Cell::Bytes(_) => "BYTEA",
        };
        DbError::Bug(format!("column {index} holds {stored} that is not a {}", std::any::type_name::<T>()))
    }
}

impl Column for i64 {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        if let Cell::Int(number) = cell { Some(number) } else { None }
    }
}

impl Column for f64 {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        if let Cell::Real(number) = cell { Some(number) } else { None }
    }
}

impl Column for bool {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        match cell {
            Cell::Int(0) => Some(false),
            Cell::Int(1) => Some(true),
            _ => None,
        }
    }
}

impl Column for String {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        if let Cell::Text(text) = cell { Some(text.to_owned()) } else { None }
    }
}

impl Column for Vec<u8> {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        if let Cell::Bytes(bytes) = cell { Some(bytes.to_vec()) } else { None }
    }
}

impl<const N: usize> Column for [u8; N] {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        if let Cell::Bytes(bytes) = cell { bytes.try_into().ok() } else { None }
    }
}

impl<N> Column for Id<N> {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        i64::from_cell(cell).map(Self::from_number)
    }
}

impl Column for Instant {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        i64::from_cell(cell).map(Self::from_us)
    }
}

impl Column for CalendarDate {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        if let Cell::Text(text) = cell { text.parse().ok() } else { None }
    }
}

impl Column for Currency {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        if let Cell::Text(text) = cell { text.parse().ok() } else { None }
    }
}

impl<T: Column> Column for Option<T> {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        if cell == Cell::Null { Some(None) } else { T::from_cell(cell).map(Some) }
    }
}
