//! No drawers: a file called `utils` is where everything ends. Rooms are nouns of the trade, files its verbs.

use super::Finding;
use crate::tree::Tree;

const DRAWERS: [&str; 10] =
    ["util", "utils", "manager", "managers", "helper", "helpers", "service", "services", "actions", "common"];

pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    for file in tree.files.iter().filter(|file| file.path.starts_with("crates/") || file.path.starts_with("browser/")) {
        let named = file.path.split('/').map(|part| part.split('.').next().unwrap_or(part));
        for drawer in named.filter(|part| DRAWERS.contains(part)) {
            found.push(Finding::on(&file.path, format!("`{drawer}` is a drawer: name what it does")));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::expect;
    use super::*;

    #[test]
    fn drawers_are_refused_wherever_they_stand() {
        expect(check, &[("crates/a/src/utils.rs", "")], 1);
        expect(check, &[("crates/a/tests/common/mod.rs", "")], 1);
        expect(check, &[("crates/helpers/src/lib.rs", "")], 1);
        expect(check, &[("crates/a/src/place_order.rs", ""), ("crates/a/src/common_name.rs", "")], 0);
    }
}
