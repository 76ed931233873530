//! Posting: the one way into the books. In the caller's transaction, and last in it: the shop's head is locked here and
//! held until COMMIT.

use crate::LedgerError;
use crate::canonical::{Hash, SealBytes, chain_hash, draft_bytes, input_hash};
use crate::model::{EntryDraft, Posted};
use crate::store::{self, Head, Sealed};
use wasl_base::ShopId;
use wasl_db::{DbError, Tx};
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
    let mut fresh: Vec<Fresh<'_>> = Vec::with_capacity(drafts.len());
    let mut plans = Vec::with_capacity(drafts.len());
    for draft in drafts {
        plans.push(plan(tx, shop, draft, &mut fresh).await?);
    }
    let first_seq = if fresh.is_empty() { 0 } else { seal(tx, stamp, shop, &fresh).await? };
    Ok(plans.into_iter().map(|plan| plan.answer(first_seq)).collect())
}

/// A draft whose key nobody has used so far.
struct Fresh<'a> {
    draft: &'a EntryDraft,
    input: Vec<u8>,
    hash: Hash,
}

/// What becomes of a draft; places count within the fresh ones of this call.
enum Plan {
    Nothing,
    Known { seq: i64 },
    Post { place: i64 },
    Repeat { place: i64 },
}

impl Plan {
    fn answer(self, first_seq: i64) -> Posted {
        match self {
            Self::Nothing => Posted::Nothing,
            Self::Known { seq } => Posted::Already { seq },
            Self::Post { place } => Posted::New { seq: first_seq + place },
            Self::Repeat { place } => Posted::Already { seq: first_seq + place },
        }
    }
}

async fn plan<'a>(
    tx: &mut Tx,
    shop: ShopId,
    draft: &'a EntryDraft,
    fresh: &mut Vec<Fresh<'a>>,
) -> Result<Plan, LedgerError> {
    if draft.is_empty() {
        return Ok(Plan::Nothing);
    }
    let key = draft.heading().key.as_str();
    let input = draft_bytes(draft);
    let hash = input_hash(&input);
    let reused = || LedgerError::KeyReused { key: key.to_owned() };
    for (place, earlier) in (0_i64..).zip(fresh.iter()) {
        if earlier.draft.heading().key == key {
            return if earlier.hash == hash { Ok(Plan::Repeat { place }) } else { Err(reused()) };
        }
    }
    match store::find_key(tx, shop, key).await? {
        Some((seq, stored)) if stored == hash => Ok(Plan::Known { seq }),
        Some(_) => Err(reused()),
        None => {
            let place = i64::try_from(fresh.len()).unwrap_or(i64::MAX);
            fresh.push(Fresh { draft, input, hash });
            Ok(Plan::Post { place })
        }
    }
}

/// Takes the head's lock and chains the entries to it; returns the first one's number.
async fn seal(tx: &mut Tx, stamp: &Stamp, shop: ShopId, fresh: &[Fresh<'_>]) -> Result<i64, LedgerError> {
    let mut head = store::lock_head(tx, shop).await?;
    let first_seq = head.seq + 1;
    let mut sealed = Vec::with_capacity(fresh.len());
    for one in fresh {
        let seal = SealBytes {
            shop: shop.number(),
            seq: head.seq + 1,
            recorded_at_us: stamp.now.us(),
            origin: stamp.origin.as_str(),
        };
        head = Head { seq: seal.seq, hash: chain_hash(&head.hash, &seal, &one.input) };
        sealed.push(Sealed {
            seq: head.seq,
            draft: one.draft,
            input_hash: one.hash,
            recorded_at: stamp.now,
            origin: stamp.origin,
            hash: head.hash,
        });
    }
    store::add_entries(tx, shop, &sealed).await.map_err(found_twin)?;
    tx.mark(shop.number(), head.seq, head.hash);
    Ok(first_seq)
}

/// Keys are looked up before the lock, so that it is held shortly; a twin may have posted the key in between. The verb
/// runs again and finds the twin's entry.
fn found_twin(error: DbError) -> DbError {
    match error {
        DbError::Unique { constraint } if constraint == "ledger_entry_key" => {
            DbError::Retry("the same fact is being posted twice".to_owned())
        }
        other => other,
    }
}
