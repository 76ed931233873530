//! `If-Match`: the version that a change was decided on, so that nobody overwrites what they have not seen.

use crate::Problem;
use axum::http::{HeaderMap, StatusCode, header};

/// The version it names, quoted or bare (RFC 9110 §13.1.1); none when absent or `*`.
/// Errors: `platform.bad_if_match`.
pub fn version_of(headers: &HeaderMap) -> Result<Option<i64>, Problem> {
    let Some(value) = headers.get(header::IF_MATCH) else { return Ok(None) };
    let text = value.to_str().unwrap_or("").trim();
    if text == "*" {
        return Ok(None);
    }
    let quoted = text.strip_prefix("W/").unwrap_or(text);
    let bare = quoted.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(quoted);
    let version = if bare.bytes().all(|byte| byte.is_ascii_digit()) { bare.parse().ok() } else { None };
    version.map(Some).ok_or_else(|| Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "platform.bad_if_match"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_read_however_it_is_quoted() {
        let check = |text: &'static str, expect: Result<Option<i64>, &str>| {
            let mut headers = HeaderMap::new();
            headers.insert(header::IF_MATCH, text.parse().expect("header"));
            assert_eq!(version_of(&headers).map_err(|problem| problem.code), expect, "{text}");
        };
        check("3", Ok(Some(3)));
        check("\"3\"", Ok(Some(3)));
        check("W/\"3\"", Ok(Some(3)));
        check("*", Ok(None));
        for bad in ["\"abc\"", "", "\"\"", "+3", "-3", "\"3", "3\"", "\"\"3\"\"", "W/W/\"3\"", "9223372036854775808"] {
            check(bad, Err("platform.bad_if_match"));
        }
        assert_eq!(version_of(&HeaderMap::new()).expect("absent"), None);
    }
}
