//! `wasl ledger`: verify the chain, show the trial balance, hand the journal to another program.

use super::say;
use crate::open_house;
use anyhow::bail;
use clap::Subcommand;
use std::path::PathBuf;
use std::sync::Arc;
use wasl_platform::{Config, House, Shop, find_shop_by_handle, list_shops};

#[derive(Subcommand)]
pub enum Books {
    /// Recompute chain, balances and marks of every shop (or one).
    Verify {
        #[arg(long)]
        shop: Option<String>,
    },
    /// Write the journal for hledger.
    Export {
        #[arg(long)]
        shop: String,
        /// File to write.
        #[arg(long)]
        to: PathBuf,
    },
}

pub async fn run(config: Config, what: Books) -> anyhow::Result<()> {
    let house = open_house(config).await?;
    match what {
        Books::Verify { shop } => verify(&house, shop.as_deref()).await?,
        Books::Export { shop, to } => {
            let shop = find_shop_by_handle(&house, &shop).await?;
            let mut file = std::io::BufWriter::new(std::fs::File::create(&to)?);
            let mut read = house.db.report().await?;
            let exported = wasl_ledger::export_hledger(&mut read, shop.id, &mut file).await?;
            file.into_inner()?.sync_all()?;
            drop(read);
            say(format_args!("{} entries written to {}", exported.entries, to.display()));
        }
    }
    Ok(house.db.close().await?)
}

async fn chosen(house: &House, handle: Option<&str>) -> anyhow::Result<Vec<Arc<Shop>>> {
    Ok(match handle {
        Some(handle) => vec![find_shop_by_handle(house, handle).await?],
        None => list_shops(house).await?.to_vec(),
    })
}

async fn verify(house: &House, handle: Option<&str>) -> anyhow::Result<()> {
    let marks = wasl_ledger::read_marks(&crate::marks::path(&house.config))?;
    let mut damaged = 0;
    for shop in chosen(house, handle).await? {
        let mut read = house.db.report().await?;
        let report = wasl_ledger::verify_shop(&mut read, shop.id, marks.get(&shop.id.number())).await?;
        drop(read);
        let tail = report.tail_unprotected.map_or("no mark".to_owned(), |count| format!("{count} after the mark"));
        say(format_args!("{}: {} entries, {} lines, {tail}", shop.handle, report.entries, report.lines));
        for damage in report.damages.iter().take(20) {
            say(format_args!("  damage: {damage:?}"));
        }
        damaged += usize::from(!report.is_sound());
    }
    if damaged > 0 {
        bail!("the books of {damaged} shops are damaged");
    }
    Ok(())
}
