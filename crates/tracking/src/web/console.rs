//! Parcels at the console: the list with its filters, one parcel with what the carrier said, and what a person may do.

use super::bodies::{EventBody, read_event};
use super::parts::{expectation_text, raw_words, status_badge};
use super::words;
use crate::create_shipment::{CreateShipment, create_shipment};
use crate::link::{find_link, renew_link};
use crate::model::{Shipment, Substatus};
use crate::policy::is_late;
use crate::read::{
    KeptScan, ShipmentFilter, count_late, count_open, find_shipment, lines_of, list_shipments, scans_of,
};
use crate::record_event::record_events;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use serde::Deserialize;
use wasl_base::{Instant, OrderId, ShipmentId};
use wasl_events::Status;
use wasl_i18n::Locale;
use wasl_platform::{CheckedForm, Cursor, House, Listing, Member, PageProblem, PageQuery, PathId, Section};
use wasl_ui::{
    Column, Field, Icon, Moment, Tab, Table, Tone, badge, card, copyable, csrf_field, empty, facts, field, page_head,
    pager, select, submit_button, table, tabs, timeline,
};

#[derive(Deserialize)]
pub struct ListQuery {
    filter: Option<String>,
}

const FILTERS: [(&str, &str); 5] = [
    ("", "tracking-filter-all"),
    ("open", "tracking-filter-open"),
    ("late", "tracking-filter-late"),
    ("trouble", "tracking-filter-trouble"),
    ("delivered", "tracking-filter-delivered"),
];

pub async fn list(
    State(house): State<House>,
    member: Member,
    page: PageQuery,
    Query(query): Query<ListQuery>,
) -> Result<Markup, PageProblem> {
    let now = house.clock.now();
    let today = now.date_in(&member.shop.zone);
    let chosen = query.filter.as_deref().unwrap_or("");
    let filter = match chosen {
        "open" => ShipmentFilter::Open,
        "late" => ShipmentFilter::Late { today },
        "trouble" => ShipmentFilter::Trouble,
        "delivered" => ShipmentFilter::Status(Status::Delivered),
        _ => ShipmentFilter::All,
    };
    let before = page.cursor.map(|cursor| ShipmentId::from_number(cursor.minor));
    let mut read = house.db.read().await?;
    let found = list_shipments(&mut read, member.shop.id, filter, before, page.limit + 1).await?;
    let open: i64 = count_open(&mut read, member.shop.id).await?.iter().map(|(_, count)| count).sum();
    let late = count_late(&mut read, member.shop.id, today).await?;
    drop(read);
    let listing = Listing::cut(found, page.limit, |one| Cursor::new(0, one.id.number()));
    let body = list_body(&member, now, chosen, &listing, before.is_some(), (open, late));
    Ok(member.page(Section::Shipments, &member.locale.t("tracking-shipments"), body))
}

fn list_body(
    member: &Member,
    now: Instant,
    chosen: &str,
    listing: &Listing<Shipment>,
    is_further: bool,
    (open, late): (i64, i64),
) -> Markup {
    let locale = &member.locale;
    let href = |filter: &str, cursor: &str| {
        let mut parts = Vec::new();
        if !filter.is_empty() {
            parts.push(format!("filter={filter}"));
        }
        if !cursor.is_empty() {
            parts.push(format!("cursor={cursor}"));
        }
        let query = if parts.is_empty() { String::new() } else { format!("?{}", parts.join("&")) };
        member.href(&format!("/shipments{query}"))
    };
    let all: Vec<Tab> = FILTERS
        .iter()
        .map(|(word, key)| {
            let text = match *word {
                "open" => format!("{} {}", locale.t(key), locale.number(open)),
                "late" => format!("{} {}", locale.t(key), locale.number(late)),
                _ => locale.t(key),
            };
            Tab { href: href(word, ""), text, is_current: *word == chosen }
        })
        .collect();
    let next = listing.next_cursor.as_deref().map(|cursor| href(chosen, cursor));
    let first = is_further.then(|| href(chosen, ""));
    html! {
        (page_head(None, html! { (locale.t("tracking-shipments")) }, None))
        (tabs(&locale.t("tracking-filters"), &all))
        @if listing.items.is_empty() {
            (empty(Icon::Truck, &locale.t("tracking-none-title"), &locale.t("tracking-none-text"), None))
        } @else {
            (list_table(member, now, &listing.items))
            (pager(locale, first.as_deref(), next.as_deref()))
        }
    }
}

fn list_table(member: &Member, now: Instant, items: &[Shipment]) -> Markup {
    let locale = &member.locale;
    let titles = [
        "tracking-col-shipment",
        "tracking-col-state",
        "tracking-col-expected",
        "tracking-col-to",
        "tracking-col-order",
    ];
    let rows = items
        .iter()
        .map(|one| {
            let late = is_late(one, now.date_in(&locale.zone), &locale.zone);
            vec![
                html! {
                    a.cover href=(member.href(&format!("/shipments/{}", one.id))) { bdi { (one.number.clone().unwrap_or_else(|| one.id.to_string())) } }
                    div.muted.small { bdi { (one.carrier) } }
                },
                html! { span.cluster { (status_badge(locale, one)) @if late { (badge(Tone::Warn, &locale.t("tracking-late"))) } } },
                html! { (expectation_text(locale, one, now)) },
                html! { bdi { (one.to_city) } },
                html! { a href=(member.href(&format!("/orders/{}", one.order))) { bdi.num { (one.order_number) } } },
            ]
        })
        .collect();
    table(&Table {
        caption: locale.t("tracking-shipments"),
        columns: titles.iter().map(|key| Column::text(locale.t(key))).collect(),
        rows,
    })
}

pub async fn one(
    State(house): State<House>,
    member: Member,
    PathId(id): PathId<ShipmentId>,
) -> Result<Markup, PageProblem> {
    let mut read = house.db.read().await?;
    let shipment = find_shipment(&mut read, member.shop.id, id).await?;
    let scans = scans_of(&mut read, member.shop.id, id).await?;
    let lines = lines_of(&mut read, member.shop.id, id).await?;
    let link = find_link(&mut read, &member.shop, id).await?;
    drop(read);
    let locale = &member.locale;
    let name = shipment.number.clone().unwrap_or_else(|| id.to_string());
    let now = house.clock.now();
    let url = link.map(|token| format!("{}/t/{token}", house.config.base_url()));
    let goods = html! {
        ul.stack { @for line in &lines {
            li.row { bdi { (line.title) } span.muted.small { (locale.tv("tracking-pieces", &[("count", line.quantity.into())])) } }
        } }
    };
    let body = html! {
        (page_head(
            Some((&member.href("/shipments"), &locale.t("tracking-shipments"))),
            html! { (locale.t("tracking-shipment")) " " bdi { (name) } },
            Some(status_badge(locale, &shipment)),
        ))
        div.two {
            div.stack {
                (card(&locale.t("tracking-way"), None, timeline(&scans.iter().map(|kept| moment(locale, kept)).collect::<Vec<_>>())))
                (card(&locale.t("tracking-add-event"), None, event_form(&member, id)))
            }
            div.stack {
                (card(&locale.t("tracking-facts"), None, facts(&fact_rows(&member, &shipment, now))))
                (card(&locale.t("tracking-goods"), None, goods))
                (card(&locale.t("tracking-link"), None, link_part(&member, id, url.as_deref())))
            }
        }
    };
    Ok(member.page(Section::Shipments, &name, body))
}

fn moment(locale: &Locale, kept: &KeptScan) -> Moment {
    let raw = raw_words(&kept.scan);
    Moment {
        title: locale.t(&words::scan_key(&kept.scan)),
        detail: Some(html! {
            @if !raw.is_empty() { bdi { (raw) } " · " }
            span { (locale.t("tracking-as-sent")) " " bdi dir="ltr" { (kept.scan.raw_time) } }
            @if !kept.scan.code.is_empty() { " · " bdi dir="ltr" { (kept.scan.code) } }
            @if kept.is_future { " " (badge(Tone::Warn, &locale.t("tracking-from-future"))) }
        }),
        time: locale.instant(kept.scan.at),
        datetime: kept.scan.at.to_string(),
        tone: words::scan_tone(&kept.scan),
        is_now: false,
    }
}

fn fact_rows(member: &Member, shipment: &Shipment, now: Instant) -> Vec<(String, Markup)> {
    let locale = &member.locale;
    let text = |value: String| html! { bdi { (value) } };
    let mut rows = vec![
        (locale.t("tracking-col-expected"), text(expectation_text(locale, shipment, now))),
        (locale.t("tracking-carrier"), text(shipment.carrier.clone())),
        (
            locale.t("tracking-col-order"),
            html! { a href=(member.href(&format!("/orders/{}", shipment.order))) { bdi { (shipment.order_number) } } },
        ),
        (locale.t("tracking-lane"), html! { bdi { (shipment.lane.from) } " ← " bdi { (shipment.lane.to) } }),
    ];
    if let Some(day) = shipment.promised_on {
        rows.push((locale.t("tracking-promised"), text(locale.date_long(day))));
    }
    if let Some(at) = shipment.state.delivered_at {
        rows.push((locale.t("tracking-delivered-at"), text(locale.instant(at))));
    }
    rows
}

fn link_part(member: &Member, id: ShipmentId, url: Option<&str>) -> Markup {
    let locale = &member.locale;
    html! {
        @if let Some(url) = url {
            (copyable(locale, url))
            a href=(url) { (locale.t("tracking-open-page")) }
        }
        p.small.muted { (locale.t("tracking-link-note")) }
        form method="post" action=(member.href(&format!("/shipments/{id}/link"))) {
            (csrf_field(&member.csrf))
            (wasl_ui::danger_button(&locale.t("tracking-renew-link")))
        }
    }
}

/// What a person may say a parcel did, as one choice.
const CHOICES: [(&str, Status, Option<Substatus>); 9] = [
    ("InfoReceived", Status::InfoReceived, None),
    ("InTransit", Status::InTransit, None),
    ("arrived-in-city", Status::InTransit, Some(Substatus::ArrivedInCity)),
    ("OutForDelivery", Status::OutForDelivery, None),
    ("AttemptFail", Status::AttemptFail, None),
    ("AvailableForPickup", Status::AvailableForPickup, None),
    ("Delivered", Status::Delivered, None),
    ("Exception", Status::Exception, None),
    ("returned", Status::Exception, Some(Substatus::Returned)),
];

fn event_form(member: &Member, id: ShipmentId) -> Markup {
    let locale = &member.locale;
    let options: Vec<(String, String)> =
        CHOICES.iter().map(|(word, ..)| ((*word).to_owned(), locale.t(&format!("tracking-scan-{word}")))).collect();
    html! {
        form.form method="post" action=(member.href(&format!("/shipments/{id}/events"))) {
            (csrf_field(&member.csrf))
            (select("what", &locale.t("tracking-what-happened"), &options, "InTransit"))
            (field(&Field { name: "place", label: &locale.t("tracking-place"), ..Field::default() }))
            (field(&Field { name: "text", label: &locale.t("tracking-note"), ..Field::default() }))
            (submit_button(&locale.t("tracking-save-event")))
        }
    }
}

#[derive(Deserialize)]
pub struct EventForm {
    what: String,
    #[serde(default)]
    place: String,
    #[serde(default)]
    text: String,
}

/// A scan by hand happens now and carries its own id, so that the same words twice are two scans.
pub async fn add_event(
    State(house): State<House>,
    member: Member,
    PathId(id): PathId<ShipmentId>,
    CheckedForm(form): CheckedForm<EventForm>,
) -> Result<Response, PageProblem> {
    let wrong = || crate::TrackingError::Invalid { field: "/what".to_owned() };
    let (_, status, substatus) = CHOICES.iter().find(|(word, ..)| *word == form.what).ok_or_else(wrong)?;
    let now = house.clock.now();
    let stamp = house.stamp();
    let by_hand = stamp.id::<()>().number();
    let body = EventBody {
        id: Some(format!("hand-{by_hand}")),
        at: now.to_string(),
        code: "hand".to_owned(),
        place: form.place.trim().to_owned(),
        text: form.text.trim().to_owned(),
        status: status.as_str().to_owned(),
        substatus: substatus.map(|sub| sub.as_str().to_owned()),
    };
    let scan = read_event("", &body)?;
    record_events(&house, &member.shop, id, vec![scan]).await?;
    Ok(Redirect::to(&member.href(&format!("/shipments/{id}"))).into_response())
}

#[derive(Deserialize)]
pub struct NoFields {}

pub async fn renew(
    State(house): State<House>,
    member: Member,
    PathId(id): PathId<ShipmentId>,
    CheckedForm(_): CheckedForm<NoFields>,
) -> Result<Response, PageProblem> {
    renew_link(&house, &member.shop, id, &member.actor()).await?;
    Ok(Redirect::to(&member.href(&format!("/shipments/{id}"))).into_response())
}

#[derive(Deserialize)]
pub struct FulfilForm {
    carrier: String,
    #[serde(default)]
    number: String,
}

/// Everything that is left of an order goes into one parcel.
pub async fn fulfil(
    State(house): State<House>,
    member: Member,
    Path((_, order)): Path<(String, String)>,
    CheckedForm(form): CheckedForm<FulfilForm>,
) -> Result<Response, PageProblem> {
    let order: OrderId = order.parse().map_err(|_| crate::TrackingError::NotFound)?;
    let number = Some(form.number.trim().to_owned()).filter(|number| !number.is_empty());
    let command = CreateShipment {
        order,
        lines: Vec::new(),
        carrier: form.carrier.trim().to_owned(),
        connection: None,
        number,
        from: None,
        created_at: None,
        shares_delivery_time: false,
    };
    create_shipment(&house, &member.shop, command).await?;
    Ok(Redirect::to(&member.href(&format!("/orders/{order}"))).into_response())
}
