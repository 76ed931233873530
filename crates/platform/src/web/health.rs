//! For the machines that watch: alive, ready, and figures in Prometheus' text format.

use super::Peer;
use crate::{House, Problem};
use axum::Router;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::OnceLock;
use std::time::Duration;
use wasl_db::args;

static FIGURES: OnceLock<PrometheusHandle> = OnceLock::new();

/// Installs the recorder once per process; later calls change nothing.
pub fn install_metrics() {
    FIGURES.get_or_init(|| {
        let recorder = PrometheusBuilder::new().build_recorder();
        let handle = recorder.handle();
        // Another recorder may already stand (a test binary's): ours then only renders what it holds itself.
        let _ = metrics::set_global_recorder(recorder);
        super::figures::describe();
        handle
    });
}

/// How often collected samples are folded into their sums: without it they would pile up between scrapes.
const UPKEEP_EVERY: Duration = Duration::from_secs(5);

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
pub(super) fn count(route: Option<&MatchedPath>, status: StatusCode, took: Duration) {
    let route = route.map_or("unmatched", MatchedPath::as_str);
    TOLD.with_borrow_mut(|told| told.tell(route, status, took));
}

thread_local! {
    static TOLD: RefCell<Told> = RefCell::default();
}

/// The figures of each route, found by their labels once per thread: to find them again costs more than to tell them.
#[derive(Default)]
struct Told(HashMap<String, OfRoute>);

struct OfRoute {
    seconds: metrics::Histogram,
    /// By status: a handful.
    requests: Vec<(StatusCode, metrics::Counter)>,
}

impl Told {
    fn tell(&mut self, route: &str, status: StatusCode, took: Duration) {
        if !self.0.contains_key(route) {
            let seconds = metrics::histogram!("wasl_http_seconds", "route" => route.to_owned());
            self.0.insert(route.to_owned(), OfRoute { seconds, requests: Vec::new() });
        }
        let Some(of_route) = self.0.get_mut(route) else { return };
        of_route.seconds.record(took.as_secs_f64());
        let place = of_route.requests.iter().position(|(known, _)| *known == status).unwrap_or_else(|| {
            let labels = [("route", route.to_owned()), ("status", status.as_str().to_owned())];
            of_route.requests.push((status, metrics::counter!("wasl_http_requests_total", &labels)));
            of_route.requests.len() - 1
        });
        of_route.requests[place].1.increment(1);
    }
}
