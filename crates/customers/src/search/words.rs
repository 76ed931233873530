//! Rows by the letters of their words: all of them whole, the last one begun, a telephone by its end.

use super::rows_limit;
use super::terms::backwards;
use crate::store;
use wasl_base::ShopId;
use wasl_db::{DbError, Read, args};

/// Newest rows of the rarest word that are looked at: a question about two common words stays quick.
const CANDIDATES_MAX: i64 = 5_000;
/// Whole words that a typed beginning may stand for.
const COMPLETIONS_MAX: usize = 16;
/// How far the rows of a word are counted to find the rarest.
const COUNT_MAX: i64 = 1_000;

/// Newest first. The rarest word leads: the others are looked up row by row.
pub async fn rows_with_all(
    read: &mut Read,
    shop: ShopId,
    kind: &str,
    words: &[String],
    limit: usize,
) -> Result<Vec<i64>, DbError> {
    if let [word] = words {
        return read.all(store::ROWS_WITH_WORD, args![shop, kind, word, rows_limit(limit)], |row| row.get(0)).await;
    }
    let mut counted = Vec::with_capacity(words.len());
    for word in words {
        let key = args![shop, kind, word, COUNT_MAX];
        let count: i64 = read.one(store::COUNT_ROWS, key, |row| row.get(0)).await?;
        if count == 0 {
            return Ok(Vec::new());
        }
        counted.push((count, word.as_str()));
    }
    counted.sort_unstable();
    let word = |place: usize| counted.get(place).or(counted.first()).map_or("", |(_, word)| *word);
    let values = args![shop, kind, word(0), word(1), word(2), word(3), rows_limit(limit), CANDIDATES_MAX];
    read.all(store::ROWS_WITH_WORDS, values, |row| row.get(0)).await
}

/// Rows that hold the words but the last, and one that begins like the last.
pub async fn rows_with_beginning(
    read: &mut Read,
    shop: ShopId,
    kind: &str,
    words: &[String],
    limit: usize,
) -> Result<Vec<i64>, DbError> {
    let Some((typed, whole)) = words.split_last() else { return Ok(Vec::new()) };
    let mut rows = rows_with_completions(read, shop, kind, whole, typed, limit).await?;
    if rows.len() < limit && whole.is_empty() {
        rows.extend(rows_with_prefix(read, shop, kind, typed, limit).await?);
    }
    Ok(rows)
}

/// Rows with a telephone that ends in `digits`.
pub async fn rows_with_ending(
    read: &mut Read,
    shop: ShopId,
    kind: &str,
    digits: &str,
    limit: usize,
) -> Result<Vec<i64>, DbError> {
    rows_with_prefix(read, shop, kind, &backwards(digits), limit).await
}

/// However many words begin so: numbers of orders do.
async fn rows_with_prefix(
    read: &mut Read,
    shop: ShopId,
    kind: &str,
    typed: &str,
    limit: usize,
) -> Result<Vec<i64>, DbError> {
    let values = args![shop, kind, typed, end_of(typed), rows_limit(limit)];
    read.all(store::ROWS_WITH_PREFIX, values, |row| row.get(0)).await
}

/// The typed beginning stands for the first whole words that begin so; each is asked for beside the others.
async fn rows_with_completions(
    read: &mut Read,
    shop: ShopId,
    kind: &str,
    whole: &[String],
    typed: &str,
    limit: usize,
) -> Result<Vec<i64>, DbError> {
    let mut words = whole.to_vec();
    let (mut last, end) = (typed.to_owned(), end_of(typed));
    let mut rows = Vec::new();
    for _ in 0..COMPLETIONS_MAX {
        let next = read.opt(store::NEXT_WORD, args![shop, kind, &last, &end], |row| row.get::<String>(0)).await?;
        let Some(next) = next else { break };
        words.truncate(whole.len());
        words.push(next.clone());
        rows.extend(rows_with_all(read, shop, kind, &words, limit).await?);
        if rows.len() >= limit {
            break;
        }
        last = next;
    }
    Ok(rows)
}

/// After every word that begins so: texts compare by their bytes on both engines.
fn end_of(typed: &str) -> String {
    format!("{typed}\u{10FFFF}")
}
