//! `Idempotency-Key`: the first answer is kept in the transaction that earned it and given again to a repeat.
//! The same key with another request is refused (draft-ietf-httpapi-idempotency-key-header). What is kept holds no
//! secret, and it is dropped after a time: it repeats what a customer told us.

use crate::access::record_audit_in;
use crate::problem::Problem;
use crate::{ApiCaller, House, Shop, Stamp, store};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::sync::Arc;
use wasl_base::Instant;
use wasl_db::{BoxFuture, DbError, Tx, args};

/// Longest key accepted, in bytes.
pub const KEY_BYTES_MAX: usize = 200;

/// What the caller sent: the key's hash and the hash of the request it stands for (method, path, body and `If-Match`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdempotencyKey {
    pub key_hash: [u8; 32],
    pub request_hash: [u8; 32],
}

impl IdempotencyKey {
    /// `conditions` are the values of `If-Match`, as they came: the same change for another version is another request.
    pub fn new(key: &str, method: &str, path: &str, body: &[u8], conditions: &[&[u8]]) -> Self {
        let mut request = Sha256::new();
        for part in [method.as_bytes(), path.as_bytes(), body].iter().chain(conditions) {
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
    /// Fields that are told and never kept, as they stand inside an object.
    unkept: String,
}

impl Answer {
    pub fn ok(body: &impl Serialize) -> Self {
        Self::with(StatusCode::OK, body)
    }

    pub fn created(body: &impl Serialize) -> Self {
        Self::with(StatusCode::CREATED, body)
    }

    /// Adds a last field to an object: a secret, such as a living link. It is told now and not kept; the verb's
    /// [`Again`] finds it anew when the answer is repeated.
    #[must_use]
    pub fn showing(mut self, name: &str, secret: &str) -> Self {
        debug_assert!(self.body.ends_with('}'), "only an object takes another field");
        let (name, secret) = (serde_json::Value::from(name), serde_json::Value::from(secret));
        let comma = if self.body == "{}" && self.unkept.is_empty() { "" } else { "," };
        self.unkept.push_str(&format!("{comma}{name}:{secret}"));
        self
    }

    fn with(status: StatusCode, body: &impl Serialize) -> Self {
        let written = serde_json::to_string(body);
        // What cannot be told must not be kept as told: the verb ends here, is undone, and the caller gets a 500.
        assert!(written.is_ok(), "an answer cannot be written as JSON: {written:?}");
        Self { status: status.as_u16(), body: written.unwrap_or_default(), is_replay: false, unkept: String::new() }
    }

    fn whole(self) -> String {
        match self.body.strip_suffix('}') {
            Some(open) if !self.unkept.is_empty() => format!("{open}{}}}", self.unkept),
            _ => self.body,
        }
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let (status, is_replay) = (StatusCode::from_u16(self.status).unwrap_or(StatusCode::OK), self.is_replay);
        let mut response = (status, [(header::CONTENT_TYPE, "application/json")], self.whole()).into_response();
        if is_replay {
            response.headers_mut().insert("idempotency-replayed", axum::http::HeaderValue::from_static("true"));
        }
        response
    }
}

/// What a verb of the API is given: who asks, for which shop, and the command.
pub struct Call<C> {
    pub stamp: Stamp,
    pub shop: Arc<Shop>,
    /// As the audit names who asks.
    pub actor: String,
    /// How the world reaches this server, for links in answers.
    pub base_url: String,
    pub command: C,
    key: Option<IdempotencyKey>,
    /// Answers from before this instant are forgotten.
    forgotten_before: Instant,
}

impl<C> Call<C> {
    /// Writes who did it, in the transaction of the deed. Every verb that moves money or rights calls it.
    pub async fn record(&self, tx: &mut Tx, verb: &str, subject: &str) -> Result<(), DbError> {
        record_audit_in(tx, &self.stamp, self.shop.id, &self.actor, verb, subject, "").await
    }
}

/// A verb on a command, answering JSON.
pub type Verb<C> = for<'t> fn(&'t mut Tx, &'t Call<C>) -> BoxFuture<'t, Result<Answer, Problem>>;
/// What a kept answer lacks is found again: links as they live now.
pub type Again<C> = for<'t> fn(&'t mut Tx, &'t Call<C>, Answer) -> BoxFuture<'t, Result<Answer, Problem>>;

/// Runs the verb in the transaction that keeps its answer, or gives the kept one.
/// Errors: those of the verb; `platform.idempotency_mismatch` when the key stands for another request.
pub async fn once<C: Send + Sync + 'static>(
    house: &House,
    caller: &ApiCaller,
    key: Option<IdempotencyKey>,
    command: C,
    verb: Verb<C>,
) -> Result<Answer, Problem> {
    once_with_secret(house, caller, key, command, verb, |_, _, kept| Box::pin(async move { Ok(kept) })).await
}

/// The same for answers that show more than is kept (see [`Answer::showing`]).
pub async fn once_with_secret<C: Send + Sync + 'static>(
    house: &House,
    caller: &ApiCaller,
    key: Option<IdempotencyKey>,
    command: C,
    verb: Verb<C>,
    again: Again<C>,
) -> Result<Answer, Problem> {
    let stamp = house.stamp();
    let forgotten_before = house.config.answers_forgotten_before(stamp.now);
    let (shop, actor, base_url) = (Arc::clone(&caller.shop), caller.actor(), house.config.base_url());
    let call = Call { stamp, shop, actor, base_url, command, key, forgotten_before };
    house.db.write(call, move |tx, call| Box::pin(answer(tx, call, verb, again))).await
}

async fn answer<C: Sync>(tx: &mut Tx, call: &Call<C>, verb: Verb<C>, again: Again<C>) -> Result<Answer, Problem> {
    let Some(key) = &call.key else {
        return verb(tx, call).await;
    };
    match take_or_find(tx, call, key).await? {
        Some(first) => again(tx, call, first).await,
        None => {
            let answer = verb(tx, call).await?;
            let row = args![call.shop.id, &key.key_hash[..], i64::from(answer.status), &answer.body, call.stamp.now];
            tx.run(store::KEEP_IDEMPOTENCY, row).await?;
            Ok(answer)
        }
    }
}

/// Takes the key, or finds the answer that is kept under it. A twin at the same moment waits here until we are done,
/// before it looks at anything: it would else be refused for what we have just done.
async fn take_or_find<C: Sync>(tx: &mut Tx, call: &Call<C>, key: &IdempotencyKey) -> Result<Option<Answer>, Problem> {
    let (shop, now) = (call.shop.id, call.stamp.now);
    let (name, request) = (&key.key_hash[..], &key.request_hash[..]);
    if tx.run(store::TAKE_IDEMPOTENCY, args![shop, name, request, now]).await? > 0 {
        return Ok(None);
    }
    let kept = tx
        .opt(store::FIND_IDEMPOTENCY, args![shop, name], |row| {
            Ok((row.get::<Vec<u8>>(0)?, row.get::<i64>(1)?, row.get::<String>(2)?, row.get::<Instant>(3)?))
        })
        .await?;
    match kept {
        Some((.., at)) if at < call.forgotten_before => {
            // The sweep would drop it a little later. Of twins who find it so, one takes it.
            let row = args![shop, name, request, now, call.forgotten_before];
            if tx.run(store::RETAKE_IDEMPOTENCY, row).await? > 0 { Ok(None) } else { Err(met_a_twin().into()) }
        }
        Some((hash, status, body, _)) if hash == key.request_hash => {
            let status = u16::try_from(status).unwrap_or(200);
            Ok(Some(Answer { status, body, is_replay: true, unkept: String::new() }))
        }
        Some(_) => Err(Problem::invalid_with_status(StatusCode::UNPROCESSABLE_ENTITY, "platform.idempotency_mismatch")),
        // Swept away between the two looks.
        None => Err(met_a_twin().into()),
    }
}

/// The door runs the verb again.
fn met_a_twin() -> DbError {
    DbError::Retry("the same idempotency key at the same time".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_is_not_kept() {
        let check = |body: serde_json::Value, expect: &str| {
            let answer = Answer::ok(&body).showing("url", "https://a/\"t");
            assert_eq!(answer.body, body.to_string());
            assert_eq!(answer.whole(), expect);
        };
        check(serde_json::json!({}), r#"{"url":"https://a/\"t"}"#);
        check(serde_json::json!({"id": 1}), r#"{"id":1,"url":"https://a/\"t"}"#);
        let two = Answer::ok(&serde_json::json!({})).showing("a", "1").showing("b", "2");
        assert_eq!(two.whole(), r#"{"a":"1","b":"2"}"#);
    }

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
