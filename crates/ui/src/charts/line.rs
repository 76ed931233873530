//! A value over time as one line: the newest value is written beside it, the others answer to the pointer.

use super::{FOOT, Percent, Point, SLOTS_MAX, TOP, WHOLE, along, anchor, figure, height, label_at, role, twin, whole};
use maud::{Markup, html};
use std::fmt::Write;
use wasl_i18n::Locale;

/// Room at both ends for the dot.
const INSET: i64 = 150;

/// `floor` is the value at the foot of the chart (0 for counts). Empty series give nothing.
pub fn line(locale: &Locale, title: &str, points: &[Point], floor: i64) -> Markup {
    let Some(newest) = points.last() else { return Markup::default() };
    let top = points.iter().map(|point| point.value).max().unwrap_or(floor).max(floor + 1);
    let spots = spots(locale, points, floor, top);
    let count = points.len();
    let highest = points.iter().position(|point| point.value == top).filter(|at| count - at > count.div_ceil(5));
    let chart = html! {
        svg.chart role=(role(points.iter().any(|point| point.href.is_some()))) aria-label=(title) {
            line.axis x1="0" x2="100%" y1=(Percent(FOOT)) y2=(Percent(FOOT)) {}
            @if highest.is_some() { line.grid x1="0" x2="100%" y1=(Percent(TOP)) y2=(Percent(TOP)) {} }
            (course(&spots))
            @for (index, point) in points.iter().enumerate() {
                @if let Some(class) = label_at(index, count) {
                    text class=(class) x=(Percent(spots[index].0)) y="100%" dy="-6" text-anchor=(anchor(index, count)) { (point.label) }
                }
            }
            @if let Some(at) = highest {
                text x=(Percent(spots[at].0)) y=(Percent(TOP)) dy="-9" text-anchor=(anchor(at, count)) { (points[at].text) }
            }
            @let (x, y) = spots[count - 1];
            circle.dot cx=(Percent(x)) cy=(Percent(y)) r="5" {}
            text.label x=(Percent(x)) y=(Percent(y)) dy=(beside(&spots)) text-anchor="end" { (newest.text) }
            @if count <= SLOTS_MAX { (slots(&spots, points)) }
        }
    };
    let told: Vec<String> = points.iter().map(told).collect();
    let rows = points.iter().zip(&told).map(|(p, told)| (p.label.as_str(), told.as_str(), p.href.as_deref()));
    figure(chart, twin(locale, title, rows))
}

fn told(point: &Point) -> String {
    if point.detail.is_empty() { point.text.clone() } else { format!("{} ({})", point.text, point.detail) }
}

/// The newest value is written where the line does not come from: below when it fell, if there is room.
fn beside(spots: &[(i64, i64)]) -> i64 {
    match spots {
        [.., before, last] if before.1 < last.1 && last.1 < FOOT - 1_400 => 24,
        _ => -12,
    }
}

fn spots(locale: &Locale, points: &[Point], floor: i64, top: i64) -> Vec<(i64, i64)> {
    let last = whole(points.len().max(2) - 1);
    (0..)
        .zip(points)
        .map(|(index, point)| {
            (along(locale, INSET + (WHOLE - 2 * INSET) * index / last), height(point.value, floor, top))
        })
        .collect()
}

/// The line itself is stretched to the width; its stroke is not.
fn course(spots: &[(i64, i64)]) -> Markup {
    let mut path = String::with_capacity(spots.len() * 12);
    for (index, (x, y)) in spots.iter().enumerate() {
        let _ = write!(path, "{}{x} {y}", if index == 0 { "M" } else { "L" });
    }
    let ends = spots.first().zip(spots.last());
    let area = ends.map(|((start, _), (end, _))| format!("{path}L{end} {FOOT}L{start} {FOOT}Z")).unwrap_or_default();
    html! {
        svg width="100%" height="100%" viewBox={ "0 0 " (WHOLE) " " (WHOLE) } preserveAspectRatio="none" overflow="visible" {
            path.area d=(area) {}
            path.line d=(path) {}
        }
    }
}

fn slots(spots: &[(i64, i64)], points: &[Point]) -> Markup {
    let count = points.len();
    let wide = WHOLE / whole(count);
    html! {
        @for (index, (point, (x, y))) in points.iter().zip(spots).enumerate() {
            @let (from, to) = ((x - wide / 2).max(0), (x + wide / 2).min(WHOLE));
            @let mark = html! {
                rect.hit x=(Percent(from)) width=(Percent(to - from)) y="0" height=(Percent(FOOT)) opacity="0" {}
                circle.dot cx=(Percent(*x)) cy=(Percent(*y)) r="5" {}
                text.tip x=(Percent(*x)) y=(Percent(*y)) dy="-12" text-anchor=(anchor(index, count)) { (point.text) }
            };
            @if let Some(href) = &point.href {
                a.slot href=(href) aria-label={ (point.label) ": " (told(point)) } { (mark) }
            } @else {
                g.slot { (mark) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_value_stays_clear_of_its_line() {
        for (before, last, expect) in [(5_000, 3_000, -12), (3_000, 5_000, 24), (3_000, FOOT, -12), (4_000, 4_000, -12)]
        {
            assert_eq!(beside(&[(0, before), (100, last)]), expect, "{before} then {last}");
        }
        assert_eq!(beside(&[(0, 3_000)]), -12);
    }
}
