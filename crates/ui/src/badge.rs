//! A status as a word with a mark, and a sentence that matters: never colour alone.

use crate::icon::{Icon, icon};
use maud::{Markup, html};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    #[default]
    Neutral,
    Accent,
    Good,
    Warn,
    Bad,
}

impl Tone {
    pub fn class(self) -> &'static str {
        match self {
            Self::Neutral => "neutral",
            Self::Accent => "accent",
            Self::Good => "good",
            Self::Warn => "warn",
            Self::Bad => "bad",
        }
    }
}

pub fn badge(tone: Tone, text: &str) -> Markup {
    html! { span class={ "badge " (tone.class()) } { (text) } }
}

/// A sentence with an icon; bad ones are announced.
pub fn notice(tone: Tone, text: &str) -> Markup {
    let mark = match tone {
        Tone::Good => Icon::Check,
        Tone::Warn => Icon::Alert,
        Tone::Bad => Icon::Cross,
        Tone::Neutral | Tone::Accent => Icon::Info,
    };
    let role = if tone == Tone::Bad { Some("alert") } else { None };
    html! { p class={ "notice " (tone.class()) } role=[role] { (icon(mark)) span { (text) } } }
}
