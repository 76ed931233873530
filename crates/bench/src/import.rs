//! The main job: the public Olist set imported by the real command, projections drained, memory watched.

use crate::figure::Figure;
use crate::process::{command, run_watched};
use crate::{Engine, Place};
use anyhow::{Context, Result};

/// Orders of the training half.
const ORDERS: f64 = 35_627.0;
const ARCHIVE: &str = "data/olist-train.tar.zst";

pub async fn measure(place: &Place) -> Result<Vec<Figure>> {
    let shared = std::env::var("WASL_SHARED").unwrap_or_else(|_| "../shared".to_owned());
    let archive = std::path::Path::new(&shared).join(ARCHIVE);
    if !archive.is_file() {
        eprintln!("no material at {}: the import is not measured", archive.display());
        return Ok(Vec::new());
    }
    let archive = archive.to_str().context("the path of the archive")?;
    let command = command(&place.data(), &place.url(), &["import", "olist", archive])?;
    let (took, peak) = tokio::task::spawn_blocking(move || run_watched(command)).await??;
    let (least, engine) = match place.engine {
        Engine::Sqlite => (2_500.0, "SQLite"),
        Engine::Postgres => (600.0, "PostgreSQL"),
    };
    Ok(vec![
        Figure::at_least(format!("Olist import, drained, {engine}"), ORDERS / took.as_secs_f64(), "orders/s", least),
        Figure::at_most(format!("Olist import, {engine}, peak memory"), peak, "MiB", 300.0),
    ])
}
