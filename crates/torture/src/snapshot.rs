//! What was read back: orders, parcels and entries as the API shows them, each with the number of the deed that made it.

use crate::record::{Deed, DeedId, deed_of, mark, minor, step_of};
use anyhow::{Context, Result};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// In the order of a parcel's way.
const MILESTONES: [&str; 5] = ["created", "shipped", "arrived", "out_for_delivery", "delivered"];

pub fn milestone_rank(word: &str) -> Option<usize> {
    MILESTONES.iter().position(|it| *it == word)
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderSeen {
    pub id: String,
    /// None when it bears no mark of ours.
    pub deed: Option<DeedId>,
    pub number: String,
    pub state: String,
    pub payment_state: String,
    pub version: i64,
    pub note: Option<String>,
    pub cancel_reason: Option<String>,
    pub money: MoneySeen,
    /// None when only the list was read.
    pub payments: Option<Vec<PaymentSeen>>,
}

/// Minor units; all but `vat`, `total` and `paid` are net of VAT.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MoneySeen {
    pub goods: i64,
    pub discount: i64,
    pub shipping: i64,
    pub cod_fee: i64,
    pub vat: i64,
    pub total: i64,
    pub paid: i64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentSeen {
    pub id: String,
    pub deed: Option<DeedId>,
    pub method: String,
    pub amount: i64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParcelSeen {
    pub id: String,
    pub order: String,
    pub deed: Option<DeedId>,
    pub milestone: usize,
    pub is_shipped: bool,
    pub is_delivered: bool,
    pub is_returned: bool,
    /// Parcel and step of each scan; None when only the list was read.
    pub steps: Option<Vec<Option<(DeedId, usize)>>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntrySeen {
    pub seq: i64,
    pub key: String,
    pub hash: String,
    /// Account and minor units, debits positive, in order.
    pub lines: Vec<(i64, i64)>,
}

/// One reading, or all of them laid over each other.
#[derive(Clone, Debug, Default)]
pub struct Snapshot {
    pub orders: BTreeMap<String, OrderSeen>,
    pub parcels: BTreeMap<String, ParcelSeen>,
    pub entries: BTreeMap<i64, EntrySeen>,
    /// Net of each account that is not zero.
    pub balances: BTreeMap<i64, i64>,
    pub figures: Figures,
}

/// What the home page counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    pub placed: i64,
    pub cancelled: i64,
    pub shipped: i64,
    pub delivered: i64,
    pub returned: i64,
}

impl Snapshot {
    /// Lays a newer reading over this one; what it read only in a list keeps the details of before.
    pub fn absorb(&mut self, newer: Self) {
        for (id, mut order) in newer.orders {
            let before = self.orders.remove(&id);
            order.payments = order.payments.or(before.and_then(|before| before.payments));
            self.orders.insert(id, order);
        }
        for (id, mut parcel) in newer.parcels {
            let before = self.parcels.remove(&id);
            parcel.steps = parcel.steps.or(before.and_then(|before| before.steps));
            self.parcels.insert(id, parcel);
        }
        self.entries.extend(newer.entries);
        self.balances = newer.balances;
        self.figures = newer.figures;
    }

    /// The trace of a deed: the id it made, or nothing more than that it was done. None when it was not.
    pub fn trace(&self, deed: DeedId, what: &Deed) -> Option<Option<String>> {
        let order = |id: &String| self.orders.get(id);
        let is_done = match what {
            Deed::Place { .. } => {
                return self.orders.values().find(|it| it.deed == Some(deed)).map(|it| Some(it.id.clone()));
            }
            Deed::Fulfil { .. } => {
                return self.parcels.values().find(|it| it.deed == Some(deed)).map(|it| Some(it.id.clone()));
            }
            Deed::Pay { id, .. } => order(id)?.payments.iter().flatten().any(|payment| payment.deed == Some(deed)),
            Deed::Change { id, .. } => order(id)?.note == Some(mark(deed)),
            Deed::Cancel { id, .. } => order(id)?.cancel_reason == Some(mark(deed)),
            Deed::Scan { parcel, id, steps, .. } => {
                let there = self.parcels.get(id)?.steps.as_ref()?;
                steps.iter().all(|step| there.contains(&Some((*parcel, step.place))))
            }
            Deed::Look => false,
        };
        is_done.then_some(None)
    }

    pub fn keys(&self) -> BTreeSet<&str> {
        self.entries.values().map(|entry| entry.key.as_str()).collect()
    }
}

fn text(body: &Value, name: &str) -> Result<String> {
    body[name].as_str().map(str::to_owned).with_context(|| format!("no {name} in {body}"))
}

fn optional(body: &Value, name: &str) -> Option<String> {
    body[name].as_str().map(str::to_owned)
}

fn amount(body: &Value, name: &str) -> Result<i64> {
    body[name].as_str().and_then(minor).with_context(|| format!("no amount {name} in {body}"))
}

impl OrderSeen {
    pub fn read(body: &Value) -> Result<Self> {
        let money = &body["money"];
        let payments = body["payments"].as_array();
        Ok(Self {
            id: text(body, "id")?,
            deed: body["address"]["line"].as_str().and_then(deed_of),
            number: text(body, "number")?,
            state: text(body, "state")?,
            payment_state: text(body, "payment_state")?,
            version: body["version"].as_i64().context("an order without version")?,
            note: optional(body, "note"),
            cancel_reason: optional(body, "cancel_reason"),
            money: MoneySeen {
                goods: amount(money, "goods")?,
                discount: amount(money, "discount")?,
                shipping: amount(money, "shipping")?,
                cod_fee: amount(money, "cod_fee")?,
                vat: amount(money, "vat")?,
                total: amount(money, "total")?,
                paid: amount(money, "paid")?,
            },
            payments: payments.map(|all| all.iter().map(PaymentSeen::read).collect()).transpose()?,
        })
    }
}

impl PaymentSeen {
    fn read(body: &Value) -> Result<Self> {
        Ok(Self {
            id: text(body, "id")?,
            deed: body["gateway"].as_str().and_then(deed_of),
            method: text(body, "method")?,
            amount: amount(body, "amount")?,
        })
    }
}

impl ParcelSeen {
    pub fn read(body: &Value) -> Result<Self> {
        let events = body["events"].as_array();
        let step = |event: &Value| event["text"].as_str().and_then(step_of);
        Ok(Self {
            id: text(body, "id")?,
            order: text(body, "order")?,
            deed: body["tracking_number"].as_str().and_then(deed_of),
            milestone: milestone_rank(&text(body, "milestone")?).context("an unknown milestone")?,
            is_shipped: body["shipped_at"].is_string(),
            is_delivered: body["delivered_at"].is_string(),
            is_returned: body["returned_at"].is_string(),
            steps: events.map(|all| all.iter().map(step).collect()),
        })
    }
}

impl EntrySeen {
    pub fn read(body: &Value) -> Result<Self> {
        let line = |line: &Value| {
            let account = text(line, "account")?.parse().context("an account")?;
            Ok((account, amount(line, "debit")? - amount(line, "credit")?))
        };
        let lines = body["lines"].as_array().context("an entry without lines")?;
        let mut lines: Vec<(i64, i64)> = lines.iter().map(line).collect::<Result<_>>()?;
        lines.sort_unstable();
        Ok(Self {
            seq: body["seq"].as_i64().context("an entry without seq")?,
            key: text(body, "key")?,
            hash: text(body, "hash")?,
            lines,
        })
    }
}

/// Accounts of the trial balance that are not zero.
pub fn read_balances(body: &Value) -> Result<BTreeMap<i64, i64>> {
    let accounts = body["accounts"].as_array().context("no accounts in the trial balance")?;
    let mut balances = BTreeMap::new();
    for row in accounts {
        let net = amount(row, "balance")?;
        if net != 0 {
            balances.insert(text(row, "account")?.parse().context("an account")?, net);
        }
    }
    Ok(balances)
}

impl Figures {
    pub fn read(body: &Value) -> Result<Self> {
        let figures = &body["figures"];
        let count = |name: &str| figures[name].as_i64().with_context(|| format!("no figure {name}"));
        Ok(Self {
            placed: count("orders_placed")?,
            cancelled: count("orders_cancelled")?,
            shipped: count("parcels_shipped")?,
            delivered: count("parcels_delivered")?,
            returned: count("parcels_returned")?,
        })
    }
}
