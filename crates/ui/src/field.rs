//! Fields with their label, hint and error bound to them, and the buttons that send a form.

use crate::icon::{Icon, icon};
use maud::{Markup, html};

#[derive(Clone, Debug, Default)]
pub struct Field<'a> {
    pub name: &'a str,
    pub label: &'a str,
    pub value: &'a str,
    /// HTML input type; empty means text.
    pub kind: &'a str,
    pub hint: Option<&'a str>,
    pub error: Option<&'a str>,
    pub is_required: bool,
    pub autocomplete: Option<&'a str>,
    /// For addresses, numbers and codes that run left to right in every language.
    pub is_ltr: bool,
}

pub fn field(field: &Field<'_>) -> Markup {
    let kind = if field.kind.is_empty() { "text" } else { field.kind };
    let described = described_by(field.name, field.hint, field.error);
    html! {
        div.field {
            label for={ "f-" (field.name) } { (field.label) }
            input id={ "f-" (field.name) } name=(field.name) type=(kind) value=(field.value)
                required[field.is_required] autocomplete=[field.autocomplete] dir=[field.is_ltr.then_some("ltr")]
                aria-invalid=[field.error.map(|_| "true")] aria-describedby=[described];
            (hint_and_error(field.name, field.hint, field.error))
        }
    }
}

pub fn textarea(name: &str, label: &str, value: &str, hint: Option<&str>) -> Markup {
    html! {
        div.field {
            label for={ "f-" (name) } { (label) }
            textarea id={ "f-" (name) } name=(name) rows="3" aria-describedby=[described_by(name, hint, None)] { (value) }
            (hint_and_error(name, hint, None))
        }
    }
}

/// `options` are (value, words).
pub fn select(name: &str, label: &str, options: &[(String, String)], chosen: &str) -> Markup {
    html! {
        div.field {
            label for={ "f-" (name) } { (label) }
            select id={ "f-" (name) } name=(name) {
                @for (value, words) in options {
                    option value=(value) selected[value == chosen] { (words) }
                }
            }
        }
    }
}

fn described_by(name: &str, hint: Option<&str>, error: Option<&str>) -> Option<String> {
    match (hint, error) {
        (_, Some(_)) => Some(format!("f-{name}-error")),
        (Some(_), None) => Some(format!("f-{name}-hint")),
        (None, None) => None,
    }
}

fn hint_and_error(name: &str, hint: Option<&str>, error: Option<&str>) -> Markup {
    html! {
        @if let Some(hint) = hint { p.hint id={ "f-" (name) "-hint" } { (hint) } }
        @if let Some(error) = error { p.error id={ "f-" (name) "-error" } { (error) } }
    }
}

/// The hidden token that proves a form is ours.
pub fn csrf_field(token: &str) -> Markup {
    html! { input type="hidden" name="csrf" value=(token); }
}

pub fn submit_button(text: &str) -> Markup {
    html! { button.button.primary type="submit" { (text) } }
}

pub fn danger_button(text: &str) -> Markup {
    html! { button.button.danger type="submit" { (text) } }
}

/// A search form by GET; `hidden` keeps other filters.
pub fn search_box(path: &str, label: &str, value: &str, hidden: &[(&str, &str)]) -> Markup {
    html! {
        form.search role="search" method="get" action=(path) {
            @for (name, value) in hidden { input type="hidden" name=(name) value=(value); }
            label.visually-hidden for="search" { (label) }
            input id="search" type="search" name="q" value=(value) placeholder=(label);
            button.button type="submit" { (icon(Icon::Search)) span.visually-hidden { (label) } }
        }
    }
}
