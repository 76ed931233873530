//! `/s/{shop}/books`: the trial balance of a period, the figures an owner asks first, and whether the books are up to date.

use super::period::{Period, PeriodQuery, Preset};
use super::vat_card::vat_card;
use super::words::{account_link, amount};
use crate::read::{self, Balance, PeriodSums, TrialBalance};
use crate::{AccountCode, on_events};
use axum::extract::{Query, State};
use maud::{Markup, html};
use std::collections::{BTreeMap, BTreeSet};
use wasl_base::{Currency, Money};
use wasl_platform::outbox::read_lag;
use wasl_platform::{House, Lag, Member, PageProblem, Permission, Section};
use wasl_ui::{
    Column, Field, Icon, Kpi, Tab, Table, Tone, button_link, card, empty, field, kpi, notice, notice_with, page_head,
    submit_button, table_with_sums, tabs,
};

pub async fn show(
    State(house): State<House>,
    member: Member,
    Query(query): Query<PeriodQuery>,
) -> Result<Markup, PageProblem> {
    member.require(Permission::SeeBooks)?;
    let today = house.clock.now().date_in(&member.shop.zone);
    let period = Period::of(&query, today)?;
    let shop = &member.shop;
    let mut read = house.db.read().await?;
    let moved = read::turnover(&mut read, shop.id, period.first, period.last).await?;
    let closing = read::trial_balance(&mut read, shop.id, period.last).await?;
    let vat = read::vat_summary(&mut read, shop.id, period.first, period.last).await?;
    let sums = read::period_sums(&mut read, shop.id, shop.currency, period.first, period.last).await?;
    let lag = read_lag(&mut read, shop.id).await?.into_iter().find(|lag| lag.consumer == on_events::CONSUMER);
    drop(read);
    let locale = &member.locale;
    let title = locale.t("ledger-title");
    let acts = button_link(&member.href("/books/journal"), Some(Icon::Receipt), &locale.t("ledger-journal"));
    let body = html! {
        (page_head(None, html! { (title) }, Some(acts)))
        div.stack {
            (lag_notice(&member, lag.as_ref()))
            (period_bar(&member, period, today))
            (figures(&member, &sums, period))
            @if closing.rows.is_empty() {
                (empty(Icon::Books, &locale.t("ledger-empty-title"), &locale.t("ledger-empty-text"), None))
            } @else {
                @for currency in currencies(&closing, shop.currency) {
                    (vat_card(locale, currency, &vat, period))
                    (trial_card(&member, currency, &moved, &closing, period))
                }
            }
        }
    };
    Ok(member.page(Section::Books, &title, body))
}

/// Whether facts still wait to be booked; a period can be closed only when none do.
fn lag_notice(member: &Member, lag: Option<&Lag>) -> Markup {
    let locale = &member.locale;
    let Some(lag) = lag.filter(|lag| lag.due > 0 || lag.parked > 0) else {
        return notice(Tone::Good, &locale.t("ledger-lag-none"));
    };
    html! {
        @if lag.parked > 0 {
            @let act = member
                .may(Permission::RetryWork)
                .then(|| button_link(&member.href("/stuck"), None, &locale.t("platform-stuck-title")));
            @let words = locale.tv("ledger-lag-parked", &[("n", lag.parked.into())]);
            (notice_with(Tone::Bad, Icon::Alert, html! { (words) }, act))
        }
        @if lag.due > 0 { (notice(Tone::Warn, &locale.tv("ledger-lag-due", &[("n", lag.due.into())]))) }
    }
}

fn period_bar(member: &Member, period: Period, today: wasl_base::CalendarDate) -> Markup {
    let locale = &member.locale;
    let path = member.href("/books");
    let presets: Vec<Tab> = Preset::ALL
        .into_iter()
        .map(|preset| {
            let span = preset.period(today);
            Tab {
                href: format!("{path}?{}", span.query()),
                text: locale.t(preset.text_key()),
                is_current: span == period,
            }
        })
        .collect();
    let (first, last) = (period.first.to_string(), period.last.to_string());
    let day = |name, key: &str, value| {
        field(&Field { name, label: &locale.t(key), value, kind: "date", is_required: true, ..Field::default() })
    };
    html! {
        (tabs(&locale.t("ledger-period"), &presets))
        form.cluster method="get" action=(path) {
            (day("from", "ledger-from", &first))
            (day("to", "ledger-to", &last))
            (submit_button(&locale.t("ledger-show")))
        }
    }
}

fn figures(member: &Member, sums: &PeriodSums, period: Period) -> Markup {
    let locale = &member.locale;
    let lines_of = |code: AccountCode| member.href(&format!("/books/accounts/{code}"));
    let at_end = locale.tv("ledger-at-end-of", &[("day", locale.date_long(period.last).into())]);
    let in_period = locale.t("ledger-in-period");
    let one = |key: &str, money: Money, note: &str, code: AccountCode| {
        let (label, value, href) = (locale.t(key), locale.money(money), lines_of(code));
        kpi(&Kpi { label: &label, value: &value, note: Some(note), tone: Tone::Neutral, href: Some(&href) })
    };
    html! {
        div.kpis {
            (one("ledger-sales", sums.sales, &in_period, AccountCode::SALES))
            (one("ledger-vat", sums.vat, &in_period, AccountCode::OUTPUT_VAT))
            (one("ledger-cost", sums.cost, &in_period, AccountCode::COST_OF_GOODS))
            (one("ledger-cash-owed", sums.cash_owed, &at_end, AccountCode::COD))
        }
    }
}

/// The shop's own currency first.
fn currencies(trial: &TrialBalance, own: Currency) -> Vec<Currency> {
    let all: BTreeSet<Currency> = trial.rows.iter().map(|row| row.currency).collect();
    let (first, rest): (Vec<_>, Vec<_>) = all.into_iter().partition(|currency| *currency == own);
    [first, rest].concat()
}

/// The trial balance in one currency: what moved in the period, and where each account stands at its end.
fn trial_card(
    member: &Member,
    currency: Currency,
    moved: &TrialBalance,
    closing: &TrialBalance,
    period: Period,
) -> Markup {
    let locale = &member.locale;
    let of_currency = |trial: &TrialBalance| -> BTreeMap<AccountCode, Balance> {
        trial.rows.iter().filter(|row| row.currency == currency).map(|row| (row.account, *row)).collect()
    };
    let moved = of_currency(moved);
    let money = |minor: i64| amount(locale, Money::new(minor, currency));
    let mut sums = [0_i64; 4];
    let mut rows: Vec<Vec<Markup>> = Vec::new();
    for (code, balance) in of_currency(closing) {
        let net = balance.net().minor;
        let moved = moved.get(&code).map_or((0, 0), |row| (row.debit, row.credit));
        let cells = [moved.0, moved.1, net.max(0), -net.min(0)];
        for (sum, cell) in sums.iter_mut().zip(cells) {
            *sum += cell;
        }
        rows.push(std::iter::once(account_link(member, code)).chain(cells.map(money)).collect());
    }
    let total = html! { strong { (locale.t("ledger-total")) } };
    let strong = |minor: i64| html! { strong { bdi { (locale.amount(Money::new(minor, currency))) } } };
    let sums: Vec<Markup> = std::iter::once(total).chain(sums.map(strong)).collect();
    let columns = ["ledger-moved-debit", "ledger-moved-credit", "ledger-balance-debit", "ledger-balance-credit"];
    let caption = locale.tv(
        "ledger-trial-caption",
        &[("currency", locale.currency(currency).into()), ("day", locale.date_long(period.last).into())],
    );
    let columns = std::iter::once(Column::text(locale.t("ledger-account")))
        .chain(columns.map(|key| Column::number(locale.t(key))))
        .collect();
    card(&caption, None, table_with_sums(&Table { caption: caption.clone(), columns, rows }, &sums))
}
