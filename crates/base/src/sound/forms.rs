//! The forms in which one word is compared: with and without its article, what follows "servant of", a known other name.

use super::letters::Script;

/// Letters that are left of a word when its article is taken off; fewer and it was no article.
const REST_CHARS_MIN: usize = 3;
/// Letters of the name that follows "servant of".
const SERVED_CHARS_MIN: usize = 2;

const SERVANT: [&str; 11] =
    ["abd", "abdul", "abdel", "abdal", "abdu", "abdur", "abdus", "abdoul", "abdil", "abder", "عبد"];
const FATHER: [&str; 4] = ["abu", "abou", "abo", "ابو"];
const ARTICLE: [&str; 4] = ["al", "el", "ul", "ال"];
/// The article before a letter that swallows its l: ar-Riyad, ash-Sharqiyah.
const SWALLOWED: [&str; 10] = ["ar", "as", "ash", "ad", "adh", "at", "ath", "az", "an", "aj"];
const KIN: [&str; 9] = ["bin", "ibn", "ben", "bint", "bent", "بن", "ابن", "بنت", "ال"];

/// Names that no rule of sounds brings together; folded, without spaces.
const ALIASES: [(&str, &[&str]); 14] = [
    ("mohammed", &["محمد", "mohd", "muhd", "mhd", "md"]),
    ("ishaq", &["اسحاق", "اسحق"]),
    ("ismail", &["اسماعيل", "اسمعيل"]),
    ("ibrahim", &["ابراهيم", "ابرهيم", "abraham"]),
    ("rahman", &["رحمن", "رحمان"]),
    ("harun", &["هارون", "هرون", "aaron"]),
    ("dawud", &["داود", "داوود", "david"]),
    ("cairo", &["القاهره", "cairo", "qahirah", "alqahirah"]),
    ("alexandria", &["الاسكندريه", "alexandria", "iskandariyah", "iskandaria"]),
    ("damascus", &["دمشق", "damascus", "dimashq"]),
    ("jerusalem", &["القدس", "jerusalem", "quds", "alquds"]),
    ("jazan", &["جازان", "جيزان", "jazan", "jizan", "gizan", "jeezan"]),
    ("ahsa", &["الاحسا", "الحسا", "ahsa", "alahsa", "hasa", "alhasa"]),
    ("mecca", &["مكه", "makkah", "makka", "mecca", "mekka"]),
];

/// One way to compare a word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form {
    pub letters: String,
    pub script: Script,
    /// The name that follows "servant of" (عبد).
    pub is_servant: bool,
}

/// Parts of one name made one word; articles that stand alone and words of kinship left out, unless nothing else is said.
pub fn join_names(words: &[String]) -> Vec<String> {
    let mut joined = Vec::with_capacity(words.len());
    let mut place = 0;
    while let Some(word) = words.get(place) {
        let next = words.get(place + 1).map(String::as_str);
        place += 1;
        let is_head = SERVANT.contains(&word.as_str()) || FATHER.contains(&word.as_str());
        match next {
            Some(next) if is_head => {
                let mut name = format!("{word}{next}");
                place += 1;
                if let Some(after) = words.get(place).filter(|after| is_article(next, Some(after))) {
                    name.push_str(after);
                    place += 1;
                }
                joined.push(name);
            }
            Some(_) if is_article(word, next) => {}
            _ if KIN.contains(&word.as_str()) && words.len() > 1 => {}
            _ => joined.push(word.clone()),
        }
    }
    joined
}

fn is_article(word: &str, next: Option<&str>) -> bool {
    let swallows = |next: &str| word.get(1..2).is_some_and(|letter| next.starts_with(letter));
    ARTICLE.contains(&word) || (SWALLOWED.contains(&word) && next.is_some_and(swallows))
}

/// Empty for numbers, single letters and other scripts.
pub fn forms_of(word: &str) -> Vec<Form> {
    let Some(script) = Script::of(word) else { return Vec::new() };
    if word.chars().count() < 2 {
        return Vec::new();
    }
    let form = |letters: &str, is_servant| Form { letters: letters.to_owned(), script, is_servant };
    let mut forms: Vec<Form> = served(word, script).iter().map(|rest| form(rest, true)).collect();
    if forms.is_empty() {
        forms.push(form(word, false));
        forms.extend(without_article(word, script).map(|rest| form(rest, false)));
    }
    // In the west ch is the sound of ش.
    let softened: Vec<Form> = forms
        .iter()
        .filter(|form| form.script == Script::Latin && form.letters.contains("ch"))
        .map(|one| form(&one.letters.replace("ch", "sh"), one.is_servant))
        .collect();
    forms.extend(softened);
    let aliases: Vec<Form> = forms
        .iter()
        .flat_map(|one| {
            ALIASES.iter().filter(|(_, names)| names.contains(&one.letters.as_str())).map(move |(name, _)| (one, *name))
        })
        .map(|(one, name)| Form { letters: name.to_owned(), script: Script::Alias, is_servant: one.is_servant })
        .collect();
    // The name itself stands among its own spellings.
    for alias in aliases {
        forms.push(Form { letters: alias.letters.clone(), script: Script::Latin, is_servant: alias.is_servant });
        forms.push(alias);
    }
    forms
}

/// What follows عبد, without the article; two readings of a single l.
fn served(word: &str, script: Script) -> Vec<String> {
    let rest = match script {
        Script::Arabic => word.strip_prefix("عبد").map(|rest| rest.strip_prefix("ال").unwrap_or(rest)),
        _ => word.strip_prefix("abd").map(|rest| rest.trim_start_matches(['a', 'e', 'i', 'o', 'u'])),
    };
    let Some(rest) = rest else { return Vec::new() };
    let mut all = vec![rest];
    if script == Script::Latin {
        all.extend(rest.strip_prefix('l'));
    }
    all.into_iter().filter(|rest| rest.chars().count() >= SERVED_CHARS_MIN).map(str::to_owned).collect()
}

fn without_article(word: &str, script: Script) -> Option<&str> {
    let rest = match script {
        Script::Arabic => word.strip_prefix("ال")?,
        _ => word.strip_prefix("al").or_else(|| word.strip_prefix("el")).or_else(|| swallowed(word))?,
    };
    (rest.chars().count() >= REST_CHARS_MIN).then_some(rest)
}

/// `arrashid` is `rashid`, `ashshehri` is `shehri`.
fn swallowed(word: &str) -> Option<&str> {
    let rest = word.strip_prefix('a')?;
    let is_doubled = |letter: &str| rest.strip_prefix(letter).is_some_and(|after| after.starts_with(letter));
    ["sh", "th", "dh"]
        .iter()
        .find(|letter| is_doubled(letter))
        .and_then(|_| rest.get(2..))
        .or_else(|| ["r", "s", "d", "t", "z", "n"].iter().find(|letter| is_doubled(letter)).and_then(|_| rest.get(1..)))
}
