//! Charts as SVG made on the server, running with the reading direction, each with a table of its numbers.
//! There is no viewBox: places are per cent, so that text keeps its size at every width.

mod bars;
mod line;
mod range;
mod share;
mod spark;

pub use bars::bars;
pub use line::line;
pub use range::{Range, range};
pub use share::{Part, meter, share};
pub use spark::spark;

use maud::{Markup, html};
use std::fmt;
use wasl_base::Lang;
use wasl_i18n::Locale;

/// One point of a series, which may lead to the rows behind it. `text` is the value as a person reads it.
#[derive(Clone, Debug, Default)]
pub struct Point {
    pub label: String,
    pub value: i64,
    pub text: String,
    /// What the value was made of, such as "47 of 50", for those who ask closer.
    pub detail: String,
    pub href: Option<String>,
}

/// One bar, which may lead to the rows behind it.
#[derive(Clone, Debug)]
pub struct Bar {
    pub label: String,
    pub value: i64,
    pub text: String,
    pub href: Option<String>,
}

/// The whole of a side, in hundredths of a per cent.
const WHOLE: i64 = 10_000;
/// Points that answer to the pointer; beyond, slots would be narrower than it.
const SLOTS_MAX: usize = 92;
/// Labels under the axis at most, so that they never touch; every other one goes on a phone.
const LABELS_MAX: usize = 6;
/// Where values are drawn, from above: the rest is for labels.
const TOP: i64 = 1_400;
const FOOT: i64 = 8_600;

/// A share of the width or height as SVG takes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Percent(i64);

impl fmt::Display for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:02}%", self.0 / 100, self.0 % 100)
    }
}

/// A place along the reading direction: in Arabic it runs from the other side.
fn along(locale: &Locale, from_start: i64) -> i64 {
    if is_mirrored(locale) { WHOLE - from_start } else { from_start }
}

fn is_mirrored(locale: &Locale) -> bool {
    locale.lang == Lang::Ar
}

fn whole(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// How high a value stands between `floor` and `top`; shares are computed wide, since money is large.
fn height(value: i64, floor: i64, top: i64) -> i64 {
    let (span, over) = (i128::from(top) - i128::from(floor), i128::from(value) - i128::from(floor));
    let share = over.clamp(0, span.max(0)) * i128::from(FOOT - TOP) / span.max(1);
    FOOT - i64::try_from(share).unwrap_or(0)
}

/// Whether a label stands under place `index`, counted from the newest, and whether a phone leaves it out.
fn label_at(index: usize, count: usize) -> Option<&'static str> {
    let every = count.div_ceil(LABELS_MAX).max(1);
    let from_end = count - 1 - index;
    let is_first = index == 0 && !from_end.is_multiple_of(every);
    match (is_first, from_end % every, (from_end / every) % 2) {
        (false, 0, 0) => Some("tick"),
        (false, 0, _) => Some("tick sparse"),
        _ => None,
    }
}

/// Labels at the ends lean inwards.
fn anchor(index: usize, count: usize) -> &'static str {
    match (index, count - 1 - index) {
        (_, 0) if count > 1 => "end",
        (0, _) if count > 1 => "start",
        _ => "middle",
    }
}

fn figure(chart: Markup, twin: Markup) -> Markup {
    html! { div.figure { (chart) (twin) } }
}

/// What can be followed must not hide inside an image.
fn role(has_links: bool) -> &'static str {
    if has_links { "group" } else { "img" }
}

fn twin<'a>(locale: &Locale, title: &str, rows: impl Iterator<Item = (&'a str, &'a str, Option<&'a str>)>) -> Markup {
    html! {
        details.twin {
            summary { (locale.t("ui-as-table")) }
            table {
                caption.visually-hidden { (title) }
                tbody {
                    @for (label, text, href) in rows {
                        tr {
                            th scope="row" { @if let Some(href) = href { a href=(href) { (label) } } @else { (label) } }
                            td.num.end { bdi { (text) } }
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_stand_at_the_newest_and_never_too_close() {
        for count in 1..200 {
            let with: Vec<usize> = (0..count).filter(|index| label_at(*index, count).is_some()).collect();
            assert!(with.len() <= LABELS_MAX && with.last() == Some(&(count - 1)), "{count}: {with:?}");
        }
    }

    #[test]
    fn heights_stay_in_the_picture() {
        for (value, floor, top, expect) in [
            (0, 0, 10, FOOT),
            (10, 0, 10, TOP),
            (5, 0, 10, 5_000),
            (-3, 0, 10, FOOT),
            (i64::MAX, 0, i64::MAX, TOP),
            (7, 7, 7, FOOT),
        ] {
            assert_eq!(height(value, floor, top), expect, "{value} in {floor}..{top}");
        }
    }
}
