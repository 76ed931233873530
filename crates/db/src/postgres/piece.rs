//! What goes over the wire: statements prepared and checked before anything is sent, rows of one statement beside each
//! other, answers in the order of the questions.

use super::cells;
use super::wide::{self, Wide};
use crate::{DbError, Sql, Value};
use deadpool_postgres::Object;
use futures::future::join_all;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Error, Statement};

/// As many futures are polled in their order by `join_all`; more are polled as they wake.
const JOINED_MAX: usize = 30;

/// A statement ready to go, for one row or for several beside each other.
pub(super) struct Piece<'a> {
    pub(super) sql: Sql,
    statement: Statement,
    args: Vec<&'a Value<'a>>,
}

/// Who says no: the engine, or we.
pub(super) enum Fault {
    Engine(Error),
    /// The engine, of a statement that was sent before.
    Sent(Sql, Error),
    Ours(DbError),
}

impl Fault {
    /// The engine's error with the statement it is about; `sql` when that is the one at hand.
    pub(super) fn named(self, sql: &str) -> Result<(&str, Error), DbError> {
        match self {
            Self::Engine(error) => Ok((sql, error)),
            Self::Sent(sent, error) => Ok((sent, error)),
            Self::Ours(error) => Err(error),
        }
    }
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

/// All of them, sent in their order; the failure of the earliest.
pub(super) async fn in_order<T, E>(work: Vec<impl Future<Output = Result<T, E>>>) -> Result<Vec<T>, E> {
    let mut parts = Vec::with_capacity(work.len().div_ceil(JOINED_MAX));
    let mut rest = work.into_iter();
    loop {
        let part: Vec<_> = rest.by_ref().take(JOINED_MAX).collect();
        if part.is_empty() {
            break;
        }
        parts.push(join_all(part));
    }
    join_all(parts).await.into_iter().flatten().collect()
}

impl Piece<'_> {
    pub(super) async fn send(&self, client: &Object) -> Result<u64, Error> {
        client.execute_raw(&self.statement, self.args.iter().map(|value| *value as &(dyn ToSql + Sync))).await
    }
}

/// The rows of one statement in as few pieces as they can stand in.
pub(super) async fn pieces<'a>(client: &Object, sql: Sql, rows: &[&'a [Value<'a>]]) -> Result<Vec<Piece<'a>>, Fault> {
    let width = rows.first().map_or(0, |row| row.len());
    if let Some(odd) = rows.iter().find(|row| row.len() != width) {
        return Err(Fault::Ours(wrong_count(sql, odd.len(), width)));
    }
    let wide = if rows.len() > 1 { Wide::read(sql) } else { None };
    let mut pieces = Vec::new();
    let mut rest = rows;
    while !rest.is_empty() {
        let take = if wide.is_some() { wide::rows_of_next(rest.len()) } else { 1 };
        let (now, after) = rest.split_at(take);
        rest = after;
        let args: Vec<&Value<'_>> = now.iter().flat_map(|row| row.iter()).collect();
        let statement = match &wide {
            Some(wide) if take > 1 => prepare(client, sql, &wide.text(take, width), args.len()).await?,
            _ => prepare(client, sql, sql, args.len()).await?,
        };
        check_kinds(sql, &statement, args.iter().copied())?;
        pieces.push(Piece { sql, statement, args });
    }
    Ok(pieces)
}

pub(super) async fn prepare(client: &Object, sql: Sql, text: &str, given: usize) -> Result<Statement, Fault> {
    let statement = client.prepare_cached(text).await?;
    let expected = statement.params().len();
    if expected == given { Ok(statement) } else { Err(Fault::Ours(wrong_count(sql, given, expected))) }
}

pub(super) async fn prepare_for(client: &Object, sql: Sql, text: &str, args: &[Value<'_>]) -> Result<Statement, Fault> {
    let statement = prepare(client, sql, text, args.len()).await?;
    check_kinds(sql, &statement, args.iter())?;
    Ok(statement)
}

/// The driver would find out while it writes, with part of the trip on the wire.
fn check_kinds<'a>(sql: Sql, statement: &Statement, args: impl Iterator<Item = &'a Value<'a>>) -> Result<(), DbError> {
    let wrong = args.zip(statement.params()).position(|(value, kind)| !cells::fits(value, kind));
    match wrong {
        None => Ok(()),
        Some(place) => Err(DbError::Bug(format!("argument ${} is of another kind: {sql}", place + 1))),
    }
}

fn wrong_count(sql: Sql, given: usize, expected: usize) -> DbError {
    DbError::Bug(format!("{given} arguments where the statement has {expected}: {sql}"))
}
