//! A form from one of our pages: same origin, the session's token, limited in size, no U+0000.

use super::member::Standing;
use super::visitor::Visitor;
use crate::access::csrf_of;
use crate::{House, PageProblem, Problem};
use axum::extract::{FromRequest, RawForm, Request};
use axum::http::{HeaderMap, StatusCode, header};
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// Largest form, in bytes.
pub const FORM_BYTES_MAX: usize = 64 * 1024;

/// A form that is nothing but its button.
#[derive(Deserialize)]
pub struct Nothing {}

/// `?done=…` of a page that says once what was just done.
#[derive(Deserialize)]
pub struct Done {
    pub done: Option<String>,
}

/// The fields of a form whose hidden `csrf` belonged to the caller's session.
#[derive(Clone, Debug)]
pub struct CheckedForm<T>(pub T);

impl<T: DeserializeOwned> FromRequest<House> for CheckedForm<T> {
    type Rejection = PageProblem;

    async fn from_request(request: Request, house: &House) -> Result<Self, PageProblem> {
        let visitor = Visitor::known(request.extensions(), request.headers(), request.uri());
        let standing = request.extensions().get::<Standing>().cloned();
        check_origin(request.headers(), house)?;
        let pairs = read_pairs(request, house).await?;
        if let Some(standing) = standing {
            standing.check(house).await?;
        }
        let expected = visitor.session(&house.config).map(csrf_of);
        let given = pairs.iter().find(|(name, _)| name == "csrf").map(|(_, value)| value.as_str());
        let matches = match (&expected, given) {
            (Some(expected), Some(given)) => {
                subtle::ConstantTimeEq::ct_eq(expected.as_bytes(), given.as_bytes()).into()
            }
            _ => false,
        };
        if !matches {
            return Err(Problem::new(StatusCode::FORBIDDEN, "platform.csrf").into());
        }
        Ok(Self(read_fields(pairs)?))
    }
}

/// A form of somebody who has no session yet (sign-in, setup): same origin, limits, no token.
#[derive(Clone, Debug)]
pub struct OpenForm<T>(pub T);

impl<T: DeserializeOwned> FromRequest<House> for OpenForm<T> {
    type Rejection = PageProblem;

    async fn from_request(request: Request, house: &House) -> Result<Self, PageProblem> {
        check_origin(request.headers(), house)?;
        let pairs = read_pairs(request, house).await?;
        Ok(Self(read_fields(pairs)?))
    }
}

/// A browser says where a form comes from; another site's form is refused (OWASP CSRF cheat sheet, origin check).
fn check_origin(headers: &HeaderMap, house: &House) -> Result<(), Problem> {
    let foreign = || Problem::new(StatusCode::FORBIDDEN, "platform.csrf");
    if headers.get("sec-fetch-site").is_some_and(|site| site == "cross-site" || site == "same-site") {
        return Err(foreign());
    }
    let Some(origin) = headers.get(header::ORIGIN).and_then(|v| v.to_str().ok()) else {
        return Ok(());
    };
    let host = headers.get(header::HOST).and_then(|v| v.to_str().ok()).unwrap_or("");
    let is_plain = !house.config.is_https();
    let is_ours = origin == house.config.base_url()
        || is_plain && origin.split_once("://").is_some_and(|(_, authority)| !host.is_empty() && authority == host);
    if is_ours { Ok(()) } else { Err(foreign()) }
}

async fn read_pairs(request: Request, house: &House) -> Result<Vec<(String, String)>, Problem> {
    let bad = || Problem::new(StatusCode::BAD_REQUEST, "platform.bad_request");
    let RawForm(bytes) = RawForm::from_request(request, house).await.map_err(|_| bad())?;
    if bytes.len() > FORM_BYTES_MAX {
        return Err(Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "platform.body_too_large"));
    }
    let pairs: Vec<(String, String)> = serde_urlencoded::from_bytes(&bytes).map_err(|_| bad())?;
    if let Some((name, _)) = pairs.iter().find(|(name, value)| wasl_base::has_nul(name) || wasl_base::has_nul(value)) {
        return Err(Problem::field("platform.nul_character", format!("/{}", name.replace('\0', ""))));
    }
    Ok(pairs)
}

fn read_fields<T: DeserializeOwned>(pairs: Vec<(String, String)>) -> Result<T, Problem> {
    let text = serde_urlencoded::to_string(&pairs).unwrap_or_default();
    serde_urlencoded::from_str(&text).map_err(|_| Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "platform.bad_form"))
}
