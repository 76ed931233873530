//! A note in the data folder about the newest backup, so that `wasl doctor` can tell a store that has none.

use serde::{Deserialize, Serialize};
use std::path::Path;

const NOTE: &str = "backup.last";
/// Bytes of the note.
const NOTE_BYTES_MAX: u64 = 64 * 1024;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastBackup {
    /// RFC 3339.
    pub taken_at: String,
    pub path: String,
    pub bytes: u64,
}

/// `None` when no backup was taken by these settings, or the note says nothing.
pub fn read_last(data_dir: &Path) -> Option<LastBackup> {
    let path = data_dir.join(NOTE);
    let is_small = std::fs::metadata(&path).is_ok_and(|about| about.len() <= NOTE_BYTES_MAX);
    is_small.then(|| std::fs::read(&path).ok()).flatten().and_then(|bytes| serde_json::from_slice(&bytes).ok())
}

pub(super) fn write_last(data_dir: &Path, last: &LastBackup) -> std::io::Result<()> {
    let beside = data_dir.join(format!("{NOTE}.new"));
    std::fs::write(&beside, serde_json::to_vec(last)?)?;
    std::fs::rename(&beside, data_dir.join(NOTE))
}
