//! Messages are looked at by the outbox: in the transaction that marks them done, a part of it each, so that one that is
//! refused leaves nothing half-written and holds nothing back.

use crate::error::StorefrontError;
use crate::model::{MessageState, Storefront};
use crate::store;
use crate::take_in::{Message, TakenIn, Taking, take_in};
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use wasl_base::{Coded, StorefrontId, StorefrontMessageId};
use wasl_db::{BoxFuture, DbError, Fails, Tx, args};
use wasl_events::{DomainEvent, Envelope, StorefrontTold};
use wasl_platform::{HandlerError, Shop, Stamp, Subscription, shop_in};

/// Messages taken in at once: each is an order with all that follows from it.
const BATCH_MAX: i64 = 32;

/// Any order of messages ends in the same state, so a parked one holds nothing back.
pub(crate) fn subscription() -> Subscription {
    Subscription {
        consumer: "storefronts",
        kinds: &["storefront.told"],
        is_ordered: false,
        batch_max: BATCH_MAX,
        handle,
    }
}

fn handle<'t>(tx: &'t mut Tx, stamp: &'t Stamp, facts: &'t [Envelope]) -> BoxFuture<'t, Result<(), HandlerError>> {
    Box::pin(async move {
        let Some(first) = facts.first() else { return Ok(()) };
        let shop = shop_in(tx, first.shop).await?;
        let mut storefronts = HashMap::new();
        for fact in facts {
            if let DomainEvent::StorefrontTold(told) = &fact.event {
                look_at(tx, stamp, &shop, &mut storefronts, told).await?;
            }
        }
        Ok(())
    })
}

async fn look_at(
    tx: &mut Tx,
    stamp: &Stamp,
    shop: &Shop,
    storefronts: &mut HashMap<StorefrontId, Storefront>,
    told: &StorefrontTold,
) -> Result<(), DbError> {
    let key = args![shop.id, told.message];
    let found = tx.opt(store::FIND_MESSAGE, key, |row| Ok((row.get::<String>(1)?, row.get(2)?, row.get(3)?))).await?;
    // Dropped meanwhile, with all that is old.
    let Some((topic, body, received_at)) = found else { return Ok(()) };
    let storefront = match storefronts.entry(told.storefront) {
        Entry::Occupied(held) => held.into_mut(),
        Entry::Vacant(place) => {
            let key = args![shop.id, told.storefront];
            place.insert(tx.one(store::FIND_STOREFRONT, key, store::storefront_of).await?)
        }
    };
    let message = Message { topic, body, received_at };
    let taken = with_care(tx, &Taking { stamp, shop, storefront }, &message).await?;
    set_message(tx, shop, told.message, &taken).await
}

/// In a part of the transaction that is taken back when the message is refused. Errors: the store's own.
async fn with_care(tx: &mut Tx, taking: &Taking<'_>, message: &Message) -> Result<TakenIn, DbError> {
    let point = tx.savepoint().await?;
    let taken = match take_in(tx, taking, message).await {
        Ok(taken) => tx.settle().await.map(|()| taken).map_err(StorefrontError::from),
        failed => failed,
    };
    match taken {
        Ok(taken) => {
            tx.release(point).await?;
            Ok(taken)
        }
        Err(error) => match error.db() {
            Some(db) => Err(db.clone()),
            None => {
                tx.roll_back_to(point).await?;
                tracing::warn!(code = error.code(), topic = message.topic, "a storefront's message is refused");
                Ok(TakenIn::refused(error.code(), error.field()))
            }
        },
    }
}

/// What may long not happen is told as nothing from the start: a rate needs its zero.
pub(crate) fn tell_of_nothing() {
    for state in MessageState::ALL {
        metrics::counter!("wasl_storefront_messages_total", "outcome" => state.as_str()).increment(0);
    }
    metrics::counter!("wasl_storefront_refusals_total").increment(0);
}

async fn set_message(tx: &mut Tx, shop: &Shop, id: StorefrontMessageId, taken: &TakenIn) -> Result<(), DbError> {
    let row =
        args![shop.id, id, taken.state.as_str(), taken.code, &taken.field, &taken.about, &taken.order_ref, taken.order];
    tx.send(store::SET_MESSAGE, row).await?;
    metrics::counter!("wasl_storefront_messages_total", "outcome" => taken.state.as_str()).increment(1);
    Ok(())
}
