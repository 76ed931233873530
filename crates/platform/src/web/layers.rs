//! The router of the whole house: every module's pages and API under one set of limits, headers and one translator.

use super::{Visitor, health, openapi, visitor::LANG_COOKIE};
use crate::{House, Module, problem};
use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::Response;
use std::time::Duration;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{Predicate, SizeAbove};
use tower_http::timeout::TimeoutLayer;

/// A request that takes longer is answered 408 and dropped.
const REQUEST_SECONDS_MAX: u64 = 30;
/// Largest body of any request that sets no smaller limit, in bytes.
const BODY_BYTES_MAX: usize = 2 * 1024 * 1024;
/// Answers smaller than this are not worth compressing, in bytes.
const COMPRESS_BYTES_MIN: u64 = 1_400;

/// No inline script or style, nothing from elsewhere, no framing (CSP level 3).
const CSP: &str = "default-src 'none'; style-src 'self'; script-src 'self'; font-src 'self'; img-src 'self' data:; \
                   connect-src 'self'; manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/// Assembles pages, API, assets and the platform's own endpoints.
pub fn build_router(house: House, modules: Vec<Module>, assets: Router<House>) -> Router {
    let mut api = openapi::base();
    let mut pages: Router<House> = assets.merge(health::routes());
    for module in modules {
        pages = pages.merge(module.routes);
        api = api.merge(module.api);
    }
    let (api, mut description) = api.split_for_parts();
    super::described::complete(&mut description);
    let body = pages.merge(api).merge(openapi::routes(description));
    body.layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, Duration::from_secs(REQUEST_SECONDS_MAX)))
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        .layer(CatchPanicLayer::custom(answer_panic))
        .layer(from_fn(problem::speak))
        .layer(from_fn_with_state(house.clone(), dress))
        .layer(CompressionLayer::new().gzip(true).compress_when(SizeAbove::new(COMPRESS_BYTES_MIN).and(not_api)))
        .layer(from_fn(health::measure))
        .with_state(house)
}

/// Machines ask in small pieces and often; only pages and assets are compressed.
fn not_api(_: StatusCode, _: axum::http::Version, headers: &axum::http::HeaderMap, _: &axum::http::Extensions) -> bool {
    headers.get(header::CONTENT_TYPE).is_some_and(|kind| !kind.as_bytes().starts_with(b"application/json"))
}

fn answer_panic(cause: Box<dyn std::any::Any + Send>) -> Response {
    let text = cause
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| cause.downcast_ref::<&str>().copied())
        .unwrap_or("panic without words");
    tracing::error!(cause = text, "a request panicked");
    axum::response::IntoResponse::into_response(crate::Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "platform.bug"))
}

/// The headers every answer wears; a handler's own choice of cache or referrer policy stays.
async fn dress(State(house): State<House>, request: Request, next: Next) -> Response {
    let visitor = Visitor::of(request.headers(), request.uri());
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
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
    response
}
