//! A storefront calls: is it signed? Then it is kept as it came, answered at once, and looked at by the outbox at our own
//! pace. The same message again is counted and nothing else.

use crate::connect_storefront::seal_place;
use crate::error::StorefrontError;
use crate::model::Storefront;
use crate::platforms::Headers;
use crate::store;
use sha2::{Digest, Sha256};
use wasl_base::{Instant, ShopId, StorefrontId, StorefrontMessageId, has_nul};
use wasl_db::{Tx, args};
use wasl_events::StorefrontTold;
use wasl_platform::{House, Outbox, Shop, Stamp};

/// Characters of a topic and of a message's own id that are kept.
const TOPIC_CHARS_MAX: usize = 80;
const WEBHOOK_ID_CHARS_MAX: usize = 120;
/// A wrong signature is written down at most this often, in seconds.
const REFUSAL_SECONDS: i64 = 60;

/// What became of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Received {
    Kept,
    /// It was here before.
    Again,
    /// A storefront that only wanted to see whether somebody is there.
    Greeted,
}

/// Errors: `storefronts.not_found` (also for one that has ended), `storefronts.bad_signature`, `storefronts.unreadable`
/// when the body is no text, `platform.sealed`.
pub async fn receive_message(
    house: &House,
    shop: &Shop,
    id: StorefrontId,
    headers: Headers<'_>,
    body: &[u8],
) -> Result<Received, StorefrontError> {
    let (storefront, secrets) = find_with_secrets(house, shop.id, id).await?;
    if storefront.platform.is_greeting(&headers, body) {
        return Ok(Received::Greeted);
    }
    if !storefront.platform.is_signed(&headers, body, &secrets) {
        note_refusal(house, shop.id, id).await?;
        return Err(StorefrontError::BadSignature);
    }
    let text = std::str::from_utf8(body).ok().filter(|text| !has_nul(text));
    let text = text.ok_or_else(|| StorefrontError::unreadable(""))?.to_owned();
    let topic = cut(headers.topic, TOPIC_CHARS_MAX).unwrap_or_default();
    let webhook_id = cut(headers.webhook_id, WEBHOOK_ID_CHARS_MAX);
    let own_id = webhook_id.as_deref().filter(|_| !storefront.platform.says_when(&topic));
    let digest = digest_of(&topic, own_id, body);
    let incoming = Incoming { stamp: house.stamp(), shop: shop.id, storefront: id, topic, webhook_id, digest, text };
    house.db.write(incoming, |tx, incoming| Box::pin(keep(tx, incoming))).await
}

/// The connection with the secrets that are good now.
async fn find_with_secrets(
    house: &House,
    shop: ShopId,
    id: StorefrontId,
) -> Result<(Storefront, Vec<Vec<u8>>), StorefrontError> {
    let mut read = house.db.read().await?;
    let found = read.opt(store::FIND_STOREFRONT, args![shop, id], store::storefront_of).await?;
    let storefront = found.filter(|one| one.ended_at.is_none()).ok_or(StorefrontError::NotFound)?;
    let (secret, before): (Vec<u8>, Option<Vec<u8>>) =
        read.one(store::SECRETS, args![shop, id], |row| Ok((row.get(0)?, row.get(1)?))).await?;
    drop(read);
    let before = before.filter(|_| storefront.has_two_secrets(house.clock.now()));
    let place = seal_place(shop, id);
    let secrets: Result<Vec<_>, _> =
        std::iter::once(secret).chain(before).map(|sealed| house.seals.open(&place, &sealed)).collect();
    Ok((storefront, secrets?))
}

/// Beside what makes a message the same, a deletion holds nothing but an id: there its own id counts too.
fn digest_of(topic: &str, own_id: Option<&str>, body: &[u8]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in [topic.as_bytes(), own_id.unwrap_or_default().as_bytes()] {
        hash.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        hash.update(part);
    }
    hash.update(body);
    hash.finalize().into()
}

fn cut(text: Option<&str>, chars_max: usize) -> Option<String> {
    let text: String = text?.chars().filter(|letter| !letter.is_control()).take(chars_max).collect();
    (!text.is_empty()).then_some(text)
}

struct Incoming {
    stamp: Stamp,
    shop: ShopId,
    storefront: StorefrontId,
    topic: String,
    webhook_id: Option<String>,
    digest: [u8; 32],
    text: String,
}

async fn keep(tx: &mut Tx, incoming: &Incoming) -> Result<Received, StorefrontError> {
    let Incoming { stamp, shop, storefront, .. } = incoming;
    let message: StorefrontMessageId = stamp.id();
    let row = args![
        *shop,
        message,
        *storefront,
        &incoming.digest[..],
        &incoming.topic,
        &incoming.webhook_id,
        &incoming.text,
        stamp.now
    ];
    if tx.run(store::ADD_MESSAGE, row).await? == 0 {
        tx.run(store::COUNT_AGAIN, args![*shop, *storefront, &incoming.digest[..], stamp.now]).await?;
        return Ok(Received::Again);
    }
    tx.emit(stamp, *shop, stamp.now, StorefrontTold { storefront: *storefront, message }).await?;
    Ok(Received::Kept)
}

/// So that the page can say: somebody comes with a wrong secret.
async fn note_refusal(house: &House, shop: ShopId, id: StorefrontId) -> Result<(), StorefrontError> {
    metrics::counter!("wasl_storefront_refusals_total").increment(1);
    let now = house.clock.now();
    let before = now.plus_seconds(-REFUSAL_SECONDS);
    let mut read = house.db.read().await?;
    let known = read.opt(store::FIND_STOREFRONT, args![shop, id], store::storefront_of).await?;
    drop(read);
    if known.and_then(|one| one.refused_at).is_some_and(|at: Instant| at >= before) {
        return Ok(());
    }
    let noted = house.db.write((), move |tx, ()| {
        Box::pin(async move { tx.run(store::NOTE_REFUSAL, args![shop, id, now, before]).await })
    });
    noted.await?;
    Ok(())
}

/// Messages are looked at once more: one of them, or all that were refused. What was taken in before changes nothing.
/// Returns how many there were.
pub async fn replay_messages_in(
    tx: &mut Tx,
    stamp: &Stamp,
    shop: ShopId,
    storefront: StorefrontId,
    messages: &[StorefrontMessageId],
) -> Result<usize, StorefrontError> {
    let mut count = 0;
    for message in messages {
        if tx.run(store::REPLAY_MESSAGE, args![shop, storefront, *message]).await? > 0 {
            tx.emit(stamp, shop, stamp.now, StorefrontTold { storefront, message: *message }).await?;
            count += 1;
        }
    }
    Ok(count)
}
