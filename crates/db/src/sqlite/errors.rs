//! SQLite's error codes and sentences in the door's words. It names columns where PostgreSQL names the index,
//! so the index is looked up in the schema: both engines give the same `constraint`.

use crate::DbError;
use rusqlite::{Connection, Error, ffi};

const UNIQUE: &str = "UNIQUE constraint failed: ";
const CHECK: &str = "CHECK constraint failed: ";

pub(crate) fn read(error: &Error, connection: &Connection) -> DbError {
    let Error::SqliteFailure(failure, text) = error else { return DbError::Bug(error.to_string()) };
    let text = text.clone().unwrap_or_else(|| failure.to_string());
    match failure.extended_code {
        ffi::SQLITE_CONSTRAINT_PRIMARYKEY | ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_ROWID => {
            DbError::Unique { constraint: index_of(&text, connection) }
        }
        ffi::SQLITE_CONSTRAINT_TRIGGER => DbError::Check { name: text },
        ffi::SQLITE_CONSTRAINT_CHECK => {
            DbError::Check { name: text.strip_prefix(CHECK).map_or_else(|| text.clone(), str::to_owned) }
        }
        code => match code & 0xff {
            ffi::SQLITE_FULL => DbError::Full,
            ffi::SQLITE_INTERRUPT => DbError::Unavailable("the question took longer than its time limit".to_owned()),
            ffi::SQLITE_BUSY | ffi::SQLITE_LOCKED => DbError::Unavailable(format!("another process holds it: {text}")),
            ffi::SQLITE_IOERR | ffi::SQLITE_CANTOPEN | ffi::SQLITE_CORRUPT | ffi::SQLITE_NOTADB | ffi::SQLITE_NOMEM => {
                DbError::Unavailable(text)
            }
            _ => DbError::Bug(text),
        },
    }
}

/// `UNIQUE constraint failed: orders.shop_id, orders.number` to the name of the index over those columns.
fn index_of(text: &str, connection: &Connection) -> String {
    let Some(columns) = text.strip_prefix(UNIQUE) else { return text.to_owned() };
    if let Some(named) = columns.strip_prefix("index '") {
        return named.trim_end_matches('\'').to_owned();
    }
    let Some((table, _)) = columns.split_once('.') else { return columns.to_owned() };
    let prefix = format!("{table}.");
    let wanted: Vec<&str> = columns.split(", ").map(|column| column.strip_prefix(&prefix).unwrap_or(column)).collect();
    named_index(connection, table, &wanted).ok().flatten().unwrap_or_else(|| columns.to_owned())
}

fn named_index(connection: &Connection, table: &str, wanted: &[&str]) -> Result<Option<String>, Error> {
    let mut indexes =
        connection.prepare_cached("SELECT name, origin FROM pragma_index_list(?1) WHERE \"unique\" = 1")?;
    let mut columns = connection.prepare_cached("SELECT name FROM pragma_index_info(?1) ORDER BY seqno")?;
    let found = indexes.query_map([table], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?;
    for index in found {
        let (name, origin) = index?;
        let held: Vec<String> = columns.query_map([&name], |row| row.get(0))?.collect::<Result<_, _>>()?;
        if held == wanted {
            return Ok(Some(match origin.as_str() {
                "pk" => format!("{table}_pkey"),
                "u" => format!("{table}_{}_key", wanted.join("_")),
                _ => name,
            }));
        }
    }
    Ok(None)
}
