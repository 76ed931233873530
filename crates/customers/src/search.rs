//! Text search that finds the same rows on both engines: folded words in a table, a prefix is a key range. Rooms above
//! put their own kinds of rows in through these functions, in the transaction that writes the row.

use crate::store;
use std::collections::HashSet;
use wasl_base::ShopId;
use wasl_db::{DbError, Read, Tx, Value, args};

/// Words of one question that are looked at.
pub const WORDS_MAX: usize = 4;
/// Rows one question gives at most.
pub const ROWS_MAX: usize = 200;
/// Newest rows of the rarest word that are looked at: a question about two common words stays quick.
const CANDIDATES_MAX: i64 = 5_000;
/// Whole words that a typed beginning may stand for.
const COMPLETIONS_MAX: usize = 16;
/// How far the rows of a word are counted to find the rarest.
const COUNT_MAX: i64 = 1_000;
/// Digits from which a number with leading zeros is taken for a telephone as well.
const PHONE_DIGITS_MIN: usize = 7;

/// Makes the row findable by each of `terms` (see `wasl_base::search_terms`).
pub async fn add_terms_in(tx: &mut Tx, shop: ShopId, kind: &str, row_id: i64, terms: &[String]) -> Result<(), DbError> {
    each_term(tx, store::ADD_TERM, shop, kind, row_id, terms).await
}

/// Takes words back that the row no longer holds.
pub async fn drop_terms_in(
    tx: &mut Tx,
    shop: ShopId,
    kind: &str,
    row_id: i64,
    terms: &[String],
) -> Result<(), DbError> {
    each_term(tx, store::DROP_TERM, shop, kind, row_id, terms).await
}

async fn each_term(
    tx: &mut Tx,
    sql: wasl_db::Sql,
    shop: ShopId,
    kind: &str,
    row_id: i64,
    terms: &[String],
) -> Result<(), DbError> {
    if terms.is_empty() {
        return Ok(());
    }
    let rows: Vec<Vec<Value<'_>>> = terms
        .iter()
        .map(|term| vec![Value::from(shop), Value::from(kind), Value::from(term), Value::from(row_id)])
        .collect();
    tx.send_all(sql, &rows).await
}

/// Rows of `kind` that hold every word of `question`; whole words first and newest first, then those that begin with
/// its last word. At most [`ROWS_MAX`] and `limit`.
pub async fn search_rows(
    read: &mut Read,
    shop: ShopId,
    kind: &str,
    question: &str,
    limit: usize,
) -> Result<Vec<i64>, DbError> {
    let limit = limit.min(ROWS_MAX);
    for words in readings(question) {
        let found = rows_of_words(read, shop, kind, &words, limit).await?;
        if !found.is_empty() {
            return Ok(found);
        }
    }
    Ok(Vec::new())
}

/// The question as it stands, then with `00` or `0` taken off a long number: telephones are kept without them.
fn readings(question: &str) -> Vec<Vec<String>> {
    let mut words = wasl_base::search_terms(question);
    let joined: String = question.chars().filter(|letter| !letter.is_whitespace() && *letter != '-').collect();
    let joined = wasl_base::search_terms(&joined);
    words.truncate(WORDS_MAX);
    let mut all = vec![words];
    if let [digits] = joined.as_slice()
        && digits.len() >= PHONE_DIGITS_MIN
        && digits.bytes().all(|byte| byte.is_ascii_digit())
    {
        all.push(vec![digits.trim_start_matches('0').to_owned()]);
    }
    all.retain(|words| words.first().is_some_and(|word| !word.is_empty()));
    all.dedup();
    all
}

async fn rows_of_words(
    read: &mut Read,
    shop: ShopId,
    kind: &str,
    words: &[String],
    limit: usize,
) -> Result<Vec<i64>, DbError> {
    let Some((typed, whole)) = words.split_last() else { return Ok(Vec::new()) };
    let mut rows = rows_with_all(read, shop, kind, words, limit).await?;
    if rows.len() < limit {
        rows.extend(rows_with_completions(read, shop, kind, whole, typed, limit).await?);
    }
    if rows.len() < limit && whole.is_empty() {
        rows.extend(rows_with_prefix(read, shop, kind, typed, limit).await?);
    }
    let mut seen = HashSet::new();
    rows.retain(|row| seen.insert(*row));
    rows.truncate(limit);
    Ok(rows)
}

/// The rarest word leads: the others are looked up row by row.
async fn rows_with_all(
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

fn rows_limit(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_is_read_as_words_and_as_a_telephone() {
        let check = |question: &str, expect: &[&[&str]]| {
            let found = readings(question);
            let expect: Vec<Vec<String>> =
                expect.iter().map(|words| words.iter().map(|word| (*word).to_owned()).collect()).collect();
            assert_eq!(found, expect, "{question}");
        };
        check("نورة العتيبي", &[&["نوره", "العتيبي"]]);
        check("050 123 4567", &[&["050", "123", "4567"], &["501234567"]]);
        check("٠٠٩٦٦٥٠١٢٣٤٥٦٧", &[&["00966501234567"], &["966501234567"]]);
        check("1042", &[&["1042"]]);
        check(" ، ", &[]);
        check("a b c d e f", &[&["a", "b", "c", "d"]]);
    }
}
