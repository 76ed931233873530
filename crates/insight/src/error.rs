//! What can go wrong when figures are asked for, and the code a caller sees.

use crate::period::{DEFAULT_DAYS, PERIOD_DAYS_MAX};
use wasl_base::{Coded, Kind};
use wasl_db::{DbError, Fails};

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
    Db(#[from] DbError),
}

impl Fails for InsightError {
    fn db(&self) -> Option<&DbError> {
        if let Self::Db(error) = self { Some(error) } else { None }
    }
}

impl Coded for InsightError {
    fn code(&self) -> &'static str {
        match self {
            Self::BadDays => "insight.bad_days",
            Self::BadDate { .. } => "insight.bad_date",
            Self::Backwards => "insight.period_backwards",
            Self::TooLong => "insight.period_too_long",
            Self::Db(error) => error.code(),
        }
    }

    fn kind(&self) -> Kind {
        match self {
            Self::BadDays | Self::BadDate { .. } | Self::Backwards | Self::TooLong => Kind::Invalid,
            Self::Db(error) => error.kind(),
        }
    }

    fn field(&self) -> Option<String> {
        match self {
            Self::BadDays => Some("/days".to_owned()),
            Self::BadDate { field } => Some(format!("/{field}")),
            Self::Backwards => Some("/to".to_owned()),
            Self::TooLong => Some("/from".to_owned()),
            Self::Db(_) => None,
        }
    }

    fn values(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::BadDays => vec![("max", PERIOD_DAYS_MAX.to_string()), ("usual", DEFAULT_DAYS.to_string())],
            Self::TooLong => vec![("max", PERIOD_DAYS_MAX.to_string())],
            Self::BadDate { .. } | Self::Backwards | Self::Db(_) => Vec::new(),
        }
    }
}
