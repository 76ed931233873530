//! The part of "Stuck work" that shows what is moving: how far each listener has come, and the jobs ahead.

use super::stuck::listener;
use crate::jobs::WaitingJobs;
use crate::outbox::{COUNTED_MAX, Waiting};
use maud::{Markup, html};
use wasl_base::Instant;
use wasl_i18n::Locale;
use wasl_ui::{Column, Table, ago, card, code, table};

pub fn listeners_card(locale: &Locale, waiting: &[Waiting], now: Instant) -> Markup {
    let columns = vec![
        Column::text(locale.t("platform-waiting-listener")),
        Column::number(locale.t("platform-waiting-parked")),
        Column::text(locale.t("platform-waiting-oldest")),
        // On a phone the last figure stands beside the name without its title: it is what the page is about.
        Column::number(locale.t("platform-waiting-due")),
    ];
    let row = |one: &Waiting| {
        vec![
            html! { (listener(locale, &one.consumer)) },
            counted(locale, one.parked),
            since(locale, one.since, now),
            counted(locale, one.due),
        ]
    };
    part(locale, "platform-waiting-listeners", columns, waiting.iter().map(row).collect())
}

pub fn jobs_card(locale: &Locale, waiting: &[WaitingJobs], now: Instant) -> Markup {
    let columns = vec![
        Column::text(locale.t("platform-waiting-kind")),
        Column::number(locale.t("platform-waiting-later")),
        Column::number(locale.t("platform-waiting-under-way")),
        Column::text(locale.t("platform-waiting-oldest")),
        Column::number(locale.t("platform-waiting-due")),
    ];
    let row = |one: &WaitingJobs| {
        vec![
            code(&one.kind),
            counted(locale, one.later),
            counted(locale, one.under_way),
            since(locale, one.since, now),
            counted(locale, one.due),
        ]
    };
    part(locale, "platform-waiting-jobs", columns, waiting.iter().map(row).collect())
}

fn part(locale: &Locale, key: &str, columns: Vec<Column>, rows: Vec<Vec<Markup>>) -> Markup {
    let title = locale.t(key);
    let body = html! {
        @if rows.is_empty() {
            p.muted { (locale.t(&format!("{key}-none"))) }
        } @else {
            p.muted { (locale.t(&format!("{key}-lead"))) }
            (table(&Table { caption: title.clone(), columns, rows }))
        }
    };
    card(&title, None, body)
}

/// What is beyond the bound is not counted, and said to be more.
fn counted(locale: &Locale, count: i64) -> Markup {
    let number = locale.number(count.min(COUNTED_MAX));
    html! {
        @if count > COUNTED_MAX {
            (locale.tv("platform-waiting-more", &[("number", number.into())]))
        } @else {
            bdi { (number) }
        }
    }
}

fn since(locale: &Locale, at: Option<Instant>, now: Instant) -> Markup {
    match at {
        Some(at) => ago(locale, at, now),
        None => html! { span.muted { (locale.t("platform-waiting-none")) } },
    }
}
