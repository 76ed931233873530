//! Cards, facts and the head of a page: what pages are laid from.

use crate::escaped::escaped;
use crate::icon::{Icon, flipping_icon};
use maud::{Markup, html};
use wasl_i18n::Locale;

/// A titled box; `aside` stands at the other end of the title (a link, a badge).
pub fn card(title: &str, aside: Option<Markup>, body: Markup) -> Markup {
    html! {
        section.card {
            @if !title.is_empty() || aside.is_some() {
                header { @if !title.is_empty() { h2 { (escaped(title)) } } @if let Some(aside) = aside { (aside) } }
            }
            (body)
        }
    }
}

/// A box that opens on demand, for what few people need.
pub fn folded_card(title: &str, body: Markup) -> Markup {
    html! { details.card { summary { (title) } (body) } }
}

/// Names and values beside each other.
pub fn facts(rows: &[(String, Markup)]) -> Markup {
    html! { dl.facts { @for (name, value) in rows { dt { (name) } dd { (value) } } } }
}

/// Parts that add up: figures at the end, the last row is their sum.
pub fn sums(rows: &[(String, Markup)]) -> Markup {
    let last = rows.len().saturating_sub(1);
    html! {
        dl.facts.sum {
            @for (place, (name, value)) in rows.iter().enumerate() {
                @let class = (place == last).then_some("total");
                dt class=[class] { (name) } dd class=[class] { (value) }
            }
        }
    }
}

/// The head of a console page: where one is, the title, and what one can do.
pub fn page_head(crumb: Option<(&str, &str)>, title: Markup, acts: Option<Markup>) -> Markup {
    html! {
        div.page-head {
            div {
                @if let Some((href, text)) = crumb {
                    p.crumbs { a.cluster href=(href) { (flipping_icon(Icon::Back)) (text) } }
                }
                h1 { (title) }
            }
            @if let Some(acts) = acts { div.cluster { (acts) } }
        }
    }
}

/// The way here from the top, for pages that lie deeper than one step: (address, words).
pub fn crumbs(locale: &Locale, way: &[(&str, &str)]) -> Markup {
    html! {
        nav.crumbs aria-label=(locale.t("ui-crumbs")) {
            ol {
                @for (place, (href, text)) in way.iter().enumerate() {
                    li { @if place > 0 { (flipping_icon(Icon::Forward)) } a href=(href) { (text) } }
                }
            }
        }
    }
}
