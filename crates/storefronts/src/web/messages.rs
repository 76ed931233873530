//! What a storefront told: the list on its page, one message as it came, and "look at it again".

use super::connection::Asked;
use super::words::{refusal, state_badge, state_name};
use crate::model::{MessageRow, MessageState, Storefront};
use crate::read::{COUNT_MAX, find_message, find_storefront, refused_messages};
use crate::receive_message::replay_messages_in;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use serde::Deserialize;
use std::collections::HashMap;
use wasl_base::{StorefrontId, StorefrontMessageId};
use wasl_i18n::Locale;
use wasl_platform::web::CheckedForm;
use wasl_platform::{House, Listing, Member, PageProblem, PathId, Permission, Problem, record_audit_in};
use wasl_ui::{Column, Icon, Tab, Table, card, code, csrf_field, facts, pager, plain_button, table, tabs, when};

pub(super) fn messages_card(
    member: &Member,
    storefront: &Storefront,
    asked: &Asked,
    messages: &Listing<MessageRow>,
    counts: &[(MessageState, i64)],
) -> Markup {
    let locale = &member.locale;
    let href = |state: &str, cursor: &str| {
        member.href(&format!("/storefronts/{}?state={state}&cursor={cursor}", storefront.id))
    };
    let next = messages.next_cursor.as_deref().map(|cursor| href(&asked.state, cursor));
    let first = (!asked.cursor.is_empty()).then(|| href(&asked.state, ""));
    let refused = counts.iter().any(|(state, count)| *state == MessageState::Refused && *count > 0);
    let body = html! {
        (tabs(&locale.t("storefronts-messages"), &state_tabs(locale, asked, counts, &href)))
        (messages_table(member, storefront, &messages.items))
        (pager(locale, first.as_deref(), next.as_deref()))
        @if refused { (replay_form(member, storefront.id, None, "storefronts-replay-refused")) }
    };
    card(&locale.t("storefronts-messages"), None, body)
}

fn state_tabs(
    locale: &Locale,
    asked: &Asked,
    counts: &[(MessageState, i64)],
    href: &dyn Fn(&str, &str) -> String,
) -> Vec<Tab> {
    let chosen = MessageState::parse(&asked.state);
    let all = Tab { href: href("", ""), text: locale.t("storefronts-state-all"), is_current: chosen.is_none() };
    let of = |(state, count): &(MessageState, i64)| {
        let count = if *count >= COUNT_MAX { format!("{}+", locale.number(COUNT_MAX)) } else { locale.number(*count) };
        let text = format!("{} {count}", state_name(locale, *state));
        Tab { href: href(state.as_str(), ""), text, is_current: chosen == Some(*state) }
    };
    // States that no message is in are not offered, but for the one that is looked at.
    let some = counts.iter().filter(|(state, count)| *count > 0 || chosen == Some(*state));
    std::iter::once(all).chain(some.map(of)).collect()
}

fn messages_table(member: &Member, storefront: &Storefront, rows: &[MessageRow]) -> Markup {
    let locale = &member.locale;
    let columns = vec![
        Column::text(locale.t("storefronts-topic")),
        Column::text(locale.t("storefronts-about")),
        Column::text(locale.t("storefronts-state")),
        Column::text(locale.t("storefronts-came")),
    ];
    let row = |one: &MessageRow| {
        let href = member.href(&format!("/storefronts/{}/messages/{}", storefront.id, one.id));
        let topic = html! { a href=(href) { (code(if one.topic.is_empty() { "—" } else { &one.topic })) } };
        vec![topic, about(member, one), outcome(locale, one), came(locale, one)]
    };
    let rows = rows.iter().map(row).collect();
    table(&Table { caption: locale.t("storefronts-messages"), columns, rows })
}

/// Our order where there is one; else what the storefront called it.
fn about(member: &Member, one: &MessageRow) -> Markup {
    let Some(about) = &one.about else { return html! { "—" } };
    let (kind, id) = about.split_once(' ').unwrap_or(("", about));
    let key = format!("storefronts-kind-{kind}");
    let word = if member.locale.has(&key) { member.locale.t(&key) } else { kind.to_owned() };
    let text = html! { (word) " " (code(id)) };
    match one.order {
        Some(order) => html! { a href=(member.href(&format!("/orders/{order}"))) { (text) } },
        None => text,
    }
}

fn outcome(locale: &Locale, one: &MessageRow) -> Markup {
    html! {
        (state_badge(locale, one.state))
        @if let Some(code) = &one.code { div.muted.small { (refusal(locale, code)) } }
        @if let Some(field) = &one.field { div.small { (code(field)) } }
    }
}

fn came(locale: &Locale, one: &MessageRow) -> Markup {
    html! {
        (when(locale, one.received_at))
        @if one.times > 1 { div.muted.small { (locale.tv("storefronts-times", &[("n", one.times.into())])) } }
    }
}

/// One message, or all that were refused.
fn replay_form(member: &Member, storefront: StorefrontId, message: Option<StorefrontMessageId>, key: &str) -> Markup {
    html! {
        form method="post" action=(member.href(&format!("/storefronts/{storefront}/replay"))) {
            (csrf_field(&member.csrf))
            @if let Some(message) = message { input type="hidden" name="message" value=(message); }
            (plain_button(Some(Icon::Refresh), &member.locale.t(key)))
        }
    }
}

pub async fn page(
    State(house): State<House>,
    member: Member,
    PathId(id): PathId<StorefrontId>,
    Path(names): Path<HashMap<String, String>>,
) -> Result<Markup, PageProblem> {
    member.require(Permission::ManageStorefronts)?;
    let message: StorefrontMessageId =
        names.get("message").and_then(|text| text.parse().ok()).ok_or_else(Problem::not_found)?;
    let mut read = house.db.read().await?;
    let storefront = find_storefront(&mut read, member.shop.id, id).await?;
    let (row, body) = find_message(&mut read, member.shop.id, id, message).await?;
    drop(read);
    let locale = &member.locale;
    let rows = vec![
        (locale.t("storefronts-state"), outcome(locale, &row)),
        (locale.t("storefronts-about"), about(&member, &row)),
        (locale.t("storefronts-came"), came(locale, &row)),
        (locale.t("storefronts-id"), code(&row.id.to_string())),
    ];
    let shown = html! {
        div.stack {
            p { a href=(member.href(&format!("/storefronts/{id}"))) { bdi { (storefront.name) } } }
            (card("", None, html! {
                (facts(&rows))
                (replay_form(&member, id, Some(message), "storefronts-replay"))
            }))
            (card(&locale.t("storefronts-body"), None, html! { pre.raw dir="ltr" tabindex="0" { (pretty(&body)) } }))
        }
    };
    Ok(member.settings_page(&locale.tv("storefronts-message-title", &[("topic", row.topic.as_str().into())]), shown))
}

/// As people read it; what is no JSON as it came.
fn pretty(body: &str) -> String {
    let read: Result<serde_json::Value, _> = serde_json::from_str(body);
    read.ok().and_then(|value| serde_json::to_string_pretty(&value).ok()).unwrap_or_else(|| body.to_owned())
}

#[derive(Deserialize)]
pub struct ReplayForm {
    #[serde(default)]
    message: String,
}

pub async fn replay(
    State(house): State<House>,
    member: Member,
    PathId(id): PathId<StorefrontId>,
    CheckedForm(form): CheckedForm<ReplayForm>,
) -> Result<Response, PageProblem> {
    member.require(Permission::ManageStorefronts)?;
    let mut read = house.db.read().await?;
    find_storefront(&mut read, member.shop.id, id).await?;
    let messages = match form.message.as_str() {
        "" => refused_messages(&mut read, member.shop.id, id).await?,
        one => vec![one.parse().map_err(|_| Problem::not_found())?],
    };
    drop(read);
    let context = (house.stamp(), member.shop.id, member.actor(), messages);
    let replayed = house.db.write(context, move |tx, (stamp, shop, actor, messages)| {
        Box::pin(async move {
            let count = replay_messages_in(tx, stamp, *shop, id, messages).await?;
            let detail = count.to_string();
            record_audit_in(tx, stamp, *shop, actor, "storefront.replayed", &id.to_string(), &detail).await?;
            Ok::<_, crate::StorefrontError>(())
        })
    });
    replayed.await?;
    Ok(Redirect::to(&member.href(&format!("/storefronts/{id}?done=replayed"))).into_response())
}
