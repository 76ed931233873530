//! Links that open the house once: a person's way in without a password, and the first-run set-up.

use super::half_session::{SignedIn, enter_in};
use super::session::{new_token, token_hash};
use super::sign_in::SignInError;
use crate::{House, store};
use wasl_base::{Instant, UserId};
use wasl_db::{DbError, Tx, args};

/// A one-time link lives this many seconds: 15 minutes.
const LINK_SECONDS: i64 = 900;
/// The setup link lives until it is used, at most a day.
const SETUP_SECONDS: i64 = 86_400;

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
pub async fn use_one_time_link(house: &House, token: &str) -> Result<SignedIn, SignInError> {
    let (hash, now) = (token_hash(token), house.clock.now());
    let (session, device) = (new_token(house), new_token(house));
    let context = (hash, now, session, device);
    house
        .db
        .write(context, |tx, (hash, now, session, device)| {
            Box::pin(async move {
                let user = take_link_in(tx, "one_time", hash, *now).await?.ok_or(SignInError::LinkDead)?;
                Ok(enter_in(tx, user, *now, session, Some(device)).await?)
            })
        })
        .await
}

/// Takes the link away; whose it was, if anybody's. Errors: `platform.link_dead`.
pub(super) async fn take_link_in(
    tx: &mut Tx,
    kind: &'static str,
    hash: &[u8; 32],
    now: Instant,
) -> Result<Option<UserId>, SignInError> {
    let found =
        tx.opt_locked(store::FIND_SESSION, args![&hash[..], kind, now], |row| row.get::<Option<UserId>>(0)).await?;
    if tx.run(store::DROP_SESSION, args![&hash[..]]).await? == 0 {
        return Err(SignInError::LinkDead);
    }
    found.ok_or(SignInError::LinkDead)
}
