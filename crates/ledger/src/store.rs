//! Every SQL text of the books. The seal (checks, day balances, head) is in the migration's triggers, so a post is:
//! lock the head, look the key up, one batch of lines, one batch of entry rows.

use crate::canonical::{GENESIS, Hash};
use crate::chart::AccountCode;
use crate::model::{EntryDraft, LineDraft};
use crate::stored::{EntryRow, LineRow, entry_row, known, line_row};
use std::collections::HashMap;
use wasl_base::{CalendarDate, Currency, Instant, OrderId, Origin, ShopId};
use wasl_db::{DbError, Read, Row, Tx, Value, args};

/// Keys that one question asks for.
const KEYS_AT_ONCE: usize = 32;

wasl_db::statements! {
    LOCK_HEAD = "SELECT seq, hash FROM ledger_head WHERE shop_id = $1";
    OPEN_HEAD = "INSERT INTO ledger_head (shop_id, seq, hash) VALUES ($1, 0, $2) ON CONFLICT (shop_id) DO NOTHING";
    FIND_KEY = "SELECT key, seq, input_hash FROM ledger_entry WHERE shop_id = $1 AND key = $2";
    /// As many as [`KEYS_AT_ONCE`].
    FIND_KEYS = "SELECT key, seq, input_hash FROM ledger_entry WHERE shop_id = $1 AND key IN ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33)";
    ADD_LINE = "INSERT INTO ledger_line (shop_id, seq, line, account, debit, credit, currency, order_id, shipment_id, customer_id, carrier, gateway, channel, vat_code) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";
    ADD_ENTRY = "INSERT INTO ledger_entry (shop_id, seq, key, input_hash, document, date, at, recorded_at, origin, memo, reverses, line_count, hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";

    HASH_AT = "SELECT hash FROM ledger_entry WHERE shop_id = $1 AND seq = $2";
    FIND_REVERSAL = "SELECT seq FROM ledger_entry WHERE shop_id = $1 AND reverses = $2";
    FIND_ENTRY = "SELECT e.seq, e.key, e.input_hash, e.document, e.date, e.at, e.recorded_at, e.origin, e.memo, e.reverses, e.line_count, e.hash, r.seq FROM ledger_entry e LEFT JOIN ledger_entry r ON r.shop_id = e.shop_id AND r.reverses = e.seq WHERE e.shop_id = $1 AND e.seq = $2";
    ENTRIES_BEFORE = "SELECT e.seq, e.key, e.input_hash, e.document, e.date, e.at, e.recorded_at, e.origin, e.memo, e.reverses, e.line_count, e.hash, r.seq FROM ledger_entry e LEFT JOIN ledger_entry r ON r.shop_id = e.shop_id AND r.reverses = e.seq WHERE e.shop_id = $1 AND e.seq < $2 ORDER BY e.seq DESC LIMIT $3";
    ENTRIES_AFTER = "SELECT e.seq, e.key, e.input_hash, e.document, e.date, e.at, e.recorded_at, e.origin, e.memo, e.reverses, e.line_count, e.hash, r.seq FROM ledger_entry e LEFT JOIN ledger_entry r ON r.shop_id = e.shop_id AND r.reverses = e.seq WHERE e.shop_id = $1 AND e.seq > $2 ORDER BY e.seq LIMIT $3";
    ENTRIES_OF_ORDER = "SELECT e.seq, e.key, e.input_hash, e.document, e.date, e.at, e.recorded_at, e.origin, e.memo, e.reverses, e.line_count, e.hash, r.seq FROM ledger_entry e LEFT JOIN ledger_entry r ON r.shop_id = e.shop_id AND r.reverses = e.seq WHERE e.shop_id = $1 AND e.seq IN (SELECT l.seq FROM ledger_line l WHERE l.shop_id = $1 AND l.order_id = $2) ORDER BY e.seq LIMIT $3";
    LINES_BETWEEN = "SELECT seq, line, account, debit, credit, currency, order_id, shipment_id, customer_id, carrier, gateway, channel, vat_code FROM ledger_line WHERE shop_id = $1 AND seq BETWEEN $2 AND $3 ORDER BY seq, line LIMIT $4";
    LINES_OF_ORDER = "SELECT seq, line, account, debit, credit, currency, order_id, shipment_id, customer_id, carrier, gateway, channel, vat_code FROM ledger_line WHERE shop_id = $1 AND order_id = $2 ORDER BY seq, line LIMIT $3";
    /// Of the entries whose keys lie from $3 up to $4, of what reverses them, of what reverses that, and so on: the sum is
    /// what stands.
    BOOKED_OF_ORDER = "WITH RECURSIVE counted (seq) AS (SELECT e.seq FROM ledger_line l JOIN ledger_entry e ON e.shop_id = l.shop_id AND e.seq = l.seq WHERE l.shop_id = $1 AND l.order_id = $2 AND e.key >= $3 AND e.key < $4 UNION SELECT r.seq FROM counted c JOIN ledger_entry r ON r.shop_id = $1 AND r.reverses = c.seq) SELECT l.account, l.vat_code, CAST(SUM(l.credit - l.debit) AS BIGINT) FROM ledger_line l WHERE l.shop_id = $1 AND l.order_id = $2 AND l.seq IN (SELECT seq FROM counted) GROUP BY l.account, l.vat_code ORDER BY l.account, l.vat_code NULLS FIRST";
    LINES_OF_ACCOUNT = "SELECT l.seq, l.line, l.account, l.debit, l.credit, l.currency, l.order_id, l.shipment_id, l.customer_id, l.carrier, l.gateway, l.channel, l.vat_code, e.date, e.key FROM ledger_line l JOIN ledger_entry e ON e.shop_id = l.shop_id AND e.seq = l.seq WHERE l.shop_id = $1 AND l.account = $2 AND (l.seq, l.line) < ($3, $4) ORDER BY l.seq DESC, l.line DESC LIMIT $5";

    BALANCES_BETWEEN = "SELECT currency, account, CAST(SUM(debit) AS BIGINT), CAST(SUM(credit) AS BIGINT) FROM ledger_balance_day WHERE shop_id = $1 AND day BETWEEN $2 AND $3 GROUP BY currency, account ORDER BY currency, account";
    BALANCES_UNTIL = "SELECT currency, account, CAST(SUM(debit) AS BIGINT), CAST(SUM(credit) AS BIGINT) FROM ledger_balance_day WHERE shop_id = $1 AND day <= $2 GROUP BY currency, account ORDER BY currency, account";
    BALANCES_OF_ACCOUNT = "SELECT currency, CAST(SUM(debit) AS BIGINT), CAST(SUM(credit) AS BIGINT) FROM ledger_balance_day WHERE shop_id = $1 AND account = $2 AND day <= $3 GROUP BY currency ORDER BY currency";
    BALANCE_DAYS = "SELECT currency, account, day, vat_code, debit, credit FROM ledger_balance_day WHERE shop_id = $1 AND (currency, account, day, vat_code) > ($2, $3, $4, $5) ORDER BY currency, account, day, vat_code LIMIT $6";
    /// What is coded, and all of the tax account ($4), so that the tax adds up to that account whatever was booked there.
    VAT_BETWEEN = "SELECT currency, vat_code, CAST(SUM(CASE WHEN account = $4 THEN 0 ELSE credit - debit END) AS BIGINT), CAST(SUM(CASE WHEN account = $4 THEN credit - debit ELSE 0 END) AS BIGINT) FROM ledger_balance_day WHERE shop_id = $1 AND day BETWEEN $2 AND $3 AND (vat_code <> '' OR account = $4) GROUP BY currency, vat_code ORDER BY currency, vat_code";
    LAST_DAY = "SELECT MAX(day) FROM ledger_balance_day WHERE shop_id = $1";
    LINES_BEYOND = "SELECT COUNT(*), COALESCE(MIN(seq), 0) FROM ledger_line WHERE shop_id = $1 AND seq > $2";
}

/// Where a shop's chain ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    pub seq: i64,
    pub hash: Hash,
}

/// A draft with its place in the chain.
pub(crate) struct Sealed<'a> {
    pub seq: i64,
    pub draft: &'a EntryDraft,
    pub input_hash: Hash,
    pub recorded_at: Instant,
    pub origin: Origin,
    pub hash: Hash,
}

/// The head, locked until the transaction ends; made at a shop's first post.
pub(crate) async fn lock_head(tx: &mut Tx, shop: ShopId) -> Result<Head, DbError> {
    let map = |row: &Row<'_>| Ok(Head { seq: row.get(0)?, hash: row.get(1)? });
    if let Some(head) = tx.opt_locked(LOCK_HEAD, args![shop], map).await? {
        return Ok(head);
    }
    tx.run(OPEN_HEAD, args![shop, &GENESIS]).await?;
    tx.one_locked(LOCK_HEAD, args![shop], map).await
}

pub(crate) async fn read_head(read: &mut Read, shop: ShopId) -> Result<Head, DbError> {
    let head = read.opt(LOCK_HEAD, args![shop], |row| Ok(Head { seq: row.get(0)?, hash: row.get(1)? })).await?;
    Ok(head.unwrap_or(Head { seq: 0, hash: GENESIS }))
}

pub(crate) async fn find_key(read: &mut Read, shop: ShopId, key: &str) -> Result<Option<i64>, DbError> {
    read.opt(FIND_KEY, args![shop, key], |row| row.get(1)).await
}

/// Which of the keys are posted: their entries' numbers and what was put in.
pub(crate) async fn find_keys(
    read: &mut Read,
    shop: ShopId,
    keys: &[&str],
) -> Result<HashMap<String, (i64, Vec<u8>)>, DbError> {
    let found = |row: &Row<'_>| Ok((row.get(0)?, (row.get(1)?, row.get(2)?)));
    if let [key] = keys {
        return Ok(read.opt(FIND_KEY, args![shop, *key], found).await?.into_iter().collect());
    }
    let mut all = HashMap::new();
    for part in keys.chunks(KEYS_AT_ONCE) {
        // The same key fills the places that are left over.
        let places = part.iter().chain(std::iter::repeat(&part[0])).take(KEYS_AT_ONCE);
        let values: Vec<Value<'_>> =
            std::iter::once(Value::from(shop)).chain(places.map(|key| Value::from(*key))).collect();
        all.extend(read.all(FIND_KEYS, &values, found).await?);
    }
    Ok(all)
}

/// Lines first, then the rows that seal them.
pub(crate) async fn add_entries(tx: &mut Tx, shop: ShopId, entries: &[Sealed<'_>]) -> Result<(), DbError> {
    let mut lines = Vec::with_capacity(entries.iter().map(|entry| entry.draft.lines().len()).sum());
    for entry in entries {
        lines.extend(
            entry.draft.lines().iter().zip(1_i64..).map(|(line, place)| line_values(shop, entry.seq, place, line)),
        );
    }
    tx.send_all(ADD_LINE, &lines).await?;
    if let [entry] = entries {
        tx.run(ADD_ENTRY, &entry_values(shop, entry)).await?;
    } else {
        let rows: Vec<Vec<Value<'_>>> = entries.iter().map(|entry| entry_values(shop, entry)).collect();
        tx.batch(ADD_ENTRY, &rows).await?;
    }
    Ok(())
}

fn line_values(shop: ShopId, seq: i64, place: i64, line: &LineDraft) -> Vec<Value<'_>> {
    vec![
        shop.into(),
        seq.into(),
        place.into(),
        line.account.number().into(),
        line.debit.into(),
        line.credit.into(),
        (&line.currency).into(),
        line.dims.order.into(),
        line.dims.shipment.into(),
        line.dims.customer.into(),
        (&line.dims.carrier).into(),
        (&line.dims.gateway).into(),
        (&line.dims.channel).into(),
        line.dims.vat_code.map(|code| code.to_string()).into(),
    ]
}

fn entry_values<'a>(shop: ShopId, entry: &'a Sealed<'_>) -> Vec<Value<'a>> {
    let heading = entry.draft.heading();
    vec![
        shop.into(),
        entry.seq.into(),
        (&heading.key).into(),
        (&entry.input_hash).into(),
        (&heading.document).into(),
        heading.date.into(),
        heading.at.into(),
        entry.recorded_at.into(),
        entry.origin.as_str().into(),
        (&heading.memo).into(),
        entry.draft.reverses().into(),
        i64::try_from(entry.draft.lines().len()).unwrap_or(i64::MAX).into(),
        (&entry.hash).into(),
    ]
}

pub(crate) async fn hash_at(read: &mut Read, shop: ShopId, seq: i64) -> Result<Option<Vec<u8>>, DbError> {
    read.opt(HASH_AT, args![shop, seq], |row| row.get(0)).await
}

pub(crate) async fn find_reversal(read: &mut Read, shop: ShopId, seq: i64) -> Result<Option<i64>, DbError> {
    read.opt(FIND_REVERSAL, args![shop, seq], |row| row.get(0)).await
}

pub(crate) async fn entry_at(read: &mut Read, shop: ShopId, seq: i64) -> Result<Option<EntryRow>, DbError> {
    read.opt(FIND_ENTRY, args![shop, seq], entry_row).await
}

pub(crate) async fn entries_before(
    read: &mut Read,
    shop: ShopId,
    seq: i64,
    limit: i64,
) -> Result<Vec<EntryRow>, DbError> {
    read.all(ENTRIES_BEFORE, args![shop, seq, limit], entry_row).await
}

pub(crate) async fn entries_after(
    read: &mut Read,
    shop: ShopId,
    seq: i64,
    limit: i64,
) -> Result<Vec<EntryRow>, DbError> {
    read.all(ENTRIES_AFTER, args![shop, seq, limit], entry_row).await
}

pub(crate) async fn entries_of_order(
    read: &mut Read,
    shop: ShopId,
    order: OrderId,
    limit: i64,
) -> Result<Vec<EntryRow>, DbError> {
    read.all(ENTRIES_OF_ORDER, args![shop, order, limit], entry_row).await
}

pub(crate) async fn lines_of_order(
    read: &mut Read,
    shop: ShopId,
    order: OrderId,
    limit: i64,
) -> Result<Vec<LineRow>, DbError> {
    read.all(LINES_OF_ORDER, args![shop, order, limit], line_row).await
}

/// What facts of one kind (their keys lie within `keys`) booked for an order and nobody reversed: account, VAT code, credit
/// less debit.
pub(crate) async fn booked_of_order(
    read: &mut Read,
    shop: ShopId,
    order: OrderId,
    keys: (&str, &str),
) -> Result<Vec<(AccountCode, Option<String>, i64)>, DbError> {
    let map = |row: &Row<'_>| Ok((known(row.get(0)?)?, row.get(1)?, row.get(2)?));
    read.all(BOOKED_OF_ORDER, args![shop, order, keys.0, keys.1], map).await
}

/// Lines of the entries `first` to `last`, at most `limit`.
pub(crate) async fn lines_between(
    read: &mut Read,
    shop: ShopId,
    first: i64,
    last: i64,
    limit: i64,
) -> Result<Vec<LineRow>, DbError> {
    read.all(LINES_BETWEEN, args![shop, first, last, limit], line_row).await
}

/// A line of an account with the day and key of its entry.
pub(crate) async fn lines_of_account(
    read: &mut Read,
    shop: ShopId,
    account: AccountCode,
    before: (i64, i64),
    limit: i64,
) -> Result<Vec<(LineRow, CalendarDate, String)>, DbError> {
    let map = |row: &Row<'_>| Ok((line_row(row)?, row.get(13)?, row.get(14)?));
    read.all(LINES_OF_ACCOUNT, args![shop, account.number(), before.0, before.1, limit], map).await
}

/// Debit and credit sums per currency and account up to the end of `last`.
pub(crate) async fn balances_until(
    read: &mut Read,
    shop: ShopId,
    last: CalendarDate,
) -> Result<Vec<(Currency, AccountCode, i64, i64)>, DbError> {
    let map = |row: &Row<'_>| Ok((row.get(0)?, known(row.get(1)?)?, row.get(2)?, row.get(3)?));
    read.all(BALANCES_UNTIL, args![shop, last], map).await
}

/// The same over the days `first` to `last`.
pub(crate) async fn balances_between(
    read: &mut Read,
    shop: ShopId,
    first: CalendarDate,
    last: CalendarDate,
) -> Result<Vec<(Currency, AccountCode, i64, i64)>, DbError> {
    let map = |row: &Row<'_>| Ok((row.get(0)?, known(row.get(1)?)?, row.get(2)?, row.get(3)?));
    read.all(BALANCES_BETWEEN, args![shop, first, last], map).await
}

pub(crate) async fn balances_of_account(
    read: &mut Read,
    shop: ShopId,
    account: AccountCode,
    last: CalendarDate,
) -> Result<Vec<(Currency, i64, i64)>, DbError> {
    let map = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
    read.all(BALANCES_OF_ACCOUNT, args![shop, account.number(), last], map).await
}

/// Currency, account, day, VAT code (empty where there is none).
pub(crate) type DayKey = (String, i64, String, String);
/// A stored day balance: debit and credit under their key.
pub(crate) type DayRow = (DayKey, (i64, i64));

pub(crate) async fn balance_days(
    read: &mut Read,
    shop: ShopId,
    after: &DayKey,
    limit: i64,
) -> Result<Vec<DayRow>, DbError> {
    let map = |row: &Row<'_>| Ok(((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?), (row.get(4)?, row.get(5)?)));
    read.all(BALANCE_DAYS, args![shop, &after.0, after.1, &after.2, &after.3, limit], map).await
}

/// Base and tax per currency and VAT code (empty for what has none) over the days `first` to `last`.
pub(crate) async fn vat_between(
    read: &mut Read,
    shop: ShopId,
    first: CalendarDate,
    last: CalendarDate,
) -> Result<Vec<(Currency, String, i64, i64)>, DbError> {
    let map = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?));
    read.all(VAT_BETWEEN, args![shop, first, last, AccountCode::OUTPUT_VAT.number()], map).await
}

/// The last day that has a balance.
pub(crate) async fn last_day(read: &mut Read, shop: ShopId) -> Result<Option<CalendarDate>, DbError> {
    read.one(LAST_DAY, args![shop], |row| row.get(0)).await
}

/// How many lines lie beyond `seq`, and the first entry they claim to belong to.
pub(crate) async fn lines_beyond(read: &mut Read, shop: ShopId, seq: i64) -> Result<(i64, i64), DbError> {
    read.one(LINES_BEYOND, args![shop, seq], |row| Ok((row.get(0)?, row.get(1)?))).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn every_statement_fits_both_engines() {
        wasl_db::testing::on_both(&[wasl_platform::module().migrations, crate::MIGRATIONS], |db| async move {
            wasl_db::testing::check_statements(&db, STATEMENTS).await;
        })
        .await;
    }
}
