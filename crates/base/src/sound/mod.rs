//! Names by their sound, across spellings and scripts: محمد is Mohammed, Muhammad and Mohamed. A coarse key gathers the
//! words that may sound alike, [`sounds_like`] then judges two of them letter by letter, so that the key may be wide.

mod across;
mod forms;
mod latin;
mod letters;

use forms::{Form, forms_of, join_names};
use letters::Script;
use std::collections::BTreeSet;

/// Characters of a word that is heard; longer ones are found by their letters only.
const HEARD_CHARS_MAX: usize = 32;

/// A word of a name, and the keys under which those that may sound like it are gathered; none for numbers and for what
/// is neither Arabic nor Latin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heard {
    /// Folded; parts that are one name are one word: `عبد الله` is `عبدالله`, `Abdul Aziz` is `abdulaziz`.
    pub word: String,
    pub keys: Vec<String>,
}

/// The words of a question, as they are heard: parts of one name joined, articles and "son of" left out.
pub fn heard_words(text: &str) -> Vec<Heard> {
    let words = join_names(&spelled_words(text));
    words.into_iter().map(heard).collect()
}

/// The words under which a text is kept for its sound: those of [`heard_words`], and the single parts of joined names.
pub fn kept_words(text: &str) -> Vec<Heard> {
    let mut words = heard_words(text);
    for part in spelled_words(text) {
        if !words.iter().any(|known| known.word == part) {
            words.push(heard(part));
        }
    }
    words
}

/// May `one` and `other` (folded words) be the same name? Vowels that Arabic leaves unwritten are free, long ones are not:
/// سالم is Salem and not Saleem.
pub fn sounds_like(one: &str, other: &str) -> bool {
    if one == other {
        return true;
    }
    let (ones, others) = (forms_of(one), forms_of(other));
    ones.iter().any(|one| others.iter().any(|other| meets(one, other)))
}

fn meets(one: &Form, other: &Form) -> bool {
    if one.is_servant != other.is_servant {
        return false;
    }
    match (one.script, other.script) {
        (Script::Arabic, Script::Arabic) => across::same_arabic(&one.letters, &other.letters),
        (Script::Latin, Script::Latin) => latin::is_same(&one.letters, &other.letters),
        (Script::Arabic, Script::Latin) => across::is_same(&one.letters, &other.letters),
        (Script::Latin, Script::Arabic) => across::is_same(&other.letters, &one.letters),
        (Script::Alias, Script::Alias) => one.letters == other.letters,
        _ => false,
    }
}

/// As `search_terms` cuts them, but for marks inside a word that stand for a sound: `Sa'd` is one word.
fn spelled_words(text: &str) -> Vec<String> {
    let joined: String = crate::fold(text).chars().filter(|letter| !matches!(letter, '\'' | '`' | '´')).collect();
    crate::search_terms(&joined)
}

fn heard(word: String) -> Heard {
    let is_short = word.chars().count() <= HEARD_CHARS_MAX;
    let forms = if is_short { forms_of(&word) } else { Vec::new() };
    let keys: BTreeSet<String> = forms.iter().map(key_of).collect();
    Heard { word, keys: keys.into_iter().collect() }
}

fn key_of(form: &Form) -> String {
    let mark = if form.is_servant { "@" } else { "" };
    match form.script {
        Script::Alias => format!("={}", form.letters),
        _ => format!("{mark}{}", letters::skeleton(&form.letters)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(one: &str, other: &str, expect: bool) {
        let alike = |one: &str, other: &str| {
            let (ones, others) = (heard_words(one), kept_words(other));
            ones.iter().all(|one| {
                others.iter().any(|other| {
                    one.keys.iter().any(|key| other.keys.contains(key)) && sounds_like(&one.word, &other.word)
                })
            })
        };
        assert_eq!(alike(one, other), expect, "{one} {other}");
        assert_eq!(alike(other, one), expect, "{other} {one}");
    }

    #[test]
    fn one_name_in_two_scripts_is_heard_as_one() {
        for (arabic, latin) in [
            ("محمد", "Mohammed"),
            ("نورة", "Noura"),
            ("نورة", "Nora"),
            ("عبد الله", "Abdullah"),
            ("عبدالعزيز", "Abdul Aziz"),
            ("الشهري", "Al-Shehri"),
            ("الشهري", "Alshehri"),
            ("فتحي", "Fathi"),
            ("إسحاق", "Ishaq"),
            ("الرياض", "ar-Riyad"),
            ("القاهرة", "Cairo"),
            ("سعد", "Sa'd"),
            ("ظافر", "Zafer"),
        ] {
            check(arabic, latin, true);
        }
    }

    #[test]
    fn different_names_stay_apart() {
        for (one, other) in [
            ("سعد", "سعيد"),
            ("أحمد", "حامد"),
            ("محمد", "Mahmoud"),
            ("خالد", "Khalil"),
            ("سالم", "Saleem"),
            ("Salem", "Saleem"),
            ("عبدالله", "عبدالعزيز"),
            ("عبدالله", "الله"),
        ] {
            check(one, other, false);
        }
    }

    #[test]
    fn what_is_no_name_has_no_sound() {
        assert_eq!(heard_words("4567")[0].keys, Vec::<String>::new());
        assert_eq!(heard_words("SKU12")[0].keys, Vec::<String>::new());
        assert_eq!(heard_words("خالد بن سعد").iter().map(|one| one.word.as_str()).collect::<Vec<_>>(), ["خالد", "سعد"]);
    }

    proptest! {
        #[test]
        fn a_word_sounds_like_itself_and_likeness_has_no_direction(
            one in "[\u{0621}-\u{064A}]{1,8}|[a-z']{1,10}", other in "[\u{0621}-\u{064A}]{1,8}|[a-z]{1,10}"
        ) {
            let (one, other) = (crate::fold(&one), crate::fold(&other));
            prop_assert!(sounds_like(&one, &one));
            prop_assert_eq!(sounds_like(&one, &other), sounds_like(&other, &one));
        }
    }
}
