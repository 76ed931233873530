//! Calls go down, events go up: which crate may depend on which. The missing line in a manifest is the wall;
//! this list keeps anyone from taking the wall down without saying so.

use super::Finding;
use crate::tree::{File, Tree};

const GROUND: [&str; 5] = ["base", "db", "i18n", "ui", "platform"];

/// A room, and the rooms it may know besides those of the ground (which have an order of their own).
struct Room {
    name: &'static str,
    ground: &'static [&'static str],
    knows: &'static [&'static str],
}

const fn room(name: &'static str, ground: &'static [&'static str], knows: &'static [&'static str]) -> Room {
    Room { name, ground, knows }
}

/// From the ground up. A new crate gets its line here, and the line is what a reviewer reads.
const ROOMS: [Room; 16] = [
    room("base", &[], &[]),
    room("i18n", &["base"], &[]),
    room("db", &["base"], &[]),
    room("ui", &["base", "i18n"], &[]),
    room("events", &["base"], &[]),
    // The outbox carries the words of `events`.
    room("platform", &["base", "i18n", "db", "ui"], &["events"]),
    room("ledger", &GROUND, &["events"]),
    room("customers", &GROUND, &["events"]),
    room("orders", &GROUND, &["events", "ledger", "customers"]),
    room("tracking", &GROUND, &["events", "ledger", "customers", "orders"]),
    room("storefronts", &GROUND, &["events", "ledger", "customers", "orders", "tracking"]),
    room("insight", &GROUND, &["events", "ledger", "customers", "orders", "tracking"]),
    room("app", &GROUND, &["events", "ledger", "customers", "orders", "tracking", "storefronts", "insight"]),
    // It judges from outside: of the product it knows ids and instants, and no more.
    room("torture", &["base"], &[]),
    // Measures the product from beside it: the verbs, the binary, and the bare drivers.
    room(
        "bench",
        &GROUND,
        &["events", "ledger", "customers", "orders", "tracking", "storefronts", "insight", "app", "torture"],
    ),
    room("xtask", &GROUND, &["events", "ledger", "customers", "orders", "tracking", "insight"]),
];

pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    for name in tree.crates() {
        let path = format!("crates/{name}/Cargo.toml");
        match (ROOMS.iter().find(|room| room.name == name), tree.find(&path)) {
            (Some(room), Some(manifest)) => found.extend(edges(room, manifest)),
            (None, _) => found.push(Finding::on(&path, "a crate without a line in the edge list of tidy")),
            (_, None) => found.push(Finding::on(&path, "a folder of crates/ without a manifest")),
        }
    }
    found
}

fn edges(room: &Room, manifest: &File) -> Vec<Finding> {
    let Ok(table) = manifest.text.parse::<toml::Table>() else {
        return vec![Finding::on(&manifest.path, "is not TOML")];
    };
    let mut found = Vec::new();
    for kind in ["dependencies", "dev-dependencies", "build-dependencies"] {
        let Some(dependencies) = table.get(kind).and_then(toml::Value::as_table) else { continue };
        for name in dependencies.keys().filter_map(|name| name.strip_prefix("wasl-")) {
            if !room.ground.contains(&name) && !room.knows.contains(&name) {
                found.push(Finding::on(&manifest.path, format!("{} must not know {name} ({kind})", room.name)));
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
    fn only_listed_edges_are_allowed() {
        let check_one = |path: &str, text: &str, count| expect(check, &[(path, text)], count);
        check_one("crates/orders/Cargo.toml", "[dependencies]\nwasl-ledger.workspace = true\n", 0);
        check_one("crates/ledger/Cargo.toml", "[dependencies]\nwasl-orders.workspace = true\n", 1);
        check_one("crates/ledger/Cargo.toml", "[dev-dependencies]\nwasl-orders = { path = \"../orders\" }\n", 1);
        check_one("crates/base/Cargo.toml", "[dependencies]\nserde = \"1\"\n", 0);
        check_one("crates/ui/Cargo.toml", "[dependencies]\nwasl-db.workspace = true\n", 1);
        check_one("crates/novel/Cargo.toml", "", 1);
        check_one("crates/orders/src/lib.rs", "", 1);
    }

    #[test]
    fn the_list_itself_only_points_down() {
        for (index, room) in ROOMS.iter().enumerate() {
            for name in room.ground.iter().chain(room.knows) {
                let below = ROOMS[..index].iter().any(|lower| lower.name == *name);
                assert!(below, "{} points up at {name}", room.name);
            }
        }
    }
}
