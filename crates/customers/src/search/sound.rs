//! Rows whose words sound like those of a question: first which known words do, then who holds them.

use super::question::WORDS_MAX;
use super::rows_limit;
use crate::store;
use wasl_base::{Heard, ShopId, sounds_like};
use wasl_db::{DbError, Read, Value, args};

/// Known words of one key that are judged.
const KNOWN_MAX: i64 = 2_000;
/// Spellings of one word that are looked for: as many as [`store::ROWS_WITH_SPELLINGS`] has places for each.
const SPELLINGS_MAX: usize = 12;
/// Rows of the rarest word that are looked at, over all its spellings, and at least of each.
const CANDIDATES_MAX: usize = 3_000;
const CANDIDATES_MIN: usize = 300;
/// How far the rows of a spelling are counted to find the rarest word.
const COUNT_MAX: i64 = 1_000;

/// Newest first. Nothing when every word is known in its own spelling alone: those rows are found already.
pub async fn rows_that_sound(
    read: &mut Read,
    shop: ShopId,
    kind: &str,
    heard: &[Heard],
    limit: usize,
) -> Result<Vec<i64>, DbError> {
    let mut all = Vec::with_capacity(heard.len());
    for one in heard.iter().take(WORDS_MAX) {
        all.push(spellings_of(read, shop, kind, one).await?);
    }
    if all.iter().any(Vec::is_empty) {
        return Ok(Vec::new());
    }
    let mut rows = match all.as_slice() {
        [spellings] => rows_of_one(read, shop, kind, spellings, limit).await?,
        _ => rows_of_all(read, shop, kind, all, limit).await?,
    };
    rows.sort_unstable_by(|one, other| other.cmp(one));
    rows.dedup();
    rows.truncate(limit);
    Ok(rows)
}

/// The word itself, and known words that may be the same name; the nearest in length first.
async fn spellings_of(read: &mut Read, shop: ShopId, kind: &str, heard: &Heard) -> Result<Vec<String>, DbError> {
    let mut spellings = vec![heard.word.clone()];
    for key in &heard.keys {
        let known =
            read.all(store::WORDS_OF_SOUND, args![shop, kind, key, KNOWN_MAX], |row| row.get::<String>(0)).await?;
        for word in known {
            if !spellings.contains(&word) && sounds_like(&heard.word, &word) {
                spellings.push(word);
            }
        }
    }
    let length = heard.word.chars().count();
    spellings.sort_by_key(|word| word.chars().count().abs_diff(length));
    spellings.truncate(SPELLINGS_MAX);
    Ok(spellings)
}

async fn rows_of_one(
    read: &mut Read,
    shop: ShopId,
    kind: &str,
    spellings: &[String],
    limit: usize,
) -> Result<Vec<i64>, DbError> {
    let mut rows = Vec::new();
    for word in spellings {
        rows.extend(
            read.all(store::ROWS_WITH_WORD, args![shop, kind, word, rows_limit(limit)], |row| row.get::<i64>(0))
                .await?,
        );
    }
    Ok(rows)
}

/// The rarest word leads, one spelling after the other; the other words are looked up row by row.
async fn rows_of_all(
    read: &mut Read,
    shop: ShopId,
    kind: &str,
    mut all: Vec<Vec<String>>,
    limit: usize,
) -> Result<Vec<i64>, DbError> {
    let mut counts = Vec::with_capacity(all.len());
    for spellings in &all {
        let mut count = 0;
        for word in spellings {
            let some: i64 = read.one(store::COUNT_ROWS, args![shop, kind, word, COUNT_MAX], |row| row.get(0)).await?;
            count += some;
        }
        counts.push(count);
    }
    let rarest = counts.iter().enumerate().min_by_key(|(_, count)| **count).map_or(0, |(place, _)| place);
    let lead = all.swap_remove(rarest);
    let candidates = rows_limit((CANDIDATES_MAX / lead.len().max(1)).max(CANDIDATES_MIN));
    let mut rows = Vec::new();
    for word in &lead {
        let mut values: Vec<Value<'_>> = args![shop, kind, word, candidates, rows_limit(limit)].to_vec();
        for place in 0..WORDS_MAX - 1 {
            let spellings = all.get(place).or(all.first()).map_or(&[][..], Vec::as_slice);
            let last = spellings.last().unwrap_or(word);
            values.extend(spellings.iter().chain(std::iter::repeat(last)).take(SPELLINGS_MAX).map(Value::from));
        }
        rows.extend(read.all(store::ROWS_WITH_SPELLINGS, &values, |row| row.get::<i64>(0)).await?);
    }
    Ok(rows)
}
