//! Jobs that nobody tries any more, and putting one back to work; and those that no process of this build can do.

use crate::{House, Stamp, store};
use wasl_base::{Instant, JobId, ShopId};
use wasl_db::{DbError, Read, Tx, args};

#[derive(Clone, Debug)]
pub struct ParkedJob {
    pub id: JobId,
    pub kind: String,
    pub attempts: i64,
    pub problem: String,
    pub failed_at: Instant,
}

/// Due jobs of a kind that this build does not know: a newer one wrote them, and does them where it runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownJobs {
    pub kind: String,
    pub count: i64,
    /// When the first of them was due.
    pub since: Instant,
}

/// By kind.
pub async fn unknown_jobs(
    read: &mut Read,
    house: &House,
    shop: ShopId,
    limit: i64,
) -> Result<Vec<UnknownJobs>, DbError> {
    let row = args![shop, house.clock.now(), house.registry.job_kinds(), limit];
    read.all(store::UNKNOWN_JOBS, row, |row| {
        Ok(UnknownJobs { kind: row.get(0)?, count: row.get(1)?, since: row.get(2)? })
    })
    .await
}

/// Oldest first.
pub async fn parked_jobs(read: &mut Read, shop: ShopId, limit: i64) -> Result<Vec<ParkedJob>, DbError> {
    read.all(store::PARKED_JOBS, args![shop, limit], |row| {
        Ok(ParkedJob {
            id: row.get(0)?,
            kind: row.get(1)?,
            attempts: row.get(2)?,
            problem: row.get(3)?,
            failed_at: row.get(4)?,
        })
    })
    .await
}

/// From the start, as if it had never been tried. False when no such job is parked.
pub async fn retry_job_in(tx: &mut Tx, stamp: &Stamp, shop: ShopId, id: JobId) -> Result<bool, DbError> {
    let is_found = tx.run(store::RETRY_JOB, args![shop, id, stamp.now]).await? > 0;
    if is_found {
        tx.run(store::MARK_JOB_SHOP, args![shop]).await?;
        stamp.registry.jobs_bell().notify_one();
    }
    Ok(is_found)
}
