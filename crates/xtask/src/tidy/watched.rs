//! What an operator sees is written down: every figure and every field of a log line that the sources name stands in
//! docs/operations.md, in backticks.

use super::Finding;
use super::tokens::{Kind, Token, closing, shipped};
use crate::tree::{File, Tree};

const PAGE: &str = "docs/operations.md";
/// They watch the product or set it up, and are no part of what runs.
const APART: [&str; 3] = ["bench", "torture", "xtask"];
const FIGURES: [&str; 3] = ["counter", "gauge", "histogram"];
const LEVELS: [&str; 5] = ["error", "warn", "info", "debug", "trace"];

pub fn check(tree: &Tree) -> Vec<Finding> {
    let page = tree.find(PAGE).map(|page| page.text.as_str()).unwrap_or_default();
    let sources = tree.rust().filter(|file| !file.is_test() && !file.is_of(&APART));
    let mut found = Vec::new();
    for file in sources {
        for (line, name) in named(file) {
            if !page.contains(&format!("`{name}`")) {
                found.push(Finding::at(&file.path, line, format!("`{name}` does not stand in {PAGE}")));
            }
        }
    }
    found
}

/// Figures by their first text, fields of `tracing::level!` by their names.
fn named(file: &File) -> Vec<(usize, String)> {
    let tokens = shipped(&file.text);
    let mut found = Vec::new();
    for index in 0..tokens.len().saturating_sub(2) {
        let Some(name) = tokens[index].ident() else { continue };
        if !tokens[index + 1].is_mark('!') || !tokens[index + 2].is_mark('(') {
            continue;
        }
        let inside = &tokens[index + 3..closing(&tokens, index + 2).min(tokens.len())];
        if FIGURES.contains(&name) {
            found.extend(inside.first().and_then(|first| Some((first.line, first.text()?.to_owned()))));
        } else if LEVELS.contains(&name) {
            found.extend(fields(inside));
        }
    }
    found
}

/// `%shop`, `?alarm`, `what`, `cause = …`: a name at the beginning of an argument that is not the message.
fn fields(arguments: &[Token]) -> Vec<(usize, String)> {
    let (mut depth, mut is_first, mut found) = (0_usize, true, Vec::new());
    for (index, token) in arguments.iter().enumerate() {
        match &token.kind {
            Kind::Mark('(' | '[' | '{') => depth += 1,
            Kind::Mark(')' | ']' | '}') => depth = depth.saturating_sub(1),
            Kind::Mark(',') if depth == 0 => {
                is_first = true;
                continue;
            }
            Kind::Mark('%' | '?') if is_first => continue,
            Kind::Ident(name) if is_first => {
                let ends = arguments.get(index + 1).is_none_or(|next| next.is_mark(',') || next.is_mark('='));
                found.extend(ends.then(|| (token.line, name.clone())));
            }
            _ => {}
        }
        is_first = false;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::expect;
    use super::*;

    #[test]
    fn figures_and_fields_stand_on_the_page() {
        let check_with = |source: &str, page: &str, faults: usize| {
            expect(check, &[("crates/orders/src/read.rs", source), (PAGE, page)], faults);
        };
        let figure = "fn a() { metrics::counter!(\"wasl_x_total\", \"why\" => why).increment(1); }";
        check_with(figure, "nothing", 1);
        check_with(figure, "| `wasl_x_total` | x |", 0);
        let line = "fn a() { tracing::warn!(%shop, ?alarm, what, cause = %error.of(a, b), \"it {told} failed\"); }";
        check_with(line, "`shop` `alarm` `what` `cause`", 0);
        check_with(line, "`shop` `alarm` `what`", 1);
        check_with(line, "`shop`, cause", 3);
        check_with("fn a() { tracing::info!(\"stopping\"); error!(x.y, \"no field\"); }", "", 0);
        check_with("#[cfg(test)] mod tests { fn a() { warn!(whoever, \"x\"); } }", "", 0);
        expect(check, &[("crates/bench/src/main.rs", figure), (PAGE, "")], 0);
    }
}
