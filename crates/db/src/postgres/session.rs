//! One PostgreSQL connection at work. BEGIN travels together with the first statement; a connection that is left inside
//! a transaction (a finished report, a dropped future, a panic) is rolled back before it goes back to the pool.

use super::errors;
use crate::row::Source;
use crate::sqlite::ROWS_MAX;
use crate::value::check_args;
use crate::{DbError, Row, Sql, Value};
use deadpool_postgres::Object;
use futures::TryStreamExt;
use futures::future::try_join_all;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Error, Statement};

/// Rows of a batch that are under way at once.
const PIPELINE_ROWS: usize = 256;

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
    /// The first statement that failed since the last savepoint; PostgreSQL would turn a COMMIT after it into a rollback.
    pub(crate) failed: Option<DbError>,
}

impl Session {
    /// Each statement commits by itself; only for reading.
    pub(crate) fn plain(client: Object) -> Self {
        Self { client: Some(client), stage: Stage::Plain, failed: None }
    }

    /// Everything inside one transaction, begun with `begin` before the first statement.
    pub(crate) fn within(client: Object, begin: &'static str) -> Self {
        Self { client: Some(client), stage: Stage::Waiting(begin), failed: None }
    }

    pub(crate) async fn run(&mut self, sql: Sql, args: &[Value<'_>]) -> Result<u64, DbError> {
        check_args(sql, args)?;
        let answer = self.run_raw(sql, args).await;
        self.settle(sql, answer)
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
        self.begin_now().await?;
        let answer = self.client()?.batch_execute(text).await;
        self.settle(text, answer.map_err(Fault::from))
    }

    /// Sends BEGIN by itself if it is still waiting.
    pub(crate) async fn begin_now(&mut self) -> Result<(), DbError> {
        let Some(begin) = self.take_begin() else { return Ok(()) };
        let answer = self.client()?.batch_execute(begin).await;
        self.settle(begin, answer.map_err(Fault::from))
    }

    pub(crate) async fn commit(&mut self) -> Result<(), DbError> {
        if self.stage != Stage::Open {
            return Ok(());
        }
        self.client()?.batch_execute("COMMIT").await.map_err(|error| errors::read_commit(&error))?;
        self.stage = Stage::Plain;
        Ok(())
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
        let statement = prepare(self.client()?, sql, sql, args.len()).await?;
        let begin = self.take_begin();
        let client = self.client()?;
        let work = client.execute_raw(&statement, params(args));
        Ok(after_begin(client, begin, work).await?)
    }

    async fn rows_raw(&mut self, sql: Sql, text: &str, args: &[Value<'_>]) -> Result<Vec<tokio_postgres::Row>, Fault> {
        let statement = prepare(self.client()?, sql, text, args.len()).await?;
        let begin = self.take_begin();
        let client = self.client()?;
        let work = async {
            let mut stream = std::pin::pin!(client.query_raw(&statement, params(args)).await?);
            let mut rows = Vec::new();
            while let Some(row) = stream.try_next().await? {
                if rows.len() == ROWS_MAX {
                    return Ok(Err(crate::sqlite::too_many_rows(sql)));
                }
                rows.push(row);
            }
            Ok(Ok(rows))
        };
        after_begin(client, begin, work).await?.map_err(Fault::Ours)
    }

    async fn batch_raw(&mut self, sql: Sql, rows: &[Vec<Value<'_>>]) -> Result<u64, Fault> {
        let Some(first) = rows.first() else { return Ok(0) };
        let statement = prepare(self.client()?, sql, sql, first.len()).await?;
        if rows.iter().any(|row| row.len() != first.len()) {
            return Err(Fault::Ours(wrong_count(sql, first.len(), rows.len())));
        }
        let begin = self.take_begin();
        let client = self.client()?;
        let work = try_join_all(rows.iter().map(|row| client.execute_raw(&statement, params(row))));
        Ok(after_begin(client, begin, work).await?.iter().sum())
    }

    fn settle<T>(&mut self, sql: &str, answer: Result<T, Fault>) -> Result<T, DbError> {
        answer.map_err(|fault| match fault {
            Fault::Ours(error) => error,
            Fault::Engine(error) => {
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

/// Who says no: the engine, or we.
enum Fault {
    Engine(Error),
    Ours(DbError),
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        Self::Engine(error)
    }
}

impl From<DbError> for Fault {
    fn from(error: DbError) -> Self {
        Self::Ours(error)
    }
}

async fn prepare(client: &Object, sql: Sql, text: &str, given: usize) -> Result<Statement, Fault> {
    let statement = client.prepare_cached(text).await?;
    let expected = statement.params().len();
    if expected == given { Ok(statement) } else { Err(Fault::Ours(wrong_count(sql, given, expected))) }
}

fn wrong_count(sql: Sql, given: usize, expected: usize) -> DbError {
    DbError::Bug(format!("{given} arguments where the statement has {expected}: {sql}"))
}

fn params<'a>(args: &'a [Value<'a>]) -> impl ExactSizeIterator<Item = &'a (dyn ToSql + Sync)> {
    args.iter().map(|value| value as &(dyn ToSql + Sync))
}

/// Both are on the wire before either answer is awaited.
async fn after_begin<T>(
    client: &Object,
    begin: Option<&'static str>,
    work: impl Future<Output = Result<T, Error>>,
) -> Result<T, Error> {
    let Some(begin) = begin else { return work.await };
    let (begun, answer) = futures::join!(client.batch_execute(begin), work);
    begun?;
    answer
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
