//! The PostgreSQL side of a [`Db`](crate::Db): one pool for verbs and reads, a small one for reports.

use super::{Session, errors, open, verb};
use crate::{BoxFuture, DbError, Fails, Options, Tx};
use deadpool_postgres::{Object, Pool};

const BEGIN_REPORT: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

pub(crate) struct Store {
    pool: Pool,
    reports: Pool,
}

impl Store {
    pub(crate) async fn open(url: &str, options: &Options) -> Result<Self, DbError> {
        let config = open::config(url)?;
        let pool = open::pool(&config, options.connections, options.connection_wait_max)?;
        let limit = options.report_time_max.as_millis();
        let mut patient = config.clone();
        patient.options(format!("{} -c statement_timeout={limit}", config.get_options().unwrap_or_default()));
        let reports = open::pool(&patient, options.report_readers, options.connection_wait_max)?;
        let store = Self { pool, reports };
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

    pub(crate) fn close(&self) {
        self.pool.close();
        self.reports.close();
    }
}
