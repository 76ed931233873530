//! What may be asked about a shop's storefronts and what they told.

use crate::error::StorefrontError;
use crate::model::{MessageRow, MessageState, Storefront};
use crate::store;
use wasl_base::{Instant, OrderId, ShopId, StorefrontId, StorefrontMessageId};
use wasl_db::{DbError, Read, args};

/// Differences shown together, the newest first.
pub const DIFFERENCES_MAX: i64 = 50;
/// How far messages of one state are counted.
pub const COUNT_MAX: i64 = 1_000;
/// Refused messages that are looked at again together.
pub const REPLAYED_MAX: i64 = 500;

/// Oldest first, those that have ended among them.
pub async fn list_storefronts(read: &mut Read, shop: ShopId) -> Result<Vec<Storefront>, DbError> {
    read.all(store::LIST_STOREFRONTS, args![shop], store::storefront_of).await
}

/// Errors: `storefronts.not_found`.
pub async fn find_storefront(read: &mut Read, shop: ShopId, id: StorefrontId) -> Result<Storefront, StorefrontError> {
    let found = read.opt(store::FIND_STOREFRONT, args![shop, id], store::storefront_of).await?;
    found.ok_or(StorefrontError::NotFound)
}

/// Newest first, at most `limit` that came before `before`; of one state, or of all.
pub async fn list_messages(
    read: &mut Read,
    shop: ShopId,
    storefront: StorefrontId,
    state: Option<MessageState>,
    before: Option<StorefrontMessageId>,
    limit: i64,
) -> Result<Vec<MessageRow>, DbError> {
    let before = before.map_or(i64::MAX, StorefrontMessageId::number);
    match state {
        None => read.all(store::LIST_MESSAGES, args![shop, storefront, before, limit], store::message_of).await,
        Some(state) => {
            let row = args![shop, storefront, before, limit, state.as_str()];
            read.all(store::LIST_MESSAGES_IN_STATE, row, store::message_of).await
        }
    }
}

/// A message with its body. Errors: `storefronts.not_found`.
pub async fn find_message(
    read: &mut Read,
    shop: ShopId,
    storefront: StorefrontId,
    id: StorefrontMessageId,
) -> Result<(MessageRow, String), StorefrontError> {
    let row = args![shop, storefront, id];
    let found = read.opt(store::FIND_MESSAGE_WHOLE, row, |row| Ok((store::message_of(row)?, row.get(9)?))).await?;
    found.ok_or(StorefrontError::NotFound)
}

/// How many messages stand in a state, counted no further than [`COUNT_MAX`].
pub async fn count_in_state(
    read: &mut Read,
    shop: ShopId,
    storefront: StorefrontId,
    state: MessageState,
) -> Result<i64, DbError> {
    read.one(store::COUNT_IN_STATE, args![shop, storefront, state.as_str(), COUNT_MAX], |row| row.get(0)).await
}

/// The oldest refused messages, at most [`REPLAYED_MAX`].
pub async fn refused_messages(
    read: &mut Read,
    shop: ShopId,
    storefront: StorefrontId,
) -> Result<Vec<StorefrontMessageId>, DbError> {
    read.all(store::REFUSED_MESSAGES, args![shop, storefront, REPLAYED_MAX], |row| row.get(0)).await
}

/// Something of a storefront that our row does not follow.
#[derive(Clone, Debug)]
pub struct Difference {
    pub external_id: String,
    /// A word, e.g. `lines_differ`.
    pub problem: String,
    pub order: Option<OrderId>,
    pub at: Instant,
}

/// Newest first, at most [`DIFFERENCES_MAX`].
pub async fn list_differences(
    read: &mut Read,
    shop: ShopId,
    storefront: StorefrontId,
) -> Result<Vec<Difference>, DbError> {
    read.all(store::OBJECTS_WITH_PROBLEM, args![shop, storefront, DIFFERENCES_MAX], |row| {
        Ok(Difference { external_id: row.get(1)?, problem: row.get(2)?, order: row.get(3)?, at: row.get(4)? })
    })
    .await
}
