//! A message becomes what stands with us. What it tells of each thing is first held against the newest that is known of
//! it; then our row is brought to what is newest. Only that decides, so any order of messages ends in the same state.

mod customer;
mod family;
mod hold;
mod order;
mod order_money;
mod parcels;
mod product;

use crate::error::StorefrontError;
use crate::model::{MessageState, ObjectKind, Storefront, Told};
use hold::{Standing, hold};
use serde_json::Value;
use std::collections::BTreeMap;
use wasl_base::{Instant, OrderId};
use wasl_db::Tx;
use wasl_platform::{Shop, Stamp};

/// For whom, and when.
pub(crate) struct Taking<'a> {
    pub stamp: &'a Stamp,
    pub shop: &'a Shop,
    pub storefront: &'a Storefront,
}

/// As it was kept.
pub(crate) struct Message {
    pub topic: String,
    pub body: String,
    pub received_at: Instant,
}

/// What came of a message.
pub(crate) struct TakenIn {
    pub state: MessageState,
    pub code: Option<&'static str>,
    pub field: Option<String>,
    /// `order 1042`.
    pub about: Option<String>,
    /// The storefront's own id of the order that it belongs to.
    pub order_ref: Option<String>,
    pub order: Option<OrderId>,
}

impl TakenIn {
    fn of(state: MessageState) -> Self {
        Self { state, code: None, field: None, about: None, order_ref: None, order: None }
    }

    pub fn refused(code: &'static str, field: Option<String>) -> Self {
        Self { code: Some(code), field, ..Self::of(MessageState::Refused) }
    }
}

/// What the tellings of one message come to.
#[derive(Default)]
struct Sum {
    is_any_newest: bool,
    /// Each order that is told of, with what its storefront told of it before.
    orders: BTreeMap<String, Option<Value>>,
}

/// Errors: what cannot be read, and what a rule of orders, parcels or customers says no to.
pub(crate) async fn take_in(tx: &mut Tx, taking: &Taking<'_>, message: &Message) -> Result<TakenIn, StorefrontError> {
    let body: Value = serde_json::from_str(&message.body).map_err(|_| StorefrontError::unreadable(""))?;
    let told = taking.storefront.platform.read(&message.topic, &body, message.received_at)?;
    let Some(first) = told.first() else { return Ok(TakenIn::of(MessageState::Ignored)) };
    let mut sum = Sum::default();
    for one in &told {
        take_one(tx, taking, one, &mut sum).await?;
    }
    let mut taken = TakenIn {
        about: Some(format!("{} {}", first.kind.as_str(), first.external_id)),
        ..TakenIn::of(if sum.is_any_newest { MessageState::Done } else { MessageState::Overtaken })
    };
    for (order, before) in sum.orders {
        let settled = family::settle_family(tx, taking, &order, before).await?;
        if matches!(settled, family::Settled::Unknown) {
            taken.state = MessageState::Held;
        }
        taken.order = settled.order().or(taken.order);
        taken.order_ref = Some(order);
    }
    Ok(taken)
}

async fn take_one(tx: &mut Tx, taking: &Taking<'_>, told: &Told, sum: &mut Sum) -> Result<(), StorefrontError> {
    let standing = hold(tx, taking, told).await?;
    let order = match told.kind {
        ObjectKind::Order => Some(&told.external_id),
        _ => told.parent.as_ref(),
    };
    if let Some(order) = order {
        // What is overtaken is settled all the same where its order was not: it costs little and mends much.
        sum.orders.entry(order.clone()).or_default();
    }
    let Standing::Newest(newest) = standing else { return Ok(()) };
    sum.is_any_newest = true;
    match told.kind {
        ObjectKind::Order => {
            sum.orders.insert(told.external_id.clone(), newest.before);
        }
        ObjectKind::Product => product::settle_product(tx, taking, told, &newest).await?,
        ObjectKind::Customer => customer::settle_customer(tx, taking, told, &newest).await?,
        ObjectKind::Line | ObjectKind::Fulfilment | ObjectKind::Scan => {}
    }
    Ok(())
}
