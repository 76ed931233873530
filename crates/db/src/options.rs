//! The limits of the door, each with its unit, and the witness that keeps the high-water marks outside the database.

use std::time::Duration;

/// How the database is opened. `Options::default()` is what `wasl serve` runs with.
pub struct Options {
    /// SQLite: connections for [`Db::read`](crate::Db::read).
    pub readers: usize,
    /// Connections for [`Db::report`](crate::Db::report), both engines.
    pub report_readers: usize,
    /// Longest time a page may hold its questions.
    pub read_time_max: Duration,
    /// The same for a report.
    pub report_time_max: Duration,
    /// Longest time a verb may run.
    pub verb_time_max: Duration,
    /// PostgreSQL: connections for verbs and reads together.
    pub connections: usize,
    /// PostgreSQL: longest wait for a free connection.
    pub connection_wait_max: Duration,
    /// SQLite: verbs that may wait for the writer before callers are held back.
    pub queue_max: usize,
    /// SQLite: verbs in one commit.
    pub batch_verbs_max: usize,
    /// SQLite: age at which a running batch is committed although others wait.
    pub batch_age_max: Duration,
    /// SQLite: told of every mark after COMMIT and before the answers.
    pub witness: Option<Box<dyn Witness>>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            readers: 4,
            report_readers: 4,
            read_time_max: Duration::from_secs(10),
            report_time_max: Duration::from_secs(60),
            verb_time_max: Duration::from_secs(30),
            connections: 16,
            connection_wait_max: Duration::from_secs(5),
            queue_max: 4096,
            batch_verbs_max: 256,
            batch_age_max: Duration::from_millis(2),
            witness: None,
        }
    }
}

/// The newest entry of a shop's chain, as a verb left it with [`Tx::mark`](crate::Tx::mark).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    pub shop: i64,
    pub sequence: i64,
    pub hash: [u8; 32],
}

/// Keeps marks where a damaged database cannot take them along.
pub trait Witness: Send {
    /// Makes the marks durable; called once per commit that has any, in the order of commits. A failure stops writing,
    /// but one for want of room (`StorageFull`, `QuotaExceeded`): it leaves nothing behind and is called again with the
    /// same marks and those that came after.
    fn seal(&mut self, marks: &[Mark]) -> std::io::Result<()>;
}
