//! Where the database is: `sqlite:<path>` or `postgres://…`. Printing one never shows a password.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

#[derive(Clone, PartialEq, Eq)]
pub enum DatabaseUrl {
    Sqlite(PathBuf),
    /// The whole connection text, as libpq reads it.
    Postgres(String),
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a database is named `sqlite:<path>` or `postgres://user@host/name`")]
pub struct DatabaseUrlError;

impl FromStr for DatabaseUrl {
    type Err = DatabaseUrlError;

    fn from_str(text: &str) -> Result<Self, DatabaseUrlError> {
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return Ok(Self::Postgres(text.to_owned()));
        }
        let path = text.strip_prefix("sqlite:").ok_or(DatabaseUrlError)?;
        let path = path.strip_prefix("//").unwrap_or(path);
        if path.is_empty() || path.contains('?') || path == ":memory:" {
            return Err(DatabaseUrlError);
        }
        Ok(Self::Sqlite(PathBuf::from(path)))
    }
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(out, "sqlite:{}", path.display()),
            Self::Postgres(text) => out.write_str(&without_password(text)),
        }
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

/// `postgres://user:secret@host/name?password=…` without the secret and without the options.
fn without_password(text: &str) -> String {
    let text = text.split_once('?').map_or(text, |(plain, _)| plain);
    let Some((scheme, rest)) = text.split_once("://") else { return String::new() };
    let (authority, path) = rest.split_once('/').map_or((rest, None), |(a, p)| (a, Some(p)));
    let shown = match authority.rsplit_once('@') {
        Some((user, host)) => format!("{}@{host}", user.split(':').next().unwrap_or_default()),
        None => authority.to_owned(),
    };
    path.map_or_else(|| format!("{scheme}://{shown}"), |path| format!("{scheme}://{shown}/{path}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_what_it_reads_and_hides_the_password() {
        let check = |text: &str, expect: Option<&str>| {
            assert_eq!(
                text.parse::<DatabaseUrl>().ok().map(|url| format!("{url} {url:?}")),
                expect.map(|e| format!("{e} {e}"))
            );
        };
        check("sqlite:data/wasl.db", Some("sqlite:data/wasl.db"));
        check("sqlite:///var/lib/wasl.db", Some("sqlite:/var/lib/wasl.db"));
        check("postgres://wasl:s3cret@db.example/wasl?password=s3cret", Some("postgres://wasl@db.example/wasl"));
        check("postgres://wasl:s3@cret@db.example", Some("postgres://wasl@db.example"));
        check("postgresql://localhost/wasl", Some("postgresql://localhost/wasl"));
        for bad in ["", "sqlite:", "sqlite::memory:", "sqlite:a?mode=ro", "mysql://x", "wasl.db"] {
            check(bad, None);
        }
    }
}
