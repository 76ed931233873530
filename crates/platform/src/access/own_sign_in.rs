//! What a person does with their own way in: a new password against the old one, and an end to sessions left open.

use super::password::{Queue, hash_password, password_fits, turn};
use super::people::record_of_in;
use super::second_step::{recovery_codes_left, take_own_code};
use super::session::{session_begun_at, token_hash};
use super::throttle::Guesser;
use super::user::{User, UserError, check_password};
use crate::{House, store};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use wasl_base::{Instant, UserId};
use wasl_db::{DbError, Read, args};

/// Sessions shown together.
const SESSIONS_MAX: i64 = 50;

/// A session of one's own. `name` stands for it in forms: the hash of its token, which opens nothing.
#[derive(Clone, Debug)]
pub struct OwnSession {
    pub name: String,
    pub created_at: Instant,
    pub seen_at: Instant,
    /// The one that asks.
    pub is_this: bool,
}

/// Living ones, the last used first.
pub async fn list_own_sessions(
    read: &mut Read,
    user: UserId,
    token: &str,
    now: Instant,
) -> Result<Vec<OwnSession>, DbError> {
    let this = token_hash(token);
    read.all(store::SESSIONS_OF_USER, args![user, now, SESSIONS_MAX], |row| {
        let hash: Vec<u8> = row.get(0)?;
        let (name, is_this) = (URL_SAFE_NO_PAD.encode(&hash), hash == this);
        Ok(OwnSession { name, created_at: row.get(1)?, seen_at: row.get(2)?, is_this })
    })
    .await
}

/// Ends one session of `user` by its name. False when there is none of that name.
pub async fn end_own_session(house: &House, user: UserId, name: &str) -> Result<bool, DbError> {
    let Ok(hash) = URL_SAFE_NO_PAD.decode(name) else { return Ok(false) };
    let actor = user.to_string();
    let ended = house.db.write((house.stamp(), hash, actor), move |tx, (stamp, hash, actor)| {
        Box::pin(async move {
            let is_found = tx.run(store::DROP_OWN_SESSION, args![user, &hash[..]]).await? > 0;
            if is_found {
                record_of_in(tx, stamp, user, actor, "user.session_ended").await?;
            }
            Ok::<_, DbError>(is_found)
        })
    });
    ended.await
}

/// A new password. The session that asks lives on; all others end and every device is a stranger again.
/// Errors: `platform.password_wrong` for the old one, those of the new one's form, `platform.sign_in_too_often`.
pub async fn change_own_password(
    house: &House,
    user: &User,
    token: &str,
    old: &str,
    new: &str,
) -> Result<(), UserError> {
    let session = token_hash(token);
    refuse_guesses(house, user)?;
    check_password(new, &user.email, &[&user.name])?;
    if !is_own_password(house, user, old).await? {
        return Err(UserError::PasswordWrong);
    }
    let hash = hash_password(new).await?;
    let id = user.id;
    let context = (house.stamp(), user.password_hash.clone(), hash, session);
    let changed = house.db.write(context, move |tx, (stamp, checked, hash, session)| {
        Box::pin(async move {
            // The password that was checked still stands, and so does the session: else somebody else was faster.
            let is_set = tx.run(store::CHANGE_PASSWORD_HASH, args![id, hash, checked]).await? > 0;
            let key = args![&session[..], "session", stamp.now];
            let is_open = tx.opt(store::FIND_SESSION, key, |row| row.get::<UserId>(0)).await? == Some(id);
            if !(is_set && is_open) {
                return Err(UserError::PasswordWrong);
            }
            tx.run(store::DROP_OTHER_SESSIONS, args![id, &session[..]]).await?;
            Ok(record_of_in(tx, stamp, id, &id.to_string(), "user.password_changed").await?)
        })
    });
    changed.await
}

/// Too many wrong ones stood before this one. A session left open in a shop is no licence to guess, and several are no
/// more than one.
fn refuse_guesses(house: &House, user: &User) -> Result<(), UserError> {
    let guesser = Guesser::Insider { user: user.id };
    let is_too_soon = house.registry.throttle().is_too_soon(&guesser, house.clock.now());
    if is_too_soon { Err(UserError::TooBusy) } else { Ok(()) }
}

/// The same for codes, each counted as it is admitted.
pub(super) fn refuse_code_guesses(house: &House, user: &User) -> Result<(), UserError> {
    let guesser = Guesser::InsiderCode { user: user.id };
    if house.registry.throttle().admits(&guesser, house.clock.now()) { Ok(()) } else { Err(UserError::TooBusy) }
}

/// A right code forgets the wrong ones before it.
pub(super) fn forgive_code_guesses(house: &House, user: &User) {
    house.registry.throttle().forgive(&Guesser::InsiderCode { user: user.id });
}

/// Errors: `platform.sign_in_too_often`.
pub(super) async fn is_own_password(house: &House, user: &User, password: &str) -> Result<bool, UserError> {
    refuse_guesses(house, user)?;
    let guesser = Guesser::Insider { user: user.id };
    let throttle = house.registry.throttle();
    let turn = turn(Queue::Known).await?;
    if !throttle.admits(&guesser, house.clock.now()) {
        return Err(UserError::TooBusy);
    }
    let fits = password_fits(password, Some(&user.password_hash), turn).await?;
    if fits {
        throttle.forgive(&guesser);
    }
    Ok(fits)
}

/// A sign-in is believed to be its person's for so many seconds, 15 minutes; after them secrets ask for the password again.
const FRESH_SECONDS: i64 = 900;

/// Did this session begin a moment ago?
async fn is_fresh(house: &House, token: &str) -> Result<bool, DbError> {
    let begun_at = session_begun_at(house, token).await?;
    Ok(begun_at.is_some_and(|at| house.clock.now().seconds_since(at) <= FRESH_SECONDS))
}

/// What a form asks for before it does something that lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    Nothing,
    Password,
    PasswordAndCode,
}

/// What [`confirm_person`] will want.
pub async fn asked_of(house: &House, user: &User, token: &str) -> Result<Asked, DbError> {
    if is_fresh(house, token).await? {
        return Ok(Asked::Nothing);
    }
    let mut read = house.db.read().await?;
    let has_second_step = recovery_codes_left(&mut read, user.id).await?.is_some();
    Ok(if has_second_step { Asked::PasswordAndCode } else { Asked::Password })
}

/// It is still who signed in: a moment ago, or by their password now, and by a code of their second step where they have
/// one (decision 0011). Errors: `platform.confirm_wrong`, `platform.code_wrong`, `platform.sign_in_too_often`.
pub async fn confirm_person(
    house: &House,
    user: &User,
    token: &str,
    password: &str,
    code: &str,
) -> Result<(), UserError> {
    if is_fresh(house, token).await? {
        return Ok(());
    }
    if !is_own_password(house, user, password).await? {
        return Err(UserError::ConfirmWrong);
    }
    take_own_code(house, user, code).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::session::open_session;
    use crate::access::{create_user, disable_user, set_password, sign_in};
    use crate::testing::{TestHouse, on_both};
    use crate::{Module, Role};

    const OLD: &str = "an old long password";
    const NEW: &str = "a new long password";
    const THEIRS: &str = "what the operator set";

    /// The person as a request saw them when it began.
    async fn seen(t: &TestHouse) -> (User, String) {
        let shop = t.shop.id;
        let id = create_user(&t.house, shop, Role::Agent, "slow@example.com", "سلمى", Some(OLD)).await.expect("made");
        let session = open_session(&t.house, id).await.expect("a session");
        (stored(t, id).await.expect("there"), session)
    }

    async fn stored(t: &TestHouse, id: UserId) -> Option<User> {
        let mut read = t.house.db.read().await.expect("read");
        read.opt(store::FIND_USER, args![id], User::from_row).await.expect("read")
    }

    #[tokio::test]
    async fn sessions_of_a_person_share_one_count_of_guesses_at_their_password() {
        on_both(Vec::<Module>::new, |t| async move {
            let (user, first) = seen(&t).await;
            let second = open_session(&t.house, user.id).await.expect("a session");
            for session in [&first, &second, &first, &second, &first] {
                let guessed = change_own_password(&t.house, &user, session, "a wrong guess", NEW).await;
                assert!(matches!(guessed, Err(UserError::PasswordWrong)), "{guessed:?}");
            }
            // A sign-in elsewhere forgives nothing here, and is not kept waiting either.
            sign_in(&t.house, &user.email, OLD, None).await.expect("signed in");
            for session in [&first, &second] {
                let soon = change_own_password(&t.house, &user, session, OLD, NEW).await;
                assert!(matches!(soon, Err(UserError::TooBusy)), "{soon:?}");
            }
            t.clock.advance_seconds(1);
            change_own_password(&t.house, &user, &second, OLD, NEW).await.expect("changed");
        })
        .await;
    }

    #[tokio::test]
    async fn a_change_under_way_does_not_undo_another_s() {
        on_both(Vec::<Module>::new, |t| async move {
            let (user, session) = seen(&t).await;
            set_password(&t.house, &user.email, THEIRS, "test").await.expect("set");
            let set = stored(&t, user.id).await.expect("there").password_hash;
            let changed = change_own_password(&t.house, &user, &session, OLD, NEW).await;
            assert!(matches!(changed, Err(UserError::PasswordWrong)), "{changed:?}");
            assert_eq!(stored(&t, user.id).await.expect("there").password_hash, set);
        })
        .await;
    }

    #[tokio::test]
    async fn nobody_sent_away_changes_a_password() {
        on_both(Vec::<Module>::new, |t| async move {
            let (user, session) = seen(&t).await;
            disable_user(&t.house, user.id, "test").await.expect("sent away");
            let changed = change_own_password(&t.house, &user, &session, OLD, NEW).await;
            assert!(matches!(changed, Err(UserError::PasswordWrong)), "{changed:?}");
        })
        .await;
    }
}
