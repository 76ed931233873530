//! Each crate has a README of one screen, and each file opens by saying what is decided in it and why.

use super::Finding;
use crate::tree::Tree;

const README_LINES_MAX: usize = 70;

pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    for name in tree.crates() {
        let path = format!("crates/{name}/README.md");
        match tree.find(&path) {
            None => found.push(Finding::on(&path, "missing: purpose, words, invariants, events in and out")),
            Some(file) if file.text.lines().count() > README_LINES_MAX => {
                found.push(Finding::on(&path, format!("more than one screen ({README_LINES_MAX} lines)")));
            }
            Some(_) => {}
        }
    }
    for file in tree.rust().filter(|file| !opens_with_a_sentence(&file.text)) {
        found.push(Finding::at(&file.path, 1, "opens without `//!`"));
    }
    found
}

fn opens_with_a_sentence(text: &str) -> bool {
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or("");
    first.strip_prefix("//!").is_some_and(|sentence| sentence.trim().len() > 10)
}

#[cfg(test)]
mod tests {
    use super::super::expect;
    use super::*;

    const HEAD: &str = "//! What is decided here and why.\n";

    #[test]
    fn crates_and_files_introduce_themselves() {
        let long = "x\n".repeat(71);
        expect(check, &[("crates/a/README.md", "# a"), ("crates/a/src/lib.rs", HEAD)], 0);
        expect(check, &[("crates/a/src/lib.rs", HEAD)], 1);
        expect(check, &[("crates/a/README.md", "# a"), ("crates/a/src/lib.rs", "fn a() {}")], 1);
        expect(check, &[("crates/a/README.md", "# a"), ("crates/a/src/lib.rs", "//!\nfn a() {}")], 1);
        expect(check, &[("crates/a/README.md", &long), ("crates/a/src/lib.rs", HEAD)], 1);
    }
}
