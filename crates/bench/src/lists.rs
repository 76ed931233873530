//! Home page and orders list when the shop has grown: the same requests at 10,000 and at a million orders.

use crate::events::median;
use crate::figure::{Figure, Run, milliseconds};
use crate::http::{Asker, get};
use crate::process::Wasl;
use crate::seed::{self, Course};
use crate::{Place, store};
use anyhow::{Context, Result, ensure};
use std::time::{Duration, Instant};
use wasl_base::ShopId;
use wasl_platform::{Role, create_one_time_link, create_user};

const SHOP: &str = "lists";
const SMALL: usize = 10_000;
const ASKED: usize = 200;
const ROUNDS: usize = 5;
/// Longer than PostgreSQL waits from one round of its cleaning to the next (`autovacuum_naptime`, a minute).
const QUIET: Duration = Duration::from_secs(70);
const TIDYING_MAX: Duration = Duration::from_secs(900);
const MS_MAX: f64 = 100.0;
const GROWTH_MAX: f64 = 1.5;
const PAGES: [(&str, &str); 4] = [
    ("home page", ""),
    ("orders list", "/orders"),
    ("orders list, unpaid", "/orders?state=placed"),
    ("shipments list, late", "/shipments?filter=late"),
];

/// Both shops stand before the first request, and are asked by turns: a moment of a neighbour's falls on both.
pub async fn measure(small: &Place, large: &Place, orders: usize) -> Result<Vec<Figure>> {
    let (few, many) = (grow(small, SMALL).await?, grow(large, orders).await?);
    settle(large).await?;
    let engine = large.engine.name();
    let (mut small, mut large) = (Owner::enter(small, few).await?, Owner::enter(large, many).await?);
    let mut figures = Vec::new();
    for (name, path) in PAGES {
        let (mut times, mut growths) = (Vec::new(), Vec::new());
        for round in 0..=ROUNDS {
            let before = small.ask(path).await.with_context(|| format!("asking for the {name}"))?;
            let after = large.ask(path).await.with_context(|| format!("asking for the {name}"))?;
            // The first round fills caches.
            if round > 0 {
                times.push(milliseconds(after));
                growths.push(after.as_secs_f64() / before.as_secs_f64());
            }
        }
        let at = format!("{name}, {orders} orders, {engine}");
        figures.push(Figure::at_most(format!("{at}, 95th percentile"), median(&mut times), "ms", MS_MAX));
        figures.push(Figure::at_most(format!("{at} ÷ {SMALL} orders"), median(&mut growths), "×", GROWTH_MAX));
    }
    Ok(figures)
}

async fn grow(place: &Place, orders: usize) -> Result<ShopId> {
    let house = seed::open(&place.data(), &place.url()).await?;
    let shop = seed::shop(&house, SHOP).await?;
    let began = Instant::now();
    seed::parcels(&house, &shop, 0..orders, Course::Year { orders }).await?;
    wasl_platform::outbox::drain_all(&house).await?;
    eprintln!("{orders} orders made in {:?}", began.elapsed());
    house.db.close().await?;
    Ok(shop.id)
}

/// Somebody who looks at a grown shop.
struct Owner {
    asker: Asker,
    cookie: String,
    /// Ends with us.
    _wasl: Wasl,
}

impl Owner {
    async fn enter(place: &Place, shop: ShopId) -> Result<Self> {
        let (data, url) = (place.data(), place.url());
        let house = seed::open(&data, &url).await?;
        let owner = create_user(&house, shop, Role::Owner, "owner@bench.example", "مالك", None).await?;
        let token = create_one_time_link(&house, owner).await?;
        house.db.close().await?;
        let wasl = Wasl::serve(&data, &url, 1).await?;
        let cookie = enter(&wasl, &token).await?;
        let asker = Asker::connect(wasl.address).await?;
        Ok(Self { asker, cookie, _wasl: wasl })
    }

    /// The 95th percentile of many requests, one after the other.
    async fn ask(&mut self, path: &str) -> Result<Duration> {
        let request = get(&format!("/s/{SHOP}{path}"), &format!("Cookie: {}\r\n", self.cookie));
        let mut run = Run::default();
        for _ in 0..ASKED {
            let began = Instant::now();
            self.asker.ask(&request).await?;
            run.times.push(began.elapsed());
        }
        Ok(run.percentile(0.95))
    }
}

/// Waits until PostgreSQL has tidied up after a year made in half an hour: no shop has that at its back.
async fn settle(place: &Place) -> Result<()> {
    let Some(client) = place.client().await? else { return Ok(()) };
    let began = Instant::now();
    let mut quiet_since = began;
    while quiet_since.elapsed() < QUIET {
        ensure!(began.elapsed() < TIDYING_MAX, "PostgreSQL is still cleaning after {TIDYING_MAX:?}");
        let at_work: i64 = client.query_one(store::TIDYING, &[]).await?.get(0);
        if at_work > 0 {
            quiet_since = Instant::now();
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    Ok(())
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
