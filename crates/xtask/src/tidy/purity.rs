//! Decisions are pure: `model.rs` and `policy.rs` know no waiting, no database and no clock; those come in as arguments.

use super::Finding;
use super::tokens::shipped;
use crate::tree::Tree;

const ROOMS: [&str; 3] = ["model", "policy", "rules"];
const FOREIGN: [&str; 14] = [
    "async",
    "await",
    "Db",
    "Tx",
    "House",
    "Stamp",
    "Clock",
    "SystemClock",
    "SystemTime",
    "SystemChance",
    "tokio",
    "rusqlite",
    "tokio_postgres",
    "wasl_db",
];

pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    for file in tree.rust().filter(|file| !file.is_test() && ROOMS.iter().any(|room| file.is_module(room))) {
        for token in shipped(&file.text) {
            if let Some(name) = token.ident().filter(|name| FOREIGN.contains(name)) {
                found.push(Finding::at(&file.path, token.line, format!("a pure decision must not know `{name}`")));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::expect;
    use super::*;

    #[test]
    fn decisions_know_no_outside() {
        expect(check, &[("crates/orders/src/model.rs", "pub async fn a() {}")], 1);
        expect(check, &[("crates/orders/src/policy/window.rs", "fn a(db: &Db) { SystemTime::now(); }")], 2);
        expect(check, &[("crates/orders/src/model.rs", "/// async is not here\nfn a(now: Instant) { b(\"Db\") }")], 0);
        expect(check, &[("crates/orders/src/place_order.rs", "pub async fn a(db: &Db) {}")], 0);
    }
}
