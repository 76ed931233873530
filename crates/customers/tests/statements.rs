//! Every statement of this room is prepared on both engines.

use wasl_db::testing::{check_statements, on_both};

#[tokio::test]
async fn every_statement_is_understood_by_both_engines() {
    on_both(&[wasl_customers::MIGRATIONS], |db| async move {
        check_statements(&db, wasl_customers::STATEMENTS).await;
    })
    .await;
}
