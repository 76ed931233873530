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

pub fn timeline(moments: &[Moment]) -> Markup {
    html! {
        ol.timeline {
            @for moment in moments {
                li class={ (moment.tone.class()) @if moment.is_now { " now" } } {
                    div {
                        @if moment.is_now { b { (moment.title) } } @else { span { (moment.title) } }
                        @if let Some(detail) = &moment.detail { div.muted.small { (detail) } }
                    }
                    time datetime=(moment.datetime) { bdi { (moment.time) } }
                }
            }
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
