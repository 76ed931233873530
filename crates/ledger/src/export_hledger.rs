//! The journal as a text that hledger and Ledger read, so that programs that are not ours can check the books.
//! They do not notice a whole missing entry: so the text carries the count of entries, the last hash, and closing
//! balances asserted from the stored days, which is another path than the lines.

use crate::canonical::hex;
use crate::chart::CHART;
use crate::model::Entry;
use crate::{read, store};
use std::collections::BTreeSet;
use std::io::{self, Write};
use wasl_base::{Currency, Money, ShopId};
use wasl_db::{DbError, Read};

/// Entries read at a time.
const PAGE_ENTRIES: i64 = 100;

/// What an export held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exported {
    pub entries: i64,
    pub last_hash: [u8; 32],
}

#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    #[error(transparent)]
    Db(#[from] DbError),
    #[error("writing the export: {0}")]
    Io(#[from] io::Error),
}

/// Writes the whole journal of a shop, a page at a time.
pub async fn export_hledger(
    read: &mut Read,
    shop: ShopId,
    out: &mut (dyn Write + Send),
) -> Result<Exported, ExportError> {
    let head = read::head(read, shop).await?;
    writeln!(out, "; wasl journal of {shop}\n; entries: {}\n; last hash: {}\n", head.seq, hex(&head.hash))?;
    for account in &CHART {
        writeln!(out, "account {}  ; {} {} / {}", account.path, account.code, account.en, account.ar)?;
    }
    let mut declared = BTreeSet::new();
    let mut exported = Exported { entries: 0, last_hash: crate::canonical::GENESIS };
    let mut after = 0;
    loop {
        let page = read::entries_after(read, shop, after, PAGE_ENTRIES).await?;
        let Some(last) = page.last() else { break };
        (after, exported.last_hash) = (last.seq, last.hash);
        for entry in &page {
            exported.entries += 1;
            for line in entry.draft.lines() {
                if declared.insert(line.currency) {
                    declare(out, line.currency)?;
                }
            }
            write_entry(out, entry)?;
        }
    }
    write_closing(read, shop, out).await?;
    Ok(exported)
}

/// hledger wants a decimal mark even where a currency has no decimals: `1000. JPY`.
fn declare(out: &mut dyn Write, currency: Currency) -> io::Result<()> {
    let decimals = "0".repeat(usize::from(currency.decimals()));
    writeln!(out, "\ncommodity {currency}\n    format 1000.{decimals} {currency}")
}

fn write_entry(out: &mut dyn Write, entry: &Entry) -> io::Result<()> {
    let heading = entry.draft.heading();
    write!(out, "\n{} * ({}) {}", heading.date, entry.seq, plain(&heading.key))?;
    if let Some(memo) = &heading.memo {
        write!(out, " | {}", plain(memo))?;
    }
    writeln!(out)?;
    if let Some(reversed) = entry.draft.reverses() {
        writeln!(out, "    ; reverses: {reversed}")?;
    }
    for line in entry.draft.lines() {
        let amount = Money::new(line.debit - line.credit, line.currency);
        writeln!(out, "    {}    {amount}", line.account.account().path)?;
    }
    Ok(())
}

/// One entry of zero amounts on the last day, each asserting what the stored days say.
async fn write_closing(read: &mut Read, shop: ShopId, out: &mut (dyn Write + Send)) -> Result<(), ExportError> {
    let Some(day) = store::last_day(read, shop).await? else {
        return Ok(());
    };
    writeln!(out, "\n{day} * closing balances")?;
    for row in read::trial_balance(read, shop, day).await?.rows {
        let zero = Money::zero(row.currency);
        writeln!(out, "    {}    {zero} = {}", row.account.account().path, row.net())?;
    }
    Ok(())
}

/// A description ends at `;` and at the end of the line.
fn plain(text: &str) -> String {
    text.chars().map(|c| if c == ';' || c == '|' || c.is_control() { ' ' } else { c }).collect()
}
