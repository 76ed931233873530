//! Asking somebody to join a shop: a link that lives for days and opens nothing by itself. Whoever is new makes their own
//! account with it; whoever has one already joins from their own session, so that no link ever opens another's account.

use super::audit::record_audit_in;
use super::half_session::{SignedIn, enter_in};
use super::password::{Queue, hash_in};
use super::session::{new_token, token_hash};
use super::sign_in::SignInError;
use super::team::hold_team_in;
use super::user::{NewUser, Role, User, UserError, add_user_in, check_password, checked_email, checked_name};
use crate::shops::{ShopError, shop_by_short};
use crate::{House, Shop, Stamp, store};
use std::sync::Arc;
use wasl_base::{Instant, InvitationId, ShopId, UserId};
use wasl_db::{DbError, Read, Row, Tx, args};

/// An invitation lives this many seconds: 7 days.
pub const INVITATION_SECONDS: i64 = 7 * 86_400;
/// Invitations that wait for one shop at the same time.
const WAITING_MAX: i64 = 100;

#[derive(Clone, Debug)]
pub struct Invitation {
    pub id: InvitationId,
    pub email: String,
    pub name: String,
    pub role: Role,
    pub expires_at: Instant,
    /// What whoever invited them is called, where it is asked.
    pub invited_by: Option<String>,
}

/// What the holder of a link sees.
#[derive(Clone, Debug)]
pub struct Invited {
    pub shop: Arc<Shop>,
    pub invitation: Invitation,
    /// Somebody has this address already and joins from their own session.
    pub is_known: bool,
}

/// The token of the link, told once. One who was asked before gets a new link, and the old one dies.
/// Errors: those of the fields; `platform.email_taken` when they are here already; `platform.too_many_invitations`.
pub async fn invite(
    house: &House,
    shop: &Shop,
    role: Role,
    email: &str,
    name: &str,
    actor: &str,
) -> Result<String, UserError> {
    let token = format!("{}.{}", shop.short, new_token(house));
    let draft = Draft {
        stamp: house.stamp(),
        shop: shop.id,
        hash: token_hash(&token),
        role,
        email: checked_email(email)?,
        name: checked_name(name)?,
        actor: actor.to_owned(),
    };
    house.db.write(draft, |tx, draft| Box::pin(invite_in(tx, draft))).await?;
    Ok(token)
}

struct Draft {
    stamp: Stamp,
    shop: ShopId,
    hash: [u8; 32],
    role: Role,
    email: String,
    name: String,
    actor: String,
}

async fn invite_in(tx: &mut Tx, draft: &Draft) -> Result<(), UserError> {
    let (stamp, shop) = (&draft.stamp, draft.shop);
    hold_team_in(tx, shop).await?;
    if tx.opt(store::FIND_MEMBER_BY_EMAIL, args![shop, &draft.email], |_| Ok(())).await?.is_some() {
        return Err(UserError::EmailTaken);
    }
    tx.run(store::DROP_INVITATION_OF, args![shop, &draft.email]).await?;
    if tx.one(store::COUNT_INVITATIONS, args![shop, stamp.now], |row| row.get::<i64>(0)).await? >= WAITING_MAX {
        return Err(UserError::TooManyInvitations);
    }
    let id: InvitationId = stamp.id();
    let until = stamp.now.plus_seconds(INVITATION_SECONDS);
    let role = draft.role.as_str();
    let invited_by = draft.actor.parse::<UserId>().ok();
    let row = args![shop, &draft.hash[..], id, &draft.email, &draft.name, role, invited_by, stamp.now, until];
    tx.run(store::ADD_INVITATION, row).await?;
    Ok(record_audit_in(tx, stamp, shop, &draft.actor, "member.invited", &id.to_string(), role).await?)
}

/// Those that can still be used, the newest first.
pub async fn list_invitations(read: &mut Read, shop: ShopId, now: Instant) -> Result<Vec<Invitation>, DbError> {
    let rows = read.all(store::LIST_INVITATIONS, args![shop, now, WAITING_MAX], invitation_of).await?;
    Ok(rows.into_iter().flatten().collect())
}

/// The link is dead from now on. False when it was.
pub async fn take_back_invitation(house: &House, shop: ShopId, id: InvitationId, actor: &str) -> Result<bool, DbError> {
    let taken = house.db.write((house.stamp(), actor.to_owned()), move |tx, (stamp, actor)| {
        Box::pin(async move {
            let is_found = tx.run(store::DROP_INVITATION, args![shop, id]).await? > 0;
            if is_found {
                record_audit_in(tx, stamp, shop, actor, "member.invitation_taken_back", &id.to_string(), "").await?;
            }
            Ok::<_, DbError>(is_found)
        })
    });
    taken.await
}

/// Errors: `platform.link_dead`.
pub async fn find_invitation(house: &House, token: &str) -> Result<Invited, SignInError> {
    let (shop, hash) = shop_and_hash(house, token).await?;
    let now = house.clock.now();
    let mut read = house.db.read().await?;
    let found = read.opt(store::FIND_INVITATION, args![shop.id, &hash[..], now], invitation_of).await?;
    let invitation = found.flatten().ok_or(SignInError::LinkDead)?;
    let known = read.opt(store::FIND_ANYBODY_BY_EMAIL, args![&invitation.email], |_| Ok(())).await?;
    Ok(Invited { shop, invitation, is_known: known.is_some() })
}

/// A new person makes their account and comes in. Errors: `platform.link_dead`; those of name and password, after which
/// the link lives on; `platform.email_taken` when somebody has the address by now.
pub async fn accept_invitation(
    house: &House,
    token: &str,
    name: &str,
    password: &str,
) -> Result<(Arc<Shop>, SignedIn), SignInError> {
    let invited = find_invitation(house, token).await?;
    if invited.is_known {
        return Err(UserError::EmailTaken.into());
    }
    let email = invited.invitation.email;
    let name = checked_name(name)?;
    let shop = &invited.shop;
    check_password(password, &email, &[&name, &shop.name_ar, &shop.name_en, &shop.handle])?;
    // Whoever holds a link is a stranger still.
    let password_hash = hash_in(Queue::Strangers, password).await?;
    let stamp = house.stamp();
    let user = NewUser { id: stamp.id(), email, name, password_hash, lang: invited.shop.lang };
    let (session, device) = (new_token(house), new_token(house));
    let (shop, hash) = (invited.shop.id, token_hash(token));
    let context = (stamp, hash, user, session, device);
    let entered = house.db.write(context, move |tx, (stamp, hash, user, session, device)| {
        Box::pin(async move {
            let invitation = take_invitation_in(tx, stamp, shop, hash).await?;
            if invitation.email != user.email {
                return Err(SignInError::LinkDead);
            }
            add_user_in(tx, stamp, shop, invitation.role, user).await?;
            record_joined_in(tx, stamp, shop, user.id, &invitation).await?;
            Ok(enter_in(tx, user.id, stamp.now, session, Some(device)).await?)
        })
    });
    Ok((invited.shop, entered.await?))
}

/// Somebody who is signed in joins with the account they have. Errors: `platform.link_dead`, also when the invitation is
/// another person's.
pub async fn join_by_invitation(house: &House, token: &str, user: &User) -> Result<Arc<Shop>, SignInError> {
    let (shop, hash) = shop_and_hash(house, token).await?;
    let id = shop.id;
    let context = (house.stamp(), hash, user.clone());
    let joined = house.db.write(context, move |tx, (stamp, hash, user)| {
        Box::pin(async move {
            let invitation = take_invitation_in(tx, stamp, id, hash).await?;
            if invitation.email != user.email {
                return Err(SignInError::LinkDead);
            }
            // Whoever came in by another way since keeps the role they were given there.
            if tx.opt_locked(store::FIND_ROLE, args![user.id, id], |_| Ok(())).await?.is_none() {
                tx.run(store::ADD_MEMBERSHIP, args![user.id, id, invitation.role.as_str(), stamp.now]).await?;
                record_joined_in(tx, stamp, id, user.id, &invitation).await?;
            }
            Ok::<_, SignInError>(())
        })
    });
    joined.await?;
    Ok(shop)
}

/// The invitation is named, so that the record tells who let them in.
async fn record_joined_in(
    tx: &mut Tx,
    stamp: &Stamp,
    shop: ShopId,
    user: UserId,
    invitation: &Invitation,
) -> Result<(), DbError> {
    let (user, detail) = (user.to_string(), format!("{} {}", invitation.role.as_str(), invitation.id));
    record_audit_in(tx, stamp, shop, &user, "member.joined", &user, &detail).await
}

/// Uses it up. Errors: `platform.link_dead`.
async fn take_invitation_in(
    tx: &mut Tx,
    stamp: &Stamp,
    shop: ShopId,
    hash: &[u8; 32],
) -> Result<Invitation, SignInError> {
    hold_team_in(tx, shop).await?;
    let key = args![shop, &hash[..], stamp.now];
    let found = tx.opt_locked(store::FIND_INVITATION, key, invitation_of).await?;
    let invitation = found.flatten().ok_or(SignInError::LinkDead)?;
    tx.run(store::DROP_INVITATION, args![shop, invitation.id]).await?;
    Ok(invitation)
}

/// A token begins with its shop's short id, so that it is looked for in that shop alone.
async fn shop_and_hash(house: &House, token: &str) -> Result<(Arc<Shop>, [u8; 32]), SignInError> {
    let (short, _) = token.split_once('.').ok_or(SignInError::LinkDead)?;
    match shop_by_short(house, short).await {
        Ok(shop) => Ok((shop, token_hash(token))),
        Err(ShopError::NotFound) => Err(SignInError::LinkDead),
        Err(error) => Err(error.into()),
    }
}

/// None for a role that this build does not know.
fn invitation_of(row: &Row<'_>) -> Result<Option<Invitation>, DbError> {
    let Some(role) = Role::parse(&row.get::<String>(3)?) else { return Ok(None) };
    Ok(Some(Invitation {
        id: row.get(0)?,
        email: row.get(1)?,
        name: row.get(2)?,
        role,
        expires_at: row.get(4)?,
        invited_by: row.get(5)?,
    }))
}
