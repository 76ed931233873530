//! Every row belongs to a shop, and both engines read the same tables: what a migration may say.

use super::Finding;
use super::schema::{self, Schema, Table};
use crate::tree::{File, Tree};
use std::collections::{BTreeMap, BTreeSet};

const TYPES: [&str; 4] = ["BIGINT", "TEXT", "DOUBLE PRECISION", "BYTEA"];
/// The listed exceptions to "`shop_id` leads": they belong to no shop, or are how one is found.
pub const GLOBAL: [&str; 9] = [
    "shop",
    "app_user",
    "membership",
    "session",
    "second_step",
    "recovery_code",
    "due_shop",
    "migration",
    "subscription",
];

pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    for name in tree.crates() {
        let prefix = format!("crates/{name}/migrations/");
        let files: Vec<&File> = tree.files.iter().filter(|file| file.path.starts_with(&prefix)).collect();
        found.extend(check_room(&files));
    }
    found
}

/// One crate's migrations together: a foreign key may not leave them, and index names are told by their columns.
fn check_room(files: &[&File]) -> Vec<Finding> {
    let mut found = names(files);
    let schemas: Vec<(&File, Schema)> = files.iter().map(|&file| (file, schema::read(&file.text))).collect();
    let own: BTreeSet<&str> = schemas.iter().flat_map(|(_, it)| &it.tables).map(|table| table.name.as_str()).collect();
    let mut unique: BTreeMap<(String, Vec<String>), String> = BTreeMap::new();
    for (file, schema) in &schemas {
        if !file.text.starts_with("-- ") {
            found.push(Finding::at(&file.path, 1, "opens without its reason (`-- …`)"));
        }
        for table in &schema.tables {
            found.extend(check_table(file, table, &own));
            unique.insert((table.name.clone(), table.primary_key.clone()), "its primary key".to_owned());
        }
        for (line, column, kind) in &schema.added {
            found.extend(check_type(file, *line, column, kind));
        }
        found.extend(check_indexes(file, schema, &mut unique));
    }
    found
}

fn names(files: &[&File]) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut numbers = BTreeSet::new();
    for file in files {
        let number = file.name().get(..4).filter(|it| it.chars().all(|c| c.is_ascii_digit()));
        let is_named = number.is_some() && file.name()[4..].starts_with('_') && file.has_ending("sql");
        if !is_named {
            found.push(Finding::on(&file.path, "is not named NNNN_<name>.sql"));
        } else if !numbers.insert(number) {
            found.push(Finding::on(&file.path, "takes a number that is taken"));
        }
    }
    found
}

fn check_table(file: &File, table: &Table, own: &BTreeSet<&str>) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut fault = |text: String| found.push(Finding::at(&file.path, table.line, text));
    let name = &table.name;
    if table.primary_key.is_empty() {
        fault(format!("{name} has no primary key"));
    } else if !GLOBAL.contains(&name.as_str()) && table.primary_key[0] != "shop_id" {
        fault(format!("shop_id does not lead the primary key of {name}"));
    }
    if table.has_unnamed_unique {
        fault(format!("{name}: write CREATE UNIQUE INDEX, so that the error has a name"));
    }
    for target in table.references.iter().filter(|target| !own.contains(target.as_str())) {
        fault(format!("{name} points at {target}, a table of another room"));
    }
    for (column, kind) in &table.columns {
        found.extend(check_type(file, table.line, column, kind));
    }
    found
}

fn check_type(file: &File, line: usize, column: &str, kind: &str) -> Option<Finding> {
    (!TYPES.contains(&kind))
        .then(|| Finding::at(&file.path, line, format!("{column}: `{kind}` is not one of {TYPES:?}")))
}

fn check_indexes(file: &File, schema: &Schema, unique: &mut BTreeMap<(String, Vec<String>), String>) -> Vec<Finding> {
    let mut found = Vec::new();
    for index in &schema.indexes {
        let is_global = GLOBAL.contains(&index.table.as_str());
        if !is_global && index.columns.first().is_none_or(|first| first != "shop_id") {
            found.push(Finding::at(&file.path, index.line, format!("shop_id does not lead {}", index.name)));
        }
        if !index.is_unique {
            continue;
        }
        if !index.name.starts_with(&format!("{}_", index.table)) {
            found.push(Finding::at(
                &file.path,
                index.line,
                format!("{} is not named {}_<what>", index.name, index.table),
            ));
        }
        let key = (index.table.clone(), index.columns.clone());
        if let Some(other) = unique.insert(key, index.name.clone()) {
            let fault =
                format!("{} and {other} are unique over the same columns: SQLite cannot tell them apart", index.name);
            found.push(Finding::at(&file.path, index.line, fault));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::{expect, faults};
    use super::*;

    const PATH: &str = "crates/orders/migrations/0001_orders.sql";

    fn check_one(sql: &str, count: usize) {
        expect(check, &[(PATH, &format!("-- Why.\n{sql}"))], count);
    }

    #[test]
    fn a_good_migration_passes() {
        check_one(
            "CREATE TABLE orders (shop_id BIGINT NOT NULL, id BIGINT NOT NULL, note TEXT, PRIMARY KEY (shop_id, id));\n\
             CREATE TABLE line (shop_id BIGINT, id BIGINT, PRIMARY KEY (shop_id, id), FOREIGN KEY (shop_id, id) REFERENCES orders (shop_id, id));\n\
             CREATE UNIQUE INDEX orders_note ON orders (shop_id, note);\nCREATE INDEX by_note ON orders (shop_id, note);",
            0,
        );
    }

    #[test]
    fn shop_id_leads() {
        check_one("CREATE TABLE a (shop_id BIGINT, id BIGINT, PRIMARY KEY (id, shop_id));", 1);
        check_one("CREATE TABLE a (id BIGINT);", 1);
        check_one("CREATE TABLE shop (id BIGINT, PRIMARY KEY (id));\nCREATE INDEX shop_x ON shop (id);", 0);
        check_one("CREATE TABLE a (shop_id BIGINT, PRIMARY KEY (shop_id));\nCREATE INDEX a_b ON a (b, shop_id);", 1);
    }

    #[test]
    fn types_names_and_references_are_held() {
        check_one("CREATE TABLE a (shop_id INTEGER, x VARCHAR(3), PRIMARY KEY (shop_id));", 2);
        check_one("ALTER TABLE a ADD COLUMN x JSONB;", 1);
        check_one("CREATE TABLE a (shop_id BIGINT, x TEXT UNIQUE, PRIMARY KEY (shop_id));", 1);
        check_one(
            "CREATE TABLE a (shop_id BIGINT, PRIMARY KEY (shop_id), FOREIGN KEY (shop_id) REFERENCES shop (id));",
            1,
        );
        let two = "CREATE UNIQUE INDEX a_x ON a (shop_id, x);\nCREATE UNIQUE INDEX a_y ON a (shop_id, x);";
        check_one(two, 1);
        check_one("CREATE UNIQUE INDEX odd ON a (shop_id, x);", 1);
        check_one(
            "CREATE TABLE a (shop_id BIGINT, PRIMARY KEY (shop_id));\nCREATE UNIQUE INDEX a_x ON a (shop_id);",
            1,
        );
    }

    #[test]
    fn files_open_with_a_reason_and_have_their_number() {
        let empty = "-- Why.\n";
        expect(check, &[(PATH, "CREATE INDEX a ON b (shop_id);")], 1);
        expect(check, &[("crates/orders/migrations/first.sql", empty)], 1);
        expect(check, &[(PATH, empty), ("crates/orders/migrations/0001_more.sql", empty)], 1);
        let found = faults(check, &[(PATH, "-- Why.\n\nCREATE TABLE a (\n  id BIGINT\n);")]);
        assert!(found[0].starts_with(&format!("{PATH}:3")), "{found:?}");
    }
}
