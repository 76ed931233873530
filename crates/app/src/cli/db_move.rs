//! `wasl db move`: the whole house from one database into another, SQLite or PostgreSQL, and not before both sides say
//! the same. The source stays as it is; the marks of the books stay in the data folder and hold for the target too.

use super::say;
use crate::standing::{Standing, sign, standings};
use crate::telling::{told_rows, told_sum};
use crate::{marks, modules, open_house};
use anyhow::{Context, ensure};
use wasl_db::{DatabaseUrl, Db, Migrations, Options};
use wasl_ledger::{MarkFile, read_marks};
use wasl_platform::{Config, House};

pub async fn run(config: Config, to: &str) -> anyhow::Result<()> {
    move_store(config, to, &|line| say(line)).await
}

/// `tell` is given a line for each table and for the end.
async fn move_store(config: Config, to: &str, tell: &dyn Fn(String)) -> anyhow::Result<()> {
    let from: DatabaseUrl = config.database().parse().context("WASL_DATABASE_URL")?;
    let url: DatabaseUrl = to.parse().context("--to")?;
    ensure!(from != url, "source and target are the same database");
    let source = open_house(config.clone()).await?;
    let left = leave(&source, &from, &url, tell).await;
    source.db.close().await?;
    let left = left?;

    let target = open_house(Config { database_url: to.to_owned(), ..config }).await?;
    let arrived = arrive(&target, &left, tell).await;
    target.db.close().await?;
    arrived.with_context(|| format!("{url} must not be used"))?;
    tell(format!("the books of {} shops are sound and the same on both sides", left.books.len()));
    tell(format!("the source is as it was; from now on WASL_DATABASE_URL names {url}"));
    Ok(())
}

/// What the target must show when it is opened.
struct Left {
    books: Vec<Standing>,
    /// What was the matter with the target before anything was in it: how its server is set up.
    known_faults: Vec<String>,
}

async fn leave(source: &House, from: &DatabaseUrl, to: &DatabaseUrl, tell: &dyn Fn(String)) -> anyhow::Result<Left> {
    let books = books(source).await.context("nothing was moved: the source must be sound")?;
    tell(format!("from {from} to {to}"));
    let target = Db::open(to, Options::default()).await.context("cannot open the target")?;
    let filled = fill(source, &target, tell).await;
    target.close().await?;
    Ok(Left { books, known_faults: filled? })
}

async fn arrive(target: &House, left: &Left, tell: &dyn Fn(String)) -> anyhow::Result<()> {
    for fault in target.db.check().await? {
        ensure!(left.known_faults.contains(&fault), "its store has a fault: {fault}");
        tell(format!("warning: {fault}"));
    }
    ensure!(books(target).await? == left.books, "its books are not those of the source");
    sign(&target.db, &left.books, &mut MarkFile::open(&marks::path(&target.config))?).await
}

/// Answers the faults of the target while it is empty.
async fn fill(source: &House, target: &Db, tell: &dyn Fn(String)) -> anyhow::Result<Vec<String>> {
    let known_faults = target.check().await?;
    let rooms: Vec<Migrations> = modules().iter().map(|module| module.migrations).collect();
    let moved = source.db.move_to(target, &rooms, told_rows(tell)).await?;
    tell(told_sum(&moved));
    Ok(known_faults)
}

/// Refuses books that are damaged or behind their mark.
async fn books(house: &House) -> anyhow::Result<Vec<Standing>> {
    standings(&house.db, &read_marks(&marks::path(&house.config))?).await
}

#[cfg(test)]
#[path = "db_move_tests.rs"]
mod tests;
