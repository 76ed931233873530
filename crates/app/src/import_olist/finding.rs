//! What does not fit is written down, never thrown away: one line of the error file per contradicting fact, with
//! file, line and reason. An order is imported whatever its facts say; only the fact at fault is set aside.

use std::collections::BTreeMap;
use std::io::{self, Write};
use wasl_platform::sheet::plain_cell;

/// Lines of detail in the error file. Beyond it reasons are only counted: a hostile archive fills no disk.
pub const FINDING_LINES_MAX: u64 = 1_000_000;

macro_rules! reasons {
    ($($(#[$doc:meta])* $reason:ident => $code:literal, $plain:literal;)*) => {
        /// Why a fact stands in the error file.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Reason { $($(#[$doc])* $reason,)* }

        impl Reason {
            pub const ALL: &'static [Self] = &[$(Self::$reason),*];

            /// The stable word in the error file.
            pub fn code(self) -> &'static str {
                match self { $(Self::$reason => $code,)* }
            }

            /// What was done with the fact, as the summary says it.
            pub fn plain(self) -> &'static str {
                match self { $(Self::$reason => $plain,)* }
            }
        }
    };
}

reasons! {
    NoItems => "no_items", "order without items: kept, with no lines and no parcel";
    HandedOverBeforeApproval => "handed_over_before_approval",
        "handed to the carrier before its payment was approved: both times kept";
    DeliveredBeforeHandOver => "delivered_before_hand_over",
        "delivered before it was handed over: hand-over time set aside";
    PaidOtherThanTotal => "paid_other_than_total", "paid another amount than its total: paid amount kept";
    SeveralSellers => "several_sellers", "several sellers: one parcel each, the order's one delivery time given to all";
    RepeatReview => "repeat_review", "another review of the same order: only the first counts";
    NoPayment => "no_payment", "order without any payment row: kept as unpaid";
    ApprovedTimeMissing => "approved_time_missing", "went its way with no time of approval: taken as paid when placed";
    DeliveredTimeMissing => "delivered_time_missing",
        "said to be delivered, with no time of delivery: the parcel stays on its way";
    DeliveredThoughCancelled => "delivered_though_cancelled",
        "cancelled and yet delivered: the delivery is kept, the cancellation set aside";
    ShippedWithoutHandOver => "shipped_without_hand_over",
        "said to be on its way, with no hand-over to the carrier: no parcel made";
    TooManyRows => "too_many_rows", "more items or payments than an order may have: the first are kept";
    UnknownStatus => "unknown_status", "a status nobody declared: taken as created";
    UnknownCustomer => "unknown_customer", "buyer not in the customers file: kept without a place";
    UnknownProduct => "unknown_product", "product not in the products file: kept without weight and category";
    UnknownSeller => "unknown_seller", "seller not in the sellers file: parcel from an unknown place";
    UnknownOrder => "unknown_order", "row of an order that is not in the orders file: set aside";
    RepeatRow => "repeat_row", "the same key again: the first row counts";
    BadField => "bad_field", "a value that cannot be read: set aside";
    ShortRow => "short_row", "row with another number of fields than the header: set aside";
    FieldTooLong => "field_too_long", "row with an over-long field: set aside";
    BadUtf8 => "bad_utf8", "row that is not UTF-8: set aside";
    UnexpectedFile => "unexpected_file", "file that does not belong to the set: not unpacked";
}

/// One contradiction, at its place in the input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The name of the file within the set.
    pub file: &'static str,
    /// The line on which the row begins, from 1; 0 where a whole file is meant.
    pub line: u64,
    pub reason: Reason,
    /// Ids and figures of the case. Text from the input is shortened and stripped of control characters.
    pub text: String,
}

/// The error file being written, with a count per reason.
pub struct Findings<'w> {
    out: csv::Writer<Box<dyn Write + Send + 'w>>,
    counts: BTreeMap<Reason, u64>,
    written: u64,
}

impl<'w> Findings<'w> {
    /// Begins the file with its header.
    pub fn new(out: Box<dyn Write + Send + 'w>) -> io::Result<Self> {
        let mut out = csv::Writer::from_writer(out);
        out.write_record(["file", "line", "reason", "text"]).map_err(io::Error::other)?;
        Ok(Self { out, counts: BTreeMap::new(), written: 0 })
    }

    /// Counts only.
    #[cfg(test)]
    pub fn counting() -> io::Result<Self> {
        Self::new(Box::new(io::sink()))
    }

    pub fn note(&mut self, finding: &Finding) -> io::Result<()> {
        *self.counts.entry(finding.reason).or_default() += 1;
        if self.written == FINDING_LINES_MAX {
            return Ok(());
        }
        self.written += 1;
        let line = finding.line.to_string();
        let text = plain_cell(&finding.text);
        self.out.write_record([finding.file, &line, finding.reason.code(), &text]).map_err(io::Error::other)
    }

    #[cfg(test)]
    pub fn counts(&self) -> &BTreeMap<Reason, u64> {
        &self.counts
    }

    /// Puts the file to rest and gives the counts.
    pub fn finish(mut self) -> io::Result<BTreeMap<Reason, u64>> {
        self.out.flush()?;
        Ok(self.counts)
    }
}

/// A value from the input as it may stand in a message: at most 40 characters, none of them control characters.
pub fn brief(value: &[u8]) -> String {
    String::from_utf8_lossy(value).chars().filter(|c| !c.is_control()).take(40).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_distinct_and_the_file_reads_as_csv() {
        let mut codes: Vec<_> = Reason::ALL.iter().map(|reason| reason.code()).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), Reason::ALL.len());

        let mut file = Vec::new();
        let mut findings = Findings::new(Box::new(&mut file)).expect("header");
        let finding = Finding { file: "a.csv", line: 7, reason: Reason::BadField, text: "a, \"b\"".to_owned() };
        findings.note(&finding).expect("line");
        findings.note(&finding).expect("line");
        let counts = findings.finish().expect("flush");
        assert_eq!(counts.get(&Reason::BadField), Some(&2));
        let text = String::from_utf8(file).expect("text");
        assert_eq!(text.lines().nth(1), Some("a.csv,7,bad_field,\"a, \"\"b\"\"\""));
        assert_eq!(text.lines().count(), 3);
    }

    #[test]
    fn no_cell_of_the_error_file_is_a_formula() {
        let told = ["=cmd|' /C calc'!A0", "+1", "-2", "@SUM(1)", "\t=1", "\r=1", "order =1", "a-b", ""];
        let mut file = Vec::new();
        let mut findings = Findings::new(Box::new(&mut file)).expect("header");
        for text in told {
            let text = text.to_owned();
            findings.note(&Finding { file: "a.csv", line: 7, reason: Reason::BadField, text }).expect("line");
        }
        findings.finish().expect("flush");
        let mut reader = csv::Reader::from_reader(&file[..]);
        let cells: Vec<String> =
            reader.records().map(|row| row.expect("a row").get(3).unwrap_or_default().to_owned()).collect();
        let expect = told.map(|text| {
            if text.starts_with(['o', 'a']) || text.is_empty() { text.to_owned() } else { format!("'{text}") }
        });
        assert_eq!(cells, expect);
    }

    #[test]
    fn brief_keeps_nothing_that_moves_the_cursor() {
        assert_eq!(brief(b"a\x1b[2J\nb\xff"), "a[2Jb\u{fffd}");
        assert_eq!(brief(&[b'x'; 100]).len(), 40);
    }
}
