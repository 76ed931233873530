//! Bars over time or by kind; each may lead to the rows behind it, the highest is written out.

use super::{Bar, FOOT, Percent, SLOTS_MAX, TOP, WHOLE, along, figure, height, label_at, role, twin, whole};
use maud::{Markup, html};
use wasl_i18n::Locale;

/// A bar is never wider than this, however few they are.
const WIDTH_MAX: i64 = 620;

pub fn bars(locale: &Locale, title: &str, all: &[Bar]) -> Markup {
    if all.is_empty() {
        return Markup::default();
    }
    let top = all.iter().map(|bar| bar.value).max().unwrap_or(0).max(1);
    let slot = WHOLE / whole(all.len());
    let width = (slot * 62 / 100).clamp(20, WIDTH_MAX);
    let highest = all.iter().position(|bar| bar.value == top);
    let chart = html! {
        svg.chart role=(role(all.iter().any(|bar| bar.href.is_some()))) aria-label=(title) {
            @for (index, bar) in all.iter().enumerate() {
                @let middle = along(locale, slot * whole(index) + slot / 2);
                @let column = html! {
                    @if all.len() <= SLOTS_MAX {
                        rect.hit x=(Percent((middle - slot / 2).max(0))) width=(Percent(slot)) y="0" height=(Percent(FOOT)) {}
                    }
                    (draw(bar, middle, width, top, Some(index) == highest))
                };
                @if let Some(href) = &bar.href {
                    a.slot href=(href) aria-label={ (bar.label) ": " (bar.text) } { (column) }
                } @else {
                    g.slot { (column) }
                }
                @if let Some(class) = label_at(index, all.len()) {
                    text class=(class) x=(Percent(middle)) y="100%" dy="-6" text-anchor="middle" { (bar.label) }
                }
            }
            line.axis x1="0" x2="100%" y1=(Percent(FOOT)) y2=(Percent(FOOT)) {}
        }
    };
    figure(chart, twin(locale, title, all.iter().map(|b| (b.label.as_str(), b.text.as_str(), b.href.as_deref()))))
}

fn draw(bar: &Bar, middle: i64, width: i64, top: i64, is_highest: bool) -> Markup {
    // A little that is there is seen, and nothing is nothing.
    let y = if bar.value > 0 { height(bar.value, 0, top).min(FOOT - 100) } else { FOOT };
    let class = if is_highest { "label" } else { "tip" };
    html! {
        rect class={ "bar" @if is_highest { " top" } } x=(Percent(middle - width / 2)) width=(Percent(width)) y=(Percent(y)) height=(Percent(FOOT - y)) rx="3" {}
        text class=(class) x=(Percent(middle)) y=(Percent(y.max(TOP))) dy="-8" text-anchor="middle" { (bar.text) }
    }
}
