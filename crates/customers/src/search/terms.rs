//! Under which words a row is found, and writing them beside it.

use crate::store;
use std::collections::BTreeSet;
use wasl_base::{Phone, ShopId, fold, kept_words, search_terms};
use wasl_db::{DbError, Sql, Tx, Value, args};

/// Stands before a telephone that is written backwards, so that its last digits are a beginning; no word that somebody
/// types begins so.
pub(super) const BACKWARDS: char = '~';
/// Digits at the end of a telephone that people at home dial after the zero.
const HOME_DIGITS: usize = 9;

/// The words of one row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Terms {
    words: BTreeSet<String>,
    /// Key of the sound, and the word that has it.
    sounds: BTreeSet<(String, String)>,
}

impl Terms {
    /// Words that are looked for by their letters: a mail.
    #[must_use]
    pub fn text(mut self, text: Option<&str>) -> Self {
        self.words.extend(search_terms(text.unwrap_or_default()));
        self
    }

    /// A person's name or a city: also found in other spellings and in the other script.
    #[must_use]
    pub fn name(mut self, text: Option<&str>) -> Self {
        let text = text.unwrap_or_default();
        for heard in kept_words(text) {
            self.sounds.extend(heard.keys.into_iter().map(|key| (key, heard.word.clone())));
            self.words.insert(heard.word);
        }
        self.text(Some(text))
    }

    /// A number or code: in its parts, and as one word however it is broken.
    #[must_use]
    pub fn code(mut self, code: Option<&str>) -> Self {
        let whole: String = fold(code.unwrap_or_default()).chars().filter(|letter| letter.is_alphanumeric()).collect();
        self.words.extend(search_terms(&whole));
        self.text(code)
    }

    /// With its country (`966501234567`), as dialled at home, and by its last digits.
    #[must_use]
    pub fn phone(mut self, phone: Option<&Phone>) -> Self {
        let Some(phone) = phone else { return self };
        let digits = phone.as_str().trim_start_matches('+');
        let at_home = digits.len().saturating_sub(HOME_DIGITS);
        self.words.insert(digits.to_owned());
        self.words.insert(digits.get(at_home..).unwrap_or(digits).to_owned());
        self.words.insert(backwards(digits));
        self
    }

    /// What this holds and `other` does not.
    #[must_use]
    pub fn without(&self, other: &Self) -> Self {
        Self {
            words: self.words.difference(&other.words).cloned().collect(),
            sounds: self.sounds.difference(&other.sounds).cloned().collect(),
        }
    }
}

pub(super) fn backwards(digits: &str) -> String {
    std::iter::once(BACKWARDS).chain(digits.chars().rev()).collect()
}

/// Makes the row findable by `terms`.
pub async fn add_terms_in(tx: &mut Tx, shop: ShopId, kind: &str, row_id: i64, terms: &Terms) -> Result<(), DbError> {
    each_word(tx, store::ADD_TERM, shop, kind, row_id, terms).await?;
    // Last, since writers at once may meet at a word that is new to both.
    for (sound, word) in &terms.sounds {
        tx.send_last(store::ADD_SOUND, args![shop, kind, sound, word]).await?;
    }
    Ok(())
}

/// Takes words back that the row no longer holds. What they sound like stays known: others may hold them.
pub async fn drop_terms_in(tx: &mut Tx, shop: ShopId, kind: &str, row_id: i64, terms: &Terms) -> Result<(), DbError> {
    each_word(tx, store::DROP_TERM, shop, kind, row_id, terms).await
}

async fn each_word(tx: &mut Tx, sql: Sql, shop: ShopId, kind: &str, row_id: i64, terms: &Terms) -> Result<(), DbError> {
    if terms.words.is_empty() {
        return Ok(());
    }
    let row = |word| vec![Value::from(shop), Value::from(kind), Value::from(word), Value::from(row_id)];
    let rows: Vec<Vec<Value<'_>>> = terms.words.iter().map(row).collect();
    tx.send_all(sql, &rows).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_telephone_is_found_with_and_without_its_country_and_by_its_end() {
        let phone = Phone::parse("0501234567", "SA").expect("phone");
        let words: Vec<String> = Terms::default().phone(Some(&phone)).words.into_iter().collect();
        assert_eq!(words, ["501234567", "966501234567", "~765432105669"]);
    }

    #[test]
    fn names_are_kept_as_written_and_as_heard() {
        let terms = Terms::default().name(Some("عبد الله Sa'd"));
        let words: Vec<&str> = terms.words.iter().map(String::as_str).collect();
        assert_eq!(words, ["d", "sa", "sad", "الله", "عبد", "عبدالله"]);
        assert!(terms.sounds.contains(&("@l".to_owned(), "عبدالله".to_owned())), "{:?}", terms.sounds);
        assert_eq!(terms.without(&Terms::default().text(Some("عبد الله Sa'd"))).words.len(), 2);
    }

    #[test]
    fn a_code_is_one_word_however_it_is_broken() {
        let words: Vec<String> = Terms::default().code(Some("BN-12 34")).words.into_iter().collect();
        assert_eq!(words, ["12", "34", "bn", "bn1234"]);
    }
}
