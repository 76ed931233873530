//! Snapshots that no test asks for any more, and new ones that nobody has read: both are refused.
//! insta itself notes every snapshot it compares, so this is knowledge and not a guess from file names.

use crate::{run, tree::Tree};
use anyhow::{Result, bail};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

pub struct References(PathBuf);

impl References {
    pub fn begin() -> Result<Self> {
        let file = run::root().join("target/insta-references.txt");
        if file.exists() {
            std::fs::remove_file(&file)?;
        }
        Ok(Self(file))
    }

    pub fn ask(&self, tests: &mut Command) {
        tests.env("INSTA_SNAPSHOT_REFERENCES_FILE", &self.0).env("INSTA_WORKSPACE_ROOT", run::root());
    }

    /// Only meaningful after a whole run. A skipped suite compares nothing, so then nothing can be said.
    pub fn check(&self, skipped: &[String]) -> Result<()> {
        if !skipped.is_empty() {
            println!("snapshots: not checked, since suites were skipped");
            return Ok(());
        }
        let noted = std::fs::read_to_string(&self.0).unwrap_or_default();
        let tree = Tree::read()?;
        let paths: Vec<&str> = tree.files.iter().map(|file| file.path.as_str()).collect();
        let faults = faults(&run::root(), &paths, &noted);
        if faults.is_empty() {
            return Ok(());
        }
        bail!("{}", faults.join("\n"))
    }
}

fn faults(root: &Path, paths: &[&str], noted: &str) -> Vec<String> {
    let referenced: BTreeSet<PathBuf> = noted.lines().map(|line| plain(&root.join(line))).collect();
    let mut faults = Vec::new();
    for &path in paths {
        if path.ends_with(".snap.new") {
            faults.push(format!("{path}: a new snapshot that nobody has read"));
        } else if path.ends_with(".snap") && !referenced.contains(&plain(&root.join(path))) {
            faults.push(format!("{path}: no test asks for this snapshot any more"));
        }
    }
    faults
}

/// Without `a/..`, so that two spellings of one path are equal.
fn plain(path: &Path) -> PathBuf {
    let mut parts = PathBuf::new();
    for part in path.components() {
        match part {
            std::path::Component::ParentDir => {
                parts.pop();
            }
            std::path::Component::CurDir => {}
            other => parts.push(other),
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unreferenced_and_unread_snapshots_are_faults() {
        let root = Path::new("/house");
        let noted = "/house/crates/a/src/../tests/snapshots/kept.snap\n";
        let check = |path: &str, count: usize| assert_eq!(faults(root, &[path], noted).len(), count, "{path}");
        check("crates/a/tests/snapshots/kept.snap", 0);
        check("crates/a/tests/snapshots/left.snap", 1);
        check("crates/a/tests/snapshots/kept.snap.new", 1);
        check("crates/a/src/lib.rs", 0);
    }
}
