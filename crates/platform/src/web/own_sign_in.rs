//! "My sign-in": a new password against the old one, the second step, and the sessions one has left open elsewhere.

use super::form::Done;
use super::{CheckedForm, Member, second_step};
use crate::access::{OwnSession, change_own_password, end_own_session, list_own_sessions, recovery_codes_left};
use crate::{House, PageProblem, Problem};
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use serde::Deserialize;
use wasl_ui::{Column, Field, Table, Tone, badge, card, notice, submit_button, table, when};

pub async fn page(
    State(house): State<House>,
    member: Member,
    Query(query): Query<Done>,
) -> Result<Markup, PageProblem> {
    let said = match query.done.as_deref() {
        Some("password") => Some("platform-me-password-done"),
        Some("session") => Some("platform-me-session-done"),
        Some("second_step") => Some("platform-second-step-removed"),
        _ => None,
    };
    let notice = said.map(|key| notice(Tone::Good, &member.locale.t(key)));
    show(&house, &member, Said { notice, problem: None }).await
}

/// What stands above the page.
pub(super) struct Said<'a> {
    pub notice: Option<Markup>,
    pub problem: Option<&'a Problem>,
}

pub(super) async fn show(house: &House, member: &Member, said: Said<'_>) -> Result<Markup, PageProblem> {
    let token = member.visitor.session(&house.config).unwrap_or_default();
    let mut read = house.db.read().await?;
    let sessions = list_own_sessions(&mut read, member.user.id, token, house.clock.now()).await?;
    let codes_left = recovery_codes_left(&mut read, member.user.id).await?;
    drop(read);
    let (locale, problem) = (&member.locale, said.problem);
    let title = locale.t("platform-me-title");
    let body = html! {
        div.stack {
            @if let Some(said) = said.notice { (said) }
            @if let Some(problem) = problem { (notice(Tone::Bad, &problem.text(locale.lang))) }
            (card(&locale.t("platform-password"), None, password_form(member, problem)))
            (card(&locale.t("platform-second-step-title"), None, second_step::card_of(member, codes_left, problem)))
            (card(&locale.t("platform-me-sessions"), None, sessions_table(member, &sessions)))
        }
    };
    Ok(member.settings_page(&title, body))
}

fn password_form(member: &Member, problem: Option<&Problem>) -> Markup {
    let locale = &member.locale;
    let wrong = |name: &str| problem.and_then(|problem| problem.text_at(name, locale.lang));
    let hint = locale.t("platform-me-password-hint");
    let line = |name: &'static str, key: &str, autocomplete: &'static str, hint: Option<&str>| {
        let error = wrong(name);
        wasl_ui::field(&Field {
            name,
            label: &locale.t(key),
            kind: "password",
            hint,
            error: error.as_deref(),
            is_required: true,
            autocomplete: Some(autocomplete),
            is_ltr: true,
            ..Field::default()
        })
    };
    html! {
        @if member.user.has_password() {
            form.form method="post" action=(member.href("/me/password")) {
                (wasl_ui::csrf_field(&member.csrf))
                (line("old", "platform-me-password-old", "current-password", None))
                (line("password", "platform-me-password-new", "new-password", Some(&hint)))
                (submit_button(&locale.t("platform-me-password-submit")))
            }
        } @else {
            p.muted { (locale.t("platform-me-no-password")) }
        }
    }
}

fn sessions_table(member: &Member, sessions: &[OwnSession]) -> Markup {
    let locale = &member.locale;
    let columns = vec![
        Column::text(locale.t("platform-me-session-begun")),
        Column::text(locale.t("platform-me-session-seen")),
        Column::text(String::new()),
    ];
    let rows = sessions
        .iter()
        .map(|session| vec![when(locale, session.created_at), when(locale, session.seen_at), act(member, session)])
        .collect();
    table(&Table { caption: locale.t("platform-me-sessions"), columns, rows })
}

fn act(member: &Member, session: &OwnSession) -> Markup {
    let locale = &member.locale;
    html! {
        @if session.is_this {
            (badge(Tone::Good, &locale.t("platform-me-session-this")))
        } @else {
            form method="post" action=(member.href("/me/sessions")) {
                (wasl_ui::csrf_field(&member.csrf))
                input type="hidden" name="session" value=(session.name);
                (wasl_ui::danger_button(&locale.t("platform-me-session-end")))
            }
        }
    }
}

#[derive(Deserialize)]
pub struct PasswordForm {
    #[serde(default)]
    old: String,
    #[serde(default)]
    password: String,
}

pub async fn take_password(
    State(house): State<House>,
    member: Member,
    CheckedForm(form): CheckedForm<PasswordForm>,
) -> Result<Response, PageProblem> {
    let token = member.visitor.session(&house.config).unwrap_or_default();
    match change_own_password(&house, &member.user, token, &form.old, &form.password).await {
        Ok(()) => Ok(Redirect::to(&member.href("/me?done=password")).into_response()),
        Err(error) => {
            let problem = Problem::from(error);
            let page = show(&house, &member, Said { notice: None, problem: Some(&problem) }).await?;
            Ok((problem.status, page).into_response())
        }
    }
}

#[derive(Deserialize)]
pub struct SessionForm {
    #[serde(default)]
    session: String,
}

/// An end that has come already is an end as well: nothing to complain about.
pub async fn take_session(
    State(house): State<House>,
    member: Member,
    CheckedForm(form): CheckedForm<SessionForm>,
) -> Result<Response, PageProblem> {
    end_own_session(&house, member.user.id, &form.session).await?;
    Ok(Redirect::to(&member.href("/me?done=session")).into_response())
}
