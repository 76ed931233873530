//! How the books speak on a page: a fact's key in words, an amount in its column, an account that links to its lines.

use crate::{AccountCode, Entry};
use maud::{Markup, html};
use wasl_base::Money;
use wasl_i18n::Locale;
use wasl_platform::Member;
use wasl_ui::{Tone, badge};

/// Facts that have words; the part of a key before its colon, dots as dashes.
const FACTS: [&str; 18] = [
    "books.opened",
    "goods.bought",
    "supplier.paid",
    "gateway.settled",
    "cod.remitted",
    "shipment.label",
    "order.paid",
    "order.cancelled",
    "shipment.shipped",
    "shipment.shipped.revenue",
    "shipment.shipped.cost",
    "shipment.delivered.revenue",
    "shipment.delivered.cost",
    "shipment.returned",
    "shipment.returned.revenue",
    "shipment.returned.voided",
    "shipment.returned.voided.revenue",
    "entry.reversed",
];

/// What happened, in words; a key of a kind without words is shown as it is.
pub fn fact(locale: &Locale, key: &str) -> String {
    let kind = key.split(':').next().unwrap_or(key);
    if FACTS.contains(&kind) { locale.t(&format!("ledger-fact-{}", kind.replace('.', "-"))) } else { key.to_owned() }
}

/// An amount in its column; a dash where there is none.
pub fn amount(locale: &Locale, money: Money) -> Markup {
    html! {
        @if money.minor == 0 { span.muted { "–" } } @else { bdi { (locale.amount(money)) } }
    }
}

/// Code and name, leading to the account's lines.
pub fn account_link(member: &Member, code: AccountCode) -> Markup {
    let locale = &member.locale;
    html! {
        a href=(member.href(&format!("/books/accounts/{code}"))) {
            bdi.num { (locale.digits_of(&code.to_string())) } " " (code.account().name(locale.lang))
        }
    }
}

/// The number of an entry, leading to it.
pub fn entry_link(member: &Member, seq: i64) -> Markup {
    html! { a href=(member.href(&format!("/books/entries/{seq}"))) { bdi.num { (member.locale.number(seq)) } } }
}

/// Whether the entry undoes another or was undone.
pub fn reversal_badge(locale: &Locale, entry: &Entry) -> Markup {
    html! {
        @if entry.reversed_by.is_some() { (badge(Tone::Warn, &locale.t("ledger-reversed"))) }
        @if entry.draft.reverses().is_some() { (badge(Tone::Neutral, &locale.t("ledger-reversal"))) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasl_base::{Lang, Zone};

    #[test]
    fn every_fact_of_the_rules_has_words() {
        wasl_i18n::install(&[crate::TEXTS]);
        for lang in Lang::ALL {
            let locale = Locale::new(lang, Zone::utc());
            for kind in FACTS {
                assert!(locale.has(&format!("ledger-fact-{}", kind.replace('.', "-"))), "{kind}");
                assert_ne!(fact(&locale, &format!("{kind}:x")), format!("{kind}:x"));
            }
            assert_eq!(fact(&locale, "opening:1"), "opening:1");
        }
    }

    #[test]
    fn every_error_has_words() {
        wasl_i18n::install(&[crate::TEXTS]);
        for lang in Lang::ALL {
            let locale = Locale::new(lang, Zone::utc());
            for code in crate::LedgerError::CODES {
                assert!(locale.has(&format!("error-{}", code.replace('.', "-"))), "{code}");
            }
        }
    }
}
