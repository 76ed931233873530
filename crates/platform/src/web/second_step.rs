//! The second step of signing in: the question for its code, the page that sets it up, and what a person changes about it on
//! "my sign-in".

use super::form::CheckedForm;
use super::member::signed_in;
use super::own_sign_in::{self, Said};
use super::pages::{give_cookies, let_in, page, safe_next};
use super::visitor::{Visitor, plain_locale};
use super::{Member, encode};
use crate::access::{
    Asked, Draft, asked_of, confirm_person, draft_of, find_half_session, lacks_second_step, pass_second_step,
    recovery_codes_left, remove_second_step, renew_recovery_codes, set_up_second_step,
};
use crate::{House, PageProblem, Problem};
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use serde::Deserialize;
use wasl_i18n::Locale;
use wasl_ui::{
    Field, Icon, Tone, button_link, copyable, copyable_lines, csrf_field, danger_button, field, notice, notice_with,
    plain_button, primary_link, qr, submit_button,
};

#[derive(Deserialize)]
pub struct Next {
    next: Option<String>,
}

#[derive(Default, Deserialize)]
pub struct CodeForm {
    #[serde(default)]
    code: String,
    #[serde(default)]
    confirm: String,
    next: Option<String>,
}

/// Where somebody goes who has no session, or whose half one is over.
fn to_sign_in(next: &str) -> Response {
    Redirect::to(&format!("/sign-in?next={}", encode(next))).into_response()
}

pub async fn ask_page(
    State(house): State<House>,
    visitor: Visitor,
    Query(query): Query<Next>,
) -> Result<Response, PageProblem> {
    let next = safe_next(query.next.as_deref());
    let token = visitor.session(&house.config).unwrap_or_default();
    if find_half_session(&house, token).await?.is_some() {
        return Ok(ask_form(&visitor, token, next, None).into_response());
    }
    let is_whole = signed_in(&house, &visitor).await?.is_some();
    Ok(if is_whole { Redirect::to(next).into_response() } else { to_sign_in(next) })
}

fn ask_form(visitor: &Visitor, token: &str, next: &str, problem: Option<&Problem>) -> Markup {
    let locale = plain_locale(visitor.lang);
    let csrf = crate::access::csrf_of(token);
    let hidden = html! { (csrf_field(&csrf)) input type="hidden" name="next" value=(next); };
    let body = html! {
        p.muted { (locale.t("platform-second-step-lead")) }
        @if let Some(problem) = problem { (notice(Tone::Bad, &problem.text(visitor.lang))) }
        form.form method="post" action="/second-step" {
            (hidden)
            (code_field(&locale, None))
            (submit_button(&locale.t("platform-second-step-go")))
        }
        details {
            summary { (locale.t("platform-second-step-lost")) }
            form.form method="post" action="/second-step" {
                (hidden)
                (field(&Field {
                    name: "code", id: Some("recovery"), label: &locale.t("platform-second-step-recovery"),
                    hint: Some(&locale.t("platform-second-step-recovery-hint")), is_required: true,
                    autocomplete: Some("off"), is_ltr: true, ..Field::default()
                }))
                (plain_button(None, &locale.t("platform-second-step-recovery-go")))
            }
        }
        p { a href="/sign-in" { (locale.t("platform-second-step-other")) } }
    };
    page(visitor, &locale.t("platform-second-step-title"), body)
}

/// Six digits, with the keyboard for them where there is one.
fn code_field(locale: &Locale, error: Option<&str>) -> Markup {
    field(&Field {
        name: "code",
        label: &locale.t("platform-second-step-code"),
        hint: Some(&locale.t("platform-second-step-code-hint")),
        error,
        is_required: true,
        autocomplete: Some("one-time-code"),
        is_ltr: true,
        is_digits: true,
        ..Field::default()
    })
}

pub async fn take_code(
    State(house): State<House>,
    visitor: Visitor,
    CheckedForm(form): CheckedForm<CodeForm>,
) -> Result<Response, PageProblem> {
    let next = safe_next(form.next.as_deref());
    let token = visitor.session(&house.config).unwrap_or_default();
    match pass_second_step(&house, token, &form.code, visitor.device(&house.config)).await {
        Ok(entered) => Ok(let_in(&house, &entered, next)),
        Err(error) => {
            let problem = Problem::from(error);
            // The fifth wrong code ends the half session: the answer says so at once.
            let is_over = find_half_session(&house, token).await?.is_none();
            let body = if is_over {
                over_page(&visitor, next, &problem)
            } else {
                ask_form(&visitor, token, next, Some(&problem))
            };
            Ok((problem.status, body).into_response())
        }
    }
}

fn over_page(visitor: &Visitor, next: &str, problem: &Problem) -> Markup {
    let locale = plain_locale(visitor.lang);
    let body = html! {
        (notice(Tone::Bad, &problem.text(visitor.lang)))
        (primary_link(&format!("/sign-in?next={}", encode(next)), None, &locale.t("platform-second-step-again")))
    };
    page(visitor, &locale.t("platform-second-step-title"), body)
}

pub async fn set_up_page(
    State(house): State<House>,
    visitor: Visitor,
    Query(query): Query<Next>,
) -> Result<Response, PageProblem> {
    show_set_up(&house, &visitor, safe_next(query.next.as_deref()), None).await
}

async fn show_set_up(
    house: &House,
    visitor: &Visitor,
    next: &str,
    problem: Option<&Problem>,
) -> Result<Response, PageProblem> {
    let here = || to_sign_in(&format!("/second-step/set-up?next={}", encode(next)));
    let Some((user, csrf)) = signed_in(house, visitor).await? else { return Ok(here()) };
    let mut read = house.db.read().await?;
    let is_held = recovery_codes_left(&mut read, user.id).await?.is_some();
    let is_required = lacks_second_step(house, &mut read, user.id).await?;
    drop(read);
    if is_held {
        return Ok(Redirect::to(next).into_response());
    }
    let token = visitor.session(&house.config).unwrap_or_default();
    let asked = asked_of(house, &user, token).await?;
    let Some(draft) = draft_of(house, &user, token).await? else { return Ok(here()) };
    let way_out = way_out(&plain_locale(visitor.lang), is_required, &csrf, next);
    let form = set_up_form(visitor, &draft, &csrf, next, asked, problem, way_out);
    let status = problem.map_or(StatusCode::OK, |problem| problem.status);
    Ok((status, form).into_response())
}

fn set_up_form(
    visitor: &Visitor,
    draft: &Draft,
    csrf: &str,
    next: &str,
    asked: Asked,
    problem: Option<&Problem>,
    way_out: Markup,
) -> Markup {
    let locale = plain_locale(visitor.lang);
    let wrong = problem.and_then(|problem| problem.text_at("code", visitor.lang));
    let body = html! {
        p.muted { (locale.t("platform-second-step-why")) }
        @if let Some(problem) = problem { (notice(Tone::Bad, &problem.text(visitor.lang))) }
        ol.ways {
            li { (locale.t("platform-second-step-app")) }
            li {
                (locale.t("platform-second-step-scan"))
                @if let Some(drawn) = qr(&draft.address, &locale.t("platform-second-step-drawing")) { (drawn) }
                p { a.button href=(draft.address) { (locale.t("platform-second-step-open")) } }
                details {
                    summary { (locale.t("platform-second-step-type")) }
                    (copyable(&locale, &draft.letters))
                }
            }
            li { (locale.t("platform-second-step-first")) }
        }
        form.form method="post" action="/second-step/set-up" {
            (csrf_field(csrf))
            input type="hidden" name="next" value=(next);
            (code_field(&locale, wrong.as_deref()))
            (confirm_fields(&locale, asked, problem))
            (submit_button(&locale.t("platform-second-step-hold")))
        }
        (way_out)
    };
    page(visitor, &locale.t("platform-second-step-set-up-title"), body)
}

/// Back to where one was, or out of the house for whoever needs it.
fn way_out(locale: &Locale, is_required: bool, csrf: &str, next: &str) -> Markup {
    html! {
        @if is_required {
            form method="post" action="/sign-out" {
                (csrf_field(csrf))
                (plain_button(None, &locale.t("platform-sign-out")))
            }
        } @else {
            (button_link(next, None, &locale.t("platform-second-step-not-now")))
        }
    }
}

/// The recovery codes are shown once, on the page that answers.
pub async fn take_set_up(
    State(house): State<House>,
    visitor: Visitor,
    CheckedForm(form): CheckedForm<CodeForm>,
) -> Result<Response, PageProblem> {
    let next = safe_next(form.next.as_deref());
    let Some((user, _)) = signed_in(&house, &visitor).await? else { return Ok(to_sign_in(next)) };
    let token = visitor.session(&house.config).unwrap_or_default();
    let done = match confirm_person(&house, &user, token, &form.confirm, "").await {
        Ok(()) => set_up_second_step(&house, &user, token, &form.code).await,
        Err(error) => Err(error),
    };
    match done {
        Ok((entered, codes)) => {
            let mut response = codes_page(&visitor, next, &codes).into_response();
            give_cookies(&house, &entered, &mut response);
            Ok(response)
        }
        Err(error) => show_set_up(&house, &visitor, next, Some(&Problem::from(error))).await,
    }
}

fn codes_page(visitor: &Visitor, next: &str, codes: &[String]) -> Markup {
    let locale = plain_locale(visitor.lang);
    let body = html! {
        (notice(Tone::Good, &locale.t("platform-second-step-holds")))
        p { (locale.t("platform-second-step-codes")) }
        (copyable_lines(&locale, codes))
        (primary_link(next, None, &locale.t("platform-second-step-kept")))
    };
    page(visitor, &locale.t("platform-second-step-codes-title"), body)
}

/// Fields of a form that asks once more who it is. `problem` says which of them was wrong.
pub fn confirm_fields(locale: &Locale, asked: Asked, problem: Option<&Problem>) -> Markup {
    confirm_fields_because(locale, asked, Some(&locale.t("platform-confirm-hint")), problem)
}

fn confirm_fields_because(locale: &Locale, asked: Asked, why: Option<&str>, problem: Option<&Problem>) -> Markup {
    let wrong = |name: &str| problem.and_then(|problem| problem.text_at(name, locale.lang));
    let (confirm_wrong, code_wrong) = (wrong("confirm"), wrong("code"));
    html! {
        @if asked != Asked::Nothing {
            (field(&Field {
                name: "confirm", label: &locale.t("platform-confirm"), kind: "password",
                hint: why, error: confirm_wrong.as_deref(), is_required: true,
                autocomplete: Some("current-password"), is_ltr: true, ..Field::default()
            }))
        }
        @if asked == Asked::PasswordAndCode {
            (field(&Field {
                name: "code", label: &locale.t("platform-second-step-code"),
                hint: Some(&locale.t("platform-second-step-any-hint")), error: code_wrong.as_deref(),
                is_required: true, autocomplete: Some("one-time-code"), is_ltr: true, ..Field::default()
            }))
        }
    }
}

/// On "my sign-in": what there is, and what can be done about it. `left` is how many recovery codes are left.
pub(super) fn card_of(member: &Member, left: Option<i64>, problem: Option<&Problem>) -> Markup {
    let locale = &member.locale;
    let Some(left) = left else {
        let href = format!("/second-step/set-up?next={}", encode(&member.href("/me")));
        return html! {
            p.muted { (locale.t("platform-second-step-none")) }
            div { (primary_link(&href, Some(Icon::Shield), &locale.t("platform-second-step-set-up"))) }
        };
    };
    html! {
        (notice(Tone::Good, &locale.t("platform-second-step-on")))
        p.muted { (locale.tv("platform-second-step-left", &[("n", left.into())])) }
        @if member.user.has_password() {
            form.form method="post" action=(member.href("/me/second-step")) {
                (csrf_field(&member.csrf))
                (confirm_fields_because(locale, Asked::PasswordAndCode, None, problem))
                div.cluster {
                    button.button type="submit" name="act" value="codes" { (locale.t("platform-second-step-renew")) }
                    span.cluster { (danger_button(&locale.t("platform-second-step-remove"))) }
                }
            }
        } @else {
            p.muted { (locale.t("platform-second-step-by-operator")) }
        }
    }
}

#[derive(Deserialize)]
pub struct ChangeForm {
    #[serde(default)]
    act: String,
    #[serde(default)]
    confirm: String,
    #[serde(default)]
    code: String,
}

/// New recovery codes, or no second step any more: both by password and code, however fresh the session is.
pub async fn take_change(
    State(house): State<House>,
    member: Member,
    CheckedForm(form): CheckedForm<ChangeForm>,
) -> Result<Response, PageProblem> {
    let token = member.visitor.session(&house.config).unwrap_or_default();
    let done = if form.act == "codes" {
        renew_recovery_codes(&house, &member.user, &form.confirm, &form.code).await.map(Some)
    } else {
        remove_second_step(&house, &member.user, token, &form.confirm, &form.code).await.map(|()| None)
    };
    match done {
        Ok(Some(codes)) => {
            let locale = &member.locale;
            let body = html! { p { (locale.t("platform-second-step-codes")) } (copyable_lines(locale, &codes)) };
            let said = Said { notice: Some(notice_with(Tone::Good, Icon::Key, body, None)), problem: None };
            Ok(own_sign_in::show(&house, &member, said).await?.into_response())
        }
        Ok(None) => Ok(Redirect::to(&member.href("/me?done=second_step")).into_response()),
        Err(error) => {
            let problem = Problem::from(error);
            let said = Said { notice: None, problem: Some(&problem) };
            let page = own_sign_in::show(&house, &member, said).await?;
            Ok((problem.status, page).into_response())
        }
    }
}
