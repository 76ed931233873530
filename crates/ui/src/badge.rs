//! A status as a word with a mark, and a sentence that matters: never colour alone.

use crate::escaped::escaped;
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
    pub const ALL: [Self; 5] = [Self::Neutral, Self::Accent, Self::Good, Self::Warn, Self::Bad];

    pub fn class(self) -> &'static str {
        match self {
            Self::Neutral => "neutral",
            Self::Accent => "accent",
            Self::Good => "good",
            Self::Warn => "warn",
            Self::Bad => "bad",
        }
    }

    fn mark(self) -> Icon {
        match self {
            Self::Good => Icon::Check,
            Self::Warn => Icon::Alert,
            Self::Bad => Icon::Cross,
            Self::Neutral | Self::Accent => Icon::Info,
        }
    }

    /// Bad news is announced at once.
    fn role(self) -> Option<&'static str> {
        (self == Self::Bad).then_some("alert")
    }
}

/// The mark before the word differs by form as well as by colour.
pub fn badge(tone: Tone, text: &str) -> Markup {
    html! { span class={ "badge " (tone.class()) } { (escaped(text)) } }
}

/// A sentence with an icon; bad ones are announced.
pub fn notice(tone: Tone, text: &str) -> Markup {
    html! { p class={ "notice " (tone.class()) } role=[tone.role()] { (icon(tone.mark())) span { (escaped(text)) } } }
}

/// The same with an icon of its own, more words and a way on.
pub fn notice_with(tone: Tone, mark: Icon, body: Markup, act: Option<Markup>) -> Markup {
    html! {
        div class={ "notice " (tone.class()) } role=[tone.role()] {
            (icon(mark)) div { (body) }
            @if let Some(act) = act { span.act { (act) } }
        }
    }
}

/// A short word about what was just done, with a way to undo it where there is one.
pub fn toast(text: &str, undo: Option<Markup>) -> Markup {
    html! { w-toast.toast role="status" { (icon(Icon::Tick)) span { (text) } @if let Some(undo) = undo { (undo) } } }
}
