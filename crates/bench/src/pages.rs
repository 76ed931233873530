//! What a browser and a carrier feel: the tracking page, and scans over HTTP, against a server process of its own.

use crate::events::{median, nth};
use crate::figure::{Figure, milliseconds};
use crate::http::{Maker, get, load, post};
use crate::process::Wasl;
use crate::seed::{self, Course, Parcel};
use crate::{Engine, Place};
use anyhow::Result;
use std::sync::Arc;
use std::time::Duration;

const PARCELS: usize = 2_000;
const CLIENTS: usize = 32;
const CLIENTS_OF_EVENTS: usize = 64;
const ROUNDS: usize = 3;
const LASTING: Duration = Duration::from_secs(3);
/// A plain JSON answer of the same server, through the same layers.
const PLAIN: &str = "/health";

pub async fn measure(place: &Place) -> Result<Vec<Figure>> {
    let house = seed::open(&place.data(), &place.url()).await?;
    let shop = seed::shop(&house, "pages").await?;
    let parcels = Arc::new(seed::parcels(&house, &shop, 0..PARCELS, Course::UnderWay).await?);
    let key = seed::api_key(&house, &shop).await?;
    wasl_platform::outbox::drain_all(&house).await?;
    house.db.close().await?;
    let wasl = Wasl::serve(&place.data(), &place.url(), 1).await?;
    let mut figures = tracking_page(place, &wasl, &parcels).await?;
    figures.extend(scans(place, &wasl, &parcels, &key).await?);
    Ok(figures)
}

async fn tracking_page(place: &Place, wasl: &Wasl, parcels: &Arc<Vec<Parcel>>) -> Result<Vec<Figure>> {
    let plain: Maker = Arc::new(|_| get(PLAIN, ""));
    let tokens = Arc::clone(parcels);
    let page: Maker = Arc::new(move |number| {
        let token = &tokens[number % tokens.len()].token;
        get(&format!("/t/{token}"), "Accept-Language: ar\r\n")
    });
    let (mut ratios, mut costs, mut per_second, mut plain_per_second) = (Vec::new(), Vec::new(), 0.0, 0.0);
    let mut slowest = Duration::ZERO;
    for _ in 0..ROUNDS {
        let answers = load(wasl.address, CLIENTS, LASTING, Arc::clone(&plain)).await?;
        let before = (wasl.cpu()?, wasl_pages(wasl).await?);
        let pages = load(wasl.address, CLIENTS, LASTING, Arc::clone(&page)).await?;
        let after = (wasl.cpu()?, wasl_pages(wasl).await?);
        costs.push((after.0 - before.0).as_secs_f64() * 1e6 / (after.1 - before.1).max(1.0));
        ratios.push(pages.per_second() / answers.per_second());
        (per_second, plain_per_second, slowest) = (pages.per_second(), answers.per_second(), pages.percentile(0.99));
    }
    let engine = place.engine.name();
    let (ratio, cost) = (median(&mut ratios), median(&mut costs));
    let mut figures = vec![
        Figure::told(format!("tracking page, 32 clients, {engine}"), per_second, "/s"),
        Figure::told(format!("plain JSON of the same server, {engine}"), plain_per_second, "/s"),
        Figure::told(format!("tracking page, {engine}, 99th percentile"), milliseconds(slowest), "ms"),
    ];
    if place.engine == Engine::Sqlite {
        figures.push(Figure::at_least("tracking page ÷ plain JSON", ratio, "×", 0.25));
        figures.push(Figure::at_most("processor time of a tracking page", cost, "µs", 60.0));
    } else {
        figures.push(Figure::told("tracking page ÷ plain JSON, PostgreSQL", ratio, "×"));
        figures.push(Figure::told("processor time of a tracking page, PostgreSQL (without its server)", cost, "µs"));
    }
    Ok(figures)
}

/// Pages served so far: the warm-up of a load counts too, so the server is asked.
async fn wasl_pages(wasl: &Wasl) -> Result<f64> {
    let mut asker = crate::http::Asker::connect(wasl.address).await?;
    let text = String::from_utf8_lossy(asker.ask(&get("/metrics", "")).await?).into_owned();
    let count = text.lines().filter(|line| line.starts_with("wasl_http_requests") && line.contains("/t/{token}"));
    Ok(count.filter_map(|line| line.rsplit(' ').next()?.parse::<f64>().ok()).sum())
}

async fn scans(place: &Place, wasl: &Wasl, parcels: &Arc<Vec<Parcel>>, key: &str) -> Result<Vec<Figure>> {
    let headers = format!("Authorization: Bearer {key}\r\n");
    let held = Arc::clone(parcels);
    let scan: Maker = Arc::new(move |number| {
        let (parcel, scan) = nth(&held, number);
        let body = serde_json::json!({ "events": [{
            "at": scan.raw_time, "code": scan.code, "place": scan.place, "text": scan.text,
            "status": scan.status.as_str(),
        }]});
        post(&format!("/api/v1/shipments/{}/events", parcel.id), &headers, &body.to_string())
    });
    let run = load(wasl.address, CLIENTS_OF_EVENTS, LASTING, scan).await?;
    let name = format!("scan by HTTP, 64 clients, {}", place.engine.name());
    let slowest = format!("scan by HTTP, {}, 99th percentile", place.engine.name());
    Ok(vec![
        match place.engine {
            Engine::Sqlite => Figure::at_least(name, run.per_second(), "/s", 8_000.0),
            Engine::Postgres => Figure::told(name, run.per_second(), "/s"),
        },
        Figure::told(slowest, milliseconds(run.percentile(0.99)), "ms"),
    ])
}
