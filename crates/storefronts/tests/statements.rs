//! Every statement of this room is prepared on both engines, and each is of one shop.

use wasl_db::testing::{check_statements, on_both};

#[tokio::test]
async fn every_statement_is_understood_by_both_engines() {
    on_both(&[wasl_storefronts::module().migrations], |db| async move {
        check_statements(&db, wasl_storefronts::STATEMENTS).await;
    })
    .await;
}

#[test]
fn every_statement_is_of_one_shop() {
    assert!(wasl_storefronts::STATEMENTS.iter().all(|(name, sql)| !name.is_empty() && sql.contains("shop_id")));
}
