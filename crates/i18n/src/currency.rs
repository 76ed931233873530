//! The sign of each currency in each language, as CLDR's `ar` and `en` have it (ISO codes where there is none in use).

use wasl_base::{Currency, Lang};

/// Code, Arabic sign, English sign.
#[rustfmt::skip]
const SIGNS: [(&str, &str, &str); 28] = [
    ("AED", "د.إ", "AED"), ("BHD", "د.ب", "BHD"), ("BRL", "R$", "R$"), ("CAD", "CA$", "CA$"), ("CHF", "CHF", "CHF"),
    ("CNY", "CN¥", "CN¥"), ("DZD", "د.ج", "DZD"), ("EGP", "ج.م", "EGP"), ("EUR", "€", "€"), ("GBP", "£", "£"),
    ("INR", "₹", "₹"), ("IQD", "د.ع", "IQD"), ("JOD", "د.أ", "JOD"), ("JPY", "¥", "¥"), ("KRW", "₩", "₩"),
    ("KWD", "د.ك", "KWD"), ("LBP", "ل.ل", "LBP"), ("LYD", "د.ل", "LYD"), ("MAD", "د.م", "MAD"), ("OMR", "ر.ع", "OMR"),
    ("PKR", "PKR", "PKR"), ("QAR", "ر.ق", "QAR"), ("SAR", "ر.س", "SAR"), ("SDG", "ج.س", "SDG"), ("TND", "د.ت", "TND"),
    ("TRY", "₺", "₺"), ("USD", "$", "$"), ("YER", "ر.ي", "YER"),
];

pub(crate) fn sign(currency: Currency, lang: Lang) -> String {
    let known = SIGNS.iter().find(|(code, _, _)| *code == currency.as_str());
    match (known, lang) {
        (Some((_, arabic, _)), Lang::Ar) => (*arabic).to_owned(),
        (Some((_, _, english)), Lang::En) => (*english).to_owned(),
        (None, _) => currency.as_str().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sign_belongs_to_a_currency_of_the_house() {
        for (code, arabic, english) in SIGNS {
            assert!(code.parse::<Currency>().is_ok(), "{code}");
            assert!(!arabic.is_empty() && !english.is_empty(), "{code}");
        }
    }
}
