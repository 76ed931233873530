//! `/s/{shop}/find`: a plain page that needs no script. Whoever asks for one order's or parcel's whole number is led to it.

use super::{Found, code_of, find_all, results, tidied};
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use serde::Deserialize;
use wasl_base::Instant;
use wasl_platform::{House, Member, PageProblem, Problem, Section};
use wasl_ui::{Icon, button_link, empty, page_head, search_box};

#[derive(Default, Deserialize)]
pub struct FindQuery {
    q: Option<String>,
}

pub async fn page(
    State(house): State<House>,
    member: Member,
    Query(query): Query<FindQuery>,
) -> Result<Response, PageProblem> {
    let question = tidied(query.q.as_deref());
    if wasl_base::has_nul(&question) {
        return Err(Problem::field("platform.nul_character", "/q").into());
    }
    let mut found = Found::default();
    if !question.is_empty() {
        let mut read = house.db.read().await?;
        found = find_all(&mut read, member.shop.id, &question).await?;
    }
    if let Some(path) = only_one(&found, &question) {
        return Ok(Redirect::to(&member.href(&path)).into_response());
    }
    let body = draw(&member, &question, &found, house.clock.now());
    Ok(member.page(Section::Find, &member.locale.t("app-find"), body).into_response())
}

/// The only order or parcel that bears this very number.
fn only_one(found: &Found, question: &str) -> Option<String> {
    let code = code_of(question);
    if code.is_empty() {
        return None;
    }
    let orders = found.orders.iter().filter(|(order, _)| code_of(&order.number) == code);
    let orders = orders.map(|(order, _)| format!("/orders/{}", order.id));
    let parcels = found.shipments.iter().filter(|(one, _)| one.number.as_deref().is_some_and(|it| code_of(it) == code));
    let parcels = parcels.map(|(one, _)| format!("/shipments/{}", one.id));
    let mut paths = orders.chain(parcels);
    paths.next().filter(|_| paths.next().is_none())
}

fn draw(member: &Member, question: &str, found: &Found, now: Instant) -> Markup {
    let locale = &member.locale;
    let search = search_box(&member.href("/find"), &locale.t("app-find-what"), question, &[]);
    html! {
        (page_head(None, html! { (locale.t("app-find")) }, Some(search)))
        @if question.is_empty() {
            (hints(member))
        } @else if found.is_empty() {
            (nothing(member))
        } @else {
            (results::groups(member, question, found, now))
        }
    }
}

/// What can be typed here.
fn hints(member: &Member) -> Markup {
    let locale = &member.locale;
    let rows: Vec<(String, Markup)> = ["number", "phone", "name", "city", "parcel"]
        .iter()
        .map(|what| {
            let example = html! { (locale.t(&format!("app-find-hint-{what}"))) };
            (locale.t(&format!("app-find-by-{what}")), example)
        })
        .collect();
    html! { section.card { header { h2 { (locale.t("app-find-lead")) } } (wasl_ui::facts(&rows)) } }
}

fn nothing(member: &Member) -> Markup {
    let locale = &member.locale;
    let orders = button_link(&member.href("/orders"), Some(Icon::Bag), &locale.t("app-find-all-orders"));
    html! {
        (empty(Icon::Search, &locale.t("app-find-nothing"), &locale.t("app-find-nothing-text"), Some(orders)))
        (hints(member))
    }
}
