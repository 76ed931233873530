//! Drafts and questions that the tests of the books share.

#![allow(dead_code)]

use wasl_base::{CalendarDate, Currency, Instant, Money, OrderId};
use wasl_db::Fails;
use wasl_ledger::{AccountCode, Dims, EntryDraft, Heading, LedgerError, LineDraft, Posted, post_entry_in};
use wasl_platform::Module;
use wasl_platform::testing::TestHouse;

pub fn modules() -> Vec<Module> {
    vec![wasl_ledger::module()]
}

pub fn day(text: &str) -> CalendarDate {
    text.parse().expect(text)
}

pub fn account(number: i64) -> AccountCode {
    AccountCode::of(number).expect("an account of the chart")
}

/// An entry of these (account, currency, minor units; debits positive) under `key`.
pub fn draft(key: &str, date: &str, lines: &[(i64, &str, i64)]) -> EntryDraft {
    let dims = Dims { order: Some(OrderId::from_number(77)), carrier: Some("smsa".to_owned()), ..Dims::default() };
    let line = |(code, currency, minor): &(i64, &str, i64)| {
        let currency: Currency = currency.parse().expect("currency");
        LineDraft::debit(account(*code), Money::new(*minor, currency), dims.clone())
    };
    let heading = Heading {
        key: key.to_owned(),
        document: format!("document:{key}"),
        date: day(date),
        at: Instant::from_us(1_795_338_000_000_000),
        memo: Some("مذكرة".to_owned()),
    };
    EntryDraft::balanced(heading, lines.iter().map(line).collect()).expect("a balanced draft")
}

pub fn sale(key: &str, minor: i64) -> EntryDraft {
    draft(key, "2026-11-22", &[(1120, "SAR", minor), (2210, "SAR", -minor)])
}

pub async fn post(t: &TestHouse, draft: EntryDraft) -> Result<Posted, LedgerError> {
    let context = (t.house.stamp(), t.shop.id, draft);
    t.house.db.write(context, |tx, (stamp, shop, draft)| Box::pin(post_entry_in(tx, stamp, *shop, draft))).await
}

/// Runs one statement in a transaction of its own, as somebody with direct access would.
pub async fn direct(t: &TestHouse, sql: wasl_db::Sql) -> Result<u64, wasl_db::DbError> {
    t.house.db.write(sql, |tx, sql| Box::pin(async move { tx.run(sql, wasl_db::args![]).await })).await
}

/// An error that takes an answer out of a transaction that must not stay.
#[derive(Debug)]
pub enum Undone<T> {
    Answer(T),
    Db(wasl_db::DbError),
}

impl<T> From<wasl_db::DbError> for Undone<T> {
    fn from(error: wasl_db::DbError) -> Self {
        Self::Db(error)
    }
}

impl<T: Send + 'static> Fails for Undone<T> {
    fn db(&self) -> Option<&wasl_db::DbError> {
        if let Self::Db(error) = self { Some(error) } else { None }
    }
}
