//! The shop's people, for its owner: who they are and what they may, who is asked to join, and the page of one of them.

use super::form::{Done, Nothing};
use super::{CheckedForm, Member, Section};
use crate::access::{
    INVITATION_SECONDS, Invitation, PEOPLE_MAX, Permission, Person, Role, change_role, find_member, invite,
    list_invitations, list_people, remove_member, take_back_invitation,
};
use crate::{House, PageProblem, Problem};
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use serde::Deserialize;
use wasl_base::{InvitationId, UserId};
use wasl_i18n::Locale;
use wasl_ui::{
    Column, Field, Icon, Table, Tone, badge, card, confirm, copyable, csrf_field, danger_button, facts, field, notice,
    notice_with, page_head, select, submit_button, table, too_many, when,
};

/// What stands above the page.
#[derive(Default)]
struct Said<'a> {
    notice: Option<Markup>,
    problem: Option<&'a Problem>,
    form: InviteForm,
}

pub async fn page(
    State(house): State<House>,
    member: Member,
    Query(query): Query<Done>,
) -> Result<Markup, PageProblem> {
    let key = match query.done.as_deref() {
        Some("taken_back") => Some("platform-team-taken-back"),
        Some("gone") => Some("platform-team-gone"),
        Some("removed") => Some("platform-team-removed"),
        _ => None,
    };
    let tone = if key == Some("platform-team-gone") { Tone::Warn } else { Tone::Good };
    let notice = key.map(|key| notice(tone, &member.locale.t(key)));
    show(&house, &member, Said { notice, ..Said::default() }).await
}

async fn show(house: &House, member: &Member, said: Said<'_>) -> Result<Markup, PageProblem> {
    member.require(Permission::ManageTeam)?;
    let mut read = house.db.read().await?;
    let people = list_people(&mut read, member.shop.id).await?;
    let waiting = list_invitations(&mut read, member.shop.id, house.clock.now()).await?;
    drop(read);
    let locale = &member.locale;
    let body = html! {
        div.stack {
            @if let Some(said) = &said.notice { (said) }
            @if let Some(problem) = said.problem { (notice(Tone::Bad, &problem.text(locale.lang))) }
            div.two {
                div.stack {
                    (card(&locale.t("platform-team-people"), None, people_table(member, &people)))
                    @if !waiting.is_empty() {
                        (card(&locale.t("platform-team-waiting"), None, waiting_table(member, &waiting)))
                    }
                }
                (card(&locale.t("platform-team-invite"), None, invite_form(member, &said)))
            }
        }
    };
    Ok(member.settings_page(&locale.t("platform-team-title"), body))
}

fn people_table(member: &Member, people: &[Person]) -> Markup {
    let locale = &member.locale;
    let columns = vec![
        Column::text(locale.t("platform-team-person")),
        Column::plain(locale.t("platform-team-role")),
        Column::text(locale.t("platform-team-since")),
    ];
    let row = |person: &Person| {
        let who = html! {
            a.cover href=(member.href(&format!("/team/{}", person.id))) { bdi { (person.name) } }
            div.muted.small { bdi dir="ltr" { (person.email) } }
        };
        let role = html! {
            span.cluster {
                (role_name(locale, person.role))
                @if person.id == member.user.id { (badge(Tone::Neutral, &locale.t("platform-team-you"))) }
                @if person.disabled_at.is_some() { (badge(Tone::Warn, &locale.t("platform-team-sent-away"))) }
                @if person.second_step_since.is_some() { (badge(Tone::Good, &locale.t("platform-team-second-step"))) }
            }
        };
        vec![who, role, when(locale, person.joined_at)]
    };
    let rows: Vec<_> = people.iter().map(row).collect();
    let is_cut = i64::try_from(rows.len()).is_ok_and(|count| count >= PEOPLE_MAX);
    html! {
        (table(&Table { caption: locale.t("platform-team-people"), columns, rows }))
        @if is_cut { (too_many(locale, PEOPLE_MAX)) }
    }
}

fn waiting_table(member: &Member, waiting: &[Invitation]) -> Markup {
    let locale = &member.locale;
    let columns = vec![
        Column::text(locale.t("platform-team-person")),
        Column::plain(locale.t("platform-team-role")),
        Column::text(locale.t("platform-team-until")),
        Column::text(String::new()),
    ];
    let row = |one: &Invitation| {
        let who = html! { bdi { (one.name) } div.muted.small { bdi dir="ltr" { (one.email) } } };
        let act = html! {
            form method="post" action=(member.href("/team/invitations/taken-back")) {
                (csrf_field(&member.csrf))
                input type="hidden" name="invitation" value=(one.id);
                button.button type="submit" {
                    (locale.t("platform-team-take-back")) span.visually-hidden { " " bdi { (one.name) } }
                }
            }
        };
        let role = html! {
            (role_name(locale, Some(one.role)))
            @if let Some(name) = &one.invited_by {
                div.muted.small { (locale.tv("platform-team-invited-by", &[("name", name.as_str().into())])) }
            }
        };
        vec![who, role, when(locale, one.expires_at), act]
    };
    let rows = waiting.iter().map(row).collect();
    table(&Table { caption: locale.t("platform-team-waiting"), columns, rows })
}

fn invite_form(member: &Member, said: &Said<'_>) -> Markup {
    let locale = &member.locale;
    let line = |name: &'static str, key: &str, value: &str, kind: &'static str, is_ltr: bool| {
        let error = said.problem.and_then(|problem| problem.text_at(name, locale.lang));
        let label = locale.t(key);
        let error = error.as_deref();
        field(&Field { name, label: &label, value, kind, error, is_required: true, is_ltr, ..Field::default() })
    };
    html! {
        p.muted { (locale.tv("platform-team-invite-lead", &[("n", (INVITATION_SECONDS / 86_400).into())])) }
        form.form method="post" action=(member.href("/team/invitations")) {
            (csrf_field(&member.csrf))
            (line("name", "platform-team-name", &said.form.name, "text", false))
            (line("email", "platform-email", &said.form.email, "email", true))
            (role_select(locale, &said.form.role))
            (submit_button(&locale.t("platform-team-invite-submit")))
        }
        (what_roles_may(locale))
    }
}

/// Nobody becomes an owner by a slip: the choice begins with the role that may least.
fn role_select(locale: &Locale, chosen: &str) -> Markup {
    let options: Vec<(String, String)> =
        Role::ALL.iter().map(|role| (role.as_str().to_owned(), role_name(locale, Some(*role)))).collect();
    let chosen = if chosen.is_empty() { Role::Agent.as_str() } else { chosen };
    select("role", &locale.t("platform-team-role"), &options, chosen)
}

fn what_roles_may(locale: &Locale) -> Markup {
    let rows: Vec<(String, Markup)> = Role::ALL
        .iter()
        .map(|role| {
            let text = locale.t(&format!("platform-role-{}-may", role.as_str()));
            (role_name(locale, Some(*role)), html! { (text) })
        })
        .collect();
    html! { div.inset { (facts(&rows)) } }
}

pub(super) fn role_name(locale: &Locale, role: Option<Role>) -> String {
    locale.t(&format!("platform-role-{}", role.map_or("unknown", Role::as_str)))
}

#[derive(Default, Deserialize)]
pub struct InviteForm {
    #[serde(default)]
    name: String,
    #[serde(default)]
    email: String,
    #[serde(default)]
    role: String,
}

/// The link is shown once, on the page that answers: it is kept nowhere.
pub async fn take_invitation(
    State(house): State<House>,
    member: Member,
    CheckedForm(form): CheckedForm<InviteForm>,
) -> Result<Response, PageProblem> {
    member.require(Permission::ManageTeam)?;
    match invited(&house, &member, &form).await {
        Ok(token) => {
            let link = format!("{}/invited/{token}", house.config.base_url());
            let locale = &member.locale;
            let said = locale.tv("platform-team-invited", &[("name", form.name.trim().into())]);
            let body = html! { p { (said) } (copyable(locale, &link)) };
            let notice = notice_with(Tone::Good, Icon::Link, body, None);
            Ok(show(&house, &member, Said { notice: Some(notice), ..Said::default() }).await?.into_response())
        }
        Err(problem) => {
            let page = show(&house, &member, Said { problem: Some(&problem), form, notice: None }).await?;
            Ok((problem.status, page).into_response())
        }
    }
}

async fn invited(house: &House, member: &Member, form: &InviteForm) -> Result<String, Problem> {
    let role = read_role(&form.role)?;
    Ok(invite(house, &member.shop, role, &form.email, &form.name, &member.actor()).await?)
}

fn read_role(word: &str) -> Result<Role, Problem> {
    Role::parse(word).ok_or_else(|| Problem::field("platform.bad_role", "/role"))
}

#[derive(Deserialize)]
pub struct TakeBackForm {
    #[serde(default)]
    invitation: String,
}

/// One that is gone already may have been used: that is told.
pub async fn take_back(
    State(house): State<House>,
    member: Member,
    CheckedForm(form): CheckedForm<TakeBackForm>,
) -> Result<Response, PageProblem> {
    member.require(Permission::ManageTeam)?;
    let id: InvitationId = form.invitation.parse().map_err(|_| Problem::not_found())?;
    let was_there = take_back_invitation(&house, member.shop.id, id, &member.actor()).await?;
    let done = if was_there { "taken_back" } else { "gone" };
    Ok(Redirect::to(&member.href(&format!("/team?done={done}"))).into_response())
}

pub async fn person_page(
    State(house): State<House>,
    member: Member,
    Path((_, id)): Path<(String, String)>,
    Query(query): Query<Done>,
) -> Result<Markup, PageProblem> {
    let is_done = query.done.as_deref() == Some("role");
    let said = is_done.then(|| notice(Tone::Good, &member.locale.t("platform-team-role-done")));
    show_person(&house, &member, &id, said).await
}

async fn show_person(house: &House, member: &Member, id: &str, said: Option<Markup>) -> Result<Markup, PageProblem> {
    member.require(Permission::ManageTeam)?;
    let id: UserId = id.parse().map_err(|_| Problem::not_found())?;
    let mut read = house.db.read().await?;
    let person = find_member(&mut read, member.shop.id, id).await?.ok_or_else(Problem::not_found)?;
    drop(read);
    let locale = &member.locale;
    let rows = [
        (locale.t("platform-email"), html! { bdi dir="ltr" { (person.email) } }),
        (locale.t("platform-team-since"), when(locale, person.joined_at)),
        (locale.t("platform-second-step-title"), second_step_of(locale, &person)),
    ];
    let body = html! {
        div.stack {
            @if let Some(said) = said { (said) }
            @if person.disabled_at.is_some() { (notice(Tone::Warn, &locale.t("platform-team-sent-away-text"))) }
            div.two {
                (card(&locale.t("platform-team-role"), None, role_form(member, &person)))
                div.stack {
                    (card("", None, facts(&rows)))
                    (card(&locale.t("platform-team-remove-title"), None, remove_form(member, &person)))
                }
            }
        }
    };
    let (href, crumb) = (member.href("/team"), locale.t("platform-team-title"));
    let head = page_head(Some((&href, &crumb)), html! { bdi { (person.name) } }, None);
    Ok(member.page(Section::Settings, &person.name, html! { (head) (body) }))
}

fn second_step_of(locale: &Locale, person: &Person) -> Markup {
    match person.second_step_since {
        Some(at) => html! { (locale.t("platform-team-since-when")) " " (when(locale, at)) },
        None => html! { (locale.t("platform-team-no-second-step")) },
    }
}

fn role_form(member: &Member, person: &Person) -> Markup {
    let locale = &member.locale;
    html! {
        form.form method="post" action=(member.href(&format!("/team/{}/role", person.id))) {
            (csrf_field(&member.csrf))
            (role_select(locale, person.role.map_or("", Role::as_str)))
            (submit_button(&locale.t("platform-team-role-submit")))
        }
        (what_roles_may(locale))
    }
}

fn remove_form(member: &Member, person: &Person) -> Markup {
    let locale = &member.locale;
    let values = [("name", person.name.as_str().into())];
    let act = html! {
        form method="post" action=(member.href(&format!("/team/{}/removal", person.id))) {
            (csrf_field(&member.csrf))
            (danger_button(&locale.t("platform-team-remove")))
        }
    };
    let question = locale.tv("platform-team-remove-question", &values);
    let text = locale.t("platform-team-remove-text");
    html! {
        p.muted { (text) }
        div { (confirm(locale, "remove", &locale.t("platform-team-remove"), &question, &text, act)) }
    }
}

#[derive(Deserialize)]
pub struct RoleForm {
    #[serde(default)]
    role: String,
}

pub async fn take_role(
    State(house): State<House>,
    member: Member,
    Path((_, id)): Path<(String, String)>,
    CheckedForm(form): CheckedForm<RoleForm>,
) -> Result<Response, PageProblem> {
    member.require(Permission::ManageTeam)?;
    let user: UserId = id.parse().map_err(|_| Problem::not_found())?;
    match changed(&house, &member, user, &form.role).await {
        Ok(_) if user == member.user.id => Ok(Redirect::to(&member.href("/settings")).into_response()),
        Ok(_) => Ok(Redirect::to(&member.href(&format!("/team/{user}?done=role"))).into_response()),
        Err(problem) => refused(&house, &member, &id, problem).await,
    }
}

async fn changed(house: &House, member: &Member, user: UserId, role: &str) -> Result<bool, Problem> {
    let role = read_role(role)?;
    Ok(change_role(house, member.shop.id, user, role, &member.actor()).await?)
}

pub async fn take_removal(
    State(house): State<House>,
    member: Member,
    Path((_, id)): Path<(String, String)>,
    CheckedForm(_): CheckedForm<Nothing>,
) -> Result<Response, PageProblem> {
    member.require(Permission::ManageTeam)?;
    let user: UserId = id.parse().map_err(|_| Problem::not_found())?;
    match remove_member(&house, member.shop.id, user, &member.actor()).await {
        Ok(()) if user == member.user.id => Ok(Redirect::to("/shops").into_response()),
        Ok(()) => Ok(Redirect::to(&member.href("/team?done=removed")).into_response()),
        Err(error) => refused(&house, &member, &id, error.into()).await,
    }
}

/// The person's page with what was in the way.
async fn refused(house: &House, member: &Member, id: &str, problem: Problem) -> Result<Response, PageProblem> {
    let said = notice(Tone::Bad, &problem.text(member.locale.lang));
    let page = show_person(house, member, id, Some(said)).await?;
    Ok((problem.status, page).into_response())
}
