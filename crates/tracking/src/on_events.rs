//! What tracking does when orders speak: a changed promise reaches the parcels that carry the order.

use crate::store;
use wasl_db::{BoxFuture, Tx, args};
use wasl_events::{DomainEvent, Envelope};
use wasl_platform::{HandlerError, Stamp};

pub const KINDS: &[&str] = &["order.changed"];

pub fn handle<'t>(
    tx: &'t mut Tx,
    _stamp: &'t Stamp,
    envelope: &'t Envelope,
) -> BoxFuture<'t, Result<(), HandlerError>> {
    Box::pin(async move {
        if let DomainEvent::OrderChanged(changed) = &envelope.event {
            tx.run(store::SET_PROMISE, args![envelope.shop, changed.order, changed.promised_on]).await?;
        }
        Ok(())
    })
}
