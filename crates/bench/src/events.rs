//! A carrier's scan through the verb (event kept, state moved, word given to the outbox) beside the bare drivers writing
//! the same rows.

use crate::figure::{Figure, Run, milliseconds};
use crate::raw::{self, Part, Raw};
use crate::seed::{self, Course, Parcel};
use crate::{Engine, Place, store};
use anyhow::{Context, Result};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, PoisonError};
use std::time::{Duration, Instant as Clock};
use wasl_base::Instant;
use wasl_db::Value;
use wasl_events::Status;
use wasl_platform::{House, Shop};
use wasl_tracking::record_events;

const PARCELS: usize = 2_000;
const CLIENTS: usize = 64;
/// Connections of the door's pool, and of the bare driver.
const CONNECTIONS: usize = 16;
const ROUNDS: usize = 3;
const LASTING: Duration = Duration::from_secs(3);
const LONE: usize = 400;
/// A round is short and a neighbour's moment long: many, by turns.
const LONE_ROUNDS: usize = 31;

/// The statements of the verb, in the order of [`Samples::parts`].
const TEXTS: [(&str, &str); 5] = [
    ("tracking", "ADD_EVENT"),
    ("tracking", "SET_STATE"),
    ("platform", "ADD_EVENT"),
    ("platform", "ADD_DELIVERY"),
    ("platform", "MARK_DUE_SHOP"),
];

pub async fn measure(place: &Place) -> Result<Vec<Figure>> {
    let house = seed::open(&place.data(), &place.url()).await?;
    let shop = seed::shop(&house, "events").await?;
    let parcels = Arc::new(seed::parcels(&house, &shop, 0..PARCELS, Course::UnderWay).await?);
    let number = Arc::new(AtomicUsize::new(0));
    // One scan of each parcel warms the caches and leaves the rows that the bare driver copies.
    verbs(&house, &shop, &parcels, &number, CLIENTS, Duration::from_millis(500)).await?;
    match place.engine {
        Engine::Sqlite => sqlite(place, house, &shop, &parcels, &number).await,
        Engine::Postgres => postgres(place, house, &shop, &parcels, &number).await,
    }
}

async fn sqlite(
    place: &Place,
    house: House,
    shop: &Arc<Shop>,
    parcels: &Arc<Vec<Parcel>>,
    number: &Arc<AtomicUsize>,
) -> Result<Vec<Figure>> {
    house.db.checkpoint().await?;
    let copy = place.folder.path().join("raw.db");
    std::fs::copy(place.data().join("wasl.db"), &copy)?;
    let mut bare = BareSqlite::open(&copy)?;
    let mut ratios = Vec::new();
    let (mut ours, mut theirs) = (Run::default(), Run::default());
    for _ in 0..ROUNDS {
        let verb = verbs(&house, shop, parcels, number, CLIENTS, LASTING).await?;
        let raw = bare.run(LASTING, raw::VERBS_PER_COMMIT)?;
        ratios.push(verb.per_second() / raw.per_second());
        (ours, theirs) = (verb, raw);
    }
    let (mut lone, mut lone_ratios) = (Vec::new(), Vec::new());
    for _ in 0..LONE_ROUNDS {
        let verb = lonely(&house, shop, parcels, number).await?.percentile(0.5);
        let single = bare.count(LONE, 1)?.percentile(0.5);
        lone_ratios.push(verb.as_secs_f64() / single.as_secs_f64());
        lone.push(verb);
    }
    house.db.close().await?;
    Ok(vec![
        Figure::told("scan by verb, 64 clients, SQLite", ours.per_second(), "/s"),
        Figure::told("the same rows by rusqlite, 64 to a commit", theirs.per_second(), "/s"),
        Figure::at_least("scan by verb ÷ rusqlite", median(&mut ratios), "×", 0.6),
        Figure::at_most("scan by verb, 99th percentile", milliseconds(ours.percentile(0.99)), "ms", 15.0),
        Figure::told("the same rows by rusqlite, 99th percentile", milliseconds(theirs.percentile(0.99)), "ms"),
        Figure::told("a lone scan, median", milliseconds(middle(&mut lone)), "ms"),
        Figure::at_most("a lone scan ÷ a single commit of rusqlite", median(&mut lone_ratios), "×", 1.3),
    ])
}

async fn postgres(
    place: &Place,
    house: House,
    shop: &Arc<Shop>,
    parcels: &Arc<Vec<Parcel>>,
    number: &Arc<AtomicUsize>,
) -> Result<Vec<Figure>> {
    let bare = BarePostgres::open(&place.url()).await?;
    let mut ratios = Vec::new();
    let (mut ours, mut theirs) = (Run::default(), Run::default());
    for _ in 0..ROUNDS {
        let verb = verbs(&house, shop, parcels, number, CLIENTS, LASTING).await?;
        let raw = bare.run(LASTING).await?;
        ratios.push(verb.per_second() / raw.per_second());
        (ours, theirs) = (verb, raw);
    }
    house.db.close().await?;
    Ok(vec![
        Figure::told("scan by verb, 64 clients, PostgreSQL", ours.per_second(), "/s"),
        Figure::told("the same rows by tokio-postgres, same pipelining", theirs.per_second(), "/s"),
        Figure::at_least("scan by verb ÷ tokio-postgres", median(&mut ratios), "×", 0.6),
        Figure::told("scan by verb, PostgreSQL, 99th percentile", milliseconds(ours.percentile(0.99)), "ms"),
    ])
}

/// The scan with this number: each round over the parcels has another status, so that each moves its parcel.
pub fn nth(parcels: &[Parcel], number: usize) -> (&Parcel, wasl_tracking::Scan) {
    let round = number / parcels.len();
    let status = if round.is_multiple_of(2) { Status::InTransit } else { Status::Exception };
    let base = wasl_base::Clock::now(&wasl_base::SystemClock).plus_seconds(-3_600);
    let at = Instant::from_us(base.us() + number as i64);
    (&parcels[number % parcels.len()], seed::scan(status, at, "الرياض"))
}

async fn verbs(
    house: &House,
    shop: &Arc<Shop>,
    parcels: &Arc<Vec<Parcel>>,
    number: &Arc<AtomicUsize>,
    clients: usize,
    lasting: Duration,
) -> Result<Run> {
    let client = || {
        let (house, shop, parcels) = (house.clone(), Arc::clone(shop), Arc::clone(parcels));
        let number = Arc::clone(number);
        move || {
            let (parcel, scan) = nth(&parcels, number.fetch_add(1, Ordering::Relaxed));
            let (house, shop, id) = (house.clone(), Arc::clone(&shop), parcel.id);
            async move { record_events(&house, &shop, id, vec![scan]).await.map(drop).map_err(Into::into) }
        }
    };
    Run::of((0..clients).map(|_| client()), lasting).await
}

async fn lonely(house: &House, shop: &Arc<Shop>, parcels: &Arc<Vec<Parcel>>, number: &Arc<AtomicUsize>) -> Result<Run> {
    let mut run = Run::default();
    for _ in 0..LONE {
        let (parcel, scan) = nth(parcels, number.fetch_add(1, Ordering::Relaxed));
        let begun = Clock::now();
        record_events(house, shop, parcel.id, vec![scan]).await?;
        run.times.push(begun.elapsed());
    }
    run.took = run.times.iter().sum();
    Ok(run)
}

/// Rows that a verb wrote, to be written again with other keys.
struct Samples {
    event: Vec<Value<'static>>,
    shipment: Vec<Value<'static>>,
    said: Vec<Value<'static>>,
    deliveries: Vec<Vec<Value<'static>>>,
    shipments: Vec<i64>,
    next: i64,
}

impl Samples {
    /// What one verb writes.
    fn parts(&mut self) -> Vec<Part> {
        let number = self.next;
        self.next += 1;
        let shipment = self.shipments[number as usize % self.shipments.len()];
        // Far above every id of ours in the same file.
        let id = i64::MAX / 2 + number;
        let mut event = self.event.clone();
        (event[1], event[2], event[3]) = (Value::Int(shipment), Value::from(raw::digest(number)), Value::Int(id));
        let mut state = self.shipment.clone();
        (state[1], state[13]) = (Value::Int(shipment), Value::from(raw::digest(number)));
        if (number as usize / self.shipments.len()).is_multiple_of(2) {
            (state[2], state[12]) = (Value::from("InTransit"), Value::from("InTransit"));
        }
        let mut said = self.said.clone();
        (said[1], said[3]) = (Value::Int(id), Value::Int(shipment));
        let mut parts = vec![(0, event), (1, state), (2, said)];
        for delivery in &self.deliveries {
            let mut delivery = delivery.clone();
            (delivery[2], delivery[3]) = (Value::Int(id), Value::Int(shipment));
            parts.push((3, delivery));
        }
        parts.push((4, vec![self.event[0].clone(), self.event[14].clone()]));
        parts
    }

    fn of(
        event: Vec<Value<'static>>,
        shipment: Vec<Value<'static>>,
        said: Vec<Value<'static>>,
        consumers: &[String],
        shipments: Vec<i64>,
    ) -> Self {
        let (shop, now) = (event[0].clone(), event[14].clone());
        let delivery = |consumer: &String| {
            vec![shop.clone(), Value::from(consumer.clone()), Value::Int(0), Value::Int(0), now.clone()]
        };
        let deliveries = consumers.iter().map(delivery).collect();
        Self { event, shipment, said, deliveries, shipments, next: 0 }
    }
}

fn texts() -> Result<Vec<&'static str>> {
    let modules = wasl::modules();
    TEXTS
        .iter()
        .map(|(room, name)| {
            let module = modules.iter().find(|module| module.room == *room).context("no such room")?;
            raw::sql_of(module, name)
        })
        .collect()
}

struct BareSqlite {
    connection: rusqlite::Connection,
    texts: Vec<String>,
    samples: Samples,
}

impl BareSqlite {
    fn open(path: &std::path::Path) -> Result<Self> {
        let connection = raw::open_sqlite(path)?;
        let sample = |sql: &str| raw::sample_sqlite(&connection, sql);
        let column = |sql: &str| -> Result<Vec<rusqlite::types::Value>> {
            let mut statement = connection.prepare(sql)?;
            Ok(statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?)
        };
        let consumers: Vec<String> = column(store::CONSUMERS)?
            .into_iter()
            .filter_map(|value| if let rusqlite::types::Value::Text(text) = value { Some(text) } else { None })
            .collect();
        let shipments: Vec<i64> = column(store::SHIPMENTS)?
            .into_iter()
            .filter_map(|value| if let rusqlite::types::Value::Integer(id) = value { Some(id) } else { None })
            .collect();
        let samples = Samples::of(
            sample(store::SAMPLE_EVENT)?,
            sample(store::SAMPLE_SHIPMENT)?,
            sample(store::SAMPLE_SAID)?,
            &consumers,
            shipments,
        );
        let texts = texts()?.iter().map(|text| raw::sqlite_text(text)).collect();
        Ok(Self { connection, texts, samples })
    }

    fn run(&mut self, lasting: Duration, per_commit: usize) -> Result<Run> {
        let mut run = Run::default();
        let began = Clock::now();
        while began.elapsed() < lasting {
            self.commit(per_commit, &mut run)?;
        }
        run.took = began.elapsed();
        Ok(run)
    }

    fn count(&mut self, commits: usize, per_commit: usize) -> Result<Run> {
        let mut run = Run::default();
        let began = Clock::now();
        for _ in 0..commits {
            self.commit(per_commit, &mut run)?;
        }
        run.took = began.elapsed();
        Ok(run)
    }

    fn commit(&mut self, verbs: usize, run: &mut Run) -> Result<()> {
        let verbs: Vec<Vec<Part>> = (0..verbs).map(|_| self.samples.parts()).collect();
        let began = Clock::now();
        self.connection.execute_batch("BEGIN IMMEDIATE")?;
        for parts in &verbs {
            raw::write_sqlite(&self.connection, &self.texts, parts)?;
        }
        self.connection.execute_batch("COMMIT")?;
        run.times.extend(std::iter::repeat_n(began.elapsed(), verbs.len()));
        Ok(())
    }
}

struct BarePostgres {
    connections: Vec<Arc<Raw>>,
    samples: Arc<std::sync::Mutex<Samples>>,
}

/// Where the lock's statement stands among those of a bare connection.
const LOCK: usize = TEXTS.len();

impl BarePostgres {
    async fn open(url: &str) -> Result<Self> {
        let client = raw::connect(url).await?;
        let column = |sql: &'static str| client.query(sql, &[]);
        let consumers: Vec<String> = column(store::CONSUMERS).await?.iter().map(|row| row.get(0)).collect();
        let shipments: Vec<i64> = column(store::SHIPMENTS).await?.iter().map(|row| row.get(0)).collect();
        let samples = Samples::of(
            raw::sample_postgres(&client, store::SAMPLE_EVENT).await?,
            raw::sample_postgres(&client, store::SAMPLE_SHIPMENT).await?,
            raw::sample_postgres(&client, store::SAMPLE_SAID).await?,
            &consumers,
            shipments,
        );
        let modules = wasl::modules();
        let tracking = modules.iter().find(|module| module.room == "tracking").context("no such room")?;
        let lock = format!("{} FOR UPDATE", raw::sql_of(tracking, "FIND_SHIPMENT")?);
        let mut all = texts()?;
        all.push(&lock);
        let mut connections = Vec::with_capacity(CONNECTIONS);
        for _ in 0..CONNECTIONS {
            connections.push(Arc::new(Raw::connect(url, &all).await?));
        }
        Ok(Self { connections, samples: Arc::new(std::sync::Mutex::new(samples)) })
    }

    /// The verb's four trips: lock, event, everything that follows from it, commit.
    async fn run(&self, lasting: Duration) -> Result<Run> {
        let client = |raw: &Arc<Raw>| {
            let (raw, samples) = (Arc::clone(raw), Arc::clone(&self.samples));
            move || {
                let parts = samples.lock().unwrap_or_else(PoisonError::into_inner).parts();
                let raw = Arc::clone(&raw);
                async move {
                    raw.begin(&(LOCK, parts[1].1[..2].to_vec())).await?;
                    raw.together(&parts[..1]).await?;
                    raw.together(&parts[1..]).await?;
                    raw.commit().await
                }
            }
        };
        Run::of(self.connections.iter().map(client), lasting).await
    }
}

pub fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn middle(values: &mut [Duration]) -> Duration {
    values.sort_unstable();
    values[values.len() / 2]
}
