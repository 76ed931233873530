//! SQL stands only in `store.rs` and there inside `statements!`; HTTP only in `web`. So a question about either has one room.

use super::Finding;
use super::tokens::{Token, closing, shipped};
use crate::tree::{File, Tree};

/// The door itself, and tools that speak to raw drivers to measure it.
const SQL_FREE: [&str; 3] = ["db", "bench", "xtask"];
const HTTP_FREE: [&str; 6] = ["platform", "ui", "app", "bench", "torture", "xtask"];
const HTTP_CRATES: [&str; 6] = ["axum", "utoipa_axum", "tower_http", "tower", "hyper", "http"];
/// How a statement or a piece of one begins.
const OPENINGS: [&str; 16] = [
    "SELECT ",
    "INSERT INTO ",
    "INSERT OR ",
    "UPDATE ",
    "DELETE FROM ",
    "WITH ",
    "CREATE TABLE ",
    "CREATE INDEX ",
    "CREATE UNIQUE ",
    "ALTER TABLE ",
    "DROP TABLE ",
    "FROM ",
    "WHERE ",
    "ORDER BY ",
    "LEFT JOIN ",
    "PRAGMA ",
];

pub fn sql(tree: &Tree) -> Vec<Finding> {
    tree.rust().filter(|file| !file.is_test() && !file.is_of(&SQL_FREE)).flat_map(sql_in).collect()
}

fn sql_in(file: &File) -> Vec<Finding> {
    let tokens = shipped(&file.text);
    let is_store = file.is_module("store");
    let declared = statement_ranges(&tokens);
    let mut found = Vec::new();
    for (index, token) in tokens.iter().enumerate() {
        let Some(text) = token.text().filter(|text| is_sql(text)) else { continue };
        if !is_store {
            found.push(Finding::at(&file.path, token.line, format!("SQL outside store.rs: {}", opening(text))));
        } else if !declared.iter().any(|range| range.contains(&index)) {
            let fault = format!("SQL outside statements!: no test would prepare it: {}", opening(text));
            found.push(Finding::at(&file.path, token.line, fault));
        }
    }
    found
}

/// Inside `statements! { … }`, or in a `macro_rules! piece { … }` that statements are put together from.
fn statement_ranges(tokens: &[Token]) -> Vec<std::ops::Range<usize>> {
    let mut ranges = Vec::new();
    for index in 0..tokens.len().saturating_sub(3) {
        let is_macro = tokens[index + 1].is_mark('!');
        let open = match tokens[index].ident() {
            Some("statements") if is_macro => index + 2,
            Some("macro_rules") if is_macro => index + 3,
            _ => continue,
        };
        ranges.push(index..closing(tokens, open));
    }
    ranges
}

fn is_sql(text: &str) -> bool {
    let flat = text.split_whitespace().collect::<Vec<_>>().join(" ") + " ";
    OPENINGS.iter().any(|opening| flat.starts_with(opening))
}

fn opening(text: &str) -> String {
    text.split_whitespace().take(6).collect::<Vec<_>>().join(" ")
}

pub fn http(tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    for file in tree.rust().filter(|file| !file.is_test() && !file.is_of(&HTTP_FREE) && !file.is_module("web")) {
        let tokens = shipped(&file.text);
        for (index, token) in tokens.iter().enumerate() {
            let Some(name) = token.ident().filter(|name| HTTP_CRATES.contains(name)) else { continue };
            let is_path = tokens[index + 1..].iter().take(2).filter(|next| next.is_mark(':')).count() == 2;
            if is_path && !(file.name() == "lib.rs" && names_a_router(&tokens[index..])) {
                found.push(Finding::at(
                    &file.path,
                    token.line,
                    format!("{name} outside web: HTTP is spoken there only"),
                ));
            }
        }
    }
    found
}

/// The door of a room says the type of its routes, and nothing else of HTTP.
fn names_a_router(path: &[Token]) -> bool {
    let is_of_path = |token: &&Token| token.is_mark(':') || token.ident().is_some();
    let last = path.iter().take_while(is_of_path).filter_map(Token::ident).find(|name| name.ends_with("Router"));
    last.is_some()
}

#[cfg(test)]
mod tests {
    use super::super::expect;
    use super::*;

    const SELECT: &str = r#"const A: &str = "SELECT id FROM orders WHERE shop_id = $1";"#;

    #[test]
    fn sql_stands_in_the_store_and_declared() {
        let declared = "statements! { A = \"SELECT 1\"; } fn a() {}";
        expect(sql, &[("crates/orders/src/read.rs", SELECT)], 1);
        expect(sql, &[("crates/orders/src/store.rs", SELECT)], 1);
        expect(sql, &[("crates/orders/src/store/lines.rs", declared)], 0);
        expect(sql, &[("crates/orders/src/read.rs", declared)], 1);
        let piece = "macro_rules! piece { () => { \"SELECT 1\" } } statements! { A = piece!(); }";
        expect(sql, &[("crates/orders/src/store.rs", piece)], 0);
        expect(sql, &[("crates/orders/src/store.rs", &format!("{piece} {SELECT}"))], 1);
        expect(sql, &[("crates/db/src/lib.rs", SELECT)], 0);
        expect(sql, &[("crates/orders/tests/flow.rs", SELECT)], 0);
        expect(sql, &[("crates/orders/src/a.rs", &format!("#[cfg(test)] mod tests {{ {SELECT} }}"))], 0);
        expect(sql, &[("crates/orders/src/a.rs", "// SELECT id FROM x\nconst A: &str = \"Select one\";")], 0);
        expect(sql, &[("crates/orders/src/a.rs", "let x = \"\n  DELETE\n  FROM orders\";")], 1);
    }

    #[test]
    fn http_stands_in_web() {
        let uses = "use axum::Router;";
        expect(http, &[("crates/orders/src/lib.rs", uses), ("crates/orders/src/read.rs", uses)], 1);
        expect(http, &[("crates/orders/src/lib.rs", "use utoipa_axum::router::OpenApiRouter;")], 0);
        expect(http, &[("crates/orders/src/lib.rs", "use axum::extract::State; struct Router;")], 1);
        expect(http, &[("crates/orders/src/web/pages.rs", uses), ("crates/orders/src/web.rs", uses)], 0);
        expect(http, &[("crates/platform/src/house.rs", uses), ("crates/app/src/main.rs", uses)], 0);
        expect(http, &[("crates/orders/src/lib.rs", "let http = 3; // axum::x")], 0);
        expect(http, &[("crates/orders/src/read.rs", "fn a() -> axum::Router { b }")], 1);
    }
}
