//! API keys: `wasl_<shop short>_<secret>`, kept as a hash, good for the scopes they were made with.

use super::session::token_hash;
use crate::{House, Shop, store};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use wasl_base::{ApiKeyId, Instant};
use wasl_db::{DbError, Read, args};

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

/// Shown once; only the hash stays.
#[derive(Clone, Debug)]
pub struct ApiKeyMade {
    pub id: ApiKeyId,
    pub secret: String,
}

pub async fn create_api_key(house: &House, shop: &Shop, name: &str, scopes: &[Scope]) -> Result<ApiKeyMade, DbError> {
    let mut bytes = [0u8; 24];
    house.chance.fill(&mut bytes);
    let secret = format!("wasl_{}_{}", shop.short, URL_SAFE_NO_PAD.encode(bytes));
    let stamp = house.stamp();
    let (id, hash): (ApiKeyId, _) = (stamp.id(), token_hash(&secret));
    let words: Vec<&str> = scopes.iter().map(|scope| scope.as_str()).collect();
    let (shop, name, words) = (shop.id, name.to_owned(), words.join(" "));
    house
        .db
        .write((hash, name, words, stamp), move |tx, (hash, name, words, stamp)| {
            Box::pin(async move {
                tx.run(store::ADD_API_KEY, args![shop, &hash[..], id, name, words, stamp.now]).await?;
                super::record_audit_in(tx, stamp, shop, "system", "api_key.created", &id.to_string(), words).await
            })
        })
        .await?;
    Ok(ApiKeyMade { id, secret })
}

/// A key as the operator sees it: never the secret.
#[derive(Clone, Debug)]
pub struct ApiKeyRow {
    pub id: ApiKeyId,
    pub name: String,
    pub scopes: String,
    pub created_at: Instant,
    pub revoked_at: Option<Instant>,
}

/// Oldest first, revoked ones among them.
pub async fn list_api_keys(read: &mut Read, shop: &Shop) -> Result<Vec<ApiKeyRow>, DbError> {
    read.all(store::LIST_API_KEYS, args![shop.id], |row| {
        Ok(ApiKeyRow {
            id: row.get(0)?,
            name: row.get(1)?,
            scopes: row.get(2)?,
            created_at: row.get(3)?,
            revoked_at: row.get(4)?,
        })
    })
    .await
}

/// From now on the key opens nothing. False when there is no living key of this id.
pub async fn revoke_api_key(house: &House, shop: &Shop, id: ApiKeyId) -> Result<bool, DbError> {
    let shop = shop.id;
    house
        .db
        .write(house.stamp(), move |tx, stamp| {
            Box::pin(async move {
                let is_found = tx.run(store::REVOKE_API_KEY, args![shop, id, stamp.now]).await? > 0;
                if is_found {
                    super::record_audit_in(tx, stamp, shop, "system", "api_key.revoked", &id.to_string(), "").await?;
                }
                Ok::<_, DbError>(is_found)
            })
        })
        .await
}

/// The short id of the shop that a key names, if it is formed like one of ours.
pub fn short_of(key: &str) -> Option<&str> {
    let (short, secret) = key.strip_prefix("wasl_")?.split_once('_')?;
    (!secret.is_empty() && key.len() <= 128).then_some(short)
}

/// The key's id and scopes.
pub async fn find_api_key(read: &mut Read, shop: &Shop, key: &str) -> Result<Option<(ApiKeyId, Vec<Scope>)>, DbError> {
    let hash = token_hash(key);
    read.opt(store::FIND_API_KEY, args![shop.id, &hash[..]], |row| {
        let words: String = row.get(1)?;
        let scopes = Scope::ALL.into_iter().filter(|scope| words.split(' ').any(|w| w == scope.as_str())).collect();
        Ok((row.get(0)?, scopes))
    })
    .await
}
