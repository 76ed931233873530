//! `/s/{shop}/books/accounts/{code}`: what one account holds, and the lines that made it so.

use super::words::{amount, entry_link, fact};
use crate::read::{self, AccountLine, Balance};
use crate::{Account, AccountCode, LedgerError};
use axum::extract::{Path, State};
use maud::{Markup, html};
use wasl_base::Money;
use wasl_platform::{Cursor, House, Listing, Member, PageProblem, PageQuery, Permission, Section};
use wasl_ui::{Column, Icon, Kpi, Table, Tone, empty, kpi, page_head, pager, table};

pub async fn show(
    State(house): State<House>,
    member: Member,
    Path((_, code)): Path<(String, String)>,
    page: PageQuery,
) -> Result<Markup, PageProblem> {
    member.require(Permission::SeeBooks)?;
    let code: AccountCode =
        code.parse().map_err(|()| LedgerError::UnknownAccount { number: code.parse().unwrap_or(0) })?;
    let today = house.clock.now().date_in(&member.shop.zone);
    let mut read = house.db.read().await?;
    let before = page.cursor.map(|cursor| (cursor.major, cursor.minor));
    let lines = read::account_lines(&mut read, member.shop.id, code, before, page.limit + 1).await?;
    let balances = read::account_balance(&mut read, member.shop.id, code, today).await?;
    drop(read);
    let listing = Listing::cut(lines, page.limit, |line| Cursor::new(line.seq, line.place));
    let (locale, account) = (&member.locale, code.account());
    let path = member.href(&format!("/books/accounts/{code}"));
    let next = listing.next_cursor.as_ref().map(|cursor| format!("{path}?cursor={cursor}&limit={}", page.limit));
    let title = format!("{} {}", locale.digits_of(&code.to_string()), account.name(locale.lang));
    let (books, books_title) = (member.href("/books"), locale.t("ledger-title"));
    let body = html! {
        (page_head(Some((&books, &books_title)), html! { (title) }, None))
        @if listing.items.is_empty() {
            (empty(Icon::Books, &locale.t("ledger-account-empty-title"), &locale.t("ledger-account-empty-text"), None))
        } @else {
            div.stack {
                div.kpis { @for balance in &balances { (balance_figure(&member, account, balance)) } }
                (lines_table(&member, &title, &listing.items))
            }
        }
        (pager(locale, page.cursor.map(|_| path.as_str()), next.as_deref()))
    };
    Ok(member.page(Section::Books, &title, body))
}

/// The balance on the side where this kind of account usually stands; the other side carries a minus.
fn balance_figure(member: &Member, account: &Account, balance: &Balance) -> Markup {
    let locale = &member.locale;
    let net = balance.net();
    let usual = if account.kind.is_debit_normal() { net } else { Money::new(-net.minor, net.currency) };
    let label = locale.tv("ledger-balance-of", &[("currency", locale.currency(net.currency).into())]);
    let note = locale.t(&format!("ledger-type-{}", account.kind.as_str()));
    kpi(&Kpi { label: &label, value: &locale.money(usual), note: Some(&note), tone: Tone::Neutral, href: None })
}

fn lines_table(member: &Member, title: &str, lines: &[AccountLine]) -> Markup {
    let locale = &member.locale;
    let rows = lines
        .iter()
        .map(|line| {
            let money = |minor| Money::new(minor, line.line.currency);
            vec![
                html! { (fact(locale, &line.key)) },
                entry_link(member, line.seq),
                html! { time datetime=(line.date) { bdi { (locale.date_long(line.date)) } } },
                html! { bdi { (locale.currency(line.line.currency)) } },
                amount(locale, money(line.line.debit)),
                amount(locale, money(line.line.credit)),
            ]
        })
        .collect();
    let columns = vec![
        Column::text(locale.t("ledger-what")),
        Column::text(locale.t("ledger-entry-number")),
        Column::text(locale.t("ledger-date")),
        Column::text(locale.t("ledger-currency")),
        Column::number(locale.t("ledger-debit")),
        Column::number(locale.t("ledger-credit")),
    ];
    table(&Table { caption: title.to_owned(), columns, rows })
}
