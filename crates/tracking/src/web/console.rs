//! The list of parcels at the console, with its filters.

use super::parts::{expectation_text, status_badge};
use crate::model::Shipment;
use crate::policy::is_late;
use crate::read::{ShipmentFilter, count_late, count_open, list_shipments};
use axum::extract::{Query, State};
use maud::{Markup, html};
use serde::Deserialize;
use wasl_base::{Instant, ShipmentId};
use wasl_events::Status;
use wasl_platform::{Cursor, House, Listing, Member, PageProblem, PageQuery, Section};
use wasl_ui::{Column, Icon, Tab, Table, Tone, badge, empty, page_head, pager, table, tabs};

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
