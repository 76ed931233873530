//! Parts of a whole: one bar in pieces with its legend, and a single share as a meter.

use super::{Percent, WHOLE, is_mirrored};
use crate::badge::Tone;
use maud::{Markup, html};
use wasl_i18n::Locale;

#[derive(Clone, Debug)]
pub struct Part {
    pub label: String,
    pub value: i64,
    pub text: String,
    /// `Accent` takes the next shade of the shop's colour.
    pub tone: Tone,
    pub href: Option<String>,
}

/// Shades of the accent there are; more parts than that belong into a table.
const SHADES: usize = 3;

/// The legend holds the numbers, so the bar itself is decoration.
pub fn share(locale: &Locale, title: &str, parts: &[Part]) -> Markup {
    let whole: i128 = parts.iter().map(|part| i128::from(part.value.max(0))).sum();
    let classes = classes(parts);
    let mut from_start = 0;
    let pieces: Vec<(i64, i64)> = parts
        .iter()
        .map(|part| {
            let wide = i128::from(part.value.max(0)) * i128::from(WHOLE) / whole.max(1);
            let wide = i64::try_from(wide).unwrap_or(0);
            let start = if is_mirrored(locale) { WHOLE - from_start - wide } else { from_start };
            from_start += wide;
            (start, wide)
        })
        .collect();
    html! {
        div.figure {
            svg.share aria-hidden="true" {
                @for ((start, wide), class) in pieces.iter().zip(&classes) {
                    rect class=(class) x=(Percent(*start)) width=(Percent(*wide)) y="0" height="12" {}
                }
            }
            ul.legend aria-label=(title) {
                @for (part, class) in parts.iter().zip(&classes) {
                    li class=(class) {
                        span { @if let Some(href) = &part.href { a href=(href) { (part.label) } } @else { (part.label) } }
                        bdi.num { (part.text) }
                    }
                }
            }
        }
    }
}

fn classes(parts: &[Part]) -> Vec<&'static str> {
    let mut shade = 0;
    parts
        .iter()
        .map(|part| match part.tone {
            Tone::Accent => {
                shade += 1;
                ["p0", "p1", "p2"][(shade - 1).min(SHADES - 1)]
            }
            other => other.class(),
        })
        .collect()
}

/// A share of a whole as a bar; `permille` from 0 to 1000. The number stands beside it, so it is decoration.
pub fn meter(locale: &Locale, permille: i64, class: &str) -> Markup {
    let filled = permille.clamp(0, 1000) * 10;
    let start = if is_mirrored(locale) { WHOLE - filled } else { 0 };
    html! {
        svg.meter aria-hidden="true" {
            rect.track width="100%" height="8" rx="4" {}
            rect class={ "fill " (class) } x=(Percent(start)) width=(Percent(filled)) height="8" rx="4" {}
        }
    }
}
