//! Questions: the same three on a snapshot and inside a verb, so that a read function takes `&mut Read` and serves both.

use crate::{DbError, Row, Sql, Value, postgres, sqlite};

/// A snapshot that is on loan; dropping it gives it back. Inside a verb, the verb's own view.
pub struct Read {
    pub(crate) engine: Engine,
    asked: u32,
}

pub(crate) enum Engine {
    Writer(Box<sqlite::Session>),
    Reader(sqlite::Lent),
    Postgres(Box<postgres::Session>),
}

impl Read {
    pub(crate) fn new(engine: Engine) -> Self {
        Self { engine, asked: 0 }
    }

    /// How many questions were put since it was lent: a page's test holds the page to its number.
    pub fn asked(&self) -> u32 {
        self.asked
    }

    /// Lifts the limits of time from a snapshot: for a command that reads a whole store.
    pub async fn take_your_time(&mut self) -> Result<(), DbError> {
        match &mut self.engine {
            Engine::Writer(session) => session.deadline.clear(),
            Engine::Reader(lent) => lent.session().deadline.clear(),
            Engine::Postgres(session) => session.command(postgres::UNLIMITED).await?,
        }
        Ok(())
    }

    /// The one row there is; [`DbError::NoRow`] when there is none, a Bug when there are more.
    pub async fn one<T>(
        &mut self,
        sql: Sql,
        args: &[Value<'_>],
        map: impl Fn(&Row<'_>) -> Result<T, DbError> + Send,
    ) -> Result<T, DbError> {
        self.opt(sql, args, map).await?.ok_or(DbError::NoRow)
    }

    /// The one row, if there is one; a Bug when there are more.
    pub async fn opt<T>(
        &mut self,
        sql: Sql,
        args: &[Value<'_>],
        map: impl Fn(&Row<'_>) -> Result<T, DbError> + Send,
    ) -> Result<Option<T>, DbError> {
        self.asked += 1;
        match &mut self.engine {
            Engine::Writer(session) => session.opt(sql, args, map),
            Engine::Reader(lent) => lent.session().opt(sql, args, map),
            Engine::Postgres(session) => session.opt(sql, args, map).await,
        }
    }

    /// Every row, in the order of the statement.
    pub async fn all<T>(
        &mut self,
        sql: Sql,
        args: &[Value<'_>],
        map: impl Fn(&Row<'_>) -> Result<T, DbError> + Send,
    ) -> Result<Vec<T>, DbError> {
        self.asked += 1;
        match &mut self.engine {
            Engine::Writer(session) => session.all(sql, args, map),
            Engine::Reader(lent) => lent.session().all(sql, args, map),
            Engine::Postgres(session) => session.all(sql, args, map).await,
        }
    }
}
