//! Asking for a job, in the caller's transaction: it exists when the deed that wants it does.

use crate::{Stamp, store};
use wasl_base::{Instant, JobId, ShopId};
use wasl_db::{DbError, Tx, args};

/// A job that somebody wants.
#[derive(Clone, Copy, Debug)]
pub struct NewJob<'a> {
    pub kind: &'static str,
    /// While a job of this kind and key waits, runs or is parked, another is not added.
    pub key: Option<&'a str>,
    /// Ids and words; never personal data.
    pub payload: &'a str,
    /// Smaller runs sooner; 100 is usual.
    pub priority: i64,
    pub run_at: Instant,
}

pub trait Jobs {
    /// Whether it was added: false when its key is there already.
    fn enqueue(
        &mut self,
        stamp: &Stamp,
        shop: ShopId,
        job: NewJob<'_>,
    ) -> impl Future<Output = Result<bool, DbError>> + Send;
}

impl Jobs for Tx {
    async fn enqueue(&mut self, stamp: &Stamp, shop: ShopId, job: NewJob<'_>) -> Result<bool, DbError> {
        let id: JobId = stamp.id();
        let row = args![shop, id, job.kind, job.key, job.payload, job.priority, job.run_at];
        let is_new = self.run(store::ADD_JOB, row).await? > 0;
        if is_new {
            self.run(store::MARK_JOB_SHOP, args![shop]).await?;
            stamp.registry.jobs_bell().notify_one();
        }
        Ok(is_new)
    }
}
