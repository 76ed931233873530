//! How often a job is tried, for how long, and when again.

use wasl_base::Instant;

/// Tries before a job is parked for a person to look at.
pub const ATTEMPTS_MAX: i64 = 12;
/// A worker holds a job this long, in seconds; after that another may take it.
pub const LEASE_SECONDS: i64 = 300;
/// And works at it no longer than this, so that two never work at one job.
pub const RUN_SECONDS_MAX: u64 = 240;
/// First pause after a failure, in seconds; doubles up to the last.
const PAUSE_SECONDS_MIN: i64 = 2;
const PAUSE_SECONDS_MAX: i64 = 3_600;

/// What becomes of a job that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    Again { at: Instant },
    Parked,
}

impl Fate {
    /// What recurs is never parked: its next time comes anyway. `jitter_ms` keeps those that failed together apart.
    pub fn of(now: Instant, attempts: i64, is_hopeless: bool, recurs: bool, jitter_ms: i64) -> Self {
        if !recurs && (is_hopeless || attempts >= ATTEMPTS_MAX) {
            return Self::Parked;
        }
        let pause = (PAUSE_SECONDS_MIN << (attempts - 1).clamp(0, ATTEMPTS_MAX)).min(PAUSE_SECONDS_MAX);
        Self::Again { at: Instant::from_us(now.plus_seconds(pause).us() + jitter_ms * 1_000) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_end_in_parking() {
        let now = Instant::from_us(0);
        let pause = |attempts, is_hopeless, recurs| match Fate::of(now, attempts, is_hopeless, recurs, 0) {
            Fate::Again { at } => Some(at.us() / 1_000_000),
            Fate::Parked => None,
        };
        let all: Vec<_> = (1..=12).map(|attempts| pause(attempts, false, false)).collect();
        let some: Vec<_> = [2, 4, 8, 16, 32, 64, 128, 256, 512, 1_024, 2_048].map(Some).to_vec();
        assert_eq!((&all[..11], all[11]), (&some[..], None));
        assert_eq!(pause(1, true, false), None);
        assert_eq!((pause(1, true, true), pause(40, false, true)), (Some(2), Some(3_600)));
        assert_eq!(Fate::of(now, 1, false, false, 7), Fate::Again { at: Instant::from_us(2_007_000) });
        assert!(i64::try_from(RUN_SECONDS_MAX).is_ok_and(|most| most < LEASE_SECONDS));
    }
}
