//! Which tables the migrations make, in the order they are made: a table that refers to another comes after it.

use super::Migrations;
use super::ddl::{head, plain};
use super::file;
use crate::db::Engine;

/// Pure: it asks no database. The door's own table is not among them.
pub(crate) fn tables(rooms: &[Migrations]) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for (_, text) in rooms.iter().flat_map(|room| room.files) {
        for statement in file::statements(text, Engine::Sqlite).unwrap_or_default() {
            follow(&statement, &mut found);
        }
    }
    found
}

fn follow(statement: &str, found: &mut Vec<String>) {
    let head = head(statement);
    let words: Vec<&str> = statement.split_whitespace().collect();
    let word = |place: usize| words.get(place).map(|word| plain(word)).unwrap_or_default();
    if head.starts_with("CREATE TABLE IF") {
        found.push(word(5));
    } else if head.starts_with("CREATE TABLE") {
        found.push(word(2));
    } else if head.starts_with("DROP TABLE") {
        found.retain(|name| *name != word(2));
    } else if head.starts_with("ALTER TABLE") && head.ends_with("RENAME") && word(4) == "to" {
        found.iter_mut().filter(|name| **name == word(2)).for_each(|name| *name = word(5));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_stand_in_the_order_they_are_made() {
        let text = "-- why\nCREATE TABLE b (\n  id BIGINT\n);\nCREATE TABLE gone(x BIGINT);\nCREATE TABLE a (x BIGINT);\n\
                    CREATE UNIQUE INDEX a_x ON a (x);\nALTER TABLE a ADD COLUMN y TEXT;\nDROP TABLE gone;\n\
                    ALTER TABLE b RENAME TO c;\nALTER TABLE c RENAME COLUMN id TO number;\n";
        let files: &'static [(&str, &str)] = vec![("0001_a", &*text.to_owned().leak())].leak();
        assert_eq!(tables(&[Migrations { room: "a", files }]), ["c", "a"]);
    }
}
