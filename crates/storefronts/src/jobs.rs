//! What the room sweeps away by itself: bodies of messages hold what customers told, and after a while nobody needs them.

use crate::store;
use wasl_base::{Ids, StorefrontMessageId};
use wasl_db::BoxFuture;
use wasl_platform::{HandlerError, House, Job, JobKind, drop_in_parts};

/// Messages that were looked at are kept this long, in days: long enough to find out why an order looks as it does.
pub const MESSAGES_KEPT_DAYS: i64 = 30;
const DAY_SECONDS: i64 = 86_400;

pub(crate) fn jobs() -> Vec<JobKind> {
    vec![JobKind { kind: "storefronts.drop_old_messages", every_seconds: Some(DAY_SECONDS), run: drop_old_messages }]
}

/// What still waits, or waits for its order, stays.
fn drop_old_messages<'t>(house: &'t House, _: &'t Job) -> BoxFuture<'t, Result<(), HandlerError>> {
    Box::pin(async move {
        let before = house.clock.now().plus_seconds(-MESSAGES_KEPT_DAYS * DAY_SECONDS);
        // Ids are led by their time.
        let before: StorefrontMessageId = Ids::new(0).next(before.ms());
        drop_in_parts(house, store::DROP_OLD_MESSAGES, before.number(), "storefront_messages").await
    })
}
