//! The lower half of a parcel's page: its way on a map and by days, whom to ask, what is inside, the order's other parcels.

use super::parts::{carrier_name, expectation_text, status_badge};
use super::words;
use crate::model::Shipment;
use crate::read::Seen;
use crate::way::{Told, Way, folded, way};
use maud::{Markup, html};
use wasl_base::Instant;
use wasl_events::Status;
use wasl_i18n::Locale;
use wasl_platform::Shop;
use wasl_ui::{Icon, Moment, StepState, Stop, Tone, card, days, icon, timeline_by_day, way_map};

/// The picture says in words what it shows; the timeline below it holds every place.
pub fn map(locale: &Locale, seen: &Seen) -> Markup {
    let Some(way) = way(seen.opened.shipment(), &seen.scans) else { return Markup::default() };
    let last = way.stops.len() - 1;
    let stops: Vec<Stop> = way
        .stops
        .iter()
        .enumerate()
        .map(|(index, place)| Stop {
            label: place.name(locale.lang).to_owned(),
            latitude: place.latitude,
            longitude: place.longitude,
            state: match index {
                _ if index == way.here => StepState::Now,
                _ if index == last && way.has_end => StepState::Ahead,
                _ => StepState::Done,
            },
        })
        .collect();
    way_map(&map_words(locale, &way), &stops)
}

fn map_words(locale: &Locale, way: &Way) -> String {
    let name = |index: usize| way.stops[index].name(locale.lang).into();
    let last = way.stops.len() - 1;
    match (way.has_end, way.here == last) {
        (true, true) => locale.tv("tracking-map-there", &[("from", name(0)), ("to", name(last))]),
        (true, false) => {
            let values = [("from", name(0)), ("to", name(last)), ("here", name(way.here))];
            locale.tv("tracking-map-between", &values)
        }
        (false, _) => locale.tv("tracking-map-so-far", &[("from", name(0)), ("here", name(way.here))]),
    }
}

pub fn contact(locale: &Locale, shop: &Shop) -> Markup {
    let name = shop.name(locale.lang);
    let digits = |phone: &str| phone.chars().filter(char::is_ascii_digit).collect::<String>();
    html! {
        @if shop.contact_whatsapp.is_some() || shop.contact_phone.is_some() || shop.contact_email.is_some() {
            section.acts aria-label=(locale.t("tracking-contact")) {
                @if let Some(phone) = &shop.contact_whatsapp {
                    a.button.primary.wide href={ "https://wa.me/" (digits(phone)) } rel="noreferrer noopener" {
                        (icon(Icon::Chat)) (locale.tv("tracking-chat", &[("shop", name.into())]))
                    }
                }
                @if let Some(phone) = &shop.contact_phone {
                    a.button href={ "tel:" (phone) } { (icon(Icon::Phone)) (locale.t("tracking-call")) }
                }
                @if let Some(email) = &shop.contact_email {
                    a.button href={ "mailto:" (email) } { (icon(Icon::Mail)) (locale.t("tracking-mail")) }
                }
            }
        }
    }
}

pub fn way_card(locale: &Locale, seen: &Seen, now: Instant) -> Markup {
    let shipment = seen.opened.shipment();
    let told = folded(&seen.scans, &locale.zone);
    let mut moments: Vec<(Instant, Moment)> =
        told.iter().enumerate().map(|(place, one)| (one.scan.at, moment(locale, one, place == 0))).collect();
    let first_scan = seen.scans.last().map_or(shipment.created_at, |scan| scan.at);
    let began_at = shipment.created_at.min(first_scan);
    let began = Moment {
        title: locale.t("tracking-scan-created"),
        detail: None,
        time: locale.time(began_at),
        datetime: began_at.to_string(),
        tone: Tone::Neutral,
        is_now: told.is_empty(),
    };
    moments.push((began_at, began));
    let number = shipment.number.as_ref().map(|number| {
        html! { span.small.muted { bdi { (carrier_name(locale, &shipment.carrier)) } " " bdi.num dir="ltr" { (number) } } }
    });
    card(
        &locale.t("tracking-way"),
        number,
        html! {
            (timeline_by_day(&days(locale, now, moments)))
            @if shipment.shares_delivery_time { p.small.muted { (locale.t("tracking-shared-time")) } }
        },
    )
}

/// Our words, and the place: by the name its reader knows it under, else as the carrier wrote it.
fn moment(locale: &Locale, told: &Told<'_>, is_newest: bool) -> Moment {
    let scan = told.scan;
    let place = scan.city.map_or(scan.place.as_str(), |city| city.name(locale.lang));
    let is_folded = told.times > 1;
    let detail = html! {
        @if !place.is_empty() { bdi { (place) } }
        @if !place.is_empty() && is_folded { " · " }
        @if is_folded {
            (locale.tv("tracking-told-again", &[("n", told.times.into()), ("since", locale.time(told.since).into())]))
        }
    };
    let is_now = is_newest && scan.status != Status::Delivered;
    Moment {
        title: locale.t(&words::scan_key(scan.status, scan.substatus)),
        detail: (!detail.0.is_empty()).then_some(detail),
        time: locale.time(scan.at),
        datetime: scan.at.to_string(),
        tone: words::scan_tone(scan.status, scan.substatus),
        is_now,
    }
}

pub fn goods(locale: &Locale, seen: &Seen) -> Markup {
    html! {
        @if !seen.lines.is_empty() {
            (card(&locale.t("tracking-goods"), None, html! {
                ul.stack.goods {
                    @for line in &seen.lines {
                        li {
                            span.thumb { (icon(Icon::Bag)) }
                            span { bdi { (line.title) } }
                            span.muted.small { (locale.tv("tracking-pieces", &[("count", line.quantity.into())])) }
                        }
                    }
                }
            }))
        }
    }
}

/// The order's other parcels by state: their links are their own, so they are told of, not linked.
pub fn others(locale: &Locale, seen: &Seen, now: Instant) -> Markup {
    let others: Vec<&Shipment> = seen.opened.parcels.iter().filter(|one| one.id != seen.opened.shipment().id).collect();
    html! {
        @if !others.is_empty() {
            (card(&locale.t("tracking-others"), None, html! {
                ul.stack {
                    @for one in others {
                        li.row {
                            span { (expectation_text(locale, one, now)) }
                            (status_badge(locale, one))
                        }
                    }
                }
            }))
        }
    }
}
