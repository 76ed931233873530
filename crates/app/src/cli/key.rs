//! `wasl key create`: an API key for a shop, shown once.

use super::say;
use crate::open_house;
use clap::Subcommand;
use wasl_platform::{Config, Scope, create_api_key, find_shop_by_handle};

#[derive(Subcommand)]
pub enum Key {
    /// Make a key with every scope.
    Create {
        #[arg(long)]
        shop: String,
        #[arg(long, default_value = "command line")]
        name: String,
    },
}

pub async fn run(config: Config, what: Key) -> anyhow::Result<()> {
    let house = open_house(config).await?;
    let Key::Create { shop, name } = what;
    let shop = find_shop_by_handle(&house, &shop).await?;
    say(create_api_key(&house, &shop, &name, &[Scope::Admin]).await?.secret);
    Ok(house.db.close().await?)
}
