//! The bytes an entry is sealed by, version 1, and the chain over them: `hash_n = SHA-256(hash_{n-1} || canonical_n)`.
//!
//! Written in this order, so that no two entries share their bytes:
//! - a text is its length in bytes (u32, big-endian) and its UTF-8; a number is i64 big-endian;
//! - an optional value is the byte 0, or the byte 1 and the value;
//! - input: text `wasl.ledger.input.1`, key, document, date (`YYYY-MM-DD`), at (UTC µs), memo?, reverses?, count of
//!   lines, then each line: account, debit, credit, currency, order?, shipment?, customer?, carrier?, gateway?,
//!   channel?, VAT code?;
//! - entry: text `wasl.ledger.entry.1`, shop, sequence, recorded at (UTC µs), origin, then the input.
//!
//! The first entry of a shop follows 32 zero bytes.

use crate::model::{EntryDraft, LineDraft};
use sha2::{Digest, Sha256};

const INPUT_VERSION: &str = "wasl.ledger.input.1";
const ENTRY_VERSION: &str = "wasl.ledger.entry.1";

pub type Hash = [u8; 32];

/// What the first entry follows.
pub const GENESIS: Hash = [0; 32];

/// A line as it is stored, whether or not its words can still be read.
#[derive(Clone, Copy, Debug)]
pub struct LineBytes<'a> {
    pub account: i64,
    pub debit: i64,
    pub credit: i64,
    pub currency: &'a str,
    pub order: Option<i64>,
    pub shipment: Option<i64>,
    pub customer: Option<i64>,
    pub carrier: Option<&'a str>,
    pub gateway: Option<&'a str>,
    pub channel: Option<&'a str>,
    pub vat_code: Option<&'a str>,
}

/// What a poster says, as it is stored; line by line it is followed by [`LineBytes`].
#[derive(Clone, Copy, Debug)]
pub struct HeadBytes<'a> {
    pub key: &'a str,
    pub document: &'a str,
    pub date: &'a str,
    pub at_us: i64,
    pub memo: Option<&'a str>,
    pub reverses: Option<i64>,
}

/// What the books add when they seal.
#[derive(Clone, Copy, Debug)]
pub struct SealBytes<'a> {
    pub shop: i64,
    pub seq: i64,
    pub recorded_at_us: i64,
    pub origin: &'a str,
}

/// The poster's part: what "the same input" means.
pub fn input_bytes<'a>(head: &HeadBytes<'_>, lines: impl ExactSizeIterator<Item = LineBytes<'a>>) -> Vec<u8> {
    let mut out = Writer(Vec::with_capacity(160 + lines.len() * 96));
    out.text(INPUT_VERSION);
    out.text(head.key);
    out.text(head.document);
    out.text(head.date);
    out.number(head.at_us);
    out.optional(head.memo, Writer::text);
    out.optional(head.reverses, Writer::number);
    out.count(lines.len());
    for line in lines {
        out.number(line.account);
        out.number(line.debit);
        out.number(line.credit);
        out.text(line.currency);
        for id in [line.order, line.shipment, line.customer] {
            out.optional(id, Writer::number);
        }
        for word in [line.carrier, line.gateway, line.channel, line.vat_code] {
            out.optional(word, Writer::text);
        }
    }
    out.0
}

pub fn draft_bytes(draft: &EntryDraft) -> Vec<u8> {
    let heading = draft.heading();
    let date = heading.date.to_string();
    let codes: Vec<Option<String>> =
        draft.lines().iter().map(|line| line.dims.vat_code.map(|code| code.to_string())).collect();
    let head = HeadBytes {
        key: &heading.key,
        document: &heading.document,
        date: &date,
        at_us: heading.at.us(),
        memo: heading.memo.as_deref(),
        reverses: draft.reverses(),
    };
    input_bytes(&head, draft.lines().iter().zip(&codes).map(|(line, code)| line_bytes(line, code.as_deref())))
}

fn line_bytes<'a>(line: &'a LineDraft, vat_code: Option<&'a str>) -> LineBytes<'a> {
    LineBytes {
        account: line.account.number(),
        debit: line.debit,
        credit: line.credit,
        currency: line.currency.as_str(),
        order: line.dims.order.map(wasl_base::Id::number),
        shipment: line.dims.shipment.map(wasl_base::Id::number),
        customer: line.dims.customer.map(wasl_base::Id::number),
        carrier: line.dims.carrier.as_deref(),
        gateway: line.dims.gateway.as_deref(),
        channel: line.dims.channel.as_deref(),
        vat_code,
    }
}

/// What decides whether a repeated key brings the same input.
pub fn input_hash(input: &[u8]) -> Hash {
    Sha256::digest(input).into()
}

/// The next link of the chain.
pub fn chain_hash(previous: &Hash, seal: &SealBytes<'_>, input: &[u8]) -> Hash {
    let mut head = Writer(Vec::with_capacity(64));
    head.text(ENTRY_VERSION);
    head.number(seal.shop);
    head.number(seal.seq);
    head.number(seal.recorded_at_us);
    head.text(seal.origin);
    let mut hasher = Sha256::new();
    hasher.update(previous);
    hasher.update(&head.0);
    hasher.update(input);
    hasher.finalize().into()
}

/// Lower-case hexadecimal, for people and exports.
pub fn hex(hash: &Hash) -> String {
    hash.iter().fold(String::with_capacity(64), |mut out, byte| {
        out.push(char::from_digit(u32::from(byte >> 4), 16).unwrap_or('0'));
        out.push(char::from_digit(u32::from(byte & 15), 16).unwrap_or('0'));
        out
    })
}

struct Writer(Vec<u8>);

impl Writer {
    fn number(&mut self, number: i64) {
        self.0.extend_from_slice(&number.to_be_bytes());
    }

    fn count(&mut self, count: usize) {
        let count = u32::try_from(count);
        assert!(count.is_ok(), "longer than 4 GiB");
        self.0.extend_from_slice(&count.unwrap_or_default().to_be_bytes());
    }

    fn text(&mut self, text: &str) {
        self.count(text.len());
        self.0.extend_from_slice(text.as_bytes());
    }

    fn optional<T>(&mut self, value: Option<T>, write: impl Fn(&mut Self, T)) {
        match value {
            None => self.0.push(0),
            Some(value) => {
                self.0.push(1);
                write(self, value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: HeadBytes<'static> =
        HeadBytes { key: "k", document: "d", date: "2026-11-22", at_us: 1, memo: None, reverses: None };
    const LINE: LineBytes<'static> = LineBytes {
        account: 1020,
        debit: 5,
        credit: 0,
        currency: "SAR",
        order: Some(7),
        shipment: None,
        customer: None,
        carrier: Some("smsa"),
        gateway: None,
        channel: None,
        vat_code: Some("S15"),
    };

    #[test]
    fn the_bytes_are_the_documented_ones() {
        let bytes = input_bytes(&HEAD, [LINE].into_iter());
        let mut expect = Vec::<u8>::new();
        expect.extend(b"\0\0\0\x13wasl.ledger.input.1\0\0\0\x01k\0\0\0\x01d\0\0\0\x0a2026-11-22\0\0\0\0\0\0\0\x01\0\0");
        expect.extend(b"\0\0\0\x01\0\0\0\0\0\0\x03\xfc\0\0\0\0\0\0\0\x05\0\0\0\0\0\0\0\0\0\0\0\x03SAR");
        expect.extend(b"\x01\0\0\0\0\0\0\0\x07\0\0\x01\0\0\0\x04smsa\0\0\x01\0\0\0\x03S15");
        assert_eq!(bytes, expect);
    }

    #[test]
    fn every_field_moves_the_hash() {
        let of = |head: HeadBytes<'_>, lines: &[LineBytes<'_>]| input_hash(&input_bytes(&head, lines.iter().copied()));
        let mut seen = vec![
            of(HEAD, &[LINE]),
            of(HeadBytes { key: "kd", document: "", ..HEAD }, &[LINE]),
            of(HeadBytes { key: "", document: "kd", ..HEAD }, &[LINE]),
            of(HeadBytes { date: "2026-11-23", ..HEAD }, &[LINE]),
            of(HeadBytes { at_us: 2, ..HEAD }, &[LINE]),
            of(HeadBytes { memo: Some(""), ..HEAD }, &[LINE]),
            of(HeadBytes { reverses: Some(1), ..HEAD }, &[LINE]),
            of(HEAD, &[LINE, LINE]),
            of(HEAD, &[]),
        ];
        for line in [
            LineBytes { account: 1010, ..LINE },
            LineBytes { debit: 6, ..LINE },
            LineBytes { debit: 0, credit: 5, ..LINE },
            LineBytes { currency: "KWD", ..LINE },
            LineBytes { order: None, shipment: Some(7), ..LINE },
            LineBytes { order: None, customer: Some(7), ..LINE },
            LineBytes { carrier: None, gateway: Some("smsa"), ..LINE },
            LineBytes { carrier: None, channel: Some("smsa"), ..LINE },
            LineBytes { vat_code: None, ..LINE },
        ] {
            seen.push(of(HEAD, &[line]));
        }
        let count = seen.len();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), count);
    }

    #[test]
    fn the_chain_depends_on_place_and_predecessor() {
        let seal = SealBytes { shop: 1, seq: 1, recorded_at_us: 9, origin: "live" };
        let first = chain_hash(&GENESIS, &seal, b"x");
        for other in [
            chain_hash(&first, &seal, b"x"),
            chain_hash(&GENESIS, &SealBytes { seq: 2, ..seal }, b"x"),
            chain_hash(&GENESIS, &SealBytes { shop: 2, ..seal }, b"x"),
            chain_hash(&GENESIS, &SealBytes { recorded_at_us: 8, ..seal }, b"x"),
            chain_hash(&GENESIS, &SealBytes { origin: "backfill", ..seal }, b"x"),
            chain_hash(&GENESIS, &seal, b"y"),
        ] {
            assert_ne!(other, first);
        }
        assert_eq!(hex(&GENESIS), "0".repeat(64));
    }
}
