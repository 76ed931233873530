//! Every way in ends here: a password, a link, an invitation, the set-up. Whoever has a second step is let in half: a session
//! of another kind, which opens nothing but the question for it, for five minutes and five tries. The right code ends that
//! one and opens a whole session under a new token; only then is the device known.

use super::people::record_of_in;
use super::second_step::{Proof, look_at, spend_in};
use super::session::{SESSION_IDLE_SECONDS_MAX, new_token, token_hash};
use super::sign_in::SignInError;
use super::throttle::Guesser;
use super::user::{User, UserError};
use crate::{House, store};
use wasl_base::{Instant, UserId};
use wasl_db::{DbError, Tx, args};

/// A device stays known this many seconds: 400 days, the longest that browsers keep a cookie (RFC 6265bis §5.5).
pub const DEVICE_SECONDS: i64 = 400 * 86_400;
/// How long the second step may take after the first, in seconds.
pub const HALF_SECONDS: i64 = 300;
/// Codes tried on one half session.
const HALF_TRIES_MAX: i64 = 5;

/// Tokens for the cookies of somebody who has come in.
#[derive(Clone, Debug)]
pub struct SignedIn {
    pub session: String,
    /// For a device that was not known before.
    pub device: Option<String>,
    /// The session opens nothing but the question for the second step.
    pub is_half: bool,
}

/// Lets somebody in who has taken the first step, in its transaction: whole, or half when they have a second step.
pub(super) async fn enter_in(
    tx: &mut Tx,
    user: UserId,
    now: Instant,
    session: &str,
    device: Option<&String>,
) -> Result<SignedIn, DbError> {
    // Held, so that a second step set up at this moment is seen here, or sees and ends the session made here.
    tx.opt_locked(store::FIND_USER, args![user], |_| Ok(())).await?;
    let has_second_step = tx.opt(store::FIND_SECOND_STEP, args![user], |_| Ok(())).await?.is_some();
    if has_second_step {
        let until = now.plus_seconds(HALF_SECONDS);
        tx.run(store::ADD_SESSION, args![&token_hash(session)[..], "half", user, now, until]).await?;
        return Ok(SignedIn { session: session.to_owned(), device: None, is_half: true });
    }
    open_in(tx, user, now, session, device).await
}

/// Opens a whole session and makes the device known: whoever comes here has taken every step.
pub(super) async fn open_in(
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
    Ok(SignedIn { session: session.to_owned(), device: device.cloned(), is_half: false })
}

/// Who is half in with this token, and may still try a code.
pub async fn find_half_session(house: &House, token: &str) -> Result<Option<UserId>, DbError> {
    let (hash, now) = (token_hash(token), house.clock.now());
    let mut read = house.db.read().await?;
    read.opt(store::FIND_HALF_SESSION, args![&hash[..], now, HALF_TRIES_MAX], |row| row.get(0)).await
}

/// The second step: `typed` is a code of the person's app or one of their recovery codes, `device` the token of the
/// device's cookie. Errors: `platform.code_wrong`; `platform.second_step_over` when the first step must be taken again;
/// `platform.sign_in_too_often`, which no recovery code meets.
pub async fn pass_second_step(
    house: &House,
    token: &str,
    typed: &str,
    device: Option<&str>,
) -> Result<SignedIn, SignInError> {
    let user = find_half_session(house, token).await?.ok_or(SignInError::SecondStepOver)?;
    let known = device_of(house, user, device).await?;
    let proof = Proof::read(user, typed).ok_or(UserError::CodeWrong)?;
    let guesser = known.map_or(Guesser::Code { user }, |hash| Guesser::DeviceCode { hash });
    // Recovery codes are too long to be guessed: whoever has one is kept waiting by nobody.
    let throttle = house.registry.throttle();
    if proof.is_guessable() && !throttle.admits(&guesser, house.clock.now()) {
        return Err(SignInError::TooOften);
    }
    let half = token_hash(token);
    take_try(house, half).await?;
    let proof = look_at(house, user, proof).await?.ok_or(UserError::CodeWrong)?;
    let device = known.is_none().then(|| new_token(house));
    let context = (house.stamp(), half, proof, new_token(house), device);
    let passed = house.db.write(context, move |tx, (stamp, half, proof, session, device)| {
        Box::pin(async move {
            let stands = tx.opt_locked(store::FIND_USER, args![user], User::from_row).await?;
            let was_half = tx.run(store::DROP_HALF_SESSION, args![&half[..], stamp.now]).await? > 0;
            if stands.is_none() || !was_half {
                return Err(SignInError::SecondStepOver);
            }
            spend_in(tx, user, proof).await?;
            if !proof.is_guessable() {
                record_of_in(tx, stamp, user, &user.to_string(), "user.recovery_code_used").await?;
            }
            Ok(open_in(tx, user, stamp.now, session, device.as_ref()).await?)
        })
    });
    let passed = passed.await?;
    throttle.forgive(&guesser);
    Ok(passed)
}

/// The hash of the device's token, when it is one of theirs.
async fn device_of(house: &House, user: UserId, device: Option<&str>) -> Result<Option<[u8; 32]>, DbError> {
    let Some(device) = device else { return Ok(None) };
    let (hash, now) = (token_hash(device), house.clock.now());
    let mut read = house.db.read().await?;
    let holder = read.opt(store::FIND_SESSION, args![&hash[..], "device", now], |row| row.get::<UserId>(0)).await?;
    Ok((holder == Some(user)).then_some(hash))
}

/// Counted before the code is looked at and for all processes together, so that many at once are many.
async fn take_try(house: &House, half: [u8; 32]) -> Result<(), SignInError> {
    let taken = house.db.write((half, house.clock.now()), |tx, (half, now)| {
        Box::pin(async move { tx.run(store::TRY_HALF_SESSION, args![&half[..], *now, HALF_TRIES_MAX]).await })
    });
    if taken.await? > 0 { Ok(()) } else { Err(SignInError::SecondStepOver) }
}
