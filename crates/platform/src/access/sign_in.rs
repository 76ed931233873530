//! Ways in: e-mail and password, a one-time link, and the first-run setup link. All answer alike to strangers.

use super::session::{new_token, open_session, token_hash};
use super::user::{
    Role, User, UserError, check_password, checked_email, checked_name, create_user, hash_password, password_fits,
};
use crate::shops::{NewShop, Shop, ShopError, create_shop};
use crate::{House, store};
use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex};
use wasl_base::{Coded, Instant, Kind, UserId};
use wasl_db::{DbError, Fails, args};

/// A one-time link lives this many seconds: 15 minutes.
const LINK_SECONDS: i64 = 900;
/// The setup link lives until it is used, at most a day.
const SETUP_SECONDS: i64 = 86_400;
/// Failed tries per address before each further one has to wait.
const FREE_TRIES: u32 = 5;
/// The longest wait between tries, in seconds: the owner is slowed, never locked out.
const WAIT_SECONDS_MAX: i64 = 30;
/// Addresses remembered at once.
const THROTTLED_MAX: usize = 10_000;

#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    #[error("no such person, or another password")]
    Wrong,
    #[error("too many tries")]
    TooOften,
    #[error("the link is used up or out of date")]
    LinkDead,
    #[error(transparent)]
    User(#[from] UserError),
    #[error(transparent)]
    Shop(#[from] ShopError),
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Fails for SignInError {
    fn db(&self) -> Option<&DbError> {
        match self {
            Self::Db(error) => Some(error),
            Self::User(error) => error.db(),
            Self::Shop(error) => error.db(),
            Self::Wrong | Self::TooOften | Self::LinkDead => None,
        }
    }
}

impl Coded for SignInError {
    fn code(&self) -> &'static str {
        match self {
            Self::Wrong => "platform.sign_in_wrong",
            Self::TooOften => "platform.sign_in_too_often",
            Self::LinkDead => "platform.link_dead",
            Self::User(error) => error.code(),
            Self::Shop(error) => error.code(),
            Self::Db(error) => error.code(),
        }
    }

    fn kind(&self) -> Kind {
        match self {
            Self::Wrong => Kind::Unauthenticated,
            Self::TooOften => Kind::Limited,
            Self::LinkDead => Kind::NotFound,
            Self::User(error) => error.kind(),
            Self::Shop(error) => error.kind(),
            Self::Db(error) => error.kind(),
        }
    }

    fn field(&self) -> Option<String> {
        match self {
            Self::User(error) => error.field(),
            Self::Shop(error) => error.field(),
            _ => None,
        }
    }

    fn values(&self) -> Vec<(&'static str, String)> {
        if let Self::User(error) = self { error.values() } else { Vec::new() }
    }
}

/// Tries by address since the last right password: how many and when the last was. In memory: a restart forgives.
static FAILED: LazyLock<Mutex<HashMap<String, (u32, Instant)>>> = LazyLock::new(Mutex::default);

/// Returns the session token for the cookie.
/// Errors: `platform.sign_in_wrong` (also for unknown addresses, after the same work), `platform.sign_in_too_often`.
pub async fn sign_in(house: &House, email: &str, password: &str) -> Result<String, SignInError> {
    let address = checked_email(email).map_err(|_| SignInError::Wrong)?;
    let now = house.clock.now();
    count_attempt(&address, now)?;
    let mut read = house.db.read().await?;
    let user = read.opt(store::FIND_USER_BY_EMAIL, args![&address], User::from_row).await?;
    drop(read);
    let user = user.filter(|user| !user.password_hash.is_empty());
    let fits = match &user {
        Some(user) => password_fits(password, &user.password_hash).await?,
        // The same work for an address nobody has, so that time tells nothing.
        None => {
            hash_password(password).await?;
            false
        }
    };
    let user = user.filter(|_| fits).ok_or(SignInError::Wrong)?;
    FAILED.lock().unwrap_or_else(std::sync::PoisonError::into_inner).remove(&address);
    Ok(open_session(house, user.id).await?)
}

/// Counts a try before its password is looked at, so that many at once are many; a right password forgets them.
fn count_attempt(address: &str, now: Instant) -> Result<(), SignInError> {
    let mut failed = FAILED.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    if failed.len() >= THROTTLED_MAX && !failed.contains_key(address) {
        failed.retain(|_, (_, last)| now.seconds_since(*last) < WAIT_SECONDS_MAX);
        if failed.len() >= THROTTLED_MAX {
            return Err(SignInError::TooOften);
        }
    }
    let (tries, last) = failed.entry(address.to_owned()).or_insert((0, now));
    if now.seconds_since(*last) < wait_seconds(*tries) {
        return Err(SignInError::TooOften);
    }
    (*tries, *last) = (tries.saturating_add(1), now);
    Ok(())
}

fn wait_seconds(tries: u32) -> i64 {
    if tries < FREE_TRIES { 0 } else { (1i64 << (tries - FREE_TRIES).min(5)).min(WAIT_SECONDS_MAX) }
}

/// A link that opens one session for `user`; only its hash is kept.
pub async fn create_one_time_link(house: &House, user: UserId) -> Result<String, DbError> {
    add_link(house, "one_time", Some(user), LINK_SECONDS).await
}

/// The first-run link; an older one dies.
pub async fn create_setup_link(house: &House) -> Result<String, DbError> {
    add_link(house, "setup", None, SETUP_SECONDS).await
}

async fn add_link(house: &House, kind: &'static str, user: Option<UserId>, seconds: i64) -> Result<String, DbError> {
    let (token, now) = (new_token(house), house.clock.now());
    let hash = token_hash(&token);
    house
        .db
        .write((hash, user, now), move |tx, (hash, user, now)| {
            Box::pin(async move {
                if kind == "setup" {
                    tx.run(store::DROP_SESSIONS_OF_KIND, args![kind]).await?;
                }
                let until = now.plus_seconds(seconds);
                tx.run(store::ADD_SESSION, args![&hash[..], kind, *user, *now, until]).await?;
                Ok::<_, DbError>(())
            })
        })
        .await?;
    Ok(token)
}

/// Uses a one-time link up and opens the session. Errors: `platform.link_dead`.
pub async fn use_one_time_link(house: &House, token: &str) -> Result<String, SignInError> {
    let user = take_link(house, "one_time", token).await?.ok_or(SignInError::LinkDead)?;
    Ok(open_session(house, user).await?)
}

async fn take_link(house: &House, kind: &'static str, token: &str) -> Result<Option<UserId>, SignInError> {
    let (hash, now) = (token_hash(token), house.clock.now());
    house
        .db
        .write((hash, now), move |tx, (hash, now)| {
            Box::pin(async move {
                let found = tx
                    .opt_locked(store::FIND_SESSION, args![&hash[..], kind, *now], |row| row.get::<Option<UserId>>(0))
                    .await?;
                if tx.run(store::DROP_SESSION, args![&hash[..]]).await? == 0 {
                    return Err(SignInError::LinkDead);
                }
                found.ok_or(SignInError::LinkDead)
            })
        })
        .await
}

/// Is there nobody yet?
pub async fn needs_setup(house: &House) -> Result<bool, DbError> {
    let mut read = house.db.read().await?;
    Ok(read.one(store::COUNT_USERS, args![], |row| row.get::<i64>(0)).await? == 0)
}

/// First run: the shop and its owner. The link is used up only when everything fits.
pub async fn set_up_house(
    house: &House,
    token: &str,
    shop: NewShop,
    email: &str,
    name: &str,
    password: &str,
) -> Result<(Arc<Shop>, String), SignInError> {
    let (hash, now) = (token_hash(token), house.clock.now());
    let mut read = house.db.read().await?;
    let alive = read.opt(store::FIND_SESSION, args![&hash[..], "setup", now], |row| row.get::<Option<i64>>(0)).await?;
    drop(read);
    if alive.is_none() || !needs_setup(house).await? {
        return Err(SignInError::LinkDead);
    }
    checked_email(email)?;
    checked_name(name)?;
    check_password(password)?;
    let shop = create_shop(house, shop).await?;
    let user = create_user(house, shop.id, Role::Owner, email, name, Some(password)).await?;
    take_link(house, "setup", token).await?;
    Ok((shop, open_session(house, user).await?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_grows_and_ends() {
        assert_eq!((0..12).map(wait_seconds).collect::<Vec<_>>(), [0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 30, 30]);
    }
}
