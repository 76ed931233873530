//! What `wasl db check` and the statement test ask of a SQLite database.

use super::migrate::broken_reference;
use super::{Session, Store, errors};
use crate::statement::numbered;
use crate::{DbError, Sql};

/// Findings that `check` reports at most.
const FINDINGS_MAX: i64 = 100;

impl Store {
    /// One sentence for each fault of the file; none when it is whole.
    pub(crate) async fn check(&self) -> Result<Vec<String>, DbError> {
        self.order(|writer| {
            let session = writer.session();
            let ask = || {
                let mut check = session.connection.prepare(&format!("PRAGMA integrity_check({FINDINGS_MAX})"))?;
                check.query_map([], |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()
            };
            let mut found = ask().map_err(|error| errors::read(&error, &session.connection))?;
            found.retain(|sentence| sentence != "ok");
            found
                .extend(broken_reference(session)?.map(|table| format!("rows of {table} refer to rows that are gone")));
            Ok(found)
        })
        .await?
    }
}

impl Store {
    /// A ceiling for the file, in pages of 4 KiB; never below what it holds already.
    pub(crate) async fn limit_pages(&self, pages: u32) -> Result<(), DbError> {
        self.order(move |writer| {
            let connection = &writer.session().connection;
            let set = connection.query_row(&format!("PRAGMA max_page_count={pages}"), [], |_| Ok(()));
            set.map_err(|error| errors::read(&error, connection))
        })
        .await?
    }
}

/// The same without a look at references and at indexes' contents: it reads each page once.
pub(crate) fn quick_faults(session: &Session) -> Result<Vec<String>, DbError> {
    let connection = &session.connection;
    let ask = || {
        let mut check = connection.prepare(&format!("PRAGMA quick_check({FINDINGS_MAX})"))?;
        check.query_map([], |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()
    };
    let mut found = ask().map_err(|error| errors::read(&error, connection))?;
    found.retain(|sentence| sentence != "ok");
    Ok(found)
}

pub(crate) async fn wrong_statements(store: &Store, statements: &'static [(&'static str, Sql)]) -> Vec<String> {
    let prepare_all = move |writer: &mut super::writer::Writer| {
        let connection = &writer.session().connection;
        let wrong = |(name, sql): &(&str, Sql)| {
            connection.prepare(&numbered(sql)).err().map(|error| format!("{name}: {error}"))
        };
        statements.iter().filter_map(wrong).collect()
    };
    store.order(prepare_all).await.unwrap_or_else(|error| vec![error.to_string()])
}

/// One sentence for each step of a plan that reads a whole table, or a whole shop where it could read less, and for each
/// that counts rows or finds ids (`k`) and fetches every row for it.
pub(crate) async fn wide_statements(store: &Store, statements: &'static [(&'static str, Sql)]) -> Vec<String> {
    let explain_all = move |writer: &mut super::writer::Writer| {
        let connection = &writer.session().connection;
        let mut wide = Vec::new();
        for (name, sql) in statements {
            let steps = connection
                .prepare(&format!("EXPLAIN QUERY PLAN {}", numbered(sql)))
                .and_then(|mut plan| plan.raw_query().mapped(|row| row.get::<_, String>(3)).collect());
            let steps: Vec<String> = steps.unwrap_or_else(|error| vec![format!("SCAN: {error}")]);
            let told = steps.into_iter().filter(|step| is_wide(step) || is_dear(sql, step));
            wide.extend(told.map(|step| format!("{name}: {step}")));
        }
        wide
    };
    store.order(explain_all).await.unwrap_or_else(|error| vec![error.to_string()])
}

/// `SCAN t` reads a table, `SEARCH t USING … (shop_id=?)` all rows of a shop.
fn is_wide(step: &str) -> bool {
    let is_scan = step.starts_with("SCAN") && !step.contains("CONSTANT ROW");
    is_scan || step.ends_with("(shop_id=?)")
}

/// `USING INDEX` fetches the row of each entry, `USING COVERING INDEX` needs none.
fn is_dear(sql: &str, step: &str) -> bool {
    let is_for_ids = step.starts_with("SEARCH k ") || sql.contains(" COUNT(*) FROM ");
    is_for_ids && step.contains(" USING INDEX ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_that_read_too_much_are_told_from_those_that_do_not() {
        for (step, expect) in [
            ("SCAN shipment", true),
            ("SCAN CONSTANT ROW", false),
            ("SEARCH shipment USING COVERING INDEX shipment_open (shop_id=?)", true),
            ("SEARCH shipment USING PRIMARY KEY (shop_id=? AND id=?)", false),
        ] {
            assert_eq!(is_wide(step), expect, "{step}");
        }
    }

    #[test]
    fn rows_fetched_for_a_count_or_for_ids_are_told() {
        let (count, rows) = ("SELECT 'late', COUNT(*) FROM shipment WHERE shop_id = $1", "SELECT id FROM shipment");
        for (sql, step, expect) in [
            (count, "SEARCH shipment USING INDEX shipment_awaited (shop_id=? AND promised_on<?)", true),
            (count, "SEARCH shipment USING COVERING INDEX shipment_awaited (shop_id=? AND promised_on<?)", false),
            (rows, "SEARCH k USING INDEX shipment_awaited (shop_id=? AND promised_on<?)", true),
            (rows, "SEARCH s USING INDEX shipment_order (shop_id=? AND order_id=?)", false),
        ] {
            assert_eq!(is_dear(sql, step), expect, "{sql}: {step}");
        }
    }
}
