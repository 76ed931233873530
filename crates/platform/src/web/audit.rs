//! Who did what, for the owner: searched by person, key, thing or deed and by days, and taken away as a file.

use super::{CheckedForm, Cursor, Listing, Member, PageQuery};
use crate::access::{
    AuditAsked, AuditRow, AuditSought, Permission, find_in_audit, find_member_by_email, name_of_actor, record_audit_in,
};
use crate::sheet::csv_part;
use crate::{House, PageProblem, Problem, Shop};
use axum::body::Body;
use axum::extract::{Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use futures::stream;
use maud::{Markup, html};
use serde::Deserialize;
use std::collections::HashMap;
use std::sync::Arc;
use wasl_base::{CalendarDate, EventId};
use wasl_db::Read;
use wasl_i18n::Locale;
use wasl_ui::{Column, Field, Icon, Table, card, code, csrf_field, empty, field, pager, plain_button, table, when};

/// Rows of a part of the file.
const PART_ROWS: i64 = 500;

/// What is asked, as it stands in the address and in the form.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct AuditQuery {
    #[serde(default)]
    q: String,
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
}

impl AuditQuery {
    /// An e-mail is looked up among the shop's people; a word with a dot is a deed; all else is an id.
    async fn asked(&self, read: &mut Read, shop: &Shop) -> Result<AuditAsked, Problem> {
        let day = |text: &str, field: &str, after: i32| {
            let day = (!text.is_empty()).then(|| text.parse::<CalendarDate>()).transpose();
            let day = day.map_err(|_| Problem::field("platform.bad_day", field))?;
            Ok::<_, Problem>(day.map(|day| day.plus_days(after).starts_in(&shop.zone)))
        };
        let (from, until) = (day(&self.from, "/from", 0)?, day(&self.to, "/to", 1)?);
        Ok(AuditAsked { sought: sought(read, shop, self.q.trim()).await?, from, until })
    }

    fn href(&self, member: &Member, q: &str, cursor: &str) -> String {
        let pairs = [("q", q), ("from", &self.from), ("to", &self.to), ("cursor", cursor)];
        let said: Vec<String> = pairs
            .iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| format!("{name}={}", super::encode(value)))
            .collect();
        let joint = if said.is_empty() { "" } else { "?" };
        member.href(&format!("/audit{joint}{}", said.join("&")))
    }
}

async fn sought(read: &mut Read, shop: &Shop, q: &str) -> Result<AuditSought, Problem> {
    if q.is_empty() {
        return Ok(AuditSought::All);
    }
    if q.contains('@') {
        let found = find_member_by_email(read, shop.id, q).await?;
        return Ok(AuditSought::Name(found.map_or_else(|| q.to_owned(), |user| user.to_string())));
    }
    Ok(if q.contains('.') { AuditSought::Verb(q.to_owned()) } else { AuditSought::Name(q.to_owned()) })
}

pub async fn page(
    State(house): State<House>,
    member: Member,
    page: PageQuery,
    Query(query): Query<AuditQuery>,
) -> Result<Markup, PageProblem> {
    member.require(Permission::SeeAudit)?;
    let shop = &member.shop;
    let mut read = house.db.read().await?;
    let asked = query.asked(&mut read, shop).await?;
    let before = page.cursor.map(|cursor| EventId::from_number(cursor.major));
    let found = find_in_audit(&mut read, shop.id, &asked, before, page.limit + 1).await?;
    let listing = Listing::cut(found, page.limit, |row| Cursor::new(row.id.number(), 0));
    let mut names = Names::default();
    for row in &listing.items {
        names.learn(&mut read, shop, &row.actor).await?;
    }
    drop(read);
    let locale = &member.locale;
    let next = listing.next_cursor.as_deref().map(|cursor| query.href(&member, &query.q, cursor));
    let first = page.cursor.map(|_| query.href(&member, &query.q, ""));
    let body = html! {
        div.stack {
            (card("", None, filter_form(&member, &query)))
            @if listing.items.is_empty() {
                (empty(Icon::Search, &locale.t("platform-audit-none-title"), &locale.t("platform-audit-none-text"), None))
            } @else {
                section.card { (rows_table(&member, &query, &listing.items, &names)) }
                (pager(locale, first.as_deref(), next.as_deref()))
                (export_form(&member, &query))
            }
        }
    };
    Ok(member.settings_page(&locale.t("platform-audit-title"), body))
}

/// What actors are called, each asked for once.
#[derive(Default)]
struct Names(HashMap<String, Option<String>>);

impl Names {
    async fn learn(&mut self, read: &mut Read, shop: &Shop, actor: &str) -> Result<(), Problem> {
        if !self.0.contains_key(actor) {
            self.0.insert(actor.to_owned(), name_of_actor(read, shop.id, actor).await?);
        }
        Ok(())
    }

    /// The house itself and its operator have words, whoever is not known their id.
    fn of(&self, locale: &Locale, actor: &str) -> String {
        if let Some(Some(name)) = self.0.get(actor) {
            return name.clone();
        }
        let key = format!("platform-actor-{actor}");
        if locale.has(&key) { locale.t(&key) } else { actor.to_owned() }
    }
}

fn filter_form(member: &Member, query: &AuditQuery) -> Markup {
    let locale = &member.locale;
    let line = |name: &'static str, key: &str, value: &str, kind: &'static str, hint: Option<&str>| {
        field(&Field { name, label: &locale.t(key), value, kind, hint, is_ltr: true, ..Field::default() })
    };
    let hint = locale.t("platform-audit-search-hint");
    html! {
        form.form.inline method="get" action=(member.href("/audit")) {
            (line("q", "platform-audit-search", &query.q, "search", None))
            (line("from", "platform-audit-from", &query.from, "date", None))
            (line("to", "platform-audit-to", &query.to, "date", None))
            (plain_button(Some(Icon::Search), &locale.t("platform-audit-show")))
        }
        p.muted.small { (hint) }
    }
}

fn rows_table(member: &Member, query: &AuditQuery, rows: &[AuditRow], names: &Names) -> Markup {
    let locale = &member.locale;
    let columns = vec![
        Column::text(locale.t("platform-audit-what")),
        Column::text(locale.t("platform-audit-who")),
        Column::text(locale.t("platform-audit-subject")),
        Column::text(locale.t("platform-audit-when")),
    ];
    let narrowed = |q: &str, text: Markup| html! { a href=(query.href(member, q, "")) { (text) } };
    let row = |one: &AuditRow| {
        let what = html! {
            (narrowed(&one.verb, html! { (words_of(locale, &one.verb)) }))
            @if !one.detail.is_empty() { div.muted.small { bdi { (one.detail) } } }
        };
        let who = narrowed(&one.actor, html! { bdi { (names.of(locale, &one.actor)) } });
        let subject = narrowed(&one.subject, code(&one.subject));
        vec![what, who, html! { span.small { (subject) } }, when(locale, one.at)]
    };
    let rows = rows.iter().map(row).collect();
    table(&Table { caption: locale.t("platform-audit-title"), columns, rows })
}

/// A deed in words where the house has them.
fn words_of(locale: &Locale, verb: &str) -> String {
    let key = format!("audit-{}", verb.replace('.', "-"));
    if locale.has(&key) { locale.t(&key) } else { verb.to_owned() }
}

/// A file that is taken away is a deed itself, so this is no link.
fn export_form(member: &Member, query: &AuditQuery) -> Markup {
    html! {
        form method="post" action=(member.href("/audit/export")) {
            (csrf_field(&member.csrf))
            @for (name, value) in [("q", &query.q), ("from", &query.from), ("to", &query.to)] {
                input type="hidden" name=(name) value=(value);
            }
            (plain_button(Some(Icon::Download), &member.locale.t("platform-audit-export")))
        }
    }
}

pub async fn export(
    State(house): State<House>,
    member: Member,
    CheckedForm(query): CheckedForm<AuditQuery>,
) -> Result<Response, PageProblem> {
    member.require(Permission::SeeAudit)?;
    let mut read = house.db.read().await?;
    let asked = query.asked(&mut read, &member.shop).await?;
    drop(read);
    let (shop, actor) = (member.shop.id, member.actor());
    let subject = shop.to_string();
    let recorded = house.db.write((house.stamp(), actor, subject), move |tx, (stamp, actor, subject)| {
        Box::pin(async move { record_audit_in(tx, stamp, shop, actor, "audit.exported", subject, "").await })
    });
    recorded.await?;
    let day = house.clock.now().date_in(&member.shop.zone);
    let name = format!("attachment; filename=\"audit-{}-{day}.csv\"", member.shop.handle);
    let file = File {
        house: house.clone(),
        shop: Arc::clone(&member.shop),
        locale: member.locale.clone(),
        asked,
        names: Names::default(),
        place: Place::Head,
    };
    let parts = stream::try_unfold(file, |file| file.next());
    let headers = [(header::CONTENT_TYPE, "text/csv; charset=utf-8"), (header::CONTENT_DISPOSITION, name.as_str())];
    Ok((headers, Body::from_stream(parts)).into_response())
}

/// A file on its way out, a part at a time: no answer holds more than a part, and no snapshot lasts longer.
struct File {
    house: House,
    shop: Arc<Shop>,
    locale: Locale,
    asked: AuditAsked,
    names: Names,
    place: Place,
}

enum Place {
    Head,
    Before(Option<EventId>),
    End,
}

impl File {
    async fn next(mut self) -> Result<Option<(Vec<u8>, Self)>, std::io::Error> {
        let part = match self.place {
            Place::Head => {
                self.place = Place::Before(None);
                Some(self.head().map_err(std::io::Error::other)?)
            }
            Place::Before(before) => {
                let rows = self.part(before).await.map_err(broken)?;
                rows.map(|rows| csv_part(false, &rows)).transpose().map_err(std::io::Error::other)?
            }
            Place::End => None,
        };
        Ok(part.map(|part| (part, self)))
    }

    fn head(&self) -> Result<Vec<u8>, csv::Error> {
        let keys = ["when", "who", "name", "deed", "what", "subject", "detail"];
        let words = keys.map(|key| self.locale.t(&format!("platform-audit-{key}")));
        csv_part(true, &[words.to_vec()])
    }

    async fn part(&mut self, before: Option<EventId>) -> Result<Option<Vec<Vec<String>>>, Problem> {
        let mut read = self.house.db.read().await?;
        let found = find_in_audit(&mut read, self.shop.id, &self.asked, before, PART_ROWS).await?;
        let Some(last) = found.last() else {
            self.place = Place::End;
            return Ok(None);
        };
        self.place = Place::Before(Some(last.id));
        let mut rows = Vec::with_capacity(found.len());
        for row in found {
            self.names.learn(&mut read, &self.shop, &row.actor).await?;
            let name = self.names.of(&self.locale, &row.actor);
            let words = words_of(&self.locale, &row.verb);
            rows.push(vec![row.at.to_string(), row.actor, name, row.verb, words, row.subject, row.detail]);
        }
        Ok(Some(rows))
    }
}

/// The connection breaks off, which tells that the file is not whole.
fn broken(problem: Problem) -> std::io::Error {
    std::io::Error::other(problem.code)
}
