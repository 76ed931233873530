//! Lists go by cursor: an opaque place to go on from, never a page number.

use crate::{House, Problem};
use axum::extract::{FromRequestParts, Path, Query};
use axum::http::StatusCode;
use axum::http::request::Parts;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// Rows of a page when nothing is asked, and at most.
pub const LIMIT_DEFAULT: i64 = 25;
pub const LIMIT_MAX: i64 = 100;

/// The sort key of the last row seen: up to two numbers, newest first or as the list says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    pub major: i64,
    pub minor: i64,
}

impl Cursor {
    pub const fn new(major: i64, minor: i64) -> Self {
        Self { major, minor }
    }
}

impl std::fmt::Display for Cursor {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut bytes = [0u8; 16];
        bytes[..8].copy_from_slice(&self.major.to_be_bytes());
        bytes[8..].copy_from_slice(&self.minor.to_be_bytes());
        out.write_str(&URL_SAFE_NO_PAD.encode(bytes))
    }
}

impl FromStr for Cursor {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        let bad = || Problem::field("platform.bad_cursor", "/cursor");
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| bad())?;
        let bytes: [u8; 16] = bytes.try_into().map_err(|_| bad())?;
        let half = |range: std::ops::Range<usize>| i64::from_be_bytes(bytes[range].try_into().unwrap_or([0; 8]));
        Ok(Self::new(half(0..8), half(8..16)))
    }
}

/// `?cursor=…&limit=…` of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageQuery {
    pub cursor: Option<Cursor>,
    pub limit: i64,
}

#[derive(Deserialize)]
struct RawPage {
    cursor: Option<String>,
    limit: Option<String>,
}

impl FromRequestParts<House> for PageQuery {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, house: &House) -> Result<Self, Problem> {
        let Query(raw) = Query::<RawPage>::from_request_parts(parts, house)
            .await
            .map_err(|_| Problem::new(StatusCode::BAD_REQUEST, "platform.bad_request"))?;
        let limit = raw.limit.map_or(Ok(LIMIT_DEFAULT), |text| {
            text.parse()
                .ok()
                .filter(|n| (1..=LIMIT_MAX).contains(n))
                .ok_or_else(|| Problem::field("platform.bad_limit", "/limit").with_value("max", LIMIT_MAX.to_string()))
        })?;
        let cursor = raw.cursor.filter(|text| !text.is_empty()).map(|text| text.parse()).transpose()?;
        Ok(Self { cursor, limit })
    }
}

/// The answer of a list.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Listing<T> {
    pub items: Vec<T>,
    /// Give it back as `cursor` for the rows that follow; absent at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

impl<T> Listing<T> {
    /// `rows` were asked for with one more than `limit`; the extra one only tells that there is more.
    pub fn cut(mut rows: Vec<T>, limit: i64, cursor_of: impl Fn(&T) -> Cursor) -> Self {
        let limit = usize::try_from(limit).unwrap_or(1);
        let is_more = rows.len() > limit;
        rows.truncate(limit);
        let next_cursor = if is_more { rows.last().map(|row| cursor_of(row).to_string()) } else { None };
        Self { items: rows, next_cursor }
    }

    pub fn map<U>(self, change: impl FnMut(T) -> U) -> Listing<U> {
        Listing { items: self.items.into_iter().map(change).collect(), next_cursor: self.next_cursor }
    }
}

/// The id `{id}` of the path; anything that is not an id of this noun is a 404, as another shop's would be.
#[derive(Clone, Copy)]
pub struct PathId<I>(pub I);

impl<I: FromStr + Send> FromRequestParts<House> for PathId<I> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, house: &House) -> Result<Self, Problem> {
        let Path(params) = Path::<std::collections::HashMap<String, String>>::from_request_parts(parts, house)
            .await
            .map_err(|_| Problem::not_found())?;
        params.get("id").and_then(|text| text.parse().ok()).map(Self).ok_or_else(Problem::not_found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_reads_back_and_nothing_else_does() {
        let cursor = Cursor::new(i64::MIN, 42);
        assert_eq!(cursor.to_string().parse::<Cursor>().expect("cursor"), cursor);
        for bad in ["", "x", "AAAA", "!!!!", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"] {
            assert_eq!(bad.parse::<Cursor>().expect_err(bad).code, "platform.bad_cursor");
        }
    }

    #[test]
    fn a_listing_knows_its_end() {
        let cut = |count: i64| Listing::cut((0..count).collect(), 2, |n| Cursor::new(*n, 0));
        assert_eq!(cut(2).next_cursor, None);
        assert_eq!(cut(3).next_cursor, Some(Cursor::new(1, 0).to_string()));
    }
}
