//! The PostgreSQL side of a [`Db`](crate::Db): one pool for verbs and reads, a small one for reports, and one connection
//! that holds the node number.

use super::lease::{self, Lease};
use super::tls::Address;
use super::{Session, errors, open, verb, young};
use crate::{BoxFuture, DbError, Fails, Options, Tx};
use deadpool_postgres::{Object, Pool};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use tokio::sync::Mutex;
use tokio::task::AbortHandle;

/// Longest wait for verbs under way when the database is closed, and the time between two looks.
const DRAIN_MAX: Duration = Duration::from_secs(10);
const DRAIN_LOOK: Duration = Duration::from_millis(5);
const BEGIN_REPORT: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

pub(crate) struct Store {
    address: Address,
    pool: Pool,
    reports: Pool,
    connection_wait_max: Duration,
    lease: Mutex<Option<Lease>>,
    /// Raised when our node number is another's.
    fenced: Arc<AtomicBool>,
    /// Has young tables measured.
    watch: AbortHandle,
}

impl Store {
    pub(crate) async fn open(url: &str, options: &Options) -> Result<Self, DbError> {
        let address = Address::parse(url)?;
        let wait_max = options.connection_wait_max;
        let quick = open::with_settings(&address, options.verb_time_max);
        let patient = open::with_settings(&address, options.report_time_max);
        let reports = open::pool(&patient, options.report_readers, wait_max)?;
        let store = Self {
            pool: open::pool(&quick, options.connections, wait_max)?,
            watch: young::watch(reports.clone()),
            reports,
            address,
            connection_wait_max: wait_max,
            lease: Mutex::default(),
            fenced: Arc::default(),
        };
        open::check_database(&store.client().await?).await?;
        Ok(store)
    }

    /// The verb runs to its end in a task of its own: a caller that goes away neither stops it half-way nor leaves a
    /// connection inside a transaction.
    pub(crate) async fn write<C, T, E, F>(&self, context: C, verb: F) -> Result<T, E>
    where
        C: Send + Sync + 'static,
        T: Send + 'static,
        E: Fails,
        F: for<'t> Fn(&'t mut Tx, &'t C) -> BoxFuture<'t, Result<T, E>> + Send + Sync + 'static,
    {
        if self.fenced.load(Ordering::Relaxed) {
            let text = "another process has taken our node number; start this one again";
            return Err(E::from(DbError::Unavailable(text.to_owned())));
        }
        let client = self.client().await.map_err(E::from)?;
        match tokio::spawn(verb::run(client, context, verb)).await {
            Ok(result) => result,
            Err(error) => Err(E::from(match error.try_into_panic() {
                Ok(panic) => DbError::Bug(format!("a verb panicked: {}", crate::sqlite::sentence(&*panic))),
                Err(_) => DbError::CommitUnknown,
            })),
        }
    }

    pub(crate) async fn read(&self) -> Result<Session, DbError> {
        self.client().await.map(Session::plain)
    }

    pub(crate) async fn report(&self) -> Result<Session, DbError> {
        let client = self.reports.get().await.map_err(|error| errors::read_pool(&error))?;
        Ok(Session::within(client, BEGIN_REPORT))
    }

    pub(crate) async fn client(&self) -> Result<Object, DbError> {
        self.pool.get().await.map_err(|error| errors::read_pool(&error))
    }

    /// The node number of this process, taken when first asked for.
    pub(crate) async fn lease_node(&self) -> Result<u16, DbError> {
        let mut lease = self.lease.lock().await;
        if let Some(lease) = &*lease {
            return Ok(lease.node);
        }
        let pool = open::pool(&self.address, 2, self.connection_wait_max)?;
        let taken = lease::take(pool, self.fenced.clone()).await?;
        Ok(lease.insert(taken).node)
    }

    /// Does another process hold a node number of this database? Every process that may write holds one.
    pub(crate) async fn has_company(&self) -> Result<bool, DbError> {
        let ours = i64::from(self.lease.lock().await.is_some());
        Ok(lease::count(&self.client().await?).await? > ours)
    }

    /// Lets nobody in, and waits for the verbs that are under way.
    pub(crate) async fn close(&self) {
        self.watch.abort();
        self.pool.close();
        self.reports.close();
        let since = Instant::now();
        while self.pool.status().size > 0 && since.elapsed() < DRAIN_MAX {
            tokio::time::sleep(DRAIN_LOOK).await;
        }
        self.lease.lock().await.take();
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        self.watch.abort();
    }
}
