//! What sort of failure an error is. HTTP is decided from this in one place (`platform::problem`).

/// The meaning of a failure, free of any transport.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// It is not there, or not yours to know about.
    NotFound,
    /// The request itself is malformed.
    Invalid,
    /// Well formed, but a rule says no.
    Refused,
    /// It collides with something already there.
    Conflict,
    /// You are known, and this is not allowed to you.
    Forbidden,
    /// You are not known.
    Unauthenticated,
    /// Too much, too often, too big.
    Limited,
    /// The store is full: writes are refused, reads go on.
    Full,
    /// Try again later; nothing was decided.
    Unavailable,
    /// Our fault.
    Bug,
}

/// An error that can be told to a person: a stable code, its kind, and the field it concerns.
pub trait Coded: std::error::Error + Send + Sync + 'static {
    /// Stable, documented in `docs/problems.md`, e.g. `orders.already_cancelled`.
    fn code(&self) -> &'static str;
    fn kind(&self) -> Kind;
    /// JSON pointer of the offending field, when there is one.
    fn field(&self) -> Option<String> {
        None
    }
    /// Named values that the translated sentence may mention.
    fn values(&self) -> Vec<(&'static str, String)> {
        Vec::new()
    }
}
