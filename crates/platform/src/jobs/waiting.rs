//! What jobs a shop has before it, by kind and by how far they are.

use crate::store;
use wasl_base::{Instant, ShopId};
use wasl_db::{DbError, Read, args};

/// Jobs that are looked at; a shop has a few, and a backlog is known by its first.
pub const LOOKED_AT_MAX: i64 = 1_000;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaitingJobs {
    pub kind: String,
    /// Their time has come and nobody has taken them yet.
    pub due: i64,
    /// Since when the first of those is due.
    pub since: Option<Instant>,
    /// In a worker's hand, or pausing after a failure.
    pub under_way: i64,
    /// Their time has not come.
    pub later: i64,
}

/// By kind, over the first [`LOOKED_AT_MAX`] in the order in which they are worked off.
pub async fn waiting_jobs(read: &mut Read, shop: ShopId, now: Instant) -> Result<Vec<WaitingJobs>, DbError> {
    read.all(store::WAITING_JOBS, args![shop, now, LOOKED_AT_MAX], |row| {
        Ok(WaitingJobs {
            kind: row.get(0)?,
            due: row.get(1)?,
            since: row.get(2)?,
            under_way: row.get(3)?,
            later: row.get(4)?,
        })
    })
    .await
}
