//! Claiming and ending jobs. A claim is one conditional UPDATE that moves `run_at` to the end of the lease: of many who
//! try, one succeeds, on either engine; a worker that dies leaves the job due again when its lease ends.

use super::kind::Job;
use super::policy::{ATTEMPTS_MAX, Fate, LEASE_SECONDS};
use crate::{House, store};
use wasl_base::{Instant, JobId, ShopId};
use wasl_db::{DbError, args};

/// Due jobs looked at for one that can be claimed: some are taken by others meanwhile.
const CANDIDATES_MAX: i64 = 64;
/// Longest reason kept, in characters.
const PROBLEM_CHARS_MAX: usize = 500;

/// The due job of the shop that comes first and that nobody else holds. One that ended its process at every try is
/// parked here, since nobody else could.
pub async fn claim_job(house: &House, shop: ShopId) -> Result<Option<Job>, DbError> {
    let now = house.clock.now();
    let lease = now.plus_seconds(LEASE_SECONDS);
    let mut read = house.db.read().await?;
    let due = read
        .all(store::DUE_JOBS, args![shop, now, house.registry.job_kinds(), CANDIDATES_MAX], |row| {
            Ok(Job {
                shop,
                id: row.get(0)?,
                kind: row.get(1)?,
                payload: row.get(2)?,
                attempts: row.get(3)?,
                lease: row.get::<Instant>(4)?,
            })
        })
        .await?;
    drop(read);
    for job in due {
        let Some(kind) = house.registry.job_kind(&job.kind) else { continue };
        if job.attempts >= ATTEMPTS_MAX && kind.every_seconds.is_none() {
            end_failed(house, &job, job.attempts, now, Fate::Parked, "the process ended each time while it ran")
                .await?;
            continue;
        }
        if take(house, shop, job.id, job.attempts, now, lease).await? {
            return Ok(Some(Job { attempts: job.attempts + 1, lease, ..job }));
        }
    }
    Ok(None)
}

async fn take(
    house: &House,
    shop: ShopId,
    id: JobId,
    attempts: i64,
    now: Instant,
    lease: Instant,
) -> Result<bool, DbError> {
    let claim = house.db.write((), move |tx, ()| {
        Box::pin(async move { tx.run(store::CLAIM_JOB, args![shop, id, attempts, now, lease]).await })
    });
    Ok(claim.await? == 1)
}

/// Done: gone, or waiting for its next time. False when the lease was lost meanwhile.
pub(super) async fn end_done(house: &House, job: &Job, next: Option<Instant>) -> Result<bool, DbError> {
    let (shop, id, attempts, lease) = (job.shop, job.id, job.attempts, job.lease);
    let ended = house.db.write((), move |tx, ()| {
        Box::pin(async move {
            match next {
                Some(at) => tx.run(store::REPEAT_JOB, args![shop, id, attempts, lease, at]).await,
                None => tx.run(store::DROP_JOB, args![shop, id, attempts, lease]).await,
            }
        })
    });
    Ok(ended.await? == 1)
}

/// `tries` are those that count from now on.
pub(super) async fn end_failed(
    house: &House,
    job: &Job,
    tries: i64,
    now: Instant,
    fate: Fate,
    problem: &str,
) -> Result<(), DbError> {
    let (shop, id, attempts, lease) = (job.shop, job.id, job.attempts, job.lease);
    let (state, at) = match fate {
        Fate::Again { at } => ("due", at),
        Fate::Parked => ("parked", now),
    };
    let problem: String = problem.chars().filter(|c| *c != '\0').take(PROBLEM_CHARS_MAX).collect();
    let ended = house.db.write(problem, move |tx, problem| {
        Box::pin(async move {
            tx.run(store::FAIL_JOB, args![shop, id, attempts, lease, state, at, problem, now, tries]).await.map(drop)
        })
    });
    ended.await
}
