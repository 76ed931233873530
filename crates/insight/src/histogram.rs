//! How long customers waited, counted in quarter days, so that the median and the 90th percentile of any period come
//! from adding days up. Exact counts, no samples; what is given up is stated at [`Histogram::quantile`].

use crate::packing::{Unreadable, put, take};
use wasl_base::Instant;

/// Hours of one bucket: a quarter of a day.
pub const BUCKET_HOURS: i64 = 6;
/// Waits of this many days or more share the last bucket.
pub const DAYS_MAX: i64 = 60;
const BUCKETS: usize = (DAYS_MAX * 24 / BUCKET_HOURS) as usize + 1;
const BUCKET_US: i64 = BUCKET_HOURS * 3_600 * 1_000_000;

/// Counts of parcels by quarter days from order to hand-over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Histogram {
    counts: Box<[i64; BUCKETS]>,
    total: i64,
}

/// A quantile of waiting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wait {
    /// The middle of the bucket, or [`DAYS_MAX`] days when `is_at_least`.
    pub hours: i64,
    /// The wait lies in the last bucket, which has no upper end.
    pub is_at_least: bool,
}

impl Default for Histogram {
    fn default() -> Self {
        Self { counts: Box::new([0; BUCKETS]), total: 0 }
    }
}

impl Histogram {
    /// Counts one parcel. A hand-over before its order is a wrong fact and not a wait: it is left out, and answered `false`.
    pub fn add(&mut self, placed_at: Instant, delivered_at: Instant) -> bool {
        let waited_us = delivered_at.us().saturating_sub(placed_at.us());
        let Some(bucket) = bucket_of(waited_us) else {
            return false;
        };
        self.count(bucket, 1);
        true
    }

    /// Adds a packed day.
    ///
    /// # Errors
    /// When the bytes are none that [`Histogram::pack`] wrote; what was read before stays added.
    pub fn add_packed(&mut self, packed: &[u8]) -> Result<(), Unreadable> {
        let mut rest = packed;
        let mut next_bucket = 0;
        while !rest.is_empty() {
            let skipped = usize::try_from(take(&mut rest)?).map_err(|_| Unreadable)?;
            let count = take(&mut rest)?;
            let bucket = skipped.checked_add(next_bucket).filter(|bucket| *bucket < BUCKETS).ok_or(Unreadable)?;
            self.count(bucket, count);
            next_bucket = bucket + 1;
        }
        Ok(())
    }

    /// The filled buckets in order, two numbers each: how many empty ones come before, and the count.
    pub fn pack(&self) -> Vec<u8> {
        let mut packed = Vec::new();
        let mut next_bucket = 0;
        for (bucket, count) in self.counts.iter().enumerate().filter(|(_, count)| **count > 0) {
            put(&mut packed, (bucket - next_bucket) as i64);
            put(&mut packed, *count);
            next_bucket = bucket + 1;
        }
        packed
    }

    /// Parcels counted.
    pub fn total(&self) -> i64 {
        self.total
    }

    /// The smallest wait that at least `permille` of the parcels did not exceed (nearest rank). None without parcels.
    ///
    /// The bucket is the right one, because the counts are exact; its middle is answered. So a quantile under
    /// [`DAYS_MAX`] days is at most half a bucket (3 hours) from the one that all single waits would give.
    pub fn quantile(&self, permille: i64) -> Option<Wait> {
        let rank = (i128::from(self.total) * i128::from(permille.clamp(0, 1_000)) + 999) / 1_000;
        let rank = rank.max(1);
        let mut passed: i128 = 0;
        let found = self.counts.iter().position(|count| {
            passed += i128::from(*count);
            passed >= rank
        })?;
        let hours = found as i64 * BUCKET_HOURS;
        let is_at_least = found == BUCKETS - 1;
        Some(Wait { hours: if is_at_least { hours } else { hours + BUCKET_HOURS / 2 }, is_at_least })
    }

    fn count(&mut self, bucket: usize, parcels: i64) {
        self.counts[bucket] = self.counts[bucket].saturating_add(parcels);
        self.total = self.total.saturating_add(parcels);
    }
}

fn bucket_of(waited_us: i64) -> Option<usize> {
    let bucket = usize::try_from(waited_us).ok()? / usize::try_from(BUCKET_US).ok()?;
    Some(bucket.min(BUCKETS - 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const HOUR_US: i64 = 3_600_000_000;

    fn of(waits_us: &[i64]) -> Histogram {
        let mut histogram = Histogram::default();
        for waited in waits_us {
            histogram.add(Instant::from_us(0), Instant::from_us(*waited));
        }
        histogram
    }

    /// Nearest rank over the single waits.
    fn exact(waits_us: &[i64], permille: usize) -> i64 {
        let mut sorted = waits_us.to_vec();
        sorted.sort_unstable();
        let rank = (sorted.len() * permille).div_ceil(1_000).max(1);
        sorted[rank - 1]
    }

    #[test]
    fn quantiles_are_the_middle_of_their_quarter_day() {
        let check = |hours: &[i64], permille: i64, expect: Option<(i64, bool)>| {
            let waits: Vec<i64> = hours.iter().map(|hours| hours * HOUR_US).collect();
            let found = of(&waits).quantile(permille).map(|wait| (wait.hours, wait.is_at_least));
            assert_eq!(found, expect, "{hours:?} at {permille}");
        };
        check(&[], 500, None);
        check(&[0], 500, Some((3, false)));
        check(&[5, 6, 7], 500, Some((9, false)));
        check(&[1, 1, 1, 1, 1, 1, 1, 1, 1, 100], 900, Some((3, false)));
        check(&[1, 1, 1, 1, 1, 1, 1, 1, 100, 100], 900, Some((99, false)));
        check(&[1_439], 900, Some((1_437, false)));
        check(&[1_440], 900, Some((1_440, true)));
        check(&[90_000], 900, Some((1_440, true)));
    }

    #[test]
    fn a_hand_over_before_the_order_is_no_wait() {
        let mut histogram = Histogram::default();
        assert!(!histogram.add(Instant::from_us(10), Instant::from_us(9)));
        assert_eq!((histogram.total(), histogram.quantile(500)), (0, None));
    }

    #[test]
    fn foreign_bytes_are_refused() {
        for bad in [&[0x80][..], &[0], &[0xff; 11], &[0xf1, 0x01, 1], &[0, 1, 0xf0, 0x01, 1]] {
            assert_eq!(Histogram::default().add_packed(bad), Err(Unreadable), "{bad:x?}");
        }
        assert_eq!(Histogram::default().add_packed(&[]), Ok(()));
        assert_eq!(Histogram::default().add_packed(&[0xf0, 0x01, 1]), Ok(()));
    }

    proptest! {
        #[test]
        fn packed_days_add_up_to_the_whole(
            days in prop::collection::vec(prop::collection::vec(-HOUR_US..70 * 24 * HOUR_US, 0..60), 0..8),
        ) {
            let mut sum = Histogram::default();
            for day in &days {
                sum.add_packed(&of(day).pack()).expect("own bytes");
            }
            prop_assert_eq!(sum, of(&days.concat()));
        }

        #[test]
        fn a_quantile_is_within_three_hours(
            waits in prop::collection::vec(0..60 * 24 * HOUR_US, 1..300),
            permille in 1_usize..=1_000,
        ) {
            let wait = of(&waits).quantile(permille as i64).expect("parcels");
            let off = (wait.hours * HOUR_US - exact(&waits, permille)).abs();
            prop_assert!(!wait.is_at_least);
            prop_assert!(off <= BUCKET_HOURS * HOUR_US / 2, "{} µs off", off);
        }

        #[test]
        fn bytes_of_any_kind_do_no_harm(bytes in prop::collection::vec(any::<u8>(), 0..40)) {
            let mut histogram = Histogram::default();
            if histogram.add_packed(&bytes).is_ok() {
                let mut again = Histogram::default();
                again.add_packed(&histogram.pack()).expect("own bytes");
                prop_assert_eq!(again, histogram);
            }
        }
    }
}
