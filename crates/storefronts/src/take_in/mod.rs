//! A message becomes what stands with us. What it tells of each thing is first held against the newest that is known of
//! it; then our row is brought to what is newest. Only that decides, so any order of messages ends in the same state.

mod hold;
mod order;
mod order_money;

use crate::error::StorefrontError;
use crate::model::{MessageState, ObjectKind, Storefront, Told};
use hold::{Standing, hold};
use serde_json::Value;
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

/// Errors: what cannot be read, and what a rule of orders or customers says no to.
pub(crate) async fn take_in(tx: &mut Tx, taking: &Taking<'_>, message: &Message) -> Result<TakenIn, StorefrontError> {
    let body: Value = serde_json::from_str(&message.body).map_err(|_| StorefrontError::unreadable(""))?;
    let platform = taking.storefront.platform;
    let told = platform.read(&message.topic, &body, message.received_at)?;
    let mut taken = TakenIn::of(MessageState::Ignored);
    for one in &told {
        taken = match one.kind {
            ObjectKind::Order => take_in_order(tx, taking, one).await?,
            ObjectKind::Line => continue,
        };
    }
    Ok(taken)
}

async fn take_in_order(tx: &mut Tx, taking: &Taking<'_>, told: &Told) -> Result<TakenIn, StorefrontError> {
    let standing = hold(tx, taking, told).await?;
    let (state, order) = match &standing {
        Standing::Overtaken { row_id } => (MessageState::Overtaken, row_id.map(OrderId::from_number)),
        Standing::Newest(newest) => (MessageState::Done, order::settle_order(tx, taking, told, newest).await?),
    };
    Ok(TakenIn {
        about: Some(format!("{} {}", told.kind.as_str(), told.external_id)),
        order_ref: Some(told.external_id.clone()),
        order,
        ..TakenIn::of(state)
    })
}
