//! The shop's API keys, for its owner: what each may do, when it was last used and when it ends; made, shown once, revoked.

use super::form::Done;
use super::second_step::confirm_fields;
use super::{CheckedForm, Member};
use crate::access::{
    ApiKeyRow, Asked, NewApiKey, Permission, Scope, asked_of, confirm_person, list_api_keys, make_api_key,
    revoke_api_key,
};
use crate::{House, PageProblem, Problem};
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use serde::Deserialize;
use std::collections::HashMap;
use wasl_base::{ApiKeyId, Instant};
use wasl_i18n::Locale;
use wasl_ui::{
    Column, Field, Icon, Table, Tone, badge, card, checkbox, code, confirm, copyable, csrf_field, danger_button, empty,
    field, notice, notice_with, select, submit_button, table, when,
};

const DAY_SECONDS: i64 = 86_400;
/// Lives that are offered, in days.
const LIVES: [i64; 3] = [30, 90, 365];
/// The life that is chosen unless somebody says otherwise, and the word for one without an end.
const LIFE: i64 = 90;
const FOR_EVER: &str = "0";

/// What stands above the page, and what was typed.
#[derive(Default)]
struct Said<'a> {
    notice: Option<Markup>,
    problem: Option<&'a Problem>,
    form: HashMap<String, String>,
}

pub async fn page(
    State(house): State<House>,
    member: Member,
    Query(query): Query<Done>,
) -> Result<Markup, PageProblem> {
    let is_done = query.done.as_deref() == Some("revoked");
    let notice = is_done.then(|| notice(Tone::Good, &member.locale.t("platform-keys-revoked")));
    show(&house, &member, Said { notice, ..Said::default() }).await
}

async fn show(house: &House, member: &Member, said: Said<'_>) -> Result<Markup, PageProblem> {
    member.require(Permission::ManageKeys)?;
    let mut read = house.db.read().await?;
    let mut keys = list_api_keys(&mut read, &member.shop).await?;
    drop(read);
    let now = house.clock.now();
    // Those that open something first, the newest first.
    keys.sort_by_key(|key| (!key.is_living(now), std::cmp::Reverse(key.id)));
    let asked = asked_of(house, &member.user, member.visitor.session(&house.config).unwrap_or_default()).await?;
    let locale = &member.locale;
    let body = html! {
        div.stack {
            @if let Some(said) = &said.notice { (said) }
            @if let Some(problem) = said.problem { (notice(Tone::Bad, &problem.text(locale.lang))) }
            @if keys.is_empty() {
                (empty(Icon::Key, &locale.t("platform-keys-none-title"), &locale.t("platform-keys-none-text"), None))
            } @else {
                section.card { (keys_table(member, &keys, now)) }
            }
            (card(&locale.t("platform-keys-make"), None, make_form(member, &said, asked)))
        }
    };
    Ok(member.settings_page(&locale.t("platform-keys-title"), body))
}

fn keys_table(member: &Member, keys: &[ApiKeyRow], now: Instant) -> Markup {
    let locale = &member.locale;
    let columns = vec![
        Column::text(locale.t("platform-keys-name")),
        Column::text(locale.t("platform-keys-may")),
        Column::text(locale.t("platform-keys-used")),
        Column::text(locale.t("platform-keys-ends")),
        Column::text(String::new()),
    ];
    let row = |key: &ApiKeyRow| {
        let name = html! { bdi { (key.name) } div.muted.small { (code(&key.id.to_string())) } };
        let may: Vec<String> = key.scopes.iter().map(|scope| scope_name(locale, *scope)).collect();
        let used = key.used_at.map_or_else(|| html! { (locale.t("platform-keys-never-used")) }, |at| when(locale, at));
        vec![name, html! { span.small { (locale.list(&may)) } }, used, end_of(locale, key, now), act(member, key, now)]
    };
    let rows = keys.iter().map(row).collect();
    table(&Table { caption: locale.t("platform-keys-title"), columns, rows })
}

fn end_of(locale: &Locale, key: &ApiKeyRow, now: Instant) -> Markup {
    match (key.revoked_at, key.expires_at) {
        (Some(at), _) => html! { (badge(Tone::Neutral, &locale.t("platform-keys-is-revoked"))) " " (when(locale, at)) },
        (None, Some(at)) if at <= now => {
            html! { (badge(Tone::Neutral, &locale.t("platform-keys-is-over"))) " " (when(locale, at)) }
        }
        (None, Some(at)) => when(locale, at),
        (None, None) => badge(Tone::Warn, &locale.t("platform-keys-endless")),
    }
}

fn act(member: &Member, key: &ApiKeyRow, now: Instant) -> Markup {
    let locale = &member.locale;
    let word = locale.t("platform-keys-revoke");
    let form = html! {
        form method="post" action=(member.href("/keys/revoked")) {
            (csrf_field(&member.csrf))
            input type="hidden" name="key" value=(key.id);
            (danger_button(&word))
        }
    };
    let question = locale.tv("platform-keys-revoke-question", &[("name", key.name.as_str().into())]);
    html! {
        @if key.is_living(now) {
            (confirm(locale, &format!("revoke-{}", key.id), &word, &question, &locale.t("platform-keys-revoke-text"), form))
        }
    }
}

fn scope_name(locale: &Locale, scope: Scope) -> String {
    locale.t(&format!("platform-scope-{}", scope.as_str().replace(':', "-")))
}

fn make_form(member: &Member, said: &Said<'_>, asked: Asked) -> Markup {
    let locale = &member.locale;
    let wrong = |name: &str| said.problem.and_then(|problem| problem.text_at(name, locale.lang));
    let typed = |name: &str| said.form.get(name).map_or("", String::as_str);
    let lives: Vec<(String, String)> = LIVES
        .iter()
        .map(|days| (days.to_string(), locale.tv("platform-keys-days", &[("n", (*days).into())])))
        .chain([(FOR_EVER.to_owned(), locale.t("platform-keys-endless"))])
        .collect();
    let life = Some(typed("life")).filter(|word| !word.is_empty()).map_or_else(|| LIFE.to_string(), str::to_owned);
    let (name_wrong, scope_wrong) = (wrong("name"), wrong("scopes"));
    html! {
        form.form method="post" action=(member.href("/keys")) {
            (csrf_field(&member.csrf))
            (field(&Field {
                name: "name", label: &locale.t("platform-keys-name"), value: typed("name"),
                hint: Some(&locale.t("platform-keys-name-hint")), error: name_wrong.as_deref(), is_required: true,
                ..Field::default()
            }))
            fieldset {
                legend { (locale.t("platform-keys-may")) }
                @if let Some(wrong) = scope_wrong { p.error { (wrong) } }
                @for scope in Scope::ALL {
                    (checkbox(scope.as_str(), &scope_name(locale, scope), None, !typed(scope.as_str()).is_empty()))
                }
            }
            (select("life", &locale.t("platform-keys-life"), &lives, &life))
            (confirm_fields(locale, asked, said.problem))
            (submit_button(&locale.t("platform-keys-make-submit")))
        }
    }
}

/// The secret is shown once, on the page that answers.
pub async fn make(
    State(house): State<House>,
    member: Member,
    CheckedForm(form): CheckedForm<HashMap<String, String>>,
) -> Result<Response, PageProblem> {
    member.require(Permission::ManageKeys)?;
    match made(&house, &member, &form).await {
        Ok(secret) => {
            let locale = &member.locale;
            let body = html! { p { (locale.t("platform-keys-made")) } (copyable(locale, &secret)) };
            let notice = notice_with(Tone::Good, Icon::Key, body, None);
            Ok(show(&house, &member, Said { notice: Some(notice), ..Said::default() }).await?.into_response())
        }
        Err(problem) => {
            let page = show(&house, &member, Said { problem: Some(&problem), form, notice: None }).await?;
            Ok((problem.status, page).into_response())
        }
    }
}

async fn made(house: &House, member: &Member, form: &HashMap<String, String>) -> Result<String, Problem> {
    let typed = |name: &str| form.get(name).map_or("", String::as_str);
    let token = member.visitor.session(&house.config).unwrap_or_default();
    confirm_person(house, &member.user, token, typed("confirm"), typed("code")).await?;
    let expires_at = end_of_life(house.clock.now(), typed("life"))?;
    let scopes = Scope::ALL.into_iter().filter(|scope| form.contains_key(scope.as_str())).collect();
    let new = NewApiKey { name: typed("name").to_owned(), scopes, expires_at, actor: member.actor() };
    Ok(make_api_key(house, &member.shop, new).await?.secret)
}

/// When a life that is offered ends; the usual one when none is named.
fn end_of_life(now: Instant, word: &str) -> Result<Option<Instant>, Problem> {
    let days = match word {
        FOR_EVER => return Ok(None),
        "" => LIFE,
        word => {
            let offered = word.parse().ok().filter(|days| LIVES.contains(days));
            offered.ok_or_else(|| Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "platform.bad_form"))?
        }
    };
    Ok(Some(now.plus_seconds(days * DAY_SECONDS)))
}

#[derive(Deserialize)]
pub struct RevokeForm {
    #[serde(default)]
    key: String,
}

/// One that is revoked already is revoked as well: nothing to complain about.
pub async fn revoke(
    State(house): State<House>,
    member: Member,
    CheckedForm(form): CheckedForm<RevokeForm>,
) -> Result<Response, PageProblem> {
    member.require(Permission::ManageKeys)?;
    let id: ApiKeyId = form.key.parse().map_err(|_| Problem::not_found())?;
    revoke_api_key(&house, &member.shop, id, &member.actor()).await?;
    Ok(Redirect::to(&member.href("/keys?done=revoked")).into_response())
}
