//! `wasl storefront`: the stores that a shop's orders come from. A secret is read from the standard input, never from the
//! command line, where others could see it; one that we make is printed once.

use super::{ACTOR, say};
use crate::open_house;
use anyhow::{Context, bail};
use clap::Subcommand;
use std::io::BufRead;
use wasl_base::{ShopId, StorefrontId};
use wasl_db::DbError;
use wasl_platform::{Config, House, Shop, find_shop_by_handle};
use wasl_storefronts::{
    MessageState, NewStorefront, Platform, change_secret, connect_storefront, end_storefront, read,
};

#[derive(Subcommand)]
pub enum Connection {
    /// Connect a storefront and print the address for its messages.
    Connect {
        #[arg(long)]
        shop: String,
        /// shopify or woocommerce
        #[arg(long)]
        platform: String,
        #[arg(long)]
        name: String,
        /// Read the secret that the storefront signs with; without it one is made, or entered later where only the
        /// storefront makes one.
        #[arg(long)]
        secret_stdin: bool,
    },
    /// Give a connection another secret, read from the standard input; the one before is good for two days.
    Secret {
        #[arg(long)]
        shop: String,
        /// As `list` shows it.
        id: String,
    },
    /// List a shop's storefronts: how many messages wait to be looked at, and how many were refused.
    List {
        #[arg(long)]
        shop: String,
    },
    /// Take nothing of a storefront any more; what it told stays.
    End {
        #[arg(long)]
        shop: String,
        /// As `list` shows it.
        id: String,
    },
}

pub async fn run(config: Config, what: Connection) -> anyhow::Result<()> {
    let house = open_house(config).await?;
    match what {
        Connection::Connect { shop, platform, name, secret_stdin } => {
            let shop = find_shop_by_handle(&house, &shop).await?;
            let secret = secret_stdin.then(typed_secret).transpose()?;
            for line in connect(&house, &shop, read_platform(&platform)?, name, secret).await? {
                say(line);
            }
        }
        Connection::Secret { shop, id } => {
            let shop = find_shop_by_handle(&house, &shop).await?;
            change_secret(&house, &shop, read_id(&id)?, Some(&typed_secret()?), ACTOR).await?;
            say("the secret is set; the one before is good for two days");
        }
        Connection::List { shop } => {
            let shop = find_shop_by_handle(&house, &shop).await?;
            for line in list(&house, shop.id).await? {
                say(line);
            }
        }
        Connection::End { shop, id } => {
            let shop = find_shop_by_handle(&house, &shop).await?;
            if !end_storefront(&house, &shop, read_id(&id)?, ACTOR).await? {
                bail!("no connected storefront {id} in {}", shop.handle);
            }
            say("nothing of it is taken any more");
        }
    }
    Ok(house.db.close().await?)
}

fn read_platform(word: &str) -> anyhow::Result<Platform> {
    let known: Vec<&str> = Platform::ALL.into_iter().map(Platform::as_str).collect();
    Platform::parse(word).with_context(|| format!("{word} is none of {}", known.join(", ")))
}

fn read_id(text: &str) -> anyhow::Result<StorefrontId> {
    text.parse().context("the storefront's id")
}

/// Errors: nothing was typed, which would have one made that nobody was shown.
fn typed_secret() -> anyhow::Result<String> {
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line).context("reading the secret")?;
    let secret = line.trim().to_owned();
    if secret.is_empty() {
        bail!("no secret on the standard input");
    }
    Ok(secret)
}

/// The address for its messages, and what there is to say of its secret.
async fn connect(
    house: &House,
    shop: &Shop,
    platform: Platform,
    name: String,
    secret: Option<String>,
) -> anyhow::Result<Vec<String>> {
    let new = NewStorefront { platform, name, secret, actor: ACTOR.to_owned() };
    let made = connect_storefront(house, shop, new).await?;
    let address = format!("{}  {}/hooks/{}/{}", made.id, house.config.base_url(), shop.short, made.id);
    let of_secret = made.made_secret.map(|secret| {
        if platform.makes_the_secret() {
            format!("{} makes its own secret: `wasl storefront secret` takes it", platform.name())
        } else {
            format!("its secret, shown once: {secret}")
        }
    });
    Ok(std::iter::once(address).chain(of_secret).collect())
}

/// One line each; counts go as far as the page's do.
async fn list(house: &House, shop: ShopId) -> Result<Vec<String>, DbError> {
    let mut read = house.db.read().await?;
    let mut lines = Vec::new();
    for one in read::list_storefronts(&mut read, shop).await? {
        let waiting = read::count_in_state(&mut read, shop, one.id, MessageState::Waiting).await?;
        let refused = read::count_in_state(&mut read, shop, one.id, MessageState::Refused).await?;
        let state = one.ended_at.map_or("connected".to_owned(), |at| format!("ended {at}"));
        let (id, make, name) = (one.id, one.platform.as_str(), &one.name);
        lines.push(format!("{id}  {make}  waiting {waiting}  refused {refused}  {state}  {name}"));
    }
    Ok(lines)
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasl_platform::testing::on_both;

    #[tokio::test]
    async fn a_storefront_is_connected_and_listed() {
        on_both(crate::modules, |t| async move {
            let made = |platform, secret: Option<&str>| {
                connect(&t.house, &t.shop, platform, "المتجر".to_owned(), secret.map(str::to_owned))
            };
            let ours = made(Platform::WooCommerce, None).await.expect("connected");
            assert!(ours[0].contains(&format!("/hooks/{}/", t.shop.short)), "{ours:?}");
            assert!(ours[1].starts_with("its secret, shown once: "), "{ours:?}");
            let theirs = made(Platform::Shopify, None).await.expect("connected");
            assert_eq!(theirs[1], "Shopify makes its own secret: `wasl storefront secret` takes it");
            assert_eq!(made(Platform::Shopify, Some("a secret of a storefront")).await.expect("connected").len(), 1);
            assert!(made(Platform::Shopify, Some("short")).await.is_err());
            let listed = list(&t.house, t.shop.id).await.expect("listed");
            assert_eq!(listed.len(), 3);
            assert!(listed[0].ends_with("woocommerce  waiting 0  refused 0  connected  المتجر"), "{listed:?}");
            assert!(read_platform("etsy").is_err() && read_id("42").is_err());
        })
        .await;
    }
}
