//! A verb that asks the database beside its own transaction would see another state of it, and on PostgreSQL could wait
//! for itself. The writer's thread runs nothing but verbs, so there it is noticed at once.

use crate::DbError;
use std::cell::Cell;

thread_local! {
    static IS_WRITER: Cell<bool> = const { Cell::new(false) };
}

/// This thread runs verbs from now on.
pub(crate) fn enter() {
    IS_WRITER.set(true);
}

pub(crate) fn refuse() -> Result<(), DbError> {
    if IS_WRITER.get() {
        return Err(DbError::Bug("a verb asked the database beside its own transaction".to_owned()));
    }
    Ok(())
}
