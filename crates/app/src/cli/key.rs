//! `wasl key`: API keys of a shop. A key is shown once; a leaked one is revoked at once.

use super::{ACTOR, say};
use crate::open_house;
use anyhow::{Context, bail};
use clap::Subcommand;
use wasl_base::{ApiKeyId, Instant};
use wasl_platform::{
    ApiKeyRow, Config, House, NewApiKey, Scope, Shop, find_shop_by_handle, list_api_keys, make_api_key, revoke_api_key,
};

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
        /// Days until it ends by itself, at most ten years; never unless told.
        #[arg(long, value_parser = clap::value_parser!(u32).range(1..=3_650))]
        days: Option<u32>,
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
        Key::Create { shop, name, scope, days } => {
            let shop = find_shop_by_handle(&house, &shop).await?;
            let expires_at = days.map(|days| house.clock.now().plus_seconds(i64::from(days) * 86_400));
            let new = NewApiKey { name, scopes: scopes(&scope)?, expires_at, actor: ACTOR.to_owned() };
            say(make_api_key(&house, &shop, new).await?.secret);
        }
        Key::List { shop } => list(&house, find_shop_by_handle(&house, &shop).await?.as_ref()).await?,
        Key::Revoke { shop, id } => {
            let shop = find_shop_by_handle(&house, &shop).await?;
            let id: ApiKeyId = id.parse().context("the key's id")?;
            if !revoke_api_key(&house, &shop, id, ACTOR).await? {
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
    let now = house.clock.now();
    for key in list_api_keys(&mut read, shop).await? {
        let scopes: Vec<&str> = key.scopes.iter().map(|scope| scope.as_str()).collect();
        let used = key.used_at.map_or("not used yet".to_owned(), |at| format!("used {at}"));
        let (made, state) = (key.created_at, state_of(&key, now));
        say(format_args!("{}  {}  {}  made {made}  {used}  {state}", key.id, key.name, scopes.join(" ")));
    }
    Ok(())
}

fn state_of(key: &ApiKeyRow, now: Instant) -> String {
    match (key.revoked_at, key.expires_at) {
        (Some(at), _) => format!("revoked {at}"),
        (None, Some(at)) if at <= now => format!("over since {at}"),
        (None, Some(at)) => format!("living until {at}"),
        (None, None) => "living".to_owned(),
    }
}
