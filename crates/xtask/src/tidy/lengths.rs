//! Files of 100 to 250 lines; a word of doubt at 400, stop at 700: what people call ugly is always in the tail.

use super::Finding;
use crate::tree::{File, Tree};

const DOUBT_LINES: usize = 400;
const STOP_LINES: usize = 700;

pub fn check(tree: &Tree) -> Vec<Finding> {
    tree.files.iter().filter(|file| is_ours(file)).filter_map(judge).collect()
}

fn is_ours(file: &File) -> bool {
    let is_source = ["rs", "css", "js", "mjs", "sql"].iter().any(|ending| file.has_ending(ending));
    is_source && !file.name().contains(".min.")
}

fn judge(file: &File) -> Option<Finding> {
    let lines = file.text.lines().count();
    if lines > STOP_LINES {
        return Some(Finding::on(&file.path, format!("{lines} lines, and {STOP_LINES} are the end: divide it")));
    }
    (lines > DOUBT_LINES).then(|| Finding::doubt(&file.path, format!("{lines} lines: does it hold one thought?")))
}

#[cfg(test)]
mod tests {
    use super::super::{expect, faults};
    use super::*;

    #[test]
    fn long_files_are_doubted_and_longer_ones_refused() {
        let lines = |count| "x\n".repeat(count);
        expect(check, &[("crates/a/src/b.rs", &lines(700))], 0);
        expect(check, &[("crates/a/src/b.rs", &lines(701))], 1);
        expect(check, &[("crates/a/assets/htmx.min.js", &lines(900)), ("docs/x.md", &lines(900))], 0);
        assert!(faults(check, &[("a.css", &lines(401))]).is_empty());
        let text = lines(401);
        assert_eq!(check(&Tree::of(&[("a.css", &text)])).len(), 1);
        let text = lines(400);
        assert!(check(&Tree::of(&[("a.css", &text)])).is_empty());
    }
}
