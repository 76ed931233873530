//! What an operator does with people: sees them, sends them away and lets them back, gives a new password. Whoever is sent
//! away or given a new password is signed out everywhere at once.

use super::audit::record_audit_in;
use super::password::hash_password;
use super::user::{Role, UserError, check_password, checked_email};
use crate::{House, Stamp, store};
use wasl_base::{Instant, ShopId, UserId};
use wasl_db::{DbError, Read, Row, Tx, args};

/// People of a shop looked at together.
pub const PEOPLE_MAX: i64 = 1_000;

#[derive(Clone, Debug)]
pub struct Person {
    pub id: UserId,
    pub email: String,
    pub name: String,
    /// None for a word that this build does not know: it opens nothing here.
    pub role: Option<Role>,
    pub disabled_at: Option<Instant>,
    /// When they joined this shop.
    pub joined_at: Instant,
    /// Since when a second step is asked of them after their password.
    pub second_step_since: Option<Instant>,
}

/// The first to come first.
pub async fn list_people(read: &mut Read, shop: ShopId) -> Result<Vec<Person>, DbError> {
    read.all(store::PEOPLE_OF_SHOP, args![shop, PEOPLE_MAX], person_of).await
}

/// One of a shop's people.
pub async fn find_member(read: &mut Read, shop: ShopId, user: UserId) -> Result<Option<Person>, DbError> {
    read.opt(store::FIND_MEMBER, args![shop, user], person_of).await
}

/// Whose address it is, of a shop's people.
pub async fn find_member_by_email(read: &mut Read, shop: ShopId, email: &str) -> Result<Option<UserId>, DbError> {
    let Ok(email) = checked_email(email) else { return Ok(None) };
    read.opt(store::FIND_MEMBER_BY_EMAIL, args![shop, &email], |row| row.get(0)).await
}

fn person_of(row: &Row<'_>) -> Result<Person, DbError> {
    Ok(Person {
        id: row.get(0)?,
        email: row.get(1)?,
        name: row.get(2)?,
        role: Role::parse(&row.get::<String>(3)?),
        disabled_at: row.get(4)?,
        joined_at: row.get(5)?,
        second_step_since: row.get(6)?,
    })
}

/// Who has this address, sent away or not. Errors: `platform.no_such_person`.
pub async fn find_person(house: &House, email: &str) -> Result<(UserId, Option<Instant>), UserError> {
    let email = checked_email(email)?;
    let mut read = house.db.read().await?;
    let found = read.opt(store::FIND_ANYBODY_BY_EMAIL, args![&email], |row| Ok((row.get(0)?, row.get(1)?))).await?;
    found.ok_or(UserError::NoSuchPerson)
}

/// No way in any more, and every session ends. False when they were sent away already.
pub async fn disable_user(house: &House, user: UserId, actor: &str) -> Result<bool, DbError> {
    let disabled = house.db.write((house.stamp(), actor.to_owned()), move |tx, (stamp, actor)| {
        Box::pin(async move {
            let is_found = tx.run(store::DISABLE_USER, args![user, stamp.now]).await? > 0;
            if is_found {
                tx.run(store::DROP_SESSIONS_OF_USER, args![user]).await?;
                record_of_in(tx, stamp, user, actor, "user.disabled").await?;
            }
            Ok::<_, DbError>(is_found)
        })
    });
    disabled.await
}

/// The way in is open again. False when it was.
pub async fn enable_user(house: &House, user: UserId, actor: &str) -> Result<bool, DbError> {
    let enabled = house.db.write((house.stamp(), actor.to_owned()), move |tx, (stamp, actor)| {
        Box::pin(async move {
            let is_found = tx.run(store::ENABLE_USER, args![user]).await? > 0;
            if is_found {
                record_of_in(tx, stamp, user, actor, "user.enabled").await?;
            }
            Ok::<_, DbError>(is_found)
        })
    });
    enabled.await
}

/// A new password without the old one, which ends every session and forgets every device.
/// Errors: those of the password's form.
pub async fn set_password(house: &House, email: &str, password: &str, actor: &str) -> Result<(), UserError> {
    let email = checked_email(email)?;
    let (user, _) = find_person(house, &email).await?;
    check_password(password, &email, &[])?;
    let hash = hash_password(password).await?;
    let set = house.db.write((house.stamp(), hash, actor.to_owned()), move |tx, (stamp, hash, actor)| {
        Box::pin(async move {
            tx.run(store::SET_PASSWORD_HASH, args![user, hash]).await?;
            tx.run(store::DROP_SESSIONS_OF_USER, args![user]).await?;
            record_of_in(tx, stamp, user, actor, "user.password_set").await
        })
    });
    Ok(set.await?)
}

/// A person may belong to several shops: each keeps the record.
pub(super) async fn record_of_in(
    tx: &mut Tx,
    stamp: &Stamp,
    user: UserId,
    actor: &str,
    verb: &str,
) -> Result<(), DbError> {
    let shops = tx.all(store::SHOPS_OF_USER, args![user], |row| row.get::<ShopId>(0)).await?;
    for shop in shops {
        record_audit_in(tx, stamp, shop, actor, verb, &user.to_string(), "").await?;
    }
    Ok(())
}
