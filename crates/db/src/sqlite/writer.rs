//! Group commit. One thread owns the writing connection; each verb but the first is a savepoint in a running outer
//! transaction, which is committed when nobody waits, or at a count or an age. No answer leaves before the commit that holds every
//! savepoint it could have read: not a result, not a refusal, not a replay.

use super::Session;
use super::checkpoint::Checkpointer;
use super::member::Member;
use super::open::ProcessLock;
use crate::read::Engine;
use crate::tx::RUNS_MAX;
use crate::{DbError, Mark, Read, Tx, Witness};
use std::io::ErrorKind;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};
use tokio::sync::mpsc::Receiver;
use tokio::sync::mpsc::error::TryRecvError;

/// How long the writer looks for more work before it sleeps.
const AWAKE_MAX: Duration = Duration::from_micros(50);

/// How much one commit holds, and how long a verb of it may run.
pub(crate) struct Limits {
    pub(crate) batch_verbs_max: usize,
    pub(crate) batch_age_max: Duration,
    pub(crate) verb_time_max: Duration,
}

/// What waits in the writer's queue.
pub(crate) enum Work {
    Verb(Box<dyn Member>),
    /// Something of the door's own, run outside any transaction: migrations, checks, closing.
    Order(Box<dyn FnOnce(&mut Writer) + Send>),
}

pub(crate) struct Writer {
    tx: Tx,
    queue: Receiver<Work>,
    stopped: Arc<OnceLock<String>>,
    witness: Option<Box<dyn Witness>>,
    checkpointer: Checkpointer,
    batch: Vec<Box<dyn Member>>,
    /// Marks of what is committed and not yet witnessed, for want of room.
    unsealed: Vec<Mark>,
    limits: Limits,
    /// Dropped last: the file is free for another process when everything else is done.
    lock: ProcessLock,
}

/// Why a batch ended: somebody's order came up, or not.
type Next = Option<Work>;

/// What a verb is undone with. The first of a batch has the outer transaction to itself: undoing it is undoing all, and
/// SQLite is spared the copies it would keep of every page for a savepoint.
#[derive(Clone, Copy)]
enum Shelter {
    Transaction,
    Savepoint,
}

impl Writer {
    pub(crate) fn new(
        session: Session,
        queue: Receiver<Work>,
        stopped: Arc<OnceLock<String>>,
        checkpointer: Checkpointer,
        lock: ProcessLock,
        witness: Option<Box<dyn Witness>>,
        limits: Limits,
    ) -> Self {
        let tx = Tx::new(Read::new(Engine::Writer(Box::new(session))));
        let batch = Vec::with_capacity(limits.batch_verbs_max);
        Self { tx, queue, stopped, witness, checkpointer, batch, unsealed: Vec::new(), limits, lock }
    }

    /// Until the queue is closed and empty.
    pub(crate) fn serve(mut self) {
        let mut next = None;
        while let Some(work) = next.take().or_else(|| self.wait()) {
            next = match work {
                Work::Order(order) => {
                    order(&mut self);
                    None
                }
                Work::Verb(first) => self.serve_batch(first),
            };
        }
        self.finish();
    }

    /// A caller who writes one verb after the other comes back within microseconds of an answer: sooner than this thread
    /// would sleep and wake.
    fn wait(&mut self) -> Option<Work> {
        let since = Instant::now();
        while since.elapsed() < AWAKE_MAX {
            match self.queue.try_recv() {
                Ok(work) => return Some(work),
                Err(TryRecvError::Disconnected) => return None,
                Err(TryRecvError::Empty) => std::thread::yield_now(),
            }
        }
        self.queue.blocking_recv()
    }

    /// What the writer sees, also of what it has not committed.
    pub(crate) fn read(&mut self) -> &mut Read {
        &mut self.tx
    }

    pub(crate) fn session(&mut self) -> &mut Session {
        self.tx.writer_session()
    }

    /// Copies the write-ahead log back and cuts it to nothing.
    pub(crate) fn empty_log(&mut self) -> Result<(), DbError> {
        self.checkpointer.empty(&self.tx.writer_session().connection)
    }

    /// Takes no more work; what waits is still done.
    pub(crate) fn close(&mut self) {
        self.queue.close();
    }

    fn finish(mut self) {
        self.checkpointer.stop();
        if let Err(error) = self.empty_log() {
            tracing::info!(%error, "the write-ahead log was left for the next start");
        }
        let Self { tx, lock, checkpointer, .. } = self;
        drop(tx);
        drop(checkpointer);
        drop(lock);
    }

    fn serve_batch(&mut self, mut first: Box<dyn Member>) -> Next {
        if first.is_forsaken() {
            return None;
        }
        let begun = match self.stopped.get() {
            Some(reason) => Err(DbError::Unavailable(reason.clone())),
            None => self.seal_left_over().and_then(|()| self.session().command("BEGIN IMMEDIATE")),
        };
        if let Err(error) = begun {
            first.fail(error);
            first.answer();
            return None;
        }
        let (next, alive) = self.fill_batch(first);
        metrics::gauge!("wasl_db_queue_depth").set(self.queue.len() as f64);
        metrics::histogram!("wasl_db_batch_verbs").record(self.batch.len() as f64);
        if alive {
            self.commit();
        }
        for member in self.batch.drain(..) {
            member.answer();
        }
        let connection = &self.tx.writer_session().connection;
        self.checkpointer.after_commit(connection);
        next
    }

    /// Runs verbs until nobody waits, the batch is full or old, or an order comes up. False when the outer transaction
    /// is gone.
    fn fill_batch(&mut self, first: Box<dyn Member>) -> (Next, bool) {
        let started = Instant::now();
        let mut member = first;
        loop {
            // A caller that went away while waiting is spared the work; once begun, a verb is finished for anybody.
            if !member.is_forsaken() {
                let alive = self.run_member(&mut member);
                self.batch.push(member);
                if !alive {
                    return (None, false);
                }
            }
            if self.batch.len() >= self.limits.batch_verbs_max || started.elapsed() >= self.limits.batch_age_max {
                return (None, true);
            }
            match self.queue.try_recv() {
                Ok(Work::Verb(following)) => member = following,
                Ok(order) => return (Some(order), true),
                Err(_) => return (None, true),
            }
        }
    }

    /// One verb in its shelter. False when the outer transaction is gone: then every member is told so.
    fn run_member(&mut self, member: &mut Box<dyn Member>) -> bool {
        let marks = self.tx.marks.len();
        self.tx.renew();
        self.session().failed = None;
        let shelter = if self.batch.is_empty() { Shelter::Transaction } else { Shelter::Savepoint };
        let result = match self.enter(shelter) {
            Ok(()) => self.run_sheltered(member, shelter, marks, RUNS_MAX),
            Err(error) => Err(error),
        };
        // Some failures (full, I/O, memory) make SQLite roll back everything, whatever the verb made of them.
        if self.session().connection.is_autocommit() {
            self.lose_batch(member);
            return false;
        }
        if let Err(error) = result {
            member.fail(error);
            self.tx.marks.truncate(marks);
            return self.abandon_batch();
        }
        true
    }

    fn enter(&mut self, shelter: Shelter) -> Result<(), DbError> {
        match shelter {
            Shelter::Transaction => Ok(()),
            Shelter::Savepoint => self.session().command("SAVEPOINT verb"),
        }
    }

    /// Undoes what was done since the shelter was entered, and stays in it.
    fn undo(&mut self, shelter: Shelter) -> Result<(), DbError> {
        match shelter {
            Shelter::Transaction => {
                self.session().command("ROLLBACK")?;
                self.session().command("BEGIN IMMEDIATE")
            }
            Shelter::Savepoint => self.session().command("ROLLBACK TO verb"),
        }
    }

    fn leave(&mut self, shelter: Shelter) -> Result<(), DbError> {
        match shelter {
            Shelter::Transaction => Ok(()),
            Shelter::Savepoint => self.session().command("RELEASE verb"),
        }
    }

    fn run_sheltered(
        &mut self,
        member: &mut Box<dyn Member>,
        shelter: Shelter,
        marks: usize,
        runs: u32,
    ) -> Result<(), DbError> {
        let limit = self.limits.verb_time_max;
        self.session().deadline.set(limit);
        let mut keep = member.run(&mut self.tx);
        self.session().deadline.clear();
        let failed = self.session().failed.take();
        if self.session().connection.is_autocommit() {
            return Ok(());
        }
        if keep && let Some(error) = failed {
            member.fail(DbError::Bug(format!("a verb went on after a statement had failed: {error}")));
            keep = false;
        }
        if !keep {
            self.tx.marks.truncate(marks);
            self.undo(shelter)?;
            if runs > 1 && member.asks_again() {
                self.tx.renew();
                return self.run_sheltered(member, shelter, marks, runs - 1);
            }
        }
        self.leave(shelter)
    }

    /// The engine threw the batch away: nobody's changes are kept. The member at work keeps its own reason, if it has one.
    fn lose_batch(&mut self, at_work: &mut Box<dyn Member>) {
        let reason = "another verb of the same commit met a failing disk; nothing was kept";
        if at_work.has_succeeded() {
            at_work.fail(DbError::Unavailable(reason.to_owned()));
        }
        for member in &mut self.batch {
            member.fail(DbError::Unavailable(reason.to_owned()));
        }
        self.tx.marks.clear();
    }

    /// A savepoint could not be ended: the batch is given up as a whole.
    fn abandon_batch(&mut self) -> bool {
        for member in &mut self.batch {
            member.fail(DbError::Unavailable("the commit was given up; nothing was kept".to_owned()));
        }
        self.tx.marks.clear();
        if let Err(error) = self.session().command("ROLLBACK") {
            self.stop(&format!("a rollback failed: {error}"));
        }
        false
    }

    fn commit(&mut self) {
        let started = Instant::now();
        let committed = self.session().command("COMMIT");
        metrics::histogram!("wasl_db_commit_seconds").record(started.elapsed().as_secs_f64());
        let marks = std::mem::take(&mut self.tx.marks);
        let failure = match committed {
            Ok(()) => {
                self.unsealed.extend(marks);
                // It is committed, and may not be said until it is witnessed.
                self.seal_left_over().err().map(|_| DbError::CommitUnknown)
            }
            Err(error) => Some(self.after_failed_commit(error)),
        };
        if let Some(error) = failure {
            for member in &mut self.batch {
                member.fail(error.clone());
            }
        }
    }

    /// Shows the witness what it has not seen. Without room nothing is begun that could build on it; any other failure
    /// stops writing.
    fn seal_left_over(&mut self) -> Result<(), DbError> {
        let Some(witness) = self.witness.as_mut().filter(|_| !self.unsealed.is_empty()) else {
            self.unsealed.clear();
            return Ok(());
        };
        match witness.seal(&self.unsealed) {
            Ok(()) => {
                self.unsealed.clear();
                Ok(())
            }
            Err(error) if matches!(error.kind(), ErrorKind::StorageFull | ErrorKind::QuotaExceeded) => {
                tracing::warn!(%error, "no room for the high-water mark; nothing more is written until there is");
                Err(DbError::Full)
            }
            Err(error) => {
                let reason = format!("the high-water mark could not be kept: {error}");
                self.stop(&reason);
                Err(DbError::Unavailable(reason))
            }
        }
    }

    /// A full disk refuses the pages before anything is synced, so the commit did not happen and writing may go on when
    /// there is room. After any other failure nobody knows what the disk holds.
    fn after_failed_commit(&mut self, error: DbError) -> DbError {
        let rolled_back = self.session().connection.is_autocommit() || self.session().command("ROLLBACK").is_ok();
        if error == DbError::Full && rolled_back {
            return DbError::Full;
        }
        self.stop(&format!("a commit failed: {error}"));
        DbError::CommitUnknown
    }

    fn stop(&mut self, reason: &str) {
        tracing::error!(reason, "writing stops until the process is started again");
        drop(self.stopped.set(format!("writing has stopped until a restart: {reason}")));
    }
}
