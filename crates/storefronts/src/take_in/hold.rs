//! The newest that a storefront told of a thing, whatever order its messages come in.

use super::Taking;
use super::family::json_of;
use crate::error::StorefrontError;
use crate::model::{ObjectKind, Told};
use crate::store;
use serde_json::Value;
use wasl_db::{Tx, args};

/// Where a telling stands among those of its thing.
pub(super) enum Standing {
    Newest(Newest),
    /// Something newer had been told before.
    Overtaken,
}

/// A telling that holds, with what held before it.
pub(super) struct Newest {
    pub row_id: Option<i64>,
    pub before: Option<Value>,
}

/// Keeps the telling when nothing newer is known. The same telling again is the newest once more: a message that is
/// looked at again mends what was not settled.
pub(super) async fn hold(tx: &mut Tx, taking: &Taking<'_>, told: &Told) -> Result<Standing, StorefrontError> {
    let (shop, storefront) = (taking.shop.id, taking.storefront.id);
    let kind = told.kind.as_str();
    let (rank, text) = (told.rank(), told.value.to_string());
    let key = args![shop, storefront, kind, &told.external_id];
    let Some(held) = tx.opt_locked(store::FIND_OBJECT, key, store::held_of).await? else {
        let row = args![
            shop,
            storefront,
            kind,
            &told.external_id,
            &told.parent,
            rank.version,
            rank.progress,
            &rank.digest,
            &text,
            taking.stamp.now
        ];
        tx.run(store::ADD_OBJECT, row).await?;
        return Ok(Standing::Newest(Newest { row_id: None, before: None }));
    };
    if rank < held.rank {
        return Ok(Standing::Overtaken);
    }
    let row = args![
        shop,
        storefront,
        kind,
        &told.external_id,
        rank.version,
        rank.progress,
        &rank.digest,
        &text,
        taking.stamp.now
    ];
    tx.send(store::CHANGE_OBJECT, row).await?;
    Ok(Standing::Newest(Newest { row_id: held.row_id, before: Some(json_of(&held.told)?) }))
}

/// Our row that stands for a thing, and what of it our row does not follow.
pub(super) async fn settle(
    tx: &mut Tx,
    taking: &Taking<'_>,
    kind: ObjectKind,
    external_id: &str,
    row_id: Option<i64>,
    problem: Option<&'static str>,
) -> Result<(), StorefrontError> {
    let key = args![taking.shop.id, taking.storefront.id, kind.as_str(), external_id, row_id, problem];
    Ok(tx.send(store::SETTLE_OBJECT, key).await?)
}
