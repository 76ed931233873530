//! What a person can do: links that look like buttons, buttons that send, menus, a question before what cannot be undone.

use crate::icon::{Icon, icon};
use maud::{Markup, html};
use wasl_i18n::Locale;

pub fn button_link(href: &str, mark: Option<Icon>, text: &str) -> Markup {
    html! { a.button href=(href) { @if let Some(mark) = mark { (icon(mark)) } (text) } }
}

pub fn primary_link(href: &str, mark: Option<Icon>, text: &str) -> Markup {
    html! { a.button.primary href=(href) { @if let Some(mark) = mark { (icon(mark)) } (text) } }
}

/// The hidden token that proves a form is ours.
pub fn csrf_field(token: &str) -> Markup {
    html! { input type="hidden" name="csrf" value=(token); }
}

pub fn submit_button(text: &str) -> Markup {
    html! { button.button.primary type="submit" { (text) } }
}

/// Sends a form whose page has more than one thing to do.
pub fn plain_button(mark: Option<Icon>, text: &str) -> Markup {
    html! { button.button type="submit" { @if let Some(mark) = mark { (icon(mark)) } (text) } }
}

pub fn danger_button(text: &str) -> Markup {
    html! { button.button.danger type="submit" { (text) } }
}

/// More acts behind one button. `items` are links, forms with one button, or `hr`.
pub fn menu(label: &str, items: &[Markup]) -> Markup {
    html! {
        details.menu {
            summary.button.square { (icon(Icon::More)) span.visually-hidden { (label) } }
            div.menu-list { @for item in items { (item) } }
        }
    }
}

/// A button that asks once before the form in `act` is sent. Without script it opens all the same (popover).
pub fn confirm(locale: &Locale, id: &str, button: &str, question: &str, text: &str, act: Markup) -> Markup {
    html! {
        button.button.danger type="button" popovertarget=(id) { (button) }
        div.box #(id) popover="auto" role="dialog" aria-labelledby={ (id) "-title" } {
            h2 id={ (id) "-title" } { (question) }
            p.muted { (text) }
            div.acts {
                (act)
                button.button type="button" popovertarget=(id) popovertargetaction="hide" { (locale.t("ui-keep")) }
            }
        }
    }
}

/// Text that one may want to copy, such as a link; the button appears where the browser can.
pub fn copyable(locale: &Locale, text: &str) -> Markup {
    html! {
        w-copy.copy data-done=(locale.t("ui-copied")) {
            bdi data-copy="" dir="ltr" { (text) }
            button.button type="button" hidden { (icon(Icon::Copy)) span role="status" { (locale.t("ui-copy")) } }
        }
    }
}

/// Several lines to copy together, such as recovery codes.
pub fn copyable_lines(locale: &Locale, lines: &[String]) -> Markup {
    html! {
        w-copy.lines data-done=(locale.t("ui-copied")) {
            pre data-copy="" dir="ltr" { (lines.join("\n")) }
            button.button type="button" hidden { (icon(Icon::Copy)) span role="status" { (locale.t("ui-copy")) } }
        }
    }
}
