//! Which lanes are the worst, said honestly: a lane with three parcels, two of them late, is no finding. Lanes are
//! ordered by the share of late parcels that we can be sure of, and those with too few parcels are not ordered at all.

/// Parcels with a promise that a lane needs to be ranked.
pub const LANE_PARCELS_MIN: i64 = 20;
/// Lanes that the page shows.
pub const WORST_LANES_MAX: usize = 8;
/// Quantile of the normal distribution for an interval of 95 %.
const Z: f64 = 1.959_963_985;

/// One lane in a period.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LaneSums {
    pub origin: String,
    pub destination: String,
    pub delivered: i64,
    /// Delivered with a promised day: the ground of the share of late ones.
    pub promised: i64,
    pub late: i64,
    /// Parcels whose wait is known, and their waits added.
    pub waited: i64,
    pub minutes: i64,
}

/// What the ranking says, and of how many parcels it says nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LaneRanking {
    /// Worst first.
    pub worst: Vec<LaneSums>,
    /// Lanes with enough parcels, late ones or not.
    pub ranked: i64,
    /// Lanes with too few, and the parcels with a promise that went by them.
    pub unranked: i64,
    pub unranked_parcels: i64,
}

impl LaneSums {
    /// Late parcels of 1,000 promised ones.
    pub fn late_permille(&self) -> i64 {
        if self.promised == 0 { 0 } else { self.late * 1_000 / self.promised }
    }

    /// The mean wait in hours; None when no wait is known.
    pub fn mean_hours(&self) -> Option<i64> {
        (self.waited > 0).then(|| self.minutes / self.waited / 60)
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

/// Orders the lanes that can be ordered; of equals the one with more late parcels comes first, then by name.
pub fn rank_lanes(lanes: Vec<LaneSums>) -> LaneRanking {
    let mut ranking = LaneRanking::default();
    let mut sure: Vec<(f64, LaneSums)> = Vec::new();
    for lane in lanes {
        if lane.promised < LANE_PARCELS_MIN {
            ranking.unranked += i64::from(lane.promised > 0);
            ranking.unranked_parcels += lane.promised;
            continue;
        }
        ranking.ranked += 1;
        if lane.late > 0 {
            sure.push((wilson_lower(lane.late, lane.promised), lane));
        }
    }
    sure.sort_by(|(a, left), (b, right)| {
        let by_name = || (&left.origin, &left.destination).cmp(&(&right.origin, &right.destination));
        b.total_cmp(a).then_with(|| right.late.cmp(&left.late)).then_with(by_name)
    });
    ranking.worst = sure.into_iter().take(WORST_LANES_MAX).map(|(_, lane)| lane).collect();
    ranking
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn lane(destination: &str, promised: i64, late: i64) -> LaneSums {
        LaneSums { destination: destination.to_owned(), delivered: promised, promised, late, ..LaneSums::default() }
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
        let ranking = rank_lanes(vec![
            lane("few", 19, 19),
            lane("small", 20, 8),
            lane("large", 400, 140),
            lane("good", 500, 0),
            lane("none", 0, 0),
        ]);
        let names: Vec<&str> = ranking.worst.iter().map(|lane| lane.destination.as_str()).collect();
        assert_eq!(names, ["large", "small"], "40 % of 20 is less sure than 35 % of 400");
        assert_eq!((ranking.ranked, ranking.unranked, ranking.unranked_parcels), (3, 1, 19));
    }

    #[test]
    fn a_lane_tells_its_share_and_mean() {
        let known = LaneSums { waited: 2, minutes: 60 * 50, ..lane("x", 30, 10) };
        assert_eq!((known.late_permille(), known.mean_hours()), (333, Some(25)));
        assert_eq!((lane("x", 0, 0).late_permille(), lane("x", 0, 0).mean_hours()), (0, None));
    }

    proptest! {
        #[test]
        fn the_lower_end_is_under_the_share_and_grows_with_hits(trials in 1_i64..5_000, part in 0_i64..5_000) {
            let hits = part % trials;
            let lower = wilson_lower(hits, trials);
            prop_assert!((0.0..=hits as f64 / trials as f64).contains(&lower));
            prop_assert!(wilson_lower(hits + 1, trials) > lower);
        }
    }
}
