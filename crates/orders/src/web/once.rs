//! One answer per `Idempotency-Key`: the verb runs in the transaction that keeps its answer, a repeat gets it again.

use crate::OrderError;
use axum::http::{HeaderMap, header};
use std::sync::Arc;
use wasl_db::{BoxFuture, Tx};
use wasl_platform::idempotency::{keep, replay};
use wasl_platform::{Answer, House, IdempotencyKey, Problem, Replay, Shop, Stamp};

/// A verb on a command, answering JSON.
pub type Verb<C> = for<'t> fn(&'t mut Tx, &'t Stamp, &'t Shop, &'t C) -> BoxFuture<'t, Result<Answer, Problem>>;

struct Call<C> {
    stamp: Stamp,
    shop: Arc<Shop>,
    key: Option<IdempotencyKey>,
    command: C,
    verb: Verb<C>,
}

/// Errors: those of the verb; `platform.idempotency_mismatch` when the key stands for another request.
pub async fn once<C: Send + Sync + 'static>(
    house: &House,
    shop: &Arc<Shop>,
    key: Option<IdempotencyKey>,
    command: C,
    verb: Verb<C>,
) -> Result<Answer, Problem> {
    let call = Call { stamp: house.stamp(), shop: Arc::clone(shop), key, command, verb };
    house.db.write(call, |tx, call| Box::pin(answer(tx, call))).await
}

async fn answer<C: Sync>(tx: &mut Tx, call: &Call<C>) -> Result<Answer, Problem> {
    if let Replay::Again(first) = replay(tx, call.shop.id, call.key.as_ref()).await? {
        return Ok(first);
    }
    let answer = (call.verb)(tx, &call.stamp, &call.shop, &call.command).await?;
    keep(tx, &call.stamp, call.shop.id, call.key.as_ref(), answer).await
}

/// The version that `If-Match` names, quoted or bare (RFC 9110 §13.1.1).
pub fn version_of(headers: &HeaderMap) -> Result<Option<i64>, OrderError> {
    let Some(value) = headers.get(header::IF_MATCH) else { return Ok(None) };
    let text = value.to_str().unwrap_or("").trim();
    if text == "*" {
        return Ok(None);
    }
    let bare = text.trim_start_matches("W/").trim_matches('"');
    bare.parse().map(Some).map_err(|_| OrderError::BadIfMatch)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_read_however_it_is_quoted() {
        let check = |text: &'static str, expect: Result<Option<i64>, ()>| {
            let mut headers = HeaderMap::new();
            headers.insert(header::IF_MATCH, text.parse().expect("header"));
            assert_eq!(version_of(&headers).map_err(|_| ()), expect, "{text}");
        };
        check("3", Ok(Some(3)));
        check("\"3\"", Ok(Some(3)));
        check("W/\"3\"", Ok(Some(3)));
        check("*", Ok(None));
        check("\"abc\"", Err(()));
        assert_eq!(version_of(&HeaderMap::new()).expect("absent"), None);
    }
}
