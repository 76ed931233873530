//! Which columns hold personal data, read from the `-- personal` marks of the migrations: the access export and the
//! erasure are made from this list.

use super::Migrations;
use super::ddl::{head, plain};
use super::file;
use crate::db::Engine;

/// `(table, column)` in the order of the migrations. Pure: it asks no database.
pub fn personal_columns(rooms: &[Migrations]) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    for (_, text) in rooms.iter().flat_map(|room| room.files) {
        for statement in file::statements(text, Engine::Sqlite).unwrap_or_default() {
            follow(&statement, &mut found);
        }
    }
    found
}

fn follow(statement: &str, found: &mut Vec<(String, String)>) {
    let head = head(statement);
    let words: Vec<&str> = statement.split_whitespace().collect();
    let table_at = if head.starts_with("CREATE TABLE IF") { 5 } else { 2 };
    let Some(table) = words.get(table_at).map(|word| plain(word)) else { return };
    if head.starts_with("DROP TABLE") {
        found.retain(|(of, _)| *of != table);
    } else if head.starts_with("ALTER TABLE") && words.get(3).is_some_and(|word| word.eq_ignore_ascii_case("RENAME")) {
        rename(&words, &table, found);
    } else if head.starts_with("CREATE TABLE") || head.starts_with("ALTER TABLE") {
        let marked = statement.lines().filter_map(|line| line.trim_end().strip_suffix("-- personal"));
        found.extend(marked.filter_map(column).map(|column| (table.clone(), column)));
    }
}

fn rename(words: &[&str], table: &str, found: &mut [(String, String)]) {
    match words[4..] {
        ["TO", to] => found.iter_mut().filter(|(of, _)| of == table).for_each(|pair| pair.0 = plain(to)),
        ["COLUMN", from, "TO", to] => {
            let (from, to) = (plain(from), plain(to));
            found
                .iter_mut()
                .filter(|(of, column)| of == table && *column == from)
                .for_each(|pair| pair.1.clone_from(&to));
        }
        _ => {}
    }
}

/// The column that a line declares: its first word, or the one after ADD COLUMN.
fn column(line: &str) -> Option<String> {
    let mut words = line.split_whitespace();
    let first = words.next()?;
    if first.eq_ignore_ascii_case("ALTER") || first.eq_ignore_ascii_case("CREATE") {
        let rest = line.to_uppercase().find("ADD COLUMN ").map(|at| at + "ADD COLUMN ".len());
        let rest = rest.or_else(|| line.find('(').map(|at| at + 1))?;
        return line[rest..].split_whitespace().next().map(plain);
    }
    if first.eq_ignore_ascii_case("ADD") {
        return words.nth(1).map(plain);
    }
    Some(plain(first))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_marks_and_follows_renames() {
        let text = "-- why\nCREATE TABLE customers (\n  id BIGINT,\n  name TEXT NOT NULL, -- personal\n  tag TEXT,\n  \
                    phone TEXT -- personal\n);\nALTER TABLE customers ADD COLUMN email TEXT; -- personal\n\
                    CREATE TABLE gone (x TEXT -- personal\n);\nDROP TABLE gone;\n\
                    ALTER TABLE customers RENAME TO people;\nALTER TABLE people RENAME COLUMN name TO full_name;\n";
        let files: &'static [(&str, &str)] = vec![("0001_a", &*text.to_owned().leak())].leak();
        let pairs = personal_columns(&[Migrations { room: "a", files }]);
        let shown: Vec<String> = pairs.iter().map(|(table, column)| format!("{table}.{column}")).collect();
        assert_eq!(shown, ["people.full_name", "people.phone", "people.email"]);
    }
}
