//! Saying something: the event and one row per listener, in the caller's transaction.

use crate::{Stamp, store};
use wasl_base::{EventId, Instant, ShopId};
use wasl_db::{DbError, Tx, args};
use wasl_events::DomainEvent;

pub trait Outbox {
    /// Writes the event and its deliveries. `at` is when the fact happened. Returns the event's id.
    fn emit(
        &mut self,
        stamp: &Stamp,
        shop: ShopId,
        at: Instant,
        event: impl Into<DomainEvent> + Send,
    ) -> impl Future<Output = Result<EventId, DbError>> + Send;
}

impl Outbox for Tx {
    async fn emit(
        &mut self,
        stamp: &Stamp,
        shop: ShopId,
        at: Instant,
        event: impl Into<DomainEvent> + Send,
    ) -> Result<EventId, DbError> {
        let event: DomainEvent = event.into();
        let id: EventId = stamp.id();
        let payload = serde_json::to_string(&event).map_err(|e| DbError::Bug(format!("event without JSON: {e}")))?;
        let row = args![shop, id, event.kind(), event.key(), payload, at, stamp.now, stamp.origin.as_str()];
        self.send_last(store::ADD_EVENT, row).await?;
        let consumers = stamp.registry.consumers_of(event.kind());
        if !consumers.is_empty() {
            for consumer in consumers {
                self.send_last(store::ADD_DELIVERY, args![shop, consumer, id, event.key(), stamp.now]).await?;
            }
            self.send_last(store::MARK_DUE_SHOP, args![shop, stamp.now]).await?;
            stamp.bell.notify_one();
        }
        Ok(id)
    }
}
