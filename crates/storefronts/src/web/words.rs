//! How states and differences are said and coloured.

use crate::model::MessageState;
use maud::Markup;
use wasl_i18n::Locale;
use wasl_platform::{Asked, House, Member, asked_of};
use wasl_ui::{Tone, badge};

pub fn state_name(locale: &Locale, state: MessageState) -> String {
    locale.t(&format!("storefronts-state-{}", state.as_str()))
}

pub fn state_badge(locale: &Locale, state: MessageState) -> Markup {
    let tone = match state {
        MessageState::Done => Tone::Good,
        MessageState::Refused => Tone::Bad,
        MessageState::Held => Tone::Warn,
        MessageState::Waiting => Tone::Accent,
        MessageState::Overtaken | MessageState::Ignored => Tone::Neutral,
    };
    badge(tone, &state_name(locale, state))
}

/// Why a message was refused, as people are told.
pub fn refusal(locale: &Locale, code: &str) -> String {
    let key = format!("error-{}", code.replace('.', "-"));
    if locale.has(&key) { locale.t(&key) } else { code.to_owned() }
}

/// A difference in words; what a newer build wrote stays as it is.
pub fn difference(locale: &Locale, problem: &str) -> String {
    let key = format!("storefronts-differs-{problem}");
    if locale.has(&key) { locale.t(&key) } else { problem.to_owned() }
}

/// What is asked once more before a secret, where the sign-in is old.
pub async fn asked_again(house: &House, member: &Member) -> Result<Asked, wasl_db::DbError> {
    let token = member.visitor.session(&house.config).unwrap_or_default();
    asked_of(house, &member.user, token).await
}
