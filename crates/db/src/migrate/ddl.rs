//! SQLite's dialect of a statement: STRICT tables without row ids, its names for our four types, and a look at every
//! unique index, because two over the same columns could not be told apart in SQLite's error.

use crate::statement::skip_quoted;
use std::collections::HashMap;

/// The statement as SQLite is to hear it. Only CREATE TABLE and ALTER TABLE name types.
pub(crate) fn for_sqlite(statement: &str) -> String {
    let head = head(statement);
    if head.starts_with("CREATE TABLE") {
        let cut = end_of_code(statement);
        let (code, remark) = statement.split_at(cut);
        let code = map_types(code);
        return format!("{} STRICT, WITHOUT ROWID {}", code.trim_end().trim_end_matches(';'), remark)
            .trim_end()
            .to_owned();
    }
    if head.starts_with("ALTER TABLE") { map_types(statement) } else { statement.to_owned() }
}

/// The first words, in capitals, one space apart.
pub(crate) fn head(statement: &str) -> String {
    let code = statement.lines().filter(|line| !line.trim_start().starts_with("--"));
    let words = code.flat_map(str::split_whitespace).take(4);
    words.collect::<Vec<_>>().join(" ").to_uppercase()
}

/// A name as it stands in a statement, without what is written around it.
pub(super) fn plain(word: &str) -> String {
    word.split('(').next().unwrap_or_default().trim_matches(|c: char| "\",;".contains(c)).to_lowercase()
}

/// Where the code ends and a trailing remark begins.
fn end_of_code(statement: &str) -> usize {
    let (mut at, mut end) = (0, 0);
    while at < statement.len() {
        match skip_quoted(statement, at) {
            Some(next) => {
                if !statement[at..].starts_with("--") {
                    end = next;
                }
                at = next;
            }
            None => {
                if !statement.as_bytes()[at].is_ascii_whitespace() {
                    end = at + 1;
                }
                at += 1;
            }
        }
    }
    end
}

/// Our type words to SQLite's, outside quotes and remarks.
fn map_types(statement: &str) -> String {
    let mut out = String::with_capacity(statement.len());
    let mut at = 0;
    while let Some(rest) = statement.get(at..).filter(|rest| !rest.is_empty()) {
        if let Some(next) = skip_quoted(statement, at) {
            out.push_str(&statement[at..next]);
            at = next;
            continue;
        }
        let word = rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len());
        if word == 0 {
            let letter = rest.chars().next().map_or(1, char::len_utf8);
            out.push_str(&rest[..letter]);
            at += letter;
            continue;
        }
        let (mapped, length) = match rest[..word].to_ascii_uppercase().as_str() {
            "BIGINT" => ("INTEGER", word),
            "BYTEA" => ("BLOB", word),
            "DOUBLE" if rest[word..].trim_start().to_ascii_uppercase().starts_with("PRECISION") => {
                let gap = rest[word..].len() - rest[word..].trim_start().len();
                ("REAL", word + gap + "PRECISION".len())
            }
            _ => (&rest[..word], word),
        };
        out.push_str(mapped);
        at += length;
    }
    out
}

/// The unique indexes that `statements` make, refused when two stand on the same columns of a table.
#[derive(Default)]
pub(crate) struct UniqueIndexes(HashMap<(String, Vec<String>), String>);

impl UniqueIndexes {
    pub(crate) fn add(&mut self, statement: &str) -> Result<(), String> {
        let Some((name, table, columns)) = unique_index(statement) else { return Ok(()) };
        match self.0.insert((table.clone(), columns), name.clone()) {
            Some(other) => Err(format!(
                "{name} and {other} are unique over the same columns of {table}: SQLite could not say which one refused"
            )),
            None => Ok(()),
        }
    }
}

/// `CREATE UNIQUE INDEX name ON table (a, b)`; one over expressions is left alone, since SQLite names it.
fn unique_index(statement: &str) -> Option<(String, String, Vec<String>)> {
    let words: Vec<&str> = statement.split_whitespace().collect();
    let upper = |place: usize| words.get(place).map(|word| word.to_uppercase());
    if upper(0)? != "CREATE" || upper(1)? != "UNIQUE" || upper(2)? != "INDEX" {
        return None;
    }
    let name = words.get(3)?.to_lowercase();
    let on = statement.to_uppercase().find(" ON ")? + 4;
    let (table, rest) = statement.get(on..)?.split_once('(')?;
    let columns = rest.split_once(')')?.0;
    if columns.contains('(') {
        return None;
    }
    let column = |text: &str| text.split_whitespace().next().unwrap_or_default().to_lowercase();
    Some((name, table.trim().to_lowercase(), columns.split(',').map(column).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_become_strict_and_types_are_sqlite_s() {
        let check = |given: &str, expect: &str| assert_eq!(for_sqlite(given), expect);
        check(
            "CREATE TABLE t (a BIGINT NOT NULL, b bytea, c DOUBLE  PRECISION, d TEXT DEFAULT 'BIGINT', -- a BIGINT\n PRIMARY KEY (a))",
            "CREATE TABLE t (a INTEGER NOT NULL, b BLOB, c REAL, d TEXT DEFAULT 'BIGINT', -- a BIGINT\n PRIMARY KEY (a)) STRICT, WITHOUT ROWID",
        );
        check("CREATE TABLE t (a BIGINT); -- remark", "CREATE TABLE t (a INTEGER) STRICT, WITHOUT ROWID  -- remark");
        check("ALTER TABLE t ADD COLUMN big_bigint BIGINT", "ALTER TABLE t ADD COLUMN big_bigint INTEGER");
        check("INSERT INTO t VALUES (CAST(1 AS BIGINT))", "INSERT INTO t VALUES (CAST(1 AS BIGINT))");
    }

    #[test]
    fn two_unique_indexes_on_the_same_columns_are_refused() {
        let mut seen = UniqueIndexes::default();
        assert_eq!(seen.add("CREATE UNIQUE INDEX t_a ON t (shop_id, a)"), Ok(()));
        assert_eq!(seen.add("CREATE INDEX t_b ON t (shop_id, a)"), Ok(()));
        assert_eq!(seen.add("CREATE UNIQUE INDEX u_a ON u (shop_id, a)"), Ok(()));
        assert!(seen.add("CREATE UNIQUE INDEX t_c\n  ON t(shop_id, A) WHERE a > 1").is_err());
    }
}
