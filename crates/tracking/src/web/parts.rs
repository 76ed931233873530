//! Markup of parcels for pages that compose several rooms (the order page).

use super::words;
use crate::model::Shipment;
use crate::places::find_place;
use crate::policy::{Expectation, expectation, is_late};
use crate::read::KeptScan;
use maud::{Markup, html};
use wasl_base::Instant;
use wasl_i18n::Locale;
use wasl_ui::{Tone, badge};

/// Something that happened to a parcel, for a timeline that several rooms share.
#[derive(Clone, Debug)]
pub struct TimelineItem {
    pub at: Instant,
    pub title: String,
    pub detail: Option<Markup>,
    pub tone: Tone,
}

pub fn status_badge(locale: &Locale, shipment: &Shipment) -> Markup {
    badge(words::tone(&shipment.state), &locale.t(&words::status_key(&shipment.state)))
}

/// The carrier's name where we know it, else the code that the shop gave it.
pub fn carrier_name(locale: &Locale, carrier: &str) -> String {
    let is_word = carrier.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let key = format!("tracking-carrier-{}", carrier.to_ascii_lowercase());
    if is_word && locale.has(&key) { locale.t(&key) } else { carrier.to_owned() }
}

/// A city under the name its reader knows it by, else as it was written.
pub fn place_name<'a>(locale: &Locale, words: &'a str) -> &'a str {
    find_place(words).map_or(words, |place| place.name(locale.lang))
}

/// When it comes or came, in a few words.
pub fn expectation_text(locale: &Locale, shipment: &Shipment, now: Instant) -> String {
    let on = |key: &str, day| locale.tv(key, &[("day", day_text(locale, day, now).into())]);
    match expectation(shipment, now, &locale.zone) {
        Expectation::Delivered(at) => on("tracking-when-delivered", at.date_in(&locale.zone)),
        Expectation::Returned(at) => on("tracking-when-returned", at.date_in(&locale.zone)),
        Expectation::Returning => locale.t("tracking-when-returning"),
        Expectation::AtPickup => locale.t("tracking-when-pickup"),
        Expectation::Today(day) | Expectation::On(day) => on("tracking-when-expected", day),
        Expectation::Late(day) => on("tracking-when-late", day),
        Expectation::Unknown => locale.t("tracking-when-unknown"),
    }
}

/// "tomorrow, Monday 23 November"; the weekday and date alone when it is not near.
pub fn day_text(locale: &Locale, day: wasl_base::CalendarDate, now: Instant) -> String {
    let date = locale.date(day);
    match locale.day_word(day, now.date_in(&locale.zone)) {
        Some(word) => locale.tv("tracking-day-near", &[("word", word.into()), ("date", date.into())]),
        None => date,
    }
}

/// One parcel of an order as a row of facts. `href` is its console page.
pub fn parcel_row(locale: &Locale, shipment: &Shipment, now: Instant, href: &str) -> Markup {
    let late = is_late(shipment, now.date_in(&locale.zone));
    html! {
        li.row {
            div {
                a.strong href=(href) { bdi { (shipment.number.as_deref().unwrap_or(&shipment.id.to_string())) } }
                " " span.muted.small { bdi { (carrier_name(locale, &shipment.carrier)) } }
                div.small.muted { (expectation_text(locale, shipment, now)) }
            }
            span.cluster {
                @if late { (badge(Tone::Warn, &locale.t("tracking-late"))) }
                (status_badge(locale, shipment))
            }
        }
    }
}

/// A scan as an item of a shared timeline.
pub fn timeline_item(locale: &Locale, kept: &KeptScan) -> TimelineItem {
    let scan = &kept.scan;
    let raw = raw_words(scan);
    TimelineItem {
        at: scan.at,
        title: locale.t(&words::staff_scan_key(scan.status, scan.substatus)),
        detail: (!raw.is_empty()).then(|| html! { bdi { (raw) } }),
        tone: words::scan_tone(scan.status, scan.substatus),
    }
}

/// The carrier's own words: place and text. For the shop's people only: such texts may hold names and telephones.
pub fn raw_words(scan: &crate::model::Scan) -> String {
    let parts: Vec<&str> =
        [scan.place.as_str(), scan.text.as_str()].into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(" · ")
}
