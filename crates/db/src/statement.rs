//! SQL texts are constants declared by `statements!`, so that one test can prepare every one of them on both engines.
//! SQLite takes `$n` for a name and numbers it by first appearance; here it is rewritten to `?n`, bound by number.

use std::borrow::Cow;
use std::collections::HashMap;

/// A statement text; only constants made by [`statements!`](crate::statements).
pub type Sql = &'static str;

/// Declares the statements of one `store.rs`: a constant each, and all of them as `STATEMENTS`.
#[macro_export]
macro_rules! statements {
    ($($(#[$meta:meta])* $visible:vis $name:ident = $sql:expr;)*) => {
        $($(#[$meta])* $visible const $name: $crate::Sql = $sql;)*
        /// Every statement of this store, for the test that prepares them on both engines.
        pub const STATEMENTS: &[(&str, $crate::Sql)] = &[$((stringify!($name), $name)),*];
    };
}

/// `$n` to `?n` outside quotes and comments.
pub(crate) fn numbered(sql: &str) -> Cow<'_, str> {
    if !sql.contains('$') {
        return Cow::Borrowed(sql);
    }
    let bytes = sql.as_bytes();
    let mut out = String::with_capacity(sql.len());
    let mut from = 0;
    let mut at = 0;
    while at < bytes.len() {
        match skip_quoted(sql, at) {
            Some(end) => at = end,
            None if bytes[at] == b'$' && bytes.get(at + 1).is_some_and(u8::is_ascii_digit) => {
                out.push_str(&sql[from..at]);
                out.push('?');
                from = at + 1;
                at += 1;
            }
            None => at += 1,
        }
    }
    out.push_str(&sql[from..]);
    Cow::Owned(out)
}

/// Where the quoted text or comment that starts at `at` ends; None when none starts there.
pub(crate) fn skip_quoted(sql: &str, at: usize) -> Option<usize> {
    let rest = sql.get(at..)?;
    let (open, close) =
        [("'", "'"), ("\"", "\""), ("--", "\n"), ("/*", "*/")].into_iter().find(|(open, _)| rest.starts_with(open))?;
    let inner = &rest[open.len()..];
    let length = inner.find(close).map_or(rest.len(), |end| open.len() + end + close.len());
    Some(at + length)
}

/// The rewritten text of each statement, found by the address of its constant: no text is hashed twice.
#[derive(Default)]
pub(crate) struct Numbered(HashMap<(usize, usize), Box<str>>);

impl Numbered {
    pub(crate) fn text(&mut self, sql: Sql) -> &str {
        let place = (sql.as_ptr().addr(), sql.len());
        self.0.entry(place).or_insert_with(|| numbered(sql).into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stand_where_names_stood() {
        let check = |sql: &str, expect: &str| assert_eq!(numbered(sql), expect);
        check("SELECT 1", "SELECT 1");
        check("SELECT $2, $1", "SELECT ?2, ?1");
        check("SELECT '$1', \"$2\", $12", "SELECT '$1', \"$2\", ?12");
        check("SELECT 'it''s $1' -- $2\n, $3 /* $4 */", "SELECT 'it''s $1' -- $2\n, ?3 /* $4 */");
        check("SELECT 'مرحبا $1', $1", "SELECT 'مرحبا $1', ?1");
        check("SELECT $ FROM t", "SELECT $ FROM t");
        check("SELECT 'open $1", "SELECT 'open $1");
    }
}
