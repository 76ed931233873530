//! One typed set of settings: defaults here, then the file, then the environment. Unknown keys are refused.

use crate::Rates;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use wasl_base::Instant;

const SECONDS_OF_DAY: i64 = 86_400;
/// Environment names that begin with `WASL_` and are not settings of the server.
const FOREIGN_ENV: [&str; 4] = ["WASL_SHARED", "WASL_TEST_POSTGRES", "WASL_CONFIG", "WASL_TEST_BROWSER"];

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// `sqlite:<path>` or `postgres://…`; empty means `sqlite:<data_dir>/wasl.db`.
    pub database_url: String,
    /// Where blobs, marks and the embedded database live.
    pub data_dir: PathBuf,
    /// Address and port to listen on.
    pub listen: String,
    /// How the world reaches this server; decides `Secure` cookies and printed links. Empty means `http://<listen>`.
    pub public_url: String,
    /// `text` or `json`.
    pub log_format: String,
    /// A filter as `tracing` reads it, e.g. `info,wasl=debug`.
    pub log_filter: String,
    /// Outbox workers of this process; 0 leaves the work to other processes on the same database.
    pub workers: u16,
    /// Seconds a stopping server waits for requests under way.
    pub drain_seconds: u64,
    /// Shows `/_ui`, the living page of components.
    pub show_components: bool,
    /// Days that the first answer to an `Idempotency-Key` is kept: a client may repeat a request after a long weekend.
    pub answers_kept_days: u16,
    /// Days that an event stays after everybody has heard it.
    pub events_kept_days: u16,
    /// Connections held at once; beyond them callers wait. Each takes a file: raise the system's bound first.
    pub connections_max: u32,
    /// Connections held at once for one address (an IPv6 network of 64 bits is one); beyond them a new one is closed at
    /// once. 0: no such bound. Callers on this machine are not counted, and nobody is once there is a `public_url`: all
    /// come from the proxy's address then, and the bound is the proxy's to keep.
    pub connections_per_address_max: u32,
    /// Seconds that the head of a request may take, and that a connection may idle between two requests.
    pub head_seconds: u64,
    /// Seconds in which a caller must make room in its connection's buffer for more of an answer, else the connection
    /// ends: 3 kB a second are enough.
    pub unread_seconds: u64,
    /// An address of its own for `/metrics`. Empty: on `listen`, for callers on this machine, and only as long as
    /// there is no `public_url` (a proxy's callers all seem to be on this machine).
    pub metrics_listen: String,
    /// Requests a second of one API key, of all keys of one shop, and of one address; ten seconds of them may come at once.
    /// Zero is no bound. Addresses of this machine are not counted, and none is once there is a `public_url`: they are
    /// the proxy's to count.
    pub requests_per_second_key: u32,
    pub requests_per_second_shop: u32,
    pub requests_per_second_address: u32,
    /// The keys that secrets in the database are sealed with, one to a line, the one in use first. Empty: `house.key` in
    /// the data folder, made when it is missing. All processes of one database need the same.
    pub secrets_key_file: PathBuf,
    /// Owners and accountants must set up a second step of their sign-in before any page of the console opens. False only
    /// for a first look: who has a second step is asked for it all the same.
    pub second_step_required: bool,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            database_url: String::new(),
            data_dir: PathBuf::from("data"),
            listen: "127.0.0.1:8080".to_owned(),
            public_url: String::new(),
            log_format: "text".to_owned(),
            log_filter: "info".to_owned(),
            workers: 1,
            drain_seconds: 10,
            show_components: false,
            answers_kept_days: 7,
            events_kept_days: 400,
            connections_max: 1_000,
            connections_per_address_max: 250,
            head_seconds: 10,
            unread_seconds: 30,
            metrics_listen: String::new(),
            requests_per_second_key: 100,
            requests_per_second_shop: 300,
            requests_per_second_address: 50,
            secrets_key_file: PathBuf::new(),
            second_step_required: true,
        }
    }
}

#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    #[error("cannot read {path}: {source}", path = path.display())]
    Unreadable { path: PathBuf, source: std::io::Error },
    #[error("{path}: {reason}", path = path.display())]
    BadFile { path: PathBuf, reason: String },
    #[error("unknown setting {name}; `wasl config print` lists them all")]
    UnknownEnv { name: String },
    #[error("{name}={value}: {reason}")]
    BadEnv { name: String, value: String, reason: String },
}

impl Config {
    /// Reads `file` when given, then every `WASL_…` of `environment` over it.
    pub fn load(
        file: Option<&Path>,
        environment: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, ConfigError> {
        let mut table = toml::Table::try_from(Self::default()).unwrap_or_default();
        if let Some(path) = file {
            let text = std::fs::read_to_string(path)
                .map_err(|source| ConfigError::Unreadable { path: path.to_owned(), source })?;
            let bad = |reason: String| ConfigError::BadFile { path: path.to_owned(), reason };
            let given: toml::Table = toml::from_str(&text).map_err(|e| bad(e.to_string()))?;
            for (key, value) in given {
                if !table.contains_key(&key) {
                    return Err(bad(format!("unknown setting {key}")));
                }
                table.insert(key, value);
            }
            let _: Self = table.clone().try_into().map_err(|e: toml::de::Error| bad(e.to_string()))?;
        }
        let sorted: BTreeMap<String, String> =
            environment.into_iter().filter(|(name, _)| name.starts_with("WASL_")).collect();
        for (name, value) in sorted {
            if !FOREIGN_ENV.contains(&name.as_str()) {
                overlay(&mut table, &name, value)?;
            }
        }
        table.try_into().map_err(|e: toml::de::Error| ConfigError::BadFile {
            path: file.map_or_else(|| PathBuf::from("defaults"), Path::to_owned),
            reason: e.to_string(),
        })
    }

    /// The settings as a file would have them.
    pub fn print(&self) -> String {
        toml::to_string_pretty(self).unwrap_or_default()
    }

    /// The database to open, with the default filled in.
    pub fn database(&self) -> String {
        if self.database_url.is_empty() {
            format!("sqlite:{}", self.data_dir.join("wasl.db").display())
        } else {
            self.database_url.clone()
        }
    }

    /// How many requests are let in. Behind a proxy all callers come from its address: there it keeps that bound.
    pub fn rates(&self) -> Rates {
        let address = if self.public_url.is_empty() { self.requests_per_second_address } else { 0 };
        Rates { key: self.requests_per_second_key, shop: self.requests_per_second_shop, address }
    }

    /// Where the keys of the house are.
    pub fn key_file(&self) -> PathBuf {
        if self.secrets_key_file.as_os_str().is_empty() {
            self.data_dir.join("house.key")
        } else {
            self.secrets_key_file.clone()
        }
    }

    /// The public base address without a slash at its end.
    pub fn base_url(&self) -> String {
        let given = self.public_url.trim_end_matches('/');
        if given.is_empty() { format!("http://{}", self.listen) } else { given.to_owned() }
    }

    /// Answers kept under a key before this instant count as forgotten.
    pub fn answers_forgotten_before(&self, now: Instant) -> Instant {
        // A repeat within the day is what keys are for, whatever is set.
        now.plus_seconds(-i64::from(self.answers_kept_days.max(1)) * SECONDS_OF_DAY)
    }

    /// Events recorded before this instant and heard by all are dropped.
    pub fn events_forgotten_before(&self, now: Instant) -> Instant {
        now.plus_seconds(-i64::from(self.events_kept_days) * SECONDS_OF_DAY)
    }

    pub fn is_https(&self) -> bool {
        self.public_url.starts_with("https://")
    }
}

fn overlay(table: &mut toml::Table, name: &str, value: String) -> Result<(), ConfigError> {
    let key = name.trim_start_matches("WASL_").to_ascii_lowercase();
    let Some(held) = table.get(&key) else {
        return Err(ConfigError::UnknownEnv { name: name.to_owned() });
    };
    let bad = |reason: &str| ConfigError::BadEnv {
        name: name.to_owned(),
        value: value.chars().take(80).collect(),
        reason: reason.to_owned(),
    };
    let read = match held {
        toml::Value::Integer(_) => toml::Value::Integer(value.parse().map_err(|_| bad("a whole number is wanted"))?),
        toml::Value::Boolean(_) => toml::Value::Boolean(value.parse().map_err(|_| bad("true or false is wanted"))?),
        _ => toml::Value::String(value),
    };
    table.insert(key, read);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(text: Option<&str>, env: &[(&str, &str)]) -> Result<Config, ConfigError> {
        let folder = tempfile::tempdir().expect("folder");
        let path = folder.path().join("wasl.toml");
        if let Some(text) = text {
            std::fs::write(&path, text).expect("write");
        }
        let env = env.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned()));
        Config::load(text.map(|_| path.as_path()), env)
    }

    #[test]
    fn environment_wins_over_file_over_defaults() {
        let config = load(Some("listen = \"0.0.0.0:9\"\nworkers = 3\n"), &[("WASL_WORKERS", "2"), ("HOME", "x")]);
        let config = config.expect("config");
        assert_eq!((config.listen.as_str(), config.workers), ("0.0.0.0:9", 2));
        assert_eq!(config.database(), "sqlite:data/wasl.db");
    }

    #[test]
    fn unknown_and_wrong_settings_are_refused() {
        assert!(matches!(load(None, &[("WASL_LISTNE", "x")]), Err(ConfigError::UnknownEnv { .. })));
        assert!(matches!(load(None, &[("WASL_WORKERS", "many")]), Err(ConfigError::BadEnv { .. })));
        assert!(matches!(load(Some("listne = \"x\"\n"), &[]), Err(ConfigError::BadFile { .. })));
        assert!(matches!(load(Some("workers = \"x\"\n"), &[]), Err(ConfigError::BadFile { .. })));
        assert!(matches!(load(Some("= ="), &[]), Err(ConfigError::BadFile { .. })));
        assert!(load(None, &[("WASL_SHARED", "/x")]).is_ok());
    }

    #[test]
    fn what_it_prints_it_reads() {
        let config = Config { workers: 7, ..Config::default() };
        let again: Config = toml::from_str(&config.print()).expect("read");
        assert_eq!(again, config);
    }
}
