//! A verb on PostgreSQL: run, commit, and again from the start when it collided with another transaction.

use super::Session;
use crate::read::Engine;
use crate::tx::RUNS_MAX;
use crate::{BoxFuture, DbError, Fails, Read, Tx};
use deadpool_postgres::Object;
use std::time::Duration;

/// Wait before the second run, in milliseconds; it doubles with each.
const BACKOFF_MS: u64 = 2;
/// Sessions read only by default, so that a question that writes is refused there as it is on SQLite.
pub(super) const BEGIN: &str = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE";

pub(crate) async fn run<C, T, E, F>(client: Object, context: C, verb: F) -> Result<T, E>
where
    E: Fails,
    F: for<'t> Fn(&'t mut Tx, &'t C) -> BoxFuture<'t, Result<T, E>>,
{
    let mut tx = Tx::new(Read::new(Engine::Postgres(Box::new(Session::within(client, BEGIN)))));
    let mut runs = 1;
    loop {
        tx.renew();
        let result = verb(&mut tx, &context).await;
        let (result, collided) = end(&mut tx, result).await;
        if !collided || runs == RUNS_MAX || !tx.postgres_session().renew(BEGIN) {
            return result;
        }
        metrics::counter!("wasl_db_retries").increment(1);
        tokio::time::sleep(Duration::from_millis(BACKOFF_MS << runs)).await;
        runs += 1;
    }
}

/// Commits or rolls back; true when the verb collided and may run again.
async fn end<T, E: Fails>(tx: &mut Tx, result: Result<T, E>) -> (Result<T, E>, bool) {
    let session = tx.postgres_session();
    let failed = session.failed.take();
    // What the verb made of a collision does not matter: it did not see the world as it was.
    let collided = matches!(failed, Some(DbError::Retry(_)));
    let result = match (result, failed) {
        (Err(error), _) => Err(error),
        (Ok(_), Some(error)) if collided => Err(E::from(error)),
        (Ok(_), Some(error)) => {
            Err(E::from(DbError::Bug(format!("a verb went on after a statement had failed: {error}"))))
        }
        (Ok(value), None) => match session.commit().await {
            Ok(()) => return (Ok(value), false),
            Err(error) => {
                let again = matches!(error, DbError::Retry(_));
                session.roll_back().await;
                return (Err(E::from(error)), again);
            }
        },
    };
    session.roll_back().await;
    let asked = result.as_ref().err().and_then(Fails::db).is_some_and(|error| matches!(error, DbError::Retry(_)));
    (result, collided || asked)
}
