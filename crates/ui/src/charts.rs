//! Charts as SVG made on the server, running with the reading direction, each with a table of its numbers.

use maud::{Markup, html};
use wasl_base::Lang;
use wasl_i18n::Locale;

/// One point of a series. `text` is the value as a person reads it.
#[derive(Clone, Debug)]
pub struct Point {
    pub label: String,
    pub value: i64,
    pub text: String,
}

/// One bar, which may lead to the rows behind it.
#[derive(Clone, Debug)]
pub struct Bar {
    pub label: String,
    pub value: i64,
    pub text: String,
    pub href: Option<String>,
}

const WIDTH: i64 = 640;
const HEIGHT: i64 = 200;
const PAD: i64 = 30;
/// Labels under the axis at most, so that they never touch.
const LABELS_MAX: usize = 6;

/// The place of point `index` of `count`; in Arabic time runs from the right.
fn across(locale: &Locale, index: usize, count: usize) -> i64 {
    let (index, last) = (i64::try_from(index).unwrap_or(0), i64::try_from(count.max(2) - 1).unwrap_or(1));
    let from_start = PAD + (WIDTH - 2 * PAD) * index / last;
    if locale.lang == Lang::Ar { WIDTH - from_start } else { from_start }
}

fn label_every(count: usize) -> usize {
    count.div_ceil(LABELS_MAX).max(1)
}

/// A line over time. `floor` is the value at the foot of the chart (0 for counts). Empty series give nothing.
pub fn line(locale: &Locale, title: &str, points: &[Point], floor: i64) -> Markup {
    let top = points.iter().map(|point| point.value).max().unwrap_or(floor).max(floor + 1);
    let up = |value: i64| HEIGHT - PAD - (HEIGHT - 2 * PAD) * (value - floor).max(0) / (top - floor);
    let places: Vec<(i64, i64)> =
        points.iter().enumerate().map(|(i, point)| (across(locale, i, points.len()), up(point.value))).collect();
    let path: String =
        places.iter().enumerate().map(|(i, (x, y))| format!("{}{x} {y}", if i == 0 { "M" } else { " L" })).collect();
    let every = label_every(points.len());
    html! {
        @if !points.is_empty() {
            svg.chart viewBox={ "0 0 " (WIDTH) " " (HEIGHT) } role="img" aria-label=(title) {
                path.axis d={ "M0 " (HEIGHT - PAD) " H" (WIDTH) } {}
                path.line d=(path) {}
                @for (i, (x, y)) in places.iter().enumerate() {
                    @if i % every == 0 { text x=(x) y=(HEIGHT - 8) text-anchor="middle" { (points[i].label) } }
                    @if i + 1 == places.len() {
                        circle.dot cx=(x) cy=(y) r="4.5" {}
                        text.label x=(x) y=(y - 10) text-anchor="middle" { (points[i].text) }
                    }
                }
            }
            (twin(locale, title, points.iter().map(|p| (p.label.as_str(), p.text.as_str(), None))))
        }
    }
}

/// Bars over time or by kind.
pub fn bars(locale: &Locale, title: &str, all: &[Bar]) -> Markup {
    let top = all.iter().map(|bar| bar.value).max().unwrap_or(0).max(1);
    let count = i64::try_from(all.len().max(1)).unwrap_or(1);
    let slot = (WIDTH - PAD) / count;
    let width = (slot * 7 / 10).clamp(1, 48);
    let every = label_every(all.len());
    let highest = all.iter().position(|bar| bar.value == top);
    html! {
        @if !all.is_empty() {
            svg.chart viewBox={ "0 0 " (WIDTH) " " (HEIGHT) } role="img" aria-label=(title) {
                path.axis d={ "M0 " (HEIGHT - PAD) " H" (WIDTH) } {}
                @for (i, bar) in all.iter().enumerate() {
                    @let tall = (HEIGHT - 2 * PAD) * bar.value.max(0) / top;
                    @let middle = across(locale, i, all.len());
                    rect.bar x=(middle - width / 2) y=(HEIGHT - PAD - tall) width=(width) height=(tall) rx="2" {}
                    @if i % every == 0 { text x=(middle) y=(HEIGHT - 8) text-anchor="middle" { (bar.label) } }
                    @if Some(i) == highest { text.label x=(middle) y=(HEIGHT - PAD - tall - 8) text-anchor="middle" { (bar.text) } }
                }
            }
            (twin(locale, title, all.iter().map(|b| (b.label.as_str(), b.text.as_str(), b.href.as_deref()))))
        }
    }
}

/// A share of a whole as a bar; `permille` from 0 to 1000. The number stands beside it, so it is decoration.
pub fn meter(locale: &Locale, permille: i64, class: &str) -> Markup {
    let filled = permille.clamp(0, 1000) / 5;
    let start = if locale.lang == Lang::Ar { 200 - filled } else { 0 };
    html! {
        svg.meter viewBox="0 0 200 8" preserveAspectRatio="none" aria-hidden="true" {
            rect.track width="200" height="8" rx="4" {}
            rect class={ "fill " (class) } x=(start) width=(filled) height="8" rx="4" {}
        }
    }
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
