//! A shop to measure on: orders and parcels made by the rooms' own verbs, each parcel with a page.

use anyhow::{Context, Result};
use futures::{StreamExt, TryStreamExt, stream};
use std::path::Path;
use std::sync::Arc;
use wasl::open_house;
use wasl_base::{Address, CalendarDate, Currency, Instant, Lang, Origin, ShipmentId};
use wasl_customers::Contact;
use wasl_db::Tx;
use wasl_events::{PaymentMethod, Status};
use wasl_i18n::{Calendar, Digits};
use wasl_orders::{MarkPaid, NewLine, NewTender, PlaceOrder, Settlement, mark_paid_in, place_order_in};
use wasl_platform::{Config, House, NewShop, Scope, Shop, Stamp, create_api_key, create_shop};
use wasl_tracking::{CreateShipment, Scan, TrackingError, create_with_history_in};

/// Orders written in one transaction.
const BATCH: usize = 100;
/// Transactions under way at once.
const AT_ONCE: usize = 4;
const DAY_SECONDS: i64 = 86_400;
const CITIES: [&str; 5] = ["الرياض", "جدة", "الدمام", "مكة المكرمة", "المدينة المنورة"];

/// A house of this process on `url`; no worker runs in it.
pub async fn open(data: &Path, url: &str) -> Result<House> {
    let config = Config {
        database_url: url.to_owned(),
        data_dir: data.to_owned(),
        requests_per_second_key: 0,
        requests_per_second_shop: 0,
        ..Config::default()
    };
    open_house(config).await
}

/// A shop named by `handle`, in riyals.
pub async fn shop(house: &House, handle: &str) -> Result<Arc<Shop>> {
    let shop = NewShop {
        handle: handle.to_owned(),
        name_ar: "متجر القياس".to_owned(),
        name_en: "Bench Store".to_owned(),
        currency: Currency::SAR,
        country: "SA".to_owned(),
        zone: "Asia/Riyadh".parse().context("the zone")?,
        lang: Lang::Ar,
        digits: Digits::Western,
        calendar: Calendar::Gregorian,
        hue: 200,
        city: "الرياض".to_owned(),
        region: None,
        contact_phone: Some("+966112345678".to_owned()),
        contact_email: Some("care@bench.example".to_owned()),
        contact_whatsapp: Some("+966500000000".to_owned()),
    };
    Ok(create_shop(house, shop).await?)
}

/// A key that may do everything.
pub async fn api_key(house: &House, shop: &Shop) -> Result<String> {
    Ok(create_api_key(house, shop, "bench", &[Scope::Admin]).await?.secret)
}

/// A parcel with the token of its page.
#[derive(Clone, Debug)]
pub struct Parcel {
    pub id: ShipmentId,
    pub token: String,
}

struct Work {
    stamp: Stamp,
    shop: Arc<Shop>,
    places: std::ops::Range<usize>,
    course: Course,
}

/// How far the parcels have come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Course {
    /// Five scans, on the road.
    UnderWay,
    /// A year of orders: nearly all delivered, the newest on the road, one in fifty late.
    Year { orders: usize },
}

impl Course {
    /// A year that the house has seen happen: of imported history no parcel is late.
    fn origin(self) -> Origin {
        match self {
            Self::UnderWay => Origin::Backfill,
            Self::Year { .. } => Origin::Live,
        }
    }
}

/// Makes orders `from` to `to`, each paid and with one parcel.
pub async fn parcels(
    house: &House,
    shop: &Arc<Shop>,
    places: std::ops::Range<usize>,
    course: Course,
) -> Result<Vec<Parcel>> {
    let batches = places.clone().step_by(BATCH).map(|from| from..places.end.min(from + BATCH));
    let written: Vec<Vec<Parcel>> = stream::iter(batches)
        .map(|places| {
            let work = Work { stamp: house.stamp_with(course.origin()), shop: Arc::clone(shop), places, course };
            house.db.write(work, |tx, work| Box::pin(write_batch(tx, work)))
        })
        .buffered(AT_ONCE)
        .try_collect()
        .await?;
    Ok(written.into_iter().flatten().collect())
}

async fn write_batch(tx: &mut Tx, work: &Work) -> Result<Vec<Parcel>, TrackingError> {
    let mut made = Vec::with_capacity(work.places.len());
    let (stamp, shop) = (&work.stamp, &*work.shop);
    let mut unpaid = Vec::with_capacity(work.places.len());
    for place in work.places.clone() {
        let way = Way::of(place, work);
        let order = place_order_in(tx, stamp, shop, &order_of(place, &way)).await?;
        let command = CreateShipment {
            order: order.id,
            lines: Vec::new(),
            carrier: ["smsa", "aramex", "spl"][place % 3].to_owned(),
            connection: None,
            number: Some(format!("BN{place:09}")),
            from: None,
            created_at: Some(way.placed_at.plus_seconds(DAY_SECONDS / 4)),
            shares_delivery_time: false,
            charge: None,
        };
        let parcel = create_with_history_in(tx, stamp, shop, &command, &way.scans).await?;
        made.push(Parcel { id: parcel.shipment.id, token: parcel.token });
        unpaid.push((order.id, order.total().minor, way.placed_at));
    }
    // Money last: the books' head is held from the first payment to the commit.
    for (order, amount, paid_at) in unpaid {
        let tender =
            NewTender { method: PaymentMethod::Card, gateway: Some("mada".to_owned()), amount, external_ref: None };
        let payment = MarkPaid {
            order,
            expected_version: None,
            currency: Some(Currency::SAR),
            tenders: vec![tender],
            paid_at: Some(paid_at),
            settlement: Settlement::Whole,
        };
        mark_paid_in(tx, stamp, shop, &payment).await?;
    }
    Ok(made)
}

/// What has happened to one order.
struct Way {
    placed_at: Instant,
    promised_on: CalendarDate,
    scans: Vec<Scan>,
}

impl Way {
    fn of(place: usize, work: &Work) -> Self {
        let now = work.stamp.now;
        let (age, is_delivered, promised_days) = match work.course {
            Course::UnderWay => (2 * DAY_SECONDS, false, 4),
            Course::Year { orders } => {
                let left = (orders - place.min(orders)) as i64;
                let age = 365 * DAY_SECONDS * left / orders.max(1) as i64;
                let is_late = place % 50 == 7;
                (age, age > 4 * DAY_SECONDS, if is_late { 1 } else { 4 })
            }
        };
        let placed_at = now.plus_seconds(-age);
        let zone = &work.shop.zone;
        let promised_on = placed_at.plus_seconds(promised_days * DAY_SECONDS).date_in(zone);
        let mut steps = vec![
            (Status::InfoReceived, 6 * 3_600, "الرياض"),
            (Status::InTransit, 12 * 3_600, "الرياض"),
            (Status::InTransit, 26 * 3_600, CITIES[place % 5]),
        ];
        if is_delivered {
            steps.push((Status::OutForDelivery, 50 * 3_600, CITIES[place % 5]));
            steps.push((Status::Delivered, 54 * 3_600 + (place % 48) as i64 * 1_800, CITIES[place % 5]));
        } else {
            steps.push((Status::InTransit, 30 * 3_600, CITIES[place % 5]));
            steps.push((Status::Exception, 34 * 3_600, CITIES[place % 5]));
        }
        let scans = steps
            .into_iter()
            .map(|(status, after, city)| (status, placed_at.plus_seconds(after), city))
            .filter(|(_, at, _)| *at < now)
            .map(|(status, at, city)| scan(status, at, city))
            .collect();
        Self { placed_at, promised_on, scans }
    }
}

/// A scan as a carrier tells it.
pub fn scan(status: Status, at: Instant, place: &str) -> Scan {
    Scan {
        carrier_event_id: None,
        raw_time: at.to_string(),
        at,
        code: status.as_str().to_owned(),
        place: place.to_owned(),
        text: "Shipment scanned".to_owned(),
        status,
        substatus: None,
    }
}

fn order_of(place: usize, way: &Way) -> PlaceOrder {
    let city = CITIES[place % 5];
    let address = Address { country: "SA".to_owned(), city: city.to_owned(), ..Address::default() };
    let line = |title: &str, price: i64| NewLine {
        title: Some(title.to_owned()),
        quantity: 1,
        unit_price: Some(price),
        unit_cost: Some(price / 2),
        ..NewLine::default()
    };
    PlaceOrder {
        number: Some(format!("{}", 100_000 + place)),
        external_ref: Some(format!("bench-{place}")),
        customer: Contact {
            name: Some("نورة القحطاني".to_owned()),
            external_ref: Some(format!("bench-customer-{}", place / 3)),
            lang: Some(Lang::Ar),
            city: Some(city.to_owned()),
            ..Contact::default()
        },
        lines: vec![line("تمر عجوة", 5_900), line("قهوة سعودية", 4_500)],
        shipping: 2_500,
        placed_at: Some(way.placed_at),
        promised_on: Some(way.promised_on),
        ..PlaceOrder::new(Currency::SAR, PaymentMethod::Card, address)
    }
}
