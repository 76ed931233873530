//! Backups of a house at work, by the program itself beside the server: what was answered before one began is in it,
//! nothing is in it by half, and one that is killed or finds no room leaves nothing that could be taken for a backup.

use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use wasl_db::testing::with_postgres;
use wasl_platform::testing::palm_shop;
use wasl_platform::{Config, House, Scope, create_api_key, create_shop, list_shops};

const WASL: &str = env!("CARGO_BIN_EXE_wasl");
const WRITERS: usize = 6;
/// Orders that are paid before a backup begins.
const BEFORE: usize = 60;
/// No write may wait longer than this, backup or not.
const WAIT_MAX: Duration = Duration::from_secs(5);

fn settings(data_dir: &Path, database_url: &str) -> Config {
    let listen = "127.0.0.1:0".to_owned();
    Config { data_dir: data_dir.to_owned(), database_url: database_url.to_owned(), listen, ..Config::default() }
}

/// The program with the settings of `config`.
fn wasl(config: &Config, arguments: &[&str]) -> Command {
    let mut command = Command::new(WASL);
    command.args(arguments).env("WASL_DATA_DIR", &config.data_dir).env("WASL_DATABASE_URL", &config.database_url);
    command.env_remove("WASL_CONFIG").stdin(Stdio::null());
    command
}

async fn run(config: &Config, arguments: &[&str]) -> Output {
    let mut command = wasl(config, arguments);
    tokio::task::spawn_blocking(move || command.output().expect("wasl runs")).await.expect("it ends")
}

async fn obeyed(config: &Config, arguments: &[&str]) -> String {
    let output = run(config, arguments).await;
    let told = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "wasl {arguments:?}: {told}");
    told
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a plain path")
}

/// What a writer's orders came to.
#[derive(Default)]
struct Answered {
    paid: Vec<String>,
    slowest: Duration,
}

/// Places orders and pays them, one after the other, until told to stop.
async fn sell(base: String, key: String, writer: usize, answered: Arc<Mutex<Answered>>, stop: Arc<AtomicBool>) {
    let client = reqwest::Client::new();
    for round in 0.. {
        if stop.load(Ordering::Relaxed) {
            return;
        }
        let number = format!("W{writer}-{round}");
        let order = json!({
            "number": number,
            "payment_method": "card",
            "customer": {"name": "نورة العتيبي", "phone": "0501234567"},
            "address": {"city": "الرياض"},
            "lines": [{"title": "عباية كريب", "quantity": 1, "unit_price": "115.00"}]
        });
        let began = Instant::now();
        let placed = post(&client, &format!("{base}/api/v1/orders"), &key, &order).await;
        let pay = format!("{base}/api/v1/orders/{}/payments", placed["id"].as_str().expect("an id"));
        post(&client, &pay, &key, &json!({"method": "card", "amount": "115.00"})).await;
        let mut answered = answered.lock().expect("lock");
        answered.slowest = answered.slowest.max(began.elapsed());
        answered.paid.push(number);
    }
}

async fn post(client: &reqwest::Client, address: &str, key: &str, body: &Value) -> Value {
    let reply = client.post(address).bearer_auth(key).json(body).send().await.expect("an answer");
    assert!(reply.status().is_success(), "{address}: {}", reply.status());
    reply.json().await.expect("json")
}

async fn key_of(house: &House) -> String {
    let shop = list_shops(house).await.expect("shops").first().cloned().expect("a shop");
    create_api_key(house, &shop, "tests", &[Scope::Admin]).await.expect("key").secret
}

async fn wait_for(answered: &Mutex<Answered>, count: usize) {
    while answered.lock().expect("lock").paid.len() < count {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// A house at work while backups are taken: each archive, with what was answered before it began.
async fn backups_under_load(config: &Config, folder: &Path) -> Vec<(PathBuf, Vec<String>)> {
    let house = wasl::open_house(config.clone()).await.expect("opens");
    create_shop(&house, palm_shop("nakheel")).await.expect("shop");
    let key = key_of(&house).await;
    let served = wasl::serve(&house).await.expect("serves");
    let base = format!("http://{}", served.address);
    let (answered, stop) = (Arc::new(Mutex::new(Answered::default())), Arc::new(AtomicBool::new(false)));
    let writers: Vec<_> = (0..WRITERS)
        .map(|writer| tokio::spawn(sell(base.clone(), key.clone(), writer, answered.clone(), stop.clone())))
        .collect();
    let mut taken = Vec::new();
    for number in 1..=2 {
        wait_for(&answered, number * BEFORE).await;
        let before = answered.lock().expect("lock").paid.clone();
        let archive = folder.join(format!("backup-{number}.tar.zst"));
        obeyed(config, &["db", "backup", "--to", text(&archive)]).await;
        let after = answered.lock().expect("lock").paid.len();
        assert!(after > before.len(), "writing went on meanwhile");
        taken.push((archive, before));
    }
    stop.store(true, Ordering::Relaxed);
    for writer in writers {
        writer.await.expect("no write was refused");
    }
    let slowest = answered.lock().expect("lock").slowest;
    assert!(slowest < WAIT_MAX, "an order and its payment took {slowest:?}");
    served.drain().await.expect("ends");
    taken
}

/// Every order of the house: its number and whether it is paid.
async fn orders_of(base: &str, key: &str) -> Vec<(String, bool)> {
    let (client, mut found, mut cursor) = (reqwest::Client::new(), Vec::new(), String::new());
    loop {
        let ask = client.get(format!("{base}/api/v1/orders?limit=100{cursor}")).bearer_auth(key);
        let page: Value = ask.send().await.expect("an answer").json().await.expect("json");
        for item in page["items"].as_array().expect("items") {
            let number = item["number"].as_str().expect("a number").to_owned();
            found.push((number, item["payment_state"] == "paid"));
        }
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return found,
        }
    }
}

/// Restores into an empty database and looks at it from outside.
async fn judge(archive: &Path, before: &[String], config: &Config) {
    let told = obeyed(config, &["db", "restore", "--from", text(archive)]).await;
    assert!(told.contains("chain and trial balance as they were backed up"), "{told}");
    obeyed(config, &["ledger", "verify"]).await;
    // Nobody works off what waits, so that the books are as they were in the snapshot.
    let house = wasl::open_house(Config { workers: 0, ..config.clone() }).await.expect("opens");
    let shop = list_shops(&house).await.expect("shops")[0].id;
    let entries = wasl_ledger::read::head(&mut house.db.read().await.expect("read"), shop).await.expect("head").seq;
    let key = key_of(&house).await;
    let idle = wasl::serve(&house).await.expect("serves");
    let orders = orders_of(&format!("http://{}", idle.address), &key).await;
    for number in before {
        let found = orders.iter().find(|(known, _)| known == number);
        assert_eq!(found.map(|(_, is_paid)| *is_paid), Some(true), "{number} was answered before the backup began");
    }
    // Each of these payments is one entry, made by its own verb: neither stands without the other.
    let paid = orders.iter().filter(|(_, is_paid)| *is_paid).count();
    assert_eq!(usize::try_from(entries).expect("few"), paid, "{} orders", orders.len());
    idle.drain().await.expect("ends");
}

/// Each backup comes back on SQLite and on PostgreSQL.
async fn judge_all(taken: &[(PathBuf, Vec<String>)], folder: &Path) {
    for (place, (archive, before)) in taken.iter().enumerate() {
        judge(archive, before, &settings(&folder.join(format!("sqlite-{place}")), "")).await;
        let server = |url: String| async move {
            judge(archive, before, &settings(&folder.join(format!("postgres-{place}")), &url)).await;
        };
        with_postgres(&[], server).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_under_load_holds_every_write_that_was_answered_before_it() {
    let folder = tempfile::tempdir().expect("folder");
    let lite = settings(&folder.path().join("data"), "");
    let taken = backups_under_load(&lite, folder.path()).await;
    judge_all(&taken, folder.path()).await;

    with_postgres(&[], |url| async move {
        let folder = tempfile::tempdir().expect("folder");
        let server = settings(&folder.path().join("data"), &url);
        let taken = backups_under_load(&server, folder.path()).await;
        judge_all(&taken, folder.path()).await;
    })
    .await;
}

/// A data folder with a year of a shop in it.
async fn a_year(folder: &Path) -> Config {
    let config = settings(&folder.join("data"), "");
    let house = wasl::open_house(config.clone()).await.expect("opens");
    let year = wasl::demo::DemoOptions { orders: 250, seed: 3 };
    wasl::demo::open_demo(&house, "http://demo.example", &year).await.expect("a year");
    house.db.close().await.expect("closes");
    config
}

fn names_in(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).expect("lists");
    let mut names: Vec<String> =
        entries.map(|e| e.expect("entry").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_is_killed_leaves_nothing_that_could_be_taken_for_a_backup() {
    let folder = tempfile::tempdir().expect("folder");
    let config = a_year(folder.path()).await;
    let backups = folder.path().join("backups");
    std::fs::create_dir(&backups).expect("made");
    let began = Instant::now();
    obeyed(&config, &["db", "backup", "--to", text(&backups.join("first.tar.zst"))]).await;
    let whole = began.elapsed();
    let mut killed = 0;
    for tenth in 1..10 {
        let archive = backups.join(format!("killed-{tenth}.tar.zst"));
        let mut child = wasl(&config, &["db", "backup", "--to", text(&archive)]);
        let mut child = child.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("starts");
        tokio::time::sleep(whole * tenth / 10).await;
        child.kill().expect("killed");
        child.wait().expect("gone");
        if archive.exists() {
            // It had ended before: then it is whole.
            let to = settings(&folder.path().join(format!("whole-{tenth}")), "");
            obeyed(&to, &["db", "restore", "--from", text(&archive)]).await;
            std::fs::remove_file(&archive).expect("removed");
        } else {
            killed += 1;
        }
    }
    assert!(killed >= 3, "{killed} of nine were killed in the midst of their work");
    obeyed(&config, &["db", "backup", "--to", text(&backups.join("last.tar.zst"))]).await;
    assert_eq!(names_in(&backups), ["first.tar.zst", "last.tar.zst"], "what the killed left is gone");
    obeyed(&config, &["db", "check"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_room_it_says_so_and_leaves_nothing() {
    let folder = tempfile::tempdir().expect("folder");
    let config = a_year(folder.path()).await;
    let backups = folder.path().join("backups");
    std::fs::create_dir(&backups).expect("made");
    for blocks in [8, 200, 1_000] {
        // A file that may not grow, as on a full disk: the write fails, and the program is told instead of ended.
        let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" db backup --to \"$1\"");
        let mut shell = Command::new("sh");
        shell.args(["-c", &script, WASL, text(&backups.join("b.tar.zst"))]).env("WASL_DATA_DIR", &config.data_dir);
        let output = tokio::task::spawn_blocking(move || shell.output().expect("runs")).await.expect("ends");
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{told}");
        assert!(told.contains("wasl: "), "{told}");
        assert_eq!(names_in(&backups), Vec::<String>::new(), "{blocks}: {told}");
    }
    obeyed(&config, &["db", "backup", "--to", text(&backups)]).await;
    let names = names_in(&backups);
    assert!(
        matches!(names.as_slice(), [name] if name.starts_with("wasl-20") && name.ends_with("Z.tar.zst")),
        "{names:?}"
    );
}
