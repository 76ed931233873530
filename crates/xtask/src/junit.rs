//! Reads nextest's report for suites that say they were skipped: a suite that does not run must be seen, not assumed.

use anyhow::{Context, Result};
use std::collections::BTreeSet;
use std::path::Path;

const MARK: &str = "SKIPPED suite ";
const REASON: &str = ": no material";

/// Names of the suites that printed `SKIPPED suite <name>: no material`, each once.
pub fn skipped_suites(report: &Path) -> Result<Vec<String>> {
    let text = std::fs::read_to_string(report).with_context(|| format!("nextest left no {}", report.display()))?;
    Ok(names(&text))
}

fn names(report: &str) -> Vec<String> {
    let found: BTreeSet<String> = report
        .lines()
        .filter_map(|line| line.split_once(MARK))
        .filter_map(|(_, rest)| rest.split_once(REASON))
        .map(|(name, _)| name.to_owned())
        .collect();
    found.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn skipped_suites_are_counted_once() {
        let report = "<system-out>running 1 test\nSKIPPED suite olist: no material\n</system-out>\n\
                      <system-out>SKIPPED suite carriers: no material\nSKIPPED suite olist: no material</system-out>";
        assert_eq!(names(report), ["carriers", "olist"]);
        assert!(names("<system-out>all suites ran</system-out>").is_empty());
    }

    #[test]
    fn a_missing_report_is_an_error() {
        assert!(skipped_suites(Path::new("no-such-report.xml")).is_err());
    }
}
