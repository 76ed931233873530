//! Backups: one snapshot of a living store in one file, of either engine and for either, and the way back. What an archive
//! is, stands in `manifest.rs`; it is written by `take.rs` and believed by `restore.rs` only as far as it proves itself.

mod last;
mod manifest;
mod pack;
mod restore;
mod scratch;
mod take;
mod unpack;

pub use last::{LastBackup, read_last};
pub use restore::{LaterEntries, restore};
pub use take::take;

#[cfg(test)]
mod tests;
