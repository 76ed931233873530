//! One verb's transaction. It is lent by the door, which begins, commits, rolls back and runs it again; a verb can only
//! set savepoints of its own, for work that may fail without taking the rest along.

use crate::read::Engine;
use crate::{DbError, Mark, Read, Row, Sql, Value, sqlite};
use std::ops::{Deref, DerefMut};

/// Rows of one [`Tx::batch`].
pub const BATCH_ROWS_MAX: usize = 100_000;
/// Runs of one verb that collides with others.
pub(crate) const RUNS_MAX: u32 = 5;
/// Savepoints of one verb inside each other.
const SAVEPOINTS_DEEP_MAX: usize = 4;
const SAVEPOINTS: [[&str; 3]; SAVEPOINTS_DEEP_MAX] = [
    ["SAVEPOINT part1", "RELEASE SAVEPOINT part1", "ROLLBACK TO SAVEPOINT part1"],
    ["SAVEPOINT part2", "RELEASE SAVEPOINT part2", "ROLLBACK TO SAVEPOINT part2"],
    ["SAVEPOINT part3", "RELEASE SAVEPOINT part3", "ROLLBACK TO SAVEPOINT part3"],
    ["SAVEPOINT part4", "RELEASE SAVEPOINT part4", "ROLLBACK TO SAVEPOINT part4"],
];

pub struct Tx {
    read: Read,
    pub(crate) marks: Vec<Mark>,
    depth: usize,
}

/// A part of a verb that may be taken back; end it with [`Tx::release`] or [`Tx::roll_back_to`].
#[must_use = "a savepoint is released or rolled back to"]
pub struct Savepoint {
    depth: usize,
    marks: usize,
}

impl Deref for Tx {
    type Target = Read;

    fn deref(&self) -> &Read {
        &self.read
    }
}

impl DerefMut for Tx {
    fn deref_mut(&mut self) -> &mut Read {
        &mut self.read
    }
}

impl Tx {
    pub(crate) fn new(read: Read) -> Self {
        Self { read, marks: Vec::new(), depth: 0 }
    }

    /// Changes rows and says how many.
    pub async fn run(&mut self, sql: Sql, args: &[Value<'_>]) -> Result<u64, DbError> {
        match &mut self.read.engine {
            Engine::Writer(session) => session.run(sql, args),
            Engine::Reader(lent) => lent.session().run(sql, args),
            Engine::Postgres(session) => session.run(sql, args).await,
        }
    }

    /// Changes rows and waits for no answer: on PostgreSQL the statement travels with the next one or with COMMIT, and its
    /// failure is met there. For what no decision hangs on; a verb that wants to know of a failure uses [`Tx::run`].
    pub async fn send(&mut self, sql: Sql, args: &[Value<'_>]) -> Result<(), DbError> {
        match &mut self.read.engine {
            Engine::Writer(session) => session.run(sql, args).map(drop),
            Engine::Reader(lent) => lent.session().run(sql, args).map(drop),
            Engine::Postgres(session) => session.send(sql, args).await,
        }
    }

    /// [`Tx::send`] for many rows of one statement.
    pub async fn send_all(&mut self, sql: Sql, rows: &[Vec<Value<'_>>]) -> Result<(), DbError> {
        match &mut self.read.engine {
            Engine::Postgres(session) => {
                for row in rows {
                    session.send(sql, row).await?;
                }
                Ok(())
            }
            _ => self.batch(sql, rows).await.map(drop),
        }
    }

    /// [`Tx::send`] for a row that nothing in this verb reads: on PostgreSQL it goes with COMMIT, beside its like in one
    /// statement.
    pub async fn send_last(&mut self, sql: Sql, args: &[Value<'_>]) -> Result<(), DbError> {
        match &mut self.read.engine {
            Engine::Postgres(session) => session.send_last(sql, args).await,
            _ => self.send(sql, args).await,
        }
    }

    /// Waits for what was sent, and meets its failure here; nothing to do on SQLite.
    pub async fn settle(&mut self) -> Result<(), DbError> {
        match &mut self.read.engine {
            Engine::Postgres(session) => session.flush_all().await,
            Engine::Writer(_) | Engine::Reader(_) => Ok(()),
        }
    }

    /// One statement for many rows: a prepared loop on SQLite, pipelined on PostgreSQL.
    pub async fn batch(&mut self, sql: Sql, rows: &[Vec<Value<'_>>]) -> Result<u64, DbError> {
        if rows.len() > BATCH_ROWS_MAX {
            return Err(DbError::Bug(format!("a batch of {} rows is over {BATCH_ROWS_MAX}: {sql}", rows.len())));
        }
        match &mut self.read.engine {
            Engine::Writer(session) => session.batch(sql, rows),
            Engine::Reader(lent) => lent.session().batch(sql, rows),
            Engine::Postgres(session) => session.batch(sql, rows).await,
        }
    }

    /// Like [`Read::one`], and nobody else changes the row before this verb ends.
    pub async fn one_locked<T>(
        &mut self,
        sql: Sql,
        args: &[Value<'_>],
        map: impl Fn(&Row<'_>) -> Result<T, DbError> + Send,
    ) -> Result<T, DbError> {
        self.opt_locked(sql, args, map).await?.ok_or(DbError::NoRow)
    }

    /// Like [`Read::opt`], and nobody else changes the row before this verb ends.
    pub async fn opt_locked<T>(
        &mut self,
        sql: Sql,
        args: &[Value<'_>],
        map: impl Fn(&Row<'_>) -> Result<T, DbError> + Send,
    ) -> Result<Option<T>, DbError> {
        match &mut self.read.engine {
            Engine::Postgres(session) => session.opt_locked(sql, args, map).await,
            // The only writer there is.
            _ => self.read.opt(sql, args, map).await,
        }
    }

    /// Leaves a high-water mark to be witnessed after the commit and before the answer.
    pub fn mark(&mut self, shop: i64, sequence: i64, hash: [u8; 32]) {
        self.marks.push(Mark { shop, sequence, hash });
    }

    /// Begins a part that may be taken back without the rest.
    pub async fn savepoint(&mut self) -> Result<Savepoint, DbError> {
        let Some([begin, _, _]) = SAVEPOINTS.get(self.depth) else {
            return Err(DbError::Bug(format!("more than {SAVEPOINTS_DEEP_MAX} savepoints inside each other")));
        };
        // What waits now is not part of it.
        self.settle().await?;
        self.command(begin).await?;
        self.depth += 1;
        Ok(Savepoint { depth: self.depth, marks: self.marks.len() })
    }

    /// Keeps what was done since.
    pub async fn release(&mut self, point: Savepoint) -> Result<(), DbError> {
        let [_, release, _] = self.end(&point)?;
        self.command(release).await
    }

    /// Takes back what was done since, with any part inside it that a failure left open; a failed statement in between is
    /// forgiven.
    pub async fn roll_back_to(&mut self, point: Savepoint) -> Result<(), DbError> {
        self.depth = self.depth.min(point.depth);
        let [_, release, back] = self.end(&point)?;
        self.marks.truncate(point.marks);
        if let Engine::Postgres(session) = &mut self.read.engine {
            // Sent since the savepoint, which itself sent all that came before.
            session.forget_waiting();
        }
        self.command(back).await?;
        match &mut self.read.engine {
            Engine::Writer(session) => session.failed = None,
            Engine::Reader(_) => {}
            Engine::Postgres(session) => session.failed = None,
        }
        self.command(release).await
    }

    fn end(&mut self, point: &Savepoint) -> Result<[&'static str; 3], DbError> {
        if point.depth != self.depth {
            return Err(DbError::Bug("savepoints are ended from the inside out".to_owned()));
        }
        self.depth -= 1;
        Ok(SAVEPOINTS[self.depth])
    }

    /// A new verb starts on the same connection.
    pub(crate) fn renew(&mut self) {
        self.depth = 0;
    }

    async fn command(&mut self, text: &'static str) -> Result<(), DbError> {
        match &mut self.read.engine {
            Engine::Writer(session) => session.command(text),
            Engine::Reader(lent) => lent.session().command(text),
            Engine::Postgres(session) => session.command(text).await,
        }
    }

    /// The writer's own connection.
    pub(crate) fn writer_session(&mut self) -> &mut sqlite::Session {
        match &mut self.read.engine {
            Engine::Writer(session) => session,
            Engine::Reader(_) | Engine::Postgres(_) => unreachable!("the writer's transaction is SQLite's"),
        }
    }

    pub(crate) fn postgres_session(&mut self) -> &mut crate::postgres::Session {
        match &mut self.read.engine {
            Engine::Postgres(session) => session,
            Engine::Writer(_) | Engine::Reader(_) => unreachable!("this transaction is PostgreSQL's"),
        }
    }
}
