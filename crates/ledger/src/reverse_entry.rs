//! Undoing an entry: an equal and opposite one, linked to it, at most once. Nothing in the books is ever edited.

use crate::LedgerError;
use crate::model::{EntryDraft, Heading, Posted};
use crate::{post_entry_in, read, store};
use wasl_base::{CalendarDate, ShopId};
use wasl_db::Tx;
use wasl_platform::{House, Shop, Stamp};

/// Which entry to undo, the accounting day of the reversal, and why.
#[derive(Clone, Debug)]
pub struct ReverseEntry {
    pub seq: i64,
    pub date: CalendarDate,
    pub memo: Option<String>,
}

/// Errors: `ledger.entry_not_found`, `ledger.already_reversed`, `ledger.text` for the memo.
pub async fn reverse_entry(house: &House, shop: &Shop, command: ReverseEntry) -> Result<i64, LedgerError> {
    let context = (house.stamp(), shop.id, command);
    house.db.write(context, |tx, (stamp, shop, command)| Box::pin(reverse_entry_in(tx, stamp, *shop, command))).await
}

/// Undoes the entry of a fact that turned out not to hold. Nothing happens when the fact moved no money, or when somebody
/// has undone it already; undone and restored by hand, it stands and is undone.
pub async fn reverse_fact_in(
    tx: &mut Tx,
    stamp: &Stamp,
    shop: ShopId,
    key: &str,
    date: CalendarDate,
) -> Result<(), LedgerError> {
    let Some(seq) = store::find_key(tx, shop, key).await? else {
        return Ok(());
    };
    store::lock_head(tx, shop).await?;
    let (mut newest, mut stands) = (seq, true);
    while let Some(by) = store::find_reversal(tx, shop, newest).await? {
        (newest, stands) = (by, !stands);
    }
    if stands {
        reverse_entry_in(tx, stamp, shop, &ReverseEntry { seq: newest, date, memo: None }).await?;
    }
    Ok(())
}

/// Returns the sequence number of the reversal.
pub async fn reverse_entry_in(
    tx: &mut Tx,
    stamp: &Stamp,
    shop: ShopId,
    command: &ReverseEntry,
) -> Result<i64, LedgerError> {
    // Twins wait for each other here, so that the second one finds the first one's reversal.
    store::lock_head(tx, shop).await?;
    if let Some(by) = store::find_reversal(tx, shop, command.seq).await? {
        return Err(LedgerError::AlreadyReversed { by });
    }
    let entry = read::entry(tx, shop, command.seq).await?.ok_or(LedgerError::EntryNotFound)?;
    let heading = Heading {
        key: format!("entry.reversed:{}", entry.seq),
        document: entry.draft.heading().document.clone(),
        date: command.date,
        at: stamp.now,
        memo: command.memo.clone(),
    };
    let draft = EntryDraft::reversal_of(&entry, heading)?;
    match post_entry_in(tx, stamp, shop, &draft).await? {
        Posted::New { seq } | Posted::Already { seq } => Ok(seq),
        Posted::Nothing => Err(LedgerError::EntryNotFound),
    }
}
