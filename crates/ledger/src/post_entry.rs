//! Posting: the one way into the books. In the caller's transaction, and last in it: the shop's head is locked here and
//! held until COMMIT.

use crate::LedgerError;
use crate::canonical::{Hash, SealBytes, chain_hash, draft_bytes, input_hash};
use crate::model::{EntryDraft, Posted};
use crate::store::{self, Head, Sealed};
use std::collections::HashMap;
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
    let keys: Vec<&str> =
        drafts.iter().filter(|draft| !draft.is_empty()).map(|draft| draft.heading().key.as_str()).collect();
    let known = store::find_keys(tx, shop, &keys).await?;
    let mut fresh: Vec<Fresh<'_>> = Vec::with_capacity(drafts.len());
    let mut places = HashMap::new();
    let mut plans = Vec::with_capacity(drafts.len());
    for draft in drafts {
        plans.push(plan(draft, &known, &mut places, &mut fresh)?);
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

/// `known` are the keys that stand in the books already, `places` those of the drafts before this one.
fn plan<'a>(
    draft: &'a EntryDraft,
    known: &HashMap<String, (i64, Vec<u8>)>,
    places: &mut HashMap<&'a str, usize>,
    fresh: &mut Vec<Fresh<'a>>,
) -> Result<Plan, LedgerError> {
    if draft.is_empty() {
        return Ok(Plan::Nothing);
    }
    let key = draft.heading().key.as_str();
    let input = draft_bytes(draft);
    let hash = input_hash(&input);
    let reused = || LedgerError::KeyReused { key: key.to_owned() };
    if let Some(place) = places.get(key) {
        let is_same = fresh[*place].hash == hash;
        return if is_same { Ok(Plan::Repeat { place: *place as i64 }) } else { Err(reused()) };
    }
    match known.get(key) {
        Some((seq, stored)) if *stored == hash => Ok(Plan::Known { seq: *seq }),
        Some(_) => Err(reused()),
        None => {
            let place = fresh.len();
            places.insert(key, place);
            fresh.push(Fresh { draft, input, hash });
            Ok(Plan::Post { place: place as i64 })
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
