//! `shop_id` stands in every statement over tables that belong to a shop: a query without it would read every shop's rows.

use super::Finding;
use super::migrations::GLOBAL;
use super::tokens::{Token, closing, shipped};
use crate::tree::{File, Tree};
use std::collections::BTreeMap;

/// The words of SQL that a table's name follows.
const BEFORE_A_TABLE: [&str; 4] = ["FROM", "INTO", "UPDATE", "JOIN"];

pub fn check(tree: &Tree) -> Vec<Finding> {
    tree.rust().filter(|file| file.is_module("store") && !file.is_test()).flat_map(check_file).collect()
}

fn check_file(file: &File) -> Vec<Finding> {
    let tokens = shipped(&file.text);
    let pieces = pieces(&tokens);
    let mut found = Vec::new();
    for statement in statements(&tokens) {
        let Some(name) = statement.iter().take_while(|it| !it.is_mark('=')).filter_map(Token::ident).last() else {
            continue;
        };
        let sql = full_text(statement, &pieces);
        let foreign = tables(&sql).into_iter().find(|table| !GLOBAL.contains(&table.as_str()));
        if let Some(table) = foreign.filter(|_| !sql.contains("shop_id")) {
            found.push(Finding::at(
                &file.path,
                statement[0].line,
                format!("{name} reads or writes {table} without shop_id"),
            ));
        }
    }
    found
}

/// The declarations inside `statements! { … }`, without their semicolons.
fn statements(tokens: &[Token]) -> Vec<&[Token]> {
    let mut found = Vec::new();
    for at in 0..tokens.len().saturating_sub(2) {
        if tokens[at].is_ident("statements") && tokens[at + 1].is_mark('!') {
            let body = &tokens[at + 3..closing(tokens, at + 2)];
            found.extend(body.split(|token| token.is_mark(';')).filter(|part| !part.is_empty()));
        }
    }
    found
}

/// The texts of each `macro_rules!` of the file, and the other pieces it names.
fn pieces(tokens: &[Token]) -> BTreeMap<&str, &[Token]> {
    let mut found = BTreeMap::new();
    for at in 0..tokens.len().saturating_sub(3) {
        let Some(name) = tokens[at + 2].ident().filter(|_| tokens[at].is_ident("macro_rules")) else { continue };
        found.insert(name, &tokens[at + 3..closing(tokens, at + 3)]);
    }
    found
}

/// All text of a statement with the pieces it is put together from, to any depth; a piece counts once.
fn full_text(statement: &[Token], pieces: &BTreeMap<&str, &[Token]>) -> String {
    let mut text = String::new();
    let mut seen = Vec::new();
    let mut waiting = vec![statement];
    while let Some(tokens) = waiting.pop() {
        for token in tokens {
            if let Some(part) = token.text() {
                text.push_str(part);
                text.push(' ');
            }
            let Some((&name, &piece)) = token.ident().and_then(|name| pieces.get_key_value(name)) else { continue };
            if !seen.contains(&name) {
                seen.push(name);
                waiting.push(piece);
            }
        }
    }
    text
}

fn tables(sql: &str) -> Vec<String> {
    let words: Vec<&str> =
        sql.split(|c: char| c.is_whitespace() || "(),".contains(c)).filter(|it| !it.is_empty()).collect();
    let after = words.windows(2).filter(|pair| BEFORE_A_TABLE.contains(&pair[0])).map(|pair| pair[1]);
    after.filter(|word| word.starts_with(|c: char| c.is_ascii_lowercase())).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::super::expect;
    use super::*;

    fn check_one(declared: &str, count: usize) {
        let text = format!("macro_rules! mine {{ () => {{ \"WHERE shop_id = $1\" }} }} statements! {{ {declared} }}");
        expect(check, &[("crates/orders/src/store.rs", &text)], count);
    }

    #[test]
    fn every_statement_names_the_shop() {
        check_one("pub FIND = \"SELECT id FROM orders WHERE shop_id = $1 AND id = $2\";", 0);
        check_one("FIND = \"SELECT id FROM orders WHERE id = $1\";", 1);
        check_one("FIND = concat!(\"SELECT id FROM orders \", mine!());", 0);
        check_one("A = \"DELETE FROM line WHERE id = $1\"; B = \"UPDATE line SET a = 1\";", 2);
        check_one("A = \"SELECT id FROM shop WHERE handle = $1\"; B = \"SELECT 1\";", 0);
        check_one("A = \"SELECT s.id FROM shop s JOIN orders o ON o.x = s.x\";", 1);
        check_one("A = \"INSERT INTO app_user (id) VALUES ($1) ON CONFLICT (id) DO UPDATE SET id = $1\";", 0);
    }
}
