//! The generated pages about events and API are what `cargo xtask docs` writes.

use super::Finding;
use crate::docs::api::{API_PAGE, addresses};
use crate::docs::events::{self, EVENTS_PAGE};
use crate::tree::Tree;

pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    if let Some(page) = events::page(tree)
        && tree.find(EVENTS_PAGE).is_none_or(|held| held.text != page)
    {
        found.push(Finding::on(EVENTS_PAGE, "is not what `cargo xtask docs` writes"));
    }
    let api = tree.find(API_PAGE).map(|held| held.text.as_str()).unwrap_or_default();
    let is_missing = |address: &String| !api.contains(&format!("`{address}`"));
    found.extend(addresses(tree).into_iter().filter(is_missing).map(|address| {
        Finding::on(API_PAGE, format!("does not know `{address}`: it is not what `cargo xtask docs` writes"))
    }));
    found
}

#[cfg(test)]
mod tests {
    use super::super::expect;
    use super::*;

    #[test]
    fn pages_are_current() {
        let envelope = ("crates/events/src/envelope.rs", "domain_events! { A => \"a.b\" by order; }");
        let page = events::page(&Tree::of(&[envelope])).expect("a page");
        expect(check, &[envelope, (EVENTS_PAGE, &page)], 0);
        expect(check, &[envelope, (EVENTS_PAGE, "old")], 1);
        expect(check, &[envelope], 1);
        let handler =
            ("crates/orders/src/web/api.rs", "#[utoipa::path(get, path = \"/api/v1/orders\", tag = \"orders\")]");
        expect(check, &[handler, (API_PAGE, "### GET `/api/v1/orders`")], 0);
        expect(check, &[handler, (API_PAGE, "### GET `/api/v1/orders/{id}`")], 1);
    }
}
