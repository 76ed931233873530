//! Where an invitation leads: a new person makes their account; whoever has one signs in first and joins with it.

use super::form::{CheckedForm, Nothing, OpenForm};
use super::member::signed_in;
use super::pages::{let_in, page};
use super::team::role_name;
use super::visitor::{Visitor, plain_locale};
use crate::access::{Invited, accept_invitation, find_invitation, join_by_invitation};
use crate::{House, PageProblem, Problem};
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use serde::Deserialize;
use wasl_i18n::Locale;
use wasl_ui::{Field, Tone, csrf_field, field, notice, primary_link, submit_button};

pub async fn invited_page(
    State(house): State<House>,
    visitor: Visitor,
    Path(token): Path<String>,
) -> Result<Markup, PageProblem> {
    let invited = find_invitation(&house, &token).await?;
    show(&house, &visitor, &token, &invited, None, None).await
}

async fn show(
    house: &House,
    visitor: &Visitor,
    token: &str,
    invited: &Invited,
    typed: Option<&str>,
    problem: Option<&Problem>,
) -> Result<Markup, PageProblem> {
    let locale = plain_locale(visitor.lang);
    let shop = invited.shop.name(visitor.lang);
    let role = role_name(&locale, Some(invited.invitation.role));
    let values = [("shop", shop.into()), ("role", role.into())];
    let path = format!("/invited/{}", super::encode(token));
    let here = signed_in(house, visitor).await?;
    let body = html! {
        p { (locale.tv("platform-invited-lead", &values)) }
        p.muted { bdi dir="ltr" { (invited.invitation.email) } }
        @if let Some(problem) = problem { (notice(Tone::Bad, &problem.text(visitor.lang))) }
        @match (&here, invited.is_known) {
            (Some((user, csrf)), _) if user.email == invited.invitation.email => (join_form(&locale, &path, csrf)),
            (Some((user, csrf)), _) => {
                (notice(Tone::Warn, &locale.tv("platform-invited-another", &[("email", user.email.as_str().into())])))
                form method="post" action="/sign-out" { (csrf_field(csrf)) (submit_button(&locale.t("platform-sign-out"))) }
            },
            (None, true) => {
                p { (locale.t("platform-invited-known")) }
                (primary_link(&format!("/sign-in?next={}", super::encode(&path)), None, &locale.t("platform-sign-in")))
            },
            (None, false) => (account_form(&locale, &path, typed.unwrap_or(&invited.invitation.name), problem)),
        }
    };
    Ok(page(visitor, &locale.t("platform-invited-title"), body))
}

fn join_form(locale: &Locale, path: &str, csrf: &str) -> Markup {
    html! {
        form.form method="post" action={ (path) "/join" } {
            (csrf_field(csrf))
            (submit_button(&locale.t("platform-invited-join")))
        }
    }
}

fn account_form(locale: &Locale, path: &str, name: &str, problem: Option<&Problem>) -> Markup {
    let hint = locale.t("platform-setup-password-hint");
    let line = |one: Field<'_>| {
        let error = problem.and_then(|problem| problem.text_at(one.name, locale.lang));
        field(&Field { error: error.as_deref(), is_required: true, ..one })
    };
    html! {
        form.form method="post" action=(path) {
            (line(Field { name: "name", label: &locale.t("platform-setup-your-name"), value: name, autocomplete: Some("name"), ..Field::default() }))
            (line(Field { name: "password", label: &locale.t("platform-password"), kind: "password", hint: Some(&hint), autocomplete: Some("new-password"), is_ltr: true, ..Field::default() }))
            (submit_button(&locale.t("platform-invited-accept")))
        }
    }
}

#[derive(Deserialize)]
pub struct AccountForm {
    #[serde(default)]
    name: String,
    #[serde(default)]
    password: String,
}

pub async fn take_account(
    State(house): State<House>,
    visitor: Visitor,
    Path(token): Path<String>,
    OpenForm(form): OpenForm<AccountForm>,
) -> Result<Response, PageProblem> {
    match accept_invitation(&house, &token, &form.name, &form.password).await {
        Ok((shop, entered)) => Ok(let_in(&house, &entered, &format!("/s/{}", shop.handle))),
        Err(error) => {
            let problem = Problem::from(error);
            // Where the link is dead there is no page to show again.
            let invited = find_invitation(&house, &token).await?;
            let page = show(&house, &visitor, &token, &invited, Some(&form.name), Some(&problem)).await?;
            Ok((problem.status, page).into_response())
        }
    }
}

pub async fn take_join(
    State(house): State<House>,
    visitor: Visitor,
    Path(token): Path<String>,
    CheckedForm(_): CheckedForm<Nothing>,
) -> Result<Response, PageProblem> {
    let Some((user, _)) = signed_in(&house, &visitor).await? else {
        let path = format!("/invited/{}", super::encode(&token));
        return Ok(Redirect::to(&format!("/sign-in?next={}", super::encode(&path))).into_response());
    };
    let shop = join_by_invitation(&house, &token, &user).await?;
    Ok(Redirect::to(&format!("/s/{}", shop.handle)).into_response())
}
