//! One parcel at the console: what the carrier said, word for word, what is known, and what a person may do.

use super::console_forms::CHOICES;
use super::parts::{carrier_name, expectation_text, place_name, raw_words, status_badge};
use super::words;
use crate::link::find_link;
use crate::model::Shipment;
use crate::read::{KeptScan, find_shipment, lines_of, scans_of};
use axum::extract::State;
use maud::{Markup, html};
use wasl_base::{Instant, ShipmentId};
use wasl_i18n::Locale;
use wasl_platform::{House, Member, PageProblem, PathId, Permission, Section};
use wasl_ui::{
    Field, Moment, Tone, badge, card, copyable, csrf_field, days, facts, field, page_head, select, submit_button,
    timeline_by_day,
};

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
                (card(&locale.t("tracking-way"), None, history(locale, &scans, now)))
                @if member.may(Permission::RecordScans) {
                    (card(&locale.t("tracking-add-event"), None, event_form(&member, id)))
                }
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

fn history(locale: &Locale, scans: &[KeptScan], now: Instant) -> Markup {
    html! {
        @if scans.is_empty() {
            p.muted { (locale.t("tracking-no-scans")) }
        } @else {
            (timeline_by_day(&days(locale, now, scans.iter().map(|kept| (kept.scan.at, moment(locale, kept))))))
        }
    }
}

fn moment(locale: &Locale, kept: &KeptScan) -> Moment {
    let raw = raw_words(&kept.scan);
    Moment {
        title: locale.t(&words::staff_scan_key(kept.scan.status, kept.scan.substatus)),
        detail: Some(html! {
            @if !raw.is_empty() { bdi { (raw) } " · " }
            span { (locale.t("tracking-as-sent")) " " bdi.nowrap dir="ltr" { (kept.scan.raw_time) } }
            @if !kept.scan.code.is_empty() { " · " bdi dir="ltr" { (kept.scan.code) } }
            @if kept.is_future { " " (badge(Tone::Warn, &locale.t("tracking-from-future"))) }
        }),
        time: locale.time(kept.scan.at),
        datetime: kept.scan.at.to_string(),
        tone: words::scan_tone(kept.scan.status, kept.scan.substatus),
        is_now: false,
    }
}

fn fact_rows(member: &Member, shipment: &Shipment, now: Instant) -> Vec<(String, Markup)> {
    let locale = &member.locale;
    let text = |value: String| html! { bdi { (value) } };
    let mut rows = vec![
        (locale.t("tracking-col-expected"), text(expectation_text(locale, shipment, now))),
        (locale.t("tracking-carrier"), text(carrier_name(locale, &shipment.carrier))),
        (
            locale.t("tracking-col-order"),
            html! { a href=(member.href(&format!("/orders/{}", shipment.order))) { bdi { (shipment.order_number) } } },
        ),
        (
            locale.t("tracking-lane"),
            html! { bdi { (place_name(locale, &shipment.lane.from)) } (arrow(locale)) bdi { (place_name(locale, &shipment.lane.to)) } },
        ),
    ];
    if let Some(day) = shipment.promised_on {
        rows.push((locale.t("tracking-promised"), text(locale.date_long(day))));
    }
    if let Some(at) = shipment.state.delivered_at {
        rows.push((locale.t("tracking-delivered-at"), text(locale.instant(at))));
    }
    rows
}

/// Forward, in the direction of reading.
fn arrow(locale: &Locale) -> &'static str {
    match locale.lang {
        wasl_base::Lang::Ar => " ← ",
        wasl_base::Lang::En => " → ",
    }
}

fn link_part(member: &Member, id: ShipmentId, url: Option<&str>) -> Markup {
    let locale = &member.locale;
    html! {
        @if let Some(url) = url {
            (copyable(locale, url))
            a href=(url) { (locale.t("tracking-open-page")) }
        }
        p.small.muted { (locale.t("tracking-link-note")) }
        @if member.may(Permission::RenewLinks) {
            form method="post" action=(member.href(&format!("/shipments/{id}/link"))) {
                (csrf_field(&member.csrf))
                (wasl_ui::danger_button(&locale.t("tracking-renew-link")))
            }
        }
    }
}

fn event_form(member: &Member, id: ShipmentId) -> Markup {
    let locale = &member.locale;
    let options: Vec<(String, String)> = CHOICES
        .iter()
        .map(|(word, status, sub)| ((*word).to_owned(), locale.t(&words::staff_scan_key(*status, *sub))))
        .collect();
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
