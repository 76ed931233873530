//! Postal addresses with the fields of the Saudi national address. Only the form is judged here: a carrier knows
//! whether the place exists, and a lenient form delivers more parcels than a strict one.

use crate::kind::{Coded, Kind};
use crate::text::{ascii_digit, is_invisible};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// Characters of a person's or a company's name.
pub const RECIPIENT_CHARS_MAX: usize = 120;
/// Characters of the free line.
pub const LINE_CHARS_MAX: usize = 300;
/// Characters of region, city, district and street.
pub const PLACE_CHARS_MAX: usize = 100;
/// Characters of building, unit, postal code and other short codes.
pub const CODE_CHARS_MAX: usize = 20;

/// Where a parcel goes. Every text is as the customer wrote it until [`Address::tidied`].
#[derive(Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Address {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recipient: Option<String>,
    /// The whole address in one's own words: "behind the mosque, blue gate".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<String>,
    /// ISO 3166-1 alpha-2.
    pub country: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    pub city: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub district: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub street: Option<String>,
    /// Four digits in Saudi Arabia.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub building: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// Five digits in Saudi Arabia.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub postal_code: Option<String>,
    /// Four digits in Saudi Arabia: the second coordinate of the building.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub additional_number: Option<String>,
    /// Saudi Arabia's short address, see [`ShortAddress`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub short_address: Option<String>,
}

/// One field that is not in form. Names the field and never its content: that is personal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{code} in {field}")]
pub struct AddressError {
    field: &'static str,
    code: &'static str,
}

const REQUIRED: &str = "address.required";
const TOO_LONG: &str = "address.too_long";
const CONTROL_CHARACTER: &str = "address.control_character";
const COUNTRY: &str = "address.country";
const BUILDING: &str = "address.building";
const POSTAL_CODE: &str = "address.postal_code";
const ADDITIONAL_NUMBER: &str = "address.additional_number";
const SHORT_ADDRESS: &str = "address.short_address";

impl AddressError {
    /// Every code there is, for the test that walks the translations.
    pub const CODES: [&str; 8] =
        [REQUIRED, TOO_LONG, CONTROL_CHARACTER, COUNTRY, BUILDING, POSTAL_CODE, ADDITIONAL_NUMBER, SHORT_ADDRESS];

    /// The field's name as in JSON, e.g. `postal_code`. ([`Coded::field`] gives it as a pointer, `/postal_code`.)
    pub fn field(&self) -> &'static str {
        self.field
    }
}

impl Coded for AddressError {
    fn code(&self) -> &'static str {
        self.code
    }

    fn kind(&self) -> Kind {
        Kind::Invalid
    }

    fn field(&self) -> Option<String> {
        Some(format!("/{}", self.field))
    }
}

impl Address {
    /// Every field that is not in form; empty when the address may be kept. Judged as [`Address::tidied`] has it.
    pub fn check(&self) -> Vec<AddressError> {
        let tidy = self.clone().tidied();
        let mut faults = Vec::new();
        for (field, value, chars_max) in tidy.texts() {
            let Some(value) = value else { continue };
            if value.chars().any(char::is_control) {
                faults.push(AddressError { field, code: CONTROL_CHARACTER });
            } else if value.chars().count() > chars_max {
                faults.push(AddressError { field, code: TOO_LONG });
            }
        }
        for (field, value) in [("country", &tidy.country), ("city", &tidy.city)] {
            if value.is_empty() {
                faults.push(AddressError { field, code: REQUIRED });
            }
        }
        let is_country = tidy.country.len() == 2 && tidy.country.bytes().all(|b| b.is_ascii_uppercase());
        if !tidy.country.is_empty() && !is_country && !faults.iter().any(|fault| fault.field == "country") {
            faults.push(AddressError { field: "country", code: COUNTRY });
        }
        if tidy.country == "SA" {
            tidy.check_saudi(&mut faults);
        }
        faults
    }

    /// Trimmed, without direction marks; empty fields absent; codes in ASCII digits and capitals.
    pub fn tidied(self) -> Self {
        let short_address = code_text(self.short_address).map(|text| match text.parse::<ShortAddress>() {
            Ok(short) => short.0,
            Err(_) => text,
        });
        Self {
            recipient: plain_text(self.recipient),
            line: plain_text(self.line),
            country: code_text(Some(self.country)).unwrap_or_default().to_ascii_uppercase(),
            region: plain_text(self.region),
            city: plain_text(Some(self.city)).unwrap_or_default(),
            district: plain_text(self.district),
            street: plain_text(self.street),
            building: code_text(self.building),
            unit: code_text(self.unit),
            postal_code: code_text(self.postal_code),
            additional_number: code_text(self.additional_number),
            short_address,
        }
    }

    /// Each text with its name and its limit in characters.
    fn texts(&self) -> [(&'static str, Option<&str>, usize); 12] {
        [
            ("recipient", self.recipient.as_deref(), RECIPIENT_CHARS_MAX),
            ("line", self.line.as_deref(), LINE_CHARS_MAX),
            ("country", Some(&self.country), CODE_CHARS_MAX),
            ("region", self.region.as_deref(), PLACE_CHARS_MAX),
            ("city", Some(&self.city), PLACE_CHARS_MAX),
            ("district", self.district.as_deref(), PLACE_CHARS_MAX),
            ("street", self.street.as_deref(), PLACE_CHARS_MAX),
            ("building", self.building.as_deref(), CODE_CHARS_MAX),
            ("unit", self.unit.as_deref(), CODE_CHARS_MAX),
            ("postal_code", self.postal_code.as_deref(), CODE_CHARS_MAX),
            ("additional_number", self.additional_number.as_deref(), CODE_CHARS_MAX),
            ("short_address", self.short_address.as_deref(), CODE_CHARS_MAX),
        ]
    }

    /// The national address (Saudi Post): building and additional number of four digits, postal code of five.
    fn check_saudi(&self, faults: &mut Vec<AddressError>) {
        let digits = [
            ("building", &self.building, 4, BUILDING),
            ("postal_code", &self.postal_code, 5, POSTAL_CODE),
            ("additional_number", &self.additional_number, 4, ADDITIONAL_NUMBER),
        ];
        let mut wrong: Vec<AddressError> = digits
            .into_iter()
            .filter(|(_, value, length, _)| value.as_deref().is_some_and(|text| !is_digits(text, *length)))
            .map(|(field, _, _, code)| AddressError { field, code })
            .collect();
        if let Some(Err(fault)) = self.short_address.as_deref().map(ShortAddress::from_str) {
            wrong.push(fault);
        }
        wrong.retain(|fault| !faults.iter().any(|known| known.field == fault.field));
        faults.append(&mut wrong);
    }
}

/// Only the country: debug output ends in logs, and logs hold no personal data.
impl fmt::Debug for Address {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Address").field("country", &self.country).finish_non_exhaustive()
    }
}

/// Saudi Arabia's short national address: four letters and four digits that name one building, e.g. `RRRD2929`.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ShortAddress(String);

impl ShortAddress {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ShortAddress {
    type Err = AddressError;

    /// Small letters, spaces, dashes and Arabic-Indic digits are taken as typed by a person.
    fn from_str(text: &str) -> Result<Self, AddressError> {
        let fault = |code| AddressError { field: "short_address", code };
        if text.chars().count() > CODE_CHARS_MAX {
            return Err(fault(TOO_LONG));
        }
        let kept: String = text
            .chars()
            .filter(|c| !is_invisible(*c) && !matches!(c, ' ' | '\u{00A0}' | '-'))
            .map(|c| ascii_digit(c).to_ascii_uppercase())
            .collect();
        let bytes = kept.as_bytes();
        let in_form = bytes.len() == 8
            && bytes[..4].iter().all(u8::is_ascii_uppercase)
            && bytes[4..].iter().all(u8::is_ascii_digit);
        if in_form { Ok(Self(kept)) } else { Err(fault(SHORT_ADDRESS)) }
    }
}

impl TryFrom<String> for ShortAddress {
    type Error = AddressError;

    fn try_from(text: String) -> Result<Self, AddressError> {
        text.parse()
    }
}

impl From<ShortAddress> for String {
    fn from(short: ShortAddress) -> Self {
        short.0
    }
}

impl fmt::Display for ShortAddress {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

/// It names one building, so it is personal.
impl fmt::Debug for ShortAddress {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("ShortAddress(…)")
    }
}

fn is_digits(text: &str, length: usize) -> bool {
    text.len() == length && text.bytes().all(|b| b.is_ascii_digit())
}

fn plain_text(text: Option<String>) -> Option<String> {
    let text = text?;
    let kept: String = text.chars().filter(|c| !is_direction_mark(*c)).collect();
    let kept = kept.trim();
    (!kept.is_empty()).then(|| kept.to_owned())
}

/// Direction marks go; the zero-width joiner and non-joiner stay, they belong to the spelling of names.
fn is_direction_mark(letter: char) -> bool {
    is_invisible(letter) && !matches!(letter, '\u{200C}' | '\u{200D}')
}

fn code_text(text: Option<String>) -> Option<String> {
    let folded: String = text?.chars().filter(|c| !is_invisible(*c)).map(ascii_digit).collect();
    plain_text(Some(folded))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn riyadh() -> Address {
        Address {
            recipient: Some("نورة العتيبي".into()),
            country: "SA".into(),
            city: "الرياض".into(),
            district: Some("الملقا".into()),
            street: Some("طريق أنس بن مالك".into()),
            building: Some("2929".into()),
            postal_code: Some("13522".into()),
            additional_number: Some("7512".into()),
            short_address: Some("RRRD2929".into()),
            ..Address::default()
        }
    }

    fn check(change: impl Fn(&mut Address), expect: &[(&str, &str)]) {
        let mut address = riyadh();
        change(&mut address);
        let found: Vec<_> = address.check().iter().map(|fault| (fault.field(), fault.code())).collect();
        assert_eq!(found, expect);
    }

    #[test]
    fn the_form_of_each_field_is_judged() {
        check(|_| {}, &[]);
        check(|a| a.building = Some("٢٩٢٩".into()), &[]);
        check(|a| a.short_address = Some("rrrd ٢٩٢٩".into()), &[]);
        check(|a| a.country = "sa".into(), &[]);
        check(|a| a.building = Some("12".into()), &[("building", "address.building")]);
        check(|a| a.postal_code = Some("1352".into()), &[("postal_code", "address.postal_code")]);
        check(|a| a.additional_number = Some("75a2".into()), &[("additional_number", "address.additional_number")]);
        check(|a| a.short_address = Some("RRR2929".into()), &[("short_address", "address.short_address")]);
        check(|a| a.city = " \u{200F}".into(), &[("city", "address.required")]);
        check(|a| a.country = String::new(), &[("country", "address.required")]);
        check(|a| a.country = "KSA".into(), &[("country", "address.country")]);
        check(|a| a.city = "الري\0اض".into(), &[("city", "address.control_character")]);
        check(|a| a.line = Some("a\tb".into()), &[("line", "address.control_character")]);
        check(|a| a.line = Some("ط".repeat(LINE_CHARS_MAX)), &[]);
        check(|a| a.line = Some("ط".repeat(LINE_CHARS_MAX + 1)), &[("line", "address.too_long")]);
        check(|a| a.postal_code = Some("1".repeat(21)), &[("postal_code", "address.too_long")]);
        check(|a| a.country = "1".repeat(21), &[("country", "address.too_long")]);
    }

    #[test]
    fn other_countries_keep_their_own_forms() {
        let abroad = Address {
            country: "BR".into(),
            city: "São Paulo".into(),
            building: Some("12-B".into()),
            postal_code: Some("01310-100".into()),
            ..Address::default()
        };
        assert_eq!(abroad.check(), []);
    }

    #[test]
    fn tidying_keeps_the_meaning() {
        let messy = Address {
            city: "  الرياض\u{200F} ".into(),
            country: " sa".into(),
            building: Some(" ٢٩٢٩ ".into()),
            unit: Some("  ".into()),
            short_address: Some("rrrd-۲۹۲۹".into()),
            ..Address::default()
        };
        let tidy = messy.tidied();
        assert_eq!((tidy.city.as_str(), tidy.country.as_str()), ("الرياض", "SA"));
        assert_eq!(tidy.building.as_deref(), Some("2929"));
        assert_eq!(tidy.unit, None);
        assert_eq!(tidy.short_address.as_deref(), Some("RRRD2929"));
        assert_eq!(tidy.clone().tidied(), tidy);
    }

    #[test]
    fn json_leaves_out_what_is_absent_and_debug_tells_nothing() {
        let small = Address { country: "SA".into(), city: "جدة".into(), ..Address::default() };
        assert_eq!(serde_json::to_string(&small).expect("json"), r#"{"country":"SA","city":"جدة"}"#);
        assert_eq!(serde_json::from_str::<Address>(r#"{"country":"SA","city":"جدة"}"#).expect("json"), small);
        assert_eq!(format!("{:?}", riyadh()), r#"Address { country: "SA", .. }"#);
        let short: ShortAddress = serde_json::from_str("\"rrrd2929\"").expect("short");
        assert_eq!(serde_json::to_string(&short).expect("json"), "\"RRRD2929\"");
        assert!(serde_json::from_str::<ShortAddress>("\"2929RRRD\"").is_err());
    }

    #[test]
    fn the_pointer_names_the_field() {
        let fault = "x".parse::<ShortAddress>().expect_err("short");
        assert_eq!(Coded::field(&fault).as_deref(), Some("/short_address"));
        assert!(AddressError::CODES.contains(&fault.code()));
    }

    proptest! {
        #[test]
        fn never_panics_and_a_clean_address_stays_clean(city in "\\PC{0,20}", code in "[0-9٠-٩ a-z]{0,8}", country in "[A-Za-z]{0,3}") {
            let address = Address { country, city, building: Some(code.clone()), postal_code: Some(code.clone()),
                short_address: Some(code), ..Address::default() };
            let tidy = address.clone().tidied();
            prop_assert_eq!(address.check(), tidy.check());
            prop_assert_eq!(tidy.clone().tidied(), tidy);
        }
    }
}
