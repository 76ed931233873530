//! How many rows every table has: what a refused request must not change.

use crate::{Db, Migrations, Sql, args};
use std::collections::BTreeMap;

/// By the tables' names in the migrations of `rooms`.
pub async fn row_counts(db: &Db, rooms: &[Migrations]) -> BTreeMap<String, i64> {
    let lines = rooms.iter().flat_map(|room| room.files).flat_map(|(_, sql)| sql.lines());
    let tables = lines.filter_map(|line| line.strip_prefix("CREATE TABLE ")?.split([' ', '(']).next());
    let mut read = db.read().await.expect("a reader");
    let mut counts = BTreeMap::new();
    for table in tables {
        // The door takes texts that live as long as the program; there are as many as tables.
        let sql: Sql = Box::leak(format!("SELECT COUNT(*) FROM {table}").into_boxed_str());
        counts.insert(table.to_owned(), read.one(sql, args![], |row| row.get(0)).await.expect(table));
    }
    assert!(!counts.is_empty(), "the migrations make no table");
    counts
}
