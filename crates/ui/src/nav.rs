//! Ways through lists: filters, periods and pages, all of them links.

use crate::icon::{Icon, flipping_icon, icon};
use maud::{Markup, html};
use wasl_i18n::Locale;

#[derive(Clone, Debug)]
pub struct Tab {
    pub href: String,
    pub text: String,
    pub is_current: bool,
}

/// Filters that are links. `label` names the group for screen readers.
pub fn tabs(label: &str, tabs: &[Tab]) -> Markup {
    links("tabs", label, tabs)
}

/// A few choices of which one holds, such as periods.
pub fn segments(label: &str, choices: &[Tab]) -> Markup {
    links("segments", label, choices)
}

/// A door to another page, with what lies behind it.
#[derive(Clone, Debug)]
pub struct Door {
    pub href: String,
    pub icon: Icon,
    pub title: String,
    pub text: String,
}

/// Doors side by side. `label` names the group for screen readers.
pub fn doors(label: &str, doors: &[Door]) -> Markup {
    html! {
        nav.doors aria-label=(label) {
            @for door in doors {
                a.door href=(door.href) { (icon(door.icon)) strong { (door.title) } span.muted { (door.text) } }
            }
        }
    }
}

fn links(class: &str, label: &str, tabs: &[Tab]) -> Markup {
    html! {
        nav class=(class) aria-label=(label) {
            @for tab in tabs {
                a href=(tab.href) aria-current=[tab.is_current.then_some("page")] { (tab.text) }
            }
        }
    }
}

/// Links to the first page and to the next one.
pub fn pager(locale: &Locale, first: Option<&str>, next: Option<&str>) -> Markup {
    pager_named(locale, &locale.t("ui-pages"), first, next)
}

/// For a page with several lists: `label` tells their pagers apart.
pub fn pager_named(locale: &Locale, label: &str, first: Option<&str>, next: Option<&str>) -> Markup {
    html! {
        @if first.is_some() || next.is_some() {
            nav.pager aria-label=(label) {
                span {
                    @if let Some(href) = first { a.button href=(href) { (flipping_icon(Icon::Back)) (locale.t("ui-first-page")) } }
                }
                span {
                    @if let Some(href) = next {
                        a.button href=(href) rel="next" { (locale.t("ui-next-page")) (flipping_icon(Icon::Forward)) }
                    }
                }
            }
        }
    }
}
