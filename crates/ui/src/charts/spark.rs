//! The course of a figure, small and without words: the figure itself stands above it.

use super::is_mirrored;
use maud::{Markup, html};
use std::fmt::Write;
use wasl_i18n::Locale;

const WIDE: i64 = 1_000;
const TALL: i64 = 100;

/// From the oldest to the newest value; fewer than two give nothing.
pub fn spark(locale: &Locale, values: &[i64]) -> Markup {
    let (Some(low), Some(high)) = (values.iter().min(), values.iter().max()) else { return Markup::default() };
    if values.len() < 2 {
        return Markup::default();
    }
    let span = i128::from(*high) - i128::from(*low);
    let mut path = String::new();
    for (index, value) in (0_i64..).zip(values) {
        let from_start = WIDE * index / (super::whole(values.len()) - 1);
        let x = if is_mirrored(locale) { WIDE - from_start } else { from_start };
        let over = (i128::from(*value) - i128::from(*low)) * i128::from(TALL) / span.max(1);
        let y = TALL - i64::try_from(over).unwrap_or(0);
        let _ = write!(path, "{}{x} {y}", if index == 0 { "M" } else { "L" });
    }
    let (start, end) = if is_mirrored(locale) { (WIDE, 0) } else { (0, WIDE) };
    let area = format!("{path}L{end} {0}L{start} {0}Z", TALL + 20);
    html! {
        svg.spark viewBox={ "0 -6 " (WIDE) " " (TALL + 26) } preserveAspectRatio="none" aria-hidden="true" {
            path.area d=(area) {}
            path.line d=(path) {}
        }
    }
}
