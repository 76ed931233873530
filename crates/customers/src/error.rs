//! What a customer's data may be refused for. Names fields, never their content: that is personal.

use wasl_base::{Coded, Kind, PhoneError};
use wasl_db::{DbError, Fails};

#[derive(Debug, thiserror::Error)]
pub enum CustomerError {
    #[error("no such customer")]
    NotFound,
    #[error("{field} is longer than {max}")]
    TooLong { field: &'static str, max: usize },
    #[error("{field} holds a control character")]
    ControlCharacter { field: &'static str },
    #[error("not an e-mail address")]
    Email,
    #[error(transparent)]
    Phone(#[from] PhoneError),
    #[error(transparent)]
    Db(#[from] DbError),
}

impl CustomerError {
    /// Every code of this room, for the test that walks the texts and for the list in the docs.
    pub const CODES: &'static [&'static str] =
        &["customers.not_found", "customers.too_long", "customers.control_character", "customers.email"];
}

impl Fails for CustomerError {
    fn db(&self) -> Option<&DbError> {
        if let Self::Db(error) = self { Some(error) } else { None }
    }
}

impl Coded for CustomerError {
    fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "customers.not_found",
            Self::TooLong { .. } => "customers.too_long",
            Self::ControlCharacter { .. } => "customers.control_character",
            Self::Email => "customers.email",
            Self::Phone(error) => error.code(),
            Self::Db(error) => error.code(),
        }
    }

    fn kind(&self) -> Kind {
        match self {
            Self::NotFound => Kind::NotFound,
            Self::TooLong { .. } | Self::ControlCharacter { .. } | Self::Email | Self::Phone(_) => Kind::Invalid,
            Self::Db(error) => error.kind(),
        }
    }

    /// A pointer into the contact: `/phone`.
    fn field(&self) -> Option<String> {
        match self {
            Self::TooLong { field, .. } | Self::ControlCharacter { field } => Some(format!("/{field}")),
            Self::Email => Some("/email".to_owned()),
            Self::Phone(_) => Some("/phone".to_owned()),
            Self::NotFound | Self::Db(_) => None,
        }
    }

    fn values(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::TooLong { max, .. } => vec![("max", max.to_string())],
            _ => Vec::new(),
        }
    }
}
