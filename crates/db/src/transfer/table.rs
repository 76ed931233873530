//! A table as a move sees it: its columns, its key, and the texts that read it in the order of its key, a page at a time.

use crate::db::Engine;
use crate::{Cell, DbError, Read, Row, Sql, Value, args};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Rows that are read and written together.
const PAGE_ROWS: usize = 1_000;
/// The one table of the door's own: it is written by migrating, on either side.
const OURS: &str = "migration";

/// One row: a value for each column.
pub(crate) type Cells = Vec<Value<'static>>;

/// Table, column, place in the key counted from 1 (0: not of the key); tables by name, columns in their order.
const COLUMNS_SQLITE: Sql = "SELECT t.name, c.name, c.pk FROM sqlite_schema t, pragma_table_info(t.name) c \
    WHERE t.type = 'table' AND substr(t.name, 1, 7) <> 'sqlite_' ORDER BY t.name, c.cid";
const COLUMNS_POSTGRES: Sql = "SELECT CAST(t.relname AS TEXT), CAST(c.attname AS TEXT), \
    COALESCE((SELECT k.place FROM unnest(i.indkey) WITH ORDINALITY AS k(number, place) WHERE k.number = c.attnum), 0) \
    FROM pg_class t JOIN pg_attribute c ON c.attrelid = t.oid AND c.attnum > 0 AND NOT c.attisdropped \
    LEFT JOIN pg_index i ON i.indrelid = t.oid AND i.indisprimary \
    WHERE t.relkind IN ('r', 'p') AND t.relnamespace = CAST(CAST(current_schema() AS TEXT) AS regnamespace) \
    ORDER BY t.relname, c.attnum";

pub(crate) struct Table {
    pub(crate) name: String,
    pub(crate) columns: Vec<String>,
    /// Places of the key's columns, in the order of the key.
    key: Vec<usize>,
    first: Sql,
    next: Sql,
}

impl Table {
    /// The tables that `names` lists, in that order; the name of one that only the database or only the list has.
    pub(crate) async fn all(
        read: &mut Read,
        engine: Engine,
        names: &[String],
    ) -> Result<Result<Vec<Self>, String>, DbError> {
        let sql = match engine {
            Engine::Sqlite => COLUMNS_SQLITE,
            Engine::Postgres => COLUMNS_POSTGRES,
        };
        let columns = read.all(sql, args![], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).await?;
        let mut found: BTreeMap<String, Vec<(String, i64)>> = BTreeMap::new();
        for (table, column, place) in columns {
            found.entry(table).or_default().push((column, place));
        }
        found.remove(OURS);
        let mut tables = Vec::with_capacity(names.len());
        for name in names {
            match found.remove(name) {
                Some(columns) => tables.push(Self::new(name, columns)),
                None => return Ok(Err(name.clone())),
            }
        }
        Ok(match found.pop_first() {
            Some((unknown, _)) => Err(unknown),
            None => Ok(tables),
        })
    }

    fn new(name: &str, columns: Vec<(String, i64)>) -> Self {
        let mut key: Vec<(i64, usize)> =
            columns.iter().enumerate().filter(|(_, column)| column.1 > 0).map(|(at, column)| (column.1, at)).collect();
        key.sort_unstable();
        let key: Vec<usize> = key.into_iter().map(|(_, at)| at).collect();
        let columns: Vec<String> = columns.into_iter().map(|(column, _)| column).collect();
        let list = quoted(columns.iter());
        let order = quoted(key.iter().map(|&at| &columns[at]));
        let last = key.len() + 1;
        let first = format!("SELECT {list} FROM \"{name}\" ORDER BY {order} LIMIT $1");
        let next = format!(
            "SELECT {list} FROM \"{name}\" WHERE ({order}) > ({}) ORDER BY {order} LIMIT ${last}",
            numbers(key.len())
        );
        Self { name: name.to_owned(), columns, key, first: kept(first), next: kept(next) }
    }

    pub(crate) fn is_like(&self, other: &Self) -> bool {
        (&self.name, &self.columns, &self.key) == (&other.name, &other.columns, &other.key)
    }

    /// `"a", "b"`.
    pub(crate) fn list(&self) -> String {
        quoted(self.columns.iter())
    }

    pub(crate) fn insert(&self) -> Sql {
        let numbers = numbers(self.columns.len());
        kept(format!("INSERT INTO \"{}\" ({}) VALUES ({numbers})", self.name, self.list()))
    }

    pub(crate) async fn has_rows(&self, read: &mut Read) -> Result<bool, DbError> {
        Ok(!self.rows(read, self.first, args![1_i64]).await?.is_empty())
    }

    /// Hands over every row, a page at a time, in the order of the key: of its bytes on both engines.
    pub(crate) async fn pages<E: From<DbError>>(
        &self,
        read: &mut Read,
        mut take: impl AsyncFnMut(Vec<Cells>) -> Result<(), E>,
    ) -> Result<(), E> {
        let limit = Value::from(PAGE_ROWS as i64);
        let mut page = self.rows(read, self.first, std::slice::from_ref(&limit)).await?;
        while let Some(last) = page.last() {
            let is_last = page.len() < PAGE_ROWS;
            let mut after: Cells = self.key.iter().map(|&at| last[at].clone()).collect();
            after.push(limit.clone());
            take(page).await?;
            if is_last {
                break;
            }
            page = self.rows(read, self.next, &after).await?;
        }
        Ok(())
    }

    async fn rows(&self, read: &mut Read, sql: Sql, args: &[Value<'_>]) -> Result<Vec<Cells>, DbError> {
        let count = self.columns.len();
        read.all(sql, args, |row| (0..count).map(|at| owned(row, at)).collect()).await
    }
}

fn owned(row: &Row<'_>, at: usize) -> Result<Value<'static>, DbError> {
    Ok(match row.cell(at)? {
        Cell::Null => Value::Null,
        Cell::Int(number) => Value::Int(number),
        Cell::Real(number) => Value::Real(number),
        Cell::Text(text) => Value::Text(Cow::Owned(text.to_owned())),
        Cell::Bytes(bytes) => Value::Bytes(Cow::Owned(bytes.to_vec())),
    })
}

fn quoted<'a>(names: impl Iterator<Item = &'a String>) -> String {
    names.map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", ")
}

/// `$1, $2, …`
fn numbers(count: usize) -> String {
    (1..=count).map(|number| format!("${number}")).collect::<Vec<_>>().join(", ")
}

/// A connection knows its statements by the address of their text. These few are made once by a command that moves a
/// store and ends.
fn kept(text: String) -> Sql {
    Box::leak(text.into_boxed_str())
}
