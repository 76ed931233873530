//! `wasl ledger`: verify the chain, show the trial balance, hand the journal to another program.

use super::say;
use crate::open_house;
use anyhow::bail;
use clap::Subcommand;
use std::path::PathBuf;
use std::sync::Arc;
use wasl_ledger::Damage;
use wasl_platform::{Config, House, Shop, find_shop_by_handle, list_shops};

/// Damages of one shop that are spelled out.
const DAMAGES_TOLD_MAX: usize = 20;

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
        for line in told_of(&report.damages, report.damages_count, report.first_damaged_seq()) {
            say(format_args!("  {line}"));
        }
        damaged += usize::from(!report.is_sound());
    }
    if damaged > 0 {
        bail!("the books of {damaged} shops are damaged");
    }
    Ok(())
}

/// What is damaged, how much more of it there is, and what stands nevertheless.
fn told_of(damages: &[Damage], damages_count: usize, first_damaged_seq: Option<i64>) -> Vec<String> {
    let mut told: Vec<String> =
        damages.iter().take(DAMAGES_TOLD_MAX).map(|damage| format!("damage: {damage:?}")).collect();
    if damages_count > told.len() {
        told.push(format!("and {} damages more", damages_count - told.len()));
    }
    if let Some(seq) = first_damaged_seq.filter(|seq| *seq > 1) {
        told.push(format!("the entries up to {} are as they were written", seq - 1));
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(damages: &[Damage], damages_count: usize, first: Option<i64>, expect: &[&str]) {
        let told = told_of(damages, damages_count, first);
        let (damaged, last) = told.split_at(damages.len().min(DAMAGES_TOLD_MAX));
        assert!(damaged.iter().all(|line| line.starts_with("damage: ")), "{told:?}");
        assert_eq!(last, expect);
    }

    #[test]
    fn what_is_damaged_and_what_stands_is_told() {
        let missing = |seqs: std::ops::Range<i64>| seqs.map(|seq| Damage::Missing { seq }).collect::<Vec<_>>();
        check(&[], 0, None, &[]);
        check(&missing(7..9), 2, Some(7), &["the entries up to 6 are as they were written"]);
        check(&missing(1..2), 1, Some(1), &[]);
        check(&[Damage::Head { stored: 3, last: 2 }], 1, None, &[]);
        let many = ["and 19980 damages more", "the entries up to 4 are as they were written"];
        check(&missing(5..90), 20_000, Some(5), &many);
    }
}
