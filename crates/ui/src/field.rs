//! Fields with their label, hint and error bound to them.

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
    /// Telephones show their keyboard of digits.
    pub is_digits: bool,
    /// Where two forms of a page have a field of one name, what tells them apart.
    pub id: Option<&'a str>,
}

pub fn field(field: &Field<'_>) -> Markup {
    let kind = if field.kind.is_empty() { "text" } else { field.kind };
    let id = field.id.unwrap_or(field.name);
    let described = described_by(id, field.hint, field.error);
    html! {
        div.field {
            label for={ "f-" (id) } { (field.label) }
            input id={ "f-" (id) } name=(field.name) type=(kind) value=(field.value)
                required[field.is_required] autocomplete=[field.autocomplete] dir=[field.is_ltr.then_some("ltr")]
                inputmode=[field.is_digits.then_some("numeric")]
                aria-invalid=[field.error.map(|_| "true")] aria-describedby=[described];
            (hint_and_error(id, field.hint, field.error))
        }
    }
}

pub fn textarea(name: &str, label: &str, value: &str, hint: Option<&str>) -> Markup {
    html! {
        div.field {
            label for={ "f-" (name) } { (label) }
            textarea id={ "f-" (name) } name=(name) rows="3" dir="auto" aria-describedby=[described_by(name, hint, None)] { (value) }
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

/// One thing to agree to or switch on. The whole line is the target.
pub fn checkbox(name: &str, label: &str, hint: Option<&str>, checked: bool) -> Markup {
    html! {
        label.check {
            input type="checkbox" name=(name) value="yes" checked[checked] aria-describedby=[hint.map(|_| format!("f-{name}-hint"))];
            span { (label) }
            @if let Some(hint) = hint { span.hint id={ "f-" (name) "-hint" } { (hint) } }
        }
    }
}

fn described_by(name: &str, hint: Option<&str>, error: Option<&str>) -> Option<String> {
    let ids: Vec<String> = [hint.map(|_| format!("f-{name}-hint")), error.map(|_| format!("f-{name}-error"))]
        .into_iter()
        .flatten()
        .collect();
    (!ids.is_empty()).then(|| ids.join(" "))
}

fn hint_and_error(name: &str, hint: Option<&str>, error: Option<&str>) -> Markup {
    html! {
        @if let Some(hint) = hint { p.hint id={ "f-" (name) "-hint" } { (hint) } }
        @if let Some(error) = error { p.error id={ "f-" (name) "-error" } { (icon(Icon::Alert)) span { (error) } } }
    }
}

/// A search form by GET; `hidden` keeps other filters. The key "/" leads here when the page has no box for everything.
pub fn search_box(path: &str, label: &str, value: &str, hidden: &[(&str, &str)]) -> Markup {
    html! {
        form.search role="search" aria-label=(label) method="get" action=(path) {
            @for (name, value) in hidden { input type="hidden" name=(name) value=(value); }
            label.visually-hidden for="search" { (label) }
            input id="search" type="search" name="q" value=(value) placeholder=(label);
            button type="submit" { (icon(Icon::Search)) span.visually-hidden { (label) } }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hint_and_error_are_both_bound() {
        let given =
            Field { name: "iban", label: "IBAN", hint: Some("24"), error: Some("too short"), ..Field::default() };
        let html = field(&given).into_string();
        assert!(html.contains(r#"aria-describedby="f-iban-hint f-iban-error""#), "{html}");
        assert!(html.contains(r#"aria-invalid="true""#) && html.contains(r#"id="f-iban-error""#), "{html}");
    }

    #[test]
    fn a_field_at_peace_says_nothing() {
        let html = field(&Field { name: "city", label: "City", ..Field::default() }).into_string();
        assert!(!html.contains("aria-describedby") && !html.contains("aria-invalid"), "{html}");
    }
}
