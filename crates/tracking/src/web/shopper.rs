//! The page behind a parcel's link: the answer in the first line, what happens next, what happened, and a person to ask.
//! It shows a first name and a city, nothing else of the person; nothing is stored, indexed or told to other sites.

use super::parts::{expectation_text, status_badge};
use super::words;
use crate::error::TrackingError;
use crate::link::{Opened, open_token, short_of};
use crate::model::{Shipment, ShipmentLine};
use crate::policy::{Expectation, expectation, is_in_trouble, steps_done, window};
use crate::read::{KeptScan, lines_of, scans_of};
use axum::extract::{Path, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use wasl_base::Instant;
use wasl_events::Status;
use wasl_i18n::Locale;
use wasl_platform::{House, PageProblem, Shop, Visitor, frame_locale, shop_by_short};
use wasl_ui::{Icon, Moment, ShopperFrame, Step, StepState, Tone, card, icon, notice, shopper_page, steps, timeline};

/// Kept out of search engines, caches and referrers.
const HEADERS: [(HeaderName, HeaderValue); 3] = [
    (HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex, nofollow, noarchive")),
    (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
];

struct Seen {
    opened: Opened,
    scans: Vec<KeptScan>,
    lines: Vec<ShipmentLine>,
}

pub async fn page(
    State(house): State<House>,
    visitor: Visitor,
    Path(token): Path<String>,
) -> Result<Response, PageProblem> {
    let dead = || TrackingError::LinkDead;
    let shop = match shop_by_short(&house, short_of(&token).ok_or_else(dead)?).await {
        Err(wasl_platform::ShopError::NotFound) => return Err(dead().into()),
        other => other?,
    };
    let mut read = house.db.read().await?;
    let opened = open_token(&mut read, &shop, &token).await?;
    let id = opened.shipment().id;
    let scans = scans_of(&mut read, shop.id, id).await?;
    let lines = lines_of(&mut read, shop.id, id).await?;
    drop(read);
    let locale = frame_locale(&shop, &visitor);
    let body = draw(&locale, &shop, &Seen { opened, scans, lines }, house.clock.now());
    let frame = ShopperFrame {
        locale: &locale,
        title: &locale.tv("tracking-page-title", &[("shop", shop.name(locale.lang).into())]),
        shop_name: shop.name(locale.lang),
        hue: shop.hue,
        language_href: &visitor.switch_href(),
        foot: Some(html! { p { (locale.t("tracking-page-foot")) } }),
    };
    Ok((HEADERS, shopper_page(&frame, body)).into_response())
}

fn draw(locale: &Locale, shop: &Shop, seen: &Seen, now: Instant) -> Markup {
    html! {
        w-refresh #live data-seconds="20" {
            div.stack {
                (hero(locale, seen, now))
                (contact(locale, shop))
                (way(locale, seen))
                (goods(locale, seen))
                (others(locale, seen, now))
            }
        }
    }
}

fn hero(locale: &Locale, seen: &Seen, now: Instant) -> Markup {
    let shipment = seen.opened.shipment();
    let is_going_back = shipment.state.is_returned() || shipment.state.is_returning();
    let count = seen.opened.parcels.len();
    let place = seen.opened.parcels.iter().position(|one| one.id == shipment.id).unwrap_or(0) + 1;
    html! {
        section.card.hero {
            div.row {
                (status_badge(locale, shipment))
                span.muted.small {
                    (locale.t("tracking-order")) " " bdi.num { (shipment.order_number) }
                    @if count > 1 {
                        " · " (locale.tv("tracking-parcel-of", &[("place", number(place).into()), ("count", number(count).into())]))
                    }
                }
            }
            div {
                @if let Some(name) = &shipment.first_name {
                    p.muted { (locale.tv("tracking-hello", &[("name", name.as_str().into())])) }
                }
                h1 { (headline(locale, shipment, now)) }
                p.when { (beneath(locale, shipment, now)) }
            }
            @if !is_going_back { (way_steps(locale, shipment)) }
            @if matches!(expectation(shipment, now, &locale.zone), Expectation::Late(_)) {
                (notice(Tone::Warn, &locale.t("tracking-next-Late")))
            }
            (notice(words::tone(&shipment.state), &locale.t(&words::next_key(&shipment.state))))
            @if !is_going_back && shipment.state.is_open() && shipment.state.milestone() >= wasl_events::Milestone::Shipped {
                p.small.muted.cluster { (icon(Icon::Shield)) span { (locale.t("tracking-inspect-first")) } }
            }
        }
    }
}

fn number(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// The answer to "when?".
fn headline(locale: &Locale, shipment: &Shipment, now: Instant) -> String {
    let today = now.date_in(&locale.zone);
    let day = |key: &str, date: wasl_base::CalendarDate| {
        let weekday = locale.weekday_name(date);
        let words = match locale.day_word(date, today) {
            Some(word) => locale.tv("tracking-day-word", &[("word", word.into()), ("weekday", weekday.into())]),
            None => locale.date(date),
        };
        locale.tv(key, &[("day", words.into())])
    };
    match expectation(shipment, now, &locale.zone) {
        Expectation::Delivered(at) => day("tracking-head-delivered", at.date_in(&locale.zone)),
        Expectation::Returned(_) => locale.t("tracking-head-returned"),
        Expectation::Returning => locale.t("tracking-head-returning"),
        Expectation::AtPickup => locale.t("tracking-head-pickup"),
        Expectation::Today(_) => locale.t("tracking-head-today"),
        Expectation::On(date) if window(shipment, now, &locale.zone).is_some() => {
            locale.tv("tracking-head-by", &[("day", locale.date(date).into())])
        }
        Expectation::On(date) => day("tracking-head-on", date),
        Expectation::Late(_) => locale.t("tracking-head-late"),
        Expectation::Unknown => locale.t("tracking-head-unknown"),
    }
}

/// The line beneath: the days between which it comes, else the date in full, the Hijri day beside it in Arabic, the city.
fn beneath(locale: &Locale, shipment: &Shipment, now: Instant) -> Markup {
    let expected = expectation(shipment, now, &locale.zone);
    let date = match expected {
        Expectation::Delivered(at) | Expectation::Returned(at) => Some(at.date_in(&locale.zone)),
        Expectation::Today(day) | Expectation::On(day) | Expectation::Late(day) => Some(day),
        Expectation::Returning | Expectation::AtPickup | Expectation::Unknown => None,
    };
    let is_late = matches!(expected, Expectation::Late(_));
    html! {
        @if is_late { (expectation_text(locale, shipment, now)) }
        @else if let Some(date) = date {
            @if let Some((first, last)) = window(shipment, now, &locale.zone) {
                (locale.tv("tracking-window", &[("first", locale.date(first).into()), ("last", locale.date(last).into())]))
            } @else { (locale.date_long(date)) }
            @if locale.lang == wasl_base::Lang::Ar { " · " (locale.hijri(date)) }
        }
        @if date.is_some() { " · " }
        bdi { (shipment.to_city) }
    }
}

fn way_steps(locale: &Locale, shipment: &Shipment) -> Markup {
    let done = steps_done(&shipment.state);
    let all: Vec<Step> = ["tracking-step-packed", "tracking-step-shipped", "tracking-step-city", "tracking-step-home"]
        .iter()
        .enumerate()
        .map(|(place, key)| Step { text: locale.t(key), state: step_state(place, done) })
        .collect();
    steps(&locale.t("tracking-steps"), &all, is_in_trouble(&shipment.state))
}

/// Four steps for five milestones: "in your hands" is under way from the moment the van leaves.
fn step_state(place: usize, done: usize) -> StepState {
    match (place, done) {
        (3, 4) => StepState::Done,
        (3, 3) => StepState::Now,
        (3, _) => StepState::Ahead,
        (place, done) if place < done => StepState::Done,
        (place, done) if place == done => StepState::Now,
        _ => StepState::Ahead,
    }
}

fn contact(locale: &Locale, shop: &Shop) -> Markup {
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

fn way(locale: &Locale, seen: &Seen) -> Markup {
    let shown: Vec<&KeptScan> = seen.scans.iter().filter(|kept| !kept.is_future).collect();
    let mut moments: Vec<Moment> =
        shown.iter().enumerate().map(|(place, kept)| moment(locale, kept, place == 0)).collect();
    let first_scan = shown.last().map_or(seen.opened.shipment().created_at, |kept| kept.scan.at);
    let began_at = seen.opened.shipment().created_at.min(first_scan);
    moments.push(Moment {
        title: locale.t("tracking-scan-created"),
        detail: None,
        time: locale.instant(began_at),
        datetime: began_at.to_string(),
        tone: Tone::Neutral,
        is_now: shown.is_empty(),
    });
    let number = seen.opened.shipment().number.as_ref().map(|number| {
        html! { span.small.muted { bdi { (seen.opened.shipment().carrier) } " " bdi dir="ltr" { (number) } } }
    });
    let note = seen.opened.shipment().shares_delivery_time.then(|| locale.t("tracking-shared-time"));
    card(
        &locale.t("tracking-way"),
        number,
        html! {
            (timeline(&moments))
            @if let Some(note) = note { p.small.muted { (note) } }
        },
    )
}

/// Our words and the carrier's place. The carrier's free text stays with the shop: it may name who signed, or a street.
fn moment(locale: &Locale, kept: &KeptScan, is_now: bool) -> Moment {
    let place = &kept.scan.place;
    Moment {
        title: locale.t(&words::scan_key(&kept.scan)),
        detail: (!place.is_empty()).then(|| html! { bdi { (place) } }),
        time: locale.instant(kept.scan.at),
        datetime: kept.scan.at.to_string(),
        tone: if is_now && kept.scan.status != Status::Delivered {
            Tone::Neutral
        } else {
            words::scan_tone(&kept.scan)
        },
        is_now: is_now && kept.scan.status != Status::Delivered,
    }
}

fn goods(locale: &Locale, seen: &Seen) -> Markup {
    html! {
        @if !seen.lines.is_empty() {
            (card(&locale.t("tracking-goods"), None, html! {
                ul.stack {
                    @for line in &seen.lines {
                        li.row {
                            bdi { (line.title) }
                            span.muted.small { (locale.tv("tracking-pieces", &[("count", line.quantity.into())])) }
                        }
                    }
                }
            }))
        }
    }
}

/// The order's other parcels by state: their links are their own, so they are told of, not linked.
fn others(locale: &Locale, seen: &Seen, now: Instant) -> Markup {
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
