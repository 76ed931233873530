//! For the machines that watch: alive, ready, and figures in Prometheus' text format.

use super::Peer;
use crate::{House, Problem};
use axum::Router;
use axum::extract::{MatchedPath, Request, State};
use axum::http::header;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use std::sync::OnceLock;
use std::time::Instant;
use wasl_db::args;

static FIGURES: OnceLock<PrometheusHandle> = OnceLock::new();

/// Installs the recorder once per process; later calls change nothing.
pub fn install_metrics() {
    FIGURES.get_or_init(|| {
        let recorder = PrometheusBuilder::new().build_recorder();
        let handle = recorder.handle();
        // Another recorder may already stand (a test binary's): ours then only renders what it holds itself.
        let _ = metrics::set_global_recorder(recorder);
        handle
    });
}

/// How often collected samples are folded into their sums: without it they would pile up between scrapes.
const UPKEEP_EVERY: std::time::Duration = std::time::Duration::from_secs(5);

/// Keeps the figures small until told to stop.
pub async fn keep_metrics(mut stop: tokio::sync::watch::Receiver<bool>) {
    while !*stop.borrow() {
        if let Some(figures) = FIGURES.get() {
            figures.run_upkeep();
        }
        tokio::select! {
            () = tokio::time::sleep(UPKEEP_EVERY) => {}
            _ = stop.changed() => {}
        }
    }
}

pub fn routes() -> Router<House> {
    Router::new().route("/health", get(alive)).route("/ready", get(ready)).route("/metrics", get(figures))
}

async fn alive() -> &'static str {
    "ok"
}

/// Ready means: the store answers.
async fn ready(State(house): State<House>) -> Result<&'static str, Problem> {
    let mut read = house.db.read().await?;
    read.one(crate::store::COUNT_USERS, args![], |row| row.get::<i64>(0)).await?;
    Ok("ready")
}

/// Figures tell how a business goes: only callers on this machine get them here, and nobody once the house is behind
/// a proxy or tells them at an address of their own.
async fn figures(State(house): State<House>, request: Request) -> Result<Response, Problem> {
    let config = &house.config;
    let is_near = request.extensions().get::<Peer>().is_some_and(|peer| peer.is_near());
    if !is_near || !config.public_url.is_empty() || !config.metrics_listen.is_empty() {
        return Err(Problem::not_found());
    }
    Ok(rendered().await)
}

/// `/metrics` alone, for an address of its own.
pub fn metrics_router() -> Router {
    Router::new().route("/metrics", get(rendered))
}

async fn rendered() -> Response {
    let text = FIGURES.get().map(PrometheusHandle::render).unwrap_or_default();
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], text).into_response()
}

/// Counts and times requests by route, never by address: addresses hold tokens and ids.
pub async fn measure(request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().map_or("unmatched", MatchedPath::as_str).to_owned();
    let begun = Instant::now();
    let response = next.run(request).await;
    let labels = [("route", route), ("status", response.status().as_u16().to_string())];
    metrics::counter!("wasl_http_requests_total", &labels).increment(1);
    metrics::histogram!("wasl_http_seconds", &labels[..1]).record(begun.elapsed().as_secs_f64());
    response
}
