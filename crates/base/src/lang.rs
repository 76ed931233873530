//! The two languages of the house. Arabic first.

use serde::{Deserialize, Serialize};
use std::str::FromStr;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    #[default]
    Ar,
    En,
}

#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("unknown language {0:?}: ar or en")]
pub struct LangError(pub String);

impl Lang {
    pub const ALL: [Self; 2] = [Self::Ar, Self::En];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ar => "ar",
            Self::En => "en",
        }
    }

    /// Writing direction, as HTML's `dir` has it.
    pub fn dir(self) -> &'static str {
        match self {
            Self::Ar => "rtl",
            Self::En => "ltr",
        }
    }

    pub fn other(self) -> Self {
        match self {
            Self::Ar => Self::En,
            Self::En => Self::Ar,
        }
    }

    /// The best of our languages for an `Accept-Language` header (RFC 9110 §12.5.4); Arabic when nothing fits.
    pub fn negotiate(header: &str) -> Self {
        header
            .split(',')
            .filter_map(|part| {
                let mut pieces = part.trim().split(';');
                let tag = pieces.next()?.trim().to_ascii_lowercase();
                let weight =
                    pieces.find_map(|p| p.trim().strip_prefix("q=")).map_or(1.0, |q| q.parse::<f32>().unwrap_or(0.0));
                let primary = tag.split('-').next()?;
                Self::from_str(primary).ok().filter(|_| weight > 0.0).map(|lang| (lang, weight))
            })
            .fold(None, |best: Option<(Self, f32)>, one| match best {
                Some(held) if held.1 >= one.1 => Some(held),
                _ => Some(one),
            })
            .map_or(Self::Ar, |(lang, _)| lang)
    }
}

impl FromStr for Lang {
    type Err = LangError;

    fn from_str(text: &str) -> Result<Self, LangError> {
        match text {
            "ar" => Ok(Self::Ar),
            "en" => Ok(Self::En),
            other => Err(LangError(other.to_owned())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn negotiates_like_a_browser_means_it() {
        for (header, expect) in [
            ("", Lang::Ar),
            ("en-GB,en;q=0.9", Lang::En),
            ("fr, en;q=0.4, ar;q=0.5", Lang::Ar),
            ("ar-SA", Lang::Ar),
            ("de", Lang::Ar),
            ("en;q=0", Lang::Ar),
            ("en;q=abc", Lang::Ar),
        ] {
            assert_eq!(Lang::negotiate(header), expect, "{header:?}");
        }
    }
}
