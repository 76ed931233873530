//! The sum by which both sides know that a table is the same: over every value in the order of the key, each with its
//! kind and length, so that no two rows run into one another.

use super::{Cells, Moved};
use crate::Value;
use sha2::{Digest, Sha256};

#[derive(Default)]
pub(crate) struct Sum {
    rows: u64,
    hash: Sha256,
}

impl Sum {
    pub(crate) fn add(&mut self, rows: &[Cells]) {
        for value in rows.iter().flatten() {
            match value {
                Value::Null => self.hash.update([0]),
                Value::Int(number) => self.add_value(1, &number.to_be_bytes()),
                // SQLite stores no negative zero.
                Value::Real(number) => self.add_value(2, &(number + 0.0).to_bits().to_be_bytes()),
                Value::Text(text) => self.add_value(3, text.as_bytes()),
                Value::Bytes(bytes) => self.add_value(4, bytes),
            }
        }
        self.rows += rows.len() as u64;
    }

    pub(crate) fn rows(&self) -> u64 {
        self.rows
    }

    pub(crate) fn moved(self, table: &str) -> Moved {
        Moved { table: table.to_owned(), rows: self.rows, digest: self.hash.finalize().into() }
    }

    fn add_value(&mut self, kind: u8, bytes: &[u8]) {
        self.hash.update([kind]);
        self.hash.update((bytes.len() as u64).to_be_bytes());
        self.hash.update(bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::borrow::Cow;

    fn digest(rows: &[Cells]) -> [u8; 32] {
        let mut sum = Sum::default();
        sum.add(rows);
        sum.moved("t").digest
    }

    #[test]
    fn every_change_is_seen() {
        let text = |text: &'static str| Value::Text(Cow::Borrowed(text));
        let bytes = |bytes: &'static [u8]| Value::Bytes(Cow::Borrowed(bytes));
        let all = [
            vec![text("ab"), text("c")],
            vec![text("a"), text("bc")],
            vec![text("abc"), Value::Null],
            vec![bytes(b"ab"), text("c")],
            vec![Value::Int(1), Value::Int(0)],
            vec![Value::Real(1.0), Value::Int(0)],
            vec![Value::Int(0), Value::Int(1)],
        ];
        for (place, row) in all.iter().enumerate() {
            for other in &all[place + 1..] {
                assert_ne!(digest(std::slice::from_ref(row)), digest(std::slice::from_ref(other)));
            }
        }
        let [one, other, ..] = all;
        assert_ne!(digest(&[one.clone(), other.clone()]), digest(&[other, one]));
        assert_eq!(digest(&[vec![Value::Real(-0.0)]]), digest(&[vec![Value::Real(0.0)]]));
    }
}
