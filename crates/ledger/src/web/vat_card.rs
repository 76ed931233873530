//! What a VAT return is filled in from: net amounts and their tax by code, for the days that the books page shows.

use super::period::Period;
use super::words::amount;
use crate::VatCode;
use crate::read::VatRow;
use maud::{Markup, html};
use wasl_base::{Currency, Money};
use wasl_i18n::{Arg, Locale};
use wasl_ui::{Column, Table, card, table_with_sums};

/// Nothing where no sale of the period has a code.
pub fn vat_card(locale: &Locale, currency: Currency, rows: &[VatRow], period: Period) -> Markup {
    let rows: Vec<&VatRow> = rows.iter().filter(|row| row.currency == currency).collect();
    if rows.is_empty() {
        return html! {};
    }
    let caption = locale.tv(
        "ledger-vat-caption",
        &[
            ("currency", locale.currency(currency).into()),
            ("first", locale.date_long(period.first).into()),
            ("last", locale.date_long(period.last).into()),
        ],
    );
    let strong = |minor: i64| html! { strong { bdi { (locale.amount(Money::new(minor, currency))) } } };
    let sums = vec![
        html! { strong { (locale.t("ledger-total")) } },
        strong(rows.iter().map(|row| row.base).sum()),
        strong(rows.iter().map(|row| row.tax).sum()),
    ];
    let columns = vec![
        Column::text(locale.t("ledger-vat-code")),
        Column::number(locale.t("ledger-vat-base")),
        Column::number(locale.t("ledger-vat-tax")),
    ];
    let cells = |row: &&VatRow| {
        let money = |minor: i64| amount(locale, Money::new(minor, currency));
        vec![html! { (code_word(locale, row.code)) }, money(row.base), money(row.tax)]
    };
    let rows = rows.iter().map(cells).collect();
    card(&caption, None, table_with_sums(&Table { caption: caption.clone(), columns, rows }, &sums))
}

fn code_word(locale: &Locale, code: Option<VatCode>) -> String {
    match code {
        Some(VatCode::Standard(percent)) => {
            locale.tv("ledger-vat-code-standard", &[("percent", Arg::from(i64::from(percent)))])
        }
        Some(VatCode::Zero) => locale.t("ledger-vat-code-zero"),
        Some(VatCode::Exempt) => locale.t("ledger-vat-code-exempt"),
        Some(VatCode::OutOfScope) => locale.t("ledger-vat-code-out_of_scope"),
        None => locale.t("ledger-vat-code-none"),
    }
}
