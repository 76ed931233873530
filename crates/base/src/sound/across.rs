//! An Arabic word beside a Latin one: consonants must answer each other, written (long) vowels must be heard, and short
//! vowels, which Arabic does not write, are free where a short vowel can stand.

use super::letters::{arabic_sounds, is_last_vowel, is_vowel, latin_sounds};

/// Half a fault may be forgiven; a whole one is another name.
const COST_MAX: u32 = 1;
const HALF: u32 = 1;
const WHOLE: u32 = 2;
/// Beyond all bounds, and far from overflow.
const NEVER: u32 = 1_000;

/// Both scripts' letters are equal but for what a hand confuses: ظ and ض, a last ه and ا.
pub fn same_arabic(one: &str, other: &str) -> bool {
    hand_of(one) == hand_of(other)
}

fn hand_of(word: &str) -> String {
    let plain = word.replace('ظ', "ض");
    match plain.strip_suffix('ه') {
        Some(stem) if stem.chars().count() >= 2 => format!("{stem}ا"),
        _ => plain,
    }
}

/// The cheapest way through both words, by a table over their beginnings.
pub fn is_same(arabic: &str, latin: &str) -> bool {
    let (a, l) = (arabic_sounds(arabic), latin_sounds(latin));
    let width = l.len() + 1;
    let mut costs = vec![NEVER; (a.len() + 1) * width];
    costs[0] = 0;
    for i in 0..=a.len() {
        for j in 0..=l.len() {
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
                reach(i + 1, j, skip_arabic(&a, i, &l));
            }
            if j < l.len() {
                reach(i, j + 1, skip_latin(&l, j, &a));
            }
            if i < a.len() && j < l.len() {
                reach(i + 1, j + 1, meet(&a, i, &l, j));
                if i + 1 < a.len() && is_split(a[i], a[i + 1], l[j]) {
                    reach(i + 2, j + 1, 0);
                }
            }
        }
    }
    costs.last().is_some_and(|cost| *cost <= COST_MAX)
}

fn meet(a: &[char], i: usize, l: &[char], j: usize) -> u32 {
    let (letter, sound) = (a[i], l[j]);
    let is_end = i + 1 == a.len();
    let heard_as: &str = match letter {
        'ا' if i == 0 => "aeiouAIU",
        'ا' => "aAe",
        'ع' => "aeiouAIU",
        'ب' => "bp",
        'ت' | 'ط' => "t",
        'ث' => "Ts",
        'ج' => "jg",
        'ح' => "h",
        'خ' => "Xk",
        'د' => "d",
        'ذ' => "DzdT",
        'ر' => "r",
        'ز' => "z",
        'س' => "sc",
        'ص' => "s",
        'ش' => "SC",
        'ض' => "dDz",
        'ظ' => "zDdT",
        'غ' => "Gg",
        'ف' => "fv",
        'ق' => "qkgc",
        'ك' => "kcq",
        'ل' => "l",
        'م' => "m",
        'ن' => "n",
        'ه' if is_end => "hae",
        'ه' => "h",
        'و' => "wuoUv",
        'ي' if is_end => "yiIea",
        // A lone e inside a word is short: Majed is ماجد and not مجيد.
        'ي' if j == 0 || is_beside_vowel(l, j) => "yiIe",
        'ي' => "yiI",
        _ => "",
    };
    if heard_as.contains(sound) { 0 } else { NEVER }
}

fn is_beside_vowel(l: &[char], j: usize) -> bool {
    let before = j.checked_sub(1).and_then(|place| l.get(place));
    before.into_iter().chain(l.get(j + 1)).any(|sound| is_vowel(*sound))
}

/// `Fathi` is فتحي: what looks like one sound may be a letter and a breath.
fn is_split(first: char, second: char, sound: char) -> bool {
    matches!(second, 'ه' | 'ح')
        && matches!((sound, first), ('T', 'ت' | 'ط') | ('S', 'س' | 'ص') | ('D', 'د' | 'ض') | ('X', 'ك' | 'ق'))
}

fn skip_arabic(a: &[char], i: usize, l: &[char]) -> u32 {
    match a[i] {
        'ع' if i > 0 || l.first().is_some_and(|sound| is_vowel(*sound)) => 0,
        'ه' if i + 1 == a.len() && i > 1 => HALF,
        _ => WHOLE,
    }
}

fn skip_latin(l: &[char], j: usize, a: &[char]) -> u32 {
    let is_end = j + 1 == l.len();
    let before = j.checked_sub(1).and_then(|place| l.get(place)).copied();
    let after = l.get(j + 1).copied();
    let beside = |sounds: &str| before.into_iter().chain(after).any(|sound| sounds.contains(sound));
    match l[j] {
        'h' if is_end => 0,
        'y' if beside("ieI") => 0,
        'w' if beside("uoU") => 0,
        'U' if j > 0 && !is_last_vowel(l, j) => HALF,
        'a' | 'e' | 'i' | 'o' | 'u' if j == 0 => WHOLE,
        'e' if is_end => 0,
        'a' if is_end && a.last() == Some(&'ه') => 0,
        'a' | 'i' | 'o' | 'u' if is_end => WHOLE,
        // Two vowels beside each other are a long one's sound; a short u in the last syllable is rare.
        'i' | 'o' | 'u' if before.is_some_and(is_vowel) => WHOLE,
        'i' if after == Some('a') => WHOLE,
        'o' | 'u' if is_last_vowel(l, j) => WHOLE,
        'a' | 'e' | 'i' | 'o' | 'u' => 0,
        _ => WHOLE,
    }
}
