//! `wasl db`: is the store whole, is its schema up to date; and its way into another database.

use super::{db_move, say};
use crate::open_house;
use anyhow::bail;
use clap::Subcommand;
use wasl_platform::{Config, House, Shop, list_shops};
use wasl_tracking::wrong_open_counts;

#[derive(Subcommand)]
pub enum Database {
    /// Integrity of the store, foreign keys, the outbox, and sums beside what they were added from.
    Check,
    /// Bring the tables up to this version and stop.
    Migrate,
    /// Move everything into another, empty database: whole or not at all. Stop the server first.
    Move {
        /// `postgres://user@host/name` or `sqlite:<path>`.
        #[arg(long)]
        to: String,
    },
}

pub async fn run(config: Config, what: Database) -> anyhow::Result<()> {
    match what {
        Database::Move { to } => db_move::run(config, &to).await,
        Database::Migrate => {
            let house = open_house(config).await?;
            say("the database is up to date");
            Ok(house.db.close().await?)
        }
        Database::Check => {
            let house = open_house(config).await?;
            check(&house).await?;
            Ok(house.db.close().await?)
        }
    }
}

async fn check(house: &House) -> anyhow::Result<()> {
    let mut faults = house.db.check().await?;
    for shop in list_shops(house).await?.iter() {
        faults.extend(wrong_counts(house, shop).await?);
    }
    for fault in &faults {
        say(format_args!("fault: {fault}"));
    }
    if !faults.is_empty() {
        bail!("the store has {} faults", faults.len());
    }
    say("the store is whole");
    Ok(())
}

/// Sums that are not what they were added from.
async fn wrong_counts(house: &House, shop: &Shop) -> anyhow::Result<Vec<String>> {
    let mut read = house.db.read().await?;
    let wrong = wrong_open_counts(&mut read, shop.id).await?;
    let told = |(status, sum, parcels)| {
        format!("shop {}: {sum} parcels are counted under way as {status}, and {parcels} are", shop.handle)
    };
    Ok(wrong.into_iter().map(told).collect())
}
