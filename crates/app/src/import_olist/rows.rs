//! The files of the set as rows: header checked, rows of the wrong shape written down and passed over, memory bounded
//! whatever a row claims to be.

use super::error::ImportError;
use super::finding::{Finding, Findings, Reason, brief};
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// Bytes of one row, quoted line breaks included. A longer one ends the import: a quote was never closed.
pub const ROW_BYTES_MAX: u64 = 256 * 1024;
/// Bytes of one field.
pub const FIELD_BYTES_MAX: usize = 16 * 1024;
/// Rows that are held in memory of each of items, payments and reviews (the largest records, 64 bytes each).
pub const ROWS_MAX: u64 = 1_000_000;
const BUFFER_BYTES: usize = 64 * 1024;
const MIB: u64 = 1024 * 1024;

/// Part of the set, but nothing an import needs.
pub const IGNORED_FILES: [&str; 2] = ["README.txt", "olist_geolocation_median.csv"];

macro_rules! tables {
    ($($table:ident => $file:literal, $mib:literal, [$($column:literal),*];)*) => {
        /// A file of the set that is read.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Table { $($table,)* }

        impl Table {
            pub const ALL: [Self; 8] = [$(Self::$table),*];

            pub fn file(self) -> &'static str {
                match self { $(Self::$table => $file,)* }
            }

            /// Bytes of the file.
            pub fn bytes_max(self) -> u64 {
                match self { $(Self::$table => $mib * MIB,)* }
            }

            /// The header, in this order.
            pub fn columns(self) -> &'static [&'static str] {
                match self { $(Self::$table => &[$($column),*],)* }
            }
        }
    };
}

tables! {
    Orders => "olist_orders_dataset.csv", 256, [
        "order_id", "customer_id", "order_status", "order_purchase_timestamp", "order_approved_at",
        "order_delivered_carrier_date", "order_delivered_customer_date", "order_estimated_delivery_date"
    ];
    Items => "olist_order_items_dataset.csv", 256, [
        "order_id", "order_item_id", "product_id", "seller_id", "shipping_limit_date", "price", "freight_value"
    ];
    Payments => "olist_order_payments_dataset.csv", 128, [
        "order_id", "payment_sequential", "payment_type", "payment_installments", "payment_value"
    ];
    Reviews => "olist_order_reviews_dataset.csv", 256, [
        "review_id", "order_id", "review_score", "review_comment_title", "review_comment_message",
        "review_creation_date", "review_answer_timestamp"
    ];
    Customers => "olist_customers_dataset.csv", 128, [
        "customer_id", "customer_unique_id", "customer_zip_code_prefix", "customer_city", "customer_state"
    ];
    // The two misspelt columns are the publisher's.
    Products => "olist_products_dataset.csv", 64, [
        "product_id", "product_category_name", "product_name_lenght", "product_description_lenght",
        "product_photos_qty", "product_weight_g", "product_length_cm", "product_height_cm", "product_width_cm"
    ];
    Sellers => "olist_sellers_dataset.csv", 16, [
        "seller_id", "seller_zip_code_prefix", "seller_city", "seller_state"
    ];
    Categories => "product_category_name_translation.csv", 1, [
        "product_category_name", "product_category_name_english"
    ];
}

/// One file being read.
pub struct Rows {
    table: Table,
    reader: csv::Reader<Bounded<File>>,
    row: csv::ByteRecord,
    read: u64,
    /// The parser counts a line at its `\n`, and ends a row at its `\r`: with both, a row begins one line further on.
    line_shift: u64,
}

/// A well-shaped row: as many fields as the header, each UTF-8 and of bounded length.
#[derive(Clone, Copy)]
pub struct RowRef<'r> {
    pub table: Table,
    /// The line on which the row begins, from 1.
    pub line: u64,
    fields: &'r csv::ByteRecord,
}

impl<'r> RowRef<'r> {
    /// The text of a column, by its place in [`Table::columns`].
    pub fn text(&self, column: usize) -> &'r str {
        let bytes = self.fields.get(column).unwrap_or_default();
        std::str::from_utf8(bytes).unwrap_or_default()
    }

    pub fn finding(&self, reason: Reason, text: impl Into<String>) -> Finding {
        Finding { file: self.table.file(), line: self.line, reason, text: text.into() }
    }

    /// The finding for a column whose value cannot be read.
    pub fn bad_field(&self, column: usize) -> Finding {
        let value = brief(self.text(column).as_bytes());
        self.finding(Reason::BadField, format!("{}: {value:?}", self.table.columns()[column]))
    }
}

impl Rows {
    /// Opens the file and checks size and header. A byte-order mark before the header is passed over.
    pub fn open(folder: &Path, table: Table) -> Result<Self, ImportError> {
        let path = folder.join(table.file());
        let file = match File::open(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(ImportError::MissingFile { file: table.file() });
            }
            opened => opened.map_err(ImportError::io(&path))?,
        };
        if file.metadata().map_err(ImportError::io(&path))?.len() > table.bytes_max() {
            return Err(ImportError::TooLarge { what: format!("{} (bytes)", table.file()), limit: table.bytes_max() });
        }
        let reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .buffer_capacity(BUFFER_BYTES)
            .from_reader(Bounded { inner: file, since_row: 0, first_break: None });
        let mut rows = Self { table, reader, row: csv::ByteRecord::new(), read: 0, line_shift: 0 };
        rows.check_header()?;
        rows.line_shift = u64::from(rows.reader.get_ref().first_break == Some(b'\r'));
        Ok(rows)
    }

    /// The next well-shaped row; those that are not are noted and passed over.
    pub fn next<'r>(&'r mut self, findings: &mut Findings<'_>) -> Result<Option<RowRef<'r>>, ImportError> {
        loop {
            if !self.advance()? {
                return Ok(None);
            }
            self.read += 1;
            if self.read > ROWS_MAX {
                return Err(ImportError::TooLarge { what: format!("{} (rows)", self.table.file()), limit: ROWS_MAX });
            }
            let Some(finding) = self.misshapen() else { break };
            findings.note(&finding).map_err(ImportError::io("the error file"))?;
        }
        Ok(Some(self.row()))
    }

    /// Rows read so far, the misshapen ones too.
    pub fn count(&self) -> u64 {
        self.read
    }

    fn check_header(&mut self) -> Result<(), ImportError> {
        self.advance()?;
        let mut found: Vec<String> = self.row.iter().map(|field| String::from_utf8_lossy(field).into_owned()).collect();
        if let Some(bare) = found.first().and_then(|name| name.strip_prefix('\u{feff}')) {
            found[0] = bare.trim_matches('"').to_owned();
        }
        if found == self.table.columns() {
            return Ok(());
        }
        let shown: String = found.join(",").chars().filter(|c| !c.is_control()).take(200).collect();
        Err(ImportError::Header { file: self.table.file(), expected: self.table.columns().join(","), found: shown })
    }

    fn advance(&mut self) -> Result<bool, ImportError> {
        let file = self.table.file();
        let line = self.reader.position().line();
        self.reader.get_mut().since_row = 0;
        self.reader.read_byte_record(&mut self.row).map_err(|error| match error.into_kind() {
            csv::ErrorKind::Io(error) if error.kind() == io::ErrorKind::FileTooLarge => {
                ImportError::EndlessRow { file, line, limit: ROW_BYTES_MAX }
            }
            csv::ErrorKind::Io(error) => ImportError::io(file)(error),
            other => ImportError::Damaged(format!("{file}, line {line}: {other:?}")),
        })
    }

    fn row(&self) -> RowRef<'_> {
        let line = self.row.position().map_or(0, csv::Position::line) + self.line_shift;
        RowRef { table: self.table, line, fields: &self.row }
    }

    fn misshapen(&self) -> Option<Finding> {
        let row = self.row();
        let expected = self.table.columns().len();
        if self.row.len() != expected {
            return Some(row.finding(Reason::ShortRow, format!("{} fields, expected {expected}", self.row.len())));
        }
        let named = |place: usize| self.table.columns()[place];
        if let Some(place) = self.row.iter().position(|field| field.len() > FIELD_BYTES_MAX) {
            return Some(row.finding(Reason::FieldTooLong, named(place)));
        }
        let place = self.row.iter().position(|field| std::str::from_utf8(field).is_err())?;
        Some(row.finding(Reason::BadUtf8, named(place)))
    }
}

/// Refuses to feed one row for ever: the parser keeps a row in memory until it ends.
struct Bounded<R> {
    inner: R,
    since_row: u64,
    /// How the first line ends: `\r` or `\n`.
    first_break: Option<u8>,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.since_row > ROW_BYTES_MAX {
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, "endless row"));
        }
        let read = self.inner.read(buffer)?;
        self.since_row += read as u64;
        let is_break = |byte: &&u8| matches!(**byte, b'\r' | b'\n');
        self.first_break = self.first_break.or_else(|| buffer[..read].iter().find(is_break).copied());
        Ok(read)
    }
}

#[cfg(test)]
#[path = "rows_tests.rs"]
mod tests;
