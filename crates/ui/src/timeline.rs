//! What happened, newest first, and how far a thing has come.

use crate::badge::Tone;
use maud::{Markup, html};

#[derive(Clone, Debug)]
pub struct Moment {
    pub title: String,
    pub detail: Option<Markup>,
    /// As a person reads it.
    pub time: String,
    /// RFC 3339, for machines.
    pub datetime: String,
    pub tone: Tone,
    pub is_now: bool,
}

/// The moments of one day; its name stands once, the moments then need only the time of day.
#[derive(Clone, Debug)]
pub struct Day {
    pub title: String,
    pub moments: Vec<Moment>,
}

pub fn timeline(moments: &[Moment]) -> Markup {
    timeline_with(&[], moments)
}

/// What is still to come stands first, drawn as not yet: (what, when about).
pub fn timeline_with(ahead: &[(String, String)], moments: &[Moment]) -> Markup {
    html! {
        ol.timeline {
            @for (title, time) in ahead { li.ahead { span { (title) } span.small { (time) } } }
            @for moment in moments { (draw(moment)) }
        }
    }
}

/// A long history by days.
pub fn timeline_by_day(days: &[Day]) -> Markup {
    html! {
        div.days {
            @for day in days {
                section { h3 { (day.title) } ol.timeline { @for moment in &day.moments { (draw(moment)) } } }
            }
        }
    }
}

fn draw(moment: &Moment) -> Markup {
    html! {
        li class={ (moment.tone.class()) @if moment.is_now { " now" } } aria-current=[moment.is_now.then_some("step")] {
            div {
                @if moment.is_now { b { (moment.title) } } @else { span { (moment.title) } }
                @if let Some(detail) = &moment.detail { div.muted.small { (detail) } }
            }
            time datetime=(moment.datetime) { bdi { (moment.time) } }
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepState {
    Done,
    Now,
    Ahead,
}

#[derive(Clone, Debug)]
pub struct Step {
    pub text: String,
    pub state: StepState,
}

/// Three to five steps; `is_in_trouble` colours the present one.
pub fn steps(label: &str, steps: &[Step], is_in_trouble: bool) -> Markup {
    html! {
        ol class={ "steps" @if is_in_trouble { " bad" } } aria-label=(label) {
            @for step in steps {
                @match step.state {
                    StepState::Done => li.done { (step.text) },
                    StepState::Now => li.now aria-current="step" { (step.text) },
                    StepState::Ahead => li { (step.text) },
                }
            }
        }
    }
}
