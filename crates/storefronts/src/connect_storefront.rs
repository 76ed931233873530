//! A storefront is connected, given another secret, let go. Secrets are sealed with the key of the house; who did it is
//! recorded.

use crate::error::StorefrontError;
use crate::model::Storefront;
use crate::platforms::Platform;
use crate::store;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use wasl_base::{ShopId, StorefrontId};
use wasl_db::{DbError, Tx, args};
use wasl_platform::{House, SealPlace, Shop, Stamp, record_audit_in};

/// Characters of a connection's name.
pub const NAME_CHARS_MAX: usize = 60;
/// Characters of a secret: shorter ones can be tried out.
pub const SECRET_CHARS_MIN: usize = 16;
pub const SECRET_CHARS_MAX: usize = 200;
/// Connections of one shop, those that have ended among them.
const STOREFRONTS_MAX: i64 = 50;
/// Random bytes of a secret that we make.
const SECRET_BYTES: usize = 32;

#[derive(Clone, Debug)]
pub struct NewStorefront {
    pub platform: Platform,
    pub name: String,
    /// The storefront's own; one is made when there is none.
    pub secret: Option<String>,
    /// Who connects it.
    pub actor: String,
}

/// A connection and, where we made it, its secret: shown once.
#[derive(Clone, Debug)]
pub struct Connected {
    pub id: StorefrontId,
    pub made_secret: Option<String>,
}

/// Where a storefront's secrets are sealed.
pub(crate) fn seal_place(shop: ShopId, id: StorefrontId) -> SealPlace {
    SealPlace { shop, purpose: "storefronts.secret", row: id.number() }
}

/// Errors: `storefronts.required`, `storefronts.too_long`, `storefronts.too_short`, `storefronts.too_many`.
pub async fn connect_storefront(house: &House, shop: &Shop, new: NewStorefront) -> Result<Connected, StorefrontError> {
    let name = checked_name(&new.name)?;
    let (secret, made_secret) = secret_of(house, new.secret.as_deref())?;
    let stamp = house.stamp();
    let id: StorefrontId = stamp.id();
    let sealed = house.seals.seal(house.chance.as_ref(), &seal_place(shop.id, id), secret.as_bytes())?;
    let draft = Draft { id, shop: shop.id, platform: new.platform, name, sealed, actor: new.actor, stamp };
    house.db.write(draft, |tx, draft| Box::pin(connect_in(tx, draft))).await?;
    Ok(Connected { id, made_secret })
}

struct Draft {
    id: StorefrontId,
    shop: ShopId,
    platform: Platform,
    name: String,
    sealed: Vec<u8>,
    actor: String,
    stamp: Stamp,
}

async fn connect_in(tx: &mut Tx, draft: &Draft) -> Result<(), StorefrontError> {
    let Draft { id, shop, platform, stamp, .. } = draft;
    let held: Vec<Storefront> = tx.all(store::LIST_STOREFRONTS, args![*shop], store::storefront_of).await?;
    if i64::try_from(held.len()).is_ok_and(|count| count >= STOREFRONTS_MAX) {
        return Err(StorefrontError::TooMany { max: STOREFRONTS_MAX });
    }
    let prefix = free_prefix(*platform, &held);
    let row = args![*shop, *id, platform.as_str(), &draft.name, &prefix, &draft.sealed[..], stamp.now];
    match tx.run(store::ADD_STOREFRONT, row).await {
        // A twin at the same moment took the prefix: the whole verb is tried again by the caller's next click.
        Err(DbError::Unique { .. }) => return Err(DbError::Retry("two storefronts at once".to_owned()).into()),
        other => other?,
    };
    Ok(record_audit_in(tx, stamp, *shop, &draft.actor, "storefront.connected", &id.to_string(), platform.as_str())
        .await?)
}

/// `shopify`, and `shopify-2` for the second of its make.
fn free_prefix(platform: Platform, held: &[Storefront]) -> String {
    let make = platform.as_str();
    let numbered = (2..).map(|number| format!("{make}-{number}"));
    std::iter::once(make.to_owned())
        .chain(numbered)
        .find(|prefix| held.iter().all(|one| one.prefix != *prefix))
        .unwrap_or_else(|| make.to_owned())
}

/// From now on both secrets are good, for two days. Returns the new one where we made it.
/// Errors: `storefronts.not_found`, `storefronts.too_short`, `storefronts.too_long`.
pub async fn change_secret(
    house: &House,
    shop: &Shop,
    id: StorefrontId,
    secret: Option<&str>,
    actor: &str,
) -> Result<Option<String>, StorefrontError> {
    let (secret, made) = secret_of(house, secret)?;
    let sealed = house.seals.seal(house.chance.as_ref(), &seal_place(shop.id, id), secret.as_bytes())?;
    let context = (house.stamp(), shop.id, sealed, actor.to_owned());
    let changed = house.db.write(context, move |tx, (stamp, shop, sealed, actor)| {
        Box::pin(async move {
            if tx.run(store::CHANGE_SECRET, args![*shop, id, &sealed[..], stamp.now]).await? == 0 {
                return Err(StorefrontError::NotFound);
            }
            Ok(record_audit_in(tx, stamp, *shop, actor, "storefront.secret_changed", &id.to_string(), "").await?)
        })
    });
    changed.await?;
    Ok(made)
}

/// From now on its messages are refused as if it had never been; what it told stays. False when it had ended before.
pub async fn end_storefront(
    house: &House,
    shop: &Shop,
    id: StorefrontId,
    actor: &str,
) -> Result<bool, StorefrontError> {
    let context = (house.stamp(), shop.id, actor.to_owned());
    let ended = house.db.write(context, move |tx, (stamp, shop, actor)| {
        Box::pin(async move {
            let is_found = tx.run(store::END_STOREFRONT, args![*shop, id, stamp.now]).await? > 0;
            if is_found {
                record_audit_in(tx, stamp, *shop, actor, "storefront.ended", &id.to_string(), "").await?;
            }
            Ok::<_, StorefrontError>(is_found)
        })
    });
    ended.await
}

fn checked_name(name: &str) -> Result<String, StorefrontError> {
    let name: String = name.trim().chars().filter(|letter| !letter.is_control()).collect();
    match name.chars().count() {
        0 => Err(StorefrontError::Required { field: "name" }),
        count if count > NAME_CHARS_MAX => Err(StorefrontError::TooLong { field: "name", max: NAME_CHARS_MAX }),
        _ => Ok(name),
    }
}

/// What was given, or one of ours, which is told.
fn secret_of(house: &House, given: Option<&str>) -> Result<(String, Option<String>), StorefrontError> {
    let Some(given) = given.map(str::trim).filter(|secret| !secret.is_empty()) else {
        let mut bytes = [0u8; SECRET_BYTES];
        house.chance.fill(&mut bytes);
        let made = URL_SAFE_NO_PAD.encode(bytes);
        return Ok((made.clone(), Some(made)));
    };
    match given.chars().count() {
        count if count < SECRET_CHARS_MIN => Err(StorefrontError::TooShort { field: "secret", min: SECRET_CHARS_MIN }),
        count if count > SECRET_CHARS_MAX => Err(StorefrontError::TooLong { field: "secret", max: SECRET_CHARS_MAX }),
        _ => Ok((given.to_owned(), None)),
    }
}
