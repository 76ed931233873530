//! How far each listener is behind, for the operator and for the books (a period closes only on an empty queue).

use crate::store;
use wasl_base::{Instant, ShopId};
use wasl_db::{DbError, Read, args};

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lag {
    pub consumer: String,
    pub due: i64,
    pub parked: i64,
    /// When the oldest waiting delivery was due.
    pub oldest_due_at: Option<Instant>,
}

/// One row per listener that is behind; an empty list means all is done.
pub async fn read_lag(read: &mut Read, shop: ShopId) -> Result<Vec<Lag>, DbError> {
    let rows = read
        .all(store::LAG, args![shop], |row| {
            Ok((row.get::<String>(0)?, row.get::<String>(1)?, row.get::<i64>(2)?, row.get::<Instant>(3)?))
        })
        .await?;
    let mut lags: Vec<Lag> = Vec::new();
    for (consumer, state, count, oldest) in rows {
        if lags.last().is_none_or(|lag| lag.consumer != consumer) {
            lags.push(Lag { consumer, ..Lag::default() });
        }
        let Some(lag) = lags.last_mut() else { continue };
        if state == "parked" {
            lag.parked = count;
        } else {
            lag.due = count;
            lag.oldest_due_at = Some(oldest);
        }
    }
    Ok(lags)
}
