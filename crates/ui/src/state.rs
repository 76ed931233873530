//! Empty, failed, loading, too many: what a list shows when it has no rows to show, always with a next step.

use crate::badge::{Tone, notice};
use crate::icon::{Icon, icon};
use maud::{Markup, html};
use wasl_i18n::{Arg, Locale};

/// Nothing here yet: why, and what to do.
pub fn empty(mark: Icon, title: &str, text: &str, next: Option<Markup>) -> Markup {
    state("empty", mark, title, text, next)
}

/// It did not work: what happened, what it means, what to do.
pub fn failed(title: &str, text: &str, next: Option<Markup>) -> Markup {
    html! { div role="alert" { (state("empty bad", Icon::Alert, title, text, next)) } }
}

fn state(class: &str, mark: Icon, title: &str, text: &str, next: Option<Markup>) -> Markup {
    html! {
        div class=(class) {
            span.disc { (icon(mark)) }
            h2 { (title) }
            p { (text) }
            @if let Some(next) = next { (next) }
        }
    }
}

/// Where something is on its way. `rows` of about two lines each.
pub fn loading(locale: &Locale, rows: usize) -> Markup {
    html! {
        div.skeleton role="status" {
            span.visually-hidden { (locale.t("ui-loading")) }
            @for _ in 0..rows { i aria-hidden="true" {} i aria-hidden="true" {} }
        }
    }
}

/// Only the first rows are shown: how many, and that a search or a filter finds the rest.
pub fn too_many(locale: &Locale, shown: i64) -> Markup {
    notice(Tone::Neutral, &locale.tv("ui-too-many", &[("n", Arg::from(shown))]))
}

/// Long work: how far it has come. `permille` from 0 to 1000.
pub fn progress(label: &str, permille: i64, detail: &str) -> Markup {
    html! {
        div.progress {
            div.row { span { (label) } span.muted.small.num { (detail) } }
            progress max="1000" value=(permille.clamp(0, 1000)) aria-label=(label) {}
        }
    }
}
