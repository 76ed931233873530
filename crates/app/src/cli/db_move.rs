//! `wasl db move`: the whole house from one database into another, SQLite or PostgreSQL, and not before both sides say
//! the same. The source stays as it is; the marks of the books stay in the data folder and hold for the target too.

use super::say;
use crate::{marks, modules, open_house};
use anyhow::{Context, bail, ensure};
use std::collections::BTreeMap;
use wasl_base::CalendarDate;
use wasl_db::{DatabaseUrl, Db, Migrations, MoveStep, Options};
use wasl_ledger::read::{Head, TrialBalance, trial_balance};
use wasl_ledger::{MarkFile, read_marks, sign_heads, verify_shop};
use wasl_platform::{Config, House, list_shops};

/// Rows of one table after which a line says how far it has come.
const TOLD_EVERY_ROWS: u64 = 100_000;

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
    books: BTreeMap<String, Books>,
    /// What was the matter with the target before anything was in it: how its server is set up.
    known_faults: Vec<String>,
}

async fn leave(source: &House, from: &DatabaseUrl, to: &DatabaseUrl, tell: &dyn Fn(String)) -> anyhow::Result<Left> {
    let books = books(source).await.context("nothing was moved: the source must be sound")?;
    if books.is_empty() {
        bail!("{from} holds no shop: is WASL_DATABASE_URL or WASL_DATA_DIR another one's?");
    }
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
    sign(target).await
}

/// Answers the faults of the target while it is empty.
async fn fill(source: &House, target: &Db, tell: &dyn Fn(String)) -> anyhow::Result<Vec<String>> {
    let known_faults = target.check().await?;
    let rooms: Vec<Migrations> = modules().iter().map(|module| module.migrations).collect();
    let told = |step: MoveStep<'_>| {
        if step.is_whole {
            tell(format!("{:>10}  {}", step.rows, step.table));
        } else if step.rows.is_multiple_of(TOLD_EVERY_ROWS) {
            tell(format!("{:>10}  {} …", step.rows, step.table));
        }
    };
    let moved = source.db.move_to(target, &rooms, told).await?;
    let rows: u64 = moved.iter().map(|table| table.rows).sum();
    tell(format!("{rows:>10}  rows in {} tables, each the same on both sides by count and SHA-256", moved.len()));
    Ok(known_faults)
}

/// Where a shop's books stand.
#[derive(Debug, PartialEq, Eq)]
struct Books {
    head: Head,
    trial: TrialBalance,
}

/// By shop; refuses books that are damaged or behind their mark.
async fn books(house: &House) -> anyhow::Result<BTreeMap<String, Books>> {
    let marks = read_marks(&marks::path(&house.config))?;
    let ever = CalendarDate::new(9999, 12, 31)?;
    let mut found = BTreeMap::new();
    for shop in list_shops(house).await?.iter() {
        let mut read = house.db.report().await?;
        read.take_your_time().await?;
        let report = verify_shop(&mut read, shop.id, marks.get(&shop.id.number())).await?;
        if let Some(damage) = report.damages.first() {
            bail!("the books of {} are damaged: {damage:?}", shop.handle);
        }
        let trial = trial_balance(&mut read, shop.id, ever).await?;
        found.insert(shop.handle.clone(), Books { head: report.head, trial });
    }
    Ok(found)
}

/// The marks reach to the last entry: none is without a witness where the work goes on.
async fn sign(house: &House) -> anyhow::Result<()> {
    let shops: Vec<_> = list_shops(house).await?.iter().map(|shop| shop.id).collect();
    let mut file = MarkFile::open(&marks::path(&house.config))?;
    let mut read = house.db.read().await?;
    sign_heads(&mut read, &shops, &mut file).await?;
    Ok(())
}

#[cfg(test)]
#[path = "db_move_tests.rs"]
mod tests;
