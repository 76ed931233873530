//! What has stopped and waits for a person: parked deliveries and jobs, why, since when, after how many tries. For
//! owners and operations, each with "try again"; who asked for it is recorded. And jobs that wait for another version of Wasl, and how far what moves
//! has come.

use super::waiting::{jobs_card, listeners_card};
use super::{CheckedForm, Member};
use crate::access::{Permission, record_audit_in};
use crate::jobs::{ParkedJob, UnknownJobs, parked_jobs, retry_job_in, unknown_jobs, waiting_jobs};
use crate::outbox::{ParkedDelivery, parked_deliveries, retry_delivery_in, retry_listener_in, waiting_deliveries};
use crate::{House, PageProblem, Problem};
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use serde::Deserialize;
use std::collections::BTreeMap;
use wasl_base::{EventId, JobId};
use wasl_i18n::Locale;
use wasl_ui::{Column, Icon, Table, card, code, empty, plain_button, table, too_many, when};

/// Rows of each kind shown together; the oldest come first.
const ROWS_MAX: i64 = 100;

pub async fn page(State(house): State<House>, member: Member) -> Result<Markup, PageProblem> {
    member.require(Permission::RetryWork)?;
    let shop = member.shop.id;
    let mut read = house.db.read().await?;
    let deliveries = parked_deliveries(&mut read, shop, ROWS_MAX).await?;
    let jobs = parked_jobs(&mut read, shop, ROWS_MAX).await?;
    let unknown = unknown_jobs(&mut read, &house, shop, ROWS_MAX).await?;
    let waiting = waiting_deliveries(&mut read, &house.registry, shop).await?;
    let now = house.clock.now();
    let ahead = waiting_jobs(&mut read, shop, now).await?;
    drop(read);
    let locale = &member.locale;
    let title = locale.t("platform-stuck-title");
    let (delivery_rows, job_rows): (Vec<_>, Vec<_>) = (
        deliveries.iter().map(|one| delivery_row(&member, one)).collect(),
        jobs.iter().map(|one| job_row(&member, one)).collect(),
    );
    let body = html! {
        div.stack {
            p.muted { (locale.t("platform-stuck-lead")) }
            @if deliveries.is_empty() && jobs.is_empty() && unknown.is_empty() {
                (empty(Icon::Check, &locale.t("platform-stuck-none-title"), &locale.t("platform-stuck-none-text"), None))
            }
            @if !deliveries.is_empty() {
                (rows_card(locale, "platform-stuck-deliveries", all_of_listeners(&member, &deliveries), delivery_rows))
            }
            @if !jobs.is_empty() { (rows_card(locale, "platform-stuck-jobs", html! {}, job_rows)) }
            @if !unknown.is_empty() { (unknown_card(locale, &unknown)) }
            (listeners_card(locale, &waiting, now))
            (jobs_card(locale, &ahead, now))
        }
    };
    Ok(member.settings_page(&title, body))
}

/// `above` stands over the table: what can be done with all of it.
fn rows_card(locale: &Locale, key: &str, above: Markup, rows: Vec<Vec<Markup>>) -> Markup {
    let is_cut = i64::try_from(rows.len()).is_ok_and(|count| count >= ROWS_MAX);
    let columns = vec![
        Column::text(locale.t("platform-stuck-what")),
        Column::text(locale.t("platform-stuck-why")),
        Column::text(locale.t("platform-stuck-since")),
        Column::number(locale.t("platform-stuck-tries")),
        Column::text(String::new()),
    ];
    let title = locale.t(key);
    card(
        &title,
        None,
        html! {
            (above)
            (table(&Table { caption: title.clone(), columns, rows }))
            @if is_cut { (too_many(locale, ROWS_MAX)) }
        },
    )
}

/// A button for each listener with more than one, which may be more than are shown.
fn all_of_listeners(member: &Member, deliveries: &[ParkedDelivery]) -> Markup {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for one in deliveries {
        *counts.entry(one.consumer.as_str()).or_default() += 1;
    }
    counts.retain(|_, count| *count > 1);
    let text = |consumer: &str| {
        member.locale.tv("platform-stuck-retry-all", &[("listener", listener(&member.locale, consumer).into())])
    };
    html! {
        @if !counts.is_empty() {
            div.cluster {
                @for consumer in counts.keys() {
                    form method="post" action=(member.href("/stuck/listeners")) {
                        (wasl_ui::csrf_field(&member.csrf))
                        input type="hidden" name="consumer" value=(consumer);
                        (plain_button(Some(Icon::Refresh), &text(consumer)))
                    }
                }
            }
        }
    }
}

fn unknown_card(locale: &Locale, unknown: &[UnknownJobs]) -> Markup {
    let columns = vec![
        Column::text(locale.t("platform-stuck-what")),
        Column::number(locale.t("platform-stuck-count")),
        Column::text(locale.t("platform-stuck-since")),
    ];
    let count = |one: &UnknownJobs| html! { bdi { (locale.number(one.count)) } };
    let rows = unknown.iter().map(|one| vec![code(&one.kind), count(one), when(locale, one.since)]).collect();
    let title = locale.t("platform-stuck-unknown");
    card(
        &title,
        None,
        html! {
            p.muted { (locale.t("platform-stuck-unknown-lead")) }
            (table(&Table { caption: title.clone(), columns, rows }))
        },
    )
}

fn delivery_row(member: &Member, one: &ParkedDelivery) -> Vec<Markup> {
    let locale = &member.locale;
    let what = html! { (listener(locale, &one.consumer)) br; (code(&one.kind)) " " span.muted.small { (code(&one.event.to_string())) } };
    let event = one.event.to_string();
    let fields = [("consumer", one.consumer.as_str()), ("event", event.as_str())];
    row(member, what, &one.problem, one.recorded_at, one.attempts, "/stuck/deliveries", &fields)
}

fn job_row(member: &Member, one: &ParkedJob) -> Vec<Markup> {
    let id = one.id.to_string();
    let what = html! { (code(&one.kind)) " " span.muted.small { (code(&id)) } };
    row(member, what, &one.problem, one.failed_at, one.attempts, "/stuck/jobs", &[("job", &id)])
}

fn row(
    member: &Member,
    what: Markup,
    why: &str,
    since: wasl_base::Instant,
    tries: i64,
    path: &str,
    fields: &[(&str, &str)],
) -> Vec<Markup> {
    let locale = &member.locale;
    let form = html! {
        form method="post" action=(member.href(path)) {
            (wasl_ui::csrf_field(&member.csrf))
            @for (name, value) in fields { input type="hidden" name=(name) value=(value); }
            (plain_button(Some(Icon::Refresh), &locale.t("platform-stuck-retry")))
        }
    };
    // What a listener says may name a figure of the books.
    let why = html! {
        @if member.may(Permission::SeeBooks) {
            bdi.small dir="ltr" lang="en" { (why) }
        } @else {
            span.small { (locale.t("platform-stuck-why-kept")) }
        }
    };
    vec![what, why, when(locale, since), html! { bdi { (locale.number(tries)) } }, form]
}

/// The listener's name where the house has words for it.
pub(super) fn listener(locale: &Locale, consumer: &str) -> String {
    let key = format!("platform-listener-{consumer}");
    if locale.has(&key) { locale.t(&key) } else { consumer.to_owned() }
}

#[derive(Deserialize)]
pub struct DeliveryForm {
    #[serde(default)]
    consumer: String,
    #[serde(default)]
    event: String,
}

pub async fn retry_delivery(
    State(house): State<House>,
    member: Member,
    CheckedForm(form): CheckedForm<DeliveryForm>,
) -> Result<Response, PageProblem> {
    member.require(Permission::RetryWork)?;
    let event: EventId = form.event.parse().map_err(|_| Problem::not_found())?;
    let (shop, actor) = (member.shop.id, member.actor());
    let context = (house.stamp(), actor, form.consumer);
    let retried = house.db.write(context, move |tx, (stamp, actor, consumer)| {
        Box::pin(async move {
            if !retry_delivery_in(tx, stamp, shop, consumer, event).await? {
                return Err(Problem::not_found());
            }
            Ok(record_audit_in(tx, stamp, shop, actor, "delivery.retried", &event.to_string(), consumer).await?)
        })
    });
    retried.await?;
    Ok(Redirect::to(&member.href("/stuck")).into_response())
}

#[derive(Deserialize)]
pub struct ListenerForm {
    #[serde(default)]
    consumer: String,
}

pub async fn retry_listener(
    State(house): State<House>,
    member: Member,
    CheckedForm(form): CheckedForm<ListenerForm>,
) -> Result<Response, PageProblem> {
    member.require(Permission::RetryWork)?;
    let (shop, actor) = (member.shop.id, member.actor());
    let retried = house.db.write((house.stamp(), actor, form.consumer), move |tx, (stamp, actor, consumer)| {
        Box::pin(async move {
            let count = retry_listener_in(tx, stamp, shop, consumer).await?;
            if count == 0 {
                return Err(Problem::not_found());
            }
            let detail = count.to_string();
            Ok(record_audit_in(tx, stamp, shop, actor, "deliveries.retried", consumer, &detail).await?)
        })
    });
    retried.await?;
    Ok(Redirect::to(&member.href("/stuck")).into_response())
}

#[derive(Deserialize)]
pub struct JobForm {
    #[serde(default)]
    job: String,
}

pub async fn retry_job(
    State(house): State<House>,
    member: Member,
    CheckedForm(form): CheckedForm<JobForm>,
) -> Result<Response, PageProblem> {
    member.require(Permission::RetryWork)?;
    let job: JobId = form.job.parse().map_err(|_| Problem::not_found())?;
    let (shop, actor) = (member.shop.id, member.actor());
    let retried = house.db.write((house.stamp(), actor), move |tx, (stamp, actor)| {
        Box::pin(async move {
            if !retry_job_in(tx, stamp, shop, job).await? {
                return Err(Problem::not_found());
            }
            Ok(record_audit_in(tx, stamp, shop, actor, "job.retried", &job.to_string(), "").await?)
        })
    });
    retried.await?;
    Ok(Redirect::to(&member.href("/stuck")).into_response())
}
