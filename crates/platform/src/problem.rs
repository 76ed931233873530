//! The one translator from a coded failure to what a caller sees: `application/problem+json` (RFC 9457) for the API,
//! a page for browsers. The log keeps the cause; the caller reads a sentence in Arabic and English.

use crate::TooMuch;
use crate::web::Visitor;
use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use wasl_base::{Coded, Kind, Lang};
use wasl_db::{DbError, Fails};
use wasl_i18n::Arg;

/// A failure on its way to a caller.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{code}: {cause}")]
pub struct Problem {
    pub status: StatusCode,
    pub code: &'static str,
    /// JSON pointer of the offending field.
    pub field: Option<String>,
    values: Vec<(&'static str, String)>,
    cause: Box<str>,
    db: Option<DbError>,
    /// When another try is worth it.
    retry_seconds: u32,
}

/// The same failure on its way to a person with a browser.
#[derive(Clone, Debug)]
pub struct PageProblem(pub Problem);

/// The wire form.
#[derive(Serialize, utoipa::ToSchema)]
pub struct ProblemBody {
    /// A link to the description of the code.
    #[serde(rename = "type")]
    pub kind: String,
    pub status: u16,
    /// Stable; listed in docs/problems.md.
    pub code: String,
    /// The sentence in the caller's language.
    pub title: String,
    pub messages: Messages,
    /// JSON pointer of the field that is wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
}

#[derive(Serialize, utoipa::ToSchema)]
pub struct Messages {
    pub ar: String,
    pub en: String,
}

pub fn status_of(kind: Kind) -> StatusCode {
    match kind {
        Kind::NotFound => StatusCode::NOT_FOUND,
        Kind::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
        Kind::Refused | Kind::Conflict => StatusCode::CONFLICT,
        Kind::Forbidden => StatusCode::FORBIDDEN,
        Kind::Unauthenticated => StatusCode::UNAUTHORIZED,
        Kind::Limited => StatusCode::TOO_MANY_REQUESTS,
        Kind::Full => StatusCode::INSUFFICIENT_STORAGE,
        Kind::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        Kind::Bug => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

impl Problem {
    /// From any coded error that never carries a database failure.
    pub fn of(error: &impl Coded) -> Self {
        let mut cause = error.to_string();
        let mut source = std::error::Error::source(error);
        while let Some(inner) = source {
            cause.push_str(": ");
            cause.push_str(&inner.to_string());
            source = inner.source();
        }
        Self {
            status: status_of(error.kind()),
            code: error.code(),
            field: error.field(),
            values: error.values(),
            cause: cause.into_boxed_str(),
            db: None,
            retry_seconds: 1,
        }
    }

    pub fn new(status: StatusCode, code: &'static str) -> Self {
        Self { status, code, field: None, values: Vec::new(), cause: code.into(), db: None, retry_seconds: 1 }
    }

    pub fn invalid_with_status(status: StatusCode, code: &'static str) -> Self {
        Self::new(status, code)
    }

    pub fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "platform.not_found")
    }

    /// A field is wrong; `pointer` is a JSON pointer such as `/lines/0/quantity`.
    pub fn field(code: &'static str, pointer: impl Into<String>) -> Self {
        Self { field: Some(pointer.into()), ..Self::new(StatusCode::UNPROCESSABLE_ENTITY, code) }
    }

    #[must_use]
    pub fn with_value(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.values.push((name, value.into()));
        self
    }

    /// What stands beside the form's field `name`, when it is the one at fault.
    pub fn text_at(&self, name: &str, lang: Lang) -> Option<String> {
        let is_here = self.field.as_deref().and_then(|pointer| pointer.strip_prefix('/')) == Some(name);
        is_here.then(|| self.text(lang))
    }

    /// What the caller reads, in `lang`.
    pub fn text(&self, lang: Lang) -> String {
        let key = format!("error-{}", self.code.replace('.', "-"));
        let values: Vec<(&str, Arg)> =
            self.values.iter().map(|(name, value)| (*name, Arg::from(value.as_str()))).collect();
        crate::web::plain_locale(lang).tv(&key, &values)
    }

    pub fn body(&self, lang: Lang) -> ProblemBody {
        ProblemBody {
            kind: format!("/docs/problems#{}", self.code),
            status: self.status.as_u16(),
            code: self.code.to_owned(),
            title: self.text(lang),
            messages: Messages { ar: self.text(Lang::Ar), en: self.text(Lang::En) },
            field: self.field.clone(),
        }
    }

    fn log(&self) {
        if self.status.is_server_error() {
            tracing::error!(code = self.code, cause = %self.cause, "request failed");
        } else {
            tracing::debug!(code = self.code, cause = %self.cause, "request refused");
        }
    }
}

/// More requests than are let in; `Retry-After` says when the next one is.
impl From<TooMuch> for Problem {
    fn from(much: TooMuch) -> Self {
        let told = Self::new(StatusCode::TOO_MANY_REQUESTS, "platform.too_many_requests");
        Self { retry_seconds: much.wait_seconds, ..told }
    }
}

impl<E: Coded + Fails> From<E> for Problem {
    fn from(error: E) -> Self {
        Self { db: error.db().cloned(), ..Self::of(&error) }
    }
}

impl Fails for Problem {
    fn db(&self) -> Option<&DbError> {
        self.db.as_ref()
    }
}

impl<E: Into<Problem>> From<E> for PageProblem {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

/// The body is written by [`speak`], which knows the caller's language and whether it is a browser.
impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        self.log();
        let mut response = self.status.into_response();
        let is_worth_another_try =
            [StatusCode::SERVICE_UNAVAILABLE, StatusCode::TOO_MANY_REQUESTS, StatusCode::INSUFFICIENT_STORAGE];
        if is_worth_another_try.contains(&self.status) {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(self.retry_seconds));
        }
        if self.status == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response.extensions_mut().insert(self);
        response
    }
}

impl IntoResponse for PageProblem {
    fn into_response(self) -> Response {
        self.0.into_response()
    }
}

/// Gives a problem its words. The API speaks JSON, all else speaks HTML.
pub(crate) fn speak(mut response: Response, is_api: bool, visitor: &Visitor) -> Response {
    let found = response.extensions_mut().remove::<Problem>().or_else(|| bare_problem(&response));
    let Some(problem) = found else {
        return response;
    };
    let mut spoken = if is_api {
        (problem.status, [(header::CONTENT_TYPE, "application/problem+json")], Json(problem.body(visitor.lang)))
            .into_response()
    } else {
        (problem.status, crate::web::problem_page(visitor, &problem)).into_response()
    };
    if is_api {
        spoken.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    }
    for name in [header::RETRY_AFTER, header::WWW_AUTHENTICATE, header::ALLOW] {
        if let Some(value) = response.headers().get(&name) {
            spoken.headers_mut().insert(name, value.clone());
        }
    }
    spoken
}

/// What the framework refused by itself (no route, wrong method, too large) gets words as well.
fn bare_problem(response: &Response) -> Option<Problem> {
    let has_body = response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind != "text/plain; charset=utf-8");
    let code = match response.status() {
        _ if has_body => return None,
        StatusCode::NOT_FOUND => "platform.not_found",
        StatusCode::METHOD_NOT_ALLOWED => "platform.method_not_allowed",
        StatusCode::PAYLOAD_TOO_LARGE => "platform.body_too_large",
        StatusCode::BAD_REQUEST => "platform.bad_request",
        StatusCode::UNSUPPORTED_MEDIA_TYPE => "platform.unsupported_media_type",
        StatusCode::INTERNAL_SERVER_ERROR => "platform.bug",
        _ => return None,
    };
    Some(Problem::new(response.status(), code))
}
