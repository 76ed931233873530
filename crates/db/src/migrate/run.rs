//! Bringing a schema up: files in the order of rooms and numbers, each in one transaction with the row that records it.
//! A file that was changed after it was applied is refused, on every start.

use super::Migrations;
use super::ddl::{UniqueIndexes, for_sqlite};
use super::file;
use crate::db::{Engine, Store};
use crate::{Db, DbError, postgres, sqlite};
use sha2::{Digest, Sha256};
use std::time::{SystemTime, UNIX_EPOCH};

/// One file, taken apart for one engine.
pub(crate) struct Step {
    pub(crate) room: &'static str,
    pub(crate) number: i64,
    pub(crate) name: &'static str,
    pub(crate) checksum: String,
    pub(crate) statements: Vec<String>,
    pub(crate) applied_at: i64,
}

pub(crate) const CREATE_TABLE: &str = "CREATE TABLE IF NOT EXISTS migration (
    room TEXT NOT NULL, number BIGINT NOT NULL, name TEXT NOT NULL, checksum TEXT NOT NULL, applied_at BIGINT NOT NULL,
    PRIMARY KEY (room, number))";
pub(crate) const APPLIED: &str = "SELECT room, number, checksum FROM migration";
pub(crate) const RECORD: &str =
    "INSERT INTO migration (room, number, name, checksum, applied_at) VALUES ($1, $2, $3, $4, $5)";

impl Db {
    /// Applies what is not applied yet, in the order given. Processes that start together wait for each other.
    pub async fn migrate(&self, rooms: &[Migrations]) -> Result<(), DbError> {
        let steps = steps(rooms, self.engine())?;
        match &*self.store {
            Store::Sqlite(store) => store.order(move |writer| sqlite::migrate(writer, &steps)).await?,
            Store::Postgres(store) => postgres::migrate(store, &steps).await,
        }
    }
}

/// One migration by its name and the SHA-256 of its text, in hexadecimal digits; the same on both engines.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SchemaStep {
    pub room: String,
    pub number: i64,
    pub name: String,
    pub checksum: String,
}

/// What these migrations bring a store to. Pure: it asks no database.
pub fn schema_steps(rooms: &[Migrations]) -> Result<Vec<SchemaStep>, DbError> {
    let named = |step: Step| SchemaStep {
        room: step.room.to_owned(),
        number: step.number,
        name: step.name.to_owned(),
        checksum: step.checksum,
    };
    Ok(steps(rooms, Engine::Sqlite)?.into_iter().map(named).collect())
}

pub(crate) fn steps(rooms: &[Migrations], engine: Engine) -> Result<Vec<Step>, DbError> {
    let mut indexes = UniqueIndexes::default();
    let mut steps = Vec::new();
    let applied_at = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_micros());
    let applied_at = i64::try_from(applied_at).unwrap_or(i64::MAX);
    for room in rooms {
        for (place, (name, text)) in room.files.iter().enumerate() {
            let wrong = |sentence: String| DbError::Bug(format!("migration {} {name}: {sentence}", room.room));
            let number = i64::try_from(place).unwrap_or(i64::MAX) + 1;
            if file::number(name) != Some(number) {
                return Err(wrong(format!("its name does not begin with {number:04}_")));
            }
            let mut statements = file::statements(text, engine).map_err(wrong)?;
            for statement in &mut statements {
                indexes.add(statement).map_err(wrong)?;
                if engine == Engine::Sqlite {
                    *statement = for_sqlite(statement);
                }
            }
            let checksum = checksum(text);
            steps.push(Step { room: room.room, number, name, checksum, statements, applied_at });
        }
    }
    Ok(steps)
}

pub(crate) fn checksum(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The steps that are still to be applied; a file that differs from the applied one is refused.
pub(crate) fn pending<'s>(steps: &'s [Step], applied: &[(String, i64, String)]) -> Result<Vec<&'s Step>, DbError> {
    let mut left = Vec::new();
    for step in steps {
        match applied.iter().find(|(room, number, _)| room == step.room && *number == step.number) {
            None => left.push(step),
            Some((_, _, checksum)) if *checksum == step.checksum => {}
            Some(_) => {
                let text = format!("migration {} {} was changed after it was applied", step.room, step.name);
                return Err(DbError::Bug(text));
            }
        }
    }
    Ok(left)
}
