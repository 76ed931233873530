//! What a connection or a message may be refused for. The field of a message is a JSON pointer into its body.

use wasl_base::{Coded, Kind};
use wasl_customers::CustomerError;
use wasl_db::{DbError, Fails};
use wasl_orders::OrderError;
use wasl_platform::SealError;
use wasl_tracking::TrackingError;

#[derive(Debug, thiserror::Error)]
pub enum StorefrontError {
    #[error("no such storefront")]
    NotFound,
    #[error("the signature is not of this storefront's secret")]
    BadSignature,
    #[error("{field} is not what this storefront's messages hold there")]
    Unreadable { field: String },
    #[error("{field} is needed")]
    Required { field: &'static str },
    #[error("{field} is longer than {max}")]
    TooLong { field: &'static str, max: usize },
    #[error("{field} is shorter than {min}")]
    TooShort { field: &'static str, min: usize },
    #[error("a shop has at most {max} storefronts")]
    TooMany { max: i64 },
    #[error(transparent)]
    Order(#[from] OrderError),
    #[error(transparent)]
    Tracking(#[from] TrackingError),
    #[error(transparent)]
    Customer(#[from] CustomerError),
    #[error(transparent)]
    Seal(#[from] SealError),
    #[error(transparent)]
    Db(#[from] DbError),
}

impl StorefrontError {
    /// Every code of this room, for the test that walks the texts and for the list in the docs.
    pub const CODES: &'static [&'static str] = &[
        "storefronts.not_found",
        "storefronts.bad_signature",
        "storefronts.unreadable",
        "storefronts.required",
        "storefronts.too_long",
        "storefronts.too_short",
        "storefronts.too_many",
    ];

    pub(crate) fn unreadable(field: &str) -> Self {
        Self::Unreadable { field: field.to_owned() }
    }
}

impl Fails for StorefrontError {
    fn db(&self) -> Option<&DbError> {
        match self {
            Self::Db(error) => Some(error),
            Self::Order(error) => error.db(),
            Self::Tracking(error) => error.db(),
            Self::Customer(error) => error.db(),
            _ => None,
        }
    }
}

impl Coded for StorefrontError {
    fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "storefronts.not_found",
            Self::BadSignature => "storefronts.bad_signature",
            Self::Unreadable { .. } => "storefronts.unreadable",
            Self::Required { .. } => "storefronts.required",
            Self::TooLong { .. } => "storefronts.too_long",
            Self::TooShort { .. } => "storefronts.too_short",
            Self::TooMany { .. } => "storefronts.too_many",
            Self::Order(error) => error.code(),
            Self::Tracking(error) => error.code(),
            Self::Customer(error) => error.code(),
            Self::Seal(error) => error.code(),
            Self::Db(error) => error.code(),
        }
    }

    fn kind(&self) -> Kind {
        match self {
            Self::NotFound => Kind::NotFound,
            Self::BadSignature => Kind::Unauthenticated,
            Self::Unreadable { .. } | Self::Required { .. } | Self::TooLong { .. } | Self::TooShort { .. } => {
                Kind::Invalid
            }
            Self::TooMany { .. } => Kind::Limited,
            Self::Order(error) => error.kind(),
            Self::Tracking(error) => error.kind(),
            Self::Customer(error) => error.kind(),
            Self::Seal(error) => error.kind(),
            Self::Db(error) => error.kind(),
        }
    }

    fn field(&self) -> Option<String> {
        match self {
            Self::Unreadable { field } => Some(field.clone()),
            Self::Required { field } | Self::TooLong { field, .. } | Self::TooShort { field, .. } => {
                Some(format!("/{field}"))
            }
            Self::Order(error) => error.field(),
            Self::Tracking(error) => error.field(),
            Self::Customer(error) => error.field(),
            Self::NotFound | Self::BadSignature | Self::TooMany { .. } | Self::Seal(_) | Self::Db(_) => None,
        }
    }

    fn values(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::TooLong { max, .. } => vec![("max", max.to_string())],
            Self::TooShort { min, .. } => vec![("min", min.to_string())],
            Self::TooMany { max } => vec![("max", max.to_string())],
            Self::Order(error) => error.values(),
            Self::Tracking(error) => error.values(),
            Self::Customer(error) => error.values(),
            _ => Vec::new(),
        }
    }
}
