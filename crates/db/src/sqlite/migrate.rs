//! Migrations on the writer's own connection. A rebuilt table (create, copy, drop, rename) needs foreign keys off while
//! it is in pieces; the check before the commit finds what it lost.

use super::writer::Writer;
use super::{Session, errors, planner};
use crate::migrate::{APPLIED, CREATE_TABLE, RECORD, Step, for_sqlite, head, pending};
use crate::{DbError, Row, args};

pub(crate) fn migrate(writer: &mut Writer, steps: &[Step]) -> Result<(), DbError> {
    let session = writer.session();
    execute(session, &for_sqlite(CREATE_TABLE))?;
    let read = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
    let applied: Vec<(String, i64, String)> = session.all(APPLIED, args![], read)?;
    for step in pending(steps, &applied)? {
        let rebuilds = step.statements.iter().any(|statement| head(statement).starts_with("DROP TABLE"));
        if rebuilds {
            execute(session, "PRAGMA foreign_keys=OFF")?;
        }
        let outcome = apply(session, step, rebuilds);
        if !session.connection.is_autocommit() {
            session.command("ROLLBACK")?;
        }
        execute(session, "PRAGMA foreign_keys=ON")?;
        outcome.map_err(|error| DbError::Bug(format!("migration {} {}: {error}", step.room, step.name)))?;
        tracing::info!(room = step.room, name = step.name, "migration applied");
    }
    let told = planner::tell(session);
    if !session.connection.is_autocommit() {
        session.command("ROLLBACK")?;
    }
    told
}

fn apply(session: &mut Session, step: &Step, rebuilds: bool) -> Result<(), DbError> {
    session.command("BEGIN IMMEDIATE")?;
    for statement in &step.statements {
        execute(session, statement)?;
    }
    session.run(RECORD, args![step.room, step.number, step.name, &step.checksum, step.applied_at])?;
    if rebuilds && let Some(table) = broken_reference(session)? {
        return Err(DbError::Bug(format!("rows of {table} refer to rows that are gone")));
    }
    session.command("COMMIT")
}

/// A table with a row whose foreign key points nowhere.
pub(crate) fn broken_reference(session: &Session) -> Result<Option<String>, DbError> {
    let ask = || {
        let mut check = session.connection.prepare("PRAGMA foreign_key_check")?;
        let mut rows = check.query([])?;
        rows.next()?.map(|row| row.get(0)).transpose()
    };
    ask().map_err(|error| errors::read(&error, &session.connection))
}

fn execute(session: &Session, text: &str) -> Result<(), DbError> {
    session.connection.execute_batch(text).map_err(|error| errors::read(&error, &session.connection))
}
