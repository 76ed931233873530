//! Slows guessing down and locks nobody out. Strangers share a count per address; a device that has signed the person in
//! before has a count of its own, so that strangers cannot keep anybody waiting. In memory: a restart forgives.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, PoisonError};
use wasl_base::Instant;

/// Failed tries before each further one has to wait.
const FREE_TRIES: u32 = 5;
/// The longest wait between tries, in seconds.
const WAIT_SECONDS_MAX: i64 = 30;
/// Counts remembered at once, of each kind.
const COUNTS_MAX: usize = 10_000;

/// Who tries a password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Guesser {
    /// Anybody at all, at this address.
    Stranger { address: String },
    /// The holder of this token (its hash): a known device, or a session.
    Known { hash: [u8; 32] },
}

/// How many tries and when the last was, since the last right password.
type Count = (u32, Instant);

#[derive(Debug, Default)]
pub struct Throttle {
    strangers: Mutex<HashMap<String, Count>>,
    known: Mutex<HashMap<[u8; 32], Count>>,
}

impl Throttle {
    /// Counts a try before its password is looked at, so that many at once are many. False: it came too soon.
    #[must_use]
    pub fn admits(&self, guesser: &Guesser, now: Instant) -> bool {
        match guesser {
            Guesser::Stranger { address } => count(&self.strangers, address.clone(), now),
            Guesser::Known { hash } => count(&self.known, *hash, now),
        }
    }

    /// A right password forgets the wrong ones before it.
    pub fn forgive(&self, guesser: &Guesser) {
        match guesser {
            Guesser::Stranger { address } => {
                self.strangers.lock().unwrap_or_else(PoisonError::into_inner).remove(address);
            }
            Guesser::Known { hash } => {
                self.known.lock().unwrap_or_else(PoisonError::into_inner).remove(hash);
            }
        }
    }
}

fn count<K: Eq + Hash>(counts: &Mutex<HashMap<K, Count>>, key: K, now: Instant) -> bool {
    let mut counts = counts.lock().unwrap_or_else(PoisonError::into_inner);
    if counts.len() >= COUNTS_MAX && !counts.contains_key(&key) {
        counts.retain(|_, (_, last)| now.seconds_since(*last) < WAIT_SECONDS_MAX);
        if counts.len() >= COUNTS_MAX {
            return false;
        }
    }
    let (tries, last) = counts.entry(key).or_insert((0, now));
    if now.seconds_since(*last) < wait_seconds(*tries) {
        return false;
    }
    (*tries, *last) = (tries.saturating_add(1), now);
    true
}

fn wait_seconds(tries: u32) -> i64 {
    if tries < FREE_TRIES { 0 } else { (1i64 << (tries - FREE_TRIES).min(5)).min(WAIT_SECONDS_MAX) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_grows_and_ends() {
        assert_eq!((0..12).map(wait_seconds).collect::<Vec<_>>(), [0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 30, 30]);
    }

    #[test]
    fn a_crowd_of_strangers_keeps_no_known_device_out() {
        let (throttle, now) = (Throttle::default(), Instant::from_us(0));
        for n in 0..COUNTS_MAX {
            assert!(throttle.admits(&Guesser::Stranger { address: format!("{n}@example.com") }, now));
        }
        let one_more = Guesser::Stranger { address: "more@example.com".to_owned() };
        assert!(!throttle.admits(&one_more, now));
        assert!(throttle.admits(&Guesser::Known { hash: [1; 32] }, now));
        assert!(throttle.admits(&one_more, now.plus_seconds(WAIT_SECONDS_MAX)));
    }
}
