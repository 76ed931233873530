//! What the witness writes down: what a client is about to do, what came back, what was found afterwards. Each deed
//! carries its number into the product's own data, so that it can be found again whatever became of the answer.

use crate::api::{Reply, Request};
use reqwest::Method;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// The number of a deed; an order is known by the deed that placed it, a parcel by the deed that made it.
pub type DeedId = u64;

/// What the one variant that is sold costs the shop, in minor units.
pub const COST_MINOR: i64 = 9_000;
pub const SKU: &str = "TORTURE-1";
/// What the carrier charges for a label that says so, in minor units.
pub const CHARGE_MINOR: i64 = 1_800;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Means {
    Card,
    Bank,
    /// Cash on delivery: collected at the door, never paid by the API.
    Cash,
}

/// A scan of a parcel's way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Place on the way, from 0.
    pub place: usize,
    pub at: String,
    pub status: String,
    pub substatus: Option<String>,
    /// Does the carrier give its scans ids?
    pub has_id: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Deed {
    Place {
        client: u32,
        means: Means,
        pieces: i64,
    },
    Pay {
        order: DeedId,
        id: String,
        means: Means,
        amount_minor: i64,
    },
    Change {
        order: DeedId,
        id: String,
    },
    Cancel {
        order: DeedId,
        id: String,
    },
    Fulfil {
        order: DeedId,
        id: String,
        has_charge: bool,
        way: Vec<Step>,
    },
    Scan {
        order: DeedId,
        parcel: DeedId,
        id: String,
        steps: Vec<Step>,
    },
    /// The newest entry of the books: a reading, too, must not be taken back.
    Look,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Record {
    Intent {
        deed: DeedId,
        what: Deed,
        key: Option<String>,
    },
    Answer {
        deed: DeedId,
        status: u16,
        is_replay: bool,
        body: String,
    },
    /// No whole answer came: it may or may not have happened.
    Silence {
        deed: DeedId,
    },
    /// Read back after a silence: it had happened. Orders and parcels have an id.
    Found {
        deed: DeedId,
        id: Option<String>,
    },
    /// Read back after a silence: it had not.
    Absent {
        deed: DeedId,
    },
    Killed {
        what: String,
    },
}

impl Record {
    pub fn reply(deed: DeedId, reply: Option<Reply>) -> Self {
        match reply {
            None => Self::Silence { deed },
            Some(Reply { status, is_replay, body }) => Self::Answer { deed, status, is_replay, body },
        }
    }
}

impl Deed {
    /// The order it is about.
    pub fn order(&self, own: DeedId) -> Option<DeedId> {
        match self {
            Self::Place { .. } => Some(own),
            Self::Pay { order, .. }
            | Self::Change { order, .. }
            | Self::Cancel { order, .. }
            | Self::Fulfil { order, .. }
            | Self::Scan { order, .. } => Some(*order),
            Self::Look => None,
        }
    }

    pub fn request(&self, own: DeedId, key: Option<&str>) -> Request {
        let (method, path, body) = match self {
            Self::Place { means, pieces, .. } => {
                (Method::POST, "/api/v1/orders".to_owned(), place(own, *means, *pieces))
            }
            Self::Pay { id, means, amount_minor, .. } => {
                let method = if *means == Means::Bank { "bank_transfer" } else { "card" };
                let body = json!({"method": method, "gateway": mark(own), "amount": decimal(*amount_minor)});
                (Method::POST, format!("/api/v1/orders/{id}/payments"), body)
            }
            Self::Change { id, .. } => (Method::PATCH, format!("/api/v1/orders/{id}"), json!({"note": mark(own)})),
            Self::Cancel { id, .. } => {
                (Method::POST, format!("/api/v1/orders/{id}/cancel"), json!({"reason": mark(own)}))
            }
            Self::Fulfil { id, has_charge, .. } => {
                let mut body = json!({"carrier": "smsa", "tracking_number": mark(own)});
                if *has_charge {
                    body["charge"] = json!({"amount": decimal(CHARGE_MINOR), "currency": "SAR"});
                }
                (Method::POST, format!("/api/v1/orders/{id}/shipments"), body)
            }
            Self::Scan { parcel, id, steps, .. } => {
                let events: Vec<Value> = steps.iter().map(|step| scan(*parcel, step)).collect();
                (Method::POST, format!("/api/v1/shipments/{id}/events"), json!({"events": events}))
            }
            Self::Look => (Method::GET, "/api/v1/ledger/entries?limit=1".to_owned(), Value::Null),
        };
        let body = Some(body).filter(|body| !body.is_null());
        Request { method, path, body, key: key.map(str::to_owned) }
    }
}

/// SAR 230.00 a piece, of it 30.00 VAT; a discount that the shipping makes up for; a fee for paying at the door.
fn place(own: DeedId, means: Means, pieces: i64) -> Value {
    let mut body = json!({
        "payment_method": match means {
            Means::Card => "card",
            Means::Bank => "bank_transfer",
            Means::Cash => "cash_on_delivery",
        },
        "customer": {"name": "نورة", "phone": "0551112233"},
        "address": {"city": "جدة", "line": mark(own)},
        "lines": [{"sku": SKU, "quantity": pieces}],
        "discount": "23.00",
        "shipping": "23.00",
    });
    if means == Means::Cash {
        body["cod_fee"] = json!("11.50");
    }
    body
}

fn scan(parcel: DeedId, step: &Step) -> Value {
    let mut body = json!({"at": step.at, "status": step.status, "text": step_mark(parcel, step.place)});
    if step.has_id {
        body["id"] = json!(step_mark(parcel, step.place));
    }
    if let Some(substatus) = &step.substatus {
        body["substatus"] = json!(substatus);
    }
    body
}

/// The words by which a deed is found in the product's data.
pub fn mark(deed: DeedId) -> String {
    format!("deed {deed}")
}

pub fn deed_of(text: &str) -> Option<DeedId> {
    text.strip_prefix("deed ")?.parse().ok()
}

pub fn step_mark(parcel: DeedId, place: usize) -> String {
    format!("parcel {parcel} step {place}")
}

pub fn step_of(text: &str) -> Option<(DeedId, usize)> {
    let (parcel, place) = text.strip_prefix("parcel ")?.split_once(" step ")?;
    Some((parcel.parse().ok()?, place.parse().ok()?))
}

/// Riyals have two decimals.
pub fn decimal(minor: i64) -> String {
    format!("{}.{:02}", minor / 100, minor % 100)
}

/// `-12.30` is −1230; anything that is not an amount with two decimals is none.
pub fn minor(text: &str) -> Option<i64> {
    let (whole, cents) = text.split_once('.')?;
    (cents.len() == 2).then(|| format!("{whole}{cents}").parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_and_amounts_read_back() {
        assert_eq!(deed_of(&mark(7)), Some(7));
        assert_eq!(step_of(&step_mark(7, 3)), Some((7, 3)));
        assert_eq!((deed_of("7"), step_of("deed 7")), (None, None));
        for (text, expect) in [("230.00", Some(23_000)), ("-0.50", Some(-50)), ("1", None), ("1.5", None)] {
            assert_eq!(minor(text), expect, "{text}");
        }
        assert_eq!(decimal(1_150), "11.50");
    }
}
