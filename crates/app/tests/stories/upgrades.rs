//! Stores of earlier versions, brought up by this one: `tests/fixtures/upgrades` holds rows that those versions wrote
//! themselves (a shop's year, an import, a fact not yet heard). Every row must be there afterwards as it was, the books and
//! sums must hold, and work must go on with the key of then. A new migration that breaks old data fails here; when a
//! stage is left behind, its rows are added.

use serde_json::{Value as Json, json};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use wasl_db::testing::with_postgres;
use wasl_db::{Cell, DatabaseUrl, Db, DbError, Migrations, Options, Sql, Value, args};
use wasl_ledger::verify_shop;
use wasl_platform::outbox::drain_all;
use wasl_platform::{Config, House, list_shops};
use wasl_tracking::wrong_open_counts;

/// Opening adds what this version listens to.
const GROWS: [&str; 1] = ["subscription"];
const ROWS_MIN: usize = 1_000;

type Row = Vec<Value<'static>>;

struct Table {
    name: String,
    columns: Vec<String>,
    rows: Vec<Row>,
}

/// A store as an earlier version left it.
struct Stage {
    /// Migrations that each room had.
    applied: BTreeMap<String, usize>,
    api_key: String,
    tables: Vec<Table>,
}

fn stages() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/upgrades");
    let mut found: Vec<PathBuf> =
        std::fs::read_dir(folder).expect("fixtures").map(|entry| entry.expect("entry").path()).collect();
    found.retain(|path| path.extension().is_some_and(|ending| ending == "jsonl"));
    found.sort();
    found
}

fn read(path: &Path) -> Stage {
    let text = std::fs::read_to_string(path).expect("a fixture");
    let mut lines = text.lines().map(|line| serde_json::from_str::<Json>(line).expect("a line of JSON"));
    let head = lines.next().expect("a head");
    let applied = head["stage"].as_object().expect("rooms").iter();
    let applied = applied.map(|(room, count)| (room.clone(), usize::try_from(count.as_u64().expect("n")).expect("n")));
    let api_key = head["api_key"].as_str().expect("a key").to_owned();
    let mut stage = Stage { applied: applied.collect(), api_key, tables: Vec::new() };
    for line in lines {
        if let Some(cells) = line.as_array() {
            stage.tables.last_mut().expect("a table before its rows").rows.push(cells.iter().map(cell).collect());
        } else {
            let columns = line["columns"].as_array().expect("columns").iter();
            let columns = columns.map(|name| name.as_str().expect("a name").to_owned()).collect();
            let name = line["table"].as_str().expect("a table").to_owned();
            stage.tables.push(Table { name, columns, rows: Vec::new() });
        }
    }
    stage
}

fn cell(json: &Json) -> Value<'static> {
    match json {
        Json::Null => Value::Null,
        Json::Number(number) => Value::Int(number.as_i64().expect("a whole number")),
        Json::String(text) => Value::Text(Cow::Owned(text.clone())),
        other => {
            let hex = other["hex"].as_str().expect("bytes");
            let byte = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).expect("a byte");
            Value::Bytes(Cow::Owned((0..hex.len()).step_by(2).map(byte).collect()))
        }
    }
}

/// The door takes texts that live as long as the program; there are as many as tables.
fn kept(text: String) -> Sql {
    Box::leak(text.into_boxed_str())
}

impl Stage {
    /// The migrations of then.
    fn rooms(&self) -> Vec<Migrations> {
        self.rooms_with(&self.applied)
    }

    fn rooms_with(&self, counts: &BTreeMap<String, usize>) -> Vec<Migrations> {
        let all = wasl::modules().into_iter().map(|module| module.migrations);
        all.filter_map(|room| Some(Migrations { files: &room.files[..*counts.get(room.room)?], ..room })).collect()
    }

    /// Every set of migrations between then and now, each one file more than the one before.
    fn single_steps(&self) -> Vec<Vec<Migrations>> {
        let mut counts = self.applied.clone();
        let mut steps = Vec::new();
        for module in wasl::modules() {
            let room = module.migrations;
            while counts.get(room.room).copied().unwrap_or(0) < room.files.len() {
                *counts.entry(room.room.to_owned()).or_default() += 1;
                steps.push(self.rooms_with(&counts));
            }
        }
        steps
    }

    /// A SQLite store of then. The triggers, which would seal and sum what is sealed and summed already, stand aside.
    async fn store(&self, path: &Path) -> Db {
        let db = Db::open(&DatabaseUrl::Sqlite(path.to_owned()), Options::default()).await.expect("opens");
        db.migrate(&self.rooms()).await.expect("the schema of then");
        let mut read = db.read().await.expect("read");
        let triggers = read.all("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'", args![], |row| {
            Ok((row.get::<String>(0)?, row.get::<String>(1)?))
        });
        let triggers: Vec<(String, String)> = triggers.await.expect("triggers");
        drop(read);
        let mut texts: Vec<(Sql, Vec<Row>)> = vec![("PRAGMA defer_foreign_keys = ON", vec![Vec::new()])];
        texts.extend(triggers.iter().map(|(name, _)| (kept(format!("DROP TRIGGER \"{name}\"")), vec![Vec::new()])));
        for table in &self.tables {
            let numbers: Vec<String> = (1..=table.columns.len()).map(|number| format!("${number}")).collect();
            let (names, numbers) = (table.columns.join("\", \""), numbers.join(", "));
            let sql = format!("INSERT INTO \"{}\" (\"{names}\") VALUES ({numbers})", table.name);
            texts.push((kept(sql), table.rows.clone()));
        }
        texts.extend(triggers.into_iter().map(|(_, text)| (kept(text), vec![Vec::new()])));
        let filled = db.write(texts, |tx, texts| {
            Box::pin(async move {
                for (sql, rows) in texts {
                    for row in rows {
                        tx.run(sql, row).await?;
                    }
                }
                Ok::<_, DbError>(())
            })
        });
        filled.await.expect("the rows of then");
        db
    }

    /// Every row that was there is there, in every column that it had.
    async fn compare(&self, house: &House) {
        let mut read = house.db.report().await.expect("report");
        for table in &self.tables {
            let width = table.columns.len();
            let sql = kept(format!("SELECT \"{}\" FROM \"{}\"", table.columns.join("\", \""), table.name));
            let found = read.all(sql, args![], |row| (0..width).map(|at| Ok(owned(&row.cell(at)?))).collect()).await;
            let found: Vec<Row> = found.unwrap_or_else(|error| panic!("{}: {error}", table.name));
            let (mut before, mut after) = (told(&table.rows), told(&found));
            if GROWS.contains(&table.name.as_str()) {
                after.retain(|row| before.contains(row));
            }
            before.sort();
            after.sort();
            assert!(before == after, "{}: {} rows before, {} after", table.name, before.len(), after.len());
        }
    }
}

fn owned(cell: &Cell<'_>) -> Value<'static> {
    match cell {
        Cell::Null => Value::Null,
        Cell::Int(number) => Value::Int(*number),
        Cell::Real(number) => Value::Real(*number),
        Cell::Text(text) => Value::Text(Cow::Owned((*text).to_owned())),
        Cell::Bytes(bytes) => Value::Bytes(Cow::Owned(bytes.to_vec())),
    }
}

fn told(rows: &[Row]) -> Vec<String> {
    rows.iter().map(|row| format!("{row:?}")).collect()
}

/// Opened by this version, which brings it up, and looked at from all sides.
async fn judge(stage: &Stage, config: Config) {
    let house = wasl::open_house(config).await.expect("this version opens it");
    stage.compare(&house).await;
    for fault in house.db.check().await.expect("a look") {
        assert!(fault.contains("a commit may be lost"), "{fault}");
    }
    drain_all(&house).await.expect("what was not heard is heard");
    let heads = stage.tables.iter().find(|table| table.name == "ledger_head").expect("heads");
    let shops = list_shops(&house).await.expect("shops");
    assert_eq!((shops.len(), heads.rows.len()), (2, 2), "a shop of its own and an imported one");
    for shop in shops.iter() {
        let mut read = house.db.report().await.expect("report");
        let report = verify_shop(&mut read, shop.id, None).await.expect("verified");
        assert!(report.is_sound() && report.entries > 10, "{}: {:?}", shop.handle, report.damages);
        let ever = wasl_base::CalendarDate::new(9999, 12, 31).expect("a day");
        let trial = wasl_ledger::read::trial_balance(&mut read, shop.id, ever).await.expect("trial");
        assert!(trial.is_balanced(), "{}", shop.handle);
        let wrong = wrong_open_counts(&mut read, shop.id).await.expect("counts");
        assert!(wrong.is_empty(), "{}: {wrong:?}", shop.handle);
    }
    go_on(stage, &house).await;
}

/// With the key of then: an order of then is read, and a new one is placed, paid and booked.
async fn go_on(stage: &Stage, house: &House) {
    let served = wasl::serve(house).await.expect("serves");
    let base = format!("http://{}/api/v1", served.address);
    let client = reqwest::Client::new();
    let ask = client.get(format!("{base}/orders?limit=5")).bearer_auth(&stage.api_key);
    let page: Json = ask.send().await.expect("an answer").json().await.expect("json");
    let numbers: Vec<&str> =
        page["items"].as_array().expect("orders").iter().filter_map(|it| it["number"].as_str()).collect();
    assert!(numbers.contains(&"OLD-1"), "{page}");
    let entries = async || -> i64 {
        let ask = client.get(format!("{base}/ledger/entries")).bearer_auth(&stage.api_key);
        let page: Json = ask.send().await.expect("an answer").json().await.expect("json");
        page["items"][0]["seq"].as_i64().expect("the newest entry")
    };
    let before = entries().await;
    let order = json!({
        "number": "NEW-1",
        "payment_method": "card",
        "customer": {"name": "سارة", "phone": "0507654321"},
        "address": {"city": "الرياض"},
        "lines": [{"title": "عطر عود", "quantity": 1, "unit_price": "57.50"}]
    });
    let post = async |path: String, body: &Json| -> Json {
        let ask = client.post(format!("{base}{path}")).bearer_auth(&stage.api_key).json(body);
        let reply = ask.send().await.expect("an answer");
        assert!(reply.status().is_success(), "{path}: {}", reply.status());
        reply.json().await.expect("json")
    };
    let placed = post("/orders".to_owned(), &order).await;
    let pay = format!("/orders/{}/payments", placed["id"].as_str().expect("id"));
    post(pay, &json!({"method": "card", "amount": "57.50"})).await;
    assert_eq!(entries().await, before + 1, "the payment is the next entry");
    served.drain().await.expect("ends");
}

fn settings(data_dir: &Path, database_url: String) -> Config {
    let listen = "127.0.0.1:0".to_owned();
    Config { data_dir: data_dir.to_owned(), database_url, listen, ..Config::default() }
}

#[tokio::test(flavor = "multi_thread")]
async fn stores_of_earlier_versions_come_up_whole_and_go_on() {
    let all = stages();
    assert!(all.len() >= 2, "{all:?}");
    for path in all {
        let stage = read(&path);
        let rows: usize = stage.tables.iter().map(|table| table.rows.len()).sum();
        assert!(rows > ROWS_MIN && stage.tables.iter().all(|table| !table.rows.is_empty()), "rows of every table");
        let folder = tempfile::tempdir().expect("folder");
        let lite = |name: &str| folder.path().join(name);
        let url = |name: &str| format!("sqlite:{}", lite(name).display());

        // One file after the other, as who upgraded each time; then all at once, on both engines.
        let db = stage.store(&lite("steps.db")).await;
        for rooms in stage.single_steps() {
            db.migrate(&rooms).await.expect("one more");
        }
        db.close().await.expect("closes");
        judge(&stage, settings(&lite("steps"), url("steps.db"))).await;

        let db = stage.store(&lite("once.db")).await;
        let (stage, db, server) = (&stage, &db, lite("server"));
        with_postgres(&[], |url| async move {
            let target = Db::open(&url.parse().expect("url"), Options::default()).await.expect("opens");
            db.move_to(&target, &stage.rooms(), |_| ()).await.expect("the same store on PostgreSQL");
            target.close().await.expect("closes");
            judge(stage, settings(&server, url)).await;
        })
        .await;
        db.close().await.expect("closes");
        judge(stage, settings(&lite("once"), url("once.db"))).await;
    }
}
