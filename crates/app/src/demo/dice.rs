//! Repeatable chance in the forms a plan needs: the same seed throws the same dice for ever.

use wasl_base::SeededChance;

pub struct Dice(SeededChance);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(SeededChance::new(seed))
    }

    /// From 0 to below `bound`.
    pub fn below(&self, bound: usize) -> usize {
        let number = self.0.below(bound as u64);
        usize::try_from(number).unwrap_or_else(|_| unreachable!("below a usize"))
    }

    /// From `low` to `high`, both included.
    pub fn between(&self, low: i64, high: i64) -> i64 {
        assert!(low <= high, "an empty range");
        low + self.0.below((high - low + 1).cast_unsigned()).cast_signed()
    }

    /// Comes true `permille` times in a thousand.
    pub fn permille(&self, permille: u64) -> bool {
        self.0.below(1_000) < permille
    }

    pub fn pick<'a, T>(&self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }

    /// A place of `weights`, as often as its weight says.
    pub fn weighted(&self, weights: &[u64]) -> usize {
        let mut left = self.0.below(weights.iter().sum());
        for (place, weight) in weights.iter().enumerate() {
            match left.checked_sub(*weight) {
                Some(rest) => left = rest,
                None => return place,
            }
        }
        unreachable!("the throw is below the sum of the weights")
    }

    /// About `middle`, mostly within `spread`: the mean of three throws. Never below zero.
    pub fn about(&self, middle: i64, spread: i64) -> i64 {
        let throws: i64 = (0..3).map(|_| self.between(-2 * spread, 2 * spread)).sum();
        (middle + throws / 3).max(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn throws_repeat_and_keep_their_weights() {
        let (one, other) = (Dice::new(5), Dice::new(5));
        let throws = |dice: &Dice| (0..50).map(|_| dice.between(-9, 9)).collect::<Vec<_>>();
        assert_eq!(throws(&one), throws(&other));
        let mut counts = [0; 3];
        (0..10_000).for_each(|_| counts[one.weighted(&[1, 0, 3])] += 1);
        assert_eq!(counts[1], 0);
        assert!((2_200..2_800).contains(&counts[0]), "{counts:?}");
        assert!((0..1_000).all(|_| (0..=30).contains(&one.about(10, 10))));
    }
}
