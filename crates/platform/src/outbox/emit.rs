//! Saying something: the event and one row per listener, in the caller's transaction.

use crate::{Stamp, store};
use wasl_base::{EventId, Instant, ShopId};
use wasl_db::{DbError, Tx, Value, args};
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
        self.send(store::ADD_EVENT, row).await?;
        let consumers = stamp.registry.consumers_of(event.kind());
        if !consumers.is_empty() {
            let rows: Vec<Vec<Value<'_>>> =
                consumers.iter().map(|c| args![shop, c, id, event.key(), stamp.now].to_vec()).collect();
            self.send_all(store::ADD_DELIVERY, &rows).await?;
            self.send(store::MARK_DUE_SHOP, args![shop, stamp.now]).await?;
            stamp.bell.notify_one();
        }
        Ok(id)
    }
}
