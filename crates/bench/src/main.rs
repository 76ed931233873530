//! `cargo xtask bench`: every promised figure measured in one run, with the load beside it, as ratios wherever another
//! program can stand beside ours. Release builds only; a figure counts when nothing else runs.
#![allow(clippy::print_stdout, reason = "a command-line tool speaks on standard output")]

mod events;
mod figure;
mod http;
mod import;
mod lists;
mod pages;
mod posts;
mod process;
mod raw;
mod search;
mod seed;
mod size;
mod store;

use anyhow::{Context, Result, ensure};
use clap::Parser;
use figure::Figure;
use std::path::PathBuf;
use std::process::ExitCode;
use tempfile::TempDir;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

impl Engine {
    pub fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        }
    }
}

/// Where one measure works: a folder of its own and, on PostgreSQL, a database of its own.
pub struct Place {
    pub engine: Engine,
    pub folder: TempDir,
    postgres: String,
}

impl Place {
    async fn new(engine: Engine, server: Option<&str>, name: &str) -> Result<Self> {
        let folder = tempfile::tempdir().context("no temporary folder")?;
        let mut postgres = String::new();
        if engine == Engine::Postgres {
            let server = server.context("no PostgreSQL was named")?;
            let client = raw::connect(server).await?;
            let database = format!("bench_{name}_{}", std::process::id());
            let make =
                format!("CREATE DATABASE {database} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'");
            client.batch_execute(&make).await?;
            let (base, _) = server.rsplit_once('/').context("the server's URL has no database")?;
            postgres = format!("{base}/{database}");
        }
        Ok(Self { engine, folder, postgres })
    }

    /// A client of this measure's own database; none on SQLite.
    pub async fn client(&self) -> Result<Option<tokio_postgres::Client>> {
        if self.postgres.is_empty() { Ok(None) } else { raw::connect(&self.postgres).await.map(Some) }
    }

    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    pub fn url(&self) -> String {
        match self.engine {
            Engine::Sqlite => format!("sqlite:{}", self.data().join("wasl.db").display()),
            Engine::Postgres => self.postgres.clone(),
        }
    }
}

#[derive(Parser)]
#[command(about = "Measures Wasl")]
struct Wish {
    /// Measure only these: pages, events, posts, import, lists, search, size.
    #[arg(long, value_delimiter = ',')]
    only: Vec<String>,
    /// Measure only on this engine: sqlite or postgres.
    #[arg(long)]
    engine: Option<String>,
    /// Orders, or customers, of the large shop.
    #[arg(long, default_value_t = 1_000_000)]
    orders: usize,
}

fn main() -> ExitCode {
    let wish = Wish::parse();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let done = runtime.context("no runtime").and_then(|runtime| runtime.block_on(run(&wish)));
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(2),
        Err(error) => {
            eprintln!("bench: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(wish: &Wish) -> Result<bool> {
    ensure!(!cfg!(debug_assertions), "a debug build measures nothing: use `cargo xtask bench`");
    let mut is_met = true;
    println!("| figure | measured | wanted | |\n|---|---|---|---|");
    for engine in [Engine::Sqlite, Engine::Postgres] {
        if wish.engine.as_deref().is_some_and(|only| !only.eq_ignore_ascii_case(engine.name())) {
            continue;
        }
        // Durable as in production: fsync on, every setting its own default.
        let server = if engine == Engine::Postgres { Some(xtask::postgres::Server::start_durable()?) } else { None };
        let url = server.as_ref().map(xtask::postgres::Server::url);
        for name in ["size", "pages", "events", "posts", "import", "lists", "search"] {
            if !(wish.only.is_empty() || wish.only.iter().any(|only| only == name)) {
                continue;
            }
            let load = figure::load();
            let figures = measure(name, engine, url.as_deref(), wish.orders).await;
            let figures = figures.with_context(|| format!("{name} on {}", engine.name()))?;
            is_met &= figures.iter().all(Figure::is_met);
            for figure in &figures {
                println!("{figure}");
            }
            println!("| *{name}, {}: load before {load}* | | | |", engine.name());
        }
    }
    Ok(is_met)
}

async fn measure(name: &str, engine: Engine, server: Option<&str>, orders: usize) -> Result<Vec<Figure>> {
    let place = Place::new(engine, server, name).await?;
    match name {
        "size" => size::measure(&place).await,
        "pages" => pages::measure(&place).await,
        "events" => events::measure(&place).await,
        "posts" => posts::measure(&place).await,
        "import" => import::measure(&place).await,
        "search" => search::measure(&place, orders).await,
        _ => {
            let large = Place::new(engine, server, "large").await?;
            lists::measure(&place, &large, orders).await
        }
    }
}
