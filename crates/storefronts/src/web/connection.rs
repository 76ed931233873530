//! One storefront: its address, its secret, how it is connected, what differs, what it told.

use super::messages::messages_card;
use super::words::{asked_again, difference};
use crate::connect_storefront::{change_secret, end_storefront};
use crate::model::{MessageRow, MessageState, SECRET_OVERLAP_SECONDS, Storefront};
use crate::platforms::Platform;
use crate::read::{self, Difference, find_storefront};
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use serde::Deserialize;
use wasl_base::{StorefrontId, StorefrontMessageId};
use wasl_platform::web::{CheckedForm, Nothing, confirm_fields};
use wasl_platform::{Cursor, House, Listing, Member, PageProblem, PathId, Permission, Problem, confirm_person};
use wasl_ui::{
    Column, Field, Icon, Table, Tone, button_link, card, code, confirm, copyable, csrf_field, danger_button, field,
    folded_card, notice, notice_with, plain_button, submit_button, table, when,
};

/// Messages of one page.
const PAGE_MESSAGES: i64 = 25;

/// Which messages are shown, and what was just done.
#[derive(Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    pub state: String,
    #[serde(default)]
    pub cursor: String,
    #[serde(default)]
    pub done: String,
}

/// What stands above the page.
#[derive(Default)]
pub struct Said<'a> {
    pub made_secret: Option<String>,
    pub problem: Option<&'a Problem>,
}

/// All that the page shows.
struct Shown {
    storefront: Storefront,
    messages: Listing<MessageRow>,
    counts: Vec<(MessageState, i64)>,
    differences: Vec<Difference>,
    again: wasl_platform::Asked,
}

pub async fn page(
    State(house): State<House>,
    member: Member,
    PathId(id): PathId<StorefrontId>,
    Query(asked): Query<Asked>,
) -> Result<Markup, PageProblem> {
    show(&house, &member, id, &asked, Said::default()).await
}

pub async fn show(
    house: &House,
    member: &Member,
    id: StorefrontId,
    asked: &Asked,
    said: Said<'_>,
) -> Result<Markup, PageProblem> {
    member.require(Permission::ManageStorefronts)?;
    let shown = load(house, member, id, asked).await?;
    let locale = &member.locale;
    let storefront = &shown.storefront;
    let is_living = storefront.ended_at.is_none();
    let is_silent = shown.counts.iter().all(|(_, count)| *count == 0);
    let steps = steps_list(member, storefront.platform);
    let body = html! {
        div.stack {
            (notices(house, member, &shown, asked, &said))
            @if is_living {
                (card(&locale.t("storefronts-address"), None, address(house, member, storefront)))
                @if is_silent {
                    (card(&locale.tv("storefronts-steps", &[("name", storefront.platform.name().into())]), None, html! {
                        (steps)
                        p.muted { (locale.t("storefronts-test-order")) }
                        div.cluster {
                            (button_link(&member.href(&format!("/storefronts/{id}")), Some(Icon::Refresh), &locale.t("storefronts-look-again")))
                        }
                    }))
                } @else {
                    (folded_card(&locale.tv("storefronts-steps", &[("name", storefront.platform.name().into())]), steps))
                }
            }
            @if !shown.differences.is_empty() { (differences_card(member, &shown.differences)) }
            @if !is_silent { (messages_card(member, storefront, asked, &shown.messages, &shown.counts)) }
            @if is_living {
                (card(&locale.t("storefronts-secret"), None, secret_form(member, &shown, &said)))
                (card(&locale.t("storefronts-end-title"), None, end_form(member, storefront)))
            }
        }
    };
    Ok(member.settings_page(&storefront.name, body))
}

async fn load(house: &House, member: &Member, id: StorefrontId, asked: &Asked) -> Result<Shown, PageProblem> {
    let shop = member.shop.id;
    let state = MessageState::parse(&asked.state);
    let cursor = Some(asked.cursor.as_str()).filter(|text| !text.is_empty()).map(str::parse::<Cursor>).transpose()?;
    let before = cursor.map(|cursor| StorefrontMessageId::from_number(cursor.major));
    let mut read = house.db.read().await?;
    let storefront = find_storefront(&mut read, shop, id).await?;
    let rows = read::list_messages(&mut read, shop, id, state, before, PAGE_MESSAGES + 1).await?;
    let mut counts = Vec::new();
    for state in MessageState::ALL {
        counts.push((state, read::count_in_state(&mut read, shop, id, state).await?));
    }
    let differences = read::list_differences(&mut read, shop, id).await?;
    drop(read);
    Ok(Shown {
        storefront,
        messages: Listing::cut(rows, PAGE_MESSAGES, |row| Cursor::new(row.id.number(), 0)),
        counts,
        differences,
        again: asked_again(house, member).await?,
    })
}

fn notices(house: &House, member: &Member, shown: &Shown, asked: &Asked, said: &Said<'_>) -> Markup {
    let (locale, storefront) = (&member.locale, &shown.storefront);
    let last_heard_at = shown.messages.items.first().map(|message| message.received_at);
    let is_unsigned = asked.cursor.is_empty() && asked.state.is_empty() && storefront.refused_at > last_heard_at;
    let now = house.clock.now();
    html! {
        @if let Some(secret) = &said.made_secret {
            (notice_with(Tone::Good, Icon::Key, html! { p { (locale.t("storefronts-secret-made")) } (copyable(locale, secret)) }, None))
        }
        @if let Some(problem) = said.problem { (notice(Tone::Bad, &problem.text(locale.lang))) }
        @if let "secret" | "replayed" | "ended" = asked.done.as_str() {
            (notice(Tone::Good, &locale.t(&format!("storefronts-done-{}", asked.done))))
        }
        @if let Some(at) = storefront.ended_at {
            (notice_with(Tone::Neutral, Icon::Info, html! { p { (locale.t("storefronts-ended-text")) " " (when(locale, at)) } }, None))
        } @else if let Some(at) = storefront.refused_at.filter(|_| is_unsigned) {
            (notice_with(Tone::Bad, Icon::Alert, html! { p { (locale.t("storefronts-unsigned-text")) " " (when(locale, at)) } }, None))
        }
        @if let Some(at) = storefront.secret_changed_at.filter(|_| storefront.has_two_secrets(now)) {
            (notice_with(Tone::Neutral, Icon::Key, html! {
                p { (locale.t("storefronts-two-secrets")) " " (when(locale, at.plus_seconds(SECRET_OVERLAP_SECONDS))) }
            }, None))
        }
    }
}

fn address(house: &House, member: &Member, storefront: &Storefront) -> Markup {
    let locale = &member.locale;
    let href = format!("{}/hooks/{}/{}", house.config.base_url(), member.shop.short, storefront.id);
    html! {
        (copyable(locale, &href))
        p.muted.small { (locale.t("storefronts-address-text")) }
    }
}

/// What a person does at the storefront, step by step.
fn steps_list(member: &Member, platform: Platform) -> Markup {
    let locale = &member.locale;
    let keys = (1..).map(|number| format!("storefronts-steps-{}-{number}", platform.as_str()));
    html! {
        ol.plain-steps {
            @for key in keys.take_while(|key| locale.has(key)) { li { (locale.t(&key)) } }
        }
        p { (locale.t("storefronts-topics")) " " @for topic in platform.topics() { (code(topic)) " " } }
    }
}

fn differences_card(member: &Member, differences: &[Difference]) -> Markup {
    let locale = &member.locale;
    let columns = vec![
        Column::text(locale.t("storefronts-about")),
        Column::text(locale.t("storefronts-differs")),
        Column::text(locale.t("storefronts-since")),
    ];
    let row = |one: &Difference| {
        let about = match one.order {
            Some(order) => html! { a href=(member.href(&format!("/orders/{order}"))) { (code(&one.external_id)) } },
            None => code(&one.external_id),
        };
        vec![about, html! { (difference(locale, &one.problem)) }, when(locale, one.at)]
    };
    let title = locale.t("storefronts-differences");
    let rows = differences.iter().map(row).collect();
    card(
        &title,
        None,
        html! {
            p.muted { (locale.t("storefronts-differences-text")) }
            (table(&Table { caption: title.clone(), columns, rows }))
        },
    )
}

fn secret_form(member: &Member, shown: &Shown, said: &Said<'_>) -> Markup {
    let (locale, platform) = (&member.locale, shown.storefront.platform);
    let wrong = |name: &str| said.problem.and_then(|problem| problem.text_at(name, locale.lang));
    let secret_wrong = wrong("secret");
    let is_theirs = platform.makes_the_secret();
    let lead = if is_theirs { "storefronts-secret-theirs" } else { "storefronts-secret-ours" };
    html! {
        p.muted { (locale.tv(lead, &[("name", platform.name().into())])) }
        form.form method="post" action=(member.href(&format!("/storefronts/{}/secret", shown.storefront.id))) {
            (csrf_field(&member.csrf))
            @if is_theirs {
                (field(&Field {
                    name: "secret", label: &locale.t("storefronts-secret"), kind: "password", error: secret_wrong.as_deref(),
                    is_required: true, autocomplete: Some("off"), is_ltr: true, ..Field::default()
                }))
            }
            (confirm_fields(locale, shown.again, said.problem))
            @if is_theirs {
                (submit_button(&locale.t("storefronts-secret-save")))
            } @else {
                div.cluster { (plain_button(Some(Icon::Key), &locale.t("storefronts-secret-new"))) }
            }
        }
    }
}

fn end_form(member: &Member, storefront: &Storefront) -> Markup {
    let locale = &member.locale;
    let word = locale.t("storefronts-end");
    let form = html! {
        form method="post" action=(member.href(&format!("/storefronts/{}/end", storefront.id))) {
            (csrf_field(&member.csrf))
            (danger_button(&word))
        }
    };
    let question = locale.tv("storefronts-end-question", &[("name", storefront.name.as_str().into())]);
    html! {
        p.muted { (locale.t("storefronts-end-text")) }
        div.cluster { (confirm(locale, "end", &word, &question, &locale.t("storefronts-end-text"), form)) }
    }
}

#[derive(Deserialize)]
pub struct SecretForm {
    #[serde(default)]
    secret: String,
    #[serde(default)]
    confirm: String,
    #[serde(default)]
    code: String,
}

/// What the storefront shows is typed in; where we make it, it is shown once.
pub async fn change(
    State(house): State<House>,
    member: Member,
    PathId(id): PathId<StorefrontId>,
    CheckedForm(form): CheckedForm<SecretForm>,
) -> Result<Response, PageProblem> {
    member.require(Permission::ManageStorefronts)?;
    match changed(&house, &member, id, &form).await {
        Ok(None) => Ok(Redirect::to(&member.href(&format!("/storefronts/{id}?done=secret"))).into_response()),
        Ok(made_secret) => {
            let said = Said { made_secret, problem: None };
            Ok(show(&house, &member, id, &Asked::default(), said).await?.into_response())
        }
        Err(problem) => {
            let said = Said { made_secret: None, problem: Some(&problem) };
            let page = show(&house, &member, id, &Asked::default(), said).await?;
            Ok((problem.status, page).into_response())
        }
    }
}

async fn changed(
    house: &House,
    member: &Member,
    id: StorefrontId,
    form: &SecretForm,
) -> Result<Option<String>, Problem> {
    let mut read = house.db.read().await?;
    let storefront = find_storefront(&mut read, member.shop.id, id).await?;
    drop(read);
    let token = member.visitor.session(&house.config).unwrap_or_default();
    confirm_person(house, &member.user, token, &form.confirm, &form.code).await?;
    let theirs = storefront.platform.makes_the_secret();
    if theirs && form.secret.trim().is_empty() {
        return Err(crate::StorefrontError::Required { field: "secret" }.into());
    }
    let given = theirs.then_some(form.secret.as_str());
    Ok(change_secret(house, &member.shop, id, given, &member.actor()).await?)
}

/// One that has ended is ended as well: nothing to complain about.
pub async fn end(
    State(house): State<House>,
    member: Member,
    PathId(id): PathId<StorefrontId>,
    CheckedForm(Nothing {}): CheckedForm<Nothing>,
) -> Result<Response, PageProblem> {
    member.require(Permission::ManageStorefronts)?;
    let mut read = house.db.read().await?;
    find_storefront(&mut read, member.shop.id, id).await?;
    drop(read);
    end_storefront(&house, &member.shop, id, &member.actor()).await?;
    Ok(Redirect::to(&member.href(&format!("/storefronts/{id}?done=ended"))).into_response())
}
