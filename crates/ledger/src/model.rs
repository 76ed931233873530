//! What an entry is. A draft can only be made balanced per currency, so an unbalanced entry cannot be written down;
//! the database checks the same once more.

use crate::LedgerError;
use crate::chart::AccountCode;
use crate::vat::VatCode;
use std::collections::BTreeMap;
use wasl_base::{CalendarDate, Currency, CustomerId, Instant, Money, OrderId, Origin, ShipmentId};

/// Lines of one entry: a carrier's remittance of a week fits, a year's does not.
pub const LINES_MAX: usize = 1_000;
/// Longest key, document or memo, in bytes.
pub const TEXT_BYTES_MAX: usize = 300;
/// Longest carrier, gateway or channel code, in bytes.
pub const DIMENSION_BYTES_MAX: usize = 256;
/// Largest amount of one line, in minor units: a thousand lines of it stay far below 64 bits.
pub const AMOUNT_MINOR_MAX: i64 = 1_000_000_000_000_000;

/// What a line is about; every profit-by-something question groups by one of these.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dims {
    pub order: Option<OrderId>,
    pub shipment: Option<ShipmentId>,
    pub customer: Option<CustomerId>,
    pub carrier: Option<String>,
    pub gateway: Option<String>,
    pub channel: Option<String>,
    pub vat_code: Option<VatCode>,
}

/// One line: minor units of `currency` on exactly one side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineDraft {
    pub account: AccountCode,
    pub debit: i64,
    pub credit: i64,
    pub currency: Currency,
    pub dims: Dims,
}

impl LineDraft {
    /// A debit of `money`; a negative amount is a credit of its opposite.
    pub fn debit(account: AccountCode, money: Money, dims: Dims) -> Self {
        let (debit, credit) = if money.minor < 0 { (0, money.minor.saturating_neg()) } else { (money.minor, 0) };
        Self { account, debit, credit, currency: money.currency, dims }
    }

    /// A credit of `money`; a negative amount is a debit of its opposite.
    pub fn credit(account: AccountCode, money: Money, dims: Dims) -> Self {
        let line = Self::debit(account, money, dims);
        Self { debit: line.credit, credit: line.debit, ..line }
    }

    fn check(&self) -> Result<(), LedgerError> {
        let sides = [self.debit, self.credit];
        let fits = sides.contains(&0) && sides.iter().all(|minor| (0..=AMOUNT_MINOR_MAX).contains(minor));
        if !fits {
            return Err(LedgerError::LineAmount { account: self.account });
        }
        for (field, text) in
            [("carrier", &self.dims.carrier), ("gateway", &self.dims.gateway), ("channel", &self.dims.channel)]
        {
            if let Some(text) = text {
                check_text(field, text, DIMENSION_BYTES_MAX)?;
            }
        }
        Ok(())
    }
}

/// What stands above the lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// The business fact, e.g. `order.paid:pay_…`: at most one entry of a shop has it.
    pub key: String,
    /// What proves it, e.g. `shipment:shp_…`.
    pub document: String,
    /// The accounting day, by the shop's calendar.
    pub date: CalendarDate,
    /// When the fact happened.
    pub at: Instant,
    pub memo: Option<String>,
}

/// A balanced entry that is not yet in the books. Lines of zero are gone; a draft may be left with none at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryDraft {
    heading: Heading,
    reverses: Option<i64>,
    lines: Vec<LineDraft>,
}

impl EntryDraft {
    /// Drops lines of zero and refuses what does not balance in each currency.
    pub fn balanced(heading: Heading, lines: Vec<LineDraft>) -> Result<Self, LedgerError> {
        check_text("key", &heading.key, TEXT_BYTES_MAX)?;
        check_text("document", &heading.document, TEXT_BYTES_MAX)?;
        if let Some(memo) = &heading.memo {
            check_text("memo", memo, TEXT_BYTES_MAX)?;
        }
        let lines: Vec<LineDraft> = lines.into_iter().filter(|line| line.debit != 0 || line.credit != 0).collect();
        if lines.len() > LINES_MAX {
            return Err(LedgerError::TooManyLines { count: lines.len(), max: LINES_MAX });
        }
        let mut differences: BTreeMap<Currency, i128> = BTreeMap::new();
        for line in &lines {
            line.check()?;
            *differences.entry(line.currency).or_default() += i128::from(line.debit) - i128::from(line.credit);
        }
        if let Some((&currency, &difference)) = differences.iter().find(|(_, difference)| **difference != 0) {
            return Err(LedgerError::Unbalanced { currency, difference });
        }
        Ok(Self { heading, reverses: None, lines })
    }

    /// The equal and opposite of `entry`, linked to it.
    pub fn reversal_of(entry: &Entry, heading: Heading) -> Result<Self, LedgerError> {
        let opposite = |line: &LineDraft| LineDraft { debit: line.credit, credit: line.debit, ..line.clone() };
        let draft = Self::balanced(heading, entry.draft.lines.iter().map(opposite).collect())?;
        Ok(Self { reverses: Some(entry.seq), ..draft })
    }

    pub fn heading(&self) -> &Heading {
        &self.heading
    }

    /// The sequence number of the entry that this one undoes.
    pub fn reverses(&self) -> Option<i64> {
        self.reverses
    }

    pub fn lines(&self) -> &[LineDraft] {
        &self.lines
    }

    /// Nothing to post: the fact moved no money.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// Sum of the debits per currency.
    pub fn totals(&self) -> Vec<Money> {
        let mut sums: BTreeMap<Currency, i64> = BTreeMap::new();
        for line in &self.lines {
            *sums.entry(line.currency).or_default() += line.debit;
        }
        sums.into_iter().map(|(currency, minor)| Money::new(minor, currency)).collect()
    }

    /// A draft as the books hold it: what was checked when it was sealed is not checked again.
    pub(crate) fn stored(heading: Heading, reverses: Option<i64>, lines: Vec<LineDraft>) -> Self {
        Self { heading, reverses, lines }
    }
}

/// An entry in the books.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// 1, 2, 3 … without a gap within a shop.
    pub seq: i64,
    pub draft: EntryDraft,
    pub recorded_at: Instant,
    pub origin: Origin,
    pub hash: [u8; 32],
    /// The entry that undid this one.
    pub reversed_by: Option<i64>,
}

/// The answer to a post.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Posted {
    New {
        seq: i64,
    },
    /// The same fact was posted before: the first answer again.
    Already {
        seq: i64,
    },
    /// The fact moved no money, so the books hold nothing of it.
    Nothing,
}

impl Posted {
    pub fn seq(self) -> Option<i64> {
        match self {
            Self::New { seq } | Self::Already { seq } => Some(seq),
            Self::Nothing => None,
        }
    }
}

fn check_text(field: &'static str, text: &str, bytes_max: usize) -> Result<(), LedgerError> {
    let fits = !text.is_empty() && text.len() <= bytes_max && !text.chars().any(char::is_control);
    if fits { Ok(()) } else { Err(LedgerError::Text { field }) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn heading() -> Heading {
        Heading {
            key: "test:1".to_owned(),
            document: "test".to_owned(),
            date: CalendarDate::new(2026, 11, 22).expect("date"),
            at: Instant::from_us(0),
            memo: None,
        }
    }

    fn sar(minor: i64) -> Money {
        Money::new(minor, Currency::SAR)
    }

    fn draft(lines: &[(AccountCode, i64, &str)]) -> Result<EntryDraft, LedgerError> {
        let line = |(account, minor, currency): &(AccountCode, i64, &str)| {
            LineDraft::debit(*account, Money::new(*minor, currency.parse().expect("currency")), Dims::default())
        };
        EntryDraft::balanced(heading(), lines.iter().map(line).collect())
    }

    #[test]
    fn balances_in_each_currency_by_itself() {
        let (bank, sales) = (AccountCode::BANK, AccountCode::SALES);
        assert!(draft(&[(bank, 100, "SAR"), (sales, -100, "SAR")]).is_ok());
        assert!(draft(&[(bank, 100, "SAR"), (sales, -100, "KWD")]).is_err());
        assert!(draft(&[(bank, 100, "SAR"), (sales, -99, "SAR")]).is_err());
        assert!(draft(&[(bank, 100, "SAR")]).is_err());
        let two =
            draft(&[(bank, 5, "KWD"), (bank, 7, "JPY"), (sales, -5, "KWD"), (sales, -7, "JPY")]).expect("balances");
        assert_eq!(two.lines().len(), 4);
    }

    #[test]
    fn drops_zeroes_and_may_end_empty() {
        let (bank, sales) = (AccountCode::BANK, AccountCode::SALES);
        let some = draft(&[(bank, 1, "SAR"), (sales, 0, "SAR"), (sales, -1, "SAR")]).expect("balances");
        assert_eq!(some.lines().len(), 2);
        assert!(draft(&[(bank, 0, "SAR")]).expect("nothing").is_empty());
    }

    #[test]
    fn refuses_what_is_too_big_too_long_or_two_sided() {
        let bank = AccountCode::BANK;
        assert!(draft(&[(bank, AMOUNT_MINOR_MAX + 1, "SAR"), (bank, -AMOUNT_MINOR_MAX - 1, "SAR")]).is_err());
        assert!(draft(&[(bank, i64::MIN, "SAR"), (bank, i64::MAX, "SAR")]).is_err());
        let both = LineDraft { credit: 5, ..LineDraft::debit(bank, sar(5), Dims::default()) };
        assert!(EntryDraft::balanced(heading(), vec![both]).is_err());
        let pair =
            || [LineDraft::debit(bank, sar(1), Dims::default()), LineDraft::credit(bank, sar(1), Dims::default())];
        let many = |count: usize| {
            EntryDraft::balanced(heading(), std::iter::repeat_with(pair).take(count).flatten().collect())
        };
        assert!(many(LINES_MAX / 2).is_ok());
        assert!(matches!(many(LINES_MAX / 2 + 1), Err(LedgerError::TooManyLines { .. })));
        for key in ["", "a\nb", "a\u{0}b", &"x".repeat(TEXT_BYTES_MAX + 1)] {
            let bad = Heading { key: key.to_owned(), ..heading() };
            assert!(
                matches!(EntryDraft::balanced(bad, Vec::new()), Err(LedgerError::Text { field: "key" })),
                "{key:?}"
            );
        }
        let dims = Dims { carrier: Some(String::new()), ..Dims::default() };
        let lines = vec![LineDraft::debit(bank, sar(1), dims.clone()), LineDraft::credit(bank, sar(1), dims)];
        assert!(matches!(EntryDraft::balanced(heading(), lines), Err(LedgerError::Text { field: "carrier" })));
    }

    proptest! {
        #[test]
        fn one_unit_off_is_refused(amounts in prop::collection::vec(1i64..1_000_000, 1..20), off in prop::sample::select(vec![-1i64, 1])) {
            let mut lines: Vec<(AccountCode, i64, &str)> =
                amounts.iter().map(|minor| (AccountCode::BANK, *minor, "SAR")).collect();
            lines.push((AccountCode::SALES, -amounts.iter().sum::<i64>(), "SAR"));
            prop_assert!(draft(&lines).is_ok());
            lines[0].1 += off;
            prop_assert!(draft(&lines).is_err());
        }
    }
}
