//! JSON of the tracking API: what callers send, read into our words with the field of every fault, and what they get.

use super::forms_of_words::{CodeText, LineIdText, StatusWord, SubstatusWord};
use crate::error::TrackingError;
use crate::model::{Scan, Shipment, Substatus, milestone_word};
use crate::read::KeptScan;
use crate::record_event::{EVENTS_MAX, TEXT_CHARS_MAX};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wasl_base::{CalendarDate, Instant, Money, OrderLineId};
use wasl_events::Status;
use wasl_orders::{OrderError, Taken};
use wasl_platform::web::shape::{Amount, CurrencyCode, Moment};

/// Longest id, code or place, in characters.
const WORD_CHARS_MAX: usize = 120;

/// Goods of an order that leave together.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewShipmentBody {
    /// The carrier's code in your words.
    #[schema(value_type = CodeText)]
    pub carrier: String,
    #[schema(value_type = Option<CodeText>)]
    pub tracking_number: Option<String>,
    /// The account or feed that its events come by; the carrier's code when absent.
    #[schema(value_type = Option<CodeText>)]
    pub connection: Option<String>,
    /// Lines and quantities; everything that is left when absent.
    #[serde(default)]
    pub lines: Vec<TakenBody>,
    /// What the carrier charges by contract, net of VAT: accrued in the books until its invoice comes.
    pub charge: Option<ChargeBody>,
}

#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChargeBody {
    #[schema(value_type = Amount)]
    pub amount: String,
    #[schema(value_type = CurrencyCode)]
    pub currency: String,
}

#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TakenBody {
    /// Id of an order line.
    #[schema(value_type = LineIdText)]
    pub line: String,
    #[schema(minimum = 1, maximum = 10_000)]
    pub quantity: i64,
}

impl NewShipmentBody {
    /// Errors: those by which an order's amounts are refused.
    pub fn charge(&self) -> Result<Option<Money>, TrackingError> {
        let Some(charge) = &self.charge else { return Ok(None) };
        let known = charge.currency.parse();
        let currency = known.map_err(|_| OrderError::UnknownCurrency { field: "/charge/currency".to_owned() })?;
        let field = "/charge/amount";
        let money = Money::parse(&charge.amount, currency);
        let money = money.map_err(|error| OrderError::money(field, currency, &error))?;
        if money.minor < 0 {
            return Err(OrderError::NegativeAmount { field: field.to_owned() }.into());
        }
        Ok(Some(money))
    }

    pub fn taken(&self) -> Result<Vec<Taken>, TrackingError> {
        self.lines
            .iter()
            .enumerate()
            .map(|(place, taken)| {
                let line: OrderLineId =
                    taken.line.parse().map_err(|_| TrackingError::Invalid { field: format!("/lines/{place}/line") })?;
                Ok(Taken { line, quantity: taken.quantity })
            })
            .collect()
    }
}

/// For what needs no words: an empty body or `{}`.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NothingBody {}

/// Events as the carrier told them.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EventsBody {
    #[schema(min_items = 1, max_items = 200)]
    pub events: Vec<EventBody>,
}

/// The same for a number instead of an id.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NumberedEventsBody {
    #[schema(example = "smsa")]
    pub connection: String,
    #[schema(example = "SM4471902")]
    pub tracking_number: String,
    #[schema(min_items = 1, max_items = 200)]
    pub events: Vec<EventBody>,
}

#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EventBody {
    /// The carrier's own id of the event; without one, time, code, place and text tell events apart.
    #[schema(max_length = 120)]
    pub id: Option<String>,
    #[schema(value_type = Moment)]
    pub at: String,
    #[serde(default)]
    #[schema(max_length = 120)]
    pub code: String,
    #[serde(default)]
    #[schema(max_length = 120)]
    pub place: String,
    /// The carrier's own words.
    #[serde(default)]
    #[schema(max_length = 500)]
    pub text: String,
    #[schema(value_type = StatusWord)]
    pub status: String,
    #[schema(value_type = Option<SubstatusWord>)]
    pub substatus: Option<String>,
}

pub fn read_events(bodies: &[EventBody]) -> Result<Vec<Scan>, TrackingError> {
    if bodies.is_empty() {
        return Err(TrackingError::Invalid { field: "/events".to_owned() });
    }
    if bodies.len() > EVENTS_MAX {
        return Err(TrackingError::TooMany { max: EVENTS_MAX });
    }
    bodies.iter().enumerate().map(|(place, body)| read_event(&format!("/events/{place}"), body)).collect()
}

pub fn read_event(pointer: &str, body: &EventBody) -> Result<Scan, TrackingError> {
    let wrong = |name: &str| TrackingError::Invalid { field: format!("{pointer}/{name}") };
    let short = |text: &str, max: usize| text.chars().count() <= max;
    for (text, max, name) in [
        (body.id.as_deref().unwrap_or(""), WORD_CHARS_MAX, "id"),
        (&body.code, WORD_CHARS_MAX, "code"),
        (&body.place, WORD_CHARS_MAX, "place"),
        (&body.text, TEXT_CHARS_MAX, "text"),
    ] {
        if !short(text, max) {
            return Err(wrong(name));
        }
    }
    let bad_time = || TrackingError::BadTime { field: format!("{pointer}/at") };
    let at = Instant::parse(&body.at).map_err(|_| bad_time())?;
    if !short(&body.at, WORD_CHARS_MAX) {
        return Err(bad_time());
    }
    let status = Status::parse(&body.status).ok_or_else(|| wrong("status"))?;
    let substatus = match body.substatus.as_deref() {
        Some(word) => Some(Substatus::parse(word).ok_or_else(|| wrong("substatus"))?),
        None => None,
    };
    Ok(Scan {
        carrier_event_id: body.id.clone().filter(|id| !id.is_empty()),
        raw_time: body.at.clone(),
        at,
        code: body.code.clone(),
        place: body.place.clone(),
        text: body.text.clone(),
        status,
        substatus,
    })
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ShipmentAnswer {
    #[schema(value_type = String, example = "shp_02ng5x9k3m000")]
    pub id: wasl_base::ShipmentId,
    #[schema(value_type = String, example = "ord_02ng5x9k3m000")]
    pub order: wasl_base::OrderId,
    pub order_number: String,
    pub carrier: String,
    pub connection: String,
    pub tracking_number: Option<String>,
    #[schema(value_type = StatusWord)]
    pub status: Status,
    /// created, shipped, arrived, out_for_delivery, delivered: never taken back.
    pub milestone: String,
    #[schema(value_type = Option<String>, example = "2026-11-25")]
    pub promised_on: Option<CalendarDate>,
    #[schema(value_type = Option<String>)]
    pub shipped_at: Option<Instant>,
    #[schema(value_type = Option<String>)]
    pub delivered_at: Option<Instant>,
    #[schema(value_type = Option<String>)]
    pub returned_at: Option<Instant>,
    /// Where the customer follows it; absent when revoked or in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tracking_url: Option<String>,
    /// Newest first; only when one shipment is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub events: Option<Vec<EventAnswer>>,
}

impl ShipmentAnswer {
    pub fn of(shipment: &Shipment) -> Self {
        let state = &shipment.state;
        Self {
            id: shipment.id,
            order: shipment.order,
            order_number: shipment.order_number.clone(),
            carrier: shipment.carrier.clone(),
            connection: shipment.connection.clone(),
            tracking_number: shipment.number.clone(),
            status: state.status(),
            milestone: milestone_word(state.milestone()).to_owned(),
            promised_on: shipment.promised_on,
            shipped_at: state.shipped_at,
            delivered_at: state.delivered_at,
            returned_at: state.returned_at,
            tracking_url: None,
            events: None,
        }
    }
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct EventAnswer {
    #[schema(value_type = String, example = "tev_02ng5x9k3m000")]
    pub id: wasl_base::TrackingEventId,
    #[schema(value_type = String)]
    pub at: Instant,
    /// The time as sent.
    pub raw_time: String,
    pub code: String,
    pub place: String,
    pub text: String,
    #[schema(value_type = StatusWord)]
    pub status: Status,
    #[schema(value_type = Option<SubstatusWord>)]
    pub substatus: Option<String>,
    /// Dated ahead of our clock: kept, but it moved nothing.
    pub is_from_the_future: bool,
}

impl EventAnswer {
    pub fn of(kept: &KeptScan) -> Self {
        let scan = &kept.scan;
        Self {
            id: kept.id,
            at: scan.at,
            raw_time: scan.raw_time.clone(),
            code: scan.code.clone(),
            place: scan.place.clone(),
            text: scan.text.clone(),
            status: scan.status,
            substatus: scan.substatus.map(|sub| sub.as_str().to_owned()),
            is_from_the_future: kept.is_future,
        }
    }
}

/// What became of the events.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RecordedAnswer {
    /// How many were new, or told again in their time after they had come from the future.
    pub added: usize,
    /// How many had been told before.
    pub repeated: usize,
    pub shipment: ShipmentAnswer,
}
