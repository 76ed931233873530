//! What tracking does when orders speak: a changed promise reaches the parcels that carry the order.

use crate::store;
use wasl_db::{BoxFuture, Tx, args};
use wasl_events::{DomainEvent, Envelope};
use wasl_platform::{HandlerError, Stamp, Subscription};

pub(crate) fn subscription() -> Subscription {
    Subscription {
        consumer: "tracking",
        kinds: &["order.changed"],
        is_ordered: true,
        batch_max: wasl_platform::outbox::BATCH_MAX,
        handle,
    }
}

fn handle<'t>(tx: &'t mut Tx, _stamp: &'t Stamp, facts: &'t [Envelope]) -> BoxFuture<'t, Result<(), HandlerError>> {
    Box::pin(async move {
        for fact in facts {
            if let DomainEvent::OrderChanged(changed) = &fact.event {
                tx.run(store::SET_PROMISE, args![fact.shop, changed.order, changed.promised_on]).await?;
            }
        }
        Ok(())
    })
}
