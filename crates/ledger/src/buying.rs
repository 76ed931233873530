//! How goods come to the shelf: the owner's opening, purchases from suppliers on account, and their payment. Pure; the
//! posting templates take stock and bank for granted, so these are what stands before their first line.

use crate::LedgerError;
use crate::book::Book;
use crate::chart::AccountCode;
use crate::model::{AMOUNT_MINOR_MAX, Dims, EntryDraft};
use wasl_base::{CalendarDate, Currency, Instant, Money};

/// What a shop begins with, against the owner's equity.
#[derive(Clone, Debug)]
pub struct Opening {
    pub currency: Currency,
    /// Minor units at cost.
    pub stock_minor: i64,
    pub bank_minor: i64,
    pub on: CalendarDate,
    pub at: Instant,
}

/// Goods on a supplier's tax invoice.
#[derive(Clone, Debug)]
pub struct Purchase<'a> {
    /// The invoice, one purchase each.
    pub invoice: &'a str,
    /// Net of VAT.
    pub cost: Money,
    /// Minor units, to be reclaimed.
    pub vat_minor: i64,
    pub on: CalendarDate,
    pub at: Instant,
}

/// Stock and bank of the first day.
pub fn books_opened(opening: &Opening) -> Result<EntryDraft, LedgerError> {
    check(AccountCode::STOCK, opening.stock_minor)?;
    check(AccountCode::BANK, opening.bank_minor)?;
    let mut book = Book::new(opening.currency, Dims::default());
    book.debit(AccountCode::STOCK, opening.stock_minor);
    book.debit(AccountCode::BANK, opening.bank_minor);
    book.credit(AccountCode::EQUITY, opening.stock_minor + opening.bank_minor);
    book.entry(format!("books.opened:{}", opening.on), "opening".to_owned(), opening.on, opening.at)
}

/// The goods are ours and owed for; the VAT on them is recoverable with the supplier's tax invoice.
pub fn goods_bought(bought: &Purchase<'_>) -> Result<EntryDraft, LedgerError> {
    let owed = owed(bought)?;
    let mut book = Book::new(bought.cost.currency, Dims::default());
    book.debit(AccountCode::STOCK, bought.cost.minor);
    book.debit(AccountCode::INPUT_VAT, bought.vat_minor);
    book.credit(AccountCode::SUPPLIERS, owed);
    book.entry(format!("goods.bought:{}", bought.invoice), document(bought), bought.on, bought.at)
}

/// The invoice is paid from the bank on `on`.
pub fn supplier_paid(bought: &Purchase<'_>, on: CalendarDate, at: Instant) -> Result<EntryDraft, LedgerError> {
    let owed = owed(bought)?;
    let mut book = Book::new(bought.cost.currency, Dims::default());
    book.debit(AccountCode::SUPPLIERS, owed);
    book.credit(AccountCode::BANK, owed);
    book.entry(format!("supplier.paid:{}", bought.invoice), document(bought), on, at)
}

fn document(bought: &Purchase<'_>) -> String {
    format!("invoice:{}", bought.invoice)
}

fn owed(bought: &Purchase<'_>) -> Result<i64, LedgerError> {
    check(AccountCode::STOCK, bought.cost.minor)?;
    check(AccountCode::INPUT_VAT, bought.vat_minor)?;
    Ok(bought.cost.minor + bought.vat_minor)
}

fn check(account: AccountCode, minor: i64) -> Result<(), LedgerError> {
    if (0..=AMOUNT_MINOR_MAX).contains(&minor) { Ok(()) } else { Err(LedgerError::LineAmount { account }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day() -> CalendarDate {
        CalendarDate::new(2026, 11, 22).expect("date")
    }

    fn bought(minor: i64, vat_minor: i64) -> Purchase<'static> {
        let cost = Money::new(minor, Currency::SAR);
        Purchase { invoice: "INV-7", cost, vat_minor, on: day(), at: Instant::from_us(1) }
    }

    fn lines(draft: &EntryDraft) -> Vec<(i64, i64)> {
        draft.lines().iter().map(|line| (line.account.number(), line.debit - line.credit)).collect()
    }

    #[test]
    fn goods_are_owed_for_and_then_paid() {
        let opening = Opening {
            currency: Currency::SAR,
            stock_minor: 100_000,
            bank_minor: 200_000,
            on: day(),
            at: Instant::from_us(1),
        };
        let opened = books_opened(&opening).expect("opened");
        assert_eq!(lines(&opened), [(1310, 100_000), (1020, 200_000), (3010, -300_000)]);
        let invoice = goods_bought(&bought(20_000, 3_000)).expect("bought");
        assert_eq!(lines(&invoice), [(1310, 20_000), (1210, 3_000), (2010, -23_000)]);
        let paid = supplier_paid(&bought(20_000, 3_000), day(), Instant::from_us(2)).expect("paid");
        assert_eq!(lines(&paid), [(2010, 23_000), (1020, -23_000)]);
        assert_eq!(
            (invoice.heading().key.as_str(), paid.heading().key.as_str()),
            ("goods.bought:INV-7", "supplier.paid:INV-7")
        );
    }

    #[test]
    fn nothing_is_bought_for_less_than_nothing() {
        for wrong in [bought(-1, 0), bought(1, -1), bought(AMOUNT_MINOR_MAX + 1, 0), bought(i64::MAX, i64::MAX)] {
            assert!(matches!(goods_bought(&wrong), Err(LedgerError::LineAmount { .. })));
        }
        assert!(goods_bought(&bought(0, 0)).expect("nothing").is_empty());
    }
}
