//! The order page: what was ordered, where its parcels are, what the books hold of it, in one timeline.

use axum::extract::State;
use maud::{Markup, html};
use wasl_base::{Instant, OrderId};
use wasl_i18n::Locale;
use wasl_ledger::Entry;
use wasl_orders::Order;
use wasl_orders::web::parts as order_parts;
use wasl_platform::{House, Member, PageProblem, PathId, Permission, Section};
use wasl_tracking::Shipment;
use wasl_tracking::parts::{parcel_row, timeline_item};
use wasl_tracking::read::KeptScan;
use wasl_ui::{
    Column, Field, Moment, Table, card, csrf_field, days, field, page_head, submit_button, table, timeline_by_day,
};

struct Seen {
    order: Order,
    lines: Vec<wasl_orders::OrderLine>,
    payments: Vec<wasl_orders::Payment>,
    shipments: Vec<Shipment>,
    scans: Vec<KeptScan>,
    /// None for whoever may not see the books.
    entries: Option<Vec<Entry>>,
}

pub async fn page(
    State(house): State<House>,
    member: Member,
    PathId(id): PathId<OrderId>,
) -> Result<Markup, PageProblem> {
    let shop = member.shop.id;
    let mut read = house.db.read().await?;
    let order = wasl_orders::read::find_order(&mut read, shop, id).await?;
    let lines = wasl_orders::read::order_lines(&mut read, shop, id).await?;
    let payments = wasl_orders::read::order_payments(&mut read, shop, id).await?;
    let shipments = wasl_tracking::read::shipments_of_order(&mut read, shop, id).await?;
    let scans =
        wasl_tracking::read::scans_of_order(&mut read, shop, id).await?.into_iter().map(|(_, scan)| scan).collect();
    let entries = match member.may(Permission::SeeBooks) {
        true => Some(wasl_ledger::read::entries_of_order(&mut read, shop, id).await?),
        false => None,
    };
    drop(read);
    let seen = Seen { order, lines, payments, shipments, scans, entries };
    let title = member.locale.tv("app-order-title", &[("number", seen.order.number.as_str().into())]);
    Ok(member.page(Section::Orders, &title, draw(&member, &seen, house.clock.now())))
}

fn draw(member: &Member, seen: &Seen, now: Instant) -> Markup {
    let locale = &member.locale;
    let order = &seen.order;
    html! {
        (page_head(
            Some((&member.href("/orders"), &locale.t("app-orders"))),
            html! { (locale.t("app-order")) " " bdi.num { (order.number) } },
            Some(html! { (order_parts::order_badges(locale, order)) (order_parts::order_actions(member, order)) }),
        ))
        div.two {
            div.stack {
                (order_parts::lines_and_totals(locale, order, &seen.lines))
                (parcels(member, seen, now))
                (card(&locale.t("app-timeline"), None, timeline_by_day(&days(locale, now, moments(locale, seen)))))
                @if let Some(entries) = &seen.entries { (books(member, entries)) }
            }
            div.stack {
                (order_parts::summary(locale, order))
                (order_parts::customer_and_address(locale, order))
                @if !seen.payments.is_empty() { (order_parts::payments(locale, &seen.payments)) }
            }
        }
    }
}

fn parcels(member: &Member, seen: &Seen, now: Instant) -> Markup {
    let locale = &member.locale;
    let is_left = seen.order.state.can_be_fulfilled() && seen.lines.iter().any(|line| line.unfulfilled() > 0);
    card(
        &locale.t("app-parcels"),
        None,
        html! {
            @if seen.shipments.is_empty() { p.muted { (locale.t("app-no-parcels")) } }
            ul.stack {
                @for one in &seen.shipments {
                    (parcel_row(locale, one, now, &member.href(&format!("/shipments/{}", one.id))))
                }
            }
            @if is_left && member.may(Permission::FulfilOrders) { (fulfil_form(member, &seen.order)) }
        },
    )
}

fn fulfil_form(member: &Member, order: &Order) -> Markup {
    let locale = &member.locale;
    html! {
        form.form.inline method="post" action=(member.href(&format!("/orders/{}/shipments", order.id))) {
            (csrf_field(&member.csrf))
            (field(&Field { name: "carrier", label: &locale.t("tracking-carrier"), is_required: true, ..Field::default() }))
            (field(&Field { name: "number", label: &locale.t("tracking-number"), is_ltr: true, ..Field::default() }))
            (submit_button(&locale.t("tracking-fulfil")))
        }
        p.small.muted { (locale.t("tracking-fulfil-lead")) }
    }
}

/// Everything that happened, newest first, whoever knows of it.
fn moments(locale: &Locale, seen: &Seen) -> Vec<(Instant, Moment)> {
    let mut all = order_parts::moments(locale, &seen.order, &seen.payments);
    all.extend(seen.scans.iter().map(|kept| {
        let item = timeline_item(locale, kept);
        let moment = Moment {
            title: item.title,
            detail: item.detail,
            time: locale.time(item.at),
            datetime: item.at.to_string(),
            tone: item.tone,
            is_now: false,
        };
        (item.at, moment)
    }));
    all.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    all
}

fn books(member: &Member, entries: &[Entry]) -> Markup {
    let locale = &member.locale;
    let rows = entries
        .iter()
        .map(|entry| {
            let heading = entry.draft.heading();
            vec![
                html! { a.cover href=(member.href(&format!("/books/entries/{}", entry.seq))) { bdi.num { (entry.seq) } } },
                html! { (wasl_ledger::fact(locale, &heading.key)) },
                html! { bdi { (locale.date(heading.date)) } },
                html! { @for money in entry.draft.totals() { bdi { (locale.money(money)) } } },
            ]
        })
        .collect();
    card(
        &locale.t("app-books"),
        None,
        html! {
            @if entries.is_empty() {
                p.muted { (locale.t("app-no-entries")) }
            } @else {
                (table(&Table {
                    caption: locale.t("app-books"),
                    columns: vec![
                        Column::text(locale.t("app-entry")),
                        Column::plain(locale.t("app-fact")),
                        Column::plain(locale.t("app-day")),
                        Column::number(locale.t("app-amount")),
                    ],
                    rows,
                }))
            }
        },
    )
}
