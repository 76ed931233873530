//! Slows guessing down and locks nobody out. Counts stand in tables of fixed size: whatever addresses are invented, nothing
//! grows, no count is pushed out by another, and nobody can choose whose count to share. In memory: a restart forgives.

use sha2::{Digest, Sha256};
use std::sync::{Mutex, PoisonError};
use wasl_base::{Chance, Instant, SystemChance, UserId};

/// Failed tries before each further one has to wait.
const FREE_TRIES: u32 = 5;
/// The longest wait between tries, in seconds.
const WAIT_SECONDS_MAX: i64 = 30;
/// A count is forgotten so long after its last try, in seconds: one try in thirty seconds wins more than waiting for it.
const FORGET_SECONDS: i64 = 3_600;
/// The same for codes of a second step, of which a million are all there are and three hold at a time: after five wrong
/// ones the wait doubles up to an hour, and a day of waiting forgets. That is some forty guesses a day.
const CODE_WAIT_SECONDS_MAX: i64 = 3_600;
const CODE_FORGET_SECONDS: i64 = 86_400;
/// Counts of strangers: 1 MiB. Addresses that fall together share one. A try is counted only in its turn to be hashed, so
/// a flood of invented addresses fills that queue long before this table.
const STRANGERS: usize = 1 << 16;
/// Counts of known devices and people signed in: a house has hundreds, and nobody from outside adds one.
const INSIDERS: usize = 1 << 14;

/// Who tries a password, or the code of a second step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Guesser {
    /// Anybody at all, at this address, whether somebody has it or not.
    Stranger { address: String },
    /// A device that has signed this person in before, by the hash of its token.
    Device { hash: [u8; 32] },
    /// A person at their own password: all their sessions are one.
    Insider { user: UserId },
    /// Whoever knows this person's password and tries a code from a device that never passed.
    Code { user: UserId },
    /// The same from a device that has signed this person in before: strangers do not keep it waiting.
    DeviceCode { hash: [u8; 32] },
    /// A person who is signed in, at a code of their own.
    InsiderCode { user: UserId },
}

/// How long guesses wait, and when they are forgotten, in seconds.
#[derive(Clone, Copy, Debug)]
struct Pace {
    wait_max: i64,
    forget: i64,
}

impl Guesser {
    fn pace(&self) -> Pace {
        match self {
            Self::Stranger { .. } | Self::Device { .. } | Self::Insider { .. } => {
                Pace { wait_max: WAIT_SECONDS_MAX, forget: FORGET_SECONDS }
            }
            Self::Code { .. } | Self::DeviceCode { .. } | Self::InsiderCode { .. } => {
                Pace { wait_max: CODE_WAIT_SECONDS_MAX, forget: CODE_FORGET_SECONDS }
            }
        }
    }
}

/// How many tries and when the last was, since the last right password.
#[derive(Clone, Copy, Debug)]
struct Count {
    tries: u32,
    last: Instant,
}

pub struct Throttle {
    /// Decides where a count stands, so that nobody outside knows who shares one.
    secret: [u8; 32],
    strangers: Mutex<Vec<Count>>,
    insiders: Mutex<Vec<Count>>,
}

impl Default for Throttle {
    fn default() -> Self {
        let mut secret = [0; 32];
        SystemChance.fill(&mut secret);
        Self::keyed(secret)
    }
}

impl Throttle {
    fn keyed(secret: [u8; 32]) -> Self {
        let table = |size| Mutex::new(vec![Count { tries: 0, last: Instant::from_us(0) }; size]);
        Self { secret, strangers: table(STRANGERS), insiders: table(INSIDERS) }
    }

    /// Counts a try before its password is looked at, so that many at once are many. False: it came too soon.
    #[must_use]
    pub fn admits(&self, guesser: &Guesser, now: Instant) -> bool {
        self.with(guesser, |count| {
            let pace = guesser.pace();
            let is_admitted = !count.is_too_soon(now, pace);
            if is_admitted {
                *count = Count { tries: count.tries_at(now, pace).saturating_add(1), last: now };
            }
            is_admitted
        })
    }

    /// The same question, counting nothing.
    pub fn is_too_soon(&self, guesser: &Guesser, now: Instant) -> bool {
        self.with(guesser, |count| count.is_too_soon(now, guesser.pace()))
    }

    /// A right password forgets the wrong ones before it.
    pub fn forgive(&self, guesser: &Guesser) {
        self.with(guesser, |count| count.tries = 0);
    }

    fn with<T>(&self, guesser: &Guesser, act: impl FnOnce(&mut Count) -> T) -> T {
        let digest = Sha256::new().chain_update(self.secret);
        let (table, digest) = match guesser {
            Guesser::Stranger { address } => (&self.strangers, digest.chain_update(address)),
            Guesser::Device { hash } => (&self.insiders, digest.chain_update([1]).chain_update(hash)),
            Guesser::Insider { user } => {
                (&self.insiders, digest.chain_update([2]).chain_update(user.number().to_le_bytes()))
            }
            Guesser::Code { user } => {
                (&self.insiders, digest.chain_update([3]).chain_update(user.number().to_le_bytes()))
            }
            Guesser::DeviceCode { hash } => (&self.insiders, digest.chain_update([4]).chain_update(hash)),
            Guesser::InsiderCode { user } => {
                (&self.insiders, digest.chain_update([5]).chain_update(user.number().to_le_bytes()))
            }
        };
        let digest = digest.finalize();
        let drawn = digest.iter().take(8).fold(0_usize, |sum, byte| (sum << 8) | usize::from(*byte));
        let mut counts = table.lock().unwrap_or_else(PoisonError::into_inner);
        let place = drawn % counts.len();
        act(&mut counts[place])
    }
}

impl Count {
    fn tries_at(self, now: Instant, pace: Pace) -> u32 {
        if now.seconds_since(self.last) < pace.forget { self.tries } else { 0 }
    }

    /// A clock that was set back keeps nobody out; one that differs by a moment between two threads lets nobody in.
    fn is_too_soon(self, now: Instant, pace: Pace) -> bool {
        let wait = wait_seconds(self.tries_at(now, pace), pace.wait_max);
        wait > 0 && (-pace.wait_max..wait).contains(&now.seconds_since(self.last))
    }
}

fn wait_seconds(tries: u32, wait_max: i64) -> i64 {
    // No further than a wait of 18 hours, so that no shift runs over.
    if tries < FREE_TRIES { 0 } else { (1i64 << (tries - FREE_TRIES).min(16)).min(wait_max) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Instant = Instant::from_us(1_795_338_000_000_000);

    fn stranger(address: &str) -> Guesser {
        Guesser::Stranger { address: address.to_owned() }
    }

    /// How many of a hundred tries at once are let through.
    fn admitted(throttle: &Throttle, guesser: &Guesser, now: Instant) -> usize {
        (0..100).filter(|_| throttle.admits(guesser, now)).count()
    }

    #[test]
    fn the_wait_grows_and_ends() {
        let waits = |max: i64| (0..12).map(|tries| wait_seconds(tries, max)).collect::<Vec<_>>();
        assert_eq!(waits(WAIT_SECONDS_MAX), [0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 30, 30]);
        assert_eq!(waits(CODE_WAIT_SECONDS_MAX), [0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 64]);
        assert_eq!((wait_seconds(u32::MAX, WAIT_SECONDS_MAX), wait_seconds(17, CODE_WAIT_SECONDS_MAX)), (30, 3_600));
    }

    #[test]
    fn a_count_slows_waits_and_is_forgotten_by_the_right_password_or_in_time() {
        let throttle = Throttle::keyed([7; 32]);
        let one = stranger("sara@example.com");
        assert_eq!(admitted(&throttle, &one, NOW), 5);
        assert!(throttle.is_too_soon(&one, NOW) && throttle.is_too_soon(&one, Instant::from_us(NOW.us() - 1)));
        assert_eq!(admitted(&throttle, &one, NOW.plus_seconds(1)), 1);
        assert!(!throttle.is_too_soon(&one, NOW.plus_seconds(-60)), "the clock was set back");
        throttle.forgive(&one);
        assert_eq!(admitted(&throttle, &one, NOW.plus_seconds(1)), 5);
        assert_eq!(admitted(&throttle, &one, NOW.plus_seconds(FORGET_SECONDS)), 1);
        assert_eq!(admitted(&throttle, &one, NOW.plus_seconds(3 * FORGET_SECONDS)), 5);
    }

    #[test]
    fn invented_addresses_push_out_no_count_and_take_no_room_from_others() {
        let throttle = Throttle::keyed([7; 32]);
        let tried = stranger("sara@example.com");
        assert_eq!(admitted(&throttle, &tried, NOW), 5);
        for n in 0..20_000 {
            let _ = throttle.admits(&stranger(&format!("{n}@example.com")), NOW);
        }
        assert!(throttle.is_too_soon(&tried, NOW), "it is counted as before");
        let fresh = (0..1_000).filter(|n| throttle.admits(&stranger(&format!("fresh-{n}@example.com")), NOW)).count();
        assert_eq!(fresh, 1_000);
    }

    /// Whoever knows the password and tries a code each second for a week.
    #[test]
    fn codes_are_guessed_some_forty_times_a_day() {
        let throttle = Throttle::keyed([7; 32]);
        let user = UserId::from_number(1);
        let seconds = 7 * 86_400;
        let tried = (0..seconds).filter(|n| throttle.admits(&Guesser::Code { user }, NOW.plus_seconds(*n))).count();
        assert!((168..=200).contains(&tried), "{tried} of {seconds}");
        let last = NOW.plus_seconds(seconds);
        for other in [
            Guesser::DeviceCode { hash: [1; 32] },
            Guesser::InsiderCode { user },
            Guesser::Insider { user },
            Guesser::Code { user: UserId::from_number(2) },
        ] {
            assert_eq!(admitted(&throttle, &other, last), 5, "{other:?} waits for nobody's guesses");
        }
    }

    #[test]
    fn a_crowd_of_strangers_keeps_no_known_device_out() {
        let throttle = Throttle::keyed([7; 32]);
        throttle.strangers.lock().expect("counts").fill(Count { tries: 99, last: NOW });
        assert_eq!(admitted(&throttle, &stranger("sara@example.com"), NOW), 0);
        assert_eq!(admitted(&throttle, &Guesser::Device { hash: [1; 32] }, NOW), 5);
        assert_eq!(admitted(&throttle, &Guesser::Insider { user: UserId::from_number(1) }, NOW), 5);
    }
}
