//! What the program weighs: the binary on disk, the start, the memory of an idle server with a shop in it.

use crate::figure::{Figure, milliseconds};
use crate::process::Wasl;
use crate::seed;
use crate::{Engine, Place};
use anyhow::Result;
use std::time::Duration;
use wasl_torture::served::program_beside_us;

const STARTS: usize = 5;
const IDLE: Duration = Duration::from_secs(5);
const MIB: f64 = 1_048_576.0;

pub async fn measure(place: &Place) -> Result<Vec<Figure>> {
    let house = seed::open(&place.data(), &place.url()).await?;
    seed::shop(&house, "small").await?;
    house.db.close().await?;
    let mut starts = Vec::with_capacity(STARTS);
    for _ in 0..STARTS {
        let wasl = Wasl::serve(&place.data(), &place.url(), 1).await?;
        starts.push(milliseconds(wasl.ready_after));
        wasl.stop().await?;
    }
    let wasl = Wasl::serve(&place.data(), &place.url(), 1).await?;
    tokio::time::sleep(IDLE).await;
    let engine = place.engine.name();
    let mut figures = vec![
        Figure::at_most(format!("start to ready, {engine}"), crate::events::median(&mut starts), "ms", 300.0),
        Figure::at_most(format!("idle memory, {engine}"), wasl.resident_mib()?, "MiB", 60.0),
    ];
    if place.engine == Engine::Sqlite {
        figures.push(Figure::at_most(
            "stripped binary",
            program_beside_us()?.metadata()?.len() as f64 / MIB,
            "MiB",
            40.0,
        ));
    }
    Ok(figures)
}
