//! `wasl demo`: the shop «متجر النخيل» with a year of orders from a seed, parcels that move while one looks, and the
//! links that open it. Everything in it is simulated: nothing reaches anyone outside.

mod buying;
mod dice;
mod goods;
mod journey;
mod live;
mod map;
mod names;
mod parcel;
mod places;
mod plan;
mod season;
mod settling;
mod write;

pub use plan::{ORDERS_MAX, Plan, plan};
pub use write::DemoError;

use crate::import_olist::Progress;
use anyhow::{Context, bail, ensure};
use live::Mover;
use serde::Serialize;
use std::sync::Arc;
use wasl_base::{Coded, Currency, Instant, Kind, Lang, ShipmentId, UserId};
use wasl_db::Read;
use wasl_events::Status;
use wasl_i18n::{Calendar, Digits};
use wasl_orders::read::{OrderFilter, list_orders};
use wasl_platform::outbox::drain_all;
use wasl_platform::{
    House, NewShop, Role, Scope, Shop, ShopError, create_api_key, create_one_time_link, create_shop, create_user,
    find_shop_by_handle,
};
use wasl_tracking::read::{ShipmentFilter, list_shipments};
use wasl_tracking::{Shipment, find_link};

pub const HANDLE: &str = "nakheel";
/// Each opening of the demo makes its owner anew; nobody opens one so often.
const OWNERS_MAX: usize = 1_000;
/// Parcels looked at for one that is worth showing.
const SHOWN_AMONG: i64 = 100;

#[derive(Clone, Debug)]
pub struct DemoOptions {
    /// Orders over the year, at most [`ORDERS_MAX`].
    pub orders: u32,
    pub seed: u64,
}

/// Where to look.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DemoLinks {
    /// Opens one session of the shop's owner.
    pub console: String,
    /// The page of a parcel that is on its way.
    pub tracking: String,
    pub components: String,
    pub api_key: String,
}

/// Makes the demo shop, or goes on with the one that is there; then lets its parcels move until the process ends.
/// `base` is the address of the server without a slash at the end.
pub async fn open_demo(house: &House, base: &str, options: &DemoOptions) -> anyhow::Result<DemoLinks> {
    let (shop, mut mover, known) = prepare(house, options).await?;
    mover.remember(known).await.context("the demo's latest orders")?;
    let links = links(house, &shop, base).await?;
    tokio::spawn(mover.run());
    Ok(links)
}

/// The shop with its history; answers how many orders it held before.
pub(crate) async fn prepare(house: &House, options: &DemoOptions) -> anyhow::Result<(Arc<Shop>, Mover, usize)> {
    let count = usize::try_from(options.orders)?;
    ensure!(count <= ORDERS_MAX, "a demo has at most {ORDERS_MAX} orders");
    let shop = open_shop(house).await?;
    // History ends when the shop was made: begun again, the demo has the same year.
    let until = Instant::from_us(shop.id.made_at_ms() * 1_000);
    let plan = Arc::new(plan(options.seed, count, until, &shop.zone));
    let mut read = house.db.read().await?;
    let known = write::count_written(&mut read, &shop, &plan).await?;
    let (some, _) = list_orders(&mut read, shop.id, &OrderFilter::default(), None, 1).await?;
    drop(read);
    if known == 0 && !some.is_empty() {
        bail!("this data folder holds a demo with another --seed or --orders: give the same ones, or another --data");
    }
    if known < count {
        let mut progress = Progress::begin("demo orders", plan.orders.len() as u64, known as u64);
        write::write_catalogue(house, &shop).await?;
        write::write_purchases(house, &shop, &plan, until).await?;
        write::write_plan(house, &shop, &plan, known, until, |done| progress.at(done as u64)).await?;
        progress.end();
        drain_all(house).await?;
    }
    write::write_settlements(house, &shop).await?;
    let mover = Mover::new(house.clone(), Arc::clone(&shop), plan, until);
    Ok((shop, mover, known))
}

async fn open_shop(house: &House) -> anyhow::Result<Arc<Shop>> {
    match find_shop_by_handle(house, HANDLE).await {
        Err(ShopError::NotFound) => {}
        other => return Ok(other?),
    }
    let shop = NewShop {
        handle: HANDLE.to_owned(),
        name_ar: "متجر النخيل".to_owned(),
        name_en: "Nakheel Store".to_owned(),
        currency: Currency::SAR,
        country: "SA".to_owned(),
        zone: "Asia/Riyadh".parse().context("the shop's zone")?,
        lang: Lang::Ar,
        digits: Digits::Western,
        calendar: Calendar::Gregorian,
        hue: 168,
        city: "الرياض".to_owned(),
        region: Some("الرياض".to_owned()),
        contact_phone: Some("+966112345678".to_owned()),
        contact_email: Some("care@nakheel.example".to_owned()),
        contact_whatsapp: Some("+966500000000".to_owned()),
    };
    Ok(create_shop(house, shop).await?)
}

async fn links(house: &House, shop: &Arc<Shop>, base: &str) -> anyhow::Result<DemoLinks> {
    let owner = owner(house, shop).await?;
    let token = create_one_time_link(house, owner).await?;
    let key = create_api_key(house, shop, "demo", &[Scope::Admin]).await?;
    let mut read = house.db.read().await?;
    let tracking = match parcel_to_show(&mut read, shop).await? {
        Some(shipment) => find_link(&mut read, shop, shipment).await?,
        None => None,
    };
    Ok(DemoLinks {
        console: format!("{base}/enter/{token}"),
        tracking: tracking.map_or_else(|| base.to_owned(), |token| format!("{base}/t/{token}")),
        components: format!("{base}/_ui"),
        api_key: key.secret,
    })
}

/// An owner who enters by links only. The one of an earlier opening stays, and a new one stands beside it.
async fn owner(house: &House, shop: &Arc<Shop>) -> anyhow::Result<UserId> {
    for attempt in 1..=OWNERS_MAX {
        let email = match attempt {
            1 => "owner@nakheel.example".to_owned(),
            more => format!("owner-{more}@nakheel.example"),
        };
        match create_user(house, shop.id, Role::Owner, &email, "نورة", None).await {
            Err(error) if error.kind() == Kind::Conflict => {}
            made => return Ok(made?),
        }
    }
    bail!("this demo was opened {OWNERS_MAX} times: begin a new one")
}

/// One with its courier, else one on the road, else any that has not arrived.
async fn parcel_to_show(read: &mut Read, shop: &Shop) -> anyhow::Result<Option<ShipmentId>> {
    let open = list_shipments(read, shop.id, ShipmentFilter::Open, None, SHOWN_AMONG).await?;
    let rank = |shipment: &&Shipment| match shipment.state.status() {
        Status::OutForDelivery => 0,
        Status::InTransit => 1,
        Status::InfoReceived => 2,
        _ => 3,
    };
    Ok(open.iter().min_by_key(rank).map(|shipment| shipment.id))
}

#[cfg(test)]
mod tests;
