//! A shop as the house knows it, read through a small cache: settings change rarely and every request needs them.

use crate::{House, Stamp, store};
use std::collections::HashMap;
use std::str::FromStr;
use std::sync::{Arc, LazyLock, RwLock};
use wasl_base::{Coded, Currency, Instant, Kind, Lang, ShopId, Zone};
use wasl_db::{DbError, Fails, Read, Row, args};
use wasl_i18n::{Calendar, Digits, Locale};

/// How long a process may show settings that another has changed, in seconds.
const CACHE_SECONDS_MAX: i64 = 5;

#[derive(Clone, Debug)]
pub struct Shop {
    pub id: ShopId,
    /// Opens every public token and API key of the shop, so that a look-up is (shop, hash).
    pub short: String,
    /// In console addresses: `/s/<handle>`.
    pub handle: String,
    pub name_ar: String,
    pub name_en: String,
    pub currency: Currency,
    /// ISO 3166-1 alpha-2.
    pub country: String,
    pub zone: Zone,
    /// The language it begins with.
    pub lang: Lang,
    pub digits: Digits,
    pub calendar: Calendar,
    /// OKLCH hue of its brand colour, 0 to 359.
    pub hue: u16,
    /// Where parcels leave from.
    pub city: String,
    pub region: Option<String>,
    pub contact_phone: Option<String>,
    pub contact_email: Option<String>,
    pub contact_whatsapp: Option<String>,
    /// Key for tokens that must be shown again (tracking links).
    pub secret: Vec<u8>,
}

#[derive(Debug, thiserror::Error)]
pub enum ShopError {
    #[error("no such shop")]
    NotFound,
    #[error("shop field {field} is wrong")]
    Invalid { field: &'static str },
    #[error("handle is taken")]
    HandleTaken,
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Fails for ShopError {
    fn db(&self) -> Option<&DbError> {
        if let Self::Db(error) = self { Some(error) } else { None }
    }
}

impl Coded for ShopError {
    fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "platform.not_found",
            Self::Invalid { .. } => "platform.shop_invalid",
            Self::HandleTaken => "platform.shop_handle_taken",
            Self::Db(error) => error.code(),
        }
    }

    fn kind(&self) -> Kind {
        match self {
            Self::NotFound => Kind::NotFound,
            Self::Invalid { .. } => Kind::Invalid,
            Self::HandleTaken => Kind::Conflict,
            Self::Db(error) => error.kind(),
        }
    }

    fn field(&self) -> Option<String> {
        match self {
            Self::Invalid { field } => Some(format!("/{field}")),
            Self::HandleTaken => Some("/handle".to_owned()),
            Self::NotFound | Self::Db(_) => None,
        }
    }
}

impl Shop {
    pub fn name(&self, lang: Lang) -> &str {
        match lang {
            Lang::Ar => &self.name_ar,
            Lang::En => &self.name_en,
        }
    }

    /// How this shop writes numbers and dates, in `lang`.
    pub fn locale(&self, lang: Lang) -> Locale {
        Locale { lang, digits: self.digits, calendar: self.calendar, zone: self.zone.clone() }
    }

    pub(super) fn from_row(row: &Row<'_>) -> Result<Self, DbError> {
        Ok(Self {
            id: row.get(0)?,
            short: row.get(1)?,
            handle: row.get(2)?,
            name_ar: row.get(3)?,
            name_en: row.get(4)?,
            currency: row.get(5)?,
            country: row.get(6)?,
            zone: stored(&row.get::<String>(7)?)?,
            lang: stored(&row.get::<String>(8)?)?,
            digits: if row.get::<String>(9)? == "arab" { Digits::ArabicIndic } else { Digits::Western },
            calendar: if row.get::<String>(10)? == "umalqura" { Calendar::UmmAlQura } else { Calendar::Gregorian },
            hue: u16::try_from(row.get::<i64>(11)?).unwrap_or(0) % 360,
            city: row.get(12)?,
            region: row.get(13)?,
            contact_phone: row.get(14)?,
            contact_email: row.get(15)?,
            contact_whatsapp: row.get(16)?,
            secret: row.get(17)?,
        })
    }
}

fn stored<T: FromStr>(text: &str) -> Result<T, DbError> {
    text.parse().map_err(|_| DbError::Bug(format!("a stored word is unreadable: {text}")))
}

#[derive(Default)]
struct Held {
    read_at: Option<Instant>,
    shops: Arc<Vec<Arc<Shop>>>,
    by_short: HashMap<String, Arc<Shop>>,
}

/// One cache per database of this process (tests open many).
static CACHE: LazyLock<RwLock<HashMap<usize, Held>>> = LazyLock::new(RwLock::default);

fn cache_key(house: &House) -> usize {
    Arc::as_ptr(&house.registry) as usize
}

/// After a shop was made or changed.
pub(crate) fn forget_shops(house: &House) {
    CACHE.write().unwrap_or_else(std::sync::PoisonError::into_inner).remove(&cache_key(house));
}

async fn held<T>(house: &House, pick: impl Fn(&Held) -> T) -> Result<T, ShopError> {
    let (key, now) = (cache_key(house), house.clock.now());
    if let Some(held) = CACHE.read().unwrap_or_else(std::sync::PoisonError::into_inner).get(&key)
        && held.read_at.is_some_and(|at| (0..CACHE_SECONDS_MAX).contains(&now.seconds_since(at)))
    {
        return Ok(pick(held));
    }
    let mut read = house.db.read().await?;
    let shops: Vec<Arc<Shop>> = read_shops(&mut read).await?.into_iter().map(Arc::new).collect();
    drop(read);
    let by_short = shops.iter().map(|shop| (shop.short.clone(), Arc::clone(shop))).collect();
    let fresh = Held { read_at: Some(now), shops: Arc::new(shops), by_short };
    let answer = pick(&fresh);
    CACHE.write().unwrap_or_else(std::sync::PoisonError::into_inner).insert(key, fresh);
    Ok(answer)
}

/// By id, past the cache: for a store that no house is made of.
pub async fn read_shops(read: &mut Read) -> Result<Vec<Shop>, DbError> {
    read.all(store::ALL_SHOPS, args![], Shop::from_row).await
}

pub async fn list_shops(house: &House) -> Result<Arc<Vec<Arc<Shop>>>, ShopError> {
    held(house, |held| Arc::clone(&held.shops)).await
}

pub async fn find_shop_by_handle(house: &House, handle: &str) -> Result<Arc<Shop>, ShopError> {
    let found = held(house, |held| held.shops.iter().find(|shop| shop.handle == handle).cloned()).await?;
    found.ok_or(ShopError::NotFound)
}

pub async fn shop_by_short(house: &House, short: &str) -> Result<Arc<Shop>, ShopError> {
    held(house, |held| held.by_short.get(short).cloned()).await?.ok_or(ShopError::NotFound)
}

pub async fn shop_by_id(house: &House, id: ShopId) -> Result<Arc<Shop>, ShopError> {
    let found = held(house, |held| held.shops.iter().find(|shop| shop.id == id).cloned()).await?;
    found.ok_or(ShopError::NotFound)
}

/// A shop as it stands in this transaction, for a listener that needs all of it.
pub async fn shop_in(read: &mut Read, id: ShopId) -> Result<Shop, DbError> {
    read.one(store::FIND_SHOP, args![id], Shop::from_row).await
}

/// Zone and country of a shop, inside a transaction: what dating and taxing a fact needs. Asked once in a verb.
pub async fn shop_place_in(read: &mut Read, stamp: &Stamp, id: ShopId) -> Result<(Zone, String), DbError> {
    if let Some((held, zone, country)) = stamp.place.get()
        && *held == id
    {
        return Ok((zone.clone(), country.clone()));
    }
    let map = |row: &Row<'_>| Ok((stored(&row.get::<String>(0)?)?, row.get(1)?));
    let (zone, country): (Zone, String) = read.one(store::SHOP_PLACE, args![id], map).await?;
    // Another shop's, held already, stays.
    let _ = stamp.place.set((id, zone.clone(), country.clone()));
    Ok((zone, country))
}
