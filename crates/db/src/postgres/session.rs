//! One PostgreSQL connection at work. BEGIN travels together with the first statement, and what nobody waits for travels
//! with the next one or with COMMIT; a connection that is left inside a transaction (a finished report, a dropped future,
//! a panic) is rolled back before it goes back to the pool.

use super::piece::{Fault, Piece, in_order, pieces, prepare_for};
use super::{errors, wide};
use crate::row::Source;
use crate::sqlite::ROWS_MAX;
use crate::value::check_args;
use crate::{DbError, Row, Sql, Value};
use deadpool_postgres::Object;
use futures::TryStreamExt;
use tokio_postgres::Error;
use tokio_postgres::types::ToSql;

/// Rows of a batch that are under way at once.
const PIPELINE_ROWS: usize = 256;
/// Changes that wait for the end of a verb at most; more are sent on.
const LAST_MAX: usize = 16_384;

/// For a transaction that takes as long as it takes, and waits between its statements.
pub(crate) const UNLIMITED: &str = "SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0";

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// Each statement by itself.
    Plain,
    /// To be begun with this text before the first statement.
    Waiting(&'static str),
    /// BEGIN is sent.
    Open,
}

pub(crate) struct Session {
    client: Option<Object>,
    stage: Stage,
    /// Changes whose answer nobody waits for: sent before the next statement, in the same trip.
    queued: Vec<Change>,
    /// Changes for the end of the verb, each beside its like.
    last: Vec<Change>,
    /// The first statement that failed since the last savepoint; PostgreSQL would turn a COMMIT after it into a rollback.
    pub(crate) failed: Option<DbError>,
}

/// A statement and its arguments.
type Change = (Sql, Vec<Value<'static>>);

impl Session {
    /// Each statement commits by itself; only for reading.
    pub(crate) fn plain(client: Object) -> Self {
        Self { client: Some(client), stage: Stage::Plain, queued: Vec::new(), last: Vec::new(), failed: None }
    }

    /// Everything inside one transaction, begun with `begin` before the first statement.
    pub(crate) fn within(client: Object, begin: &'static str) -> Self {
        Self { client: Some(client), stage: Stage::Waiting(begin), queued: Vec::new(), last: Vec::new(), failed: None }
    }

    pub(crate) async fn run(&mut self, sql: Sql, args: &[Value<'_>]) -> Result<u64, DbError> {
        check_args(sql, args)?;
        let answer = self.run_raw(sql, args).await;
        self.settle(sql, answer)
    }

    /// Leaves a change to travel with what comes next; its failure is met there.
    pub(crate) async fn send(&mut self, sql: Sql, args: &[Value<'_>]) -> Result<(), DbError> {
        check_args(sql, args)?;
        self.queued.push((sql, args.iter().map(|value| value.clone().into_owned()).collect()));
        if self.queued.len() < PIPELINE_ROWS { Ok(()) } else { self.flush().await }
    }

    /// Leaves a change for the end of the verb; said again right away it changes nothing and goes once.
    pub(crate) async fn send_last(&mut self, sql: Sql, args: &[Value<'_>]) -> Result<(), DbError> {
        check_args(sql, args)?;
        let change: Change = (sql, args.iter().map(|value| value.clone().into_owned()).collect());
        let newest_like_it = self.last.iter().rev().find(|(known, _)| *known == sql);
        if !(wide::is_idempotent(sql) && newest_like_it == Some(&change)) {
            self.last.push(change);
        }
        if self.last.len() < LAST_MAX { Ok(()) } else { self.flush_all().await }
    }

    /// Sends what is queued and what was left for the end, and waits for it.
    pub(crate) async fn flush_all(&mut self) -> Result<(), DbError> {
        self.queue_last();
        self.flush().await
    }

    /// What was left for the end joins the queue, each statement's rows together.
    fn queue_last(&mut self) {
        let mut last = std::mem::take(&mut self.last);
        let mut order: Vec<Sql> = Vec::new();
        for (sql, _) in &last {
            if !order.contains(sql) {
                order.push(sql);
            }
        }
        last.sort_by_key(|(sql, _)| order.iter().position(|known| known == sql));
        self.queued.append(&mut last);
    }

    /// Sends what is queued and waits for it.
    pub(crate) async fn flush(&mut self) -> Result<(), DbError> {
        if self.queued.is_empty() {
            return Ok(());
        }
        let answer = self.trip(async |_| Ok(())).await;
        self.settle("", answer)
    }

    /// Forgets what waits: the savepoint it was sent under is rolled back to.
    pub(crate) fn forget_waiting(&mut self) {
        self.queued.clear();
        self.last.clear();
    }

    pub(crate) async fn batch(&mut self, sql: Sql, rows: &[Vec<Value<'_>>]) -> Result<u64, DbError> {
        for row in rows {
            check_args(sql, row)?;
        }
        let mut touched = 0;
        for part in rows.chunks(PIPELINE_ROWS) {
            let answer = self.batch_raw(sql, part).await;
            touched += self.settle(sql, answer)?;
        }
        Ok(touched)
    }

    pub(crate) async fn opt<T>(
        &mut self,
        sql: Sql,
        args: &[Value<'_>],
        map: impl Fn(&Row<'_>) -> Result<T, DbError> + Send,
    ) -> Result<Option<T>, DbError> {
        let rows = self.rows(sql, sql, args).await?;
        only(sql, &rows, map)
    }

    pub(crate) async fn opt_locked<T>(
        &mut self,
        sql: Sql,
        args: &[Value<'_>],
        map: impl Fn(&Row<'_>) -> Result<T, DbError> + Send,
    ) -> Result<Option<T>, DbError> {
        let locked = format!("{sql} FOR UPDATE");
        let rows = self.rows(sql, &locked, args).await?;
        only(sql, &rows, map)
    }

    pub(crate) async fn all<T>(
        &mut self,
        sql: Sql,
        args: &[Value<'_>],
        map: impl Fn(&Row<'_>) -> Result<T, DbError> + Send,
    ) -> Result<Vec<T>, DbError> {
        let rows = self.rows(sql, sql, args).await?;
        rows.iter().map(|row| map(&Row(Source::Postgres(row)))).collect()
    }

    async fn rows(&mut self, sql: Sql, text: &str, args: &[Value<'_>]) -> Result<Vec<tokio_postgres::Row>, DbError> {
        check_args(sql, args)?;
        let answer = self.rows_raw(sql, text, args).await;
        self.settle(sql, answer)
    }

    /// A statement of the door itself: no arguments, no rows.
    pub(crate) async fn command(&mut self, text: &'static str) -> Result<(), DbError> {
        let answer = self.trip(async |client| client.batch_execute(text).await).await;
        self.settle(text, answer)
    }

    /// What is queued travels along: if any of it fails, PostgreSQL turns this COMMIT into a rollback, and the failure
    /// is the answer.
    pub(crate) async fn commit(&mut self) -> Result<(), DbError> {
        self.queue_last();
        if self.stage != Stage::Open && self.queued.is_empty() {
            return Ok(());
        }
        // Nothing is on the wire yet: a failure here is a plain one.
        let prepared = self.prepare_queued(&self.queued).await.map(drop);
        self.settle_prepared(&prepared);
        self.settle("", prepared)?;
        let mut committed = Ok(());
        let queued = self
            .trip(async |client| {
                committed = client.batch_execute("COMMIT").await;
                Ok(())
            })
            .await;
        match (queued, committed) {
            // The server speaks: it rolled back.
            (Err(Fault::Sent(sql, error)), _) if error.as_db_error().is_some() => {
                self.settle("", Err(Fault::Sent(sql, error)))
            }
            (Err(Fault::Engine(error) | Fault::Sent(_, error)), _) | (Ok(()), Err(error)) => {
                Err(errors::read_commit(&error))
            }
            (Err(Fault::Ours(error)), _) => Err(error),
            (Ok(()), Ok(())) => {
                self.stage = Stage::Plain;
                Ok(())
            }
        }
    }

    /// A connection that cannot even roll back stays open and is closed by the drop.
    pub(crate) async fn roll_back(&mut self) {
        if self.stage != Stage::Open {
            return;
        }
        let Ok(client) = self.client() else { return };
        if client.batch_execute("ROLLBACK").await.is_ok() {
            self.stage = Stage::Plain;
        }
    }

    /// Ready for the next run of the same verb.
    pub(crate) fn renew(&mut self, begin: &'static str) -> bool {
        self.failed = None;
        self.forget_waiting();
        let free = self.stage != Stage::Open;
        if free {
            self.stage = Stage::Waiting(begin);
        }
        free
    }

    pub(crate) fn client(&self) -> Result<&Object, DbError> {
        self.client.as_ref().ok_or_else(|| DbError::Bug("the connection was given back".to_owned()))
    }

    fn take_begin(&mut self) -> Option<&'static str> {
        let Stage::Waiting(begin) = self.stage else { return None };
        self.stage = Stage::Open;
        Some(begin)
    }

    async fn run_raw(&mut self, sql: Sql, args: &[Value<'_>]) -> Result<u64, Fault> {
        let statement = prepare_for(self.client()?, sql, sql, args).await?;
        self.trip(async |client| client.execute_raw(&statement, params(args)).await).await
    }

    async fn rows_raw(&mut self, sql: Sql, text: &str, args: &[Value<'_>]) -> Result<Vec<tokio_postgres::Row>, Fault> {
        let statement = prepare_for(self.client()?, sql, text, args).await?;
        let rows = self.trip(async |client| {
            let mut stream = std::pin::pin!(client.query_raw(&statement, params(args)).await?);
            let mut rows = Vec::new();
            while let Some(row) = stream.try_next().await? {
                if rows.len() == ROWS_MAX {
                    return Ok(Err(crate::sqlite::too_many_rows(sql)));
                }
                rows.push(row);
            }
            Ok(Ok(rows))
        });
        rows.await?.map_err(Fault::Ours)
    }

    async fn batch_raw(&mut self, sql: Sql, rows: &[Vec<Value<'_>>]) -> Result<u64, Fault> {
        let rows: Vec<&[Value<'_>]> = rows.iter().map(Vec::as_slice).collect();
        let pieces = pieces(self.client()?, sql, &rows).await?;
        let touched = self.trip(async |client| in_order(pieces.iter().map(|piece| piece.send(client)).collect()).await);
        Ok(touched.await?.iter().sum())
    }

    /// The statements of what is queued, neighbours of one text beside each other. One that cannot be prepared or given
    /// its arguments is found before anything of the trip is sent.
    async fn prepare_queued<'a>(&self, queued: &'a [Change]) -> Result<Vec<Piece<'a>>, Fault> {
        let mut all = Vec::with_capacity(queued.len());
        for run in queued.chunk_by(|(one, _), (next, _)| one == next) {
            let sql = run[0].0;
            let rows: Vec<&[Value<'_>]> = run.iter().map(|(_, args)| args.as_slice()).collect();
            match pieces(self.client()?, sql, &rows).await {
                Ok(mut more) => all.append(&mut more),
                Err(Fault::Engine(error)) => return Err(Fault::Sent(sql, error)),
                Err(other) => return Err(other),
            }
        }
        Ok(all)
    }

    /// A queued change that is wrong by itself ends the verb, whatever the verb makes of it.
    fn settle_prepared<T>(&mut self, prepared: &Result<T, Fault>) {
        if let Err(Fault::Ours(error)) = prepared {
            self.failed.get_or_insert_with(|| error.clone());
        }
    }

    /// One trip to the server: BEGIN if it still waits, what is queued, and `work`, all on the wire before any answer is
    /// awaited. The first failure in this order is the answer.
    async fn trip<T>(&mut self, work: impl AsyncFnOnce(&Object) -> Result<T, Error>) -> Result<T, Fault> {
        let queued = std::mem::take(&mut self.queued);
        let prepared = self.prepare_queued(&queued).await;
        self.settle_prepared(&prepared);
        let pieces = prepared?;
        let begin = self.take_begin();
        let client = self.client()?;
        let begun = async {
            match begin {
                Some(text) => client.batch_execute(text).await,
                None => Ok(()),
            }
        };
        let rows = pieces
            .iter()
            .map(|piece| async { piece.send(client).await.map_err(|error| Fault::Sent(piece.sql, error)) });
        let (begun, sent, answer) = futures::join!(begun, in_order(rows.collect()), work(client));
        begun?;
        sent?;
        Ok(answer?)
    }

    fn settle<T>(&mut self, sql: &str, answer: Result<T, Fault>) -> Result<T, DbError> {
        answer.map_err(|fault| match fault.named(sql) {
            Err(error) => error,
            Ok((sql, error)) => {
                if errors::is_stale_plan(&error)
                    && let Some(client) = &self.client
                {
                    client.statement_cache.clear();
                }
                let error = match errors::read(&error) {
                    DbError::Bug(text) => DbError::Bug(format!("{text}: {sql}")),
                    other => other,
                };
                self.failed.get_or_insert_with(|| error.clone());
                error
            }
        })
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        let Some(client) = self.client.take().filter(|_| self.stage == Stage::Open) else { return };
        let Ok(runtime) = tokio::runtime::Handle::try_current() else {
            drop(Object::take(client));
            return;
        };
        runtime.spawn(async move {
            if client.batch_execute("ROLLBACK").await.is_err() {
                drop(Object::take(client));
            }
        });
    }
}

pub(crate) fn params<'a>(args: &'a [Value<'a>]) -> impl ExactSizeIterator<Item = &'a (dyn ToSql + Sync)> {
    args.iter().map(|value| value as &(dyn ToSql + Sync))
}

fn only<T>(
    sql: Sql,
    rows: &[tokio_postgres::Row],
    map: impl Fn(&Row<'_>) -> Result<T, DbError>,
) -> Result<Option<T>, DbError> {
    match rows {
        [] => Ok(None),
        [row] => map(&Row(Source::Postgres(row))).map(Some),
        _ => Err(crate::sqlite::more_than_one(sql)),
    }
}
