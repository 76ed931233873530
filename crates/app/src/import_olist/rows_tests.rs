//! Rows as they come: short, long, broken, quoted.

use super::*;

const HEADER: &str = "product_category_name,product_category_name_english";

/// Line and first field of each row, and what was found on the way.
type Told = (Vec<(u64, String)>, Vec<Reason>);

/// Writes `text` as the smallest of the files and reads it to the end.
fn read(text: &[u8]) -> Result<Told, ImportError> {
    let folder = tempfile::tempdir().expect("folder");
    std::fs::write(folder.path().join(Table::Categories.file()), text).expect("writes");
    let mut findings = Findings::counting().expect("findings");
    let mut rows = Rows::open(folder.path(), Table::Categories)?;
    let mut read = Vec::new();
    while let Some(row) = rows.next(&mut findings)? {
        read.push((row.line, format!("{}|{}", row.text(0), row.text(1))));
    }
    Ok((read, findings.counts().keys().copied().collect()))
}

fn check(body: &[u8], expect: &[(u64, &str)], reasons: &[Reason]) {
    let text = [HEADER.as_bytes(), b"\n", body].concat();
    let (rows, found) = read(&text).expect("reads");
    let rows: Vec<_> = rows.iter().map(|(line, text)| (*line, text.as_str())).collect();
    assert_eq!(rows, expect);
    assert_eq!(found, reasons);
}

#[test]
fn rows_keep_their_line_and_misshapen_ones_are_noted() {
    check(b"a,b\nc,d\n", &[(2, "a|b"), (3, "c|d")], &[]);
    check(b"\"a\n2\",b\nc,d", &[(2, "a\n2|b"), (4, "c|d")], &[]);
    check(b"a\nc,d\ne,f,g\n", &[(3, "c|d")], &[Reason::ShortRow]);
    check(b"a,\xff\nc,d\n", &[(3, "c|d")], &[Reason::BadUtf8]);
    let long = [b"x,".as_slice(), &vec![b'y'; FIELD_BYTES_MAX + 1], b"\nc,d\n"].concat();
    check(&long, &[(3, "c|d")], &[Reason::FieldTooLong]);
}

#[test]
fn a_byte_order_mark_is_passed_over_and_a_wrong_header_refused() {
    let text = format!("\u{feff}{HEADER}\r\na,b\r\n");
    assert_eq!(read(text.as_bytes()).expect("reads").0, [(2, "a|b".to_owned())]);
    let quoted = "\u{feff}\"product_category_name\",product_category_name_english\na,b\n";
    assert_eq!(read(quoted.as_bytes()).expect("reads").0.len(), 1);
    for text in ["", "\n", "product_category_name\n", "a,b\n", &HEADER.to_uppercase(), &HEADER.replace(',', ";")] {
        assert!(matches!(read(text.as_bytes()), Err(ImportError::Header { .. })), "{text:?}");
    }
}

#[test]
fn a_quote_that_is_never_closed_ends_the_reading() {
    let mut text = format!("{HEADER}\na,b\n\"").into_bytes();
    text.extend(std::iter::repeat_n(b'z', 900_000));
    match read(&text) {
        Err(ImportError::EndlessRow { line: 3, .. }) => {}
        other => panic!("{:?}", other.map(|read| read.0.len())),
    }
}

#[test]
fn a_file_that_is_missing_or_too_large_is_refused() {
    let folder = tempfile::tempdir().expect("folder");
    assert!(matches!(Rows::open(folder.path(), Table::Categories), Err(ImportError::MissingFile { .. })));
    let file = std::fs::File::create(folder.path().join(Table::Categories.file())).expect("creates");
    file.set_len(Table::Categories.bytes_max() + 1).expect("grows");
    assert!(matches!(Rows::open(folder.path(), Table::Categories), Err(ImportError::TooLarge { .. })));
}
