//! A SQLite database filled by a move: on the writer's own thread, in one transaction. The triggers, which would seal and
//! sum what is sealed and summed already, are put away inside it and stand again before it commits.

use super::errors;
use super::writer::Writer;
use crate::transfer::{self, MoveError, Part, Table};
use crate::{DbError, Sql};
use futures::FutureExt;
use tokio::sync::mpsc::Receiver;

impl Writer {
    pub(crate) fn fill(&mut self, tables: &[Table], parts: Receiver<Part>) -> Result<(), MoveError> {
        self.session().command("BEGIN IMMEDIATE")?;
        let filled = self.fill_inside(tables, parts);
        let outcome = filled.and_then(|()| Ok(self.session().command("COMMIT")?));
        let session = self.session();
        session.failed = None;
        if !session.connection.is_autocommit() {
            session.command("ROLLBACK")?;
        }
        outcome?;
        // It is committed, whatever becomes of the log.
        if let Err(error) = self.empty_log() {
            tracing::info!(%error, "the write-ahead log was left for the next start");
        }
        Ok(())
    }

    fn fill_inside(&mut self, tables: &[Table], mut parts: Receiver<Part>) -> Result<(), MoveError> {
        at_once(transfer::refuse_rows(self.read(), tables))?;
        let triggers = self.put_triggers_away()?;
        let inserts: Vec<Sql> = tables.iter().map(Table::insert).collect();
        let sent = loop {
            match parts.blocking_recv() {
                Some(Part::Rows { table, rows }) => self.session().batch(inserts[table], &rows)?,
                Some(Part::End(sent)) => break sent,
                None => return Err(MoveError::BrokenOff),
            };
        };
        for trigger in &triggers {
            self.say(trigger)?;
        }
        at_once(transfer::compare(self.read(), tables, &sent))
    }

    /// Drops every trigger and answers the texts that make them again.
    fn put_triggers_away(&mut self) -> Result<Vec<String>, DbError> {
        let connection = &self.session().connection;
        let ask = || {
            let mut list = connection.prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")?;
            list.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
                .collect::<rusqlite::Result<Vec<(String, String)>>>()
        };
        let triggers = ask().map_err(|error| errors::read(&error, connection))?;
        for (name, _) in &triggers {
            self.say(&format!("DROP TRIGGER \"{name}\""))?;
        }
        Ok(triggers.into_iter().map(|(_, text)| text).collect())
    }

    fn say(&mut self, text: &str) -> Result<(), DbError> {
        let connection = &self.session().connection;
        connection.execute_batch(text).map_err(|error| errors::read(&error, connection))
    }
}

/// SQLite answers while it is asked: nothing is ever waited for.
fn at_once<T>(work: impl Future<Output = Result<T, MoveError>>) -> Result<T, MoveError> {
    let waited = || MoveError::Db(DbError::Bug("SQLite was waited for".to_owned()));
    work.now_or_never().unwrap_or_else(|| Err(waited()))
}
