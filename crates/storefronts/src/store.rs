//! Every SQL text of the storefronts' tables, and how their rows are read.

use crate::model::{MessageRow, MessageState, Rank, Storefront};
use crate::platforms::Platform;
use wasl_db::{DbError, Row};

wasl_db::statements! {
    pub ADD_STOREFRONT = "INSERT INTO storefront (shop_id, id, platform, name, prefix, secret, created_at) \
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    pub LIST_STOREFRONTS = "SELECT id, platform, name, prefix, secret_changed_at, created_at, ended_at, refused_at \
        FROM storefront WHERE shop_id = $1 ORDER BY id";
    pub FIND_STOREFRONT = "SELECT id, platform, name, prefix, secret_changed_at, created_at, ended_at, refused_at \
        FROM storefront WHERE shop_id = $1 AND id = $2";
    pub SECRETS = "SELECT secret, secret_before FROM storefront WHERE shop_id = $1 AND id = $2";
    /// The secret before the one before is good no longer.
    pub CHANGE_SECRET = "UPDATE storefront SET secret_before = secret, secret = $3, secret_changed_at = $4 \
        WHERE shop_id = $1 AND id = $2 AND ended_at IS NULL";
    pub END_STOREFRONT = "UPDATE storefront SET ended_at = $3 WHERE shop_id = $1 AND id = $2 AND ended_at IS NULL";
    /// At most once in a while ($4): a stranger who comes often writes seldom.
    pub NOTE_REFUSAL = "UPDATE storefront SET refused_at = $3 WHERE shop_id = $1 AND id = $2 \
        AND (refused_at IS NULL OR refused_at < $4)";

    pub ADD_MESSAGE = "INSERT INTO storefront_message (shop_id, id, storefront_id, digest, topic, webhook_id, body, state, \
        times, received_at, last_at) VALUES ($1, $2, $3, $4, $5, $6, $7, 'waiting', 1, $8, $8) \
        ON CONFLICT (shop_id, storefront_id, digest) DO NOTHING";
    pub COUNT_AGAIN = "UPDATE storefront_message SET times = times + 1, last_at = $4 \
        WHERE shop_id = $1 AND storefront_id = $2 AND digest = $3";
    pub FIND_MESSAGE = "SELECT storefront_id, topic, body, received_at FROM storefront_message \
        WHERE shop_id = $1 AND id = $2";
    pub SET_MESSAGE = "UPDATE storefront_message SET state = $3, code = $4, field = $5, about = $6, order_ref = $7, \
        order_id = $8 WHERE shop_id = $1 AND id = $2";
    pub REPLAY_MESSAGE = "UPDATE storefront_message SET state = 'waiting', code = NULL, field = NULL \
        WHERE shop_id = $1 AND storefront_id = $2 AND id = $3 AND state <> 'waiting'";
    pub REFUSED_MESSAGES = "SELECT id FROM storefront_message WHERE shop_id = $1 AND storefront_id = $2 \
        AND state = 'refused' ORDER BY id LIMIT $3";
    pub LIST_MESSAGES = "SELECT id, topic, state, times, received_at, code, field, about, order_id FROM storefront_message \
        WHERE shop_id = $1 AND storefront_id = $2 AND id < $3 ORDER BY id DESC LIMIT $4";
    pub LIST_MESSAGES_IN_STATE = "SELECT id, topic, state, times, received_at, code, field, about, order_id \
        FROM storefront_message WHERE shop_id = $1 AND storefront_id = $2 AND state = $5 AND id < $3 ORDER BY id DESC LIMIT $4";
    pub FIND_MESSAGE_WHOLE = "SELECT id, topic, state, times, received_at, code, field, about, order_id, body \
        FROM storefront_message WHERE shop_id = $1 AND storefront_id = $2 AND id = $3";
    /// How many stand in a state, counted no further than $4.
    pub COUNT_IN_STATE = "SELECT COUNT(*) FROM (SELECT id FROM storefront_message \
        WHERE shop_id = $1 AND storefront_id = $2 AND state = $3 LIMIT $4) few";
    pub DROP_OLD_MESSAGES = "DELETE FROM storefront_message WHERE shop_id = $1 AND id IN (SELECT id FROM storefront_message \
        WHERE shop_id = $1 AND id < $2 AND state NOT IN ('waiting', 'held') ORDER BY id LIMIT $3)";

    pub FIND_OBJECT = "SELECT version, progress, digest, told, row_id FROM storefront_object \
        WHERE shop_id = $1 AND storefront_id = $2 AND kind = $3 AND external_id = $4";
    pub ADD_OBJECT = "INSERT INTO storefront_object (shop_id, storefront_id, kind, external_id, parent, version, progress, \
        digest, told, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    pub CHANGE_OBJECT = "UPDATE storefront_object SET version = $5, progress = $6, digest = $7, told = $8, updated_at = $9 \
        WHERE shop_id = $1 AND storefront_id = $2 AND kind = $3 AND external_id = $4";
    pub SETTLE_OBJECT = "UPDATE storefront_object SET row_id = $5, problem = $6 \
        WHERE shop_id = $1 AND storefront_id = $2 AND kind = $3 AND external_id = $4";
    pub ADD_LINK = "INSERT INTO storefront_object (shop_id, storefront_id, kind, external_id, parent, version, progress, \
        digest, told, row_id, updated_at) VALUES ($1, $2, 'line', $3, $4, 0, 0, $5, '', $6, $7) \
        ON CONFLICT (shop_id, storefront_id, kind, external_id) DO UPDATE SET row_id = EXCLUDED.row_id, \
        updated_at = EXCLUDED.updated_at";
    /// Things that belong to an order, ours among them.
    pub CHILDREN = "SELECT kind, external_id, version, told, row_id FROM storefront_object \
        WHERE shop_id = $1 AND storefront_id = $2 AND parent = $3 ORDER BY kind, external_id LIMIT $4";
    pub RELEASE_HELD = "UPDATE storefront_message SET state = 'done', order_id = $4 \
        WHERE shop_id = $1 AND storefront_id = $2 AND order_ref = $3 AND state = 'held'";
    pub OBJECTS_WITH_PROBLEM = "SELECT kind, external_id, problem, row_id, updated_at FROM storefront_object \
        WHERE shop_id = $1 AND storefront_id = $2 AND problem IS NOT NULL ORDER BY updated_at DESC LIMIT $3";
}

pub fn storefront_of(row: &Row<'_>) -> Result<Storefront, DbError> {
    Ok(Storefront {
        id: row.get(0)?,
        platform: word(row, 1, Platform::parse)?,
        name: row.get(2)?,
        prefix: row.get(3)?,
        secret_changed_at: row.get(4)?,
        created_at: row.get(5)?,
        ended_at: row.get(6)?,
        refused_at: row.get(7)?,
    })
}

pub fn message_of(row: &Row<'_>) -> Result<MessageRow, DbError> {
    Ok(MessageRow {
        id: row.get(0)?,
        topic: row.get(1)?,
        state: word(row, 2, MessageState::parse)?,
        times: row.get(3)?,
        received_at: row.get(4)?,
        code: row.get(5)?,
        field: row.get(6)?,
        about: row.get(7)?,
        order: row.get(8)?,
    })
}

/// What was told of a thing so far.
pub struct Held {
    pub rank: Rank,
    pub told: String,
    pub row_id: Option<i64>,
}

pub fn held_of(row: &Row<'_>) -> Result<Held, DbError> {
    let rank = Rank { version: row.get(0)?, progress: row.get(1)?, digest: row.get(2)? };
    Ok(Held { rank, told: row.get(3)?, row_id: row.get(4)? })
}

fn word<T>(row: &Row<'_>, index: usize, read: impl Fn(&str) -> Option<T>) -> Result<T, DbError> {
    let text: String = row.get(index)?;
    read(&text).ok_or_else(|| DbError::Bug(format!("column {index} of a storefront holds an unknown word")))
}
