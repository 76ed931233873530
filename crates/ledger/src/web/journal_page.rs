//! `/s/{shop}/books/journal`: every entry, newest first.

use super::words::{entry_link, fact, reversal_badge};
use crate::Entry;
use crate::read;
use axum::extract::State;
use maud::{Markup, html};
use wasl_platform::{Cursor, House, Listing, Member, PageProblem, PageQuery, Permission, Section};
use wasl_ui::{Column, Icon, Table, empty, page_head, pager, table};

pub async fn show(State(house): State<House>, member: Member, page: PageQuery) -> Result<Markup, PageProblem> {
    member.require(Permission::SeeBooks)?;
    let mut read = house.db.read().await?;
    let before = page.cursor.map(|cursor| cursor.major);
    let entries = read::journal(&mut read, member.shop.id, before, page.limit + 1).await?;
    drop(read);
    let listing = Listing::cut(entries, page.limit, |entry| Cursor::new(entry.seq, 0));
    let locale = &member.locale;
    let path = member.href("/books/journal");
    let next = listing.next_cursor.as_ref().map(|cursor| format!("{path}?cursor={cursor}&limit={}", page.limit));
    let title = locale.t("ledger-journal");
    let (books, books_title) = (member.href("/books"), locale.t("ledger-title"));
    let body = html! {
        (page_head(Some((&books, &books_title)), html! { (title) }, None))
        @if listing.items.is_empty() {
            (empty(Icon::Books, &locale.t("ledger-empty-title"), &locale.t("ledger-empty-text"), None))
        } @else {
            (entries_table(&member, &title, &listing.items))
        }
        (pager(locale, page.cursor.map(|_| path.as_str()), next.as_deref()))
    };
    Ok(member.page(Section::Books, &title, body))
}

pub(super) fn entries_table(member: &Member, title: &str, entries: &[Entry]) -> Markup {
    let locale = &member.locale;
    let rows = entries
        .iter()
        .map(|entry| {
            let heading = entry.draft.heading();
            vec![
                html! { (entry_link(member, entry.seq)) " " (reversal_badge(locale, entry)) },
                html! { (fact(locale, &heading.key)) },
                html! { time datetime=(heading.date) { bdi { (locale.date_long(heading.date)) } } },
                html! { @for money in entry.draft.totals() { div { bdi { (locale.money(money)) } } } },
            ]
        })
        .collect();
    let columns = vec![
        Column::text(locale.t("ledger-entry-number")),
        Column::text(locale.t("ledger-what")),
        Column::text(locale.t("ledger-date")),
        Column::number(locale.t("ledger-amount")),
    ];
    table(&Table { caption: title.to_owned(), columns, rows })
}
