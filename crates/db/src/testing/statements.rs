//! The check that replaces compile-time SQL: every statement is prepared on the engine at hand, and on PostgreSQL every
//! parameter and column must be one of the four types that SQLite has too.

use crate::db::Store;
use crate::{Db, Sql, postgres, sqlite};

/// Prepares all of a store's `STATEMENTS`; panics with the whole list of what is wrong.
pub async fn check_statements(db: &Db, statements: &'static [(&'static str, Sql)]) {
    let wrong = wrong_statements(db, statements).await;
    assert!(wrong.is_empty(), "statements that do not fit {:?}:\n{}", db.engine(), wrong.join("\n"));
}

/// One sentence for each thing that is wrong.
pub async fn wrong_statements(db: &Db, statements: &'static [(&'static str, Sql)]) -> Vec<String> {
    let mut wrong = match &*db.store {
        Store::Sqlite(store) => sqlite::wrong_statements(store, statements).await,
        Store::Postgres(store) => postgres::wrong_statements(store, statements).await,
    };
    wrong.extend(statements.iter().filter_map(|(name, sql)| gap(sql).map(|n| format!("{name}: ${n} is not used"))));
    wrong
}

/// Steps of SQLite's plans that read a whole table, all rows of a shop, or rows where ids would do, `NAME: step` each;
/// none on PostgreSQL, which plans by what it finds.
pub async fn wide_statements(db: &Db, statements: &'static [(&'static str, Sql)]) -> Vec<String> {
    match &*db.store {
        Store::Sqlite(store) => sqlite::wide_statements(store, statements).await,
        Store::Postgres(_) => Vec::new(),
    }
}

/// The first parameter number that is left out.
fn gap(sql: &str) -> Option<usize> {
    let used: Vec<usize> = sql
        .split('$')
        .skip(1)
        .filter_map(|rest| rest.split(|c: char| !c.is_ascii_digit()).next().and_then(|digits| digits.parse().ok()))
        .collect();
    (1..=used.iter().copied().max().unwrap_or(0)).find(|number| !used.contains(number))
}
