//! The readers: a few connections, each lent for one snapshot. Reads run inline on the caller's thread, because a page
//! costs tens of microseconds and a hop to another thread as much again. Reports have their own few, and more time.

use super::{Session, open};
use crate::DbError;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

pub(crate) struct Pool {
    path: PathBuf,
    idle: Mutex<Vec<(usize, Box<Session>)>>,
    permits: Arc<Semaphore>,
    time_max: Duration,
}

impl Pool {
    pub(crate) fn new(path: &Path, size: usize, time_max: Duration) -> Self {
        Self { path: path.to_owned(), idle: Mutex::default(), permits: Arc::new(Semaphore::new(size.max(1))), time_max }
    }

    /// Waits for a free connection and begins a snapshot on it.
    pub(crate) async fn lend(self: &Arc<Self>) -> Result<Lent, DbError> {
        let permit = self.permits.clone().acquire_owned().await;
        let permit = permit.map_err(|_| DbError::Unavailable("the database is closed".to_owned()))?;
        let session = self.take().map_or_else(|| self.connect(), Ok)?;
        session.command("BEGIN DEFERRED")?;
        session.deadline.set(self.time_max);
        Ok(Lent { session: Some(session), home: self.clone(), permit })
    }

    /// The one that this thread gave back last, if it is there: its pages and plans are in this processor's cache.
    fn take(&self) -> Option<Box<Session>> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let ours = idle.iter().rposition(|(by, _)| *by == this_thread());
        // Another's otherwise: the one that has lain longest is missed least.
        let place = ours.or((!idle.is_empty()).then_some(0))?;
        Some(idle.remove(place).1)
    }

    fn connect(&self) -> Result<Box<Session>, DbError> {
        Session::new(open::reader(&self.path)?).map(Box::new)
    }

    /// Gives no more readers out and closes those that are idle; a lent one is closed when it comes back.
    pub(crate) fn close(&self) {
        self.permits.close();
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

/// A reader on loan; dropping it ends the snapshot and brings it home.
pub(crate) struct Lent {
    session: Option<Box<Session>>,
    home: Arc<Pool>,
    #[expect(dead_code, reason = "held until the reader is back")]
    permit: OwnedSemaphorePermit,
}

impl Lent {
    pub(crate) fn session(&mut self) -> &mut Session {
        match &mut self.session {
            Some(session) => session,
            None => unreachable!("a reader is taken out only when its loan is dropped"),
        }
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        let Some(mut session) = self.session.take() else { return };
        session.deadline.clear();
        session.failed = None;
        let ended = session.connection.is_autocommit() || session.command("COMMIT").is_ok();
        // One that cannot end its snapshot is closed; the next loan opens another.
        if ended && !self.home.permits.is_closed() {
            self.home.idle.lock().unwrap_or_else(PoisonError::into_inner).push((this_thread(), session));
        }
    }
}

/// A number of this thread's own.
fn this_thread() -> usize {
    static THREADS: AtomicUsize = AtomicUsize::new(0);
    thread_local! { static NUMBER: usize = THREADS.fetch_add(1, Ordering::Relaxed); }
    NUMBER.with(|number| *number)
}
