//! Every SQL text of the customers' tables, and how their rows are read.

use crate::model::Customer;
use wasl_base::{Lang, Origin, Phone};
use wasl_db::{DbError, Row};

wasl_db::statements! {
    pub ADD_CUSTOMER = "INSERT INTO customer (shop_id, id, name, phone, email, lang, city, origin, created_at, updated_at) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)";
    pub FIND_CUSTOMER = "SELECT id, name, phone, email, lang, city, origin, created_at FROM customer \
        WHERE shop_id = $1 AND id = $2";
    pub CHANGE_CUSTOMER = "UPDATE customer SET name = $3, phone = $4, email = $5, lang = $6, city = $7, updated_at = $8 \
        WHERE shop_id = $1 AND id = $2";
    /// What a customer told once stays until somebody changes it on purpose: only blanks are filled.
    pub FILL_BLANKS = "UPDATE customer SET name = COALESCE(name, $3), phone = COALESCE(phone, $4), \
        email = COALESCE(email, $5), lang = COALESCE(lang, $6), city = COALESCE(city, $7), updated_at = $8 \
        WHERE shop_id = $1 AND id = $2";
    /// Nothing touched: the key has an owner, who is read next.
    pub CLAIM_KEY = "INSERT INTO customer_key (shop_id, kind, value, customer_id) VALUES ($1, $2, $3, $4) \
        ON CONFLICT (shop_id, kind, value) DO NOTHING";
    pub KEY_OWNER = "SELECT customer_id FROM customer_key WHERE shop_id = $1 AND kind = $2 AND value = $3";
    pub MOVE_KEYS = "UPDATE customer_key SET customer_id = $3 WHERE shop_id = $1 AND customer_id = $2";

    pub ADD_TERM = "INSERT INTO search_term (shop_id, kind, term, row_id) VALUES ($1, $2, $3, $4) \
        ON CONFLICT (shop_id, kind, term, row_id) DO NOTHING";
    pub DROP_TERM = "DELETE FROM search_term WHERE shop_id = $1 AND kind = $2 AND term = $3 AND row_id = $4";
    /// How many rows hold a word, counted no further than $4.
    pub COUNT_ROWS = "SELECT COUNT(*) FROM (SELECT row_id FROM search_term \
        WHERE shop_id = $1 AND kind = $2 AND term = $3 LIMIT $4) few";
    /// Newest first.
    pub ROWS_WITH_WORD = "SELECT row_id FROM search_term WHERE shop_id = $1 AND kind = $2 AND term = $3 \
        ORDER BY row_id DESC LIMIT $4";
    /// Of the $8 newest rows with the first word ($3), those that hold three others ($4 to $6, repeated where there are
    /// fewer), newest first.
    pub ROWS_WITH_WORDS = "SELECT s.row_id FROM (SELECT row_id FROM search_term \
        WHERE shop_id = $1 AND kind = $2 AND term = $3 ORDER BY row_id DESC LIMIT $8) s WHERE \
        EXISTS (SELECT 1 FROM search_term a WHERE a.shop_id = $1 AND a.kind = $2 AND a.term = $4 AND a.row_id = s.row_id) \
        AND EXISTS (SELECT 1 FROM search_term b WHERE b.shop_id = $1 AND b.kind = $2 AND b.term = $5 AND b.row_id = s.row_id) \
        AND EXISTS (SELECT 1 FROM search_term c WHERE c.shop_id = $1 AND c.kind = $2 AND c.term = $6 AND c.row_id = s.row_id) \
        ORDER BY s.row_id DESC LIMIT $7";
    /// A word is still being typed: a range of words from $3 to before $4.
    pub ROWS_WITH_PREFIX = "SELECT row_id FROM search_term WHERE shop_id = $1 AND kind = $2 \
        AND term >= $3 AND term < $4 ORDER BY term, row_id LIMIT $5";
    /// The next whole word of that range.
    pub NEXT_WORD = "SELECT term FROM search_term WHERE shop_id = $1 AND kind = $2 AND term > $3 AND term < $4 \
        ORDER BY term LIMIT 1";
    /// A word that sounds so is known; writers at once who bring the same new one meet here.
    pub ADD_SOUND = "INSERT INTO search_sound (shop_id, kind, sound, word) VALUES ($1, $2, $3, $4) \
        ON CONFLICT (shop_id, kind, sound, word) DO NOTHING";
    pub WORDS_OF_SOUND = "SELECT word FROM search_sound WHERE shop_id = $1 AND kind = $2 AND sound = $3 \
        ORDER BY word LIMIT $4";
    /// Of the $4 newest rows with the word $3, those that hold one of each of three sets of spellings (repeated where there
    /// are fewer), newest first.
    pub ROWS_WITH_SPELLINGS = "SELECT s.row_id FROM (SELECT row_id FROM search_term \
        WHERE shop_id = $1 AND kind = $2 AND term = $3 ORDER BY row_id DESC LIMIT $4) s WHERE \
        EXISTS (SELECT 1 FROM search_term a WHERE a.shop_id = $1 AND a.kind = $2 AND a.row_id = s.row_id \
            AND a.term IN ($6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)) \
        AND EXISTS (SELECT 1 FROM search_term b WHERE b.shop_id = $1 AND b.kind = $2 AND b.row_id = s.row_id \
            AND b.term IN ($18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29)) \
        AND EXISTS (SELECT 1 FROM search_term c WHERE c.shop_id = $1 AND c.kind = $2 AND c.row_id = s.row_id \
            AND c.term IN ($30, $31, $32, $33, $34, $35, $36, $37, $38, $39, $40, $41)) \
        ORDER BY s.row_id DESC LIMIT $5";
    /// How far the rows of a kind are brought up by the rule $3.
    pub CAUGHT_UP = "SELECT after_id, is_done FROM search_progress WHERE shop_id = $1 AND kind = $2 AND rule = $3";
    pub CATCH_UP = "INSERT INTO search_progress (shop_id, kind, rule, after_id, is_done) VALUES ($1, $2, $3, $4, $5) \
        ON CONFLICT (shop_id, kind) DO UPDATE SET rule = excluded.rule, after_id = excluded.after_id, \
        is_done = excluded.is_done";
    pub CUSTOMERS_AFTER = "SELECT id FROM customer WHERE shop_id = $1 AND id > $2 ORDER BY id LIMIT $3";
}

pub fn customer_of(row: &Row<'_>) -> Result<Customer, DbError> {
    Ok(Customer {
        id: row.get(0)?,
        name: row.get(1)?,
        phone: row.get::<Option<String>>(2)?.as_deref().map(stored::<Phone>).transpose()?,
        email: row.get(3)?,
        lang: row.get::<Option<String>>(4)?.as_deref().map(stored::<Lang>).transpose()?,
        city: row.get(5)?,
        origin: Origin::parse(&row.get::<String>(6)?).ok_or_else(|| unreadable("origin"))?,
        created_at: row.get(7)?,
    })
}

fn stored<T: std::str::FromStr>(text: &str) -> Result<T, DbError> {
    text.parse().map_err(|_| unreadable(std::any::type_name::<T>()))
}

fn unreadable(what: &str) -> DbError {
    DbError::Bug(format!("a stored {what} is unreadable"))
}
