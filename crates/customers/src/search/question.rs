//! A question as the words, the number and the sounds that it may be.

use wasl_base::{Heard, heard_words, search_terms};

/// Words of one question that are looked at.
pub const WORDS_MAX: usize = 4;
/// Digits from which a number with leading zeros is taken for a telephone as well.
const PHONE_DIGITS_MIN: usize = 7;
/// Digits that may be the end of a telephone; fewer end too many.
const ENDING_DIGITS_MIN: usize = 4;
/// Country codes after which people leave the zero of home: +966 (0)50.
const COUNTRY_CODES: [&str; 9] = ["966", "971", "973", "974", "965", "968", "962", "964", "20"];

pub struct Question {
    /// Each a way to read the whole question; the first that finds something is enough.
    pub readings: Vec<Vec<String>>,
    /// Empty when no word of it can be heard.
    pub heard: Vec<Heard>,
}

impl Question {
    pub fn read(question: &str) -> Self {
        let mut heard = heard_words(question);
        heard.truncate(WORDS_MAX);
        if heard.iter().all(|word| word.keys.is_empty()) {
            heard.clear();
        }
        Self { readings: readings(question), heard }
    }

    /// The digits that a telephone may end with, as they would stand in its international form.
    pub fn ending(&self) -> Option<String> {
        let [digits] = self.readings.last()?.as_slice() else { return None };
        let is_number = digits.bytes().all(|byte| byte.is_ascii_digit());
        (is_number && digits.len() >= ENDING_DIGITS_MIN).then(|| digits.clone())
    }
}

/// The question as it stands, then as one code (`BN-12 34`), then as a telephone, which is kept without zeros before it.
fn readings(question: &str) -> Vec<Vec<String>> {
    let mut words = search_terms(question);
    let code: String = words_joined(question);
    words.truncate(WORDS_MAX);
    let is_split_code = words.len() > 1 && code.bytes().any(|byte| byte.is_ascii_digit());
    let mut all = vec![words];
    if is_split_code {
        all.push(vec![code.clone()]);
    }
    if code.len() >= PHONE_DIGITS_MIN && code.bytes().all(|byte| byte.is_ascii_digit()) {
        all.push(vec![without_zeros(&code)]);
    }
    all.retain(|words| words.first().is_some_and(|word| !word.is_empty()));
    all.dedup();
    all
}

/// One word of all its letters and digits.
fn words_joined(question: &str) -> String {
    let joined: String = wasl_base::fold(question).chars().filter(|letter| letter.is_alphanumeric()).collect();
    search_terms(&joined).into_iter().next().unwrap_or_default()
}

fn without_zeros(digits: &str) -> String {
    let digits = digits.trim_start_matches('0');
    let at_home =
        COUNTRY_CODES.iter().find_map(|code| digits.strip_prefix(code)?.strip_prefix('0').map(|rest| (code, rest)));
    match at_home {
        Some((code, rest)) => format!("{code}{rest}"),
        None => digits.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_is_read_as_words_as_a_code_and_as_a_telephone() {
        let check = |question: &str, expect: &[&[&str]]| {
            let found = readings(question);
            let expect: Vec<Vec<String>> =
                expect.iter().map(|words| words.iter().map(|word| (*word).to_owned()).collect()).collect();
            assert_eq!(found, expect, "{question}");
        };
        check("نورة العتيبي", &[&["نوره", "العتيبي"]]);
        check("050 123 4567", &[&["050", "123", "4567"], &["0501234567"], &["501234567"]]);
        check("٠٠٩٦٦٥٠١٢٣٤٥٦٧", &[&["00966501234567"], &["966501234567"]]);
        check("+966 (0) 50-123-4567", &[&["966", "0", "50", "123"], &["9660501234567"], &["966501234567"]]);
        check("BN-12 34", &[&["bn", "12", "34"], &["bn1234"]]);
        check("1042", &[&["1042"]]);
        check(" ، ", &[]);
        check("a b c d e f", &[&["a", "b", "c", "d"]]);
    }

    #[test]
    fn only_numbers_end_a_telephone() {
        let check = |question: &str, expect: Option<&str>| {
            assert_eq!(Question::read(question).ending().as_deref(), expect, "{question}");
        };
        check("4567", Some("4567"));
        check("٤٥ ٦٧", Some("4567"));
        check("0501234567", Some("501234567"));
        check("567", None);
        check("A567890", None);
        check("نورة", None);
    }
}
