//! Around every handler: the caller is read once, the time is bounded, a problem gets its words, and every answer is
//! dressed, timed and counted.

use super::Peer;
use super::health;
use super::visitor::{LANG_COOKIE, Visitor};
use crate::{House, Problem, TooMuch};
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::time::timeout;

/// A request that takes longer is dropped and answered 504. Not 408: browsers send such a request again by themselves,
/// also one that writes (RFC 9110 §15.5.9 allows it), and what was dropped may have been committed.
const REQUEST_TIME_MAX: Duration = Duration::from_secs(30);

/// Where storefronts call.
const HOOKS: &str = "/hooks/";

/// No inline script or style, nothing from elsewhere, no framing (CSP level 3).
const CSP: &str = "default-src 'none'; style-src 'self'; script-src 'self'; font-src 'self'; img-src 'self' data:; \
                   connect-src 'self'; manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

pub async fn attend(State(house): State<House>, mut request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let path = request.uri().path();
    let is_api = path.starts_with("/api/") || path.starts_with(HOOKS);
    let is_safe = request.method().is_safe();
    let mut visitor = Visitor::of(request.headers(), request.uri());
    if !is_safe {
        visitor.stand_where_the_form_was(request.headers());
    }
    let visitor = Arc::new(visitor);
    request.extensions_mut().insert(Arc::clone(&visitor));
    let response = match admitted(&house, &request) {
        Ok(()) => within(REQUEST_TIME_MAX, is_safe, next.run(request)).await,
        Err(much) => Problem::from(much).into_response(),
    };
    let mut response = crate::problem::speak(response, is_api, &visitor);
    dress(response.headers_mut(), &house, &visitor);
    health::count(route.as_ref(), response.status(), begun.elapsed());
    response
}

/// Callers on this machine are not counted. Nor are storefronts: some never repeat what was not taken, and a signature
/// is asked of them.
fn admitted(house: &House, request: &Request) -> Result<(), TooMuch> {
    let far = request.extensions().get::<Peer>().filter(|peer| !peer.is_near());
    match far {
        Some(peer) if !request.uri().path().starts_with(HOOKS) => {
            house.rate.admit_address(peer.0.ip(), house.clock.now())
        }
        _ => Ok(()),
    }
}

/// The handler's answer, or that it took too long. Most are through at the first look, and no clock is set for them.
async fn within(time_max: Duration, is_safe: bool, answer: impl Future<Output = Response>) -> Response {
    match timeout(time_max, answer).await {
        Ok(response) => response,
        Err(_) if is_safe => Problem::new(StatusCode::GATEWAY_TIMEOUT, "platform.timeout").into_response(),
        Err(_) => Problem::new(StatusCode::GATEWAY_TIMEOUT, "platform.timeout_unsure").into_response(),
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::Uri;

    /// What a caller reads who asked for something that never ends.
    async fn told(is_safe: bool, is_api: bool, lang: &str) -> (StatusCode, String) {
        wasl_i18n::install(&[crate::TEXTS, wasl_ui::TEXTS]);
        let visitor = Visitor::of(&HeaderMap::new(), &format!("/slow?lang={lang}").parse::<Uri>().expect("an address"));
        let response = within(Duration::ZERO, is_safe, std::future::pending()).await;
        let response = crate::problem::speak(response, is_api, &visitor);
        let status = response.status();
        let body = axum::body::to_bytes(response.into_body(), usize::MAX).await.expect("a body");
        (status, String::from_utf8(body.to_vec()).expect("text"))
    }

    #[tokio::test]
    async fn what_takes_too_long_is_told_and_never_sent_again_by_a_browser() {
        for (is_safe, is_api, lang, words) in [
            (true, true, "en", "platform.timeout\""),
            (false, true, "ar", "platform.timeout_unsure\""),
            (false, false, "en", "It may have been saved"),
            (false, false, "ar", "ربما حُفظ"),
            (true, false, "ar", "أعد المحاولة بعد قليل"),
        ] {
            let (status, text) = told(is_safe, is_api, lang).await;
            // Browsers repeat by themselves what is answered 408.
            assert_eq!(status, StatusCode::GATEWAY_TIMEOUT);
            assert!(text.contains(words), "{words}: {text}");
        }
    }

    #[tokio::test]
    async fn an_answer_in_time_is_the_handler_s() {
        let ready = std::future::ready(StatusCode::CREATED.into_response());
        assert_eq!(within(Duration::ZERO, false, ready).await.status(), StatusCode::CREATED);
    }
}
