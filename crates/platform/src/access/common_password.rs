//! Passwords that are tried first: those that many people have, and those that are no more than a run along the keyboard
//! or the same few letters again. Looked up here and nowhere else, so that no password leaves the house.

use super::user::PASSWORD_CHARS_MIN;
use std::collections::HashSet;
use std::sync::LazyLock;

/// Letters that a password must differ in.
const DISTINCT_MIN: usize = 5;
/// What one hand runs along: rows of both keyboards, digits, both alphabets.
const ROWS: [&str; 11] = [
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm,./",
    "1234567890",
    "!@#$%^&*()",
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
/// `django/contrib/auth/common-passwords.txt.gz` (BSD-3-Clause; its text is served with the other licences), from lists of
/// leaked passwords.
static COMMON: LazyLock<HashSet<&str>> =
    LazyLock::new(|| include_str!("../../assets/common-passwords.txt").lines().collect());

/// Words that people dress up until they are long enough: those of five to nine letters among the same twenty thousand, and
/// Arabic ones of our own gathering, folded and without blanks.
static STEMS: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    let latin = include_str!("../../assets/common-stems.txt").lines();
    latin.chain(include_str!("../../assets/common-stems-ar.txt").lines()).collect()
});
/// Signs that stand for letters, as everybody knows who guesses.
const LOOKALIKES: [(char, char); 10] = [
    ('@', 'a'),
    ('4', 'a'),
    ('3', 'e'),
    ('1', 'i'),
    ('!', 'i'),
    ('0', 'o'),
    ('$', 's'),
    ('5', 's'),
    ('7', 't'),
    ('8', 'b'),
];
/// Digits and marks around a word that make no password of it.
const DRESS_MAX: usize = 10;

/// From one key to itself or to the next one, forwards, backwards or from a row's end to its beginning.
static STEPS: LazyLock<HashSet<(char, char)>> = LazyLock::new(|| {
    let mut steps = HashSet::new();
    for row in ROWS {
        let keys: Vec<char> = row.chars().filter_map(folded).collect();
        let neighbours = keys.iter().zip(keys.iter().cycle().skip(1));
        for (&one, &next) in neighbours {
            steps.extend([(one, one), (one, next), (next, one)]);
        }
    }
    steps
});

/// True for what somebody who guesses tries first, however it is capitalised, spaced or marked, whichever digits it is
/// written in, and whether once or twice. Blanks and marks that nobody sees make no password longer.
pub(super) fn is_common(password: &str) -> bool {
    let plain = wasl_base::fold(password);
    let letters: Vec<char> = plain.chars().filter(|letter| !letter.is_whitespace()).collect();
    let distinct: HashSet<char> = letters.iter().copied().collect();
    let joined: String = letters.iter().collect();
    letters.len() < PASSWORD_CHARS_MIN
        || distinct.len() < DISTINCT_MIN
        || COMMON.contains(plain.as_str())
        || COMMON.contains(joined.as_str())
        || is_dressed(&letters, |stem| STEMS.contains(stem))
        || is_twice_the_same(&letters)
        || is_run(&letters)
}

/// True for one of these words of one's own, however dressed: a name, an address, a shop.
pub(super) fn is_own(password: &str, own: &[&str]) -> bool {
    let letters: Vec<char> = wasl_base::fold(password).chars().filter(|letter| !letter.is_whitespace()).collect();
    let joined =
        |text: &str| wasl_base::fold(text).chars().filter(|letter| letter.is_alphanumeric()).collect::<String>();
    let whole = own.iter().map(|text| joined(text));
    let parts = own.iter().flat_map(|text| wasl_base::search_terms(text));
    let words: HashSet<String> = whole.chain(parts).filter(|word| !word.is_empty()).collect();
    let is_word = |core: &str| words.contains(&joined(core));
    is_word(&letters.iter().collect::<String>()) || is_dressed(&letters, is_word)
}

/// Is it a word with digits and marks around it, signs for letters or not?
fn is_dressed(letters: &[char], is_word: impl Fn(&str) -> bool) -> bool {
    let plain = |letter: &char| LOOKALIKES.iter().find(|(sign, _)| sign == letter).map_or(*letter, |(_, plain)| *plain);
    let read: Vec<char> = letters.iter().map(plain).collect();
    let first = letters.iter().position(|letter| letter.is_alphabetic()).unwrap_or(letters.len());
    let last = letters.iter().rposition(|letter| letter.is_alphabetic()).map_or(first, |place| place + 1);
    // A sign at an end may be dress or a letter.
    let cores = (0..=first).flat_map(|from| (last.max(from)..=letters.len()).map(move |to| (from, to)));
    let mut narrow = cores.filter(|(from, to)| from + letters.len() - to <= DRESS_MAX);
    narrow.any(|(from, to)| is_word(&read[from..to].iter().collect::<String>()))
}

fn is_twice_the_same(letters: &[char]) -> bool {
    let (first, second) = letters.split_at(letters.len() / 2);
    first == second
}

fn is_run(letters: &[char]) -> bool {
    let steps = letters.windows(2).filter(|pair| STEPS.contains(&(pair[0], pair[1]))).count();
    steps * 10 >= letters.len().saturating_sub(1) * RUN_TENTHS
}

fn folded(key: char) -> Option<char> {
    wasl_base::fold(key.encode_utf8(&mut [0; 4])).chars().next()
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
            "password  ",
            "  Password1 ",
            "iloveyou\u{200b}\u{200b}",
            "مرحباـــــــ",
            "passwordpassword",
            "password 123",
            "!@#$%^&*()",
            "zxcvbnm,./",
            "لاىةوزظلاىة",
            "P@ssw0rd123",
            "password2024",
            "2024Password!",
            "$unshine_1990",
            "monkey!!!!!!",
            "محمد123456",
            "بسم الله 1234",
            "كلمة السر 2026",
            "السلام عليكم 1",
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
            "monkey 20240101 tree",
            "محمد يقرأ الجريدة",
            "2026-11-22 Riyadh",
        ] {
            assert!(!is_common(thought_of), "{thought_of}");
        }
    }

    #[test]
    fn one_s_own_name_is_refused_however_dressed() {
        let own = ["noura.alqahtani", "نورة القحطاني", "nakheel", "متجر النخيل"];
        for bad in
            ["نورة القحطاني", "نورهالقحطاني2026", "N0ura.alqahtani", "Nakheel-2026!!", "متجر النخيل 1", "القحطاني1990"]
        {
            assert!(is_own(bad, &own), "{bad}");
        }
        for good in ["نورة تشرب القهوة كل صباح", "nakheel grows by the well", "a sentence of words"]
        {
            assert!(!is_own(good, &own), "{good}");
        }
        assert!(!is_own("a sentence of words", &[""]));
    }

    #[test]
    fn every_stem_can_be_met() {
        let odd: Vec<_> = STEMS.iter().filter(|stem| wasl_base::fold(stem) != **stem || stem.contains(' ')).collect();
        assert_eq!(odd, Vec::<&&str>::new());
        assert!(STEMS.len() > 8_000, "{}", STEMS.len());
    }

    #[test]
    fn the_list_holds_what_can_be_met() {
        assert!(COMMON.len() > 1_500, "{}", COMMON.len());
        let unmet: Vec<_> = COMMON.iter().filter(|word| word.chars().count() < PASSWORD_CHARS_MIN).collect();
        assert_eq!(unmet, Vec::<&&str>::new());
        let unfolded: Vec<_> = COMMON.iter().filter(|word| wasl_base::fold(word) != **word).collect();
        assert_eq!(unfolded, Vec::<&&str>::new(), "a look-up is folded, the list must be");
    }
}
