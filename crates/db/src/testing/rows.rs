//! How many rows every table has: what a refused request must not change.

use crate::migrate::tables;
use crate::{Db, Migrations, Sql, args};
use std::collections::BTreeMap;

/// By the names of the tables that the migrations of `rooms` leave.
pub async fn row_counts(db: &Db, rooms: &[Migrations]) -> BTreeMap<String, i64> {
    let mut read = db.read().await.expect("a reader");
    let mut counts = BTreeMap::new();
    for table in tables(rooms) {
        // The door takes texts that live as long as the program; there are as many as tables.
        let sql: Sql = Box::leak(format!("SELECT COUNT(*) FROM {table}").into_boxed_str());
        let count = read.one(sql, args![], |row| row.get(0)).await.expect(&table);
        counts.insert(table, count);
    }
    assert!(!counts.is_empty(), "the migrations make no table");
    counts
}
