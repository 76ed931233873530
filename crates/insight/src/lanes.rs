//! Which lanes are the worst, said honestly: a lane with three parcels, two of them late, is no finding. Lanes are
//! ordered by the share of late parcels that we can be sure of, and those with too few parcels are not ordered at all.

use crate::packing::{Unreadable, put, take};
use std::collections::BTreeMap;

/// Parcels with a promise that a lane needs to be ranked.
pub const LANE_PARCELS_MIN: i64 = 20;
/// Lanes that the page shows.
pub const WORST_LANES_MAX: usize = 8;
/// Quantile of the normal distribution for an interval of 95 %.
const Z: f64 = 1.959_963_985;

/// From where to where.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LaneName {
    pub origin: String,
    pub destination: String,
}

/// What went by one lane.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LaneCounts {
    pub delivered: i64,
    /// Delivered with a promised day: the ground of the share of late ones.
    pub promised: i64,
    pub late: i64,
    /// Parcels whose wait is known, and their waits added.
    pub waited: i64,
    pub minutes: i64,
}

/// What went by each lane of a day or of many, by the lane's number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LaneSums(BTreeMap<i64, LaneCounts>);

/// What the ranking says, and of how many parcels it says nothing. `N` is how a lane is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LaneRanking<N = LaneName> {
    /// Worst first.
    pub worst: Vec<(N, LaneCounts)>,
    /// Lanes with enough parcels, late ones or not.
    pub ranked: i64,
    /// Lanes with too few, and the parcels with a promise that went by them.
    pub unranked: i64,
    pub unranked_parcels: i64,
}

impl LaneCounts {
    /// Late parcels of 1,000 promised ones.
    pub fn late_permille(&self) -> i64 {
        if self.promised == 0 { 0 } else { self.late * 1_000 / self.promised }
    }

    /// The mean wait in hours; None when no wait is known.
    pub fn mean_hours(&self) -> Option<i64> {
        (self.waited > 0).then(|| self.minutes / self.waited / 60)
    }

    fn add(&mut self, more: &Self) {
        self.delivered = self.delivered.saturating_add(more.delivered);
        self.promised = self.promised.saturating_add(more.promised);
        self.late = self.late.saturating_add(more.late);
        self.waited = self.waited.saturating_add(more.waited);
        self.minutes = self.minutes.saturating_add(more.minutes);
    }
}

impl LaneSums {
    pub fn add(&mut self, lane: i64, more: &LaneCounts) {
        self.0.entry(lane).or_default().add(more);
    }

    /// Adds a packed day.
    ///
    /// # Errors
    /// When the bytes are none that [`LaneSums::pack`] wrote; what was read before stays added.
    pub fn add_packed(&mut self, packed: &[u8]) -> Result<(), Unreadable> {
        let mut rest = packed;
        let mut lane = 0_i64;
        while !rest.is_empty() {
            lane = lane.checked_add(take(&mut rest)?).ok_or(Unreadable)?;
            let counts = LaneCounts {
                delivered: take(&mut rest)?,
                promised: take(&mut rest)?,
                late: take(&mut rest)?,
                waited: take(&mut rest)?,
                minutes: take(&mut rest)?,
            };
            self.add(lane, &counts);
        }
        Ok(())
    }

    /// Lanes in the order of their numbers, each as its distance from the one before and its five counts.
    pub fn pack(&self) -> Vec<u8> {
        let mut packed = Vec::new();
        let mut before = 0;
        for (lane, counts) in &self.0 {
            put(&mut packed, lane - before);
            for count in [counts.delivered, counts.promised, counts.late, counts.waited, counts.minutes] {
                put(&mut packed, count);
            }
            before = *lane;
        }
        packed
    }

    /// Orders the lanes that can be ordered; of equals the one with more late parcels comes first, then the older lane.
    pub fn rank(&self) -> LaneRanking<i64> {
        let mut ranking = LaneRanking { worst: Vec::new(), ranked: 0, unranked: 0, unranked_parcels: 0 };
        let mut sure: Vec<(f64, i64, LaneCounts)> = Vec::new();
        for (lane, counts) in &self.0 {
            if counts.promised < LANE_PARCELS_MIN {
                ranking.unranked += i64::from(counts.promised > 0);
                ranking.unranked_parcels += counts.promised;
                continue;
            }
            ranking.ranked += 1;
            if counts.late > 0 {
                sure.push((wilson_lower(counts.late, counts.promised), *lane, *counts));
            }
        }
        sure.sort_by(|(a, _, left), (b, _, right)| b.total_cmp(a).then_with(|| right.late.cmp(&left.late)));
        ranking.worst = sure.into_iter().take(WORST_LANES_MAX).map(|(_, lane, counts)| (lane, counts)).collect();
        ranking
    }
}

impl LaneRanking<i64> {
    /// The same with names. None when a lane has none.
    pub fn named(self, names: &BTreeMap<i64, LaneName>) -> Option<LaneRanking> {
        let named = |(lane, counts): &(i64, LaneCounts)| Some((names.get(lane)?.clone(), *counts));
        let worst = self.worst.iter().map(named).collect::<Option<Vec<_>>>()?;
        let Self { ranked, unranked, unranked_parcels, .. } = self;
        Some(LaneRanking { worst, ranked, unranked, unranked_parcels })
    }
}

/// The lower end of Wilson's score interval for `hits` of `trials`, from 0 to 1: what the true share is at least, with
/// 97.5 % confidence. Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference",
/// Journal of the American Statistical Association 22 (1927), 209–212; recommended for small numbers by Brown, Cai and
/// DasGupta, "Interval estimation for a binomial proportion", Statistical Science 16 (2001), 101–133.
pub fn wilson_lower(hits: i64, trials: i64) -> f64 {
    if trials <= 0 || hits <= 0 {
        return 0.0;
    }
    let n = trials as f64;
    let share = hits as f64 / n;
    let square = Z * Z;
    let middle = share + square / (2.0 * n);
    let spread = Z * (share * (1.0 - share) / n + square / (4.0 * n * n)).sqrt();
    ((middle - spread) / (1.0 + square / n)).max(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn counts(promised: i64, late: i64) -> LaneCounts {
        LaneCounts { delivered: promised, promised, late, ..LaneCounts::default() }
    }

    fn sums(lanes: &[(i64, LaneCounts)]) -> LaneSums {
        let mut sums = LaneSums::default();
        lanes.iter().for_each(|(lane, counts)| sums.add(*lane, counts));
        sums
    }

    #[test]
    fn the_lower_end_agrees_with_published_values() {
        // Newcombe, Statistics in Medicine 17 (1998), table I, method 3.
        for (hits, trials, expect) in [(81, 263, 0.2553), (15, 148, 0.0624), (0, 20, 0.0), (1, 29, 0.0061)] {
            let found = wilson_lower(hits, trials);
            assert!((found - expect).abs() < 0.000_05, "{hits}/{trials}: {found}");
        }
        // Rounding must not make something of nothing.
        for none in [wilson_lower(0, 0), wilson_lower(0, 9)] {
            assert_eq!(none.to_bits(), 0.0_f64.to_bits());
        }
    }

    #[test]
    fn many_parcels_weigh_more_than_a_high_share_of_few() {
        let (few, small, large, good, none) = (1, 2, 3, 4, 5);
        let ranking = sums(&[
            (few, counts(19, 19)),
            (small, counts(20, 8)),
            (large, counts(400, 140)),
            (good, counts(500, 0)),
            (none, counts(0, 0)),
        ])
        .rank();
        let order: Vec<i64> = ranking.worst.iter().map(|(lane, _)| *lane).collect();
        assert_eq!(order, [large, small], "40 % of 20 is less sure than 35 % of 400");
        assert_eq!((ranking.ranked, ranking.unranked, ranking.unranked_parcels), (3, 1, 19));
    }

    #[test]
    fn lanes_get_their_names_or_nothing_does() {
        let name = LaneName { origin: "الرياض".to_owned(), destination: "عسير".to_owned() };
        let ranking = sums(&[(7, counts(30, 3))]).rank();
        let named = ranking.clone().named(&BTreeMap::from([(7, name.clone())])).expect("names");
        assert_eq!(named.worst, [(name, counts(30, 3))]);
        assert_eq!(ranking.named(&BTreeMap::new()), None);
    }

    #[test]
    fn a_lane_tells_its_share_and_mean() {
        let known = LaneCounts { waited: 2, minutes: 60 * 50, ..counts(30, 10) };
        assert_eq!((known.late_permille(), known.mean_hours()), (333, Some(25)));
        assert_eq!((counts(0, 0).late_permille(), counts(0, 0).mean_hours()), (0, None));
    }

    #[test]
    fn foreign_bytes_are_refused() {
        for bad in [&[1][..], &[1, 2, 3, 4, 5], &[1, 2, 3, 4, 5, 0x80]] {
            assert_eq!(LaneSums::default().add_packed(bad), Err(Unreadable), "{bad:x?}");
        }
    }

    proptest! {
        #[test]
        fn the_lower_end_is_under_the_share_and_grows_with_hits(trials in 1_i64..5_000, part in 0_i64..5_000) {
            let hits = part % trials;
            let lower = wilson_lower(hits, trials);
            prop_assert!((0.0..=hits as f64 / trials as f64).contains(&lower));
            prop_assert!(wilson_lower(hits + 1, trials) > lower);
        }

        #[test]
        fn packed_days_add_up_to_the_whole(
            days in prop::collection::vec(prop::collection::vec((1_i64..40, 0_i64..3, 0_i64..90_000), 0..30), 0..6),
        ) {
            let lanes = |day: &[(i64, i64, i64)]| -> Vec<(i64, LaneCounts)> {
                let one = |(lane, late, minutes): &(i64, i64, i64)| {
                    (*lane, LaneCounts { delivered: 3, promised: 2, late: *late, waited: 1, minutes: *minutes })
                };
                day.iter().map(one).collect()
            };
            let mut sum = LaneSums::default();
            for day in &days {
                sum.add_packed(&sums(&lanes(day)).pack()).expect("own bytes");
            }
            prop_assert_eq!(sum, sums(&lanes(&days.concat())));
        }
    }
}
