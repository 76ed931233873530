//! How a SQLite file is opened: one process at a time, write-ahead log, every commit synced, deleted bytes overwritten.
//! What was asked for is read back, because SQLite ignores a pragma that it cannot obey.

use super::errors;
use crate::DbError;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How long a connection waits for a lock that a stranger (a shell, a backup) holds.
const BUSY_WAIT: Duration = Duration::from_secs(5);
/// Page cache of each reader, in KiB: filled as far as it is needed.
const CACHE_KIB: i64 = 16 * 1024;
/// The same of the writer. Small: after a commit in which pages of an index have changed places (four in ten) SQLite
/// walks through every page it holds, 0.3 ms with 64 MiB; and a page that it does not hold lies in the system's cache.
const WRITER_CACHE_KIB: i64 = 8 * 1024;

/// The lock on `<file>.lock`, held for as long as the writer lives.
pub(crate) struct ProcessLock(#[expect(dead_code, reason = "held, never read")] File);

impl ProcessLock {
    pub(crate) fn take(path: &Path) -> Result<Self, DbError> {
        let lock = beside(path, ".lock");
        let failed = |error: std::io::Error| DbError::Unavailable(format!("cannot open {}: {error}", lock.display()));
        let file = OpenOptions::new().create(true).truncate(false).write(true).open(&lock).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => Ok(Self(file)),
            Err(TryLockError::Error(error)) => Err(failed(error)),
            Err(TryLockError::WouldBlock) => Err(DbError::Unavailable(format!(
                "another wasl process has {} open; SQLite serves one process at a time: stop it, or use PostgreSQL",
                path.display()
            ))),
        }
    }
}

pub(crate) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// The one connection that writes; it creates the file if there is none.
pub(crate) fn writer(path: &Path) -> Result<Connection, DbError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = open(path, flags)?;
    // Checkpoints are made by the checkpointer, beside the writer and not in the middle of someone's commit.
    let wanted = [
        ("journal_mode", "wal", "wal"),
        ("synchronous", "FULL", "2"),
        ("foreign_keys", "ON", "1"),
        ("secure_delete", "ON", "1"),
        ("wal_autocheckpoint", "0", "0"),
    ];
    for (name, value, expect) in wanted {
        demand(&connection, path, name, value, expect)?;
    }
    let failed = |error: rusqlite::Error| errors::read(&error, &connection);
    connection.pragma_update(None, "cache_size", -WRITER_CACHE_KIB).map_err(failed)?;
    Ok(connection)
}

/// A connection that can only read.
pub(crate) fn reader(path: &Path) -> Result<Connection, DbError> {
    // Not SQLITE_OPEN_READ_ONLY: a reader of a write-ahead log maps its index, which needs write access to the file.
    let connection = open(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    demand(&connection, path, "query_only", "ON", "1")?;
    Ok(connection)
}

/// The same beside a process that serves the file, or beside none: closing it leaves the write-ahead log as it is.
pub(crate) fn onlooker(path: &Path) -> Result<Connection, DbError> {
    let connection = reader(path)?;
    let failed = |error: rusqlite::Error| errors::read(&error, &connection);
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true).map_err(failed)?;
    Ok(connection)
}

fn open(path: &Path, flags: OpenFlags) -> Result<Connection, DbError> {
    let failed = |error: rusqlite::Error| DbError::Unavailable(format!("cannot open {}: {error}", path.display()));
    let connection = Connection::open_with_flags(path, flags).map_err(failed)?;
    connection.busy_timeout(BUSY_WAIT).map_err(failed)?;
    connection.pragma_update(None, "cache_size", -CACHE_KIB).map_err(failed)?;
    connection.pragma_update(None, "temp_store", "MEMORY").map_err(failed)?;
    connection.pragma_update(None, "trusted_schema", "OFF").map_err(failed)?;
    // One plan per statement, whatever its arguments: without this a statement on a table that has a partial index is
    // prepared anew each time its arguments change.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map_err(failed)?;
    Ok(connection)
}

fn demand(connection: &Connection, path: &Path, name: &str, value: &str, expect: &str) -> Result<(), DbError> {
    let failed = |error: rusqlite::Error| errors::read(&error, connection);
    connection.pragma_update_and_check(None, name, value, |_| Ok(())).or_else(tolerate_silence).map_err(failed)?;
    let read = |row: &rusqlite::Row<'_>| row.get::<_, rusqlite::types::Value>(0);
    let found = match connection.pragma_query_value(None, name, read).map_err(failed)? {
        rusqlite::types::Value::Integer(number) => number.to_string(),
        rusqlite::types::Value::Text(text) => text,
        other => format!("{other:?}"),
    };
    if found == expect {
        return Ok(());
    }
    Err(DbError::Unavailable(format!("{} does not take {name}={value} (it says {found})", path.display())))
}

/// Most pragmas answer nothing when they are set.
fn tolerate_silence(error: rusqlite::Error) -> Result<(), rusqlite::Error> {
    if matches!(error, rusqlite::Error::QueryReturnedNoRows) { Ok(()) } else { Err(error) }
}
