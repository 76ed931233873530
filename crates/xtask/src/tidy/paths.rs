//! ARCHITECTURE.md names only what is there, and no file knows the folder of the machine it was written on.

use super::Finding;
use crate::tree::{File, Tree};

const MAP: &str = "ARCHITECTURE.md";
/// First folders of private places, without their slashes so that this list is not found by itself.
const PRIVATE: [&str; 4] = ["home", "root", "Users", "work"];

pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    if let Some(map) = tree.find(MAP) {
        found.extend(gone(tree, map));
    }
    found.extend(tree.files.iter().flat_map(machine_paths));
    found
}

fn gone(tree: &Tree, map: &File) -> Vec<Finding> {
    let mut found = Vec::new();
    for (index, line) in map.text.lines().enumerate() {
        for word in line.split('`').skip(1).step_by(2).filter(|word| is_path(word)) {
            if !tree.holds(word) && !tree.holds(&format!("crates/{word}")) && !is_in_a_crate(tree, word) {
                found.push(Finding::at(MAP, index + 1, format!("`{word}` is not there")));
            }
        }
    }
    found
}

/// `model.rs`, `web/`: the rooms that each domain has, named without saying whose.
fn is_in_a_crate(tree: &Tree, word: &str) -> bool {
    let below = if word.ends_with('/') { format!("/{word}") } else { format!("/{word}/") };
    let ending = format!("/{word}");
    let mut inside = tree.files.iter().filter(|file| file.path.starts_with("crates/"));
    inside.any(|file| file.path.ends_with(&ending) || file.path.contains(&below))
}

/// `tracking/src/model.rs`, `crates/db/`: a slash inside or an ending we use, and nothing but path letters.
fn is_path(word: &str) -> bool {
    let is_plain = word.chars().all(|c| c.is_ascii_alphanumeric() || "_-./".contains(c));
    let has_ending = [".rs", ".md", ".toml", ".sql", ".ftl", ".css", ".js", ".mjs"].iter().any(|it| word.ends_with(it));
    is_plain
        && word.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '.')
        && (word.contains('/') || has_ending && word.contains('.'))
}

fn machine_paths(file: &File) -> Vec<Finding> {
    let mut found = Vec::new();
    for (index, line) in file.text.lines().enumerate() {
        for private in PRIVATE {
            if names_folder(line, &format!("/{private}/")) {
                found.push(Finding::at(&file.path, index + 1, format!("a path of one machine (/{private}/…)")));
            }
        }
    }
    found
}

/// A path from the root: nothing of a path or an address stands before its first slash.
fn names_folder(line: &str, folder: &str) -> bool {
    line.match_indices(folder).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        !before.is_some_and(|c| c.is_alphanumeric() || "._-}/$*".contains(c))
    })
}

#[cfg(test)]
mod tests {
    use super::super::expect;
    use super::*;

    #[test]
    fn the_map_names_only_what_is_there() {
        let tree = |map: &str, count| expect(check, &[(MAP, map), ("crates/db/src/lib.rs", "")], count);
        tree("see `crates/db/src/lib.rs`, `db/src/` and `crates/db`", 0);
        tree("each has `src/lib.rs`, `src/` and `lib.rs`", 0);
        tree("each has `src/gone.rs`, `gone/` and `gone.rs`", 3);
        tree("see `crates/db/src/gone.rs`", 1);
        tree("see `gone.md`\nand `db/src/other`", 2);
        tree("`/api/v1/orders`, `application/problem+json`, `crates/*/README.md`, `Db::write`", 0);
    }

    #[test]
    fn paths_of_a_machine_are_refused() {
        let check_one = |text: String, count| expect(check, &[("docs/a.md", &text)], count);
        check_one(format!("open {}home/someone/x", '/'), 1);
        check_one(format!("open \"{}root/x\"", '/'), 1);
        check_one("https://example.com/home/x and docs/work/x".to_owned(), 0);
        check_one("/usr/bin/chromium".to_owned(), 0);
    }
}
