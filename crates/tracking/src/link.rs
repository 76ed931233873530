//! Links to a parcel's page: the shop's short id and 160 bits made by HMAC from the shop's secret and the link's id.
//! Only a hash is stored; the console can make the same link again, a stranger cannot, and revoking drops the hash's life.

use crate::error::TrackingError;
use crate::model::Shipment;
use crate::store;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use wasl_base::{Id, ShipmentId};
use wasl_db::{Read, Tx, args};
use wasl_platform::{House, Shop, Stamp};

/// Bytes of a token that nobody can guess.
const TOKEN_BYTES: usize = 20;
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// A link's id; it has no life outside this file.
type LinkId = Id<LinkNoun>;
enum LinkNoun {}

fn token(shop: &Shop, link: LinkId) -> String {
    let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(&shop.secret)
        .unwrap_or_else(|_| unreachable!("HMAC takes keys of any length"));
    mac.update(b"tracking link");
    mac.update(&link.number().to_be_bytes());
    let sealed = mac.finalize().into_bytes();
    let mut out = shop.short.clone();
    let (mut bits, mut held) = (0u32, 0u32);
    for byte in sealed.iter().take(TOKEN_BYTES) {
        bits = (bits << 8) | u32::from(*byte);
        held += 8;
        while held >= 5 {
            held -= 5;
            out.push(char::from(ALPHABET[((bits >> held) & 31) as usize]));
        }
    }
    out
}

fn hash(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

/// The shop's short id inside a token; None when it cannot be one of ours.
pub fn short_of(token: &str) -> Option<&str> {
    let letters = TOKEN_BYTES * 8 / 5;
    let is_formed =
        token.bytes().all(|byte| byte.is_ascii_alphanumeric()) && token.len() > letters && token.len() <= letters + 16;
    is_formed.then(|| &token[..token.len() - letters])
}

/// What a token opens: the parcels of one order, oldest first, and which of them it is for.
#[derive(Debug)]
pub struct Opened {
    pub parcels: Vec<Shipment>,
    place: usize,
}

impl Opened {
    pub fn shipment(&self) -> &Shipment {
        &self.parcels[self.place]
    }
}

/// Errors: `tracking.link_dead`.
pub async fn open_token(read: &mut Read, shop: &Shop, token: &str) -> Result<Opened, TrackingError> {
    let hash = hash(token);
    let rows = read
        .all(store::PARCELS_OF_LINK, args![shop.id, &hash[..]], |row| {
            Ok((store::shipment_of(row)?, row.get::<ShipmentId>(store::COLUMN_COUNT)?))
        })
        .await?;
    let place = rows.iter().position(|(parcel, opened)| parcel.id == *opened).ok_or(TrackingError::LinkDead)?;
    Ok(Opened { parcels: rows.into_iter().map(|(parcel, _)| parcel).collect(), place })
}

/// A fresh link for a shipment; older ones go on living until revoked.
pub async fn make_link_in(
    tx: &mut Tx,
    stamp: &Stamp,
    shop: &Shop,
    shipment: ShipmentId,
) -> Result<String, TrackingError> {
    let link: LinkId = stamp.id();
    let token = token(shop, link);
    tx.send(store::ADD_LINK, args![shop.id, &hash(&token)[..], link, shipment, stamp.now]).await?;
    Ok(token)
}

/// The newest living token of a shipment, made again from its id.
pub async fn find_link(read: &mut Read, shop: &Shop, shipment: ShipmentId) -> Result<Option<String>, TrackingError> {
    let link = read.opt(store::LIVE_LINK, args![shop.id, shipment], |row| row.get::<LinkId>(0)).await?;
    Ok(link.map(|link| token(shop, link)))
}

/// Ends every link of a shipment and makes a new one. Errors: `tracking.not_found`.
pub async fn renew_link(
    house: &House,
    shop: &Shop,
    shipment: ShipmentId,
    actor: &str,
) -> Result<String, TrackingError> {
    let context = (house.stamp(), shop.clone(), actor.to_owned());
    house
        .db
        .write(context, move |tx, (stamp, shop, actor)| Box::pin(renew_link_in(tx, stamp, shop, shipment, actor)))
        .await
}

/// The same in someone's transaction. The lock lets two who renew at once leave one living link.
pub async fn renew_link_in(
    tx: &mut Tx,
    stamp: &Stamp,
    shop: &Shop,
    shipment: ShipmentId,
    actor: &str,
) -> Result<String, TrackingError> {
    let held = tx.opt_locked(store::FIND_SHIPMENT, args![shop.id, shipment], |_| Ok(())).await?;
    held.ok_or(TrackingError::NotFound)?;
    tx.run(store::REVOKE_LINKS, args![shop.id, shipment, stamp.now]).await?;
    let subject = shipment.to_string();
    wasl_platform::record_audit_in(tx, stamp, shop.id, actor, "tracking_link.renewed", &subject, "").await?;
    make_link_in(tx, stamp, shop, shipment).await
}
