//! For the tests of every room: a fresh database on each engine, and the check of all statements.

mod fresh;
mod rows;
mod statements;

pub use rows::row_counts;
pub use statements::{check_statements, wide_statements, wrong_statements};

use crate::db::Store;
use crate::{Db, DbError, Migrations, Options};
use futures::FutureExt;
use std::panic::AssertUnwindSafe;

/// The variable that names a PostgreSQL server on which test databases may be made: `postgres://user@host:port/postgres`.
pub const SERVER: &str = "WASL_TEST_POSTGRES";

/// Options for each database of a test: an [`Options`] holds a witness and cannot be copied.
pub type MakeOptions = fn() -> Options;

/// Runs `test` on a fresh SQLite file and, when [`SERVER`] names one, on a fresh PostgreSQL database.
/// The schema is made by `rooms`; what was made is removed afterwards, also when the test fails.
pub async fn on_both<F, T>(rooms: &[Migrations], test: F)
where
    F: Fn(Db) -> T,
    T: Future<Output = ()>,
{
    on_sqlite(rooms, Options::default, &test).await;
    on_postgres(rooms, small, &test).await;
}

/// The same with options of the test's own.
pub async fn on_both_with<F, T>(rooms: &[Migrations], options: MakeOptions, test: F)
where
    F: Fn(Db) -> T,
    T: Future<Output = ()>,
{
    on_sqlite(rooms, options, &test).await;
    on_postgres(rooms, options, &test).await;
}

/// Few connections: many tests share one server.
pub fn small() -> Options {
    Options { connections: 8, report_readers: 2, ..Options::default() }
}

/// Only the SQLite half, for what only SQLite does.
pub async fn on_sqlite<F, T>(rooms: &[Migrations], options: MakeOptions, test: F)
where
    F: Fn(Db) -> T,
    T: Future<Output = ()>,
{
    let folder = fresh::Folder::new();
    let db = folder.open(options()).await;
    db.migrate(rooms).await.expect("migrations on SQLite");
    run("SQLite", &db, test).await;
}

/// Only the PostgreSQL half; nothing when no server is named.
pub async fn on_postgres<F, T>(rooms: &[Migrations], options: MakeOptions, test: F)
where
    F: Fn(Db) -> T,
    T: Future<Output = ()>,
{
    let Some(database) = fresh::Database::make(rooms).await else { return };
    let db = database.open(options()).await;
    let outcome = AssertUnwindSafe(run("PostgreSQL", &db, test)).catch_unwind().await;
    database.remove().await;
    if let Err(panic) = outcome {
        std::panic::resume_unwind(panic);
    }
}

/// The address of a fresh PostgreSQL database with the schema of `rooms`, for a test that opens it itself; nothing when no
/// server is named.
pub async fn with_postgres<F, T>(rooms: &[Migrations], test: F)
where
    F: FnOnce(String) -> T,
    T: Future<Output = ()>,
{
    let Some(database) = fresh::Database::make(rooms).await else { return };
    let outcome = AssertUnwindSafe(test(database.url().to_owned())).catch_unwind().await;
    database.remove().await;
    if let Err(panic) = outcome {
        std::panic::resume_unwind(panic);
    }
}

async fn run<F, T>(engine: &str, db: &Db, test: F)
where
    F: Fn(Db) -> T,
    T: Future<Output = ()>,
{
    let outcome = AssertUnwindSafe(test(db.clone())).catch_unwind().await;
    // A test may have closed it itself.
    drop(db.close().await);
    if let Err(panic) = outcome {
        panic!("on {engine}: {}", crate::sqlite::sentence(&*panic));
    }
}

/// Lets a SQLite file grow to `pages` and no further, as a full disk would; a PostgreSQL database is left alone.
pub async fn limit_pages(db: &Db, pages: u32) -> Result<(), DbError> {
    match &*db.store {
        Store::Sqlite(store) => store.limit_pages(pages).await,
        Store::Postgres(_) => Ok(()),
    }
}
