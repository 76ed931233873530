//! Work that waits too long, or that nobody tries any more.

use super::Finding;
use crate::modules;
use wasl_base::Instant;
use wasl_db::{DbError, Read};
use wasl_platform::jobs::{parked_jobs, waiting_jobs};
use wasl_platform::outbox::{COUNTED_MAX, waiting_deliveries};
use wasl_platform::{Registry, Shop};

const ABOUT: &str = "work";
/// What waits so long is not being worked off.
const WAIT_SECONDS_MAX: i64 = 900;
const SECONDS_OF_MINUTE: i64 = 60;

pub async fn look(read: &mut Read, shops: &[Shop], now: Instant) -> Result<Vec<Finding>, DbError> {
    let registry = Registry::new(&modules());
    let mut found = Vec::new();
    for shop in shops {
        let deliveries = waiting_deliveries(read, &registry, shop.id).await?;
        let jobs = waiting_jobs(read, shop.id, now).await?;
        let parked = deliveries.iter().map(|one| one.parked).sum::<i64>()
            + i64::try_from(parked_jobs(read, shop.id, COUNTED_MAX).await?.len()).unwrap_or(COUNTED_MAX);
        let since = deliveries.iter().filter_map(|one| one.since).chain(jobs.iter().filter_map(|one| one.since)).min();
        found.extend(judge(&shop.handle, parked, since, now));
    }
    if found.is_empty() {
        found.push(Finding::ok(ABOUT, format!("none of {} shops has any that is stopped or late", shops.len())));
    }
    Ok(found)
}

/// `since`: the oldest that waits.
pub(super) fn judge(handle: &str, parked: i64, since: Option<Instant>, now: Instant) -> Vec<Finding> {
    let mut found = Vec::new();
    if parked > 0 {
        let told = format!("{parked} deliveries and jobs of {handle} are stopped");
        found.push(Finding::warn(ABOUT, told, format!("look at /s/{handle}/stuck: why, and try again")));
    }
    let waited = since.map_or(0, |since| now.seconds_since(since));
    if waited > WAIT_SECONDS_MAX {
        let told = format!("something of {handle} has waited for {} minutes", waited / SECONDS_OF_MINUTE);
        let advice = "does a process with workers run on this database? Its log names what fails";
        found.push(Finding::warn(ABOUT, told, advice));
    }
    found
}
