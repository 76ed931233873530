//! Many rows of one INSERT or DELETE in one statement: the server answers every statement by itself, which costs it more
//! than a row.

use crate::Sql;
use std::fmt::Write as _;

/// Rows of one statement at most. Widths are powers of two, so that few texts are prepared.
const ROWS_WIDE_MAX: usize = 64;

/// A statement that can be said of many rows at once.
///
/// An INSERT: all of it but the tuple is free of arguments, and a row that is there already is left alone or an error,
/// never changed (PostgreSQL changes no row twice in one statement). A DELETE by conditions. Neither says `$1` in quotes.
pub(super) struct Wide {
    head: &'static str,
    open: &'static str,
    /// What is said again for each row, with the row's arguments.
    each: &'static str,
    between: &'static str,
    close: &'static str,
    tail: &'static str,
}

impl Wide {
    pub(super) fn read(sql: Sql) -> Option<Self> {
        if sql.starts_with("DELETE FROM ") { Self::read_delete(sql) } else { Self::read_insert(sql) }
    }

    fn read_insert(sql: Sql) -> Option<Self> {
        let (head, rest) = sql.split_at(sql.find(" VALUES (")? + " VALUES ".len());
        let (each, tail) = rest.split_at(closing(rest)? + 1);
        let is_plain = head.starts_with("INSERT INTO ") && (tail.is_empty() || is_idempotent(tail));
        let is_free = !head.contains('$') && !tail.contains('$');
        (is_plain && is_free).then_some(Self { head, open: "", each, between: ", ", close: "", tail })
    }

    /// Each condition in parentheses of its own; one with words that stand behind a condition is left alone.
    fn read_delete(sql: Sql) -> Option<Self> {
        let (head, each) = sql.split_at(sql.find(" WHERE ")? + " WHERE ".len());
        let is_plain = !head.contains('$') && !["RETURNING", "SELECT", " USING "].iter().any(|word| sql.contains(word));
        is_plain.then_some(Self { head, open: "(", each, between: ") OR (", close: ")", tail: "" })
    }

    /// The statement for so many rows of `width` arguments, the rows' arguments one after the other.
    pub(super) fn text(&self, rows: usize, width: usize) -> String {
        let mut text = String::with_capacity(self.head.len() + self.tail.len() + rows * (self.each.len() + width * 3));
        text.push_str(self.head);
        text.push_str(self.open);
        for row in 0..rows {
            if row > 0 {
                text.push_str(self.between);
            }
            self.push_row(&mut text, row * width);
        }
        text.push_str(self.close);
        text.push_str(self.tail);
        text
    }

    /// A row's part with each `$n` moved up by `by`.
    fn push_row(&self, text: &mut String, by: usize) {
        let mut parts = self.each.split('$');
        text.push_str(parts.next().unwrap_or_default());
        for part in parts {
            let (digits, rest) = part.split_at(part.bytes().take_while(u8::is_ascii_digit).count());
            // Writing to a String cannot fail; what is no number is no argument.
            let _ = match digits.parse::<usize>() {
                Ok(place) => write!(text, "${}{rest}", place + by),
                Err(_) => write!(text, "${part}"),
            };
        }
    }
}

/// Whether saying the same row again changes nothing.
pub(super) fn is_idempotent(sql: &str) -> bool {
    sql.ends_with(" DO NOTHING")
}

/// How many of so many rows the next statement takes.
pub(super) fn rows_of_next(waiting: usize) -> usize {
    1 << waiting.clamp(1, ROWS_WIDE_MAX).ilog2()
}

/// Where the parenthesis that opens `text` is closed.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut is_quoted = false;
    for (place, byte) in text.bytes().enumerate() {
        match byte {
            b'\'' => is_quoted = !is_quoted,
            b'(' if !is_quoted => depth += 1,
            b')' if !is_quoted && depth == 1 => return Some(place),
            b')' if !is_quoted => depth -= 1,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wide(sql: Sql, rows: usize, width: usize) -> Option<String> {
        Wide::read(sql).map(|statement| statement.text(rows, width))
    }

    #[test]
    fn rows_stand_beside_each_other_with_arguments_of_their_own() {
        let sql = "INSERT INTO t (a, b, c) VALUES ($1, COALESCE($2, ')'), $1) ON CONFLICT (a) DO NOTHING";
        let expect = "INSERT INTO t (a, b, c) VALUES ($1, COALESCE($2, ')'), $1), ($3, COALESCE($4, ')'), $3) \
                      ON CONFLICT (a) DO NOTHING";
        assert_eq!(wide(sql, 2, 2).as_deref(), Some(expect));
        assert_eq!(wide(sql, 1, 2).as_deref(), Some(sql));
        let gone = wide("DELETE FROM t WHERE a = $1 AND b = $2", 2, 2);
        assert_eq!(gone.as_deref(), Some("DELETE FROM t WHERE (a = $1 AND b = $2) OR (a = $3 AND b = $4)"));
        let word = wide("INSERT INTO t (a, b) VALUES ($1, '$ 5')", 2, 1);
        assert_eq!(word.as_deref(), Some("INSERT INTO t (a, b) VALUES ($1, '$ 5'), ($2, '$ 5')"));
        let many = wide("INSERT INTO t (a) VALUES ($1)", 12, 1);
        assert!(many.is_some_and(|text| text.ends_with("($11), ($12)")));
    }

    #[test]
    fn what_hangs_on_its_row_goes_alone() {
        for sql in [
            "UPDATE t SET a = $1",
            "DELETE FROM t WHERE a IN (SELECT b FROM u WHERE c = $1)",
            "INSERT INTO t (a) VALUES ($1) RETURNING a",
            "INSERT INTO t (a) VALUES ($1) ON CONFLICT (a) DO UPDATE SET a = excluded.a",
            "INSERT INTO t (a) SELECT $1",
            "INSERT INTO t (a) VALUES ($1) ON CONFLICT (a) WHERE a > $1 DO NOTHING",
        ] {
            assert_eq!(wide(sql, 2, 1), None, "{sql}");
        }
    }

    #[test]
    fn any_number_of_rows_is_cut_into_few_widths() {
        for rows in 1..=1_000 {
            let mut waiting = rows;
            let mut statements = 0;
            while waiting > 0 {
                let next = rows_of_next(waiting);
                assert!(next.is_power_of_two() && next <= waiting.min(ROWS_WIDE_MAX));
                waiting -= next;
                statements += 1;
            }
            assert!(statements <= rows / ROWS_WIDE_MAX + 6);
        }
    }
}
