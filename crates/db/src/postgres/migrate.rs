//! Migrations on PostgreSQL: under an advisory lock, because several processes may start at once; each file in one
//! transaction.

use super::{Store, errors};
use crate::DbError;
use crate::migrate::{APPLIED, CREATE_TABLE, RECORD, Step, pending};
use deadpool_postgres::Object;

/// "wasl" and a number of our own: see also the lease of node numbers.
const LOCK: &str = "SELECT pg_advisory_lock(2002873196, 1)";
const UNLOCK: &str = "SELECT pg_advisory_unlock(2002873196, 1)";

pub(crate) async fn migrate(store: &Store, steps: &[Step]) -> Result<(), DbError> {
    let client = store.client().await?;
    // The pool's sessions read by default and give up on locks early; a migration does neither.
    said(&client, "SET default_transaction_read_only = off; SET lock_timeout = 0; SET statement_timeout = 0").await?;
    let outcome = locked(&client, steps).await;
    // A connection with other settings does not go back to the pool; closing it also frees the lock.
    drop(Object::take(client));
    outcome
}

async fn locked(client: &Object, steps: &[Step]) -> Result<(), DbError> {
    said(client, LOCK).await?;
    if !is_begun(client).await? {
        said(client, CREATE_TABLE).await?;
    }
    let rows = client.query(APPLIED, &[]).await.map_err(|error| errors::read(&error))?;
    let applied: Vec<(String, i64, String)> = rows.iter().map(|row| (row.get(0), row.get(1), row.get(2))).collect();
    for step in pending(steps, &applied)? {
        let outcome = apply(client, step).await;
        outcome.map_err(|error| DbError::Bug(format!("migration {} {}: {error}", step.room, step.name)))?;
        tracing::info!(room = step.room, name = step.name, "migration applied");
    }
    said(client, UNLOCK).await
}

/// Asked first: the role that serves need not be allowed to make tables, even ones that are there.
async fn is_begun(client: &Object) -> Result<bool, DbError> {
    let row = client.query_one("SELECT to_regclass('migration') IS NOT NULL", &[]).await;
    Ok(row.map_err(|error| errors::read(&error))?.get(0))
}

async fn apply(client: &Object, step: &Step) -> Result<(), DbError> {
    said(client, "BEGIN").await?;
    for statement in &step.statements {
        said(client, statement).await?;
    }
    let values: [&(dyn tokio_postgres::types::ToSql + Sync); 5] =
        [&step.room, &step.number, &step.name, &step.checksum, &step.applied_at];
    client.execute(RECORD, &values).await.map_err(|error| errors::read(&error))?;
    said(client, "COMMIT").await
}

async fn said(client: &Object, text: &str) -> Result<(), DbError> {
    client.batch_execute(text).await.map_err(|error| errors::read(&error))
}
