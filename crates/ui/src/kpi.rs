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
    draw(kpi, None, None)
}

/// A figure that moved: the arrow says where to, the tone whether that is good.
pub fn kpi_moved(kpi: &Kpi<'_>, trend: Trend) -> Markup {
    draw(kpi, Some(trend), None)
}

/// A figure with its course below, such as [`crate::spark`].
pub fn kpi_with(kpi: &Kpi<'_>, trend: Option<Trend>, course: Markup) -> Markup {
    draw(kpi, trend, Some(course))
}

/// The panel that holds figures side by side.
pub fn kpis(all: &[Markup]) -> Markup {
    html! { div.kpis { @for one in all { (one) } } }
}

fn draw(kpi: &Kpi<'_>, trend: Option<Trend>, course: Option<Markup>) -> Markup {
    let arrow = trend.map(|trend| match trend {
        Trend::Up => Icon::TrendUp,
        Trend::Down => Icon::TrendDown,
    });
    let body = html! {
        span.kpi-label { (kpi.label) }
        span.kpi-value { bdi { (kpi.value) } }
        @if let Some(note) = kpi.note {
            span class={ "kpi-note " (kpi.tone.class()) } { @if let Some(arrow) = arrow { (icon(arrow)) } span { (note) } }
        }
        @if let Some(course) = course { (course) }
    };
    match kpi.href {
        Some(href) => html! { a.kpi href=(href) { (body) } },
        None => html! { div.kpi { (body) } },
    }
}
