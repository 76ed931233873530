//! A PostgreSQL database filled by a move: COPY, in one transaction that lets nobody else near. The triggers, which would
//! seal and sum what is sealed and summed already, are off inside it and on again before it commits; only the owner of
//! the tables may do that.

use super::session::params;
use super::verb::BEGIN;
use super::{Session, Store, UNLIMITED, errors};
use crate::read::Engine;
use crate::transfer::{self, Cells, MoveError, Part, Table};
use crate::value::check_args;
use crate::{DbError, Read, Tx};
use tokio::sync::mpsc::Receiver;
use tokio_postgres::binary_copy::BinaryCopyInWriter;
use tokio_postgres::types::Type;

impl Store {
    /// Until the answer is dropped, these tables can be read and not changed: a change that a move left behind would be lost.
    pub(crate) async fn hold_still(&self, tables: &[String]) -> Result<Session, DbError> {
        let mut session = Session::within(self.client().await?, BEGIN);
        session.command(UNLIMITED).await?;
        let names: Vec<String> = tables.iter().map(|table| format!("\"{table}\"")).collect();
        let lock = format!("LOCK TABLE {} IN SHARE MODE", names.join(", "));
        session.client()?.batch_execute(&lock).await.map_err(|error| errors::read(&error))?;
        Ok(session)
    }

    pub(crate) async fn fill(&self, tables: &[Table], parts: Receiver<Part>) -> Result<(), MoveError> {
        let session = Session::within(self.client().await?, BEGIN);
        let mut tx = Tx::new(Read::new(Engine::Postgres(Box::new(session))));
        let mut outcome = fill_inside(&mut tx, tables, parts).await;
        let session = tx.postgres_session();
        if outcome.is_ok() {
            outcome = session.commit().await.map_err(MoveError::from);
        }
        session.roll_back().await;
        outcome
    }
}

async fn fill_inside(tx: &mut Tx, tables: &[Table], mut parts: Receiver<Part>) -> Result<(), MoveError> {
    tx.postgres_session().command(UNLIMITED).await?;
    let names: Vec<String> = tables.iter().map(|table| format!("\"{}\"", table.name)).collect();
    say(tx, &format!("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE", names.join(", "))).await?;
    transfer::refuse_rows(tx, tables).await?;
    say(tx, &switch(&names, "DISABLE")).await?;
    let mut kinds: Vec<Option<Vec<Type>>> = vec![None; tables.len()];
    let sent = loop {
        match parts.recv().await {
            Some(Part::Rows { table: place, rows }) => {
                let table = &tables[place];
                let kinds = match &mut kinds[place] {
                    Some(known) => known,
                    unknown => unknown.insert(kinds_of(tx, table).await?),
                };
                copy(tx, table, kinds, &rows).await?;
            }
            Some(Part::End(sent)) => break sent,
            None => return Err(MoveError::BrokenOff),
        }
    };
    say(tx, &switch(&names, "ENABLE")).await?;
    transfer::compare(tx, tables, &sent).await?;
    // The planner knows nothing of tables that were empty a moment ago.
    Ok(say(tx, &format!("ANALYZE {}", names.join(", "))).await?)
}

fn switch(names: &[String], word: &str) -> String {
    names.iter().map(|name| format!("ALTER TABLE {name} {word} TRIGGER USER;")).collect()
}

async fn kinds_of(tx: &mut Tx, table: &Table) -> Result<Vec<Type>, DbError> {
    let text = format!("SELECT {} FROM \"{}\"", table.list(), table.name);
    let statement = tx.postgres_session().client()?.prepare(&text).await.map_err(|error| errors::read(&error))?;
    Ok(statement.columns().iter().map(|column| column.type_().clone()).collect())
}

async fn copy(tx: &mut Tx, table: &Table, kinds: &[Type], rows: &[Cells]) -> Result<(), DbError> {
    let text = format!("COPY \"{}\" ({}) FROM STDIN (FORMAT binary)", table.name, table.list());
    for row in rows {
        check_args(&text, row)?;
    }
    let client = tx.postgres_session().client()?;
    let write = async {
        let sink = client.copy_in(&text).await?;
        let mut writer = std::pin::pin!(BinaryCopyInWriter::new(sink, kinds));
        for row in rows {
            writer.as_mut().write_raw(params(row)).await?;
        }
        writer.finish().await
    };
    write.await.map(drop).map_err(|error| errors::read(&error))
}

async fn say(tx: &mut Tx, text: &str) -> Result<(), DbError> {
    tx.postgres_session().client()?.batch_execute(text).await.map_err(|error| errors::read(&error))
}
