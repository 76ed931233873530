//! Text search that finds the same rows on both engines: folded words in a table, a prefix is a key range, and beside
//! them the words that sound alike (decision 0010). Rooms above put their own kinds of rows in through these functions, in
//! the transaction that writes the row.

mod catch_up;
mod question;
mod sound;
mod terms;
mod words;

pub use catch_up::{EVERY_SECONDS as CATCH_UP_EVERY_SECONDS, Page, PageFn, catch_up};
pub use terms::{Terms, add_terms_in, drop_terms_in};

use question::Question;
use std::collections::HashSet;
use wasl_base::ShopId;
use wasl_db::{DbError, Read};

/// Rows one question gives at most.
pub const ROWS_MAX: usize = 200;

/// Why a row was found; a better reason comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum How {
    /// It holds every word as it was asked for.
    Whole,
    /// It holds a word that begins, or a telephone that ends, as it was asked for.
    Part,
    /// It holds words that sound like those that were asked for.
    Sound,
}

/// A row and why it was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Match {
    pub row: i64,
    pub how: How,
}

/// Rows of `kind` that hold every word of `question`: whole words first, then beginnings and endings, then what sounds
/// alike; newest first among equals, beginnings by their words. At most [`ROWS_MAX`] and `limit`.
pub async fn search_rows(
    read: &mut Read,
    shop: ShopId,
    kind: &str,
    question: &str,
    limit: usize,
) -> Result<Vec<Match>, DbError> {
    let limit = limit.min(ROWS_MAX);
    let question = Question::read(question);
    let mut found = Found { seen: HashSet::new(), matches: Vec::new(), limit };
    for words in &question.readings {
        found.take(How::Whole, words::rows_with_all(read, shop, kind, words, limit).await?);
        if !found.is_full() {
            found.take(How::Part, words::rows_with_beginning(read, shop, kind, words, limit).await?);
        }
        if !found.matches.is_empty() {
            break;
        }
    }
    if let (Some(digits), false) = (question.ending(), found.is_full()) {
        found.take(How::Part, words::rows_with_ending(read, shop, kind, &digits, limit).await?);
    }
    if !found.is_full() && !question.heard.is_empty() {
        found.take(How::Sound, sound::rows_that_sound(read, shop, kind, &question.heard, limit).await?);
    }
    Ok(found.matches)
}

struct Found {
    seen: HashSet<i64>,
    matches: Vec<Match>,
    limit: usize,
}

impl Found {
    fn take(&mut self, how: How, rows: Vec<i64>) {
        for row in rows {
            if !self.is_full() && self.seen.insert(row) {
                self.matches.push(Match { row, how });
            }
        }
    }

    fn is_full(&self) -> bool {
        self.matches.len() >= self.limit
    }
}

/// As the store's LIMIT takes it.
fn rows_limit(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}
