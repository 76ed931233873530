//! `/_ui`: every component in both directions and both themes, for the people who build pages.

use crate::badge::{Tone, badge, notice};
use crate::charts::{Bar, Point, bars, line, meter};
use crate::action::{button_link, danger_button, primary_link, submit_button};
use crate::card::{card, facts};
use crate::field::{Field, field, select};
use crate::icon::{Icon, icon};
use crate::page::{PlainFrame, plain_page};
use crate::kpi::{Kpi, kpi};
use crate::nav::{Tab, pager, tabs};
use crate::state::empty;
use crate::table::{Column, Table, table};
use crate::timeline::{Moment, Step, StepState, steps, timeline};
use maud::{Markup, html};
use wasl_base::{Lang, Zone};
use wasl_i18n::{Calendar, Digits, Locale};

pub(crate) async fn serve() -> Markup {
    living_page()
}

/// Four samples: Arabic and English, light and dark.
pub fn living_page() -> Markup {
    let locale = |lang| Locale { lang, digits: Digits::Western, calendar: Calendar::Gregorian, zone: Zone::utc() };
    let english = locale(Lang::En);
    let body = html! {
        @for (lang, theme) in [(Lang::Ar, "light"), (Lang::En, "light"), (Lang::Ar, "dark"), (Lang::En, "dark")] {
            section.sample data-theme=(theme) lang=(lang.as_str()) dir=(lang.dir()) aria-label={ (lang.as_str()) " " (theme) } {
                (sample(&locale(lang), &format!("{}-{theme}", lang.as_str())))
            }
        }
    };
    plain_page(&PlainFrame { locale: &english, title: "Components", language_href: "/_ui", is_wide: true }, body)
}

fn sample(locale: &Locale, id: &str) -> Markup {
    let t = |key: &str| locale.t(key);
    html! {
        p.cluster { @for one in Icon::ALL { (icon(*one)) } }
        p.cluster {
            (badge(Tone::Neutral, &t("ui-sample-word"))) (badge(Tone::Accent, &t("ui-sample-word")))
            (badge(Tone::Good, &t("ui-sample-word"))) (badge(Tone::Warn, &t("ui-sample-word")))
            (badge(Tone::Bad, &t("ui-sample-word")))
        }
        (notice(Tone::Accent, &t("ui-sample-sentence"))) (notice(Tone::Warn, &t("ui-sample-sentence")))
        div.kpis {
            (kpi(&Kpi { label: &t("ui-sample-word"), value: &locale.number(12_480), note: Some(&t("ui-sample-sentence")), tone: Tone::Good, href: Some("#") }))
            (kpi(&Kpi { label: &t("ui-sample-word"), value: &locale.percent(938), ..Kpi::default() }))
        }
        p.cluster { (primary_link("#", Some(Icon::Chat), &t("ui-sample-word"))) (button_link("#", Some(Icon::Calendar), &t("ui-sample-word"))) (danger_button(&t("ui-sample-word"))) }
        (tabs(&format!("{} {id}", t("ui-pages")), &[Tab { href: "#".into(), text: t("ui-sample-word"), is_current: true }, Tab { href: "#".into(), text: t("ui-sample-word"), is_current: false }]))
        (steps(&t("ui-sample-word"), &sample_steps(locale), false))
        (timeline(&sample_moments(locale)))
        (sample_table(locale))
        (pager(locale, Some("#"), Some("#")))
        (facts(&[(t("ui-sample-word"), html! { bdi { "SM4471902" } })]))
        (card(&t("ui-sample-word"), None, html! {
            (line(locale, &t("ui-sample-word"), &[10, 40, 30, 60].map(|v| Point { label: locale.number(v), value: v, text: locale.number(v) }), 0))
            (bars(locale, &t("ui-sample-word"), &[10, 40, 30, 60].map(|v| Bar { label: locale.number(v), value: v, text: locale.number(v), href: None })))
            (meter(locale, 620, "good"))
        }))
        form.form {
            (field(&Field { name: &format!("sample-{id}"), label: &t("ui-sample-word"), error: Some(&t("ui-sample-sentence")), ..Field::default() }))
            (select(&format!("choice-{id}"), &t("ui-sample-word"), &[("a".into(), t("ui-sample-word"))], "a"))
            (submit_button(&t("ui-sample-word")))
        }
        (empty(Icon::Package, &t("ui-sample-word"), &t("ui-sample-sentence"), None))
    }
}

fn sample_steps(locale: &Locale) -> [Step; 3] {
    [StepState::Done, StepState::Now, StepState::Ahead].map(|state| Step { text: locale.t("ui-sample-word"), state })
}

fn sample_moments(locale: &Locale) -> [Moment; 2] {
    [true, false].map(|is_now| Moment {
        title: locale.t("ui-sample-word"),
        detail: Some(html! { (locale.t("ui-sample-sentence")) }),
        time: locale.number(9),
        datetime: "2026-11-22T09:00:00Z".to_owned(),
        tone: Tone::Neutral,
        is_now,
    })
}

fn sample_table(locale: &Locale) -> Markup {
    let word = locale.t("ui-sample-word");
    table(&Table {
        caption: word.clone(),
        columns: vec![Column::text(word.as_str()), Column::text(word.as_str()), Column::number(word.as_str())],
        rows: vec![vec![
            html! { a.cover href="#" { bdi { "#10452" } } },
            badge(Tone::Good, &word),
            html! { bdi { (locale.number(315)) } },
        ]],
    })
}
