//! A new shop: checked words, a short id that opens its tokens, a secret of its own.

use super::shop::{Shop, ShopError, forget_shops};
use crate::{House, store};
use std::sync::Arc;
use wasl_base::{Currency, Lang, Zone};
use wasl_db::{DbError, args};
use wasl_i18n::{Calendar, Digits};

/// Longest name, in characters.
const NAME_CHARS_MAX: usize = 80;
/// Longest handle, in characters.
const HANDLE_CHARS_MAX: usize = 40;
/// Letters of a shop's short id: 30^6 shops before a second try is likely to be needed.
const SHORT_LETTERS: usize = 6;
const SHORT_ALPHABET: &[u8; 30] = b"23456789abcdefghjkmnpqrstvwxyz";

#[derive(Clone, Debug)]
pub struct NewShop {
    pub handle: String,
    pub name_ar: String,
    pub name_en: String,
    pub currency: Currency,
    pub country: String,
    pub zone: Zone,
    pub lang: Lang,
    pub digits: Digits,
    pub calendar: Calendar,
    pub hue: u16,
    pub city: String,
    pub region: Option<String>,
    pub contact_phone: Option<String>,
    pub contact_email: Option<String>,
    pub contact_whatsapp: Option<String>,
}

/// Errors: `platform.shop_invalid` with the field, `platform.shop_handle_taken`.
pub async fn create_shop(house: &House, new: NewShop) -> Result<Arc<Shop>, ShopError> {
    let shop = draft_shop(house, new)?;
    let now = house.clock.now();
    let saved = house.db.write((shop.clone(), now), |tx, (shop, now)| Box::pin(save_shop_in(tx, shop, *now))).await;
    match saved {
        Err(ShopError::Db(DbError::Unique { constraint })) if constraint == "shop_handle" => {
            Err(ShopError::HandleTaken)
        }
        other => other,
    }?;
    forget_shops(house);
    Ok(Arc::new(shop))
}

/// Checked, with its id and secrets drawn; not yet saved. Errors: `platform.shop_invalid` with the field.
pub(crate) fn draft_shop(house: &House, new: NewShop) -> Result<Shop, ShopError> {
    check(&new)?;
    let stamp = house.stamp();
    let mut secret = vec![0; 32];
    house.chance.fill(&mut secret);
    Ok(Shop {
        id: stamp.id(),
        short: short_id(house),
        handle: new.handle,
        name_ar: new.name_ar,
        name_en: new.name_en,
        currency: new.currency,
        country: new.country,
        zone: new.zone,
        lang: new.lang,
        digits: new.digits,
        calendar: new.calendar,
        hue: new.hue % 360,
        city: new.city,
        region: new.region,
        contact_phone: new.contact_phone,
        contact_email: new.contact_email,
        contact_whatsapp: new.contact_whatsapp,
        secret,
    })
}

pub(crate) async fn save_shop_in(tx: &mut wasl_db::Tx, shop: &Shop, now: wasl_base::Instant) -> Result<(), ShopError> {
    let digits = if shop.digits == Digits::ArabicIndic { "arab" } else { "latn" };
    let calendar = if shop.calendar == Calendar::UmmAlQura { "umalqura" } else { "gregorian" };
    let row = args![
        shop.id,
        &shop.short,
        &shop.handle,
        &shop.name_ar,
        &shop.name_en,
        shop.currency,
        &shop.country,
        shop.zone.name(),
        shop.lang.as_str(),
        digits,
        calendar,
        i64::from(shop.hue),
        &shop.city,
        &shop.region,
        &shop.contact_phone,
        &shop.contact_email,
        &shop.contact_whatsapp,
        &shop.secret,
        now
    ];
    tx.run(store::ADD_SHOP, row).await?;
    Ok(())
}

fn check(new: &NewShop) -> Result<(), ShopError> {
    let named =
        |text: &str| !text.trim().is_empty() && text.chars().count() <= NAME_CHARS_MAX && !wasl_base::has_nul(text);
    let handle_fits = (2..=HANDLE_CHARS_MAX).contains(&new.handle.len())
        && new.handle.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        && !new.handle.starts_with('-');
    for (fits, field) in [
        (handle_fits, "handle"),
        (named(&new.name_ar), "name_ar"),
        (named(&new.name_en), "name_en"),
        (named(&new.city), "city"),
        (new.country.len() == 2 && new.country.bytes().all(|b| b.is_ascii_uppercase()), "country"),
    ] {
        if !fits {
            return Err(ShopError::Invalid { field });
        }
    }
    Ok(())
}

fn short_id(house: &House) -> String {
    let mut bytes = [0u8; SHORT_LETTERS];
    house.chance.fill(&mut bytes);
    bytes.iter().map(|b| char::from(SHORT_ALPHABET[usize::from(*b) % SHORT_ALPHABET.len()])).collect()
}
