//! Both languages say the same things: equal Fluent keys room by room, and every key that the code names exists.

use super::Finding;
use super::tokens::{Token, shipped};
use crate::tree::{File, Tree};
use std::collections::{BTreeMap, BTreeSet};

/// Message keys of a Fluent text with their line and their pattern (all of it on one line).
pub fn messages(ftl: &str) -> BTreeMap<String, (usize, String)> {
    let mut found: BTreeMap<String, (usize, String)> = BTreeMap::new();
    let mut current: Option<String> = None;
    for (index, line) in ftl.lines().enumerate() {
        if let Some((key, pattern)) = opening(line) {
            found.insert(key.clone(), (index + 1, pattern.to_owned()));
            current = Some(key);
        } else if !line.starts_with('#') && !line.trim().is_empty() {
            let Some((_, text)) = current.as_ref().and_then(|key| found.get_mut(key)) else { continue };
            text.push(' ');
            text.push_str(line.trim());
        }
    }
    for (_, text) in found.values_mut() {
        *text = text.trim().to_owned();
    }
    found
}

/// `key = pattern` at the start of a line. Terms (`-brand = …`) are messages that only other messages name.
fn opening(line: &str) -> Option<(String, &str)> {
    let (key, pattern) = line.split_once('=')?;
    let key = key.trim_end();
    let is_key = key.starts_with(|c: char| c.is_ascii_alphabetic() || c == '-')
        && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
    is_key.then(|| (key.to_owned(), pattern.trim()))
}

pub fn is_locale(file: &File, lang: &str) -> bool {
    file.inside().is_some_and(|inside| inside == format!("locales/{lang}.ftl"))
}

pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    for name in tree.crates() {
        found.extend(same_keys(tree, name));
    }
    let (everywhere, twice) = all_keys(tree);
    found.extend(twice);
    for file in tree.rust().filter(|file| !file.is_test()) {
        for (line, key) in named_keys(&shipped(&file.text)) {
            if !everywhere.contains(&key) {
                found.push(Finding::at(&file.path, line, format!("`{key}` has no text")));
            }
        }
    }
    found
}

fn same_keys(tree: &Tree, room: &str) -> Vec<Finding> {
    let path = |lang: &str| format!("crates/{room}/locales/{lang}.ftl");
    let (Some(arabic), Some(english)) = (tree.find(&path("ar")), tree.find(&path("en"))) else {
        let one = ["ar", "en"].into_iter().find(|lang| tree.find(&path(lang)).is_some());
        return one.map(|lang| Finding::on(&path(lang), "has no sister in the other language")).into_iter().collect();
    };
    let only_in = |one: &File, other: &File| -> Vec<Finding> {
        let theirs = messages(&other.text);
        let missing = messages(&one.text).into_iter().filter(|(key, _)| !theirs.contains_key(key));
        missing
            .map(|(key, (line, _))| Finding::at(&one.path, line, format!("`{key}` is not in {}", other.name())))
            .collect()
    };
    let mut found = only_in(arabic, english);
    found.extend(only_in(english, arabic));
    found
}

/// All Arabic keys, and those that two rooms both claim (one would silently win).
fn all_keys(tree: &Tree) -> (BTreeSet<String>, Vec<Finding>) {
    let mut keys = BTreeSet::new();
    let mut twice = Vec::new();
    for file in tree.files.iter().filter(|file| is_locale(file, "ar")) {
        for (key, (line, _)) in messages(&file.text) {
            if !keys.insert(key.clone()) {
                twice.push(Finding::at(&file.path, line, format!("`{key}` stands in another room too")));
            }
        }
    }
    (keys, twice)
}

/// `t("key")` and `tv("key", …)`, called as methods.
fn named_keys(tokens: &[Token]) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for window in tokens.windows(4) {
        let [dot, name, open, key] = window else { continue };
        let is_call = dot.is_mark('.') && (name.is_ident("t") || name.is_ident("tv")) && open.is_mark('(');
        if let Some(key) = key.text().filter(|_| is_call) {
            found.push((name.line, key.to_owned()));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::expect;
    use super::*;

    const AR: &str = "crates/orders/locales/ar.ftl";
    const EN: &str = "crates/orders/locales/en.ftl";

    #[test]
    fn messages_are_read_with_their_patterns() {
        let found = messages(
            "# head\norders-title = الطلبات\norders-count =\n    { $n ->\n        [one] x\n       *[other] y\n    }\n-brand = Wasl\n",
        );
        assert_eq!(found.keys().collect::<Vec<_>>(), ["-brand", "orders-count", "orders-title"]);
        assert_eq!(found["orders-title"], (2, "الطلبات".to_owned()));
        assert_eq!(found["orders-count"].1, "{ $n -> [one] x *[other] y }");
    }

    #[test]
    fn both_languages_have_the_same_keys() {
        expect(check, &[(AR, "a = x\nb = y"), (EN, "a = x\nb = y")], 0);
        expect(check, &[(AR, "a = x"), (EN, "a = x\nb = y")], 1);
        expect(check, &[(AR, "a = x\nc = x"), (EN, "a = x\nb = y")], 2);
        expect(check, &[(AR, "a = x")], 1);
        let other = [("crates/ui/locales/ar.ftl", "a = x"), ("crates/ui/locales/en.ftl", "a = x")];
        expect(check, &[(AR, "a = x"), (EN, "a = x"), other[0], other[1]], 1);
    }

    #[test]
    fn keys_named_in_code_exist() {
        let code = |text: &str, count| {
            expect(check, &[(AR, "a-b = x"), (EN, "a-b = x"), ("crates/orders/src/web.rs", text)], count)
        };
        code("locale.t(\"a-b\")", 0);
        code("html! { h1 { (locale.t(\"a-c\")) } }", 1);
        code("frame.locale.tv(\n \"gone\", &[])", 1);
        code("// locale.t(\"gone\")\nother(\"gone\"); set(\"gone\"); x.t(key)", 0);
    }
}
