//! The write-ahead log is copied back by a thread of its own, so that no commit waits for it. Under constant writing that
//! thread never catches up with the end of the log, so above a limit the writer copies the rest itself between two
//! batches, once the thread has left it little: the log then starts over and its file is cut to the limit.
//!
//! SQLite syncs the database's file only with the last page of the log, so everything copied before would be left to that
//! one moment, and to a writer who waits for it. The thread therefore syncs what it has copied, each time.

use super::{errors, open};
use crate::DbError;
use rusqlite::Connection;
use std::fs::File;
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

/// Pages of 4 KiB in the log after which the checkpointer is woken.
pub(crate) const PAGES_SOFT: u32 = 2_000;
/// Pages after which the writer finishes the copy, as soon as little of it is left.
pub(crate) const PAGES_HARD: u32 = 8_000;
/// What it copies without anybody's noticing, in pages: a few milliseconds.
const PAGES_REST: u32 = 500;
/// Pages after which it waits no longer for the thread.
const PAGES_MAX: u32 = 3 * PAGES_HARD;
/// Bytes to which the log's file is cut when it starts over: all it takes under load, since a file that grows again
/// costs every commit a change of the file system's own books.
const WAL_BYTES_MAX: i64 = PAGES_MAX as i64 * 4_096;

pub(crate) struct Checkpointer {
    pages: Arc<AtomicU32>,
    /// Pages of the log that the thread has copied and synced; too many after the log started over, until its next copy.
    copied: Arc<AtomicU32>,
    /// Pages in the log when the last copy was asked for.
    asked_at: u32,
    /// Pages in the log when the writer last copied; it starts over with the next commit, unless a reader is inside.
    finished_at: u32,
    /// Held while the thread copies: SQLite refuses a second copier at once instead of waiting.
    copying: Arc<Mutex<()>>,
    wake: Option<SyncSender<()>>,
    thread: Option<JoinHandle<()>>,
    /// Closed after the writer's connection: closing any handle of a file lets go of the process's locks on it.
    #[expect(dead_code, reason = "held, never read")]
    file: Arc<File>,
}

impl Checkpointer {
    /// Counts the pages that `writer` logs and starts the copying thread.
    pub(crate) fn start(path: &Path, writer: &mut Connection) -> Result<Self, DbError> {
        let pages = Arc::new(AtomicU32::new(0));
        let counter = pages.clone();
        let count = move |_: &mut rusqlite::hooks::Wal, pages: i32| {
            counter.store(u32::try_from(pages).unwrap_or(0), Ordering::Relaxed);
            Ok(())
        };
        writer.wal_hook(Some(count)).map_err(|error| errors::read(&error, writer))?;
        writer
            .pragma_update_and_check(None, "journal_size_limit", WAL_BYTES_MAX, |_| Ok(()))
            .map_err(|error| errors::read(&error, writer))?;
        let connection = open::writer(path)?;
        let (wake, woken) = sync_channel(1);
        let copying = Arc::new(Mutex::new(()));
        let of_thread = copying.clone();
        let copied = Arc::new(AtomicU32::new(0));
        let so_far = copied.clone();
        let file = File::open(path)
            .map_err(|error| DbError::Unavailable(format!("cannot open {} for syncing: {error}", path.display())))?;
        let file = Arc::new(file);
        let synced = Arc::clone(&file);
        let work = move || {
            while woken.recv().is_ok() {
                let _copying = of_thread.lock().unwrap_or_else(PoisonError::into_inner);
                let copied = copy(&connection, "PASSIVE").and_then(|pages| match synced.sync_data() {
                    Ok(()) => Ok(pages),
                    Err(error) => Err(DbError::Unavailable(format!("the file was not synced: {error}"))),
                });
                match copied {
                    Ok(pages) => so_far.store(pages, Ordering::Relaxed),
                    Err(error) => tracing::warn!(%error, "the write-ahead log could not be copied back"),
                }
            }
        };
        let thread = std::thread::Builder::new().name("wasl-checkpoint".into()).spawn(work);
        let thread =
            thread.map_err(|error| DbError::Unavailable(format!("no thread for the checkpointer: {error}")))?;
        Ok(Self { pages, copied, asked_at: 0, finished_at: 0, copying, wake: Some(wake), thread: Some(thread), file })
    }

    /// After a commit: asks for a copy when the log has grown enough since the last one.
    pub(crate) fn after_commit(&mut self, writer: &Connection) {
        let pages = self.pages.load(Ordering::Relaxed);
        if pages < self.asked_at {
            // It started over.
            (self.asked_at, self.finished_at) = (0, 0);
            self.copied.store(0, Ordering::Relaxed);
        }
        let rest = pages.saturating_sub(self.copied.load(Ordering::Relaxed));
        let is_due = pages >= PAGES_MAX || (pages >= PAGES_HARD && rest <= PAGES_REST);
        if is_due && pages - self.finished_at >= PAGES_REST {
            (self.asked_at, self.finished_at) = (pages, pages);
            if let Err(error) = copy(writer, "PASSIVE") {
                tracing::warn!(%error, "the write-ahead log is above its limit and could not be copied back");
            }
        } else if pages - self.asked_at >= if pages < PAGES_HARD { PAGES_SOFT } else { PAGES_REST } {
            self.asked_at = pages;
            metrics::gauge!("wasl_db_wal_pages").set(pages);
            if let Some(wake) = &self.wake {
                // Full means that it is already awake.
                let _ = wake.try_send(());
            }
        }
    }

    /// Copies everything back and empties the log, waiting for the thread and, up to the busy time, for readers.
    pub(crate) fn empty(&self, writer: &Connection) -> Result<(), DbError> {
        let _copying = self.copying.lock().unwrap_or_else(PoisonError::into_inner);
        copy(writer, "TRUNCATE").map(drop)
    }

    /// Ends the thread and closes its connection.
    pub(crate) fn stop(&mut self) {
        self.wake = None;
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

/// Answers how many pages of the log are in the file now.
fn copy(connection: &Connection, mode: &str) -> Result<u32, DbError> {
    let read = |row: &rusqlite::Row<'_>| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(2)?));
    let answer = connection.query_row(&format!("PRAGMA wal_checkpoint({mode})"), [], read);
    match answer.map_err(|error| errors::read(&error, connection))? {
        (busy, copied) if busy == 0 || mode == "PASSIVE" => Ok(u32::try_from(copied).unwrap_or(0)),
        _ => Err(DbError::Unavailable("readers hold the write-ahead log".to_owned())),
    }
}
