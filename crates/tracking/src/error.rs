//! Why tracking says no.

use wasl_base::{Coded, Kind};
use wasl_db::{DbError, Fails};
use wasl_orders::OrderError;

#[derive(Debug, thiserror::Error)]
pub enum TrackingError {
    #[error("no such shipment")]
    NotFound,
    #[error("the link is unknown or revoked")]
    LinkDead,
    #[error("field {field} is missing or wrong")]
    Invalid { field: String },
    #[error("the time of event {field} is not an instant with a zone")]
    BadTime { field: String },
    #[error("more than {max} events at once")]
    TooMany { max: usize },
    #[error("no shipment has this number")]
    UnknownNumber,
    #[error(transparent)]
    Order(#[from] OrderError),
    #[error(transparent)]
    Db(#[from] DbError),
}

impl TrackingError {
    /// Every code of this room, for the test that walks the texts and for the list in the docs.
    pub const CODES: &'static [&'static str] = &[
        "tracking.not_found",
        "tracking.link_dead",
        "tracking.invalid",
        "tracking.bad_time",
        "tracking.too_many_events",
        "tracking.unknown_number",
    ];
}

impl Fails for TrackingError {
    fn db(&self) -> Option<&DbError> {
        match self {
            Self::Db(error) => Some(error),
            Self::Order(error) => error.db(),
            _ => None,
        }
    }
}

impl Coded for TrackingError {
    fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "tracking.not_found",
            Self::LinkDead => "tracking.link_dead",
            Self::Invalid { .. } => "tracking.invalid",
            Self::BadTime { .. } => "tracking.bad_time",
            Self::TooMany { .. } => "tracking.too_many_events",
            Self::UnknownNumber => "tracking.unknown_number",
            Self::Order(error) => error.code(),
            Self::Db(error) => error.code(),
        }
    }

    fn kind(&self) -> Kind {
        match self {
            Self::NotFound | Self::LinkDead | Self::UnknownNumber => Kind::NotFound,
            Self::Invalid { .. } | Self::BadTime { .. } | Self::TooMany { .. } => Kind::Invalid,
            Self::Order(error) => error.kind(),
            Self::Db(error) => error.kind(),
        }
    }

    fn field(&self) -> Option<String> {
        match self {
            Self::Invalid { field } | Self::BadTime { field } => Some(field.clone()),
            Self::TooMany { .. } => Some("/events".to_owned()),
            Self::UnknownNumber => Some("/tracking_number".to_owned()),
            Self::Order(error) => error.field(),
            _ => None,
        }
    }

    fn values(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::TooMany { max } => vec![("max", max.to_string())],
            Self::Order(error) => error.values(),
            _ => Vec::new(),
        }
    }
}
