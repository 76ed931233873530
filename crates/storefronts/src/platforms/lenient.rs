//! People and places as a storefront has them. An order is not refused for a telephone that is none: what cannot be kept
//! in its own field is left out there, and an address keeps it in its free line.

use wasl_base::{Address, Phone};
use wasl_events::PaymentMethod;

/// Characters of any short text that is taken over.
const TEXT_CHARS_MAX: usize = 100;
/// Characters of an e-mail address (RFC 5321 §4.5.3.1.3 allows 254).
const EMAIL_CHARS_MAX: usize = 254;
/// Characters of the free line of an address.
const LINE_CHARS_MAX: usize = 300;
/// Stands for a city that nobody named.
const NO_CITY: &str = "—";

/// Without control characters, trimmed and cut; none when nothing is left.
pub fn clean(text: Option<String>, chars_max: usize) -> Option<String> {
    let text: String = text?.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    let cut: String = text.trim().chars().take(chars_max).collect();
    let cut = cut.trim_end().to_owned();
    (!cut.is_empty()).then_some(cut)
}

/// `first` and `last` as one name.
pub fn name_of(first: Option<String>, last: Option<String>) -> Option<String> {
    let both: Vec<String> = [first, last].into_iter().flatten().collect();
    clean(Some(both.join(" ")), TEXT_CHARS_MAX)
}

/// The first of `texts` that is a telephone in one of `countries`; absent when none is.
pub fn phone_of(texts: &[Option<String>], countries: &[&str]) -> Option<String> {
    let mut tries = texts.iter().flatten().flat_map(|text| countries.iter().map(move |country| (text, country)));
    tries.find_map(|(text, country)| Phone::parse(text, country).ok()).map(|phone| phone.as_str().to_owned())
}

/// In lower case; absent when it is no address.
pub fn email_of(text: Option<String>) -> Option<String> {
    let text = clean(text, EMAIL_CHARS_MAX)?.to_lowercase();
    let (local, domain) = text.split_once('@')?;
    let is_domain = domain.contains('.') && !domain.contains('@') && domain.split('.').all(|label| !label.is_empty());
    (!local.is_empty() && is_domain && !text.chars().any(char::is_whitespace)).then_some(text)
}

/// An address as a storefront names its parts.
#[derive(Clone, Debug, Default)]
pub struct AddressParts {
    pub recipient: Option<String>,
    pub company: Option<String>,
    pub line_1: Option<String>,
    pub line_2: Option<String>,
    pub district: Option<String>,
    pub city: Option<String>,
    pub region: Option<String>,
    pub postal_code: Option<String>,
    pub country: Option<String>,
}

/// In form, whatever was given. `home` is the country when none is named.
pub fn address_of(parts: AddressParts, home: &str) -> Address {
    let country = parts.country.filter(|code| code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_alphabetic()));
    let lines: Vec<String> = [parts.company, parts.line_1, parts.line_2].into_iter().flatten().collect();
    let mut address = Address {
        recipient: clean(parts.recipient, TEXT_CHARS_MAX),
        line: clean(Some(lines.join(", ")), LINE_CHARS_MAX),
        country: country.unwrap_or_else(|| home.to_owned()).to_ascii_uppercase(),
        region: clean(parts.region, TEXT_CHARS_MAX),
        city: clean(parts.city, TEXT_CHARS_MAX).unwrap_or_else(|| NO_CITY.to_owned()),
        district: clean(parts.district, TEXT_CHARS_MAX),
        postal_code: parts.postal_code.clone(),
        ..Address::default()
    };
    if address.check().iter().any(|fault| fault.field() == "postal_code") {
        address.postal_code = None;
        let with_code: Vec<String> = [address.line.take(), parts.postal_code].into_iter().flatten().collect();
        address.line = clean(Some(with_code.join(", ")), LINE_CHARS_MAX);
    }
    address.tidied()
}

/// What a shop's way of paying is to us, by the words in its code or name.
pub fn method_of(words: &str) -> PaymentMethod {
    let words = words.to_lowercase();
    let any = |parts: &[&str]| parts.iter().any(|part| words.contains(part));
    if words == "cod" || any(&["cash on delivery", "cash_on_delivery", "(cod)", "الدفع عند الاستلام"]) {
        PaymentMethod::CashOnDelivery
    } else if any(&["bacs", "bank", "تحويل", "حوالة"]) {
        PaymentMethod::BankTransfer
    } else if any(&["tabby", "tamara", "klarna", "afterpay", "affirm", "mispay", "emkan", "installment"]) {
        PaymentMethod::Bnpl
    } else if any(&["gift_card", "gift card", "voucher", "store_credit", "store credit", "wallet_payment"]) {
        PaymentMethod::Voucher
    } else if words.is_empty() || any(&["cheque", "manual", "other"]) {
        PaymentMethod::Other
    } else {
        PaymentMethod::Card
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn some(text: &str) -> Option<String> {
        Some(text.to_owned())
    }

    #[test]
    fn what_is_no_telephone_is_left_out() {
        assert_eq!(phone_of(&[some("555-555-SHIP"), some("050 123 4567")], &["SA"]).as_deref(), Some("+966501234567"));
        assert_eq!(phone_of(&[some("555-555-SHIP"), None], &["SA", "US"]), None);
        assert_eq!(email_of(some(" Noura@Example.COM ")).as_deref(), Some("noura@example.com"));
        for wrong in ["", "noura", "a@b", "a b@c.d", "a@@b.c", "@b.c", "a@b..c"] {
            assert_eq!(email_of(some(wrong)), None, "{wrong}");
        }
    }

    #[test]
    fn a_postal_code_that_is_none_stays_in_the_line() {
        let parts = AddressParts {
            line_1: some("شارع العليا"), postal_code: some("1234"), ..AddressParts::default()
        };
        let address = address_of(parts, "SA");
        assert_eq!((address.postal_code.as_deref(), address.line.as_deref()), (None, Some("شارع العليا, 1234")));
        assert_eq!((address.city.as_str(), address.country.as_str()), ("—", "SA"));
        let parts = AddressParts { postal_code: some("12345"), country: some("sa"), ..AddressParts::default() };
        assert_eq!(address_of(parts, "AE").postal_code.as_deref(), Some("12345"));
    }

    #[test]
    fn ways_of_paying_are_known_by_their_words() {
        for (words, method) in [
            ("cod", PaymentMethod::CashOnDelivery),
            ("Cash on Delivery (COD)", PaymentMethod::CashOnDelivery),
            ("bacs", PaymentMethod::BankTransfer),
            ("Bank Deposit", PaymentMethod::BankTransfer),
            ("tamara-gateway", PaymentMethod::Bnpl),
            ("gift_card", PaymentMethod::Voucher),
            ("shopify_payments", PaymentMethod::Card),
            ("moyasar", PaymentMethod::Card),
            ("", PaymentMethod::Other),
        ] {
            assert_eq!(method_of(words), method, "{words}");
        }
    }

    proptest! {
        /// Whatever a storefront sends, the address is one that may be kept.
        #[test]
        fn every_address_is_in_form(texts in prop::collection::vec(prop::option::of("\\PC{0,400}|[\\x00-\\x20]{0,9}|[0-9]{0,7}"), 9)) {
            let mut texts = texts.into_iter();
            let mut next = || texts.next().flatten();
            let parts = AddressParts {
                recipient: next(), company: next(), line_1: next(), line_2: next(), district: next(), city: next(),
                region: next(), postal_code: next(), country: next(),
            };
            prop_assert_eq!(address_of(parts, "SA").check(), vec![]);
        }
    }
}
