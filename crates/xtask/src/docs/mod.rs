//! Generated pages. docs/problems.md lists every code a caller can meet, from the error types and the Fluent texts;
//! docs/events.md every event, from its source; docs/api.md every endpoint, as the binary describes it.

pub mod api;
mod codes;
pub mod events;

use crate::run;
use crate::tidy::words;
use crate::tree::{File, Tree};
use anyhow::{Context, Result};
use std::collections::BTreeMap;
use std::fmt::Write as _;

pub const PROBLEMS_PAGE: &str = "docs/problems.md";

/// A code, where it is given, what it means and how it reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub code: String,
    pub path: String,
    pub line: usize,
    /// The name of its `Kind` and its HTTP status.
    pub kind: Option<(String, u16)>,
    /// Arabic and English.
    pub texts: Option<(String, String)>,
}

impl Problem {
    /// The Fluent key of `orders.not_found` is `error-orders-not_found`.
    pub fn key(&self) -> String {
        format!("error-{}", self.code.replace('.', "-"))
    }
}

pub fn write() -> Result<()> {
    let tree = Tree::read()?;
    let problems = problems(&tree);
    save(PROBLEMS_PAGE, &page(&problems))?;
    if let Some(page) = events::page(&tree) {
        save(events::EVENTS_PAGE, &page)?;
    }
    save(api::API_PAGE, &api::written()?)
}

fn save(place: &str, page: &str) -> Result<()> {
    let path = run::root().join(place);
    std::fs::write(&path, page).with_context(|| format!("cannot write {}", path.display()))?;
    println!("docs: {place}");
    Ok(())
}

/// Every code once, in order of its name.
pub fn problems(tree: &Tree) -> Vec<Problem> {
    let arabic = texts(tree, "ar");
    let english = texts(tree, "en");
    let mut found: BTreeMap<String, Problem> = BTreeMap::new();
    for file in tree.rust().filter(|file| is_ours(file)) {
        for given in codes::given(&file.text) {
            let mut problem =
                Problem { code: given.code, path: file.path.clone(), line: given.line, kind: given.kind, texts: None };
            let key = problem.key();
            problem.texts = arabic.get(&key).cloned().zip(english.get(&key).cloned());
            let known = found.entry(problem.code.clone()).or_insert_with(|| problem.clone());
            if known.kind.is_none() {
                known.kind = problem.kind;
            }
        }
    }
    found.into_values().collect()
}

/// The tools speak to developers only, and tests to nobody.
fn is_ours(file: &File) -> bool {
    !file.is_test() && !file.is_of(&["xtask"])
}

fn texts(tree: &Tree, lang: &str) -> BTreeMap<String, String> {
    let locales = tree.files.iter().filter(|file| words::is_locale(file, lang));
    locales.flat_map(|file| words::messages(&file.text)).map(|(key, (_, text))| (key, text)).collect()
}

pub fn page(problems: &[Problem]) -> String {
    let mut page = String::from(
        "# Problems\n\nWritten by `cargo xtask docs` from the error types and the Fluent texts; edit those. A failed request answers\n\
         `application/problem+json` with the code, both sentences and, where one is wrong, the field.\n\n\
         | code | kind | status | Arabic | English |\n|---|---|---|---|---|\n",
    );
    for problem in problems {
        let (kind, status) = problem.kind.clone().unwrap_or_default();
        let (arabic, english) = problem.texts.clone().unwrap_or_default();
        let row = [
            &format!("<a id=\"{0}\"></a>`{0}`", problem.code),
            &kind,
            &status.to_string(),
            &cell(&arabic),
            &cell(&english),
        ];
        let row = row.map(String::as_str).join(" | ");
        writeln!(page, "| {row} |").expect("a String takes everything");
    }
    page
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_listed_once_with_both_sentences() {
        let error = "impl Coded for E { fn code(&self) -> &'static str { \"a.gone\" } fn kind(&self) -> Kind { Kind::NotFound } }";
        let tree = Tree::of(&[
            ("crates/a/src/error.rs", error),
            ("crates/b/src/web.rs", "Problem::new(StatusCode::NOT_FOUND, \"a.gone\")"),
            ("crates/a/locales/ar.ftl", "error-a-gone = ليس | هنا"),
            ("crates/a/locales/en.ftl", "error-a-gone =\n    Not here"),
        ]);
        let found = problems(&tree);
        assert_eq!(found.len(), 1);
        assert!(
            page(&found).ends_with("| <a id=\"a.gone\"></a>`a.gone` | NotFound | 404 | ليس \\| هنا | Not here |\n")
        );
    }
}
