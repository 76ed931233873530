//! Cards, figures, facts, empty states: what pages are laid from.

use crate::badge::Tone;
use crate::icon::{Icon, flipping_icon, icon};
use maud::{Markup, html};
use wasl_i18n::Locale;

/// A titled box; `aside` stands at the other end of the title (a link, a badge).
pub fn card(title: &str, aside: Option<Markup>, body: Markup) -> Markup {
    html! {
        section.card {
            @if !title.is_empty() || aside.is_some() {
                header { @if !title.is_empty() { h2 { (title) } } @if let Some(aside) = aside { (aside) } }
            }
            (body)
        }
    }
}

/// A figure with its meaning, leading to the rows behind it.
#[derive(Clone, Debug, Default)]
pub struct Kpi<'a> {
    pub label: &'a str,
    pub value: &'a str,
    /// What the figure means or how it moved.
    pub note: Option<&'a str>,
    pub tone: Tone,
    pub href: Option<&'a str>,
}

pub fn kpi(kpi: &Kpi<'_>) -> Markup {
    let body = html! {
        span.kpi-label { (kpi.label) }
        span.kpi-value { bdi { (kpi.value) } }
        @if let Some(note) = kpi.note { span class={ "kpi-note " (kpi.tone.class()) } { (note) } }
    };
    match kpi.href {
        Some(href) => html! { a.kpi href=(href) { (body) } },
        None => html! { div.kpi { (body) } },
    }
}

pub fn button_link(href: &str, mark: Option<Icon>, text: &str) -> Markup {
    html! { a.button href=(href) { @if let Some(mark) = mark { (icon(mark)) } (text) } }
}

pub fn primary_link(href: &str, mark: Option<Icon>, text: &str) -> Markup {
    html! { a.button.primary href=(href) { @if let Some(mark) = mark { (icon(mark)) } (text) } }
}

/// Nothing here yet: why, and what to do.
pub fn empty(mark: Icon, title: &str, text: &str, next: Option<Markup>) -> Markup {
    html! {
        div.empty {
            (icon(mark))
            h2 { (title) }
            p { (text) }
            @if let Some(next) = next { (next) }
        }
    }
}

/// Names and values beside each other.
pub fn facts(rows: &[(String, Markup)]) -> Markup {
    html! { dl.facts { @for (name, value) in rows { dt { (name) } dd { (value) } } } }
}

/// The head of a console page: where one is, the title, and what one can do.
pub fn page_head(crumb: Option<(&str, &str)>, title: Markup, acts: Option<Markup>) -> Markup {
    html! {
        div.page-head {
            div {
                @if let Some((href, text)) = crumb {
                    p.crumbs { a href=(href) { (text) } }
                }
                h1 { (title) }
            }
            @if let Some(acts) = acts { div.cluster { (acts) } }
        }
    }
}

#[derive(Clone, Debug)]
pub struct Tab {
    pub href: String,
    pub text: String,
    pub is_current: bool,
}

/// Filters that are links. `label` names the group for screen readers.
pub fn tabs(label: &str, tabs: &[Tab]) -> Markup {
    html! {
        nav.tabs aria-label=(label) {
            @for tab in tabs {
                a href=(tab.href) aria-current=[tab.is_current.then_some("page")] { (tab.text) }
            }
        }
    }
}

/// Text that one may want to copy, such as a link; the button appears where the browser can.
pub fn copyable(locale: &Locale, text: &str) -> Markup {
    html! {
        w-copy.cluster data-done=(locale.t("ui-copied")) {
            bdi.small data-copy="" dir="ltr" { (text) }
            button.button type="button" hidden { (icon(Icon::Copy)) (locale.t("ui-copy")) }
        }
    }
}

pub(crate) fn forward() -> Markup {
    flipping_icon(Icon::Forward)
}

pub(crate) fn back() -> Markup {
    flipping_icon(Icon::Back)
}
