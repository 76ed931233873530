//! Search in a shop of a million customers: the 95th percentile of each way to ask, straight at the verbs' door.

use crate::figure::{Figure, Run, milliseconds};
use crate::seed;
use crate::{Place, store};
use anyhow::{Context, Result};
use futures::{StreamExt, TryStreamExt, stream};
use std::sync::Arc;
use std::time::Instant;
use wasl_customers::{CheckedContact, Contact, CustomerError, find_or_create_customer_in, read};
use wasl_db::Tx;
use wasl_platform::{House, Shop, Stamp};

const SHOP: &str = "search";
/// Customers written in one transaction, and transactions under way at once.
const BATCH: usize = 500;
const AT_ONCE: usize = 4;
const ASKED: usize = 200;
const MS_MAX: f64 = 50.0;
/// Hits of a page of the console.
const HITS: usize = 11;

#[rustfmt::skip]
const FIRST: [&str; 40] = [
    "محمد", "أحمد", "عبدالله", "عبد الرحمن", "خالد", "فهد", "سعود", "ناصر", "سلطان", "تركي", "فيصل", "ماجد", "علي", "حسن",
    "حسين", "عمر", "يوسف", "إبراهيم", "نورة", "سارة", "فاطمة", "عائشة", "مريم", "هند", "ريم", "منيرة", "لطيفة", "خديجة",
    "Mohammed", "Ahmad", "Abdullah", "Khalid", "Noura", "Sara", "Fatimah", "Yousef", "Ibrahim", "Omar", "Maryam", "Reem",
];
#[rustfmt::skip]
const FAMILY: [&str; 24] = [
    "العتيبي", "القحطاني", "الغامدي", "الزهراني", "الشهري", "الدوسري", "المطيري", "الحربي", "العنزي", "الشمري", "التميمي",
    "السبيعي", "العمري", "الجهني", "المالكي", "عسيري", "Alotaibi", "Al-Qahtani", "Alghamdi", "Al Zahrani", "Alshehri",
    "Aldossary", "Almutairi", "Alharbi",
];
const CITIES: [&str; 8] = ["الرياض", "جدة", "مكة المكرمة", "المدينة المنورة", "الدمام", "Riyadh", "Jeddah", "أبها"];

/// Name of the way, and the question number `place` asks it by.
type Way = (&'static str, fn(usize) -> String);

const WAYS: [Way; 7] = [
    ("a first name in the other script", |place| ["Noura", "خالد", "Turki", "Mohamed", "يوسف"][place % 5].to_owned()),
    ("first and family name by sound", |place| {
        format!(
            "{} {}",
            ["Nora", "Khaled", "Yusuf", "احمد"][place % 4],
            ["Al-Otaibi", "الشهري", "Alqahtani"][place % 3]
        )
    }),
    ("first and family name as written", |place| format!("{} {}", FIRST[place % 28], FAMILY[place % 16])),
    ("a whole telephone", |place| phone(place * 4_999 % 1_000_000)),
    ("the last digits of a telephone", |place| phone(place * 4_999 % 1_000_000).chars().skip(4).collect()),
    ("a city", |place| ["الرياض", "Jiddah", "Makkah", "ar-Riyad"][place % 4].to_owned()),
    ("a name that nobody has", |place| format!("Zubin{} Quetzal", ["a", "o", "e"][place % 3])),
];

fn phone(place: usize) -> String {
    format!("05{:08}", place % 100_000_000)
}

pub async fn measure(place: &Place, customers: usize) -> Result<Vec<Figure>> {
    let house = seed::open(&place.data(), &place.url()).await?;
    let shop = seed::shop(&house, SHOP).await?;
    let began = Instant::now();
    fill(&house, &shop, customers).await?;
    eprintln!("{customers} customers made in {:?}", began.elapsed());
    if let Some(client) = place.client().await? {
        // As the server does by itself within a minute or two of such a day.
        client.batch_execute(store::TIDY_SEARCH).await?;
    }
    let mut figures = Vec::new();
    for (name, question) in WAYS {
        let run = ask(&house, &shop, question).await.with_context(|| format!("asking for {name}"))?;
        let at = format!("{name}, {customers} customers, {}, 95th percentile", place.engine.name());
        figures.push(Figure::at_most(at, milliseconds(run.percentile(0.95)), "ms", MS_MAX));
    }
    house.db.close().await?;
    Ok(figures)
}

async fn ask(house: &House, shop: &Shop, question: fn(usize) -> String) -> Result<Run> {
    let mut run = Run::default();
    // The first ones fill caches.
    for place in 0..ASKED + ASKED / 10 {
        let question = question(place);
        let began = Instant::now();
        let mut read = house.db.read().await?;
        read::search_customers(&mut read, shop.id, &question, HITS).await?;
        drop(read);
        if place >= ASKED / 10 {
            run.times.push(began.elapsed());
        }
    }
    Ok(run)
}

struct Work {
    stamp: Stamp,
    shop: Arc<Shop>,
    contacts: Vec<CheckedContact>,
}

async fn fill(house: &House, shop: &Arc<Shop>, customers: usize) -> Result<()> {
    let batches = (0..customers).step_by(BATCH).map(|from| from..customers.min(from + BATCH));
    stream::iter(batches)
        .map(|places| async move {
            let contacts: Result<Vec<_>, _> = places.map(|place| contact(place).checked(&shop.country)).collect();
            let work = Work { stamp: house.stamp(), shop: Arc::clone(shop), contacts: contacts? };
            house.db.write(work, |tx, work| Box::pin(write_batch(tx, work))).await
        })
        .buffer_unordered(AT_ONCE)
        .try_collect::<Vec<()>>()
        .await?;
    Ok(())
}

async fn write_batch(tx: &mut Tx, work: &Work) -> Result<(), CustomerError> {
    for contact in &work.contacts {
        find_or_create_customer_in(tx, &work.stamp, work.shop.id, contact).await?;
    }
    Ok(())
}

/// First names are not equally common: low places come three times as often.
fn contact(place: usize) -> Contact {
    let mixed = place.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 24;
    let first = if mixed.is_multiple_of(4) { mixed / 4 % FIRST.len() } else { mixed / 4 % 12 };
    let family = mixed / 977 % FAMILY.len();
    Contact {
        name: Some(format!("{} {}", FIRST[first], FAMILY[family])),
        phone: Some(phone(place)),
        email: place.is_multiple_of(3).then(|| format!("buyer{place}@mail.example")),
        city: Some(CITIES[mixed / 131 % CITIES.len()].to_owned()),
        ..Contact::default()
    }
}
