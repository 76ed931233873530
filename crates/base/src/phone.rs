//! Telephone numbers in E.164. What people and spreadsheets write is read by the numbering plan of the shop's country;
//! a number the plan does not settle is refused, because a wrong number reaches a stranger.

use crate::kind::{Coded, Kind};
use crate::text::{ascii_digit, is_invisible};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

/// Digits of an E.164 number (ITU-T E.164 allows 15); fewer than 7 reaches nobody from abroad.
const DIGITS_MIN: usize = 7;
const DIGITS_MAX: usize = 15;
/// Characters read at all: a number with its spaces, brackets and marks.
const INPUT_CHARS_MAX: usize = 64;

/// One telephone number in E.164: `+` and 7 to 15 digits. JSON and TEXT hold that form.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Phone(String);

/// Why a number was refused. Carries nothing of the number itself: it is personal.
#[derive(Clone, Copy, Debug, thiserror::Error, PartialEq, Eq)]
pub enum PhoneError {
    #[error("no telephone number")]
    Empty,
    #[error("a spreadsheet turned the number into scientific notation (9.66501E+11): its last digits are lost")]
    ScientificNotation,
    #[error("a telephone number has no letters")]
    Letters,
    #[error("a telephone number has digits, spaces, dashes and brackets only")]
    Characters,
    #[error("too long for a telephone number")]
    TooLong,
    #[error("too short for a telephone number")]
    TooShort,
    #[error("write the number with + and its country code")]
    CountryCodeMissing,
    #[error("not a number in its country's numbering plan")]
    NotInPlan,
}

impl PhoneError {
    pub const ALL: [Self; 8] = [
        Self::Empty,
        Self::ScientificNotation,
        Self::Letters,
        Self::Characters,
        Self::TooLong,
        Self::TooShort,
        Self::CountryCodeMissing,
        Self::NotInPlan,
    ];
}

impl Coded for PhoneError {
    fn code(&self) -> &'static str {
        match self {
            Self::Empty => "phone.empty",
            Self::ScientificNotation => "phone.scientific_notation",
            Self::Letters => "phone.letters",
            Self::Characters => "phone.characters",
            Self::TooLong => "phone.too_long",
            Self::TooShort => "phone.too_short",
            Self::CountryCodeMissing => "phone.country_code_missing",
            Self::NotInPlan => "phone.not_in_plan",
        }
    }

    fn kind(&self) -> Kind {
        Kind::Invalid
    }
}

/// A country's numbering plan as far as telling a subscriber number from a typing error needs it (ITU-T E.164 national
/// plans). `shapes` are the first digits and the whole length of a national number without trunk prefix.
struct Plan {
    country: &'static str,
    code: &'static str,
    /// Dialled before a national number at home, never from abroad.
    has_trunk_zero: bool,
    mobile: &'static [(&'static str, usize)],
    fixed: &'static [(&'static str, usize)],
}

#[rustfmt::skip]
const PLANS: [Plan; 9] = [
    Plan { country: "SA", code: "966", has_trunk_zero: true, mobile: &[("5", 9)],
        fixed: &[("11", 9), ("12", 9), ("13", 9), ("14", 9), ("16", 9), ("17", 9), ("92", 9), ("800", 10)] },
    Plan { country: "AE", code: "971", has_trunk_zero: true, mobile: &[("5", 9)],
        fixed: &[("2", 8), ("3", 8), ("4", 8), ("6", 8), ("7", 8), ("9", 8), ("600", 9)] },
    Plan { country: "KW", code: "965", has_trunk_zero: false, mobile: &[("4", 8), ("5", 8), ("6", 8), ("9", 8)],
        fixed: &[("2", 8), ("18", 7)] },
    Plan { country: "QA", code: "974", has_trunk_zero: false, mobile: &[("3", 8), ("5", 8), ("6", 8), ("7", 8)],
        fixed: &[("4", 8)] },
    Plan { country: "BH", code: "973", has_trunk_zero: false, mobile: &[("3", 8), ("63", 8), ("66", 8), ("69", 8)],
        fixed: &[("1", 8), ("6", 8), ("7", 8), ("8", 8)] },
    Plan { country: "OM", code: "968", has_trunk_zero: false, mobile: &[("7", 8), ("9", 8)], fixed: &[("2", 8)] },
    Plan { country: "EG", code: "20", has_trunk_zero: true, mobile: &[("10", 10), ("11", 10), ("12", 10), ("15", 10)],
        fixed: &[("2", 9), ("3", 8), ("4", 9), ("5", 9), ("6", 9), ("8", 9), ("9", 9)] },
    Plan { country: "JO", code: "962", has_trunk_zero: true, mobile: &[("77", 9), ("78", 9), ("79", 9)],
        fixed: &[("2", 8), ("3", 8), ("5", 8), ("6", 8)] },
    Plan { country: "BR", code: "55", has_trunk_zero: true, mobile: &[], fixed: &[] },
];

impl Plan {
    fn holds(&self, national: &str) -> bool {
        if self.country == "BR" {
            return is_brazilian(national);
        }
        let fits = |(first, length): &(&str, usize)| national.len() == *length && national.starts_with(first);
        self.mobile.iter().any(fits) || self.fixed.iter().any(fits)
    }

    /// The national number without the trunk zero, if the plan knows it.
    fn national(&self, digits: &str) -> Option<String> {
        let bare = if self.has_trunk_zero { digits.strip_prefix('0').unwrap_or(digits) } else { digits };
        self.holds(bare).then(|| bare.to_owned())
    }
}

/// Two digits of area (neither is 0), then nine digits from 9 (mobile) or eight from 2 to 5 (fixed). Anatel's plan.
fn is_brazilian(national: &str) -> bool {
    let bytes = national.as_bytes();
    let area = bytes.len() > 2 && bytes[0] != b'0' && bytes[1] != b'0';
    let mobile = bytes.len() == 11 && bytes[2] == b'9';
    let fixed = bytes.len() == 10 && (b'2'..=b'5').contains(&bytes[2]);
    area && (mobile || fixed)
}

fn plan_of_country(country: &str) -> Option<&'static Plan> {
    PLANS.iter().find(|plan| plan.country.eq_ignore_ascii_case(country))
}

fn plan_of_digits(digits: &str) -> Option<&'static Plan> {
    PLANS.iter().find(|plan| digits.starts_with(plan.code))
}

impl Phone {
    /// Reads what a person, a form or a spreadsheet wrote: `+966…`, `00966…`, `966…`, `05…`, `5…` (the zero that Excel
    /// dropped), Arabic-Indic and Persian digits, spaces, dashes, brackets and direction marks.
    /// `default_country` is the ISO 3166 code that decides what a number without a country code means.
    pub fn parse(text: &str, default_country: &str) -> Result<Self, PhoneError> {
        let (has_plus, digits) = digits_of(text)?;
        if has_plus {
            return Self::international(&digits);
        }
        if let Some(rest) = digits.strip_prefix("00") {
            return Self::international(rest);
        }
        let plan = plan_of_country(default_country).ok_or(PhoneError::CountryCodeMissing)?;
        let abroad = digits.strip_prefix(plan.code).and_then(|rest| plan.national(rest));
        let national = plan.national(&digits).or(abroad).ok_or(PhoneError::NotInPlan)?;
        Ok(Self(format!("+{}{national}", plan.code)))
    }

    /// The E.164 form, e.g. `+966501234567`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// ISO 3166 code of the country, for the countries whose plan is known here.
    pub fn country(&self) -> Option<&'static str> {
        plan_of_digits(&self.0[1..]).map(|plan| plan.country)
    }

    fn international(digits: &str) -> Result<Self, PhoneError> {
        if let Some(plan) = plan_of_digits(digits) {
            let national = plan.national(&digits[plan.code.len()..]).ok_or(PhoneError::NotInPlan)?;
            return Ok(Self(format!("+{}{national}", plan.code)));
        }
        format!("+{digits}").parse()
    }
}

/// The ASCII digits of a text and whether it claims a country code. A plus at the end is a plus at the start: text
/// copied out of a right-to-left line comes so.
fn digits_of(text: &str) -> Result<(bool, String), PhoneError> {
    if text.chars().count() > INPUT_CHARS_MAX {
        return Err(PhoneError::TooLong);
    }
    let visible: String = text.chars().filter(|c| !is_invisible(*c)).map(ascii_digit).collect();
    let trimmed = visible.trim().trim_start_matches('\'');
    if is_scientific(trimmed) {
        return Err(PhoneError::ScientificNotation);
    }
    let trimmed = without_decimal_zero(trimmed);
    let is_plus = |c: char| c == '+' || c == '＋';
    let (has_plus, body) = match (trimmed.strip_prefix(is_plus), trimmed.strip_suffix(is_plus)) {
        (Some(rest), _) | (None, Some(rest)) => (true, rest),
        (None, None) => (false, trimmed),
    };
    let mut digits = String::with_capacity(DIGITS_MAX);
    for letter in body.chars() {
        match letter {
            '0'..='9' => digits.push(letter),
            '-' | '.' | '(' | ')' | '/' | '\u{2010}'..='\u{2015}' | '\u{2212}' => {}
            c if c.is_whitespace() && !c.is_control() => {}
            c if c.is_alphabetic() => return Err(PhoneError::Letters),
            _ => return Err(PhoneError::Characters),
        }
    }
    if digits.is_empty() { Err(PhoneError::Empty) } else { Ok((has_plus, digits)) }
}

/// `9.66501E+11`, as a spreadsheet shows a number of twelve digits.
fn is_scientific(text: &str) -> bool {
    let Some((mantissa, exponent)) = text.split_once(['e', 'E']) else { return false };
    let exponent = exponent.trim_start_matches(['+', '-', '−']);
    let number = |part: &str| part.starts_with(|c: char| c.is_ascii_digit());
    number(mantissa.trim_start_matches('+'))
        && mantissa.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '٫' | '+'))
        && number(exponent)
        && exponent.chars().all(|c| c.is_ascii_digit())
}

/// `966501234567.0`, as a column read as floating point is written back: nobody groups a number so.
fn without_decimal_zero(text: &str) -> &str {
    match text.strip_suffix(".0") {
        Some(whole) if whole.chars().all(|c| c.is_ascii_digit() || c == '+') => whole,
        _ => text,
    }
}

/// The stored form only: `+` and digits. Use [`Phone::parse`] for what people write.
impl FromStr for Phone {
    type Err = PhoneError;

    fn from_str(text: &str) -> Result<Self, PhoneError> {
        let digits = text.strip_prefix('+').ok_or(PhoneError::CountryCodeMissing)?;
        if !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(PhoneError::Characters);
        }
        match digits.len() {
            0 => Err(PhoneError::Empty),
            length if length < DIGITS_MIN => Err(PhoneError::TooShort),
            length if length > DIGITS_MAX => Err(PhoneError::TooLong),
            _ if digits.starts_with('0') => Err(PhoneError::NotInPlan),
            _ => Ok(Self(text.to_owned())),
        }
    }
}

impl fmt::Display for Phone {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

/// Masked: debug output ends in logs, and logs hold no personal data.
impl fmt::Debug for Phone {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Phone({}…{})", &self.0[..4], &self.0[self.0.len() - 2..])
    }
}

impl Serialize for Phone {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Phone {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(from)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(text: &str, country: &str, expect: Result<&str, PhoneError>) {
        let read = Phone::parse(text, country);
        let shown = read.as_ref().map(Phone::as_str).map_err(|e| *e);
        assert_eq!(shown, expect, "{text:?} in {country}");
    }

    #[test]
    fn saudi_numbers_as_people_write_them() {
        for text in [
            "+966501234567",
            "00966501234567",
            "966501234567",
            "0501234567",
            "501234567",
            "050 123 4567",
            "050-123-4567",
            "(050) 123/4567",
            "+966 (0) 50 123 4567",
            "9660501234567",
            "٠٥٠١٢٣٤٥٦٧",
            "۰۵۰۱۲۳۴۵۶۷",
            "+٩٦٦٥٠١٢٣٤٥٦٧",
            "\u{200F}+966 50 123 4567\u{200E}",
            "\u{202D}0501234567\u{202C}",
            "966501234567+",
            "966501234567.0",
            "'0501234567",
            "  0501234567\u{00A0}",
            "0501234567\n",
        ] {
            check(text, "SA", Ok("+966501234567"));
        }
        check("0112345678", "SA", Ok("+966112345678"));
        check("920001234", "SA", Ok("+966920001234"));
        check("0501234567", "sa", Ok("+966501234567"));
    }

    #[test]
    fn what_cannot_be_settled_is_refused_by_name() {
        use PhoneError::*;
        for (text, country, why) in [
            ("", "SA", Empty),
            (" - ", "SA", Empty),
            ("+", "SA", Empty),
            ("9.66501E+11", "SA", ScientificNotation),
            ("9,66501E+11", "SA", ScientificNotation),
            ("9.66501e11", "SA", ScientificNotation),
            ("٩٫٦٦٥٠١E+١١", "SA", ScientificNotation),
            ("9E+11", "SA", ScientificNotation),
            ("05O1234567", "SA", Letters),
            ("لا يوجد", "SA", Letters),
            ("0501234567 ext 5", "SA", Letters),
            ("+966+501234567", "SA", Characters),
            ("050*1234567", "SA", Characters),
            ("050\u{0}1234567", "SA", Characters),
            ("050123456", "SA", NotInPlan),
            ("05012345678", "SA", NotInPlan),
            ("1234567", "SA", NotInPlan),
            ("971501234567", "SA", NotInPlan),
            ("+96650123456", "SA", NotInPlan),
            ("+9665012345678", "SA", NotInPlan),
            ("0501234567", "US", CountryCodeMissing),
            ("5551234567", "", CountryCodeMissing),
            ("+12345", "SA", TooShort),
            ("+1234567890123456", "SA", TooLong),
            ("+0123456789", "SA", NotInPlan),
            ("000123456789", "SA", NotInPlan),
        ] {
            check(text, country, Err(why));
        }
        check(&"0".repeat(INPUT_CHARS_MAX + 1), "SA", Err(TooLong));
    }

    #[test]
    fn each_known_country_has_its_mobile_numbers() {
        for (text, country, expect) in [
            ("0501234567", "AE", "+971501234567"),
            ("50123456", "KW", "+96550123456"),
            ("96550123456", "KW", "+96550123456"),
            ("33123456", "QA", "+97433123456"),
            ("36123456", "BH", "+97336123456"),
            ("92123456", "OM", "+96892123456"),
            ("01012345678", "EG", "+201012345678"),
            ("1012345678", "EG", "+201012345678"),
            ("0791234567", "JO", "+962791234567"),
            ("(11) 91234-5678", "BR", "+5511912345678"),
            ("55991234567", "BR", "+5555991234567"),
            ("5511912345678", "BR", "+5511912345678"),
            ("011 3234-5678", "BR", "+551132345678"),
            ("+1 415 555 2671", "SA", "+14155552671"),
            ("0044 20 7946 0958", "SA", "+442079460958"),
            ("+971 50 123 4567", "SA", "+971501234567"),
        ] {
            check(text, country, Ok(expect));
        }
        check("05012345", "KW", Err(PhoneError::NotInPlan));
        check("11812345678", "BR", Err(PhoneError::NotInPlan));
    }

    #[test]
    fn debug_shows_no_number_and_json_holds_e164() {
        let phone = Phone::parse("0501234567", "SA").expect("number");
        assert_eq!(format!("{phone:?}"), "Phone(+966…67)");
        assert_eq!(phone.country(), Some("SA"));
        assert_eq!(serde_json::to_string(&phone).expect("json"), "\"+966501234567\"");
        assert_eq!(serde_json::from_str::<Phone>("\"+966501234567\"").expect("json"), phone);
        assert!(serde_json::from_str::<Phone>("\"0501234567\"").is_err());
    }

    #[test]
    fn codes_are_distinct() {
        let mut codes: Vec<_> = PhoneError::ALL.iter().map(Coded::code).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), PhoneError::ALL.len());
    }

    proptest! {
        #[test]
        fn never_panics_and_what_it_reads_reads_back(text in "\\PC{0,30}|[+0-9٠-٩ ().-]{0,20}", place in 0..PLANS.len()) {
            if let Ok(phone) = Phone::parse(&text, PLANS[place].country) {
                prop_assert_eq!(phone.as_str().parse::<Phone>(), Ok(phone.clone()));
                prop_assert_eq!(Phone::parse(phone.as_str(), "SA"), Ok(phone));
            }
        }

        #[test]
        fn a_saudi_mobile_is_the_same_in_every_dress(subscriber in 0u32..100_000_000) {
            let expect = format!("+9665{subscriber:08}");
            for dress in ["+9665", "009665", "9665", "05", "5"] {
                let read = Phone::parse(&format!("{dress}{subscriber:08}"), "SA");
                prop_assert_eq!(read.as_ref().map(Phone::as_str), Ok(expect.as_str()));
            }
        }
    }
}
