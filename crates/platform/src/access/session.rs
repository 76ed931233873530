//! Bearer tokens: 256 random bits, stored only as SHA-256. A session slides while it is used and ends on sign-out.

use crate::{House, store};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use wasl_base::{Instant, UserId};
use wasl_db::{DbError, args};

/// A session ends after this many seconds without use: 12 hours.
pub const SESSION_IDLE_SECONDS_MAX: i64 = 12 * 3600;
/// And after this many in any case: 14 days.
pub const SESSION_SECONDS_MAX: i64 = 14 * 86_400;
/// Use is recorded at most this often, so that reading a page rarely writes.
const TOUCH_SECONDS: i64 = 300;

pub fn new_token(house: &House) -> String {
    let mut bytes = [0u8; 32];
    house.chance.fill(&mut bytes);
    URL_SAFE_NO_PAD.encode(bytes)
}

pub fn token_hash(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

/// The form token that belongs to a session; it cannot be made without the session's cookie.
pub fn csrf_of(token: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(format!("csrf:{token}").as_bytes()))
}

/// Opens a whole session without any step, for whoever has taken them all: the token for the cookie.
pub async fn open_session(house: &House, user: UserId) -> Result<String, DbError> {
    let (token, now) = (new_token(house), house.clock.now());
    let hash = token_hash(&token);
    house
        .db
        .write((hash, user, now), |tx, (hash, user, now)| {
            Box::pin(async move {
                let until = now.plus_seconds(SESSION_IDLE_SECONDS_MAX);
                tx.run(store::ADD_SESSION, args![&hash[..], "session", *user, *now, until]).await?;
                Ok::<_, DbError>(())
            })
        })
        .await?;
    Ok(token)
}

/// Whose session it is, if it is alive.
pub async fn find_session(house: &House, token: &str) -> Result<Option<UserId>, DbError> {
    let (hash, now) = (token_hash(token), house.clock.now());
    let mut read = house.db.read().await?;
    let found = read
        .opt(store::FIND_SESSION, args![&hash[..], "session", now], |row| {
            Ok((row.get::<UserId>(0)?, row.get::<Instant>(1)?, row.get::<Instant>(2)?))
        })
        .await?;
    drop(read);
    let Some((user, created_at, seen_at)) = found else {
        return Ok(None);
    };
    if now.seconds_since(created_at) > SESSION_SECONDS_MAX {
        return Ok(None);
    }
    if now.seconds_since(seen_at) > TOUCH_SECONDS {
        let touch = house.db.write((hash, now), move |tx, (hash, now)| {
            Box::pin(async move {
                let until =
                    now.plus_seconds(SESSION_IDLE_SECONDS_MAX).min(created_at.plus_seconds(SESSION_SECONDS_MAX));
                tx.run(store::TOUCH_SESSION, args![&hash[..], *now, until]).await
            })
        });
        touched("session", touch.await);
    }
    Ok(Some(user))
}

/// That something was used is worth a line in the log where it cannot be kept: on a full disk reading goes on.
pub(super) fn touched(what: &'static str, outcome: Result<u64, DbError>) {
    if let Err(cause) = outcome {
        tracing::warn!(what, %cause, "its use was not written down");
    }
}

/// When the living session of this token began.
pub(super) async fn session_begun_at(house: &House, token: &str) -> Result<Option<Instant>, DbError> {
    let (hash, now) = (token_hash(token), house.clock.now());
    let mut read = house.db.read().await?;
    read.opt(store::FIND_SESSION, args![&hash[..], "session", now], |row| row.get(1)).await
}

pub async fn end_session(house: &House, token: &str) -> Result<(), DbError> {
    house
        .db
        .write(token_hash(token), |tx, hash| {
            Box::pin(async move {
                tx.run(store::DROP_SESSION, args![&hash[..]]).await?;
                Ok::<_, DbError>(())
            })
        })
        .await
}
