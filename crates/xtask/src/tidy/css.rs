//! No left and no right in CSS: Arabic is the default and English its mirror, so only start and end exist.
//! Gradients alone have no such words yet; there each side needs its mirror for the other direction.

use super::Finding;
use crate::tree::Tree;

pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    for file in tree.files.iter().filter(|file| file.has_ending("css")) {
        let text = without_comments(&file.text);
        let (gradients, text) = without_gradient_sides(&text);
        if gradients != 0 {
            found.push(Finding::on(&file.path, "a gradient to one side without its mirror"));
        }
        for (index, line) in text.lines().enumerate() {
            for word in line.split(|c: char| !c.is_ascii_alphanumeric() && c != '-').filter(|word| is_sided(word)) {
                found.push(Finding::at(&file.path, index + 1, format!("`{word}`: write start or end")));
            }
        }
    }
    found
}

/// How many more gradients run to the right than to the left, and the text without those words.
fn without_gradient_sides(text: &str) -> (i32, String) {
    const SIDES: [(&str, i32); 2] = [("gradient(to right", 1), ("gradient(to left", -1)];
    let count = |side: &str| i32::try_from(text.matches(side).count()).unwrap_or(i32::MAX);
    let more = SIDES.iter().map(|(side, sign)| sign * count(side)).sum();
    (more, SIDES.iter().fold(text.to_owned(), |text, (side, _)| text.replace(side, "gradient(")))
}

fn is_sided(word: &str) -> bool {
    word.split('-').any(|part| matches!(part, "left" | "right"))
}

/// Comments become spaces; line numbers stay.
fn without_comments(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find("/*") {
        kept.push_str(&rest[..start]);
        let end = rest[start..].find("*/").map_or(rest.len(), |end| start + end + 2);
        kept.extend(rest[start..end].chars().filter(|&c| c == '\n'));
        rest = &rest[end..];
    }
    kept.push_str(rest);
    kept
}

#[cfg(test)]
mod tests {
    use super::super::{expect, faults};
    use super::*;

    #[test]
    fn sides_are_refused() {
        let check_one = |text: &str, count| expect(check, &[("crates/ui/assets/css/a.css", text)], count);
        check_one("a { margin-left: 1px }", 1);
        check_one("a { text-align: right; left: 0 }", 2);
        check_one("a { margin-inline-start: 1px; color: bright } /* left */", 0);
        check_one("a { background: linear-gradient(to right, red, blue) }", 1);
        check_one("a { b: linear-gradient(to right, c) } [dir=rtl] a { b: linear-gradient(to left, c) }", 0);
        check_one("a { border-top-left-radius: 2px }", 1);
    }

    #[test]
    fn lines_are_right_after_comments() {
        let found = faults(check, &[("a.css", "/* one\n two */\na { float: left }")]);
        assert!(found[0].starts_with("a.css:3"), "{found:?}");
    }
}
