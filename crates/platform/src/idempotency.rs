//! `Idempotency-Key`: the first answer is kept in the transaction that earned it and given again to a repeat.
//! The same key with another request is refused (draft-ietf-httpapi-idempotency-key-header).

use crate::problem::Problem;
use crate::{Stamp, store};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use sha2::{Digest, Sha256};
use wasl_base::ShopId;
use wasl_db::{Tx, args};

/// Longest key accepted, in bytes.
pub const KEY_BYTES_MAX: usize = 200;

/// What the caller sent: the key's hash and the hash of the request it stands for (method, path, body).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdempotencyKey {
    pub key_hash: [u8; 32],
    pub request_hash: [u8; 32],
}

impl IdempotencyKey {
    pub fn new(key: &str, method: &str, path: &str, body: &[u8]) -> Self {
        let mut request = Sha256::new();
        for part in [method.as_bytes(), path.as_bytes(), body] {
            request.update((part.len() as u64).to_le_bytes());
            request.update(part);
        }
        Self { key_hash: Sha256::digest(key.as_bytes()).into(), request_hash: request.finalize().into() }
    }
}

/// A JSON answer that can be kept and given again, byte by byte.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub status: u16,
    pub body: String,
    pub is_replay: bool,
}

impl Answer {
    pub fn ok(body: &impl Serialize) -> Self {
        Self::with(StatusCode::OK, body)
    }

    pub fn created(body: &impl Serialize) -> Self {
        Self::with(StatusCode::CREATED, body)
    }

    fn with(status: StatusCode, body: &impl Serialize) -> Self {
        let written = serde_json::to_string(body);
        // What cannot be told must not be kept as told: the verb ends here, is undone, and the caller gets a 500.
        assert!(written.is_ok(), "an answer cannot be written as JSON: {written:?}");
        let body = written.unwrap_or_default();
        Self { status: status.as_u16(), body, is_replay: false }
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::OK);
        let mut response = (status, [(header::CONTENT_TYPE, "application/json")], self.body).into_response();
        if self.is_replay {
            response.headers_mut().insert("idempotency-replayed", axum::http::HeaderValue::from_static("true"));
        }
        response
    }
}

/// What is known of a key.
pub enum Replay {
    Fresh,
    Again(Answer),
}

/// Takes the key, or finds the answer that is kept under it; call it first inside the write. A twin at the same moment
/// waits here until we are done, before it looks at anything: it would else be refused for what we have just done.
/// No key, or a new one, is `Fresh`. Errors: `platform.idempotency_mismatch` when the key stands for another request.
pub async fn replay(tx: &mut Tx, shop: ShopId, key: Option<&IdempotencyKey>) -> Result<Replay, Problem> {
    let Some(key) = key else {
        return Ok(Replay::Fresh);
    };
    let row = args![shop, &key.key_hash[..], &key.request_hash[..]];
    if tx.run(store::TAKE_IDEMPOTENCY, row).await? > 0 {
        return Ok(Replay::Fresh);
    }
    let (hash, status, body) = tx
        .one(store::FIND_IDEMPOTENCY, args![shop, &key.key_hash[..]], |row| {
            Ok((row.get::<Vec<u8>>(0)?, row.get::<i64>(1)?, row.get::<String>(2)?))
        })
        .await?;
    if hash == key.request_hash {
        Ok(Replay::Again(Answer { status: u16::try_from(status).unwrap_or(200), body, is_replay: true }))
    } else {
        Err(Problem::invalid_with_status(StatusCode::UNPROCESSABLE_ENTITY, "platform.idempotency_mismatch"))
    }
}

/// Keeps the answer under the key that was taken, in the same transaction; returns it.
pub async fn keep(
    tx: &mut Tx,
    stamp: &Stamp,
    shop: ShopId,
    key: Option<&IdempotencyKey>,
    answer: Answer,
) -> Result<Answer, Problem> {
    if let Some(key) = key {
        let row = args![shop, &key.key_hash[..], i64::from(answer.status), &answer.body, stamp.now];
        tx.run(store::KEEP_IDEMPOTENCY, row).await?;
    }
    Ok(answer)
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Unwritable;

    impl Serialize for Unwritable {
        fn serialize<S: serde::Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
            Err(serde::ser::Error::custom("no"))
        }
    }

    #[test]
    #[should_panic(expected = "an answer cannot be written as JSON")]
    fn an_answer_that_cannot_be_written_is_no_answer() {
        drop(Answer::ok(&Unwritable));
    }
}
