//! How money that others hold for us comes to the bank: a gateway's payout and a carrier's remittance of cash, each less
//! its fee. Pure, after the posting templates; who pays is named on the line, so that each one's balance can be told.

use crate::LedgerError;
use crate::book::Book;
use crate::chart::AccountCode;
use crate::model::{AMOUNT_MINOR_MAX, Dims, EntryDraft};
use wasl_base::{CalendarDate, Currency, Instant};

/// Money that came, in minor units.
#[derive(Clone, Debug)]
pub struct Settled<'a> {
    /// The payer's own number of the settlement, one entry each.
    pub number: &'a str,
    /// The gateway or the carrier; None where payments went through nobody by name.
    pub payer: Option<&'a str>,
    pub currency: Currency,
    /// What customers had paid, before the fee.
    pub gross_minor: i64,
    /// Net of VAT.
    pub fee_minor: i64,
    /// On the fee, to be reclaimed.
    pub fee_vat_minor: i64,
    pub on: CalendarDate,
    pub at: Instant,
}

/// P08: the bank receives what customers paid through a gateway, less its fee.
pub fn payout_received(settled: &Settled<'_>) -> Result<EntryDraft, LedgerError> {
    let dims = Dims { gateway: settled.payer.map(str::to_owned), ..Dims::default() };
    settled.entry("gateway.settled", AccountCode::GATEWAYS, AccountCode::GATEWAY_FEES, dims)
}

/// P15, with nothing kept for freight: the bank receives the cash that a carrier collected, less its fee.
pub fn cash_remitted(settled: &Settled<'_>) -> Result<EntryDraft, LedgerError> {
    let dims = Dims { carrier: settled.payer.map(str::to_owned), ..Dims::default() };
    settled.entry("cod.remitted", AccountCode::COD, AccountCode::COD_FEES, dims)
}

impl Settled<'_> {
    fn entry(&self, fact: &str, held: AccountCode, cost: AccountCode, dims: Dims) -> Result<EntryDraft, LedgerError> {
        check(held, self.gross_minor)?;
        check(cost, self.fee_minor)?;
        check(AccountCode::INPUT_VAT, self.fee_vat_minor)?;
        let gateway = dims.gateway.clone();
        let mut book = Book::new(self.currency, dims);
        book.debit(AccountCode::BANK, self.gross_minor - self.fee_minor - self.fee_vat_minor);
        book.debit(cost, self.fee_minor);
        book.debit(AccountCode::INPUT_VAT, self.fee_vat_minor);
        book.debit_through(held, gateway.as_deref(), -self.gross_minor);
        book.entry(format!("{fact}:{}", self.number), format!("settlement:{}", self.number), self.on, self.at)
    }
}

fn check(account: AccountCode, minor: i64) -> Result<(), LedgerError> {
    if (0..=AMOUNT_MINOR_MAX).contains(&minor) { Ok(()) } else { Err(LedgerError::LineAmount { account }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settled(payer: &'static str, gross_minor: i64, fee_minor: i64, fee_vat_minor: i64) -> Settled<'static> {
        Settled {
            number: "7",
            payer: Some(payer),
            currency: Currency::SAR,
            gross_minor,
            fee_minor,
            fee_vat_minor,
            on: CalendarDate::new(2026, 11, 22).expect("date"),
            at: Instant::from_us(1),
        }
    }

    fn lines(draft: &EntryDraft) -> Vec<(i64, i64)> {
        draft.lines().iter().map(|line| (line.account.number(), line.debit - line.credit)).collect()
    }

    /// The figures of the templates; P15 there also keeps 20.70 for freight.
    #[test]
    fn worked_figures_are_met_and_the_payer_is_named() {
        let payout = payout_received(&settled("mada", 23_000, 675, 101)).expect("P08");
        assert_eq!(lines(&payout), [(1020, 22_224), (6110, 675), (1210, 101), (1120, -23_000)]);
        let cash = cash_remitted(&settled("smsa", 24_150, 500, 75)).expect("P15");
        assert_eq!(lines(&cash), [(1020, 23_575), (6030, 500), (1210, 75), (1130, -24_150)]);
        assert_eq!(payout.heading().key, "gateway.settled:7");
        assert_eq!(cash.heading().key, "cod.remitted:7");
        assert_eq!(payout.lines()[3].dims.gateway.as_deref(), Some("mada"));
        assert_eq!(cash.lines()[3].dims.carrier.as_deref(), Some("smsa"));
    }

    #[test]
    fn a_fee_beyond_the_money_is_owed_by_the_bank() {
        let payout = payout_received(&settled("mada", 100, 200, 30)).expect("P08");
        assert_eq!(lines(&payout), [(1020, -130), (6110, 200), (1210, 30), (1120, -100)]);
    }

    #[test]
    fn amounts_below_nothing_or_beyond_all_are_refused() {
        for wrong in [-1, AMOUNT_MINOR_MAX + 1, i64::MIN, i64::MAX] {
            for settled in [settled("a", wrong, 0, 0), settled("a", 1, wrong, 0), settled("a", 1, 0, wrong)] {
                assert!(matches!(payout_received(&settled), Err(LedgerError::LineAmount { .. })), "{settled:?}");
                assert!(matches!(cash_remitted(&settled), Err(LedgerError::LineAmount { .. })), "{settled:?}");
            }
        }
    }
}
