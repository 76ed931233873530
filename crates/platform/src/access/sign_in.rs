//! E-mail and password. Strangers all get the same answer after the same work; a device that has signed this person in
//! before is known by a long-lived cookie (OWASP: device cookies) and is not kept waiting by what strangers try.

use super::session::{SESSION_IDLE_SECONDS_MAX, new_token, token_hash};
use super::throttle::Guesser;
use super::user::{Queue, User, UserError, checked_email, hash_password, password_fits};
use crate::shops::ShopError;
use crate::{House, store};
use wasl_base::{Coded, Instant, Kind, UserId};
use wasl_db::{DbError, Fails, Tx, args};

/// A device stays known this many seconds: 400 days, the longest that browsers keep a cookie (RFC 6265bis §5.5).
pub const DEVICE_SECONDS: i64 = 400 * 86_400;

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

/// Tokens for the cookies of somebody who has come in.
#[derive(Clone, Debug)]
pub struct SignedIn {
    pub session: String,
    /// For a device that was not known before.
    pub device: Option<String>,
}

/// `device` is the token of the device's cookie.
/// Errors: `platform.sign_in_wrong` (also for unknown addresses, after the same work), `platform.sign_in_too_often`.
pub async fn sign_in(
    house: &House,
    email: &str,
    password: &str,
    device: Option<&str>,
) -> Result<SignedIn, SignInError> {
    let address = checked_email(email).map_err(|_| SignInError::Wrong)?;
    let now = house.clock.now();
    let mut read = house.db.read().await?;
    let user = read.opt(store::FIND_USER_BY_EMAIL, args![&address], User::from_row).await?;
    let known = match (&user, device.map(token_hash)) {
        (Some(user), Some(hash)) => read
            .opt(store::FIND_SESSION, args![&hash[..], "device", now], |row| row.get::<UserId>(0))
            .await?
            .filter(|owner| *owner == user.id)
            .map(|_| hash),
        _ => None,
    };
    drop(read);
    let guesser = known.map_or(Guesser::Stranger { address }, |hash| Guesser::Known { hash });
    if !house.registry.throttle().admits(&guesser, now) {
        return Err(SignInError::TooOften);
    }
    let queue = if known.is_some() { Queue::Known } else { Queue::Strangers };
    let user = user.filter(|user| !user.password_hash.is_empty());
    let fits = match &user {
        Some(user) => password_fits(password, &user.password_hash, queue).await?,
        // The same work for an address nobody has, so that time tells nothing.
        None => {
            hash_password(password, queue).await?;
            false
        }
    };
    let user = user.filter(|_| fits).ok_or(SignInError::Wrong)?;
    house.registry.throttle().forgive(&guesser);
    let device = known.is_none().then(|| new_token(house));
    let context = (user, now, new_token(house), device);
    let entered = house.db.write(context, |tx, (user, now, session, device)| {
        Box::pin(async move {
            // Sent away, or given another password, while this one was being checked.
            let stands = tx.opt_locked(store::FIND_USER, args![user.id], User::from_row).await?;
            if stands.is_none_or(|stands| stands.password_hash != user.password_hash) {
                return Err(SignInError::Wrong);
            }
            Ok(enter_in(tx, user.id, *now, session, device.as_ref()).await?)
        })
    });
    entered.await
}

/// Opens the session and makes the device known, in someone's transaction.
pub(super) async fn enter_in(
    tx: &mut Tx,
    user: UserId,
    now: Instant,
    session: &str,
    device: Option<&String>,
) -> Result<SignedIn, DbError> {
    let until = now.plus_seconds(SESSION_IDLE_SECONDS_MAX);
    tx.run(store::ADD_SESSION, args![&token_hash(session)[..], "session", user, now, until]).await?;
    if let Some(device) = device {
        let until = now.plus_seconds(DEVICE_SECONDS);
        tx.run(store::ADD_SESSION, args![&token_hash(device)[..], "device", user, now, until]).await?;
    }
    Ok(SignedIn { session: session.to_owned(), device: device.cloned() })
}
