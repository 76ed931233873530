//! Migrations: one text for both engines, forward only, recorded with a checksum.

mod ddl;
mod file;
mod personal;
mod run;
mod tables;

pub(crate) use ddl::{for_sqlite, head};
pub use personal::personal_columns;
pub(crate) use run::{APPLIED, CREATE_TABLE, RECORD, Step, checksum, pending, steps};
pub use run::{SchemaStep, schema_steps};
pub(crate) use tables::tables;

/// The migrations of one room: `(name, text)` in order, the text by `include_str!`.
#[derive(Clone, Copy, Debug)]
pub struct Migrations {
    pub room: &'static str,
    pub files: &'static [(&'static str, &'static str)],
}
