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
    tx.batch(sql, &rows).await.map(|_| ())
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
    let Some((last, whole)) = words.split_last() else { return Ok(Vec::new()) };
    let count = i64::try_from(limit).unwrap_or(i64::MAX);
    let word = |place: usize| words.get(place).unwrap_or(last).as_str();
    let exact = args![shop, kind, word(0), word(1), word(2), word(3), count];
    let mut rows: Vec<i64> = read.all(store::ROWS_WITH_WORDS, exact, |row| row.get(0)).await?;
    if rows.len() < limit {
        let end = format!("{last}\u{10FFFF}");
        let more: Vec<i64> = match whole.first() {
            None => read.all(store::ROWS_WITH_PREFIX, args![shop, kind, last, &end, count], |row| row.get(0)).await?,
            Some(first) => {
                let word = |place: usize| whole.get(place).unwrap_or(first).as_str();
                let ranged = args![shop, kind, last, &end, word(0), word(1), word(2), count];
                read.all(store::ROWS_WITH_WORDS_AND_PREFIX, ranged, |row| row.get(0)).await?
            }
        };
        rows.extend(more);
    }
    let mut seen = HashSet::new();
    rows.retain(|row| seen.insert(*row));
    rows.truncate(limit);
    Ok(rows)
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
