//! What can go wrong when figures are asked for, and the code a caller sees.

use crate::period::{DEFAULT_DAYS, PERIOD_DAYS_MAX};
use wasl_base::{Coded, Kind};
use wasl_db::{DbError, Fails};
use wasl_tracking::TrackingError;

#[derive(Debug, thiserror::Error)]
pub enum InsightError {
    #[error("`days` is no number of days that a period may have")]
    BadDays,
    #[error("`{field}` is no calendar date")]
    BadDate { field: &'static str },
    #[error("the period ends before it begins")]
    Backwards,
    #[error("the period is longer than the limit")]
    TooLong,
    #[error(transparent)]
    Tracking(#[from] TrackingError),
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Fails for InsightError {
    fn db(&self) -> Option<&DbError> {
        match self {
            Self::Db(error) => Some(error),
            Self::Tracking(error) => error.db(),
            _ => None,
        }
    }
}

impl Coded for InsightError {
    fn code(&self) -> &'static str {
        match self {
            Self::BadDays => "insight.bad_days",
            Self::BadDate { .. } => "insight.bad_date",
            Self::Backwards => "insight.period_backwards",
            Self::TooLong => "insight.period_too_long",
            Self::Tracking(error) => error.code(),
            Self::Db(error) => error.code(),
        }
    }

    fn kind(&self) -> Kind {
        match self {
            Self::BadDays | Self::BadDate { .. } | Self::Backwards | Self::TooLong => Kind::Invalid,
            Self::Tracking(error) => error.kind(),
            Self::Db(error) => error.kind(),
        }
    }

    fn field(&self) -> Option<String> {
        match self {
            Self::BadDays => Some("/days".to_owned()),
            Self::BadDate { field } => Some(format!("/{field}")),
            Self::Backwards => Some("/to".to_owned()),
            Self::TooLong => Some("/from".to_owned()),
            Self::Tracking(error) => error.field(),
            Self::Db(_) => None,
        }
    }

    fn values(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::BadDays => vec![("max", PERIOD_DAYS_MAX.to_string()), ("usual", DEFAULT_DAYS.to_string())],
            Self::TooLong => vec![("max", PERIOD_DAYS_MAX.to_string())],
            Self::Tracking(error) => error.values(),
            Self::BadDate { .. } | Self::Backwards | Self::Db(_) => Vec::new(),
        }
    }
}
