//! A running program for a test of its troubles, and a disk that is small enough to be full.

use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};
use wasl_torture::api::{Api, Request};
use wasl_torture::first_run;
use wasl_torture::served::{Served, Wish, program_beside_us};
use xtask::postgres::Server;

/// Longest wait for something that must come by itself.
const PATIENCE: Duration = Duration::from_secs(60);
/// What is left of a disk that is filled, in bytes: less than an order's pages need.
const CHUNK_BYTES: usize = 64 * 1024;

pub struct House {
    pub served: Served,
    pub api: Api,
    token: String,
    postgres: Option<Server>,
    /// Removed with what is in it.
    _folder: Option<tempfile::TempDir>,
}

/// An answer with the header that tells when to come again.
pub struct Raw {
    pub status: u16,
    pub retry_after: Option<String>,
    pub body: String,
}

/// `cargo xtask test` names a server; where none is named, PostgreSQL is not asked for.
pub fn has_postgres() -> bool {
    std::env::var_os("WASL_TEST_POSTGRES").is_some()
}

impl House {
    pub async fn on_sqlite() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let house = Self::in_folder(&folder.path().join("data"), None).await;
        Self { _folder: Some(folder), ..house }
    }

    /// A server of the test's own: it is going to be stopped.
    pub async fn on_postgres() -> Self {
        let server = Server::start_durable().expect("a server");
        let url = server.url();
        Self::with_server(server, url).await
    }

    async fn with_server(server: Server, url: String) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let house = Self::in_folder(&folder.path().join("data"), Some(url)).await;
        Self { postgres: Some(server), _folder: Some(folder), ..house }
    }

    /// The tables are on the small disk, the write-ahead log is not: PostgreSQL ends when that finds no room.
    pub async fn on_tablespace(disk: &SmallDisk) -> Self {
        let server = Server::start_durable().expect("a server");
        let place = disk.path().join("tables");
        std::fs::create_dir(&place).expect("a folder for the tables");
        assert!(Command::new("chown").arg("postgres:").arg(&place).status().expect("chown").success());
        for sql in [
            format!("CREATE TABLESPACE small LOCATION '{}'", place.display()),
            "CREATE DATABASE small TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C' TABLESPACE small"
                .to_owned(),
        ] {
            server.say(&sql).expect("a database on the small disk");
        }
        let url = server.url_of("small");
        Self::with_server(server, url).await
    }

    pub async fn in_folder(folder: &Path, database_url: Option<String>) -> Self {
        let program = program_beside_us().expect("the program");
        let wish = Wish { program, folder: folder.to_owned(), database_url, settings: Vec::new() };
        let mut served = Served::new(wish).expect("a server");
        let token = first_run::open_shop(&mut served).await.expect("a shop");
        let api = Api::new(&served.base(), &token).expect("a client");
        Self { served, api, token, postgres: None, _folder: None }
    }

    pub fn postgres(&mut self) -> &mut Server {
        self.postgres.as_mut().expect("a server of its own")
    }

    pub fn fresh_api(&self) -> Api {
        Api::new(&self.served.base(), &self.token).expect("a client")
    }

    pub async fn raw(&self, method: &str, path: &str, body: Option<&str>) -> Raw {
        let client = reqwest::Client::builder().no_proxy().build().expect("a client");
        let method = method.parse().expect("a method");
        let mut call = client.request(method, format!("{}{path}", self.served.base())).bearer_auth(&self.token);
        if let Some(body) = body {
            call = call.header("content-type", "application/json").body(body.to_owned());
        }
        let answer = call.send().await.expect("an answer");
        let retry_after = answer.headers().get("retry-after").and_then(|it| it.to_str().ok()).map(str::to_owned);
        Raw { status: answer.status().as_u16(), retry_after, body: answer.text().await.expect("a body") }
    }

    pub async fn count_orders(&self) -> usize {
        let (mut count, mut cursor) = (0, String::new());
        loop {
            let page = self.api.get(&format!("/api/v1/orders?limit=100{cursor}")).await.expect("a page");
            count += page["items"].as_array().map_or(0, Vec::len);
            match page["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => return count,
            }
        }
    }

    /// An end in order, and a store that is whole.
    pub async fn end(&mut self) {
        let ended = self.served.stop().await.expect("it ends");
        assert_eq!(ended.code(), Some(0), "{ended}");
        self.served.ask(&["db", "check"]).expect("the store is whole");
        self.served.ask(&["ledger", "verify"]).expect("the books are sound");
        let logged = self.served.logged().expect("a log");
        assert!(!logged.contains("panicked at"), "{logged}");
    }
}

/// A file system in memory of a few MiB, where root may mount one.
pub struct SmallDisk(PathBuf);

impl SmallDisk {
    pub fn mount(size: &str) -> Option<Self> {
        let path = tempfile::tempdir().expect("a folder").keep();
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &format!("size={size},mode=0755"), "tmpfs"])
            .arg(&path)
            .status();
        if mounted.is_ok_and(|status| status.success()) {
            return Some(Self(path));
        }
        drop(std::fs::remove_dir(&path));
        None
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Takes the room that is left, down to a few pages.
    pub fn fill(&self) {
        use std::io::Write;
        let mut file = std::fs::File::create(self.0.join("ballast")).expect("a file");
        let chunk = vec![7; CHUNK_BYTES];
        while file.write_all(&chunk).is_ok() {}
    }

    pub fn clear(&self) {
        std::fs::remove_file(self.0.join("ballast")).expect("the ballast");
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        drop(Command::new("umount").arg("-l").arg(&self.0).status());
        drop(std::fs::remove_dir(&self.0));
    }
}

pub fn order(number: usize) -> Value {
    json!({
        "payment_method": "card",
        "customer": {"name": "نورة", "phone": "0551112233"},
        "address": {"city": "جدة"},
        "lines": [{"title": "عباية", "quantity": 1, "unit_price": "230.00"}],
        "note": format!("{number} {}", "ن".repeat(500)),
    })
}

pub fn post(path: &str, body: Value, key: Option<&str>) -> Request {
    Request { method: reqwest::Method::POST, path: path.to_owned(), body: Some(body), key: key.map(str::to_owned) }
}

pub fn get(path: &str) -> Request {
    Request { method: reqwest::Method::GET, path: path.to_owned(), body: None, key: None }
}

/// problem+json with its code and both languages.
pub fn problem(body: &str, status: u16, code: &str) {
    let problem: Value = serde_json::from_str(body).unwrap_or_else(|_| panic!("no JSON: {body}"));
    assert_eq!((&problem["status"], &problem["code"]), (&json!(status), &json!(code)), "{body}");
    let ar = problem["messages"]["ar"].as_str().unwrap_or_default();
    let en = problem["messages"]["en"].as_str().unwrap_or_default();
    assert!(ar.chars().any(|c| ('\u{620}'..='\u{64a}').contains(&c)), "no Arabic: {body}");
    assert!(en.chars().any(|c| c.is_ascii_alphabetic()), "no English: {body}");
}

/// Looks until it is so.
pub async fn wait_for<F: Future<Output = bool>>(what: &str, is_so: impl Fn() -> F) {
    let began = Instant::now();
    while !is_so().await {
        assert!(began.elapsed() < PATIENCE, "{what} did not come");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}
