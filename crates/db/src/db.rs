//! The handle that every room holds. It decides nothing but which engine answers.

use crate::{BoxFuture, DatabaseUrl, DbError, Fails, Options, Read, Tx, postgres, read, sqlite};
use std::sync::Arc;

/// A database, shared by cloning.
#[derive(Clone)]
pub struct Db {
    pub(crate) store: Arc<Store>,
}

pub(crate) enum Store {
    Sqlite(sqlite::Store),
    Postgres(Box<postgres::Store>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

impl Engine {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
        }
    }
}

impl Db {
    /// Opens the database and checks that it keeps what the door promises; the schema is brought up by [`Db::migrate`].
    pub async fn open(url: &DatabaseUrl, options: Options) -> Result<Self, DbError> {
        let store = match url {
            DatabaseUrl::Sqlite(path) => Store::Sqlite(sqlite::Store::open(path, options)?),
            DatabaseUrl::Postgres(text) => Store::Postgres(Box::new(postgres::Store::open(text, &options).await?)),
        };
        Ok(Self { store: Arc::new(store) })
    }

    pub fn engine(&self) -> Engine {
        match &*self.store {
            Store::Sqlite(_) => Engine::Sqlite,
            Store::Postgres(_) => Engine::Postgres,
        }
    }

    /// One verb in one transaction. It may run again from the start (5 runs at most), so ids, instants and chance are
    /// drawn before it, and it awaits nothing but the door. `context` is owned by the door and lent to each run.
    pub async fn write<C, T, E, F>(&self, context: C, verb: F) -> Result<T, E>
    where
        C: Send + Sync + 'static,
        T: Send + 'static,
        E: Fails,
        F: for<'t> Fn(&'t mut Tx, &'t C) -> BoxFuture<'t, Result<T, E>> + Send + Sync + 'static,
    {
        match &*self.store {
            Store::Sqlite(store) => store.write(context, verb).await,
            Store::Postgres(store) => store.write(context, verb).await,
        }
    }

    /// A guard for questions; on SQLite one snapshot. Give it back soon, and hold one at a time.
    pub async fn read(&self) -> Result<Read, DbError> {
        Ok(Read::new(match &*self.store {
            Store::Sqlite(store) => read::Engine::Reader(store.read().await?),
            Store::Postgres(store) => read::Engine::Postgres(Box::new(store.read().await?)),
        }))
    }

    /// The same for reports: one snapshot on both engines, a few connections of its own, a time limit.
    pub async fn report(&self) -> Result<Read, DbError> {
        Ok(Read::new(match &*self.store {
            Store::Sqlite(store) => read::Engine::Reader(store.report().await?),
            Store::Postgres(store) => read::Engine::Postgres(Box::new(store.report().await?)),
        }))
    }

    /// A number that no other process on this database has, for the ids it makes; held until the database is closed.
    pub async fn lease_node(&self) -> Result<u16, DbError> {
        match &*self.store {
            // One process at a time: its lock file says so.
            Store::Sqlite(_) => Ok(0),
            Store::Postgres(store) => store.lease_node().await,
        }
    }

    /// Copies the write-ahead log back and empties it (SQLite): what was erased is then in no file. Nothing on PostgreSQL.
    pub async fn checkpoint(&self) -> Result<(), DbError> {
        match &*self.store {
            Store::Sqlite(store) => store.checkpoint().await,
            Store::Postgres(_) => Ok(()),
        }
    }

    /// Looks for damage: one sentence for each finding, none when all is well. Reads the whole file on SQLite.
    pub async fn check(&self) -> Result<Vec<String>, DbError> {
        match &*self.store {
            Store::Sqlite(store) => store.check().await,
            Store::Postgres(store) => store.check().await,
        }
    }

    /// Finishes what waits, commits it and lets go of the database. Everything asked afterwards is Unavailable.
    pub async fn close(&self) -> Result<(), DbError> {
        match &*self.store {
            Store::Sqlite(store) => store.close().await,
            Store::Postgres(store) => {
                store.close().await;
                Ok(())
            }
        }
    }
}
