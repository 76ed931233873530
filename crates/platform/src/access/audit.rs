//! The record of what people and keys did: ids and words only, never personal data.

use crate::{Stamp, store};
use wasl_base::{EventId, Instant, ShopId};
use wasl_db::{DbError, Read, Tx, args};

#[derive(Clone, Debug)]
pub struct AuditRow {
    pub id: EventId,
    pub at: Instant,
    pub actor: String,
    pub verb: String,
    pub subject: String,
    pub detail: String,
}

/// Written in the transaction of the deed. `actor` is a user's or key's id.
pub async fn record_audit_in(
    tx: &mut Tx,
    stamp: &Stamp,
    shop: ShopId,
    actor: &str,
    verb: &str,
    subject: &str,
    detail: &str,
) -> Result<(), DbError> {
    let id: EventId = stamp.id();
    tx.send(store::ADD_AUDIT, args![shop, id, stamp.now, actor, verb, subject, detail]).await?;
    Ok(())
}

/// Newest first, from before `cursor`.
pub async fn read_audit(
    read: &mut Read,
    shop: ShopId,
    before: Option<EventId>,
    limit: i64,
) -> Result<Vec<AuditRow>, DbError> {
    let before = before.map_or(i64::MAX, EventId::number);
    read.all(store::READ_AUDIT, args![shop, before, limit], |row| {
        Ok(AuditRow {
            id: row.get(0)?,
            at: row.get(1)?,
            actor: row.get(2)?,
            verb: row.get(3)?,
            subject: row.get(4)?,
            detail: row.get(5)?,
        })
    })
    .await
}
