//! Figures with their meaning, leading to the rows behind them.

use crate::badge::Tone;
use crate::icon::{Icon, icon};
use maud::{Markup, html};

#[derive(Clone, Debug, Default)]
pub struct Kpi<'a> {
    pub label: &'a str,
    pub value: &'a str,
    /// What the figure means or how it moved.
    pub note: Option<&'a str>,
    pub tone: Tone,
    pub href: Option<&'a str>,
}

/// How a figure moved against the time before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trend {
    Up,
    Down,
}

pub fn kpi(kpi: &Kpi<'_>) -> Markup {
    draw(kpi, None, None, None)
}

/// A figure whose note counts other rows, and leads to them.
pub fn kpi_noted(kpi: &Kpi<'_>, note_href: &str) -> Markup {
    draw(kpi, None, None, Some(note_href))
}

/// A figure that moved: the arrow says where to, the tone whether that is good.
pub fn kpi_moved(kpi: &Kpi<'_>, trend: Trend) -> Markup {
    draw(kpi, Some(trend), None, None)
}

/// A figure with its course below, such as [`crate::spark`].
pub fn kpi_with(kpi: &Kpi<'_>, trend: Option<Trend>, course: Markup) -> Markup {
    draw(kpi, trend, Some(course), None)
}

/// The panel that holds figures side by side.
pub fn kpis(all: &[Markup]) -> Markup {
    html! { div.kpis { @for one in all { (one) } } }
}

fn draw(kpi: &Kpi<'_>, trend: Option<Trend>, course: Option<Markup>, note_href: Option<&str>) -> Markup {
    let arrow = trend.map(|trend| match trend {
        Trend::Up => Icon::TrendUp,
        Trend::Down => Icon::TrendDown,
    });
    let figure = html! { span.kpi-label { (kpi.label) } span.kpi-value { bdi { (kpi.value) } } };
    let note = html! {
        @if let Some(note) = kpi.note {
            span class={ "kpi-note " (kpi.tone.class()) } {
                @if let Some(arrow) = arrow { (icon(arrow)) }
                @if let Some(href) = note_href { a href=(href) { (note) } } @else { span { (note) } }
            }
        }
        @if let Some(course) = course { (course) }
    };
    match (kpi.href, note_href) {
        (Some(href), None) => html! { a.kpi href=(href) { (figure) (note) } },
        // A link in a link is none: the figure's reaches over the whole, the note's lies above it.
        (Some(href), Some(_)) => html! { div.kpi { a.cover href=(href) { (figure) } (note) } },
        (None, _) => html! { div.kpi { (figure) (note) } },
    }
}
