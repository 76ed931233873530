//! Figures for SQLite's planner. Without any it takes `shop_id = ?` for as narrow as a whole key, although one shop may
//! be all there is; real figures would change plans as the data changes. So it is told the same everywhere: a table is
//! large, one shop may fill it, and every further column of an index narrows. Format: the table sqlite_stat1 as described
//! in SQLite's "Database File Format", 2.6.3.

use super::{Session, errors};
use crate::DbError;
use rusqlite::Connection;

/// Rows of a table, all of one shop.
const ROWS: u32 = 1_000_000;
/// Rows that a partial index holds.
const ROWS_PARTIAL: u32 = 10_000;
/// Rows that agree in a key's shop and one column more.
const ROWS_NARROWED: u32 = 10;

/// (table, index, figures); the primary key of a table without row ids goes by the table's name.
type Figure = (String, String, String);

/// Writes the figures where they differ from what is known, and lets this connection read them.
pub(crate) fn tell(session: &mut Session) -> Result<(), DbError> {
    let failed = |error: rusqlite::Error| errors::read(&error, &session.connection);
    let wanted = figures(&session.connection).map_err(failed)?;
    if known(&session.connection).map_err(failed)? == wanted {
        return Ok(());
    }
    write(&session.connection, &wanted).map_err(failed)
}

fn figures(connection: &Connection) -> rusqlite::Result<Vec<Figure>> {
    let mut found = Vec::new();
    for table in texts(connection, "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")? {
        if table.starts_with("sqlite_") {
            continue;
        }
        let mut list =
            connection.prepare("SELECT name, \"unique\", origin = 'pk', partial FROM pragma_index_list(?1)")?;
        let rows = list.query_map([&table], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, bool>(1)?, row.get::<_, bool>(2)?, row.get::<_, bool>(3)?))
        })?;
        for row in rows {
            let (index, is_unique, is_key, is_partial) = row?;
            let mut columns = connection.prepare("SELECT name FROM pragma_index_info(?1) ORDER BY seqno")?;
            let columns: Vec<Option<String>> =
                columns.query_map([&index], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
            let is_of_shop = columns.first().is_some_and(|name| name.as_deref() == Some("shop_id"));
            let figure = figure(columns.len(), is_of_shop, is_unique, is_partial);
            found.push((table.clone(), if is_key { table.clone() } else { index }, figure));
        }
    }
    found.sort();
    Ok(found)
}

/// How many rows there are, and how many agree in the first column, the first two, and so on.
fn figure(columns: usize, is_of_shop: bool, is_unique: bool, is_partial: bool) -> String {
    let rows = if is_partial { ROWS_PARTIAL } else { ROWS };
    let mut text = rows.to_string();
    for place in 1..=columns {
        let agree = match place {
            last if last == columns && is_unique => 1,
            1 if is_of_shop => rows,
            _ => ROWS_NARROWED,
        };
        text.push_str(&format!(" {agree}"));
    }
    text
}

fn known(connection: &Connection) -> rusqlite::Result<Vec<Figure>> {
    if texts(connection, "SELECT name FROM sqlite_schema WHERE name = 'sqlite_stat1'")?.is_empty() {
        return Ok(Vec::new());
    }
    let mut rows = connection.prepare("SELECT tbl, COALESCE(idx, ''), stat FROM sqlite_stat1 ORDER BY 1, 2, 3")?;
    rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?.collect()
}

fn write(connection: &Connection, figures: &[Figure]) -> rusqlite::Result<()> {
    // Asked to analyse one small table, SQLite makes its own; only then can they be written.
    connection.execute_batch("BEGIN IMMEDIATE; ANALYZE migration; DELETE FROM sqlite_stat1;")?;
    let mut add = connection.prepare("INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (?1, ?2, ?3)")?;
    for (table, index, figure) in figures {
        add.execute([table, index, figure])?;
    }
    drop(add);
    // Samples, where an older build or a shell has left any, would outweigh the figures.
    if !texts(connection, "SELECT name FROM sqlite_schema WHERE name = 'sqlite_stat4'")?.is_empty() {
        connection.execute_batch("DELETE FROM sqlite_stat4")?;
    }
    connection.execute_batch("COMMIT; ANALYZE sqlite_schema;")
}

fn texts(connection: &Connection, sql: &str) -> rusqlite::Result<Vec<String>> {
    connection.prepare(sql)?.query_map([], |row| row.get(0))?.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_further_column_narrows() {
        assert_eq!(figure(2, true, true, false), "1000000 1000000 1");
        assert_eq!(figure(3, true, false, false), "1000000 1000000 10 10");
        assert_eq!(figure(3, true, true, false), "1000000 1000000 10 1");
        assert_eq!(figure(2, true, false, true), "10000 10000 10");
        assert_eq!(figure(1, true, true, false), "1000000 1");
        assert_eq!(figure(2, false, false, false), "1000000 10 10");
    }
}
