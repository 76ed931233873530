//! `wasl db`: is the store whole, is its schema up to date; its backups, and its way into another database.

use super::{db_move, say};
use crate::backup::{self, LaterEntries};
use crate::open_house;
use anyhow::bail;
use clap::Subcommand;
use std::path::PathBuf;
use wasl_platform::{Config, House, Shop, list_shops};
use wasl_tracking::{TrackingError, recount_open_in, wrong_open_counts};

#[derive(Subcommand)]
pub enum Database {
    /// Integrity of the store, foreign keys, the outbox, and sums beside what they were added from.
    Check,
    /// Make sums anew from what they are added from, when `check` says that they differ. Stop the server first.
    Recount,
    /// Bring the tables up to this version and stop.
    Migrate,
    /// Everything in one file, taken beside the running server.
    Backup {
        /// A name that is not taken, or a folder, in which it is named by its instant.
        #[arg(long)]
        to: PathBuf,
    },
    /// Bring a backup into an empty database: whole or not at all.
    Restore {
        #[arg(long)]
        from: PathBuf,
        /// `postgres://user@host/name` or `sqlite:<path>`; the database of the settings when not given.
        #[arg(long)]
        to: Option<String>,
        /// The marks of the books know entries that are younger than the backup: give them up.
        #[arg(long)]
        give_up_later_entries: bool,
    },
    /// Move everything into another, empty database: whole or not at all. Stop the server first.
    Move {
        /// `postgres://user@host/name` or `sqlite:<path>`.
        #[arg(long)]
        to: String,
    },
}

pub async fn run(config: Config, what: Database) -> anyhow::Result<()> {
    match what {
        Database::Backup { to } => backup::take(&config, &to, &|line| say(line)).await.map(drop),
        Database::Restore { from, to, give_up_later_entries } => {
            let later = if give_up_later_entries { LaterEntries::GiveUp } else { LaterEntries::Keep };
            let to = to.unwrap_or_else(|| config.database());
            backup::restore(&config, &from, &to, later, &|line| say(line)).await
        }
        Database::Move { to } => db_move::run(config, &to).await,
        Database::Migrate => {
            let house = open_house(config).await?;
            say("the database is up to date");
            Ok(house.db.close().await?)
        }
        Database::Recount => {
            let house = open_house(config).await?;
            for shop in list_shops(&house).await?.iter() {
                recount(&house, shop).await?;
            }
            say("the sums are made anew");
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
    let faults = faults(house).await?;
    for fault in &faults {
        say(format_args!("fault: {fault}"));
    }
    if !faults.is_empty() {
        bail!("the store has {} faults", faults.len());
    }
    say("the store is whole");
    Ok(())
}

async fn faults(house: &House) -> anyhow::Result<Vec<String>> {
    let mut faults = house.db.check().await?;
    for shop in list_shops(house).await?.iter() {
        faults.extend(wrong_counts(house, shop).await);
    }
    Ok(faults)
}

/// Sums that are not what they were added from; that they cannot be reckoned is a fault too.
async fn wrong_counts(house: &House, shop: &Shop) -> Vec<String> {
    match counted_wrong(house, shop).await {
        Ok(wrong) => wrong,
        Err(error) => vec![format!("shop {}: its counts cannot be checked: {error}", shop.handle)],
    }
}

async fn counted_wrong(house: &House, shop: &Shop) -> anyhow::Result<Vec<String>> {
    // Sums, what was not heard yet and the parcels are of one moment.
    let mut read = house.db.report().await?;
    read.take_your_time().await?;
    let wrong = wrong_open_counts(&mut read, shop.id).await?;
    let told = |(status, sum, parcels)| {
        format!("shop {}: {sum} parcels are counted under way as {status}, and {parcels} are", shop.handle)
    };
    Ok(wrong.into_iter().map(told).collect())
}

async fn recount(house: &House, shop: &Shop) -> Result<(), TrackingError> {
    house.db.write(shop.id, |tx, shop| Box::pin(recount_open_in(tx, *shop))).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use wasl_db::Tx;
    use wasl_platform::outbox::forget_unheard_in;
    use wasl_platform::testing::{TestHouse, on_both};

    async fn parcel(t: &TestHouse) {
        let order = json!({
            "payment_method": "card",
            "customer": {"name": "نورة"},
            "address": {"city": "جدة"},
            "lines": [{"title": "تمر", "quantity": 1, "unit_price": "10.00"}]
        });
        let placed = t.api("POST", "/api/v1/orders", &order.to_string(), None).await;
        assert_eq!(placed.status, 201, "{}", placed.body);
        let path = format!("/api/v1/orders/{}/shipments", placed.json()["id"].as_str().expect("an id"));
        let made = t.api("POST", &path, r#"{"carrier": "smsa"}"#, None).await;
        assert_eq!(made.status, 201, "{}", made.body);
    }

    #[tokio::test]
    async fn a_sum_that_differs_is_a_fault_until_it_is_counted_anew() {
        on_both(crate::modules, |t| async move {
            // The tests' own server may be set to lose commits, which is a fault of its own.
            let before = faults(&t.house).await.expect("a look");
            parcel(&t).await;
            assert_eq!(faults(&t.house).await.expect("a look"), before, "what is yet to be heard is counted");
            let lost = t
                .house
                .db
                .write(t.shop.id, |tx: &mut Tx, shop| Box::pin(forget_unheard_in(tx, *shop, "tracking_open")));
            assert_eq!(lost.await.expect("lost"), 1);
            let told = "shop nakheel: 0 parcels are counted under way as Pending, and 1 are".to_owned();
            assert_eq!(faults(&t.house).await.expect("a look"), [before.clone(), vec![told]].concat());
            assert!(check(&t.house).await.is_err());
            recount(&t.house, &t.shop).await.expect("counted");
            assert_eq!(faults(&t.house).await.expect("a look"), before);
        })
        .await;
    }
}
