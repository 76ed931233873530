//! The readers: a few connections, each lent for one snapshot. Reads run inline on the caller's thread, because a page
//! costs tens of microseconds and a hop to another thread as much again. Reports have their own few, with a time limit.

use super::{Session, errors, open};
use crate::DbError;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Virtual machine steps between two looks at the clock.
const STEPS_BETWEEN_LOOKS: i32 = 10_000;

pub(crate) struct Pool {
    path: PathBuf,
    idle: Mutex<Vec<Box<Reader>>>,
    permits: Arc<Semaphore>,
    time_max: Option<Duration>,
}

struct Reader {
    session: Session,
    /// Milliseconds after `born` at which the running statement is stopped; 0 for never.
    deadline_ms: Arc<AtomicU64>,
    born: Instant,
}

impl Pool {
    pub(crate) fn new(path: &Path, size: usize, time_max: Option<Duration>) -> Self {
        Self { path: path.to_owned(), idle: Mutex::default(), permits: Arc::new(Semaphore::new(size.max(1))), time_max }
    }

    /// Waits for a free connection and begins a snapshot on it.
    pub(crate) async fn lend(self: &Arc<Self>) -> Result<Lent, DbError> {
        let permit = self.permits.clone().acquire_owned().await;
        let permit = permit.map_err(|_| DbError::Unavailable("the database is closed".to_owned()))?;
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let reader = idle.map_or_else(|| self.connect().map(Box::new), Ok)?;
        reader.session.command("BEGIN DEFERRED")?;
        if let Some(time_max) = self.time_max {
            let until = (reader.born.elapsed() + time_max).as_millis();
            reader.deadline_ms.store(u64::try_from(until).unwrap_or(u64::MAX), Ordering::Relaxed);
        }
        Ok(Lent { reader: Some(reader), home: self.clone(), permit })
    }

    fn connect(&self) -> Result<Reader, DbError> {
        let mut connection = open::reader(&self.path)?;
        let (deadline_ms, born) = (Arc::new(AtomicU64::new(0)), Instant::now());
        if self.time_max.is_some() {
            let deadline = deadline_ms.clone();
            let late = move || {
                let until = deadline.load(Ordering::Relaxed);
                until != 0 && born.elapsed().as_millis() > u128::from(until)
            };
            let set = connection.progress_handler(STEPS_BETWEEN_LOOKS, Some(late));
            set.map_err(|error| errors::read(&error, &connection))?;
        }
        Ok(Reader { session: Session::new(connection), deadline_ms, born })
    }

    /// Gives no more readers out and closes those that are idle; a lent one is closed when it comes back.
    pub(crate) fn close(&self) {
        self.permits.close();
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

/// A reader on loan; dropping it ends the snapshot and brings it home.
pub(crate) struct Lent {
    reader: Option<Box<Reader>>,
    home: Arc<Pool>,
    #[expect(dead_code, reason = "held until the reader is back")]
    permit: OwnedSemaphorePermit,
}

impl Lent {
    pub(crate) fn session(&mut self) -> &mut Session {
        match &mut self.reader {
            Some(reader) => &mut reader.session,
            None => unreachable!("a reader is taken out only when its loan is dropped"),
        }
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        let Some(mut reader) = self.reader.take() else { return };
        reader.deadline_ms.store(0, Ordering::Relaxed);
        reader.session.failed = None;
        let ended = reader.session.connection.is_autocommit() || reader.session.command("COMMIT").is_ok();
        // One that cannot end its snapshot is closed; the next loan opens another.
        if ended && !self.home.permits.is_closed() {
            self.home.idle.lock().unwrap_or_else(PoisonError::into_inner).push(reader);
        }
    }
}
