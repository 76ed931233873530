//! An archive is a tar of three files under zstd, in this order: `manifest.json`, `ledger.marks` (the marks of the books,
//! to the last entry), `wasl.db` (the store as a SQLite file, whichever engine it came from). The manifest says of which
//! version it is, what must be in the other two, and where the books stood.

use crate::standing::Standing;
use serde::{Deserialize, Serialize};
use wasl_db::{Moved, SchemaStep};

pub const MANIFEST: &str = "manifest.json";
pub const MARKS: &str = "ledger.marks";
pub const STORE: &str = "wasl.db";
/// The shape of the manifest and of the archive.
pub const FORMAT: u32 = 1;
/// Bytes of a manifest: some hundred for each shop, account and table.
pub const MANIFEST_BYTES_MAX: u64 = 64 * 1024 * 1024;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    pub format: u32,
    /// The version of wasl that wrote it.
    pub version: String,
    /// Before the snapshot: what was acknowledged by then is in it. RFC 3339.
    pub taken_at: String,
    /// Where it was taken: `sqlite` or `postgres`.
    pub engine: String,
    pub schema: Vec<SchemaStepRow>,
    pub tables: Vec<TableRow>,
    /// The files that follow, in their order.
    pub files: Vec<FileRow>,
    pub shops: Vec<Standing>,
}

/// A migration that the store has seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SchemaStepRow {
    pub room: String,
    pub number: i64,
    pub name: String,
    pub checksum: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableRow {
    pub name: String,
    pub rows: u64,
    /// Over all values in the order of the key.
    pub sha256: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRow {
    pub name: String,
    pub bytes: u64,
    pub sha256: String,
}

impl From<SchemaStep> for SchemaStepRow {
    fn from(step: SchemaStep) -> Self {
        Self { room: step.room, number: step.number, name: step.name, checksum: step.checksum }
    }
}

impl From<&Moved> for TableRow {
    fn from(moved: &Moved) -> Self {
        Self { name: moved.table.clone(), rows: moved.rows, sha256: crate::standing::hexadecimal(&moved.digest) }
    }
}
