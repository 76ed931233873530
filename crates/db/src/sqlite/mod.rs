//! SQLite behind the door: one writer thread that commits for many, a few readers that run inline.

mod checkpoint;
mod checks;
mod deadline;
mod errors;
mod fill;
mod inside;
mod member;
mod migrate;
mod open;
mod planner;
mod pool;
mod session;
mod store;
mod writer;

pub(crate) use checks::{quick_faults, wide_statements, wrong_statements};
pub(crate) use member::sentence;
pub(crate) use migrate::migrate;
pub(crate) use pool::Lent;
pub(crate) use session::{ROWS_MAX, Session, cell, more_than_one, onlook, too_many_rows};
pub(crate) use store::Store;
