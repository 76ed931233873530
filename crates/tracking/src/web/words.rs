//! Which words a parcel's state is told with. Keys only; the sentences stand in the locales.

use crate::model::{State, Substatus};
use wasl_events::{Milestone, Status};
use wasl_ui::Tone;

/// Key of the status word, e.g. `tracking-status-InTransit`.
pub fn status_key(state: &State) -> String {
    if state.is_returned() {
        return "tracking-status-Returned".to_owned();
    }
    if state.is_returning() {
        return "tracking-status-Returning".to_owned();
    }
    format!("tracking-status-{}", state.status().as_str())
}

/// Key of the sentence that says what happens next.
pub fn next_key(state: &State) -> String {
    if state.is_returned() {
        return "tracking-next-Returned".to_owned();
    }
    if state.is_returning() {
        return "tracking-next-Returning".to_owned();
    }
    if state.status() == Status::InTransit {
        let is_held = state.moved.as_ref().is_some_and(|moved| moved.substatus == Some(Substatus::InCustoms));
        if is_held {
            return "tracking-next-InCustoms".to_owned();
        }
        if state.milestone() >= Milestone::Arrived {
            return "tracking-next-ArrivedInCity".to_owned();
        }
    }
    format!("tracking-next-{}", state.status().as_str())
}

/// Key of the line a scan gets in its customer's timeline.
pub fn scan_key(status: Status, substatus: Option<Substatus>) -> String {
    match substatus {
        Some(sub) => format!("tracking-scan-{}", sub.as_str().replace('_', "-")),
        None => format!("tracking-scan-{}", status.as_str()),
    }
}

/// The same for the shop's people, to whom the customer's city is not "your city".
pub fn staff_scan_key(status: Status, substatus: Option<Substatus>) -> String {
    match substatus {
        Some(sub @ (Substatus::ArrivedInCity | Substatus::CashCollected)) => {
            format!("tracking-seen-{}", sub.as_str().replace('_', "-"))
        }
        None if status == Status::Delivered => "tracking-seen-Delivered".to_owned(),
        _ => scan_key(status, substatus),
    }
}

pub fn tone(state: &State) -> Tone {
    if state.is_returned() || state.is_returning() {
        return Tone::Neutral;
    }
    match state.status() {
        Status::Pending | Status::InfoReceived => Tone::Neutral,
        Status::InTransit | Status::OutForDelivery | Status::AvailableForPickup => Tone::Accent,
        Status::Delivered => Tone::Good,
        Status::AttemptFail | Status::Expired => Tone::Warn,
        Status::Exception => Tone::Bad,
    }
}

pub fn scan_tone(status: Status, substatus: Option<Substatus>) -> Tone {
    match (substatus, status) {
        (Some(Substatus::CashCollected), _) | (_, Status::Delivered) => Tone::Good,
        (Some(Substatus::Returned | Substatus::Returning), _) => Tone::Neutral,
        (_, Status::AttemptFail | Status::Expired) => Tone::Warn,
        (_, Status::Exception) => Tone::Bad,
        _ => Tone::Neutral,
    }
}
