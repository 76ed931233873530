//! Entries of four lines through the books' verb, beside the bare driver that takes the same lock and writes the same
//! rows under the same triggers.

use crate::events::median;
use crate::figure::{Figure, Run};
use crate::raw::{self, Part, Raw};
use crate::seed;
use crate::{Engine, Place};
use anyhow::{Context, Result};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;
use wasl_base::{CalendarDate, Currency, Instant, Money, ShopId};
use wasl_db::Value;
use wasl_ledger::{AccountCode, Dims, EntryDraft, Heading, LedgerError, LineDraft, post_entry_in};
use wasl_platform::{House, Shop};

const CLIENTS: usize = 64;
const ROUNDS: usize = 3;
const LASTING: Duration = Duration::from_secs(3);
const SHOPS: usize = 16;

pub async fn measure(place: &Place) -> Result<Vec<Figure>> {
    let house = seed::open(&place.data(), &place.url()).await?;
    let mut shops = Vec::with_capacity(SHOPS);
    for number in 0..SHOPS {
        shops.push(seed::shop(&house, &format!("books-{number}")).await?);
    }
    let number = Arc::new(AtomicI64::new(0));
    // Opens each shop's head.
    verbs(&house, &shops, &number, Duration::from_millis(500)).await?;
    let figures = match place.engine {
        Engine::Sqlite => {
            let mut rates = Vec::new();
            for _ in 0..ROUNDS {
                rates.push(verbs(&house, &shops[..1], &number, LASTING).await?.per_second());
            }
            vec![Figure::at_least("entries of four lines, one shop, SQLite", median(&mut rates), "/s", 10_000.0)]
        }
        Engine::Postgres => {
            let mut figures = compare(place, &house, &shops[..1], &number).await?;
            figures.extend(compare(place, &house, &shops, &number).await?);
            figures
        }
    };
    house.db.close().await?;
    Ok(figures)
}

async fn compare(place: &Place, house: &House, shops: &[Arc<Shop>], number: &Arc<AtomicI64>) -> Result<Vec<Figure>> {
    let bare = Bare::open(&place.url()).await?;
    let (mut ratios, mut ours, mut theirs) = (Vec::new(), 0.0, 0.0);
    for _ in 0..ROUNDS {
        ours = verbs(house, shops, number, LASTING).await?.per_second();
        theirs = bare.run(shops, number, LASTING).await?.per_second();
        ratios.push(ours / theirs);
    }
    let words = if shops.len() == 1 { "one shop".to_owned() } else { format!("{} shops", shops.len()) };
    Ok(vec![
        Figure::told(format!("entries of four lines, {words}, PostgreSQL"), ours, "/s"),
        Figure::told(format!("the same by tokio-postgres under the same lock, {words}"), theirs, "/s"),
        Figure::at_least(format!("posting ÷ tokio-postgres, {words}"), median(&mut ratios), "×", 0.5),
    ])
}

fn draft(number: i64, day: CalendarDate, at: Instant) -> Result<EntryDraft, LedgerError> {
    let money = |minor| Money::new(minor, Currency::SAR);
    let heading =
        Heading { key: format!("bench:{number}"), document: format!("bench:{number}"), date: day, at, memo: None };
    let lines = vec![
        LineDraft::debit(AccountCode::BANK, money(11_500), Dims::default()),
        LineDraft::credit(AccountCode::SALES, money(8_000), Dims::default()),
        LineDraft::credit(AccountCode::SALES, money(2_000), Dims::default()),
        LineDraft::credit(AccountCode::BANK, money(1_500), Dims::default()),
    ];
    EntryDraft::balanced(heading, lines)
}

async fn verbs(house: &House, shops: &[Arc<Shop>], number: &Arc<AtomicI64>, lasting: Duration) -> Result<Run> {
    let client = |client: usize| {
        let (house, shop, number) = (house.clone(), shops[client % shops.len()].id, Arc::clone(number));
        move || {
            let (house, number) = (house.clone(), number.fetch_add(1, Ordering::Relaxed));
            async move { post(&house, shop, number).await }
        }
    };
    Run::of((0..CLIENTS).map(client), lasting).await
}

async fn post(house: &House, shop: ShopId, number: i64) -> Result<()> {
    let stamp = house.stamp();
    let day = stamp.now.date_in(&"Asia/Riyadh".parse().context("the zone")?);
    let draft = draft(number, day, stamp.now)?;
    let verb = house.db.write((stamp, draft), move |tx, (stamp, draft)| {
        Box::pin(async move { post_entry_in(tx, stamp, shop, draft).await })
    });
    verb.await?;
    Ok(())
}

/// Connections of the bare driver, one for each of the door's.
struct Bare {
    connections: Vec<Arc<Raw>>,
}

const CONNECTIONS: usize = 16;
const LOCK: usize = 0;
const LINE: usize = 1;
const ENTRY: usize = 2;

impl Bare {
    async fn open(url: &str) -> Result<Self> {
        let module = wasl_ledger::module();
        let lock = format!("{} FOR UPDATE", raw::sql_of(&module, "LOCK_HEAD")?);
        let texts = [lock.as_str(), raw::sql_of(&module, "ADD_LINE")?, raw::sql_of(&module, "ADD_ENTRY")?];
        let mut connections = Vec::with_capacity(CONNECTIONS);
        for _ in 0..CONNECTIONS {
            connections.push(Arc::new(Raw::connect(url, &texts).await?));
        }
        Ok(Self { connections })
    }

    async fn run(&self, shops: &[Arc<Shop>], number: &Arc<AtomicI64>, lasting: Duration) -> Result<Run> {
        let client = |(client, raw): (usize, &Arc<Raw>)| {
            let (raw, shop, number) = (Arc::clone(raw), shops[client % shops.len()].id, Arc::clone(number));
            move || {
                let (raw, number) = (Arc::clone(&raw), number.fetch_add(1, Ordering::Relaxed));
                async move { bare_post(&raw, shop, number).await }
            }
        };
        Run::of(self.connections.iter().enumerate().map(client), lasting).await
    }
}

/// Lock the head and read it, the lines and the entry in one trip, commit. The chain's hash is a digest of the number.
async fn bare_post(raw: &Raw, shop: ShopId, number: i64) -> Result<()> {
    raw.client.batch_execute("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE").await?;
    let rows = raw.query(&(LOCK, vec![Value::from(shop)])).await?;
    let seq: i64 = rows.first().context("the head is not open")?.get::<_, i64>(0) + 1;
    let now = wasl_base::Clock::now(&wasl_base::SystemClock);
    let line = |place: i64, account: AccountCode, debit: i64, credit: i64| -> Part {
        let mut values = vec![
            Value::from(shop),
            seq.into(),
            place.into(),
            account.number().into(),
            debit.into(),
            credit.into(),
            "SAR".into(),
        ];
        values.resize(14, Value::Null);
        (LINE, values)
    };
    let entry = vec![
        Value::from(shop),
        seq.into(),
        format!("bare:{number}").into(),
        raw::digest(number).into(),
        format!("bare:{number}").into(),
        now.date_in(&"Asia/Riyadh".parse().context("the zone")?).into(),
        now.into(),
        now.into(),
        "live".into(),
        Value::Null,
        Value::Null,
        4_i64.into(),
        raw::digest(number).into(),
    ];
    raw.together(&[
        line(1, AccountCode::BANK, 11_500, 0),
        line(2, AccountCode::SALES, 0, 8_000),
        line(3, AccountCode::SALES, 0, 2_000),
        line(4, AccountCode::BANK, 0, 1_500),
        (ENTRY, entry),
    ])
    .await?;
    raw.commit().await
}
