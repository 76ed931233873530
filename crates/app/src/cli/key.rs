//! `wasl key`: API keys of a shop. A key is shown once; a leaked one is revoked at once.

use super::say;
use crate::open_house;
use anyhow::{Context, bail};
use clap::Subcommand;
use wasl_base::ApiKeyId;
use wasl_platform::{Config, House, Scope, Shop, create_api_key, find_shop_by_handle, list_api_keys, revoke_api_key};

#[derive(Subcommand)]
pub enum Key {
    /// Make a key; with no scope named it may do everything.
    Create {
        #[arg(long)]
        shop: String,
        #[arg(long, default_value = "command line")]
        name: String,
        /// e.g. orders:read; may stand several times.
        #[arg(long)]
        scope: Vec<String>,
    },
    /// List a shop's keys.
    List {
        #[arg(long)]
        shop: String,
    },
    /// End a key.
    Revoke {
        #[arg(long)]
        shop: String,
        /// As `list` shows it.
        id: String,
    },
}

pub async fn run(config: Config, what: Key) -> anyhow::Result<()> {
    let house = open_house(config).await?;
    match what {
        Key::Create { shop, name, scope } => {
            let shop = find_shop_by_handle(&house, &shop).await?;
            say(create_api_key(&house, &shop, &name, &scopes(&scope)?).await?.secret);
        }
        Key::List { shop } => list(&house, find_shop_by_handle(&house, &shop).await?.as_ref()).await?,
        Key::Revoke { shop, id } => {
            let shop = find_shop_by_handle(&house, &shop).await?;
            let id: ApiKeyId = id.parse().context("the key's id")?;
            if !revoke_api_key(&house, &shop, id).await? {
                bail!("no living key {id} in {}", shop.handle);
            }
            say(format_args!("{id} is revoked"));
        }
    }
    Ok(house.db.close().await?)
}

fn scopes(words: &[String]) -> anyhow::Result<Vec<Scope>> {
    if words.is_empty() {
        return Ok(vec![Scope::Admin]);
    }
    words.iter().map(|word| Scope::parse(word).with_context(|| format!("{word} is no scope"))).collect()
}

async fn list(house: &House, shop: &Shop) -> anyhow::Result<()> {
    let mut read = house.db.read().await?;
    for key in list_api_keys(&mut read, shop).await? {
        let state = key.revoked_at.map_or("living".to_owned(), |at| format!("revoked {at}"));
        say(format_args!("{}  {}  {}  made {}  {state}", key.id, key.name, key.scopes, key.created_at));
    }
    Ok(())
}
