//! The files of the repository as text: what Git tracks or would track. Tests of the laws make small trees up.

use crate::run;
use anyhow::{Context, Result};
use std::path::Path;

/// Larger files are data, not text that a person wrote.
const TEXT_BYTES_MAX: u64 = 1 << 20;

pub struct File {
    /// From the workspace's folder, with `/`.
    pub path: String,
    /// Empty for binary and very large files.
    pub text: String,
}

pub struct Tree {
    pub files: Vec<File>,
}

impl Tree {
    pub fn read() -> Result<Self> {
        let root = run::root();
        let words = ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate"];
        let listed = run::output(run::command("git", &words)).context("the laws are kept on a Git checkout")?;
        let mut files = Vec::new();
        for path in String::from_utf8(listed)?.split('\0').filter(|path| !path.is_empty()) {
            let full = root.join(path);
            // Tracked and deleted in the working tree: not a part of what will be committed.
            if full.is_file() {
                files.push(File { path: path.to_owned(), text: text(&full)? });
            }
        }
        Ok(Self { files })
    }

    #[cfg(test)]
    pub fn of(files: &[(&str, &str)]) -> Self {
        let file = |&(path, text): &(&str, &str)| File { path: path.to_owned(), text: text.to_owned() };
        Self { files: files.iter().map(file).collect() }
    }

    pub fn find(&self, path: &str) -> Option<&File> {
        self.files.iter().find(|file| file.path == path)
    }

    /// Is this a file, or a folder that holds one?
    pub fn holds(&self, path: &str) -> bool {
        let path = path.trim_end_matches('/');
        let inside = format!("{path}/");
        self.files.iter().any(|file| file.path == path || file.path.starts_with(&inside))
    }

    pub fn rust(&self) -> impl Iterator<Item = &File> {
        self.files.iter().filter(|file| file.path.starts_with("crates/") && file.has_ending("rs"))
    }

    /// The folders below `crates/`, each once, in order.
    pub fn crates(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.files.iter().filter_map(File::crate_name).collect();
        names.sort_unstable();
        names.dedup();
        names
    }
}

impl File {
    pub fn has_ending(&self, ending: &str) -> bool {
        Path::new(&self.path).extension().is_some_and(|it| it == ending)
    }

    /// `orders` of `crates/orders/src/lib.rs`.
    pub fn crate_name(&self) -> Option<&str> {
        self.path.strip_prefix("crates/")?.split_once('/').map(|(name, _)| name)
    }

    /// `src/lib.rs` of `crates/orders/src/lib.rs`.
    pub fn inside(&self) -> Option<&str> {
        self.path.strip_prefix("crates/")?.split_once('/').map(|(_, rest)| rest)
    }

    pub fn is_of(&self, names: &[&str]) -> bool {
        self.crate_name().is_some_and(|name| names.contains(&name))
    }

    /// Code that ships to nobody: a crate's `tests/` folder, and tests that outgrew the file they stand beside.
    pub fn is_test(&self) -> bool {
        let beside = self.name() == "tests.rs" || self.name().ends_with("_tests.rs");
        beside || self.inside().is_some_and(|inside| inside.starts_with("tests/"))
    }

    pub fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }

    /// Is it the module `room`, written as one file or as a folder? (`store.rs`, `store/lines.rs`)
    pub fn is_module(&self, room: &str) -> bool {
        self.inside().is_some_and(|inside| inside.split('/').any(|part| part == room || part == format!("{room}.rs")))
    }
}

fn text(path: &Path) -> Result<String> {
    let size = path.metadata().with_context(|| format!("cannot read {}", path.display()))?.len();
    if size > TEXT_BYTES_MAX {
        return Ok(String::new());
    }
    let bytes = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    if bytes.contains(&0) {
        return Ok(String::new());
    }
    Ok(String::from_utf8(bytes).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_tells_its_place() {
        let tree = Tree::of(&[("crates/orders/src/store/lines.rs", ""), ("docs/api.md", "")]);
        let file = &tree.files[0];
        assert_eq!(file.crate_name(), Some("orders"));
        assert!(file.is_module("store") && !file.is_module("web") && !file.is_test());
        assert_eq!(file.name(), "lines.rs");
        assert!(tree.holds("crates/orders/") && tree.holds("docs/api.md") && !tree.holds("crates/ord"));
        assert_eq!(tree.crates(), ["orders"]);
        let is_test = |path: &str| Tree::of(&[(path, "")]).files[0].is_test();
        assert!(is_test("crates/a/tests/flow.rs") && is_test("crates/a/src/rules_tests.rs"));
        assert!(!is_test("crates/a/src/attests.rs"));
    }

    #[test]
    fn the_real_tree_holds_this_file() {
        let tree = Tree::read().expect("a checkout");
        assert!(tree.find("crates/xtask/src/tree.rs").is_some_and(|file| !file.text.is_empty()));
    }
}
