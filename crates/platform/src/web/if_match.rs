//! `If-Match`: the version that a change was decided on, so that nobody overwrites what they have not seen.

use crate::Problem;
use axum::http::{HeaderMap, StatusCode, header};

/// The version that a change was decided on, by the body's `version` or by `If-Match` (RFC 9110 §13.1.1), which names it
/// quoted or bare; none when neither names one.
/// Errors: `platform.bad_if_match`; `platform.version_mismatch` when the two name different ones.
pub fn version_of(headers: &HeaderMap, body: Option<i64>) -> Result<Option<i64>, Problem> {
    let named = named_by(headers)?;
    if let (Some(body), Some(named)) = (body, named)
        && body != named
    {
        return Err(Problem::field("platform.version_mismatch", "/version"));
    }
    Ok(body.or(named))
}

fn named_by(headers: &HeaderMap) -> Result<Option<i64>, Problem> {
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
    fn a_version_is_read_however_it_is_quoted_and_is_the_body_s_too() {
        let check = |text: &'static str, body: Option<i64>, expect: Result<Option<i64>, &str>| {
            let mut headers = HeaderMap::new();
            headers.insert(header::IF_MATCH, text.parse().expect("header"));
            assert_eq!(version_of(&headers, body).map_err(|problem| problem.code), expect, "{text} {body:?}");
        };
        check("3", None, Ok(Some(3)));
        check("\"3\"", None, Ok(Some(3)));
        check("W/\"3\"", Some(3), Ok(Some(3)));
        check("*", None, Ok(None));
        check("*", Some(2), Ok(Some(2)));
        for bad in ["\"abc\"", "", "\"\"", "+3", "-3", "\"3", "3\"", "\"\"3\"\"", "W/W/\"3\"", "9223372036854775808"] {
            check(bad, Some(3), Err("platform.bad_if_match"));
        }
        check("\"3\"", Some(2), Err("platform.version_mismatch"));
        assert_eq!(version_of(&HeaderMap::new(), None).expect("absent"), None);
        assert_eq!(version_of(&HeaderMap::new(), Some(2)).expect("by the body"), Some(2));
    }
}
