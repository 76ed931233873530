//! What the door can answer instead of a result; each room maps the two or three it expects and passes on the rest.

use wasl_base::{Coded, Kind};

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DbError {
    /// `one` found nothing.
    #[error("no such row")]
    NoRow,
    /// A unique index or primary key (`<table>_pkey`) already holds these values.
    #[error("{constraint} already holds these values")]
    Unique { constraint: String },
    /// A trigger or CHECK said no; its text or name, e.g. `ledger.unbalanced`.
    #[error("refused by the rule {name}")]
    Check { name: String },
    /// No room left to write; reads go on.
    #[error("the store is full")]
    Full,
    /// Nothing was kept; the same may work in a while.
    #[error("the store is unavailable: {0}")]
    Unavailable(String),
    /// The reply to COMMIT was lost: it may or may not have happened. Safe to repeat under an idempotency key.
    #[error("the outcome of the commit is unknown")]
    CommitUnknown,
    /// It collided with another transaction; the door runs the verb again by itself before anyone sees this.
    #[error("collided with another transaction: {0}")]
    Retry(String),
    /// Our fault.
    #[error("bug at the database: {0}")]
    Bug(String),
}

impl Coded for DbError {
    fn code(&self) -> &'static str {
        match self {
            Self::NoRow => "db.no_row",
            Self::Unique { .. } => "db.unique",
            Self::Check { .. } => "db.check",
            Self::Full => "db.full",
            Self::Unavailable(_) => "db.unavailable",
            Self::CommitUnknown => "db.commit_unknown",
            Self::Retry(_) => "db.retry",
            Self::Bug(_) => "db.bug",
        }
    }

    fn kind(&self) -> Kind {
        match self {
            Self::NoRow => Kind::NotFound,
            Self::Unique { .. } => Kind::Conflict,
            Self::Check { .. } => Kind::Refused,
            Self::Full => Kind::Full,
            Self::Unavailable(_) | Self::CommitUnknown | Self::Retry(_) => Kind::Unavailable,
            Self::Bug(_) => Kind::Bug,
        }
    }
}

/// What a verb may fail with: a room's own error that can hold a [`DbError`].
pub trait Fails: From<DbError> + Send + 'static {
    /// The database's error, if that is what it is: the door runs the verb again on [`DbError::Retry`].
    fn db(&self) -> Option<&DbError>;
}

impl Fails for DbError {
    fn db(&self) -> Option<&DbError> {
        Some(self)
    }
}
