//! Where the books of every shop stand in a store: what a move, a backup and a restore must find the same on both sides.

use anyhow::{bail, ensure};
use serde::{Deserialize, Serialize};
use wasl_base::{CalendarDate, ShopId};
use wasl_db::Db;
use wasl_ledger::read::trial_balance;
use wasl_ledger::{MarkFile, Marks, sign_heads, verify_shop};
use wasl_platform::read_shops;

/// The books of one shop: the end of its chain and its trial balance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    pub shop: i64,
    pub handle: String,
    /// Entries of its chain; the sequence number of the last.
    pub entries: i64,
    /// Hash of the last entry, in hexadecimal digits.
    pub head: String,
    /// `account currency debit credit`, in minor units, for every account that ever moved.
    pub balances: Vec<String>,
}

/// By shop id, as one snapshot shows them; refuses books that are damaged, behind their mark or out of balance, and a
/// store without a shop.
pub async fn standings(db: &Db, marks: &Marks) -> anyhow::Result<Vec<Standing>> {
    let ever = CalendarDate::new(9999, 12, 31)?;
    let mut read = db.report().await?;
    read.take_your_time().await?;
    let mut found = Vec::new();
    for shop in read_shops(&mut read).await? {
        let report = verify_shop(&mut read, shop.id, marks.get(&shop.id.number())).await?;
        if let Some(damage) = report.damages.first() {
            bail!("the books of {} are damaged: {damage:?}", shop.handle);
        }
        let trial = trial_balance(&mut read, shop.id, ever).await?;
        ensure!(trial.is_balanced(), "the trial balance of {} is not zero", shop.handle);
        let line =
            |row: &wasl_ledger::read::Balance| format!("{} {} {} {}", row.account, row.currency, row.debit, row.credit);
        found.push(Standing {
            shop: shop.id.number(),
            handle: shop.handle,
            entries: report.head.seq,
            head: hexadecimal(&report.head.hash),
            balances: trial.rows.iter().map(line).collect(),
        });
    }
    ensure!(!found.is_empty(), "the store holds no shop: are the settings another one's?");
    Ok(found)
}

/// Marks that reach to the last entry of each chain: none is without a witness where the work goes on.
pub async fn sign(db: &Db, standings: &[Standing], file: &mut MarkFile) -> anyhow::Result<()> {
    let shops: Vec<ShopId> = standings.iter().map(|one| ShopId::from_number(one.shop)).collect();
    sign_heads(&mut db.read().await?, &shops, file).await?;
    Ok(())
}

pub fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
