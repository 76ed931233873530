//! Rows of a CSV file (RFC 4180) that spreadsheets open as it is meant: UTF-8 with its mark, and no cell that begins as a
//! formula does (OWASP, CSV injection).

use std::borrow::Cow;

/// Tells spreadsheets that what follows is UTF-8.
const MARK: &str = "\u{feff}";

/// A cell that a spreadsheet would take for a formula begins with an apostrophe instead.
pub fn plain_cell(text: &str) -> Cow<'_, str> {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if is_formula { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// A part of a file. `is_first`: it begins with the mark.
pub fn csv_part(is_first: bool, rows: &[Vec<String>]) -> Result<Vec<u8>, csv::Error> {
    let start = if is_first { MARK.as_bytes().to_vec() } else { Vec::new() };
    let mut out = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(start);
    for row in rows {
        out.write_record(row.iter().map(|cell| plain_cell(cell).into_owned()))?;
    }
    out.into_inner().map_err(|error| csv::Error::from(error.into_error()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_and_no_formula_is_left() {
        let row = |cells: &[&str]| cells.iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>();
        let rows =
            [row(&["متجر", "a,b", "say \"x\"", "two\nlines", ""]), row(&["=1+1", "+1", "-1", "@SUM(A1)", "\tx"])];
        let expect = "متجر,\"a,b\",\"say \"\"x\"\"\",\"two\nlines\",\r\n'=1+1,'+1,'-1,'@SUM(A1),'\tx\r\n";
        let part = |is_first| String::from_utf8(csv_part(is_first, &rows).expect("a part")).expect("text");
        assert_eq!((part(false), part(true)), (expect.to_owned(), format!("\u{feff}{expect}")));
    }
}
