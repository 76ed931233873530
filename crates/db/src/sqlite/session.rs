//! One SQLite connection at work: statements prepared once and kept, arguments bound by number, rows mapped in place.

use super::deadline::Deadline;
use super::{errors, open};
use crate::row::Source;
use crate::statement::Numbered;
use crate::value::check_args;
use crate::{Cell, DbError, Row, Sql, Value};
use rusqlite::types::{ToSql, ToSqlOutput, ValueRef};
use rusqlite::{CachedStatement, Connection};
use std::path::Path;

/// Statements that a connection keeps prepared; more than the product has.
const STATEMENTS_KEPT: usize = 2048;
/// Rows that one answer may hold; a question that could meet more asks in pages.
pub(crate) const ROWS_MAX: usize = 1_000_000;

pub(crate) struct Session {
    pub(crate) connection: Connection,
    numbered: Numbered,
    /// The first statement that failed since the last savepoint: going on after it would differ between engines.
    pub(crate) failed: Option<DbError>,
    pub(crate) deadline: Deadline,
}

impl Session {
    pub(crate) fn new(mut connection: Connection) -> Result<Self, DbError> {
        connection.set_prepared_statement_cache_capacity(STATEMENTS_KEPT);
        let deadline = Deadline::watch(&mut connection)?;
        Ok(Self { connection, numbered: Numbered::default(), failed: None, deadline })
    }

    /// A statement of the door itself: no arguments, no rows.
    pub(crate) fn command(&self, text: &'static str) -> Result<(), DbError> {
        let step = || self.connection.prepare_cached(text)?.raw_execute();
        step().map(drop).map_err(|error| errors::read(&error, &self.connection))
    }

    pub(crate) fn run(&mut self, sql: Sql, args: &[Value<'_>]) -> Result<u64, DbError> {
        check_args(sql, args)?;
        let answer = with_statement(&self.connection, &mut self.numbered, sql, |statement| {
            bind(statement, sql, args)?;
            Ok(statement.raw_execute()? as u64)
        });
        self.settle(sql, answer)
    }

    pub(crate) fn batch(&mut self, sql: Sql, rows: &[Vec<Value<'_>>]) -> Result<u64, DbError> {
        for row in rows {
            check_args(sql, row)?;
        }
        let answer = with_statement(&self.connection, &mut self.numbered, sql, |statement| {
            let mut touched = 0;
            for row in rows {
                bind(statement, sql, row)?;
                touched += statement.raw_execute()? as u64;
            }
            Ok(touched)
        });
        self.settle(sql, answer)
    }

    pub(crate) fn opt<T>(
        &mut self,
        sql: Sql,
        args: &[Value<'_>],
        map: impl Fn(&Row<'_>) -> Result<T, DbError>,
    ) -> Result<Option<T>, DbError> {
        check_args(sql, args)?;
        let answer = with_statement(&self.connection, &mut self.numbered, sql, |statement| {
            bind(statement, sql, args)?;
            let mut rows = statement.raw_query();
            let Some(row) = rows.next()? else { return Ok(None) };
            let found = map(&Row(Source::Sqlite(row))).map_err(Fault::Ours)?;
            if rows.next()?.is_some() {
                return Err(Fault::Ours(more_than_one(sql)));
            }
            Ok(Some(found))
        });
        self.settle(sql, answer)
    }

    pub(crate) fn all<T>(
        &mut self,
        sql: Sql,
        args: &[Value<'_>],
        map: impl Fn(&Row<'_>) -> Result<T, DbError>,
    ) -> Result<Vec<T>, DbError> {
        check_args(sql, args)?;
        let answer = with_statement(&self.connection, &mut self.numbered, sql, |statement| {
            bind(statement, sql, args)?;
            let mut rows = statement.raw_query();
            let mut found = Vec::new();
            while let Some(row) = rows.next()? {
                if found.len() == ROWS_MAX {
                    return Err(Fault::Ours(too_many_rows(sql)));
                }
                found.push(map(&Row(Source::Sqlite(row))).map_err(Fault::Ours)?);
            }
            Ok(found)
        });
        self.settle(sql, answer)
    }

    fn settle<T>(&mut self, sql: Sql, answer: Result<T, Fault>) -> Result<T, DbError> {
        answer.map_err(|fault| match fault {
            Fault::Ours(error) => error,
            Fault::Engine(error) => {
                let error = errors::read(&error, &self.connection);
                let error = if let DbError::Bug(text) = error { DbError::Bug(format!("{text}: {sql}")) } else { error };
                self.failed.get_or_insert_with(|| error.clone());
                error
            }
        })
    }
}

/// A snapshot of a file that another process may serve meanwhile; it begins with the first question.
pub(crate) fn onlook(path: &Path) -> Result<Session, DbError> {
    let session = Session::new(open::onlooker(path)?)?;
    session.command("BEGIN DEFERRED")?;
    Ok(session)
}

pub(crate) fn more_than_one(sql: Sql) -> DbError {
    DbError::Bug(format!("more than one row where one was asked for: {sql}"))
}

pub(crate) fn too_many_rows(sql: Sql) -> DbError {
    DbError::Bug(format!("more than {ROWS_MAX} rows, ask in pages: {sql}"))
}

/// Who says no: the engine, or we about a row that it gave.
enum Fault {
    Engine(rusqlite::Error),
    Ours(DbError),
}

impl From<rusqlite::Error> for Fault {
    fn from(error: rusqlite::Error) -> Self {
        Self::Engine(error)
    }
}

fn with_statement<T>(
    connection: &Connection,
    numbered: &mut Numbered,
    sql: Sql,
    work: impl FnOnce(&mut CachedStatement<'_>) -> Result<T, Fault>,
) -> Result<T, Fault> {
    let mut statement = connection.prepare_cached(numbered.text(sql))?;
    work(&mut statement)
}

fn bind(statement: &mut CachedStatement<'_>, sql: Sql, args: &[Value<'_>]) -> Result<(), Fault> {
    let expected = statement.parameter_count();
    if expected != args.len() {
        let text = format!("{} arguments where the statement has {expected}: {sql}", args.len());
        return Err(Fault::Ours(DbError::Bug(text)));
    }
    for (place, value) in args.iter().enumerate() {
        statement.raw_bind_parameter(place + 1, value)?;
    }
    Ok(())
}

impl ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Value::Null => ValueRef::Null,
            Value::Int(number) => ValueRef::Integer(*number),
            Value::Real(number) => ValueRef::Real(*number),
            Value::Text(text) => ValueRef::Text(text.as_bytes()),
            Value::Bytes(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

/// The stored value of a column.
pub(crate) fn cell<'r>(row: &'r rusqlite::Row<'_>, index: usize) -> Result<Cell<'r>, DbError> {
    let value = row.get_ref(index).map_err(|_| DbError::Bug(format!("the row has no column {index}")))?;
    Ok(match value {
        ValueRef::Null => Cell::Null,
        ValueRef::Integer(number) => Cell::Int(number),
        ValueRef::Real(number) => Cell::Real(number),
        ValueRef::Blob(bytes) => Cell::Bytes(bytes),
        ValueRef::Text(text) => {
            Cell::Text(std::str::from_utf8(text).map_err(|_| DbError::Bug(format!("column {index} is not UTF-8")))?)
        }
    })
}
