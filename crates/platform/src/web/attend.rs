//! Around every handler: the caller is read once, the time is bounded, a problem gets its words, and every answer is
//! dressed, timed and counted.

use super::health;
use super::visitor::{LANG_COOKIE, Visitor};
use crate::{House, Problem};
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::time::timeout;

/// A request that takes longer is answered 408 and dropped.
const REQUEST_SECONDS_MAX: u64 = 30;

/// No inline script or style, nothing from elsewhere, no framing (CSP level 3).
const CSP: &str = "default-src 'none'; style-src 'self'; script-src 'self'; font-src 'self'; img-src 'self' data:; \
                   connect-src 'self'; manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

pub async fn attend(State(house): State<House>, mut request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let is_api = request.uri().path().starts_with("/api/");
    let visitor = Arc::new(Visitor::of(request.headers(), request.uri()));
    request.extensions_mut().insert(Arc::clone(&visitor));
    // Most handlers are through at the first look, and no clock is set for them.
    let response = match timeout(Duration::from_secs(REQUEST_SECONDS_MAX), next.run(request)).await {
        Ok(response) => response,
        Err(_) => Problem::new(StatusCode::REQUEST_TIMEOUT, "platform.timeout").into_response(),
    };
    let mut response = crate::problem::speak(response, is_api, &visitor);
    dress(response.headers_mut(), &house, &visitor);
    health::count(route.as_ref(), response.status(), begun.elapsed());
    response
}

/// The headers every answer wears; a handler's own choice of cache or referrer policy stays.
fn dress(headers: &mut HeaderMap, house: &House, visitor: &Visitor) {
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, CSP),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_FRAME_OPTIONS, "DENY"),
    ] {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    if house.config.is_https() {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
    }
    if visitor.has_chosen
        && let Ok(value) =
            format!("{LANG_COOKIE}={}; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly", visitor.lang.as_str()).parse()
    {
        headers.append(header::SET_COOKIE, value);
    }
}
