//! Posting: the one way into the books. In the caller's transaction, and last in it: the shop's head is locked here and
//! held until COMMIT.

use crate::LedgerError;
use crate::canonical::{SealBytes, chain_hash, draft_bytes, input_hash};
use crate::model::{EntryDraft, Posted};
use crate::store::{self, Sealed};
use wasl_base::ShopId;
use wasl_db::Tx;
use wasl_platform::Stamp;

/// Entries of one call.
pub const ENTRIES_MAX: usize = 1_000;

/// Posts one entry. The same key with the same input gives the first answer; with another it is `ledger.key_reused`
/// and nothing is posted. A draft without lines is not posted.
pub async fn post_entry_in(
    tx: &mut Tx,
    stamp: &Stamp,
    shop: ShopId,
    draft: &EntryDraft,
) -> Result<Posted, LedgerError> {
    let posted = post_entries_in(tx, stamp, shop, std::slice::from_ref(draft)).await?;
    Ok(posted.first().copied().unwrap_or(Posted::Nothing))
}

/// Posts several entries in one go, in order; one answer each. Either all that are new are posted or none.
pub async fn post_entries_in(
    tx: &mut Tx,
    stamp: &Stamp,
    shop: ShopId,
    drafts: &[EntryDraft],
) -> Result<Vec<Posted>, LedgerError> {
    if drafts.len() > ENTRIES_MAX {
        return Err(LedgerError::TooManyLines { count: drafts.len(), max: ENTRIES_MAX });
    }
    if drafts.iter().all(EntryDraft::is_empty) {
        return Ok(vec![Posted::Nothing; drafts.len()]);
    }
    // Locked before the keys are looked up: whoever held the lock has committed, and its keys are seen.
    let mut head = store::lock_head(tx, shop).await?;
    let mut sealed: Vec<Sealed<'_>> = Vec::with_capacity(drafts.len());
    let mut answers = Vec::with_capacity(drafts.len());
    for draft in drafts {
        if draft.is_empty() {
            answers.push(Posted::Nothing);
            continue;
        }
        let input = draft_bytes(draft);
        let input_hash = input_hash(&input);
        if let Some(seq) = known_fact(tx, shop, draft, &input_hash, &sealed).await? {
            answers.push(Posted::Already { seq });
            continue;
        }
        head.seq += 1;
        let seal = SealBytes {
            shop: shop.number(),
            seq: head.seq,
            recorded_at_us: stamp.now.us(),
            origin: stamp.origin.as_str(),
        };
        head.hash = chain_hash(&head.hash, &seal, &input);
        let (seq, hash) = (head.seq, head.hash);
        sealed.push(Sealed { seq, draft, input_hash, recorded_at: stamp.now, origin: stamp.origin, hash });
        answers.push(Posted::New { seq });
    }
    if !sealed.is_empty() {
        store::add_entries(tx, shop, &sealed).await?;
        tx.mark(shop.number(), head.seq, head.hash);
    }
    Ok(answers)
}

/// The sequence number under which this fact already stands, in the books or earlier in this very call.
async fn known_fact(
    tx: &mut Tx,
    shop: ShopId,
    draft: &EntryDraft,
    input_hash: &[u8; 32],
    sealed: &[Sealed<'_>],
) -> Result<Option<i64>, LedgerError> {
    let key = draft.heading().key.as_str();
    let found = match sealed.iter().find(|earlier| earlier.draft.heading().key == key) {
        Some(earlier) => Some((earlier.seq, earlier.input_hash.to_vec())),
        None => store::find_key(tx, shop, key).await?,
    };
    match found {
        None => Ok(None),
        Some((seq, hash)) if hash == input_hash => Ok(Some(seq)),
        Some(_) => Err(LedgerError::KeyReused { key: key.to_owned() }),
    }
}
