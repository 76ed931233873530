//! Home page and orders list when the shop has grown: the same requests at 10,000 and at a million orders.

use crate::Place;
use crate::figure::{Figure, milliseconds};
use crate::http::{Asker, get};
use crate::process::Wasl;
use crate::seed::{self, Course};
use anyhow::{Context, Result};
use std::time::{Duration, Instant};
use wasl_platform::{Role, create_one_time_link, create_user};

const SMALL: usize = 10_000;
const ASKED: usize = 200;
const MS_MAX: f64 = 100.0;
const GROWTH_MAX: f64 = 1.5;
const PAGES: [(&str, &str); 4] = [
    ("home page", ""),
    ("orders list", "/orders"),
    ("orders list, unpaid", "/orders?state=placed"),
    ("shipments list, late", "/shipments?filter=late"),
];

pub async fn measure(small: &Place, large: &Place, orders: usize) -> Result<Vec<Figure>> {
    let before = times(small, SMALL).await?;
    let after = times(large, orders).await?;
    let engine = small.engine.name();
    let mut figures = Vec::new();
    for (((name, _), small), large) in PAGES.iter().zip(before).zip(after) {
        let at = format!("{name}, {orders} orders, {engine}");
        figures.push(Figure::at_most(format!("{at}, 95th percentile"), milliseconds(large), "ms", MS_MAX));
        let growth = large.as_secs_f64() / small.as_secs_f64();
        figures.push(Figure::at_most(format!("{at} ÷ {SMALL} orders"), growth, "×", GROWTH_MAX));
    }
    Ok(figures)
}

/// The 95th percentile of each page.
async fn times(place: &Place, orders: usize) -> Result<Vec<Duration>> {
    let house = seed::open(&place.data(), &place.url()).await?;
    let shop = seed::shop(&house, "lists").await?;
    let began = Instant::now();
    seed::parcels(&house, &shop, 0..orders, Course::Year { orders }).await?;
    wasl_platform::outbox::drain_all(&house).await?;
    eprintln!("{orders} orders made in {:?}", began.elapsed());
    let owner = create_user(&house, shop.id, Role::Owner, "owner@bench.example", "مالك", None).await?;
    let token = create_one_time_link(&house, owner).await?;
    house.db.close().await?;
    let wasl = Wasl::serve(&place.data(), &place.url(), 1).await?;
    let cookie = enter(&wasl, &token).await?;
    let mut asker = Asker::connect(wasl.address).await?;
    let mut found = Vec::new();
    for (name, path) in PAGES {
        let request = get(&format!("/s/lists{path}"), &format!("Cookie: {cookie}\r\n"));
        let mut run = crate::figure::Run::default();
        for _ in 0..ASKED {
            let began = Instant::now();
            asker.ask(&request).await.with_context(|| format!("asking for the {name}"))?;
            run.times.push(began.elapsed());
        }
        found.push(run.percentile(0.95));
    }
    Ok(found)
}

/// Signs in by the one-time link; the cookie of the session.
async fn enter(wasl: &Wasl, token: &str) -> Result<String> {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let mut stream = tokio::net::TcpStream::connect(wasl.address).await?;
    let body = "";
    let request = format!(
        "POST /enter/{token} HTTP/1.1\r\nHost: {}\r\nOrigin: http://{}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        wasl.address,
        wasl.address,
        body.len()
    );
    stream.write_all(request.as_bytes()).await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    let line = answer.lines().find_map(|line| line.strip_prefix("set-cookie: "));
    let line = line.with_context(|| format!("the one-time link opened nothing: {answer}"))?;
    Ok(line.split(';').next().unwrap_or_default().to_owned())
}
