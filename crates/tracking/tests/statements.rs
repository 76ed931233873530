//! Every statement of this room is prepared on both engines, and none of them grows with the shop.

use wasl_db::testing::{check_statements, on_both};
use wasl_db::{Engine, Value};

#[tokio::test]
async fn every_statement_is_understood_by_both_engines() {
    on_both(&[wasl_tracking::module().migrations], |db| async move {
        check_statements(&db, wasl_tracking::STATEMENTS).await;
    })
    .await;
}

#[test]
fn every_statement_is_of_one_shop() {
    assert!(wasl_tracking::STATEMENTS.iter().all(|(name, sql)| !name.is_empty() && sql.contains("shop_id")));
}

/// SQLite has no figures about our tables and takes `shop_id = ?` alone for a narrow question. A plan that stops there
/// reads every parcel or scan of the shop; only the index of open parcels is small enough to be read from end to end.
#[tokio::test]
async fn no_statement_reads_a_whole_shop() {
    on_both(&[wasl_tracking::module().migrations], |db| async move {
        if db.engine() != Engine::Sqlite {
            return;
        }
        let mut read = db.read().await.expect("read");
        let mut wide = Vec::new();
        for (name, sql) in wasl_tracking::STATEMENTS {
            let question: &'static str = format!("EXPLAIN QUERY PLAN {sql}").leak();
            let count = (1..=64).rev().find(|n| sql.contains(&format!("${n}"))).unwrap_or(0);
            let plan = read.all(question, &vec![Value::Null; count], |row| row.get::<String>(3)).await;
            for step in plan.unwrap_or_else(|error| panic!("{name}: {error}")) {
                let is_whole_table = step.starts_with("SCAN") && !step.contains("CONSTANT ROW");
                let is_whole_shop = step.ends_with("(shop_id=?)") && !step.contains("shipment_open");
                // A list in the order of ids stops at its limit only when nothing is sifted out on the way.
                let is_sifted = step.ends_with("PRIMARY KEY (shop_id=? AND id<?)") && *name != "LIST_ALL";
                if is_whole_table || is_whole_shop || is_sifted {
                    wide.push(format!("{name}: {step}"));
                }
            }
        }
        assert!(wide.is_empty(), "statements that read a whole shop:\n{}", wide.join("\n"));
    })
    .await;
}
