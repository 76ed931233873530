//! Fresh databases. On PostgreSQL a template is made once for each set of migrations and copied for each test.

use super::SERVER;
use crate::migrate::checksum;
use crate::{DatabaseUrl, Db, Migrations, Options};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio_postgres::{Client, Config, NoTls};

/// A folder of its own under the system's temporary one, removed with what is in it.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        let folder = std::env::temp_dir().join(unique("wasl-test"));
        std::fs::create_dir_all(&folder).expect("a temporary folder");
        Self(folder)
    }

    pub(crate) async fn open(&self, options: Options) -> Db {
        let url = DatabaseUrl::Sqlite(self.0.join("wasl.db"));
        Db::open(&url, options).await.expect("a fresh SQLite database")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

/// A PostgreSQL database of one test.
pub(crate) struct Database {
    server: Config,
    url: String,
    name: String,
}

impl Database {
    /// None when no server is named.
    pub(crate) async fn make(rooms: &[Migrations]) -> Option<Self> {
        let url = std::env::var(SERVER).ok().filter(|url| !url.is_empty())?;
        let server: Config = url.parse().expect("the variable names a PostgreSQL server");
        let template = template(&server, &url, rooms).await;
        let name = unique("wasl_test");
        let client = connect(&server).await;
        let create = format!("CREATE DATABASE {name} TEMPLATE {template}");
        client.batch_execute(&create).await.expect("a fresh PostgreSQL database");
        Some(Self { url: with_database(&url, &name), server, name })
    }

    pub(crate) async fn open(&self, options: Options) -> Db {
        let url: DatabaseUrl = self.url.parse().expect("a database address");
        Db::open(&url, options).await.expect("the fresh PostgreSQL database opens")
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    pub(crate) async fn remove(self) {
        let client = connect(&self.server).await;
        drop(client.batch_execute(&format!("DROP DATABASE {} WITH (FORCE)", self.name)).await);
    }
}

/// The name of a database with the schema of `rooms`, made now if nobody has made it before.
async fn template(server: &Config, url: &str, rooms: &[Migrations]) -> String {
    let texts = rooms.iter().flat_map(|room| room.files.iter().flat_map(|(name, text)| [room.room, name, text]));
    let hash = checksum(&texts.collect::<Vec<_>>().join("\u{1}"));
    let name = format!("wasl_template_{}", &hash[..24]);
    let client = connect(server).await;
    client.batch_execute("SELECT pg_advisory_lock(2002873196, 3)").await.expect("the lock on templates");
    let known = client.query_opt("SELECT 1 FROM pg_database WHERE datname = $1", &[&name]).await.expect("a list");
    if known.is_none() {
        let draft = unique("wasl_draft");
        let create = format!("CREATE DATABASE {draft} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'");
        client.batch_execute(&create).await.expect("a draft of the template");
        let draft_url: DatabaseUrl = with_database(url, &draft).parse().expect("a database address");
        let db = Db::open(&draft_url, Options::default()).await.expect("the draft opens");
        let outcome = db.migrate(rooms).await;
        drop(db.close().await);
        if let Err(error) = outcome {
            drop(client.batch_execute(&format!("DROP DATABASE {draft} WITH (FORCE)")).await);
            panic!("migrations on PostgreSQL: {error}");
        }
        // The server notices the closed connections a moment after we do.
        for _ in 0..100 {
            if client.batch_execute(&format!("ALTER DATABASE {draft} RENAME TO {name}")).await.is_ok() {
                return name;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("the draft {draft} stays in use");
    }
    name
}

async fn connect(server: &Config) -> Client {
    let (client, connection) = server.connect(NoTls).await.expect("the PostgreSQL server of the tests answers");
    tokio::spawn(connection);
    client
}

/// The address with another database name.
fn with_database(url: &str, name: &str) -> String {
    let (plain, query) = url.split_once('?').map_or((url, None), |(plain, query)| (plain, Some(query)));
    let start = plain.find("://").map_or(0, |at| at + 3);
    let end = plain[start..].find('/').map_or(plain.len(), |at| start + at);
    let query = query.map(|query| format!("?{query}")).unwrap_or_default();
    format!("{}/{name}{query}", &plain[..end])
}

/// A name that no other process and no other test of this one has.
fn unique(prefix: &str) -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_micros());
    format!("{prefix}_{}_{now}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed))
}
