//! A store seen from beside the process that serves it, for a backup or a look: nothing is locked, brought up or written,
//! and nobody has to stop. One snapshot holds every commit that was answered before it began, and none by half.

use super::{DatabaseSide, MoveError, MoveStep, Moved, pour};
use crate::db::Engine;
use crate::migrate::{APPLIED, steps, tables};
use crate::read;
use crate::{DatabaseUrl, Db, DbError, Migrations, Options, Read, args, postgres, sqlite};
use std::path::PathBuf;

pub struct Onlooker(Eye);

enum Eye {
    Sqlite(PathBuf),
    Postgres(Box<postgres::Store>),
}

impl Onlooker {
    /// A database that is there; none is made.
    pub async fn open(url: &DatabaseUrl) -> Result<Self, DbError> {
        Ok(Self(match url {
            DatabaseUrl::Sqlite(path) => {
                sqlite::onlook(path)?;
                Eye::Sqlite(path.clone())
            }
            DatabaseUrl::Postgres(text) => {
                Eye::Postgres(Box::new(postgres::Store::open(text, &Options::default()).await?))
            }
        }))
    }

    pub fn engine(&self) -> Engine {
        match &self.0 {
            Eye::Sqlite(_) => Engine::Sqlite,
            Eye::Postgres(_) => Engine::Postgres,
        }
    }

    /// One snapshot without a limit of time. While it lasts, SQLite's write-ahead log cannot start over, and PostgreSQL
    /// keeps the rows that were dropped since.
    pub async fn snapshot(&self) -> Result<Read, DbError> {
        let mut read = Read::new(match &self.0 {
            Eye::Sqlite(path) => read::Engine::Writer(Box::new(sqlite::onlook(path)?)),
            Eye::Postgres(store) => read::Engine::Postgres(Box::new(store.report().await?)),
        });
        read.take_your_time().await?;
        Ok(read)
    }

    /// The rows of one snapshot into `target`, whose schema is made where it is missing and which must hold no row: whole
    /// or not at all. A store that another version brought up is refused.
    pub async fn copy_to(
        &self,
        target: &Db,
        rooms: &[Migrations],
        told: impl Fn(MoveStep<'_>),
    ) -> Result<Vec<Moved>, MoveError> {
        target.migrate(rooms).await?;
        let mut read = self.snapshot().await?;
        if !is_of_this_version(&mut read, rooms, self.engine()).await? {
            return Err(MoveError::Version(DatabaseSide::Source));
        }
        pour(read, self.engine(), target, &tables(rooms), told).await
    }

    /// Was the store brought up by these very migrations?
    pub async fn is_of_this_version(&self, rooms: &[Migrations]) -> Result<bool, DbError> {
        is_of_this_version(&mut self.snapshot().await?, rooms, self.engine()).await
    }

    /// One sentence for each fault; SQLite reads every page of its file for it, and follows no references.
    pub async fn faults(&self) -> Result<Vec<String>, DbError> {
        match &self.0 {
            Eye::Sqlite(path) => sqlite::quick_faults(&sqlite::onlook(path)?),
            Eye::Postgres(store) => store.check().await,
        }
    }

    pub async fn close(&self) {
        if let Eye::Postgres(store) = &self.0 {
            store.close().await;
        }
    }
}

async fn is_of_this_version(read: &mut Read, rooms: &[Migrations], engine: Engine) -> Result<bool, DbError> {
    let mut ours: Vec<(String, i64, String)> =
        steps(rooms, engine)?.into_iter().map(|step| (step.room.to_owned(), step.number, step.checksum)).collect();
    let applied = read.all(APPLIED, args![], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).await;
    let mut applied: Vec<(String, i64, String)> = match applied {
        // A database without the table is no store at all, or not yet.
        Err(DbError::Bug(_)) => return Ok(false),
        applied => applied?,
    };
    ours.sort();
    applied.sort();
    Ok(ours == applied)
}
