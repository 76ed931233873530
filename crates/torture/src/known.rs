//! What the records add up to: the fate of every deed, and what each order and parcel must therefore be. A fold without
//! IO, so that a log can be judged again, and faults be made up for the tests.

use crate::check::{Fault, FaultKind};
use crate::record::{Deed, DeedId, Means, Record, Step};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Codes that say that nothing was kept.
const NOTHING_KEPT: [&str; 3] = ["db.unavailable", "db.retry", "db.full"];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Answered, or read back.
    Done,
    /// Answered that nothing was kept, or read back and not there.
    Nothing,
    /// No answer.
    Unknown,
}

#[derive(Clone, Debug)]
pub struct Standing {
    pub what: Deed,
    pub key: Option<String>,
    /// Requests under way.
    pub open: u32,
    /// Requests that nobody answered.
    pub silent: u32,
    /// The first good answer.
    pub answer: Option<Value>,
    /// Good answers that were not replays.
    pub first_hand: u32,
    /// What a reading said about a silence.
    pub settled: Option<bool>,
}

impl Standing {
    pub fn fate(&self) -> Fate {
        match (&self.answer, self.settled) {
            (Some(_), _) | (None, Some(true)) => Fate::Done,
            (None, Some(false)) => Fate::Nothing,
            (None, None) if self.silent + self.open > 0 => Fate::Unknown,
            (None, None) => Fate::Nothing,
        }
    }
}

#[derive(Clone, Debug)]
pub struct OrderKnown {
    pub client: u32,
    pub means: Means,
    pub pieces: i64,
    pub id: Option<String>,
    pub total_minor: Option<i64>,
    pub paid_minor: i64,
    pub is_cancelled: bool,
    pub parcel: Option<DeedId>,
    /// Highest version that an answer named.
    pub version: i64,
    /// Everything done to it, scans excepted.
    pub deeds: Vec<DeedId>,
    /// Deeds under way or without an answer: it is left alone until they are settled.
    pub unsettled: BTreeSet<DeedId>,
}

#[derive(Clone, Debug)]
pub struct ParcelKnown {
    pub order: DeedId,
    pub id: Option<String>,
    pub steps: Vec<StepKnown>,
    /// The deeds that told of it.
    pub scans: Vec<DeedId>,
    /// Furthest milestone that an answer named.
    pub milestone: usize,
}

#[derive(Clone, Debug)]
pub struct StepKnown {
    pub step: Step,
    pub is_sent: bool,
    pub is_acknowledged: bool,
}

#[derive(Clone, Debug, Default)]
pub struct Counts {
    pub kills: u64,
    pub requests: u64,
    pub acknowledged: u64,
    pub unknown: u64,
    pub found: u64,
    /// Answered 503 or 507: nothing was kept.
    pub turned_away: u64,
    pub replays: u64,
}

#[derive(Debug, Default)]
pub struct Known {
    pub deeds: BTreeMap<DeedId, Standing>,
    pub orders: BTreeMap<DeedId, OrderKnown>,
    pub parcels: BTreeMap<DeedId, ParcelKnown>,
    /// Hash of each entry that a client was shown, by sequence number.
    pub looked: BTreeMap<i64, String>,
    /// Orders touched since they were last read back.
    pub touched: BTreeSet<DeedId>,
    /// What the answers alone give away.
    pub faults: Vec<Fault>,
    pub counts: Counts,
}

impl Known {
    pub fn of(records: &[Record]) -> Self {
        let mut known = Self::default();
        for record in records {
            known.apply(record);
        }
        known
    }

    pub fn next_id(&self) -> DeedId {
        self.deeds.last_key_value().map_or(1, |(last, _)| last + 1)
    }

    pub fn fate(&self, deed: DeedId) -> Fate {
        self.deeds.get(&deed).map_or(Fate::Nothing, Standing::fate)
    }

    pub fn apply(&mut self, record: &Record) {
        match record {
            Record::Intent { deed, what, key } => self.intend(*deed, what, key.as_ref()),
            Record::Answer { deed, status, is_replay, body } => self.answer(*deed, *status, *is_replay, body),
            Record::Silence { deed } => {
                self.counts.unknown += 1;
                self.silent(*deed);
            }
            Record::Found { deed, id } => {
                self.counts.found += 1;
                self.settle(*deed, true, id.clone());
            }
            Record::Absent { deed } => self.settle(*deed, false, None),
            Record::Killed { .. } => self.counts.kills += 1,
        }
    }

    fn intend(&mut self, deed: DeedId, what: &Deed, key: Option<&String>) {
        self.counts.requests += 1;
        let standing = self.deeds.entry(deed).or_insert_with(|| Standing {
            what: what.clone(),
            key: key.cloned(),
            open: 0,
            silent: 0,
            answer: None,
            first_hand: 0,
            settled: None,
        });
        standing.open += 1;
        if standing.settled == Some(false) {
            standing.settled = None;
        }
        match what {
            Deed::Place { client, means, pieces } => self.add_order(deed, *client, *means, *pieces),
            Deed::Fulfil { order, way, .. } => self.add_parcel(deed, *order, way),
            Deed::Scan { parcel, steps, .. } => {
                self.mark_steps(*parcel, steps, |step| step.is_sent = true);
                if let Some(parcel) = self.parcels.get_mut(parcel).filter(|parcel| !parcel.scans.contains(&deed)) {
                    parcel.scans.push(deed);
                }
            }
            _ => {}
        }
        let Some(place) = what.order(deed) else { return };
        self.touched.insert(place);
        if let Some(order) = self.orders.get_mut(&place).filter(|_| !matches!(what, Deed::Scan { .. })) {
            order.unsettled.insert(deed);
            if !order.deeds.contains(&deed) {
                order.deeds.push(deed);
            }
        }
    }

    fn add_order(&mut self, deed: DeedId, client: u32, means: Means, pieces: i64) {
        self.orders.entry(deed).or_insert_with(|| OrderKnown {
            client,
            means,
            pieces,
            id: None,
            total_minor: None,
            paid_minor: 0,
            is_cancelled: false,
            parcel: None,
            version: 0,
            deeds: Vec::new(),
            unsettled: BTreeSet::new(),
        });
    }

    fn add_parcel(&mut self, deed: DeedId, order: DeedId, way: &[Step]) {
        let step = |step: &Step| StepKnown { step: step.clone(), is_sent: false, is_acknowledged: false };
        self.parcels.entry(deed).or_insert_with(|| ParcelKnown {
            order,
            id: None,
            steps: way.iter().map(step).collect(),
            scans: Vec::new(),
            milestone: 0,
        });
    }

    fn mark_steps(&mut self, parcel: DeedId, steps: &[Step], mark: impl Fn(&mut StepKnown)) {
        let Some(parcel) = self.parcels.get_mut(&parcel) else { return };
        for step in steps {
            parcel.steps.get_mut(step.place).into_iter().for_each(&mark);
        }
    }

    fn answer(&mut self, deed: DeedId, status: u16, is_replay: bool, body: &str) {
        let body: Value = serde_json::from_str(body).unwrap_or(Value::Null);
        match status {
            200..300 => self.obeyed(deed, is_replay, body),
            503 | 507 if NOTHING_KEPT.iter().any(|code| body["code"] == *code) => {
                self.counts.turned_away += 1;
                self.close(deed);
            }
            503 => {
                self.counts.unknown += 1;
                self.silent(deed);
            }
            _ => {
                let text = format!("deed {deed} was answered {status}: {body}");
                self.faults.push(Fault { kind: FaultKind::Wrong, text });
                self.close(deed);
            }
        }
    }

    fn obeyed(&mut self, deed: DeedId, is_replay: bool, body: Value) {
        self.counts.acknowledged += 1;
        self.counts.replays += u64::from(is_replay);
        let Some(standing) = self.deeds.get_mut(&deed) else { return };
        standing.open -= 1;
        standing.first_hand += u32::from(!is_replay);
        let has_key = standing.key.is_some();
        if has_key && standing.first_hand > 1 {
            let text = format!("deed {deed} was done {} times under one key", standing.first_hand);
            self.faults.push(Fault { kind: FaultKind::Doubled, text });
        }
        match &standing.answer {
            Some(first) if has_key && comparable(first) != comparable(&body) => {
                let text = format!("deed {deed} was answered twice under one key: {first} and {body}");
                self.faults.push(Fault { kind: FaultKind::TakenBack, text });
            }
            Some(_) => {}
            None => {
                let is_new = standing.settled != Some(true);
                standing.answer = Some(body.clone());
                let what = standing.what.clone();
                self.learn(deed, &what, &body);
                if is_new {
                    self.effect(deed, &what);
                }
            }
        }
        self.end(deed);
    }

    /// What an answer says beyond that it was done.
    fn learn(&mut self, deed: DeedId, what: &Deed, body: &Value) {
        match what {
            Deed::Look => {
                let entry = &body["items"][0];
                if let (Some(seq), Some(hash)) = (entry["seq"].as_i64(), entry["hash"].as_str()) {
                    self.looked.insert(seq, hash.to_owned());
                }
            }
            Deed::Fulfil { .. } => self.learn_parcel(deed, body),
            Deed::Scan { parcel, .. } => self.learn_parcel(*parcel, &body["shipment"]),
            _ => {
                let Some(order) = what.order(deed).and_then(|place| self.orders.get_mut(&place)) else { return };
                order.id = body["id"].as_str().map(str::to_owned).or(order.id.take());
                order.version = order.version.max(body["version"].as_i64().unwrap_or(0));
                order.total_minor = body["money"]["total"].as_str().and_then(crate::record::minor);
            }
        }
    }

    fn learn_parcel(&mut self, parcel: DeedId, shipment: &Value) {
        let Some(parcel) = self.parcels.get_mut(&parcel) else { return };
        parcel.id = shipment["id"].as_str().map(str::to_owned).or(parcel.id.take());
        let milestone = crate::snapshot::milestone_rank(shipment["milestone"].as_str().unwrap_or_default());
        parcel.milestone = parcel.milestone.max(milestone.unwrap_or(0));
    }

    /// What a deed that was done makes of its order, told once.
    fn effect(&mut self, deed: DeedId, what: &Deed) {
        if let Deed::Scan { parcel, steps, .. } = what {
            self.mark_steps(*parcel, steps, |step| step.is_acknowledged = true);
        }
        let Some(order) = what.order(deed).and_then(|place| self.orders.get_mut(&place)) else { return };
        match what {
            Deed::Pay { amount_minor, .. } => order.paid_minor += amount_minor,
            Deed::Cancel { .. } => order.is_cancelled = true,
            Deed::Fulfil { .. } => order.parcel = Some(deed),
            _ => {}
        }
    }

    fn silent(&mut self, deed: DeedId) {
        if let Some(standing) = self.deeds.get_mut(&deed) {
            standing.open -= 1;
            standing.silent += 1;
        }
    }

    fn close(&mut self, deed: DeedId) {
        if let Some(standing) = self.deeds.get_mut(&deed) {
            standing.open -= 1;
        }
        self.end(deed);
    }

    /// The order is free again, unless a twin of the deed is under way or its fate is unknown.
    fn end(&mut self, deed: DeedId) {
        let Some(standing) = self.deeds.get(&deed) else { return };
        if standing.open > 0 || standing.fate() == Fate::Unknown {
            return;
        }
        let place = standing.what.order(deed);
        if let Some(order) = place.and_then(|place| self.orders.get_mut(&place)) {
            order.unsettled.remove(&deed);
        }
    }

    fn settle(&mut self, deed: DeedId, is_found: bool, id: Option<String>) {
        let Some(standing) = self.deeds.get_mut(&deed) else { return };
        standing.settled = Some(is_found);
        let what = standing.what.clone();
        if is_found {
            if let (Deed::Place { .. }, Some(order)) = (&what, self.orders.get_mut(&deed)) {
                order.id = id;
            } else if let (Deed::Fulfil { .. }, Some(parcel)) = (&what, self.parcels.get_mut(&deed)) {
                parcel.id = id;
            }
            self.effect(deed, &what);
        }
        self.end(deed);
    }
}

/// An answer without what a repeat need not repeat: the link with its token.
fn comparable(body: &Value) -> Value {
    let mut body = body.clone();
    if let Some(fields) = body.as_object_mut() {
        fields.remove("tracking_url");
    }
    body
}
