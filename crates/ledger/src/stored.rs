//! Rows of the journal as they lie there, and how they become entries again. Words stay text until somebody needs them
//! read: verification must be able to look at what nobody could have posted.

use crate::canonical::{HeadBytes, LineBytes};
use crate::chart::AccountCode;
use crate::model::{Dims, Entry, EntryDraft, Heading, LineDraft};
use wasl_base::{Instant, Origin};
use wasl_db::{DbError, Row};

/// An entry row as it lies there, readable even when somebody wrote nonsense into it.
#[derive(Clone, Debug)]
pub(crate) struct EntryRow {
    pub seq: i64,
    pub key: String,
    pub input_hash: Vec<u8>,
    pub document: String,
    pub date: String,
    pub at_us: i64,
    pub recorded_at_us: i64,
    pub origin: String,
    pub memo: Option<String>,
    pub reverses: Option<i64>,
    pub line_count: i64,
    pub hash: Vec<u8>,
    pub reversed_by: Option<i64>,
}

/// A line row as it lies there.
#[derive(Clone, Debug)]
pub(crate) struct LineRow {
    pub seq: i64,
    pub line: i64,
    pub account: i64,
    pub debit: i64,
    pub credit: i64,
    pub currency: String,
    pub order: Option<i64>,
    pub shipment: Option<i64>,
    pub customer: Option<i64>,
    pub carrier: Option<String>,
    pub gateway: Option<String>,
    pub channel: Option<String>,
    pub vat_code: Option<String>,
}

pub(crate) fn entry_row(row: &Row<'_>) -> Result<EntryRow, DbError> {
    Ok(EntryRow {
        seq: row.get(0)?,
        key: row.get(1)?,
        input_hash: row.get(2)?,
        document: row.get(3)?,
        date: row.get(4)?,
        at_us: row.get(5)?,
        recorded_at_us: row.get(6)?,
        origin: row.get(7)?,
        memo: row.get(8)?,
        reverses: row.get(9)?,
        line_count: row.get(10)?,
        hash: row.get(11)?,
        reversed_by: row.get(12)?,
    })
}

pub(crate) fn line_row(row: &Row<'_>) -> Result<LineRow, DbError> {
    Ok(LineRow {
        seq: row.get(0)?,
        line: row.get(1)?,
        account: row.get(2)?,
        debit: row.get(3)?,
        credit: row.get(4)?,
        currency: row.get(5)?,
        order: row.get(6)?,
        shipment: row.get(7)?,
        customer: row.get(8)?,
        carrier: row.get(9)?,
        gateway: row.get(10)?,
        channel: row.get(11)?,
        vat_code: row.get(12)?,
    })
}

fn unreadable(what: &str, seq: i64) -> DbError {
    DbError::Bug(format!("{what} of ledger entry {seq} is unreadable"))
}

/// The account of a stored number.
pub(crate) fn known(account: i64) -> Result<AccountCode, DbError> {
    AccountCode::of(account).ok_or_else(|| DbError::Bug(format!("account {account} is not in the chart")))
}

impl EntryRow {
    pub fn bytes(&self) -> HeadBytes<'_> {
        HeadBytes {
            key: &self.key,
            document: &self.document,
            date: &self.date,
            at_us: self.at_us,
            memo: self.memo.as_deref(),
            reverses: self.reverses,
        }
    }

    /// With its lines, in words; a word that cannot be read is a Bug (see `verify`).
    pub fn into_entry(self, lines: Vec<LineDraft>) -> Result<Entry, DbError> {
        let seq = self.seq;
        let heading = Heading {
            key: self.key,
            document: self.document,
            date: self.date.parse().map_err(|_| unreadable("the date", seq))?,
            at: Instant::from_us(self.at_us),
            memo: self.memo,
        };
        Ok(Entry {
            seq,
            draft: EntryDraft::stored(heading, self.reverses, lines),
            recorded_at: Instant::from_us(self.recorded_at_us),
            origin: Origin::parse(&self.origin).ok_or_else(|| unreadable("the origin", seq))?,
            hash: self.hash.try_into().map_err(|_| unreadable("the hash", seq))?,
            reversed_by: self.reversed_by,
        })
    }
}

impl LineRow {
    pub fn bytes(&self) -> LineBytes<'_> {
        LineBytes {
            account: self.account,
            debit: self.debit,
            credit: self.credit,
            currency: &self.currency,
            order: self.order,
            shipment: self.shipment,
            customer: self.customer,
            carrier: self.carrier.as_deref(),
            gateway: self.gateway.as_deref(),
            channel: self.channel.as_deref(),
            vat_code: self.vat_code.as_deref(),
        }
    }

    pub fn into_draft(self) -> Result<LineDraft, DbError> {
        let seq = self.seq;
        let code = |text: &str| text.parse().map_err(|()| unreadable("a VAT code", seq));
        Ok(LineDraft {
            account: known(self.account)?,
            debit: self.debit,
            credit: self.credit,
            currency: self.currency.parse().map_err(|_| unreadable("a currency", seq))?,
            dims: Dims {
                order: self.order.map(wasl_base::Id::from_number),
                shipment: self.shipment.map(wasl_base::Id::from_number),
                customer: self.customer.map(wasl_base::Id::from_number),
                carrier: self.carrier,
                gateway: self.gateway,
                channel: self.channel,
                vat_code: self.vat_code.as_deref().map(code).transpose()?,
            },
        })
    }
}
