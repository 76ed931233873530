//! E-mail and password. Strangers all get the same answer after the same work; a device that has signed this person in
//! before is known by a long-lived cookie (OWASP: device cookies) and is not kept waiting by what strangers try.

use super::half_session::{SignedIn, enter_in};
use super::password::{Queue, password_fits, turn};
use super::session::{new_token, token_hash};
use super::throttle::Guesser;
use super::user::{User, UserError, checked_email};
use crate::shops::ShopError;
use crate::{House, store};
use wasl_base::{Coded, Instant, Kind, UserId};
use wasl_db::{DbError, Fails, args};

#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    #[error("no such person, or another password")]
    Wrong,
    #[error("too many tries")]
    TooOften,
    #[error("the link is used up or out of date")]
    LinkDead,
    #[error("the time or the tries for the second step are over")]
    SecondStepOver,
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
            Self::Wrong | Self::TooOften | Self::LinkDead | Self::SecondStepOver => None,
        }
    }
}

impl Coded for SignInError {
    fn code(&self) -> &'static str {
        match self {
            Self::Wrong => "platform.sign_in_wrong",
            Self::TooOften => "platform.sign_in_too_often",
            Self::LinkDead => "platform.link_dead",
            Self::SecondStepOver => "platform.second_step_over",
            Self::User(error) => error.code(),
            Self::Shop(error) => error.code(),
            Self::Db(error) => error.code(),
        }
    }

    fn kind(&self) -> Kind {
        match self {
            Self::Wrong | Self::SecondStepOver => Kind::Unauthenticated,
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

/// `device` is the token of the device's cookie. Whoever has a second step is let in half, and that is asked next.
/// Errors: `platform.sign_in_wrong` (also for unknown addresses, after the same work), `platform.sign_in_too_often`.
pub async fn sign_in(
    house: &House,
    email: &str,
    password: &str,
    device: Option<&str>,
) -> Result<SignedIn, SignInError> {
    let address = checked_email(email).map_err(|_| SignInError::Wrong)?;
    let now = house.clock.now();
    let (user, known) = look_up(house, &address, device.unwrap_or_default(), now).await?;
    let (guesser, queue) = match known {
        Some(hash) => (Guesser::Device { hash }, Queue::Known),
        None => (Guesser::Stranger { address }, Queue::Strangers),
    };
    let throttle = house.registry.throttle();
    if throttle.is_too_soon(&guesser, now) {
        return Err(SignInError::TooOften);
    }
    // Counted once it is its turn: who is not worked for takes no part in a count.
    let turn = turn(queue).await?;
    if !throttle.admits(&guesser, house.clock.now()) {
        return Err(SignInError::TooOften);
    }
    let stored = user.as_ref().map(|user| user.password_hash.as_str());
    let fits = password_fits(password, stored, turn).await?;
    let user = user.filter(|_| fits).ok_or(SignInError::Wrong)?;
    throttle.forgive(&guesser);
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

/// Who has the address, and the device's hash when it is one of theirs. Both are always asked for, so that neither the
/// number of questions nor their time tells whether somebody has the address.
async fn look_up(
    house: &House,
    address: &str,
    device: &str,
    now: Instant,
) -> Result<(Option<User>, Option<[u8; 32]>), DbError> {
    let hash = token_hash(device);
    let mut read = house.db.read().await?;
    let user = read.opt(store::FIND_USER_BY_EMAIL, args![address], User::from_row).await?;
    let holder = read.opt(store::FIND_SESSION, args![&hash[..], "device", now], |row| row.get::<UserId>(0)).await?;
    let is_theirs = user.as_ref().is_some_and(|user| holder == Some(user.id));
    Ok((user, is_theirs.then_some(hash)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::{create_user, disable_user};
    use crate::testing::on_both;
    use crate::{Module, Role};
    use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};

    /// Passwords looked at and found wrong.
    fn looked_at(figures: &PrometheusHandle) -> String {
        let text = figures.render();
        let line = text.lines().find(|line| line.starts_with("wasl_password_checks_total{outcome=\"wrong\"}"));
        line.and_then(|line| line.rsplit(' ').next()).unwrap_or("0").to_owned()
    }

    #[tokio::test]
    async fn an_address_nobody_has_costs_and_says_the_same() {
        on_both(Vec::<Module>::new, |t| async move {
            let (house, shop) = (&t.house, t.shop.id);
            let device = sign_in(house, "owner@example.com", "a long password", None).await.expect("in").device;
            create_user(house, shop, Role::Agent, "link@example.com", "ليلى", None).await.expect("by links only");
            let gone = create_user(house, shop, Role::Agent, "gone@example.com", "ماجد", Some("a long password"));
            disable_user(house, gone.await.expect("made"), "test").await.expect("sent away");
            for address in ["nobody@example.com", "owner@example.com", "link@example.com", "gone@example.com"] {
                let recorder = PrometheusBuilder::new().build_recorder();
                let _here = metrics::set_default_local_recorder(&recorder);
                let figures = recorder.handle();
                // Somebody else's device makes nobody known.
                let foreign = device.as_deref().filter(|_| address != "owner@example.com");
                for device in [None, Some("invented"), foreign, None, None] {
                    let wrong = sign_in(house, address, "a wrong password", device).await;
                    assert!(matches!(wrong, Err(SignInError::Wrong)), "{address}: {wrong:?}");
                }
                let soon = sign_in(house, address, "a long password", foreign).await;
                assert!(matches!(soon, Err(SignInError::TooOften)), "{address}: {soon:?}");
                assert_eq!(looked_at(&figures), "5", "{address}");
            }
        })
        .await;
    }
}
