//! What happened, newest first, and how far a thing has come.

use crate::badge::Tone;
use crate::escaped::escaped;
use maud::{Markup, html};
use wasl_base::{CalendarDate, Instant};
use wasl_i18n::Locale;

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

/// Moments in their order, parted where the day turns in the reader's zone. Their times then need no date.
pub fn days(locale: &Locale, now: Instant, moments: impl IntoIterator<Item = (Instant, Moment)>) -> Vec<Day> {
    let today = now.date_in(&locale.zone);
    let mut all: Vec<(CalendarDate, Day)> = Vec::new();
    for (at, moment) in moments {
        let day = at.date_in(&locale.zone);
        match all.last_mut().filter(|(held, _)| *held == day) {
            Some((_, held)) => held.moments.push(moment),
            None => all.push((day, Day { title: day_title(locale, day, today), moments: vec![moment] })),
        }
    }
    all.into_iter().map(|(_, day)| day).collect()
}

/// "Today, Sunday 22 November"; another year is named.
fn day_title(locale: &Locale, day: CalendarDate, today: CalendarDate) -> String {
    if day.civil().year() != today.civil().year() {
        return locale.date_long(day);
    }
    match locale.day_word(day, today) {
        Some(word) => headed(&locale.tv("ui-day-near", &[("word", word.into()), ("date", locale.date(day).into())])),
        None => locale.date(day),
    }
}

/// As the first word of a heading; Arabic knows no capitals and stays as it is.
fn headed(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

/// A long history by days.
pub fn timeline_by_day(days: &[Day]) -> Markup {
    html! {
        div.days {
            @for day in days {
                section { h3 { (escaped(&day.title)) } ol.timeline { @for moment in &day.moments { (draw(moment)) } } }
            }
        }
    }
}

fn draw(moment: &Moment) -> Markup {
    html! {
        li class={ (moment.tone.class()) @if moment.is_now { " now" } } aria-current=[moment.is_now.then_some("step")] {
            div {
                @if moment.is_now { b { (escaped(&moment.title)) } } @else { span { (escaped(&moment.title)) } }
                @if let Some(detail) = &moment.detail { div.muted.small { (detail) } }
            }
            time datetime=(escaped(&moment.datetime)) { bdi { (escaped(&moment.time)) } }
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
        ol class={ "steps" @if is_in_trouble { " bad" } } aria-label=(escaped(label)) {
            @for step in steps {
                @match step.state {
                    StepState::Done => li.done { (escaped(&step.text)) },
                    StepState::Now => li.now aria-current="step" { (escaped(&step.text)) },
                    StepState::Ahead => li { (escaped(&step.text)) },
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasl_base::Lang;

    #[test]
    fn days_turn_at_the_readers_midnight_and_are_named_as_people_name_them() {
        wasl_i18n::install(&[crate::TEXTS]);
        let locale = Locale::new(Lang::En, "Asia/Riyadh".parse().expect("zone"));
        let at = |text: &str| Instant::parse(text).expect("an instant");
        let moment = |title: &str| Moment {
            title: title.into(),
            detail: None,
            time: String::new(),
            datetime: String::new(),
            tone: Tone::Neutral,
            is_now: false,
        };
        let told = [
            ("2026-11-21T21:00:00Z", "a"),
            ("2026-11-21T20:59:00Z", "b"),
            ("2026-11-21T01:00:00Z", "c"),
            ("2026-11-18T01:00:00Z", "d"),
            ("2025-12-31T01:00:00Z", "e"),
        ];
        let all = days(&locale, at("2026-11-22T09:00:00Z"), told.map(|(when, title)| (at(when), moment(title))));
        let seen: Vec<(&str, usize)> = all.iter().map(|day| (day.title.as_str(), day.moments.len())).collect();
        let expect = [
            ("Today, Sunday 22 November", 1),
            ("Yesterday, Saturday 21 November", 2),
            ("Wednesday 18 November", 1),
            ("Wednesday 31 December 2025", 1),
        ];
        assert_eq!(seen, expect);
    }
}
