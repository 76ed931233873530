//! A time limit on whatever a connection is doing, by SQLite's progress handler: a question without an index must not
//! hold a thread, and a verb without end must not hold the writer.

use super::errors;
use crate::DbError;
use rusqlite::Connection;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Virtual machine steps between two looks at the clock; well under a millisecond.
const STEPS_BETWEEN_LOOKS: i32 = 10_000;

pub(crate) struct Deadline {
    born: Instant,
    /// Milliseconds after `born` at which the running statement is stopped; 0 for never.
    until_ms: Arc<AtomicU64>,
}

impl Deadline {
    pub(crate) fn watch(connection: &mut Connection) -> Result<Self, DbError> {
        let deadline = Self { born: Instant::now(), until_ms: Arc::default() };
        let (born, until_ms) = (deadline.born, deadline.until_ms.clone());
        let late = move || {
            let until = until_ms.load(Ordering::Relaxed);
            until != 0 && born.elapsed().as_millis() > u128::from(until)
        };
        let watched = connection.progress_handler(STEPS_BETWEEN_LOOKS, Some(late));
        watched.map_err(|error| errors::read(&error, connection))?;
        Ok(deadline)
    }

    pub(crate) fn set(&self, limit: Duration) {
        let until = (self.born.elapsed() + limit).as_millis();
        self.until_ms.store(u64::try_from(until).unwrap_or(u64::MAX), Ordering::Relaxed);
    }

    pub(crate) fn clear(&self) {
        self.until_ms.store(0, Ordering::Relaxed);
    }
}
