//! API keys: `wasl_<shop short>_<secret>`, kept as a hash, good for the scopes they were made with.

use super::audit::record_audit_in;
use super::session::{token_hash, touched};
use super::user::{UserError, checked_name};
use crate::{House, Shop, Stamp, store};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use wasl_base::{ApiKeyId, Instant, ShopId};
use wasl_db::{DbError, Read, Tx, args};

/// What a key may do. `Admin` includes all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scope {
    OrdersRead,
    OrdersWrite,
    TrackingRead,
    TrackingWrite,
    LedgerRead,
    LedgerWrite,
    Admin,
}

impl Scope {
    pub const ALL: [Self; 7] = [
        Self::OrdersRead,
        Self::OrdersWrite,
        Self::TrackingRead,
        Self::TrackingWrite,
        Self::LedgerRead,
        Self::LedgerWrite,
        Self::Admin,
    ];

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.as_str() == text)
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Self::OrdersRead => "orders:read",
            Self::OrdersWrite => "orders:write",
            Self::TrackingRead => "tracking:read",
            Self::TrackingWrite => "tracking:write",
            Self::LedgerRead => "ledger:read",
            Self::LedgerWrite => "ledger:write",
            Self::Admin => "admin",
        }
    }
}

/// Keys of one shop that open something at the same time.
const LIVING_MAX: i64 = 200;
/// Use is recorded at most this often, so that a question rarely writes.
const TOUCH_SECONDS: i64 = 300;

/// Shown once; only the hash stays.
#[derive(Clone, Debug)]
pub struct ApiKeyMade {
    pub id: ApiKeyId,
    pub secret: String,
}

/// A key to be made.
#[derive(Clone, Debug)]
pub struct NewApiKey {
    pub name: String,
    pub scopes: Vec<Scope>,
    /// When it ends by itself; never when none is given.
    pub expires_at: Option<Instant>,
    /// Who makes it.
    pub actor: String,
}

/// A key of the house itself that never ends; without a scope it says who asks and opens nothing.
pub async fn create_api_key(house: &House, shop: &Shop, name: &str, scopes: &[Scope]) -> Result<ApiKeyMade, UserError> {
    let (name, actor) = (name.to_owned(), "system".to_owned());
    save_api_key(house, shop, NewApiKey { name, scopes: scopes.to_vec(), expires_at: None, actor }).await
}

/// Errors: `platform.bad_name`, `platform.no_scope`, `platform.too_many_keys`.
pub async fn make_api_key(house: &House, shop: &Shop, new: NewApiKey) -> Result<ApiKeyMade, UserError> {
    if new.scopes.is_empty() {
        return Err(UserError::NoScope);
    }
    save_api_key(house, shop, new).await
}

async fn save_api_key(house: &House, shop: &Shop, new: NewApiKey) -> Result<ApiKeyMade, UserError> {
    let name = checked_name(&new.name)?;
    let mut bytes = [0u8; 24];
    house.chance.fill(&mut bytes);
    let secret = format!("wasl_{}_{}", shop.short, URL_SAFE_NO_PAD.encode(bytes));
    let stamp = house.stamp();
    let words: Vec<&str> = new.scopes.iter().map(|scope| scope.as_str()).collect();
    let id = stamp.id();
    let draft = Draft {
        id,
        shop: shop.id,
        hash: token_hash(&secret),
        name,
        words: words.join(" "),
        expires_at: new.expires_at,
        actor: new.actor,
        stamp,
    };
    house.db.write(draft, |tx, draft| Box::pin(make_in(tx, draft))).await?;
    Ok(ApiKeyMade { id, secret })
}

struct Draft {
    id: ApiKeyId,
    shop: ShopId,
    hash: [u8; 32],
    name: String,
    words: String,
    expires_at: Option<Instant>,
    actor: String,
    stamp: Stamp,
}

async fn make_in(tx: &mut Tx, draft: &Draft) -> Result<(), UserError> {
    let Draft { id, shop, stamp, .. } = draft;
    let living = tx.one(store::COUNT_API_KEYS, args![*shop, stamp.now], |row| row.get::<i64>(0)).await?;
    if living >= LIVING_MAX {
        return Err(UserError::TooManyKeys);
    }
    let row = args![*shop, &draft.hash[..], *id, &draft.name, &draft.words, stamp.now, draft.expires_at];
    tx.run(store::ADD_API_KEY, row).await?;
    Ok(record_audit_in(tx, stamp, *shop, &draft.actor, "api_key.created", &id.to_string(), &draft.words).await?)
}

/// A key as the operator sees it: never the secret.
#[derive(Clone, Debug)]
pub struct ApiKeyRow {
    pub id: ApiKeyId,
    pub name: String,
    pub scopes: Vec<Scope>,
    pub created_at: Instant,
    pub revoked_at: Option<Instant>,
    pub expires_at: Option<Instant>,
    /// To within minutes.
    pub used_at: Option<Instant>,
}

impl ApiKeyRow {
    pub fn is_living(&self, now: Instant) -> bool {
        self.revoked_at.is_none() && self.expires_at.is_none_or(|until| until > now)
    }
}

/// Oldest first, those that have ended among them.
pub async fn list_api_keys(read: &mut Read, shop: &Shop) -> Result<Vec<ApiKeyRow>, DbError> {
    read.all(store::LIST_API_KEYS, args![shop.id], |row| {
        Ok(ApiKeyRow {
            id: row.get(0)?,
            name: row.get(1)?,
            scopes: scopes_of(&row.get::<String>(2)?),
            created_at: row.get(3)?,
            revoked_at: row.get(4)?,
            expires_at: row.get(5)?,
            used_at: row.get(6)?,
        })
    })
    .await
}

/// Words of scopes that this build does not know open nothing.
fn scopes_of(words: &str) -> Vec<Scope> {
    Scope::ALL.into_iter().filter(|scope| words.split(' ').any(|word| word == scope.as_str())).collect()
}

/// From now on the key opens nothing. False when there is no living key of this id.
pub async fn revoke_api_key(house: &House, shop: &Shop, id: ApiKeyId, actor: &str) -> Result<bool, DbError> {
    let shop = shop.id;
    let revoked = house.db.write((house.stamp(), actor.to_owned()), move |tx, (stamp, actor)| {
        Box::pin(async move {
            let is_found = tx.run(store::REVOKE_API_KEY, args![shop, id, stamp.now]).await? > 0;
            if is_found {
                record_audit_in(tx, stamp, shop, actor, "api_key.revoked", &id.to_string(), "").await?;
            }
            Ok::<_, DbError>(is_found)
        })
    });
    revoked.await
}

/// The short id of the shop that a key names, if it is formed like one of ours.
pub fn short_of(key: &str) -> Option<&str> {
    let (short, secret) = key.strip_prefix("wasl_")?.split_once('_')?;
    (!secret.is_empty() && key.len() <= 128).then_some(short)
}

/// A key that was held out to us.
#[derive(Clone, Debug)]
pub struct ApiKeyHeld {
    pub id: ApiKeyId,
    pub scopes: Vec<Scope>,
    pub is_expired: bool,
}

/// Whose secret it is; that it was used is written down now and then. None when no living key has it.
pub async fn find_api_key(house: &House, shop: &Shop, key: &str) -> Result<Option<ApiKeyHeld>, DbError> {
    let (hash, now, shop) = (token_hash(key), house.clock.now(), shop.id);
    let mut read = house.db.read().await?;
    let found = read
        .opt(store::FIND_API_KEY, args![shop, &hash[..]], |row| {
            let is_expired = row.get::<Option<Instant>>(2)?.is_some_and(|until| until <= now);
            let held = ApiKeyHeld { id: row.get(0)?, scopes: scopes_of(&row.get::<String>(1)?), is_expired };
            Ok((held, row.get::<Option<Instant>>(3)?))
        })
        .await?;
    drop(read);
    let Some((held, used_at)) = found else { return Ok(None) };
    if !held.is_expired && used_at.is_none_or(|at| now.seconds_since(at) > TOUCH_SECONDS) {
        let id = held.id;
        let touch = house
            .db
            .write((), move |tx, ()| Box::pin(async move { tx.run(store::TOUCH_API_KEY, args![shop, id, now]).await }));
        touched("api_key", touch.await);
    }
    Ok(Some(held))
}
