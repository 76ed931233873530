//! Node numbers, so that two processes never make the same id: a number is held by a lock of a connection that does
//! nothing else. When that connection is lost, the number is taken again on another one; should a stranger have it by
//! then, verbs are refused until a restart.

use super::errors;
use crate::DbError;
use deadpool_postgres::{Object, Pool};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Numbers there are: an id of `wasl_base` has ten bits for its node.
const NODES_MAX: u16 = 1 << 10;
/// Between two looks at the connection that holds the lock.
const LOOK: Duration = Duration::from_secs(2);
/// Longest wait for an answer to a look.
const ANSWER_MAX: Duration = Duration::from_secs(5);
const TAKE: &str = "SELECT pg_try_advisory_lock(2002873196, 65536 + $1)";

const COUNT: &str = "SELECT COUNT(*) FROM pg_locks WHERE locktype = 'advisory' AND granted AND classid = 2002873196 \
    AND objid >= 65536 AND objid < 65536 + 1024 \
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";

/// A held number; dropping it gives the number up.
pub(crate) struct Lease {
    pub(crate) node: u16,
    watch: tokio::task::JoinHandle<()>,
}

impl Drop for Lease {
    fn drop(&mut self) {
        self.watch.abort();
    }
}

/// Takes the lowest free number. `pool` is for this alone; `fenced` is raised when the number is lost to another.
pub(crate) async fn take(pool: Pool, fenced: Arc<AtomicBool>) -> Result<Lease, DbError> {
    let mut holder = connect(&pool).await?;
    for node in 0..NODES_MAX {
        if try_take(&holder, node).await? {
            let watch = tokio::spawn(async move {
                loop {
                    tokio::time::sleep(LOOK).await;
                    if let Ok(Ok(_)) = tokio::time::timeout(ANSWER_MAX, holder.simple_query("")).await {
                        continue;
                    }
                    let Ok(other) = connect(&pool).await else { continue };
                    match try_take(&other, node).await {
                        Ok(true) => holder = other,
                        Ok(false) => {
                            tracing::error!(node, "another process has taken our node number; verbs are refused");
                            fenced.store(true, Ordering::Relaxed);
                            return;
                        }
                        Err(_) => {}
                    }
                }
            });
            return Ok(Lease { node, watch });
        }
    }
    Err(DbError::Unavailable(format!("all {NODES_MAX} node numbers are in use")))
}

/// Numbers of this database that are held, ours among them.
pub(crate) async fn count(client: &Object) -> Result<i64, DbError> {
    let row = client.query_one(COUNT, &[]).await.map_err(|error| errors::read(&error))?;
    Ok(row.get(0))
}

async fn connect(pool: &Pool) -> Result<Object, DbError> {
    pool.get().await.map_err(|error| errors::read_pool(&error))
}

async fn try_take(client: &Object, node: u16) -> Result<bool, DbError> {
    let row = client.query_one(TAKE, &[&i32::from(node)]).await.map_err(|error| errors::read(&error))?;
    Ok(row.get(0))
}
