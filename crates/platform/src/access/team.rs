//! The people of a shop and their roles. Nobody takes a shop's last owner who may come in away here, also when two owners do
//! it to each other at the same moment; whoever sits at the machine can still send anybody away from the whole house.

use super::audit::record_audit_in;
use super::user::{Role, UserError};
use crate::{House, store};
use wasl_base::{ShopId, UserId};
use wasl_db::{DbError, Tx, args};

/// From now on they may what the role may. False when they had it already.
/// Errors: `platform.no_such_person`, `platform.last_owner`.
pub async fn change_role(
    house: &House,
    shop: ShopId,
    user: UserId,
    role: Role,
    actor: &str,
) -> Result<bool, UserError> {
    let changed = house.db.write((house.stamp(), actor.to_owned()), move |tx, (stamp, actor)| {
        Box::pin(async move {
            let before = role_held_in(tx, shop, user).await?;
            if before == role.as_str() {
                return Ok(false);
            }
            tx.run(store::SET_ROLE, args![shop, user, role.as_str()]).await?;
            owner_no_more_in(tx, shop, user, &before).await?;
            let detail = format!("{before} → {}", role.as_str());
            record_audit_in(tx, stamp, shop, actor, "member.role_changed", &user.to_string(), &detail).await?;
            Ok::<_, UserError>(true)
        })
    });
    changed.await
}

/// They have no part in this shop any more; in others they keep theirs.
/// Errors: `platform.no_such_person`, `platform.last_owner`.
pub async fn remove_member(house: &House, shop: ShopId, user: UserId, actor: &str) -> Result<(), UserError> {
    let removed = house.db.write((house.stamp(), actor.to_owned()), move |tx, (stamp, actor)| {
        Box::pin(async move {
            let before = role_held_in(tx, shop, user).await?;
            tx.run(store::DROP_MEMBERSHIP, args![shop, user]).await?;
            tx.run(store::DROP_INVITATION_OF_USER, args![shop, user]).await?;
            owner_no_more_in(tx, shop, user, &before).await?;
            Ok(record_audit_in(tx, stamp, shop, actor, "member.removed", &user.to_string(), &before).await?)
        })
    });
    removed.await
}

/// Changes to one shop's people come one after the other: each holds the shop's row.
pub(super) async fn hold_team_in(tx: &mut Tx, shop: ShopId) -> Result<(), DbError> {
    tx.opt_locked(store::HOLD_SHOP, args![shop], |_| Ok(())).await?;
    Ok(())
}

/// The word of their role.
async fn role_held_in(tx: &mut Tx, shop: ShopId, user: UserId) -> Result<String, UserError> {
    hold_team_in(tx, shop).await?;
    let found = tx.opt(store::FIND_ROLE, args![user, shop], |row| row.get::<String>(0)).await?;
    found.ok_or(UserError::NoSuchPerson)
}

/// Somebody who was `before` is so no more: an owner's invitations go with them, and another owner must stay.
async fn owner_no_more_in(tx: &mut Tx, shop: ShopId, user: UserId, before: &str) -> Result<(), UserError> {
    if before != Role::Owner.as_str() {
        return Ok(());
    }
    tx.run(store::DROP_INVITATIONS_BY, args![shop, user]).await?;
    let owners = tx.one(store::COUNT_OWNERS, args![shop], |row| row.get::<i64>(0)).await?;
    if owners > 0 { Ok(()) } else { Err(UserError::LastOwner) }
}
