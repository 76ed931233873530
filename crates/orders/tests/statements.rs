//! Every statement of this room is prepared on both engines.

mod support;

use wasl_db::testing::{check_statements, on_both};

#[tokio::test]
async fn every_statement_is_understood_by_both_engines() {
    on_both(&[wasl_customers::MIGRATIONS, wasl_orders::MIGRATIONS], |db| async move {
        check_statements(&db, wasl_orders::STATEMENTS).await;
    })
    .await;
}

#[test]
fn every_statement_is_in_the_list() {
    assert!(wasl_orders::STATEMENTS.iter().all(|(name, sql)| !name.is_empty() && sql.contains("shop_id")));
}
