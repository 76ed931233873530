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
        Column::number(locale.t("platform-waiting-due")),
        Column::text(locale.t("platform-waiting-oldest")),
        Column::number(locale.t("platform-waiting-parked")),
    ];
    let row = |one: &Waiting| {
        vec![
            html! { (listener(locale, &one.consumer)) },
            counted(locale, one.due),
            since(locale, one.since, now),
            counted(locale, one.parked),
        ]
    };
    part(locale, "platform-waiting-listeners", columns, waiting.iter().map(row).collect())
}

pub fn jobs_card(locale: &Locale, waiting: &[WaitingJobs], now: Instant) -> Markup {
    let columns = vec![
        Column::text(locale.t("platform-waiting-kind")),
        Column::number(locale.t("platform-waiting-due")),
        Column::text(locale.t("platform-waiting-oldest")),
        Column::number(locale.t("platform-waiting-under-way")),
        Column::number(locale.t("platform-waiting-later")),
    ];
    let row = |one: &WaitingJobs| {
        vec![
            code(&one.kind),
            counted(locale, one.due),
            since(locale, one.since, now),
            counted(locale, one.under_way),
            counted(locale, one.later),
        ]
    };
    part(locale, "platform-waiting-jobs", columns, waiting.iter().map(row).collect())
}

fn part(locale: &Locale, key: &str, columns: Vec<Column>, rows: Vec<Vec<Markup>>) -> Markup {
    let title = locale.t(key);
    let body = html! {
        p.muted { (locale.t(&format!("{key}-lead"))) }
        @if !rows.is_empty() { (table(&Table { caption: title.clone(), columns, rows })) }
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
