//! Small things inside a sentence: names and numbers that keep their own direction, moments that machines can read.

use maud::{Markup, Render, html};
use wasl_base::Instant;
use wasl_i18n::Locale;

/// Text of people (names, streets, notes): its direction is its own.
pub fn bdi(text: &str) -> Markup {
    html! { bdi { (text) } }
}

/// A number, an amount or a percentage that stands alone, with figures of one width.
pub fn num(text: &str) -> Markup {
    html! { bdi.num { (text) } }
}

/// A telephone or parcel number, a short address, an e-mail: left to right in every language.
pub fn code(text: &str) -> Markup {
    html! { bdi.num dir="ltr" { (text) } }
}

/// A moment as date and time of day.
pub fn when(locale: &Locale, at: Instant) -> Markup {
    let written = locale.instant(at);
    html! { time datetime=(at) { bdi { (written) } } }
}

/// A moment as "3 hours ago", with the exact time on a pointer's rest.
pub fn ago(locale: &Locale, at: Instant, now: Instant) -> Markup {
    let exact = locale.instant(at);
    html! { time datetime=(at) title=(exact) { (locale.relative(at, now)) } }
}

/// Several parts on one line with a middle dot between them; empty ones are left out.
pub fn joined(parts: &[Markup]) -> Markup {
    let full: Vec<&Markup> = parts.iter().filter(|part| !part.0.is_empty()).collect();
    html! { @for (place, part) in full.iter().enumerate() { @if place > 0 { " · " } (part.render()) } }
}
