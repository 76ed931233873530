//! `wasl db check`: is the store whole, and do the books agree with themselves?

use super::say;
use crate::open_house;
use anyhow::bail;
use clap::Subcommand;
use wasl_platform::Config;

#[derive(Subcommand)]
pub enum Database {
    /// Integrity of the store, foreign keys, and the outbox.
    Check,
    /// Bring the tables up to this version and stop.
    Migrate,
}

pub async fn run(config: Config, what: Database) -> anyhow::Result<()> {
    let house = open_house(config).await?;
    match what {
        Database::Migrate => say("the database is up to date"),
        Database::Check => {
            let faults = house.db.check().await?;
            for fault in &faults {
                say(format_args!("fault: {fault}"));
            }
            if !faults.is_empty() {
                bail!("the store has {} faults", faults.len());
            }
            say("the store is whole");
        }
    }
    Ok(house.db.close().await?)
}
