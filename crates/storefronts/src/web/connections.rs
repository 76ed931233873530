//! The shop's storefronts: what is connected, how each is doing, and a form to connect another.

use super::words::asked_again;
use crate::connect_storefront::{NAME_CHARS_MAX, NewStorefront, connect_storefront};
use crate::model::{MessageState, Storefront};
use crate::platforms::Platform;
use crate::read::{count_in_state, list_messages, list_storefronts};
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use std::collections::HashMap;
use wasl_base::Instant;
use wasl_db::{DbError, Read};
use wasl_platform::web::{CheckedForm, confirm_fields};
use wasl_platform::{Asked, House, Member, PageProblem, Permission, Problem, confirm_person};
use wasl_ui::{
    Column, Field, Icon, Table, Tone, badge, card, csrf_field, empty, field, notice, select, submit_button, table, when,
};

/// A connection with what the list tells of it.
struct Listed {
    storefront: Storefront,
    last_heard_at: Option<Instant>,
    refused: i64,
}

/// What was typed, and what is wrong with it.
#[derive(Default)]
struct Said<'a> {
    problem: Option<&'a Problem>,
    form: HashMap<String, String>,
}

pub async fn page(State(house): State<House>, member: Member) -> Result<Markup, PageProblem> {
    show(&house, &member, Said::default()).await
}

async fn show(house: &House, member: &Member, said: Said<'_>) -> Result<Markup, PageProblem> {
    member.require(Permission::ManageStorefronts)?;
    let mut read = house.db.read().await?;
    let mut all = Vec::new();
    for storefront in list_storefronts(&mut read, member.shop.id).await? {
        all.push(listed(&mut read, member, storefront).await?);
    }
    drop(read);
    // Those that are connected first, the newest first.
    all.sort_by_key(|one| (one.storefront.ended_at.is_some(), std::cmp::Reverse(one.storefront.id)));
    let asks = asked_again(house, member).await?;
    let locale = &member.locale;
    let body = html! {
        div.stack {
            @if let Some(problem) = said.problem { (notice(Tone::Bad, &problem.text(locale.lang))) }
            @if all.is_empty() {
                (empty(Icon::Store, &locale.t("storefronts-none-title"), &locale.t("storefronts-none-text"), None))
            } @else {
                section.card { (storefronts_table(member, &all)) }
            }
            (card(&locale.t("storefronts-connect"), None, connect_form(member, &said, asks)))
        }
    };
    Ok(member.settings_page(&locale.t("platform-storefronts-title"), body))
}

async fn listed(read: &mut Read, member: &Member, storefront: Storefront) -> Result<Listed, DbError> {
    let shop = member.shop.id;
    let newest = list_messages(read, shop, storefront.id, None, None, 1).await?;
    let refused = count_in_state(read, shop, storefront.id, MessageState::Refused).await?;
    Ok(Listed { last_heard_at: newest.first().map(|message| message.received_at), refused, storefront })
}

fn storefronts_table(member: &Member, all: &[Listed]) -> Markup {
    let locale = &member.locale;
    let columns = vec![
        Column::text(locale.t("storefronts-name")),
        Column::text(locale.t("storefronts-health")),
        Column::text(locale.t("storefronts-last-heard")),
        Column::number(locale.t("storefronts-refused")),
    ];
    let row = |one: &Listed| {
        let href = member.href(&format!("/storefronts/{}", one.storefront.id));
        let name = html! {
            a href=(href) { bdi { (one.storefront.name) } }
            div.muted.small { (one.storefront.platform.name()) }
        };
        let heard =
            one.last_heard_at.map_or_else(|| html! { (locale.t("storefronts-never-heard")) }, |at| when(locale, at));
        vec![name, health(member, one), heard, html! { bdi { (locale.number(one.refused)) } }]
    };
    let rows = all.iter().map(row).collect();
    table(&Table { caption: locale.t("platform-storefronts-title"), columns, rows })
}

fn health(member: &Member, one: &Listed) -> Markup {
    let locale = &member.locale;
    if one.storefront.ended_at.is_some() {
        badge(Tone::Neutral, &locale.t("storefronts-is-ended"))
    } else if one.storefront.refused_at > one.last_heard_at {
        badge(Tone::Bad, &locale.t("storefronts-is-unsigned"))
    } else if one.refused > 0 {
        badge(Tone::Warn, &locale.t("storefronts-is-troubled"))
    } else if one.last_heard_at.is_none() {
        badge(Tone::Accent, &locale.t("storefronts-is-new"))
    } else {
        badge(Tone::Good, &locale.t("storefronts-is-well"))
    }
}

fn connect_form(member: &Member, said: &Said<'_>, asked: Asked) -> Markup {
    let locale = &member.locale;
    let wrong = |name: &str| said.problem.and_then(|problem| problem.text_at(name, locale.lang));
    let typed = |name: &str| said.form.get(name).map_or("", String::as_str);
    let makes: Vec<(String, String)> =
        Platform::ALL.into_iter().map(|make| (make.as_str().to_owned(), make.name().to_owned())).collect();
    let name_wrong = wrong("name");
    html! {
        p.muted { (locale.t("storefronts-connect-lead")) }
        form.form method="post" action=(member.href("/storefronts")) {
            (csrf_field(&member.csrf))
            (select("platform", &locale.t("storefronts-platform"), &makes, typed("platform")))
            (field(&Field {
                name: "name", label: &locale.t("storefronts-name"), value: typed("name"),
                hint: Some(&locale.tv("storefronts-name-hint", &[("max", i64::try_from(NAME_CHARS_MAX).unwrap_or(0).into())])),
                error: name_wrong.as_deref(), is_required: true, ..Field::default()
            }))
            (confirm_fields(locale, asked, said.problem))
            (submit_button(&locale.t("storefronts-connect-submit")))
        }
    }
}

/// A secret that we made is shown once, on the page that answers.
pub async fn connect(
    State(house): State<House>,
    member: Member,
    CheckedForm(form): CheckedForm<HashMap<String, String>>,
) -> Result<Response, PageProblem> {
    member.require(Permission::ManageStorefronts)?;
    match connected(&house, &member, &form).await {
        Ok(Ok(href)) => Ok(Redirect::to(&href).into_response()),
        Ok(Err(page)) => Ok(page.into_response()),
        Err(problem) => {
            let page = show(&house, &member, Said { problem: Some(&problem), form }).await?;
            Ok((problem.status, page).into_response())
        }
    }
}

/// Where to go on; or, with a secret to be shown, the page itself.
async fn connected(
    house: &House,
    member: &Member,
    form: &HashMap<String, String>,
) -> Result<Result<String, Markup>, Problem> {
    let typed = |name: &str| form.get(name).map_or("", String::as_str);
    let platform = Platform::parse(typed("platform"));
    let platform = platform.ok_or_else(|| Problem::field("platform.bad_form", "/platform"))?;
    let token = member.visitor.session(&house.config).unwrap_or_default();
    confirm_person(house, &member.user, token, typed("confirm"), typed("code")).await?;
    let new = NewStorefront { platform, name: typed("name").to_owned(), secret: None, actor: member.actor() };
    let made = connect_storefront(house, &member.shop, new).await?;
    match made.made_secret.filter(|_| !platform.makes_the_secret()) {
        None => Ok(Ok(member.href(&format!("/storefronts/{}", made.id)))),
        Some(secret) => {
            let said = super::connection::Said { made_secret: Some(secret), ..Default::default() };
            super::connection::show(house, member, made.id, &Default::default(), said)
                .await
                .map(Err)
                .map_err(|page| page.0)
        }
    }
}
