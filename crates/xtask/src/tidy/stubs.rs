//! Nothing half-built and nothing switched off: a stub that says it is done is worse than an absent one.

use super::Finding;
use super::tokens::{Kind, Token, tokens};
use crate::tree::{File, Tree};

const MACROS: [&str; 3] = ["todo", "unimplemented", "dbg"];
/// In two halves, so that this list is not found by itself.
const WORDS: [(&str, &str); 3] = [("TO", "DO"), ("FIX", "ME"), ("X", "XX")];

pub fn check(tree: &Tree) -> Vec<Finding> {
    tree.rust().flat_map(check_file).collect()
}

fn check_file(file: &File) -> Vec<Finding> {
    let tokens = tokens(&file.text);
    let mut found = Vec::new();
    for (index, token) in tokens.iter().enumerate() {
        let rest = &tokens[index..];
        if let Some(text) = fault(rest) {
            found.push(Finding::at(&file.path, token.line, text));
        }
    }
    found
}

fn fault(rest: &[Token]) -> Option<String> {
    match &rest[0].kind {
        Kind::Ident(name) if MACROS.contains(&name.as_str()) && is_mark(rest, 1, '!') => Some(format!("`{name}!`")),
        Kind::Ident(name) if name == "ignore" && is_ignored_test(rest) => Some("a test switched off".to_owned()),
        Kind::Ident(name) if name == "assert" && is_empty_claim(rest) => {
            Some("an assertion that cannot fail".to_owned())
        }
        Kind::Comment(text) => {
            let words = WORDS.map(|(first, second)| format!("{first}{second}"));
            let word =
                words.into_iter().find(|word| text.split(|c: char| !c.is_alphanumeric()).any(|it| it == word))?;
            Some(format!("`{word}`: do it, or leave it out"))
        }
        _ => None,
    }
}

/// `#[ignore]` or `#[ignore = "…"]`: told from a variable by what follows it.
fn is_ignored_test(rest: &[Token]) -> bool {
    is_mark(rest, 1, ']')
        || (is_mark(rest, 1, '=') && rest.get(2).is_some_and(|it| it.text().is_some()) && is_mark(rest, 3, ']'))
}

fn is_empty_claim(rest: &[Token]) -> bool {
    is_mark(rest, 1, '!')
        && is_mark(rest, 2, '(')
        && rest.get(3).is_some_and(|it| it.is_ident("true"))
        && is_mark(rest, 4, ')')
}

fn is_mark(rest: &[Token], at: usize, mark: char) -> bool {
    rest.get(at).is_some_and(|token| token.is_mark(mark))
}

#[cfg(test)]
mod tests {
    use super::super::expect;
    use super::*;

    fn check_one(text: &str, count: usize) {
        expect(check, &[("crates/a/src/b.rs", text)], count);
    }

    #[test]
    fn stubs_are_refused() {
        check_one("fn a() { todo!() }", 1);
        check_one("fn a() { unimplemented!(\"x\"); dbg!(1); }", 2);
        check_one("#[ignore]\n#[test] fn a() {}", 1);
        check_one("#[ignore = \"slow\"]\n#[test] fn a() {}", 1);
        check_one("#[test] fn a() { assert!(true) }", 1);
        check_one(&format!("// {}{}: more", "TO", "DO"), 1);
    }

    #[test]
    fn words_in_strings_and_names_are_not_stubs() {
        check_one("let todo = \"todo!()\"; let ignore = a[ignore_at]; assert!(true_story);", 0);
        check_one("// what we ignore, and why", 0);
    }
}
