//! People of the shops. A password is kept as argon2id (OWASP's parameters are the crate's defaults) and nothing else.

use crate::shops::ShopError;
use crate::{House, store};
use argon2::password_hash::phc::PasswordHash;
use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use std::sync::LazyLock;
use std::time::Duration;
use tokio::sync::{Semaphore, SemaphorePermit};
use wasl_base::{Coded, Kind, Lang, ShopId, UserId};
use wasl_db::{DbError, Fails, Read, Row, args};

/// Shortest password, in characters (NIST SP 800-63B: at least 8; we ask for more and for nothing else).
pub const PASSWORD_CHARS_MIN: usize = 10;
/// Longest password, in bytes: argon2 would take more, a request should not.
pub const PASSWORD_BYTES_MAX: usize = 512;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    Owner,
    Agent,
}

impl Role {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Agent => "agent",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "owner" => Some(Self::Owner),
            "agent" => Some(Self::Agent),
            _ => None,
        }
    }
}

#[derive(Clone, Debug)]
pub struct User {
    pub id: UserId,
    pub email: String,
    pub name: String,
    pub lang: Lang,
    pub(super) password_hash: String,
}

#[derive(Debug, thiserror::Error)]
pub enum UserError {
    #[error("not an e-mail address")]
    BadEmail,
    #[error("a name is wanted")]
    BadName,
    #[error("the password is too short")]
    PasswordTooShort,
    #[error("the password is too long")]
    PasswordTooLong,
    #[error("too many sign-ins at once")]
    TooBusy,
    #[error("someone with this address is already here")]
    EmailTaken,
    #[error("password hashing failed: {0}")]
    Hashing(String),
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Fails for UserError {
    fn db(&self) -> Option<&DbError> {
        if let Self::Db(error) = self { Some(error) } else { None }
    }
}

impl Coded for UserError {
    fn code(&self) -> &'static str {
        match self {
            Self::BadEmail => "platform.bad_email",
            Self::BadName => "platform.bad_name",
            Self::PasswordTooShort => "platform.password_too_short",
            Self::PasswordTooLong => "platform.password_too_long",
            Self::TooBusy => "platform.sign_in_too_often",
            Self::EmailTaken => "platform.email_taken",
            Self::Hashing(_) => "platform.bug",
            Self::Db(error) => error.code(),
        }
    }

    fn kind(&self) -> Kind {
        match self {
            Self::BadEmail | Self::BadName | Self::PasswordTooShort | Self::PasswordTooLong => Kind::Invalid,
            Self::EmailTaken => Kind::Conflict,
            Self::TooBusy => Kind::Limited,
            Self::Hashing(_) => Kind::Bug,
            Self::Db(error) => error.kind(),
        }
    }

    fn field(&self) -> Option<String> {
        match self {
            Self::BadEmail | Self::EmailTaken => Some("/email".to_owned()),
            Self::BadName => Some("/name".to_owned()),
            Self::PasswordTooShort | Self::PasswordTooLong => Some("/password".to_owned()),
            Self::TooBusy | Self::Hashing(_) | Self::Db(_) => None,
        }
    }

    fn values(&self) -> Vec<(&'static str, String)> {
        vec![("min", PASSWORD_CHARS_MIN.to_string())]
    }
}

impl User {
    pub(super) fn from_row(row: &Row<'_>) -> Result<Self, DbError> {
        let lang = row.get::<String>(4)?.parse().unwrap_or_default();
        Ok(Self { id: row.get(0)?, email: row.get(1)?, name: row.get(2)?, password_hash: row.get(3)?, lang })
    }
}

/// How long a sign-in waits for its turn to hash, in seconds.
const HASH_WAIT_SECONDS_MAX: u64 = 5;

/// Hashing takes 19 MiB and tens of milliseconds on purpose, so only as many run at once as there are cores.
static HASHERS: LazyLock<Semaphore> =
    LazyLock::new(|| Semaphore::new(std::thread::available_parallelism().map_or(2, std::num::NonZero::get)));

async fn turn() -> Result<SemaphorePermit<'static>, UserError> {
    let waited = tokio::time::timeout(Duration::from_secs(HASH_WAIT_SECONDS_MAX), HASHERS.acquire()).await;
    waited.ok().and_then(Result::ok).ok_or(UserError::TooBusy)
}

/// Off the request threads, in its turn. Errors: `platform.sign_in_too_often` when the turn does not come.
pub(super) async fn hash_password(password: &str) -> Result<String, UserError> {
    let password = password.to_owned();
    let turn = turn().await?;
    tokio::task::spawn_blocking(move || {
        let _turn = turn;
        Argon2::default().hash_password(password.as_bytes()).map(|hash| hash.to_string())
    })
    .await
    .map_err(|e| UserError::Hashing(e.to_string()))?
    .map_err(|e| UserError::Hashing(e.to_string()))
}

pub(super) async fn password_fits(password: &str, stored: &str) -> Result<bool, UserError> {
    let (password, stored) = (password.to_owned(), stored.to_owned());
    let turn = turn().await?;
    let fits = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        PasswordHash::new(&stored)
            .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
    })
    .await;
    fits.map_err(|e| UserError::Hashing(e.to_string()))
}

/// A person with a role in one shop. E-mail addresses are kept in lower case.
/// An empty password makes an account that enters only by a one-time link.
pub async fn create_user(
    house: &House,
    shop: ShopId,
    role: Role,
    email: &str,
    name: &str,
    password: Option<&str>,
) -> Result<UserId, UserError> {
    let email = checked_email(email)?;
    let name = checked_name(name)?;
    let hash = match password {
        Some(password) => {
            check_password(password)?;
            hash_password(password).await?
        }
        None => String::new(),
    };
    let stamp = house.stamp();
    let id: UserId = stamp.id();
    let saved = house
        .db
        .write((email, name, hash, stamp.now), move |tx, (email, name, hash, now)| {
            Box::pin(async move {
                tx.run(store::ADD_USER, args![id, email, name, hash, Lang::Ar.as_str(), *now]).await?;
                tx.run(store::ADD_MEMBERSHIP, args![id, shop, role.as_str(), *now]).await?;
                Ok::<_, UserError>(())
            })
        })
        .await;
    match saved {
        Err(UserError::Db(DbError::Unique { constraint })) if constraint == "app_user_email" => {
            Err(UserError::EmailTaken)
        }
        other => other.map(|()| id),
    }
}

pub(super) fn checked_email(email: &str) -> Result<String, UserError> {
    let email = email.trim().to_ascii_lowercase();
    let fits = email.len() <= 254
        && email.split_once('@').is_some_and(|(name, host)| {
            !name.is_empty() && host.contains('.') && !host.starts_with('.') && !host.ends_with('.')
        })
        && !email.chars().any(|c| c.is_whitespace() || c.is_control());
    if fits { Ok(email) } else { Err(UserError::BadEmail) }
}

/// Longest name, in characters.
const NAME_CHARS_MAX: usize = 80;

pub(super) fn checked_name(name: &str) -> Result<String, UserError> {
    let name = name.trim();
    let fits = !name.is_empty() && name.chars().count() <= NAME_CHARS_MAX && !name.chars().any(char::is_control);
    if fits { Ok(name.to_owned()) } else { Err(UserError::BadName) }
}

pub(super) fn check_password(password: &str) -> Result<(), UserError> {
    if password.chars().count() < PASSWORD_CHARS_MIN {
        return Err(UserError::PasswordTooShort);
    }
    if password.len() > PASSWORD_BYTES_MAX {
        return Err(UserError::PasswordTooLong);
    }
    Ok(())
}

pub async fn find_user(read: &mut Read, id: UserId) -> Result<Option<User>, DbError> {
    read.opt(store::FIND_USER, args![id], User::from_row).await
}

pub async fn role_in(read: &mut Read, user: UserId, shop: ShopId) -> Result<Option<Role>, DbError> {
    let role = read.opt(store::FIND_ROLE, args![user, shop], |row| row.get::<String>(0)).await?;
    Ok(role.and_then(|word| Role::parse(&word)))
}

/// The shops a person belongs to, oldest first.
pub async fn shops_of(house: &House, user: UserId) -> Result<Vec<std::sync::Arc<crate::Shop>>, ShopError> {
    let mut read = house.db.read().await?;
    let ids = read.all(store::SHOPS_OF_USER, args![user], |row| row.get::<ShopId>(0)).await?;
    drop(read);
    let shops = crate::list_shops(house).await?;
    Ok(shops.iter().filter(|shop| ids.contains(&shop.id)).cloned().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_passwords_are_checked() {
        for good in ["a@b.co", " Noura@Example.SA "] {
            assert!(checked_email(good).is_ok(), "{good}");
        }
        for bad in ["", "a", "@b.co", "a@b", "a@.co", "a b@c.co", "a@b.co\r\nBcc: x@y.zz"] {
            assert!(checked_email(bad).is_err(), "{bad:?}");
        }
        assert!(check_password("كلمةسرطويلة").is_ok());
        assert!(check_password("short").is_err());
        assert!(check_password(&"x".repeat(PASSWORD_BYTES_MAX + 1)).is_err());
    }
}
