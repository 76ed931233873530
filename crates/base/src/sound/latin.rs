//! Two Latin spellings of one Arabic name: vowels that are one in Arabic are one here, a short vowel more or less is half
//! a fault, a long one is another name.

use super::letters::{is_last_vowel, is_vowel, latin_sounds};

/// Half a fault may be forgiven; a whole one is another name.
const COST_MAX: u32 = 1;
const HALF: u32 = 1;
const WHOLE: u32 = 2;
const NEVER: u32 = 1_000;

/// Sounds that write one Arabic letter: ق is q, k, c and g.
const ONE_LETTER: [&str; 12] = ["qkcg", "jg", "gG", "kX", "sT", "zDT", "dD", "sc", "SC", "fv", "bp", "wUuo"];
const ONE_VOWEL: [&str; 5] = ["ae", "aA", "eiy", "iyI", "ouUw"];
const NEAR_VOWELS: [&str; 4] = ["eu", "iu", "eo", "io"];
/// Between them only inside a word: Omar is not Amer.
const FAR_VOWELS: [&str; 2] = ["ao", "au"];

/// The cheapest way through both words, by a table over their beginnings.
pub fn is_same(one: &str, other: &str) -> bool {
    let (a, b) = (latin_sounds(one), latin_sounds(other));
    let width = b.len() + 1;
    let mut costs = vec![NEVER; (a.len() + 1) * width];
    costs[0] = 0;
    for i in 0..=a.len() {
        for j in 0..=b.len() {
            let here = costs[i * width + j];
            if here > COST_MAX {
                continue;
            }
            let mut reach = |i: usize, j: usize, cost: u32| {
                if let Some(cell) = costs.get_mut(i * width + j) {
                    *cell = (*cell).min(here + cost);
                }
            };
            if i < a.len() {
                reach(i + 1, j, skip(&a, i));
            }
            if j < b.len() {
                reach(i, j + 1, skip(&b, j));
            }
            if i < a.len() && j < b.len() {
                reach(i + 1, j + 1, meet(a[i], b[j], i == 0 || j == 0));
            }
        }
    }
    costs.last().is_some_and(|cost| *cost <= COST_MAX)
}

fn meet(one: char, other: char, is_first: bool) -> u32 {
    let both = |sounds: &&str| sounds.contains(one) && sounds.contains(other);
    if one == other || ONE_VOWEL.iter().any(both) || ONE_LETTER.iter().any(both) {
        return 0;
    }
    let is_near = NEAR_VOWELS.iter().any(both) || (!is_first && FAR_VOWELS.iter().any(both));
    if is_near { HALF } else { WHOLE }
}

fn skip(sounds: &[char], place: usize) -> u32 {
    let before = place.checked_sub(1).and_then(|place| sounds.get(place)).copied();
    let after = sounds.get(place + 1).copied();
    let beside = |near: &str| before.into_iter().chain(after).any(|sound| near.contains(sound));
    let follows_vowel = before.is_some_and(|sound| is_vowel(sound) || "yw".contains(sound));
    match sounds[place] {
        'h' if after.is_none() => 0,
        'y' if beside("ieI") => 0,
        'w' if beside("uoU") => 0,
        'e' if place == 0 && after == Some('i') => HALF,
        'a' | 'e' | 'i' | 'o' | 'u' if place == 0 => WHOLE,
        // A name and the same with one more syllable: Karim and Karima, Rana and Rania.
        'a' | 'o' | 'u' if after.is_none() => WHOLE,
        'i' if after == Some('a') => WHOLE,
        'i' if before == Some('e') => HALF,
        'a' | 'e' | 'i' | 'o' | 'u' => {
            let is_closed = after.is_some_and(|sound| !is_vowel(sound));
            if follows_vowel && is_closed && is_last_or_i(sounds, place) { WHOLE } else { HALF }
        }
        _ => WHOLE,
    }
}

fn is_last_or_i(sounds: &[char], place: usize) -> bool {
    sounds.get(place) == Some(&'i') || is_last_vowel(sounds, place)
}
