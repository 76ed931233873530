//! The page behind a parcel's link: the answer in the first line, what happens next, what happened, and a person to ask.
//! It shows a first name and a city, nothing else of the person; nothing is stored, indexed or told to other sites.

use super::parts::{expectation_text, place_name, status_badge};
use super::{shopper_story as story, words};
use crate::error::TrackingError;
use crate::link::short_of;
use crate::model::Shipment;
use crate::policy::{Expectation, expectation, steps_done, window};
use crate::read::{Seen, seen_by_token};
use axum::extract::{Path, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use wasl_base::Instant;
use wasl_events::Status;
use wasl_i18n::Locale;
use wasl_platform::web::plain_locale;
use wasl_platform::{House, PageProblem, Shop, Visitor, frame_locale, shop_by_short};
use wasl_ui::{Icon, PlainFrame, ShopperFrame, Step, StepState, Tone, icon, notice, plain_page, shopper_page, steps};

/// Kept out of search engines, caches and referrers.
const HEADERS: [(HeaderName, HeaderValue); 3] = [
    (HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex, nofollow, noarchive")),
    (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
];

pub async fn page(
    State(house): State<House>,
    visitor: Visitor,
    Path(token): Path<String>,
) -> Result<Response, PageProblem> {
    let shop = match short_of(&token) {
        Some(short) => match shop_by_short(&house, short).await {
            Err(wasl_platform::ShopError::NotFound) => None,
            other => Some(other?),
        },
        None => None,
    };
    let Some(shop) = shop else { return Ok(nobodys_link(&visitor)) };
    let mut read = house.db.read().await?;
    let seen = seen_by_token(&mut read, &shop, &token).await;
    drop(read);
    let locale = frame_locale(&shop, &visitor);
    let (status, title, body) = match seen {
        Ok(seen) => {
            let title = locale.tv("tracking-page-title", &[("shop", shop.name(locale.lang).into())]);
            (StatusCode::OK, title, draw(&locale, &shop, &seen, house.clock.now()))
        }
        Err(TrackingError::LinkDead) => {
            (StatusCode::NOT_FOUND, locale.t("tracking-dead-title"), dead_link(&locale, &shop))
        }
        Err(other) => return Err(other.into()),
    };
    let frame = ShopperFrame {
        locale: &locale,
        title: &title,
        shop_name: shop.name(locale.lang),
        hue: shop.hue,
        language_href: &visitor.switch_href(),
        foot: (status == StatusCode::OK).then(|| html! { p { (locale.t("tracking-page-foot")) } }),
    };
    Ok((status, HEADERS, shopper_page(&frame, body)).into_response())
}

/// The shop has ended this link, or it was copied wrong: whom to ask stands below.
fn dead_link(locale: &Locale, shop: &Shop) -> Markup {
    html! {
        section.card.dead {
            span.disc { (icon(Icon::Link)) }
            h1 { (locale.t("tracking-dead-title")) }
            p.muted { (locale.t("error-tracking-link_dead")) }
        }
        (story::contact(locale, shop))
    }
}

/// Not even the shop is known: nobody can be named.
fn nobodys_link(visitor: &Visitor) -> Response {
    let locale = plain_locale(visitor.lang);
    let title = locale.t("tracking-dead-title");
    let frame = PlainFrame { locale: &locale, title: &title, language_href: &visitor.switch_href(), is_wide: false };
    let body = html! { p.muted { (locale.t("error-tracking-link_dead")) } };
    (StatusCode::NOT_FOUND, HEADERS, plain_page(&frame, body)).into_response()
}

fn draw(locale: &Locale, shop: &Shop, seen: &Seen, now: Instant) -> Markup {
    html! {
        w-refresh #live data-seconds="20" {
            div.stack {
                (hero(locale, seen, now))
                (story::contact(locale, shop))
                (story::way_card(locale, seen, now))
                (story::goods(locale, seen))
                (story::others(locale, seen, now))
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
                (beneath(locale, shipment, now))
            }
            @if !is_going_back { (way_steps(locale, shipment)) }
            @if matches!(expectation(shipment, now, &locale.zone), Expectation::Late(_)) && !is_stuck(shipment) {
                (notice(Tone::Warn, &locale.t("tracking-next-Late")))
            }
            (notice(words::tone(&shipment.state), &locale.t(&words::next_key(&shipment.state))))
            @if !is_going_back && shipment.state.is_open() && shipment.state.milestone() >= wasl_events::Milestone::Shipped {
                p.aside { (icon(Icon::Shield)) span { (locale.t("tracking-inspect-first")) } }
            }
            (story::map(locale, seen))
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
        Expectation::On(_) | Expectation::Late(_) | Expectation::Unknown if is_stuck(shipment) => {
            locale.t("tracking-head-stuck")
        }
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
    let is_in_words = matches!(expected, Expectation::Late(_)) || is_stuck(shipment);
    html! {
        p.when {
            @if is_in_words {
                span { (expectation_text(locale, shipment, now)) }
            } @else if let Some(date) = date {
                @if let Some((first, last)) = window(shipment, now, &locale.zone) {
                    span { (locale.tv("tracking-window", &[("first", locale.date(first).into()), ("last", locale.date(last).into())])) }
                } @else {
                    span { (locale.date_long(date)) }
                }
                @if locale.lang == wasl_base::Lang::Ar { span { (locale.hijri(date)) } }
            }
            span.place { (icon(Icon::MapPin)) bdi { (place_name(locale, &shipment.to_city)) } }
        }
    }
}

/// Held up or without news: a day that was promised is no day to head the page with.
fn is_stuck(shipment: &Shipment) -> bool {
    let state = &shipment.state;
    matches!(state.status(), Status::Exception | Status::Expired) && state.is_open() && !state.is_returning()
}

fn way_steps(locale: &Locale, shipment: &Shipment) -> Markup {
    let done = steps_done(&shipment.state);
    let all: Vec<Step> = ["tracking-step-packed", "tracking-step-shipped", "tracking-step-city", "tracking-step-home"]
        .iter()
        .enumerate()
        .map(|(place, key)| Step { text: locale.t(key), state: step_state(place, done) })
        .collect();
    steps(&locale.t("tracking-steps"), &all, shipment.state.status().is_trouble())
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
