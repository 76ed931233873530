//! Passwords are kept as argon2id (OWASP's parameters are the crate's defaults) and nothing else. Hashing takes 19 MiB and
//! tens of milliseconds on purpose: off the request threads, in turn, and the same for an address that nobody has.

use super::user::UserError;
use argon2::password_hash::phc::PasswordHash;
use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use std::sync::LazyLock;
use std::time::Duration;
use tokio::sync::{Semaphore, SemaphorePermit};

/// How long a sign-in waits for its turn to hash, in seconds.
const HASH_WAIT_SECONDS_MAX: u64 = 5;
/// Turns that only the house's own people take, so that a crowd of strangers fills its own queue alone.
const KNOWN_HASHERS: usize = 2;
/// Only as many run at once as there are cores.
static STRANGERS: LazyLock<Semaphore> =
    LazyLock::new(|| Semaphore::new(std::thread::available_parallelism().map_or(2, std::num::NonZero::get)));
static KNOWN: Semaphore = Semaphore::const_new(KNOWN_HASHERS);

/// What is looked at where there is no password: as dear as any, and nothing fits it.
const DECOY: &str = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Where a password waits for its turn to be hashed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Queue {
    Strangers,
    /// Known devices, people signed in, the operator.
    Known,
}

/// Leave to hash once.
pub(super) struct Turn(#[expect(dead_code, reason = "held while hashing")] SemaphorePermit<'static>);

/// Errors: `platform.sign_in_too_often` when the turn does not come.
pub(super) async fn turn(queue: Queue) -> Result<Turn, UserError> {
    let hashers: &'static Semaphore = match queue {
        Queue::Strangers => &STRANGERS,
        Queue::Known => &KNOWN,
    };
    let waited = tokio::time::timeout(Duration::from_secs(HASH_WAIT_SECONDS_MAX), hashers.acquire()).await;
    waited.ok().and_then(Result::ok).map(Turn).ok_or(UserError::TooBusy)
}

/// Somebody's of the house. Errors: `platform.sign_in_too_often`.
pub(super) async fn hash_password(password: &str) -> Result<String, UserError> {
    hash_in(Queue::Known, password).await
}

/// In its turn among those who wait there. Errors: `platform.sign_in_too_often`.
pub(super) async fn hash_in(queue: Queue, password: &str) -> Result<String, UserError> {
    let password = password.to_owned();
    let turn = turn(queue).await?;
    tokio::task::spawn_blocking(move || {
        let _turn = turn;
        Argon2::default().hash_password(password.as_bytes()).map(|hash| hash.to_string())
    })
    .await
    .map_err(|e| UserError::Hashing(e.to_string()))?
    .map_err(|e| UserError::Hashing(e.to_string()))
}

/// False after the same work where nothing is stored.
pub(super) async fn password_fits(password: &str, stored: Option<&str>, turn: Turn) -> Result<bool, UserError> {
    let stored = stored.filter(|stored| !stored.is_empty());
    let (password, looked_at, is_real) = (password.to_owned(), stored.unwrap_or(DECOY).to_owned(), stored.is_some());
    let fits = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        let hash = PasswordHash::new(&looked_at);
        hash.is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
    });
    let fits = fits.await.map_err(|e| UserError::Hashing(e.to_string()))? && is_real;
    metrics::counter!("wasl_password_checks_total", "outcome" => if fits { "right" } else { "wrong" }).increment(1);
    Ok(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn fits(password: &str, stored: Option<&str>) -> bool {
        password_fits(password, stored, turn(Queue::Known).await.expect("a turn")).await.expect("looked at")
    }

    #[tokio::test]
    async fn what_is_looked_at_for_nobody_is_as_dear_as_a_password() {
        let real = hash_password("a long password").await.expect("hashed");
        let costs = |hash: &str| hash.rsplitn(3, '$').map(str::to_owned).collect::<Vec<_>>();
        let (decoy, real_parts) = (costs(DECOY), costs(&real));
        assert_eq!(decoy[2], real_parts[2], "algorithm, version, memory, passes, lanes");
        assert_eq!((decoy[0].len(), decoy[1].len()), (real_parts[0].len(), real_parts[1].len()));
        // It is a hash that can be looked at, else no work would be done.
        let decoy = PasswordHash::new(DECOY).expect("a hash");
        let refused = Argon2::default().verify_password(b"a long password", &decoy);
        assert!(matches!(refused, Err(argon2::password_hash::Error::PasswordInvalid)), "{refused:?}");
        assert!(fits("a long password", Some(&real)).await);
        assert!(!fits("another password", Some(&real)).await);
        assert!(!fits("a long password", None).await && !fits("", Some("")).await);
    }
}
