//! The router of the whole house: every module's pages and API under one set of limits, headers and one translator.

use super::attend::attend;
use super::{health, openapi};
use crate::{House, Module};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{StatusCode, header};
use axum::middleware::from_fn_with_state;
use axum::response::Response;
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{Predicate, SizeAbove};

/// Largest body of any request that sets no smaller limit, in bytes.
const BODY_BYTES_MAX: usize = 2 * 1024 * 1024;
/// Answers smaller than this are not worth compressing, in bytes.
const COMPRESS_BYTES_MIN: u64 = 1_400;

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
    // One stack: of layers laid one by one, each would be kept in a box of its own and copied with every request.
    let around = ServiceBuilder::new()
        .layer(CompressionLayer::new().gzip(true).compress_when(SizeAbove::new(COMPRESS_BYTES_MIN).and(not_api)))
        .layer(from_fn_with_state(house.clone(), attend))
        .layer(CatchPanicLayer::custom(answer_panic))
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX));
    body.layer(around).with_state(house)
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
