//! A table that was never measured is planned for as if it were empty: any index that begins with the shop then looks as
//! good as the right one, and a question by key reads every row of the shop. PostgreSQL measures by itself once a minute
//! at the earliest; until it has, young tables are measured from here.

use super::errors;
use crate::DbError;
use deadpool_postgres::{Object, Pool};
use std::time::Duration;
use tokio::task::AbortHandle;

/// Between two looks: at first, and when nothing was young for a while.
const LOOK_MIN: Duration = Duration::from_secs(2);
const LOOK_MAX: Duration = Duration::from_secs(60);

/// Tables of ours that hold something and were never measured.
const YOUNG: &str = "SELECT quote_ident(s.relname) FROM pg_stat_user_tables s JOIN pg_class c ON c.oid = s.relid \
                     WHERE s.schemaname = current_schema() AND s.last_analyze IS NULL AND s.last_autoanalyze IS NULL \
                     AND s.n_mod_since_analyze >= 100 AND pg_has_role(c.relowner, 'USAGE')";

/// Watches until the pool is closed.
pub(crate) fn watch(pool: Pool) -> AbortHandle {
    let work = async move {
        let mut pause = LOOK_MIN;
        while !pool.is_closed() {
            tokio::time::sleep(pause).await;
            pause = match look(&pool).await {
                Ok(0) => (pause * 2).min(LOOK_MAX),
                Ok(_) => LOOK_MIN,
                Err(error) => {
                    tracing::debug!(%error, "young tables could not be measured");
                    LOOK_MAX
                }
            };
        }
    };
    tokio::spawn(work).abort_handle()
}

/// Measures what is young; answers how many tables that were.
async fn look(pool: &Pool) -> Result<usize, DbError> {
    let client: Object = pool.get().await.map_err(|error| errors::read_pool(&error))?;
    let tables = client.query(YOUNG, &[]).await.map_err(|error| errors::read(&error))?;
    for table in &tables {
        let table: &str = table.get(0);
        // Another process may be at it: then it is measured there.
        let text = format!("ANALYZE (SKIP_LOCKED) {table}");
        client.batch_execute(&text).await.map_err(|error| errors::read(&error))?;
    }
    Ok(tables.len())
}
