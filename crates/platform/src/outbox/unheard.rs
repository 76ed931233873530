//! What a listener has not heard yet, for whoever reckons what it will have added when it has.

use crate::store;
use wasl_base::{EventId, ShopId};
use wasl_db::{DbError, Read, Tx, args};
use wasl_events::DomainEvent;

/// One listener's waiting and parked facts of one shop, a page at a time, oldest first.
#[derive(Debug)]
pub struct Unheard {
    shop: ShopId,
    consumer: &'static str,
    after: EventId,
}

impl Unheard {
    pub fn of(shop: ShopId, consumer: &'static str) -> Self {
        Self { shop, consumer, after: EventId::from_number(0) }
    }

    /// None when there are no more. A fact that this build cannot read is an error.
    pub async fn more(&mut self, read: &mut Read) -> Result<Option<Vec<DomainEvent>>, DbError> {
        let row = args![self.shop, self.consumer, self.after];
        let page: Vec<(EventId, String)> = read.all(store::UNHEARD, row, |row| Ok((row.get(0)?, row.get(1)?))).await?;
        let Some((last, _)) = page.last() else { return Ok(None) };
        self.after = *last;
        let event = |payload: &String| {
            serde_json::from_str(payload).map_err(|e| DbError::Bug(format!("the stored event is unreadable: {e}")))
        };
        page.iter().map(|(_, payload)| event(payload)).collect::<Result<_, _>>().map(Some)
    }
}

/// One listener's waiting and parked facts of one shop are dropped unheard, while no worker hands any over: its state has
/// been made anew from what they told. Returns how many there were.
pub async fn forget_unheard_in(tx: &mut Tx, shop: ShopId, consumer: &'static str) -> Result<u64, DbError> {
    tx.send(store::ADD_LANE, args![shop, consumer]).await?;
    tx.one_locked(store::TAKE_LANE, args![shop, consumer], |_| Ok(())).await?;
    tx.run(store::DROP_UNHEARD, args![shop, consumer]).await
}
