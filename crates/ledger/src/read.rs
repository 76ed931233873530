//! What other rooms and our pages may ask of the books. Balances come from the stored days, entries from the journal.

use crate::chart::AccountCode;
use crate::model::{Entry, LINES_MAX, LineDraft};
use crate::rules::{BookedSum, PAID_FOR, PAID_KEYS};
use crate::store;
use crate::stored::{EntryRow, LineRow};
use crate::vat::VatCode;
use std::collections::BTreeMap;
use wasl_base::{CalendarDate, Currency, Money, OrderId, ShopId};
use wasl_db::{DbError, Read, Tx};

pub use crate::store::Head;

/// Entries of one page of the journal.
pub const ENTRIES_PAGE_MAX: i64 = 101;
/// Entries that one order can show.
const ENTRIES_OF_ORDER_MAX: i64 = 500;
/// Lines that one order can show.
const LINES_OF_ORDER_MAX: i64 = 5_000;

/// Turnover of an account in one currency, in minor units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Balance {
    pub account: AccountCode,
    pub currency: Currency,
    pub debit: i64,
    pub credit: i64,
}

/// The balances of all accounts that ever moved, by currency and account.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrialBalance {
    pub rows: Vec<Balance>,
}

/// What a VAT return asks of one code: the net amounts that fell under it and the tax on them, in minor units. The base is
/// counted when its tax falls due: with the money for what is paid in advance, with the delivery for the rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VatRow {
    pub currency: Currency,
    /// None: tax that no code was known for.
    pub code: Option<VatCode>,
    pub base: i64,
    pub tax: i64,
}

/// A line of an account with its entry's day and key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountLine {
    pub seq: i64,
    pub place: i64,
    pub date: CalendarDate,
    pub key: String,
    pub line: LineDraft,
}

/// What an owner glances at, for one currency and a span of days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PeriodSums {
    /// Goods, shipping and fees, less discounts and returns; net of VAT.
    pub sales: Money,
    /// Output VAT that arose.
    pub vat: Money,
    /// Cost of the goods sold.
    pub cost: Money,
    /// Cash that carriers hold for us at the end of the span (account 1130).
    pub cash_owed: Money,
}

impl Balance {
    /// Debit less credit.
    pub fn net(&self) -> Money {
        Money::new(self.debit - self.credit, self.currency)
    }
}

impl TrialBalance {
    fn of(rows: Vec<(Currency, AccountCode, i64, i64)>) -> Self {
        let balance = |(currency, account, debit, credit)| Balance { account, currency, debit, credit };
        Self { rows: rows.into_iter().map(balance).collect() }
    }

    /// Sum of the net debit balances and of the net credit balances per currency; equal when the books are sound.
    pub fn totals(&self) -> Vec<(Money, Money)> {
        let mut sums: BTreeMap<Currency, (i64, i64)> = BTreeMap::new();
        for row in &self.rows {
            let (debits, credits) = sums.entry(row.currency).or_default();
            let net = row.net().minor;
            *debits += net.max(0);
            *credits += -net.min(0);
        }
        sums.into_iter().map(|(currency, (d, c))| (Money::new(d, currency), Money::new(c, currency))).collect()
    }

    /// Debits equal credits in every currency.
    pub fn is_balanced(&self) -> bool {
        self.totals().iter().all(|(debits, credits)| debits == credits)
    }

    /// The net balance of an account, zero when it never moved.
    pub fn net(&self, account: AccountCode, currency: Currency) -> Money {
        let found = self.rows.iter().find(|row| row.account == account && row.currency == currency);
        found.map_or(Money::zero(currency), Balance::net)
    }
}

/// Where the chain of a shop ends.
pub async fn head(read: &mut Read, shop: ShopId) -> Result<Head, DbError> {
    store::read_head(read, shop).await
}

pub async fn trial_balance(read: &mut Read, shop: ShopId, as_of: CalendarDate) -> Result<TrialBalance, DbError> {
    let rows = store::balances_until(read, shop, as_of).await?;
    Ok(TrialBalance::of(rows))
}

/// What moved from `first` to `last`, both days included.
pub async fn turnover(
    read: &mut Read,
    shop: ShopId,
    first: CalendarDate,
    last: CalendarDate,
) -> Result<TrialBalance, DbError> {
    let rows = store::balances_between(read, shop, first, last).await?;
    Ok(TrialBalance::of(rows))
}

/// VAT by code from `first` to `last`, both days included; the tax of all rows is what account 2110 moved.
pub async fn vat_summary(
    read: &mut Read,
    shop: ShopId,
    first: CalendarDate,
    last: CalendarDate,
) -> Result<Vec<VatRow>, DbError> {
    let rows = store::vat_between(read, shop, first, last).await?;
    rows.into_iter()
        .filter(|(_, _, base, tax)| *base != 0 || *tax != 0)
        .map(|(currency, word, base, tax)| Ok(VatRow { currency, code: code_of(&word)?, base, tax }))
        .collect()
}

/// What the payments of an order put down as paid for (the accounts of `PAID_FOR`), by VAT code; what was reversed is left
/// out, what was restored is not. For a verb that posts next: the head is locked first, so that nobody reverses a payment
/// in between.
pub async fn paid_for(tx: &mut Tx, shop: ShopId, order: OrderId) -> Result<Vec<BookedSum>, DbError> {
    store::lock_head(tx, shop).await?;
    let rows = store::booked_of_order(tx, shop, order, PAID_KEYS).await?;
    rows.into_iter()
        .filter(|(account, _, credit_minor)| PAID_FOR.contains(account) && *credit_minor != 0)
        .map(|(account, word, credit_minor)| {
            Ok(BookedSum { account, code: code_of(word.as_deref().unwrap_or_default())?, credit_minor })
        })
        .collect()
}

/// None for no word.
fn code_of(word: &str) -> Result<Option<VatCode>, DbError> {
    let code = (!word.is_empty()).then(|| word.parse()).transpose();
    code.map_err(|()| DbError::Bug(format!("an unknown VAT code is stored: {word}")))
}

/// The balance of one account at the end of `as_of`, a row per currency.
pub async fn account_balance(
    read: &mut Read,
    shop: ShopId,
    account: AccountCode,
    as_of: CalendarDate,
) -> Result<Vec<Balance>, DbError> {
    let rows = store::balances_of_account(read, shop, account, as_of).await?;
    Ok(rows.into_iter().map(|(currency, debit, credit)| Balance { account, currency, debit, credit }).collect())
}

/// Sales of a span of days and the cash that carriers owe at its end.
pub async fn period_sums(
    read: &mut Read,
    shop: ShopId,
    currency: Currency,
    first: CalendarDate,
    last: CalendarDate,
) -> Result<PeriodSums, DbError> {
    let moved = turnover(read, shop, first, last).await?;
    let owed = account_balance(read, shop, AccountCode::COD, last).await?;
    let net = |account| moved.net(account, currency).minor;
    let revenue: i64 = [
        AccountCode::SALES,
        AccountCode::SHIPPING_INCOME,
        AccountCode::COD_FEE_INCOME,
        AccountCode::DISCOUNTS,
        AccountCode::SALES_RETURNS,
    ]
    .into_iter()
    .map(net)
    .sum();
    let owed = owed.iter().find(|row| row.currency == currency).map_or(0, |row| row.net().minor);
    Ok(PeriodSums {
        sales: Money::new(-revenue, currency),
        vat: Money::new(-net(AccountCode::OUTPUT_VAT), currency),
        cost: Money::new(net(AccountCode::COST_OF_GOODS), currency),
        cash_owed: Money::new(owed, currency),
    })
}

pub async fn entry(read: &mut Read, shop: ShopId, seq: i64) -> Result<Option<Entry>, DbError> {
    let Some(row) = store::entry_at(read, shop, seq).await? else {
        return Ok(None);
    };
    let lines = store::lines_between(read, shop, seq, seq, LINES_MAX as i64).await?;
    Ok(join(vec![row], lines)?.pop())
}

/// Entries before `before` (or the newest), newest first.
pub async fn journal(read: &mut Read, shop: ShopId, before: Option<i64>, limit: i64) -> Result<Vec<Entry>, DbError> {
    let rows = store::entries_before(read, shop, before.unwrap_or(i64::MAX), limit.clamp(1, ENTRIES_PAGE_MAX)).await?;
    let (Some(newest), Some(oldest)) = (rows.first().map(|row| row.seq), rows.last().map(|row| row.seq)) else {
        return Ok(Vec::new());
    };
    let lines = store::lines_between(read, shop, oldest, newest, ENTRIES_PAGE_MAX * LINES_MAX as i64).await?;
    join(rows, lines)
}

/// Entries after `after` in the order of the books, for exports.
pub(crate) async fn entries_after(
    read: &mut Read,
    shop: ShopId,
    after: i64,
    limit: i64,
) -> Result<Vec<Entry>, DbError> {
    let rows = store::entries_after(read, shop, after, limit).await?;
    let (Some(first), Some(last)) = (rows.first().map(|row| row.seq), rows.last().map(|row| row.seq)) else {
        return Ok(Vec::new());
    };
    let lines = store::lines_between(read, shop, first, last, limit * LINES_MAX as i64).await?;
    join(rows, lines)
}

/// The entries that concern an order, oldest first, each with the lines that concern it.
pub async fn entries_of_order(read: &mut Read, shop: ShopId, order: OrderId) -> Result<Vec<Entry>, DbError> {
    let rows = store::entries_of_order(read, shop, order, ENTRIES_OF_ORDER_MAX).await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    join(rows, store::lines_of_order(read, shop, order, LINES_OF_ORDER_MAX).await?)
}

/// Lines of an account, newest first; `before` is the (seq, place) of the last line seen.
pub async fn account_lines(
    read: &mut Read,
    shop: ShopId,
    account: AccountCode,
    before: Option<(i64, i64)>,
    limit: i64,
) -> Result<Vec<AccountLine>, DbError> {
    let before = before.unwrap_or((i64::MAX, i64::MAX));
    let rows = store::lines_of_account(read, shop, account, before, limit.clamp(1, ENTRIES_PAGE_MAX)).await?;
    rows.into_iter()
        .map(|(row, date, key)| Ok(AccountLine { seq: row.seq, place: row.line, date, key, line: row.into_draft()? }))
        .collect()
}

/// Gives each entry its lines; lines of other entries are left out.
fn join(rows: Vec<EntryRow>, lines: Vec<LineRow>) -> Result<Vec<Entry>, DbError> {
    let mut by_seq: BTreeMap<i64, Vec<LineDraft>> = BTreeMap::new();
    for line in lines {
        by_seq.entry(line.seq).or_default().push(line.into_draft()?);
    }
    rows.into_iter()
        .map(|row| {
            let lines = by_seq.remove(&row.seq).unwrap_or_default();
            row.into_entry(lines)
        })
        .collect()
}
