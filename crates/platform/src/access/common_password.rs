//! Passwords that are tried first: those that many people have, and those that are no more than a run along the keyboard
//! or the same few letters again. Looked up here and nowhere else, so that no password leaves the house.

use std::collections::HashSet;
use std::sync::LazyLock;

/// Letters that a password must differ in.
const DISTINCT_MIN: usize = 5;
/// What one hand runs along: rows of both keyboards, digits, both alphabets.
const ROWS: [&str; 10] = [
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "1234567890",
    "abcdefghijklmnopqrstuvwxyz",
    "ضصثقفغعهخحجد",
    "شسيبلاتنمكط",
    "ئءؤرلاىةوزظ",
    "ابتثجحخدذرزسشصضطظعغفقكلمنهوي",
    "ابجدهوزحطيكلمنسعفصقرشتثخذضظغ",
];
/// Steps along a row, of all steps of a password, that make it a run: eight of ten.
const RUN_TENTHS: usize = 8;

/// Those of the twenty thousand most common passwords that are long enough to be taken, in lower case. Source: Django 5.2,
/// `django/contrib/auth/common-passwords.txt.gz` (BSD-3-Clause, see `assets/licences`), from lists of leaked passwords.
static COMMON: LazyLock<HashSet<&str>> =
    LazyLock::new(|| include_str!("../../assets/common-passwords.txt").lines().collect());

/// True for what somebody who guesses tries first, however it is capitalised and whichever digits it is written in.
pub(super) fn is_common(password: &str) -> bool {
    let plain = wasl_base::fold(password);
    let letters: Vec<char> = plain.chars().filter(|letter| !letter.is_whitespace()).collect();
    let distinct: HashSet<char> = letters.iter().copied().collect();
    distinct.len() < DISTINCT_MIN || is_run(&letters) || COMMON.contains(plain.as_str())
}

fn is_run(letters: &[char]) -> bool {
    let pairs = letters.len().saturating_sub(1);
    let steps = letters.windows(2).filter(|pair| ROWS.iter().any(|row| is_step(row, pair[0], pair[1]))).count();
    steps * 10 >= pairs * RUN_TENTHS
}

/// From one key to itself or to the next one, forwards, backwards or from the row's end to its beginning.
fn is_step(row: &str, from: char, to: char) -> bool {
    let length = row.chars().count();
    let place = |letter: char| {
        row.chars().map(|key| wasl_base::fold(key.encode_utf8(&mut [0; 4]))).position(|key| key.starts_with(letter))
    };
    match (place(from), place(to)) {
        (Some(from), Some(to)) => from.abs_diff(to) <= 1 || from.abs_diff(to) == length - 1,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_tried_first_is_refused() {
        for common in [
            "1234567890",
            "٠١٢٣٤٥٦٧٨٩",
            "Password123",
            "BASKETBALL",
            "qwertyuiop",
            "poiuytrewq",
            "asdfghjkl;asdfghjkl",
            "aaaaaaaaaaaa",
            "abcabcabcabc",
            "1212121212",
            "ضصثقفغعهخحج",
            "ابتثجحخدذر",
            "          ",
            "ababab ababab",
        ] {
            assert!(is_common(common), "{common}");
        }
    }

    #[test]
    fn what_somebody_thought_of_is_taken() {
        for thought_of in [
            "a long password",
            "كلمةسرطويلة",
            "قهوة بعد العصر",
            "correct horse battery",
            "tr0ub4dor&3x",
            "2026-11-22 Riyadh",
        ] {
            assert!(!is_common(thought_of), "{thought_of}");
        }
    }

    #[test]
    fn the_list_holds_what_can_be_met() {
        assert!(COMMON.len() > 1_500, "{}", COMMON.len());
        let unmet: Vec<_> =
            COMMON.iter().filter(|word| word.chars().count() < super::super::user::PASSWORD_CHARS_MIN).collect();
        assert_eq!(unmet, Vec::<&&str>::new());
        let unfolded: Vec<_> = COMMON.iter().filter(|word| wasl_base::fold(word) != **word).collect();
        assert_eq!(unfolded, Vec::<&&str>::new(), "a look-up is folded, the list must be");
    }
}
