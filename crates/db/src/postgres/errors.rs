//! PostgreSQL's SQLSTATEs in the door's words.

use crate::DbError;
use deadpool_postgres::PoolError;
use tokio_postgres::Error;
use tokio_postgres::error::DbError as Said;

pub(crate) fn read(error: &Error) -> DbError {
    match error.as_db_error() {
        Some(said) => said_by_server(said),
        None if error.is_closed() || is_io(error) => {
            DbError::Unavailable(format!("PostgreSQL is gone: {}", with_source(error)))
        }
        None => DbError::Bug(with_source(error)),
    }
}

/// What an error of COMMIT itself means: unless the server says that it refused, nobody knows.
pub(crate) fn read_commit(error: &Error) -> DbError {
    match error.as_db_error().map(said_by_server) {
        None | Some(DbError::Unavailable(_)) => DbError::CommitUnknown,
        Some(refused) => refused,
    }
}

pub(crate) fn read_pool(error: &PoolError) -> DbError {
    match error {
        PoolError::Backend(error) => match read(error) {
            DbError::Bug(text) | DbError::Unavailable(text) => DbError::Unavailable(text),
            other => other,
        },
        other => DbError::Unavailable(format!("no connection to PostgreSQL: {other}")),
    }
}

/// True when a prepared statement no longer fits the schema: a migration ran beside us.
pub(crate) fn is_stale_plan(error: &Error) -> bool {
    error.as_db_error().is_some_and(|said| said.code().code() == "0A000" && said.message().starts_with("cached plan"))
}

fn said_by_server(said: &Said) -> DbError {
    let text = || format!("{} ({})", said.message(), said.code().code());
    let constraint = || said.constraint().unwrap_or_default().to_owned();
    match said.code().code() {
        "23505" => DbError::Unique { constraint: constraint() },
        "23514" => DbError::Check { name: constraint() },
        "P0001" => DbError::Check { name: said.message().to_owned() },
        "40001" | "40P01" => DbError::Retry(text()),
        "0A000" if said.message().starts_with("cached plan") => DbError::Retry(text()),
        "0A000" if said.message().contains("recovery") => DbError::Unavailable(text()),
        "53100" => DbError::Full,
        "57014" => DbError::Unavailable("the question took longer than its time limit".to_owned()),
        "55P03" | "25P03" => DbError::Unavailable(text()),
        code if code.starts_with("08")
            || code.starts_with("53")
            || code.starts_with("57")
            || code.starts_with("58") =>
        {
            DbError::Unavailable(text())
        }
        _ => DbError::Bug(text()),
    }
}

fn is_io(error: &Error) -> bool {
    std::error::Error::source(error).is_some_and(|source| source.is::<std::io::Error>())
}

fn with_source(error: &Error) -> String {
    let source = std::error::Error::source(error).map(|source| format!(": {source}")).unwrap_or_default();
    format!("{error}{source}")
}
