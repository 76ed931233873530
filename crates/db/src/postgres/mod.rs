//! PostgreSQL behind the door: a pool of connections, a verb on one of them until its commit.

mod cells;
mod checks;
mod errors;
mod fill;
mod lease;
mod migrate;
mod open;
mod piece;
mod session;
mod store;
mod tls;
mod verb;
mod wide;
mod young;

pub(crate) use cells::cell;
pub(crate) use checks::wrong_statements;
pub(crate) use migrate::migrate;
pub(crate) use session::{Session, UNLIMITED};
pub(crate) use store::Store;
