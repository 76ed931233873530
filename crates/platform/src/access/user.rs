//! People of the shops: who they are, what may be their address, their name and their password.

use super::audit::record_audit_in;
use super::common_password::{is_common, is_own};
use super::password::hash_password;
use crate::shops::ShopError;
use crate::{House, SealError, Stamp, store};
use wasl_base::{Coded, Kind, Lang, ShopId, UserId};
use wasl_db::{DbError, Fails, Read, Row, Tx, args};

/// Shortest password, in characters (NIST SP 800-63B: at least 8; we ask for more and for nothing else).
pub const PASSWORD_CHARS_MIN: usize = 10;
/// Longest password, in bytes: argon2 would take more, a request should not.
pub const PASSWORD_BYTES_MAX: usize = 512;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    Owner,
    Operations,
    Agent,
    Accountant,
}

impl Role {
    pub const ALL: [Self; 4] = [Self::Owner, Self::Operations, Self::Agent, Self::Accountant];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Operations => "operations",
            Self::Agent => "agent",
            Self::Accountant => "accountant",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == text)
    }

    /// Whoever sees the books or decides about people proves by more than a password who they are.
    pub fn needs_second_step(self) -> bool {
        matches!(self, Self::Owner | Self::Accountant)
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
    #[error("the password is the address")]
    PasswordIsAddress,
    #[error("the password is a common one")]
    PasswordCommon,
    #[error("the password is a name of one's own")]
    PasswordOwn,
    #[error("the old password is another")]
    PasswordWrong,
    #[error("nobody has this address")]
    NoSuchPerson,
    #[error("too many sign-ins at once")]
    TooBusy,
    #[error("someone with this address is already here")]
    EmailTaken,
    #[error("not the password of whoever is signed in")]
    ConfirmWrong,
    #[error("another code, or one that was taken before")]
    CodeWrong,
    #[error("there is a second step already, or none")]
    SecondStepChanged,
    #[error(transparent)]
    Sealed(#[from] SealError),
    #[error("a key without a scope")]
    NoScope,
    #[error("too many living keys")]
    TooManyKeys,
    #[error("a shop keeps an owner who may come in")]
    LastOwner,
    #[error("too many invitations wait")]
    TooManyInvitations,
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
            Self::PasswordIsAddress => "platform.password_is_address",
            Self::PasswordCommon => "platform.password_common",
            Self::PasswordOwn => "platform.password_own",
            Self::PasswordWrong => "platform.password_wrong",
            Self::NoSuchPerson => "platform.no_such_person",
            Self::TooBusy => "platform.sign_in_too_often",
            Self::EmailTaken => "platform.email_taken",
            Self::ConfirmWrong => "platform.confirm_wrong",
            Self::CodeWrong => "platform.code_wrong",
            Self::SecondStepChanged => "platform.second_step_changed",
            Self::Sealed(error) => error.code(),
            Self::NoScope => "platform.no_scope",
            Self::TooManyKeys => "platform.too_many_keys",
            Self::LastOwner => "platform.last_owner",
            Self::TooManyInvitations => "platform.too_many_invitations",
            Self::Hashing(_) => "platform.bug",
            Self::Db(error) => error.code(),
        }
    }

    fn kind(&self) -> Kind {
        match self {
            Self::BadEmail
            | Self::BadName
            | Self::PasswordTooShort
            | Self::PasswordTooLong
            | Self::PasswordIsAddress
            | Self::PasswordCommon
            | Self::PasswordOwn
            | Self::PasswordWrong
            | Self::ConfirmWrong
            | Self::CodeWrong
            | Self::NoScope => Kind::Invalid,
            Self::NoSuchPerson => Kind::NotFound,
            Self::EmailTaken | Self::LastOwner | Self::SecondStepChanged => Kind::Conflict,
            Self::Sealed(error) => error.kind(),
            Self::TooBusy | Self::TooManyInvitations | Self::TooManyKeys => Kind::Limited,
            Self::Hashing(_) => Kind::Bug,
            Self::Db(error) => error.kind(),
        }
    }

    fn field(&self) -> Option<String> {
        match self {
            Self::BadEmail | Self::EmailTaken => Some("/email".to_owned()),
            Self::BadName => Some("/name".to_owned()),
            Self::PasswordTooShort
            | Self::PasswordTooLong
            | Self::PasswordIsAddress
            | Self::PasswordCommon
            | Self::PasswordOwn => Some("/password".to_owned()),
            Self::PasswordWrong => Some("/old".to_owned()),
            Self::ConfirmWrong => Some("/confirm".to_owned()),
            Self::CodeWrong => Some("/code".to_owned()),
            Self::NoScope => Some("/scopes".to_owned()),
            Self::NoSuchPerson
            | Self::LastOwner
            | Self::SecondStepChanged
            | Self::Sealed(_)
            | Self::TooManyInvitations
            | Self::TooManyKeys
            | Self::TooBusy
            | Self::Hashing(_)
            | Self::Db(_) => None,
        }
    }

    fn values(&self) -> Vec<(&'static str, String)> {
        vec![("min", PASSWORD_CHARS_MIN.to_string())]
    }
}

impl User {
    /// Some come in by links only.
    pub fn has_password(&self) -> bool {
        !self.password_hash.is_empty()
    }

    pub(super) fn from_row(row: &Row<'_>) -> Result<Self, DbError> {
        let lang = row.get::<String>(4)?.parse().unwrap_or_default();
        Ok(Self { id: row.get(0)?, email: row.get(1)?, name: row.get(2)?, password_hash: row.get(3)?, lang })
    }
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
            check_password(password, &email, &[&name])?;
            hash_password(password).await?
        }
        None => String::new(),
    };
    let stamp = house.stamp();
    let user = NewUser { id: stamp.id(), email, name, password_hash: hash, lang: Lang::Ar };
    let id = user.id;
    let saved = house.db.write((stamp, user), move |tx, (stamp, user)| {
        Box::pin(async move {
            add_user_in(tx, stamp, shop, role, user).await?;
            record_audit_in(tx, stamp, shop, "system", "user.created", &user.id.to_string(), role.as_str()).await?;
            Ok::<_, UserError>(user.id)
        })
    });
    saved.await?;
    Ok(id)
}

/// A person about to be.
pub(super) struct NewUser {
    pub id: UserId,
    pub email: String,
    pub name: String,
    pub password_hash: String,
    pub lang: Lang,
}

/// Errors: `platform.email_taken`.
pub(super) async fn add_user_in(
    tx: &mut Tx,
    stamp: &Stamp,
    shop: ShopId,
    role: Role,
    user: &NewUser,
) -> Result<(), UserError> {
    let row = args![user.id, &user.email, &user.name, &user.password_hash, user.lang.as_str(), stamp.now];
    match tx.run(store::ADD_USER, row).await {
        Err(DbError::Unique { constraint }) if constraint == "app_user_email" => return Err(UserError::EmailTaken),
        other => other?,
    };
    tx.run(store::ADD_MEMBERSHIP, args![user.id, shop, role.as_str(), stamp.now]).await?;
    Ok(())
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

/// `email` is the checked address of whose password it is, `own` are words that belong to them: their name, their shop.
pub(super) fn check_password(password: &str, email: &str, own: &[&str]) -> Result<(), UserError> {
    if password.chars().count() < PASSWORD_CHARS_MIN {
        return Err(UserError::PasswordTooShort);
    }
    if password.len() > PASSWORD_BYTES_MAX {
        return Err(UserError::PasswordTooLong);
    }
    if password.trim().eq_ignore_ascii_case(email) {
        return Err(UserError::PasswordIsAddress);
    }
    if is_common(password) {
        return Err(UserError::PasswordCommon);
    }
    let (name, host) = email.split_once('@').unwrap_or((email, ""));
    let host = host.split('.').next().unwrap_or_default();
    let own: Vec<&str> = own.iter().copied().chain([email, name, host]).collect();
    if is_own(password, &own) { Err(UserError::PasswordOwn) } else { Ok(()) }
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
        let code =
            |password: &str| check_password(password, "noura@example.sa", &["نورة"]).map_err(|error| error.code());
        assert_eq!(code("كلمةسرطويلة"), Ok(()));
        assert_eq!(code("short"), Err("platform.password_too_short"));
        assert_eq!(code(&"x".repeat(PASSWORD_BYTES_MAX + 1)), Err("platform.password_too_long"));
        assert_eq!(code(" Noura@Example.SA"), Err("platform.password_is_address"));
        assert_eq!(code("Password123"), Err("platform.password_common"));
        assert_eq!(code("Noura-20261122"), Err("platform.password_own"));
    }
}
