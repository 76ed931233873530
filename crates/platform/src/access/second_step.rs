//! The second step that a person has: set up by an app on their phone and confirmed by its first code, ten recovery codes
//! beside it, taken away by password and code. Each code is taken once: the step of time, or the recovery code, is spent in
//! the transaction of what it opens.

use super::half_session::{SignedIn, open_in};
use super::own_sign_in::{forgive_code_guesses, is_own_password, refuse_code_guesses};
use super::people::record_of_in;
use super::session::{new_token, token_hash};
use super::totp::{RECOVERY_BYTES, SECRET_BYTES, Typed, address_of, base32, grouped, step_of};
use super::user::{Role, User, UserError};
use crate::{House, SealPlace, Stamp, store};
use sha2::{Digest, Sha256};
use wasl_base::{ShopId, UserId};
use wasl_db::{DbError, Read, Tx, args};

/// Recovery codes made together.
const RECOVERY_CODES: usize = 10;

/// A person belongs to no shop: their secret is sealed for the house itself, shop 0.
fn place_of(user: UserId) -> SealPlace {
    SealPlace { shop: ShopId::from_number(0), purpose: "platform.second_step", row: user.number() }
}

/// What somebody held out, before it is looked at.
#[derive(Clone, Debug)]
pub(super) enum Proof {
    Code(String),
    /// By its hash.
    Recovery([u8; 32]),
}

/// What was looked at and is right, but not yet spent.
#[derive(Clone, Debug)]
pub(super) enum Looked {
    /// The step of time whose code it is, and the sealed secret that says so.
    Step(i64, Vec<u8>),
    Recovery([u8; 32]),
}

impl Proof {
    /// None for what can be no code at all.
    pub(super) fn read(user: UserId, typed: &str) -> Option<Self> {
        Some(match Typed::read(typed)? {
            Typed::Code(code) => Self::Code(code),
            Typed::Recovery(letters) => Self::Recovery(recovery_hash(user, &letters)),
        })
    }

    /// Six digits can be guessed, eighty bits cannot.
    pub(super) fn is_guessable(&self) -> bool {
        matches!(self, Self::Code(_))
    }
}

impl Looked {
    pub(super) fn is_guessable(&self) -> bool {
        matches!(self, Self::Step(..))
    }
}

/// 80 random bits need no slow hash; the person's id keeps equal codes apart.
fn recovery_hash(user: UserId, letters: &str) -> [u8; 32] {
    Sha256::digest(format!("recovery:{}:{letters}", user.number())).into()
}

/// None for a wrong code. A recovery code is found or not when it is spent. Errors: `platform.sealed`.
pub(super) async fn look_at(house: &House, user: UserId, proof: Proof) -> Result<Option<Looked>, UserError> {
    let code = match proof {
        Proof::Recovery(hash) => return Ok(Some(Looked::Recovery(hash))),
        Proof::Code(code) => code,
    };
    let mut read = house.db.read().await?;
    let key = args![user];
    let held = read.opt(store::FIND_SECOND_STEP, key, |row| Ok((row.get::<Vec<u8>>(0)?, row.get::<i64>(1)?))).await?;
    let Some((sealed, last)) = held else { return Ok(None) };
    drop(read);
    let secret = house.seals.open(&place_of(user), &sealed)?;
    Ok(step_of(&secret, &code, house.clock.now(), last).map(|step| Looked::Step(step, sealed)))
}

/// Taken once, by whoever comes first. Errors: `platform.code_wrong`.
pub(super) async fn spend_in(tx: &mut Tx, user: UserId, looked: &Looked) -> Result<(), UserError> {
    let spent = match looked {
        Looked::Step(step, sealed) => tx.run(store::SPEND_STEP, args![user, *step, &sealed[..]]).await?,
        Looked::Recovery(hash) => tx.run(store::SPEND_RECOVERY_CODE, args![user, &hash[..]]).await?,
    };
    if spent > 0 { Ok(()) } else { Err(UserError::CodeWrong) }
}

/// How many recovery codes are left, for somebody who has a second step.
pub async fn recovery_codes_left(read: &mut Read, user: UserId) -> Result<Option<i64>, DbError> {
    if read.opt(store::FIND_SECOND_STEP, args![user], |_| Ok(())).await?.is_none() {
        return Ok(None);
    }
    read.one(store::COUNT_RECOVERY_CODES, args![user], |row| row.get(0)).await.map(Some)
}

/// Does a role of theirs, in any shop, ask for a second step that they do not have?
pub async fn lacks_second_step(house: &House, read: &mut Read, user: UserId) -> Result<bool, DbError> {
    if !house.config.second_step_required {
        return Ok(false);
    }
    let roles = read.all(store::ROLES_WITHOUT_SECOND_STEP, args![user], |row| row.get::<String>(0)).await?;
    Ok(roles.iter().filter_map(|word| Role::parse(word)).any(Role::needs_second_step))
}

/// A secret that waits for its first code.
#[derive(Clone, Debug)]
pub struct Draft {
    /// What an app reads from the drawing: `otpauth://…`.
    pub address: String,
    /// The same secret for people to type, in fours.
    pub letters: String,
}

/// The secret that is being set up in this session: the same one until it holds or the session ends, so that a page
/// opened again shows what was scanned. None when the session is over. Errors: `platform.sealed`.
pub async fn draft_of(house: &House, user: &User, token: &str) -> Result<Option<Draft>, UserError> {
    let mut secret = [0; SECRET_BYTES];
    house.chance.fill(&mut secret);
    let fresh = house.seals.seal(&*house.chance, &place_of(user.id), &secret)?;
    let context = (token_hash(token), house.clock.now(), fresh);
    let kept = house.db.write(context, |tx, (hash, now, fresh)| {
        Box::pin(async move {
            tx.run(store::KEEP_DRAFT, args![&hash[..], &fresh[..]]).await?;
            tx.opt(store::FIND_DRAFT, args![&hash[..], *now], |row| row.get::<Option<Vec<u8>>>(0)).await
        })
    });
    let Some(sealed) = kept.await?.flatten() else { return Ok(None) };
    let secret = house.seals.open(&place_of(user.id), &sealed)?;
    Ok(Some(Draft { address: address_of(&secret, &user.email), letters: grouped(&base32(&secret)) }))
}

/// The first code of the new secret makes it hold. Every other session and every known device ends, since they passed
/// without it; the one that asks goes on under a new token, with its recovery codes, told once.
/// Errors: `platform.code_wrong`, `platform.second_step_changed` when there is one already.
pub async fn set_up_second_step(
    house: &House,
    user: &User,
    token: &str,
    typed: &str,
) -> Result<(SignedIn, Vec<String>), UserError> {
    let hash = token_hash(token);
    let now = house.clock.now();
    let mut read = house.db.read().await?;
    let draft = read.opt(store::FIND_DRAFT, args![&hash[..], now], |row| row.get::<Option<Vec<u8>>>(0)).await?;
    drop(read);
    let sealed = draft.flatten().ok_or(UserError::SecondStepChanged)?;
    let secret = house.seals.open(&place_of(user.id), &sealed)?;
    let Some(Typed::Code(code)) = Typed::read(typed) else { return Err(UserError::CodeWrong) };
    let step = step_of(&secret, &code, now, 0).ok_or(UserError::CodeWrong)?;
    let plan = Plan {
        stamp: house.stamp(),
        user: user.id,
        asking: hash,
        sealed,
        step,
        codes: new_codes(house),
        session: new_token(house),
        device: new_token(house),
    };
    let codes = plan.codes.clone();
    let entered = house.db.write(plan, |tx, plan| Box::pin(set_up_in(tx, plan))).await?;
    Ok((entered, codes.iter().map(|letters| grouped(letters)).collect()))
}

struct Plan {
    stamp: Stamp,
    user: UserId,
    /// The session that asks, by its hash.
    asking: [u8; 32],
    sealed: Vec<u8>,
    step: i64,
    codes: Vec<String>,
    session: String,
    device: String,
}

async fn set_up_in(tx: &mut Tx, plan: &Plan) -> Result<SignedIn, UserError> {
    let (stamp, user) = (&plan.stamp, plan.user);
    // Held before the step is added: whoever signs in at this moment meets it, or is signed out here.
    let stands = tx.opt_locked(store::FIND_USER, args![user], User::from_row).await?;
    let key = args![&plan.asking[..], "session", stamp.now];
    let is_open = tx.opt(store::FIND_SESSION, key, |row| row.get::<UserId>(0)).await? == Some(user);
    let row = args![user, &plan.sealed[..], plan.step, stamp.now];
    if stands.is_none() || !is_open || tx.run(store::ADD_SECOND_STEP, row).await? == 0 {
        return Err(UserError::SecondStepChanged);
    }
    keep_codes_in(tx, user, &plan.codes).await?;
    tx.run(store::DROP_SESSIONS_OF_USER, args![user]).await?;
    record_of_in(tx, stamp, user, &user.to_string(), "user.second_step_added").await?;
    Ok(open_in(tx, user, stamp.now, &plan.session, Some(&plan.device)).await?)
}

fn new_codes(house: &House) -> Vec<String> {
    let one = |_| {
        let mut bytes = [0; RECOVERY_BYTES];
        house.chance.fill(&mut bytes);
        base32(&bytes)
    };
    (0..RECOVERY_CODES).map(one).collect()
}

/// Those before them work no more.
async fn keep_codes_in(tx: &mut Tx, user: UserId, codes: &[String]) -> Result<(), DbError> {
    tx.run(store::DROP_RECOVERY_CODES, args![user]).await?;
    for letters in codes {
        tx.run(store::ADD_RECOVERY_CODE, args![user, &recovery_hash(user, letters)[..]]).await?;
    }
    Ok(())
}

/// New recovery codes, told once. Errors: `platform.confirm_wrong`, `platform.code_wrong`, `platform.sign_in_too_often`.
pub async fn renew_recovery_codes(
    house: &House,
    user: &User,
    password: &str,
    typed: &str,
) -> Result<Vec<String>, UserError> {
    let looked = prove(house, user, password, typed).await?;
    let (id, codes) = (user.id, new_codes(house));
    let context = (house.stamp(), looked, codes.clone());
    let renewed = house.db.write(context, move |tx, (stamp, looked, codes)| {
        Box::pin(async move {
            spend_in(tx, id, looked).await?;
            keep_codes_in(tx, id, codes).await?;
            Ok::<_, UserError>(record_of_in(tx, stamp, id, &id.to_string(), "user.recovery_codes_made").await?)
        })
    });
    renewed.await?;
    forgive_code_guesses(house, user);
    Ok(codes.iter().map(|letters| grouped(letters)).collect())
}

/// No second step any more; every other session ends. Errors: as above.
pub async fn remove_second_step(
    house: &House,
    user: &User,
    token: &str,
    password: &str,
    typed: &str,
) -> Result<(), UserError> {
    let looked = prove(house, user, password, typed).await?;
    let id = user.id;
    let removed = house.db.write((house.stamp(), looked, token_hash(token)), move |tx, (stamp, looked, session)| {
        Box::pin(async move {
            tx.opt_locked(store::FIND_USER, args![id], |_| Ok(())).await?;
            spend_in(tx, id, looked).await?;
            drop_in(tx, id).await?;
            tx.run(store::DROP_OTHER_SESSIONS, args![id, &session[..]]).await?;
            Ok::<_, UserError>(record_of_in(tx, stamp, id, &id.to_string(), "user.second_step_removed").await?)
        })
    });
    removed.await?;
    forgive_code_guesses(house, user);
    Ok(())
}

/// By the operator, for somebody who has lost phone and codes: they come in by their password alone, and every session
/// ends. False when there was no second step.
pub async fn reset_second_step(house: &House, user: UserId, actor: &str) -> Result<bool, DbError> {
    let reset = house.db.write((house.stamp(), actor.to_owned()), move |tx, (stamp, actor)| {
        Box::pin(async move {
            tx.opt_locked(store::FIND_USER, args![user], |_| Ok(())).await?;
            let is_found = drop_in(tx, user).await?;
            if is_found {
                tx.run(store::DROP_SESSIONS_OF_USER, args![user]).await?;
                record_of_in(tx, stamp, user, actor, "user.second_step_reset").await?;
            }
            Ok::<_, DbError>(is_found)
        })
    });
    reset.await
}

async fn drop_in(tx: &mut Tx, user: UserId) -> Result<bool, DbError> {
    tx.run(store::DROP_RECOVERY_CODES, args![user]).await?;
    Ok(tx.run(store::DROP_SECOND_STEP, args![user]).await? > 0)
}

/// Password and code of somebody who is signed in; the code is not spent yet.
async fn prove(house: &House, user: &User, password: &str, typed: &str) -> Result<Looked, UserError> {
    if !is_own_password(house, user, password).await? {
        return Err(UserError::ConfirmWrong);
    }
    prove_code(house, user, typed).await
}

async fn prove_code(house: &House, user: &User, typed: &str) -> Result<Looked, UserError> {
    let proof = Proof::read(user.id, typed).ok_or(UserError::CodeWrong)?;
    if proof.is_guessable() {
        refuse_code_guesses(house, user)?;
    }
    look_at(house, user.id, proof).await?.ok_or(UserError::CodeWrong)
}

/// A code of one's own, taken now; none is asked of somebody without a second step.
/// Errors: `platform.code_wrong`, `platform.sign_in_too_often`.
pub(super) async fn take_own_code(house: &House, user: &User, typed: &str) -> Result<(), UserError> {
    let mut read = house.db.read().await?;
    let has_second_step = read.opt(store::FIND_SECOND_STEP, args![user.id], |_| Ok(())).await?.is_some();
    drop(read);
    if !has_second_step {
        return Ok(());
    }
    let (id, looked) = (user.id, prove_code(house, user, typed).await?);
    let taken = house.db.write((house.stamp(), looked), move |tx, (stamp, looked)| {
        Box::pin(async move {
            spend_in(tx, id, looked).await?;
            if !looked.is_guessable() {
                record_of_in(tx, stamp, id, &id.to_string(), "user.recovery_code_used").await?;
            }
            Ok::<_, UserError>(())
        })
    });
    taken.await?;
    forgive_code_guesses(house, user);
    Ok(())
}
