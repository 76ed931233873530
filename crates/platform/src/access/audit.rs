//! The record of what people and keys did: ids and words only, never personal data.

use crate::{Stamp, store};
use wasl_base::{ApiKeyId, EventId, Ids, Instant, ShopId, UserId};
use wasl_db::{DbError, Read, Row, Tx, args};

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

/// What is looked for in the record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum AuditSought {
    #[default]
    All,
    /// A deed by its word, such as `order.cancelled`.
    Verb(String),
    /// Somebody or something by its id: what they did, and what was done to them.
    Name(String),
}

/// Which rows: written down from `from` on and before `until`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditAsked {
    pub sought: AuditSought,
    pub from: Option<Instant>,
    pub until: Option<Instant>,
}

/// All of it, newest first, from before `before`.
pub async fn read_audit(
    read: &mut Read,
    shop: ShopId,
    before: Option<EventId>,
    limit: i64,
) -> Result<Vec<AuditRow>, DbError> {
    find_in_audit(read, shop, &AuditAsked::default(), before, limit).await
}

/// What is asked for, newest first, from before `before`.
pub async fn find_in_audit(
    read: &mut Read,
    shop: ShopId,
    asked: &AuditAsked,
    before: Option<EventId>,
    limit: i64,
) -> Result<Vec<AuditRow>, DbError> {
    // Ids are led by their time, so that days are found by the key alone.
    let first_id = |at: Instant| {
        let id: EventId = Ids::new(0).next(at.ms());
        id.number()
    };
    let from = asked.from.map_or(0, first_id);
    let until = asked.until.map_or(i64::MAX, first_id).min(before.map_or(i64::MAX, EventId::number));
    match &asked.sought {
        AuditSought::All => read.all(store::READ_AUDIT, args![shop, until, limit, from], row_of).await,
        AuditSought::Verb(verb) => {
            read.all(store::READ_AUDIT_OF_VERB, args![shop, until, limit, from, verb], row_of).await
        }
        AuditSought::Name(name) => {
            read.all(store::READ_AUDIT_OF_NAME, args![shop, until, limit, from, name], row_of).await
        }
    }
}

fn row_of(row: &Row<'_>) -> Result<AuditRow, DbError> {
    Ok(AuditRow {
        id: row.get(0)?,
        at: row.get(1)?,
        actor: row.get(2)?,
        verb: row.get(3)?,
        subject: row.get(4)?,
        detail: row.get(5)?,
    })
}

/// What an actor is called: a person's or a key's name. None for anybody else.
pub async fn name_of_actor(read: &mut Read, shop: ShopId, actor: &str) -> Result<Option<String>, DbError> {
    if let Ok(user) = actor.parse::<UserId>() {
        return read.opt(store::NAME_OF_USER, args![user], |row| row.get(0)).await;
    }
    match actor.parse::<ApiKeyId>() {
        Ok(key) => read.opt(store::NAME_OF_API_KEY, args![shop, key], |row| row.get(0)).await,
        Err(_) => Ok(None),
    }
}
