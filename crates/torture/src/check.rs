//! The judgement on orders, payments, parcels and scans, pure: what is known against what was read back. Acknowledged
//! means there, exactly once, with the content that was answered; unanswered means none or one; refused means none.

use crate::known::{Fate, Known, OrderKnown, ParcelKnown, Standing};
use crate::record::{Deed, DeedId, mark, minor};
use crate::snapshot::{OrderSeen, ParcelSeen, PaymentSeen, Snapshot};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FaultKind {
    /// Acknowledged and not there.
    Lost,
    /// There twice.
    Doubled,
    /// Shown once and otherwise afterwards.
    TakenBack,
    /// There, and not as it should be.
    Wrong,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    pub kind: FaultKind,
    pub text: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:?}: {}", self.kind, self.text)
    }
}

/// Which orders a reading is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Those that something was asked of since they were last read.
    Touched,
    All,
}

/// Faults as they are found.
#[derive(Default)]
pub(crate) struct Faults(pub Vec<Fault>);

impl Faults {
    pub(crate) fn add(&mut self, kind: FaultKind, text: impl Into<String>) {
        self.0.push(Fault { kind, text: text.into() });
    }

    /// `count` of something whose deed has this fate.
    fn count(&mut self, what: &str, fate: Fate, count: usize) {
        match (fate, count) {
            (Fate::Done, 0) => self.add(FaultKind::Lost, format!("{what} was acknowledged and is gone")),
            (Fate::Nothing, 1) => self.add(FaultKind::Wrong, format!("{what} is there and was never acknowledged")),
            (_, 0 | 1) => {}
            (_, more) => self.add(FaultKind::Doubled, format!("{what} is there {more} times")),
        }
    }
}

/// Judges the orders of `scope` by a reading; `before` is what earlier readings showed.
pub fn check(known: &Known, scope: &Scope, before: &Snapshot, now: &Snapshot) -> Vec<Fault> {
    let mut faults = Faults::default();
    let every: BTreeSet<DeedId> = known.orders.keys().copied().collect();
    let judged = if *scope == Scope::All { &every } else { &known.touched };
    let (orders, parcels) = (orders_by_deed(now), parcels_by_order(now));
    for place in judged {
        let Some(order) = known.orders.get(place) else { continue };
        let seen = orders.get(place).map_or(&[][..], Vec::as_slice);
        faults.count(&format!("order of {}", mark(*place)), known.fate(*place), seen.len());
        if let [seen] = *seen {
            check_order(&mut faults, known, *place, order, seen, before);
            let parcels = parcels.get(seen.id.as_str()).map_or(&[][..], Vec::as_slice);
            check_parcels(&mut faults, known, order, parcels, before);
        }
    }
    for order in now.orders.values() {
        if order.deed.is_none_or(|deed| !known.orders.contains_key(&deed)) {
            faults.add(FaultKind::Wrong, format!("order {} was placed by nobody", order.id));
        }
    }
    let mut numbers = BTreeSet::new();
    for order in now.orders.values().filter(|order| !numbers.insert(&order.number)) {
        faults.add(FaultKind::Doubled, format!("number {} was given twice", order.number));
    }
    faults.0
}

fn orders_by_deed(now: &Snapshot) -> BTreeMap<DeedId, Vec<&OrderSeen>> {
    let mut found: BTreeMap<DeedId, Vec<&OrderSeen>> = BTreeMap::new();
    for order in now.orders.values() {
        found.entry(order.deed.unwrap_or_default()).or_default().push(order);
    }
    found
}

fn parcels_by_order(now: &Snapshot) -> BTreeMap<&str, Vec<&ParcelSeen>> {
    let mut found: BTreeMap<&str, Vec<&ParcelSeen>> = BTreeMap::new();
    for parcel in now.parcels.values() {
        found.entry(&parcel.order).or_default().push(parcel);
    }
    found
}

fn check_order(
    faults: &mut Faults,
    known: &Known,
    place: DeedId,
    order: &OrderKnown,
    seen: &OrderSeen,
    before: &Snapshot,
) {
    let told = format!("order {} ({})", seen.id, mark(place));
    if let Some(answer) = known.deeds.get(&place).and_then(|standing| standing.answer.as_ref()) {
        let total = answer["money"]["total"].as_str().and_then(minor);
        if answer["id"] != *seen.id || answer["number"] != *seen.number || total != Some(seen.money.total) {
            faults.add(FaultKind::Wrong, format!("{told} is not as it was answered: {answer} and {seen:?}"));
        }
    }
    let earlier = before.orders.get(&seen.id).map_or(0, |it| it.version).max(order.version);
    if seen.version < earlier {
        faults.add(FaultKind::TakenBack, format!("{told} went from version {earlier} to {}", seen.version));
    }
    check_cancelled(faults, known, order, seen, &told);
    check_note(faults, known, order, seen, &told);
    if let Some(payments) = &seen.payments {
        check_payments(faults, known, order, seen, payments, &told);
    }
}

fn deeds<'k>(known: &'k Known, order: &'k OrderKnown) -> impl DoubleEndedIterator<Item = (DeedId, &'k Standing)> {
    order.deeds.iter().filter_map(|deed| Some((*deed, known.deeds.get(deed)?)))
}

fn check_cancelled(faults: &mut Faults, known: &Known, order: &OrderKnown, seen: &OrderSeen, told: &str) {
    let is_cancelled = seen.state == "cancelled";
    let mut may_be = false;
    for (deed, standing) in deeds(known, order).filter(|(_, it)| matches!(it.what, Deed::Cancel { .. })) {
        let is_this = is_cancelled && seen.cancel_reason == Some(mark(deed));
        faults.count(&format!("cancellation of {told} ({})", mark(deed)), standing.fate(), usize::from(is_this));
        may_be |= is_this;
    }
    if is_cancelled && !may_be {
        faults.add(FaultKind::Wrong, format!("{told} was cancelled by nobody"));
    }
}

/// The note of the last change that was acknowledged, or of one without an answer after it.
fn check_note(faults: &mut Faults, known: &Known, order: &OrderKnown, seen: &OrderSeen, told: &str) {
    let mut allowed = Vec::new();
    let mut is_acknowledged = false;
    for (deed, standing) in deeds(known, order).rev().filter(|(_, it)| matches!(it.what, Deed::Change { .. })) {
        match standing.fate() {
            Fate::Nothing => {}
            Fate::Unknown => allowed.push(Some(mark(deed))),
            Fate::Done => {
                allowed.push(Some(mark(deed)));
                is_acknowledged = true;
                break;
            }
        }
    }
    if !is_acknowledged {
        allowed.push(None);
    }
    if !allowed.contains(&seen.note) {
        let kind = if is_acknowledged { FaultKind::Lost } else { FaultKind::Wrong };
        faults.add(kind, format!("the note of {told} is {:?}, and should be of {allowed:?}", seen.note));
    }
}

fn check_payments(
    faults: &mut Faults,
    known: &Known,
    order: &OrderKnown,
    seen: &OrderSeen,
    payments: &[PaymentSeen],
    told: &str,
) {
    for (deed, standing) in deeds(known, order) {
        let Deed::Pay { amount_minor, .. } = &standing.what else { continue };
        let own: Vec<&PaymentSeen> = payments.iter().filter(|payment| payment.deed == Some(deed)).collect();
        faults.count(&format!("payment {} of {told}", mark(deed)), standing.fate(), own.len());
        for payment in own {
            let answered = standing.answer.as_ref().and_then(|answer| payment_of(answer, deed));
            if payment.amount != *amount_minor || answered.is_some_and(|id| id != payment.id) {
                faults.add(FaultKind::Wrong, format!("{payment:?} of {told} is not as it was answered"));
            }
        }
    }
    let is_ours = |payment: &PaymentSeen| payment.deed.is_some_and(|deed| order.deeds.contains(&deed));
    for payment in payments.iter().filter(|payment| !is_ours(payment)) {
        faults.add(FaultKind::Wrong, format!("{payment:?} of {told} was made by nobody"));
    }
    let sum: i64 = payments.iter().map(|payment| payment.amount).sum();
    if order.means != crate::record::Means::Cash && sum != seen.money.paid {
        faults.add(FaultKind::Wrong, format!("{told} says {} paid, its payments {sum}", seen.money.paid));
    }
}

fn payment_of(answer: &Value, deed: DeedId) -> Option<&str> {
    let payments = answer["payments"].as_array()?;
    payments.iter().find(|payment| payment["gateway"] == mark(deed))?["id"].as_str()
}

fn check_parcels(faults: &mut Faults, known: &Known, order: &OrderKnown, parcels: &[&ParcelSeen], before: &Snapshot) {
    for (deed, standing) in deeds(known, order).filter(|(_, it)| matches!(it.what, Deed::Fulfil { .. })) {
        let own: Vec<&&ParcelSeen> = parcels.iter().filter(|parcel| parcel.deed == Some(deed)).collect();
        faults.count(&format!("parcel of {}", mark(deed)), standing.fate(), own.len());
        if let ([parcel], Some(held)) = (&own[..], known.parcels.get(&deed)) {
            if held.id.as_ref().is_some_and(|id| *id != parcel.id) {
                faults.add(FaultKind::Wrong, format!("parcel {} of {} has another id", parcel.id, mark(deed)));
            }
            check_steps(faults, known, deed, held, before.parcels.get(&parcel.id), parcel);
        }
    }
    for parcel in parcels.iter().filter(|parcel| parcel.deed.is_none_or(|deed| !order.deeds.contains(&deed))) {
        faults.add(FaultKind::Wrong, format!("parcel {} was made by nobody", parcel.id));
    }
}

fn check_steps(
    faults: &mut Faults,
    known: &Known,
    deed: DeedId,
    held: &ParcelKnown,
    before: Option<&ParcelSeen>,
    seen: &ParcelSeen,
) {
    let told = format!("parcel {} ({})", seen.id, mark(deed));
    let earlier = before.map_or(0, |before| before.milestone).max(held.milestone);
    if seen.milestone < earlier {
        faults.add(FaultKind::TakenBack, format!("{told} went from milestone {earlier} to {}", seen.milestone));
    }
    let Some(steps) = &seen.steps else { return };
    let mut is_there = Vec::new();
    for (place, step) in held.steps.iter().enumerate() {
        let count = steps.iter().filter(|it| **it == Some((deed, place))).count();
        let was_there = before.and_then(|it| it.steps.as_ref()).is_some_and(|it| it.contains(&Some((deed, place))));
        let fate = match (step.is_acknowledged || was_there, step.is_sent) {
            (true, _) => Fate::Done,
            (false, true) => Fate::Unknown,
            (false, false) => Fate::Nothing,
        };
        faults.count(&format!("step {place} of {told}"), fate, count);
        let added: i64 = added_by(known, deed, place);
        if added > 1 {
            faults.add(FaultKind::Doubled, format!("step {place} of {told} was new {added} times"));
        }
        if count > 0 {
            is_there.push((step.step.status.as_str(), step.step.substatus.as_deref()));
        }
    }
    if steps.len() > is_there.len() {
        faults.add(FaultKind::Wrong, format!("{told} has {} scans, {} of them ours", steps.len(), is_there.len()));
    }
    let is_delivered = is_there.iter().any(|(status, _)| *status == "Delivered");
    let is_returned = is_there.iter().any(|(_, substatus)| *substatus == Some("returned"));
    let is_shipped = is_there.iter().any(|(status, substatus)| *status != "InfoReceived" || substatus.is_some());
    if (seen.is_shipped, seen.is_delivered, seen.is_returned) != (is_shipped, is_delivered, is_returned) {
        faults.add(FaultKind::Wrong, format!("{told} is not what its scans make it: {seen:?}"));
    }
}

/// Answers that told this step, alone, for new; a replay says again what was said.
fn added_by(known: &Known, parcel: DeedId, place: usize) -> i64 {
    let Some(held) = known.parcels.get(&parcel) else { return 0 };
    held.scans
        .iter()
        .filter_map(|deed| known.deeds.get(deed))
        .filter_map(|standing| match &standing.what {
            Deed::Scan { steps, .. } if steps.len() == 1 && steps[0].place == place => standing.answer.as_ref(),
            _ => None,
        })
        .map(|answer| answer["added"].as_i64().unwrap_or(0))
        .sum()
}
