//! The SQLite side of a [`Db`](crate::Db): the queue to the writer, and the two pools of readers.

use super::checkpoint::Checkpointer;
use super::member::Verb;
use super::open::{self, ProcessLock};
use super::pool::Pool;
use super::writer::{Limits, Work, Writer};
use super::{Lent, Session};
use crate::{BoxFuture, DbError, Fails, Options, Tx};
use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::thread::JoinHandle;
use tokio::sync::{mpsc, oneshot};

/// Stack of the writer's thread, in bytes: verbs run on it.
const WRITER_STACK: usize = 8 * 1024 * 1024;

pub(crate) struct Store {
    queue: mpsc::Sender<Work>,
    stopped: Arc<OnceLock<String>>,
    readers: Arc<Pool>,
    reports: Arc<Pool>,
    writer: Mutex<Option<JoinHandle<()>>>,
}

impl Store {
    pub(crate) fn open(path: &Path, options: Options) -> Result<Self, DbError> {
        let lock = ProcessLock::take(path)?;
        let mut connection = open::writer(path)?;
        let checkpointer = Checkpointer::start(path, &mut connection)?;
        let (queue, waiting) = mpsc::channel(options.queue_max.max(1));
        let stopped = Arc::new(OnceLock::new());
        let session = Session::new(connection)?;
        let limits = Limits {
            batch_verbs_max: options.batch_verbs_max,
            batch_age_max: options.batch_age_max,
            verb_time_max: options.verb_time_max,
        };
        let writer = Writer::new(session, waiting, stopped.clone(), checkpointer, lock, options.witness, limits);
        let thread = std::thread::Builder::new().name("wasl-writer".into()).stack_size(WRITER_STACK);
        let thread = thread.spawn(move || {
            super::inside::enter();
            writer.serve();
        });
        let thread = thread.map_err(|error| DbError::Unavailable(format!("no thread for the writer: {error}")))?;
        Ok(Self {
            queue,
            stopped,
            readers: Arc::new(Pool::new(path, options.readers, options.read_time_max)),
            reports: Arc::new(Pool::new(path, options.report_readers, options.report_time_max)),
            writer: Mutex::new(Some(thread)),
        })
    }

    pub(crate) async fn write<C, T, E, F>(&self, context: C, verb: F) -> Result<T, E>
    where
        C: Send + Sync + 'static,
        T: Send + 'static,
        E: Fails,
        F: for<'t> Fn(&'t mut Tx, &'t C) -> BoxFuture<'t, Result<T, E>> + Send + Sync + 'static,
    {
        super::inside::refuse().map_err(E::from)?;
        if let Some(reason) = self.stopped.get() {
            return Err(E::from(DbError::Unavailable(reason.clone())));
        }
        let (verb, answer) = Verb::new(context, verb);
        if self.queue.send(Work::Verb(Box::new(verb))).await.is_err() {
            return Err(E::from(closed()));
        }
        // A writer that dies with the verb in hand leaves its outcome unknown.
        answer.await.unwrap_or_else(|_| Err(E::from(DbError::CommitUnknown)))
    }

    /// Runs something of the door's own on the writer's thread, outside any transaction.
    pub(crate) async fn order<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Writer) -> T + Send + 'static,
    ) -> Result<T, DbError> {
        let (reply, answer) = oneshot::channel();
        let order = move |writer: &mut Writer| drop(reply.send(work(writer)));
        self.queue.send(Work::Order(Box::new(order))).await.map_err(|_| closed())?;
        answer.await.map_err(|_| closed())
    }

    pub(crate) async fn read(&self) -> Result<Lent, DbError> {
        super::inside::refuse()?;
        self.readers.lend().await
    }

    pub(crate) async fn report(&self) -> Result<Lent, DbError> {
        super::inside::refuse()?;
        self.reports.lend().await
    }

    pub(crate) async fn checkpoint(&self) -> Result<(), DbError> {
        self.order(|writer| writer.empty_log()).await?
    }

    /// Does what waits, copies the log back and frees the file.
    pub(crate) async fn close(&self) -> Result<(), DbError> {
        self.readers.close();
        self.reports.close();
        self.order(Writer::close).await?;
        let thread = self.writer.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some(thread) = thread else { return Ok(()) };
        let joined = tokio::task::spawn_blocking(move || thread.join()).await;
        match joined {
            Ok(Ok(())) => Ok(()),
            _ => Err(DbError::Bug("the writer's thread panicked".to_owned())),
        }
    }
}

fn closed() -> DbError {
    DbError::Unavailable("the database is closed".to_owned())
}
