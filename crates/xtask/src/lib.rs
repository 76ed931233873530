//! What other tools of the workspace share with `cargo xtask`: starting programs, finding what a machine has, and a
//! PostgreSQL of one's own. Light by intent: whatever speaks HTTP or to a database is a crate of its own.
#![allow(clippy::print_stdout, reason = "a command-line tool speaks on standard output")]

pub mod postgres;
pub mod run;
pub mod setup;
