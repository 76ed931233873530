//! `/s/{shop}/books/entries/{seq}`: one entry with its lines, its seal, and the way to undo it.

use super::words::{account_link, amount, entry_link, fact, reversal_badge};
use crate::{Entry, LedgerError, LineDraft, ReverseEntry, read, reverse_entry_in};
use axum::extract::{Path, State};
use axum::response::Redirect;
use maud::{Markup, html};
use serde::Deserialize;
use wasl_base::Money;
use wasl_platform::{CheckedForm, House, Member, PageProblem, Permission, Section, record_audit_in};
use wasl_ui::{Column, Field, Table, card, copyable, csrf_field, danger_button, facts, field, page_head, table};

/// A number of an entry; anything else is an entry that does not exist.
pub fn read_seq(text: &str) -> Result<i64, LedgerError> {
    text.parse().ok().filter(|seq| *seq > 0).ok_or(LedgerError::EntryNotFound)
}

pub async fn show(
    State(house): State<House>,
    member: Member,
    Path((_, seq)): Path<(String, String)>,
) -> Result<Markup, PageProblem> {
    member.require(Permission::SeeBooks)?;
    let seq = read_seq(&seq)?;
    let mut read = house.db.read().await?;
    let entry = read::entry(&mut read, member.shop.id, seq).await?.ok_or(LedgerError::EntryNotFound)?;
    drop(read);
    let locale = &member.locale;
    let title = locale.tv("ledger-entry-title", &[("n", locale.number(seq).into())]);
    let (journal, journal_title) = (member.href("/books/journal"), locale.t("ledger-journal"));
    let body = html! {
        (page_head(Some((&journal, &journal_title)), html! { (title) " " (reversal_badge(locale, &entry)) }, None))
        div.stack {
            (card(&fact(locale, &entry.draft.heading().key), None, seal(&member, &entry)))
            (lines_table(&member, &title, entry.draft.lines()))
            @if member.may(Permission::ReverseEntries) && entry.reversed_by.is_none() { (reversal_form(&member, seq)) }
        }
    };
    Ok(member.page(Section::Books, &title, body))
}

fn seal(member: &Member, entry: &Entry) -> Markup {
    let locale = &member.locale;
    let heading = entry.draft.heading();
    let mut rows = vec![
        (locale.t("ledger-date"), html! { bdi { (locale.date_long(heading.date)) } }),
        (locale.t("ledger-happened"), html! { bdi { (locale.instant(heading.at)) } }),
        (locale.t("ledger-recorded"), html! { bdi { (locale.instant(entry.recorded_at)) } }),
        (locale.t("ledger-document"), html! { bdi dir="ltr" { (heading.document) } }),
        (locale.t("ledger-key"), html! { bdi dir="ltr" { (heading.key) } }),
    ];
    if let Some(memo) = &heading.memo {
        rows.push((locale.t("ledger-memo"), html! { bdi { (memo) } }));
    }
    if let Some(seq) = entry.draft.reverses() {
        rows.push((locale.t("ledger-reverses"), entry_link(member, seq)));
    }
    if let Some(seq) = entry.reversed_by {
        rows.push((locale.t("ledger-reversed-by"), entry_link(member, seq)));
    }
    rows.push((locale.t("ledger-hash"), copyable(locale, &crate::canonical::hex(&entry.hash))));
    facts(&rows)
}

fn lines_table(member: &Member, title: &str, lines: &[LineDraft]) -> Markup {
    let locale = &member.locale;
    let rows = lines
        .iter()
        .map(|line| {
            let money = |minor| Money::new(minor, line.currency);
            vec![
                account_link(member, line.account),
                about(member, line),
                html! { bdi { (locale.currency(line.currency)) } },
                amount(locale, money(line.debit)),
                amount(locale, money(line.credit)),
            ]
        })
        .collect();
    let columns = vec![
        Column::text(locale.t("ledger-account")),
        Column::text(locale.t("ledger-about")),
        Column::text(locale.t("ledger-currency")),
        Column::number(locale.t("ledger-debit")),
        Column::number(locale.t("ledger-credit")),
    ];
    table(&Table { caption: title.to_owned(), columns, rows })
}

/// What the line is about: the order and the parcel lead to their pages.
fn about(member: &Member, line: &LineDraft) -> Markup {
    let locale = &member.locale;
    let dims = &line.dims;
    html! {
        span.cluster {
            @if let Some(order) = dims.order {
                a href=(member.href(&format!("/orders/{order}"))) { (locale.t("ledger-order")) }
            }
            @if let Some(shipment) = dims.shipment {
                a href=(member.href(&format!("/shipments/{shipment}"))) { (locale.t("ledger-shipment")) }
            }
            @for word in [&dims.carrier, &dims.gateway, &dims.channel].into_iter().flatten() { bdi { (word) } }
            @if let Some(code) = dims.vat_code { bdi { (code) } }
        }
    }
}

/// Undoing asks once: the form is folded away until it is wanted.
fn reversal_form(member: &Member, seq: i64) -> Markup {
    let locale = &member.locale;
    let (label, hint) = (locale.t("ledger-reverse-why"), locale.t("ledger-reverse-hint"));
    html! {
        details.card {
            summary { (locale.t("ledger-reverse")) }
            form.stack method="post" action=(member.href(&format!("/books/entries/{seq}/reversal"))) {
                (csrf_field(&member.csrf))
                p { (locale.t("ledger-reverse-text")) }
                (field(&Field { name: "memo", label: &label, hint: Some(&hint), is_required: true, ..Field::default() }))
                div { (danger_button(&locale.t("ledger-reverse"))) }
            }
        }
    }
}

#[derive(Clone, Debug, Deserialize)]
pub struct ReversalForm {
    memo: String,
}

pub async fn reverse(
    State(house): State<House>,
    member: Member,
    Path((_, seq)): Path<(String, String)>,
    CheckedForm(form): CheckedForm<ReversalForm>,
) -> Result<Redirect, PageProblem> {
    member.require(Permission::ReverseEntries)?;
    let stamp = house.stamp();
    let date = stamp.now.date_in(&member.shop.zone);
    let command = ReverseEntry { seq: read_seq(&seq)?, date, memo: Some(form.memo.trim().to_owned()) };
    let context = (stamp, member.shop.id, member.actor(), command);
    let reversal = house
        .db
        .write(context, |tx, (stamp, shop, actor, command)| {
            Box::pin(async move {
                let reversal = reverse_entry_in(tx, stamp, *shop, command).await?;
                let subject = command.seq.to_string();
                record_audit_in(tx, stamp, *shop, actor, "ledger.entry_reversed", &subject, &reversal.to_string())
                    .await?;
                Ok::<_, LedgerError>(reversal)
            })
        })
        .await?;
    Ok(Redirect::to(&member.href(&format!("/books/entries/{reversal}"))))
}
