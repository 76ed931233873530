//! The laws of the architecture that a program can see, each a small file with its own tests on made-up trees.
//! A law that cannot fail is worth nothing, so every one has a test in which it does.

mod css;
mod drawers;
mod edges;
mod engines;
mod heads;
mod lengths;
mod migrations;
mod pages;
mod paths;
mod places;
mod problems;
mod purity;
mod schema;
mod stubs;
mod tenancy;
pub mod tokens;
mod watched;
pub mod words;

use crate::tree::Tree;
use anyhow::{Result, bail};

/// One thing seen at one place.
#[derive(Debug, PartialEq, Eq)]
pub struct Finding {
    /// `crates/orders/src/lib.rs:12`, or a path alone.
    pub place: String,
    pub text: String,
    /// A word of doubt does not fail the run.
    pub is_doubt: bool,
}

impl Finding {
    pub fn at(path: &str, line: usize, text: impl Into<String>) -> Self {
        Self { place: format!("{path}:{line}"), text: text.into(), is_doubt: false }
    }

    pub fn on(path: &str, text: impl Into<String>) -> Self {
        Self { place: path.to_owned(), text: text.into(), is_doubt: false }
    }

    pub fn doubt(path: &str, text: impl Into<String>) -> Self {
        Self { is_doubt: true, ..Self::on(path, text) }
    }
}

type Law = fn(&Tree) -> Vec<Finding>;

const LAWS: [(&str, Law); 17] = [
    ("lengths", lengths::check),
    ("places of SQL", places::sql),
    ("places of HTTP", places::http),
    ("edges between crates", edges::check),
    ("pure decisions", purity::check),
    ("css", css::check),
    ("heads", heads::check),
    ("words", words::check),
    ("migrations", migrations::check),
    ("tenancy", tenancy::check),
    ("drawers", drawers::check),
    ("stubs", stubs::check),
    ("engine exceptions", engines::check),
    ("named paths", paths::check),
    ("problem codes", problems::check),
    ("generated pages", pages::check),
    ("what is watched", watched::check),
];

pub fn run() -> Result<()> {
    let tree = Tree::read()?;
    let mut faults = 0;
    for (law, check) in LAWS {
        for finding in check(&tree) {
            let word = if finding.is_doubt { "doubt" } else { "fault" };
            println!("{word} [{law}] {}: {}", finding.place, finding.text);
            faults += usize::from(!finding.is_doubt);
        }
    }
    if faults > 0 {
        bail!("{faults} faults against the laws");
    }
    println!("tidy: {} laws kept by {} files", LAWS.len(), tree.files.len());
    Ok(())
}

/// For the tests of the laws: how many faults, and that doubts are not among them.
#[cfg(test)]
pub fn faults(law: Law, files: &[(&str, &str)]) -> Vec<String> {
    let tree = Tree::of(files);
    law(&tree).into_iter().filter(|it| !it.is_doubt).map(|it| format!("{}: {}", it.place, it.text)).collect()
}

/// The one way these tests speak: a made-up tree and the number of faults in it.
#[cfg(test)]
pub fn expect(law: Law, files: &[(&str, &str)], count: usize) {
    let found = faults(law, files);
    assert_eq!(found.len(), count, "{files:?}\n{found:#?}");
}
