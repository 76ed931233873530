//! What the API of the books answers. Names are stable; every amount is a decimal string in its currency.

use super::period::Period;
use crate::read::{Balance, TrialBalance, VatRow};
use crate::{Entry, LineDraft};
use serde::Serialize;
use utoipa::ToSchema;
use wasl_base::{CalendarDate, Money};

#[derive(Serialize, ToSchema)]
#[schema(as = LedgerTrialBalance)]
pub struct TrialBalanceAnswer {
    /// The last day that is counted.
    #[schema(example = "2026-11-22")]
    pub as_of: String,
    pub accounts: Vec<BalanceAnswer>,
    /// Debit and credit balances are equal in each currency.
    pub totals: Vec<TotalAnswer>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = LedgerBalance)]
pub struct BalanceAnswer {
    #[schema(example = "1130")]
    pub account: String,
    pub name_ar: &'static str,
    pub name_en: &'static str,
    /// `asset`, `liability`, `equity`, `revenue` or `expense`.
    #[schema(example = "asset")]
    #[serde(rename = "type")]
    pub kind: &'static str,
    #[schema(example = "SAR")]
    pub currency: String,
    /// Sum of all debits.
    #[schema(example = "241.50")]
    pub debit: String,
    /// Sum of all credits.
    #[schema(example = "0.00")]
    pub credit: String,
    /// Debit less credit.
    #[schema(example = "241.50")]
    pub balance: String,
}

#[derive(Serialize, ToSchema)]
#[schema(as = LedgerTotal)]
pub struct TotalAnswer {
    pub currency: String,
    pub debit: String,
    pub credit: String,
}

#[derive(Serialize, ToSchema)]
#[schema(as = LedgerVatSummary)]
pub struct VatSummaryAnswer {
    /// The first day that is counted.
    #[schema(example = "2026-11-01")]
    pub from: String,
    /// The last day that is counted.
    #[schema(example = "2026-11-30")]
    pub to: String,
    /// The tax of all rows of a currency is what account 2110 moved.
    pub rows: Vec<VatRowAnswer>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = LedgerVatRow)]
pub struct VatRowAnswer {
    #[schema(example = "SAR")]
    pub currency: String,
    /// `S15`, `S5` standard rated; `Z` zero rated; `E` exempt; `O` out of scope; absent where none was known.
    #[schema(example = "S15")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Net of VAT, counted when the tax on it falls due.
    #[schema(example = "200.00")]
    pub base: String,
    #[schema(example = "30.00")]
    pub tax: String,
}

impl VatSummaryAnswer {
    pub fn of(period: Period, rows: &[VatRow]) -> Self {
        let row = |row: &VatRow| VatRowAnswer {
            currency: row.currency.to_string(),
            code: row.code.map(|code| code.to_string()),
            base: Money::new(row.base, row.currency).decimal(),
            tax: Money::new(row.tax, row.currency).decimal(),
        };
        Self { from: period.first.to_string(), to: period.last.to_string(), rows: rows.iter().map(row).collect() }
    }
}

#[derive(Serialize, ToSchema)]
#[schema(as = LedgerEntry)]
pub struct EntryAnswer {
    /// 1, 2, 3 … without a gap.
    #[schema(example = 1)]
    pub seq: i64,
    /// The business fact; at most one entry has it.
    #[schema(example = "order.paid:pay_02ng5x9k3m000")]
    pub key: String,
    pub document: String,
    /// The accounting day by the shop's calendar.
    #[schema(example = "2026-11-22")]
    pub date: String,
    /// When the fact happened; RFC 3339, UTC.
    pub at: String,
    pub recorded_at: String,
    /// `live`, `backfill` or `simulated`.
    #[schema(example = "live")]
    pub origin: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub memo: Option<String>,
    /// The entry this one undoes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reverses: Option<i64>,
    /// The entry that undid this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reversed_by: Option<i64>,
    pub lines: Vec<LineAnswer>,
    /// SHA-256 over the previous entry's hash and this entry, in hexadecimal.
    pub hash: String,
}

#[derive(Serialize, ToSchema)]
#[schema(as = LedgerLine)]
pub struct LineAnswer {
    #[schema(example = "1130")]
    pub account: String,
    #[schema(example = "241.50")]
    pub debit: String,
    #[schema(example = "0.00")]
    pub credit: String,
    #[schema(example = "SAR")]
    pub currency: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shipment_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub carrier: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gateway: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel: Option<String>,
    /// `S15`, `S5` standard rated; `Z` zero rated; `E` exempt; `O` out of scope.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vat_code: Option<String>,
}

impl TrialBalanceAnswer {
    pub fn of(as_of: CalendarDate, trial: &TrialBalance) -> Self {
        let total = |(debit, credit): (Money, Money)| TotalAnswer {
            currency: debit.currency.to_string(),
            debit: debit.decimal(),
            credit: credit.decimal(),
        };
        Self {
            as_of: as_of.to_string(),
            accounts: trial.rows.iter().map(BalanceAnswer::of).collect(),
            totals: trial.totals().into_iter().map(total).collect(),
        }
    }
}

impl BalanceAnswer {
    fn of(row: &Balance) -> Self {
        let account = row.account.account();
        let decimal = |minor: i64| Money::new(minor, row.currency).decimal();
        Self {
            account: row.account.to_string(),
            name_ar: account.ar,
            name_en: account.en,
            kind: account.kind.as_str(),
            currency: row.currency.to_string(),
            debit: decimal(row.debit),
            credit: decimal(row.credit),
            balance: row.net().decimal(),
        }
    }
}

impl EntryAnswer {
    pub fn of(entry: &Entry) -> Self {
        let heading = entry.draft.heading();
        Self {
            seq: entry.seq,
            key: heading.key.clone(),
            document: heading.document.clone(),
            date: heading.date.to_string(),
            at: heading.at.to_string(),
            recorded_at: entry.recorded_at.to_string(),
            origin: entry.origin.as_str(),
            memo: heading.memo.clone(),
            reverses: entry.draft.reverses(),
            reversed_by: entry.reversed_by,
            lines: entry.draft.lines().iter().map(LineAnswer::of).collect(),
            hash: crate::canonical::hex(&entry.hash),
        }
    }
}

impl LineAnswer {
    fn of(line: &LineDraft) -> Self {
        let decimal = |minor: i64| Money::new(minor, line.currency).decimal();
        let dims = line.dims.clone();
        Self {
            account: line.account.to_string(),
            debit: decimal(line.debit),
            credit: decimal(line.credit),
            currency: line.currency.to_string(),
            order_id: dims.order.map(|id| id.to_string()),
            shipment_id: dims.shipment.map(|id| id.to_string()),
            customer_id: dims.customer.map(|id| id.to_string()),
            carrier: dims.carrier,
            gateway: dims.gateway,
            channel: dims.channel,
            vat_code: dims.vat_code.map(|code| code.to_string()),
        }
    }
}
