//! One SQL text for both engines. Where that cannot be, the exception is declared and counted, and there are few.

use super::Finding;
use super::tokens::shipped;
use crate::tree::{File, Tree};

const EXCEPTIONS_MAX: usize = 20;
/// The door is where the engines differ; the tools measure one against the other.
const FREE: [&str; 2] = ["db", "xtask"];

pub fn check(tree: &Tree) -> Vec<Finding> {
    let places: Vec<(String, usize)> = tree
        .files
        .iter()
        .filter(|file| file.path.starts_with("crates/") && !file.is_of(&FREE) && !file.is_test())
        .map(|file| (file.path.clone(), exceptions(file)))
        .filter(|(_, count)| *count > 0)
        .collect();
    let sum: usize = places.iter().map(|(_, count)| count).sum();
    if sum <= EXCEPTIONS_MAX {
        return Vec::new();
    }
    let list: Vec<String> = places.iter().map(|(path, count)| format!("{path} {count}")).collect();
    vec![Finding::on("crates", format!("{sum} engine exceptions, at most {EXCEPTIONS_MAX}: {}", list.join(", ")))]
}

fn exceptions(file: &File) -> usize {
    if file.has_ending("sql") {
        return file.text.lines().filter(|line| matches!(line.trim(), "-- sqlite" | "-- postgres")).count();
    }
    if file.has_ending("rs") { branches(&file.text) } else { 0 }
}

/// `Engine::Sqlite` and `Engine::Postgres` in code that ships.
fn branches(source: &str) -> usize {
    let tokens = shipped(source);
    let named = |at: usize| tokens.get(at).is_some_and(|it| it.is_ident("Sqlite") || it.is_ident("Postgres"));
    let colon = |at: usize| tokens.get(at).is_some_and(|it| it.is_mark(':'));
    (0..tokens.len())
        .filter(|&at| tokens[at].is_ident("Engine") && colon(at + 1) && colon(at + 2) && named(at + 3))
        .count()
}

#[cfg(test)]
mod tests {
    use super::super::expect;
    use super::*;

    #[test]
    fn exceptions_are_counted_over_all_crates() {
        let sections = "-- why\n-- sqlite\nA;\n-- postgres\nB;\n-- both\n".repeat(5);
        let branch = |count: usize| "if e == Engine::Sqlite { }".repeat(count);
        let sql = ("crates/ledger/migrations/0001_a.sql", sections.as_str());
        expect(check, &[sql, ("crates/platform/src/a.rs", &branch(10))], 0);
        expect(check, &[sql, ("crates/platform/src/a.rs", &branch(11))], 1);
        expect(check, &[("crates/db/src/a.rs", &branch(30)), ("crates/app/tests/a.rs", &branch(30))], 0);
        expect(check, &[("crates/app/src/a.rs", &format!("#[cfg(test)] mod tests {{ {} }}", branch(30)))], 0);
    }
}
