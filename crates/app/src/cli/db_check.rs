//! `wasl db`: is the store whole, is its schema up to date; and its way into another database.

use super::{db_move, say};
use crate::open_house;
use anyhow::bail;
use clap::Subcommand;
use wasl_platform::{Config, House};

#[derive(Subcommand)]
pub enum Database {
    /// Integrity of the store, foreign keys, and the outbox.
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
    let faults = house.db.check().await?;
    for fault in &faults {
        say(format_args!("fault: {fault}"));
    }
    if !faults.is_empty() {
        bail!("the store has {} faults", faults.len());
    }
    say("the store is whole");
    Ok(())
}
