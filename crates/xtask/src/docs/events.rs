//! docs/events.md: every domain event with its fields, who says it, who hears it and what orders it, read from source.

use crate::tidy::tokens::{Kind, Token, closing, shipped};
use crate::tree::{File, Tree};
use std::fmt::Write as _;

pub const EVENTS_PAGE: &str = "docs/events.md";

const INTRO: &str = "# Events\n\nWritten by `cargo xtask docs` from `crates/events/src`; edit that. What a room says travels in an `Envelope` by the outbox\n\
                     and commits with the fact itself; each listener hears it exactly once in its own transaction. Deliveries of one key\n\
                     are handled one after the other where the listener asks for order. Events hold ids and amounts, no personal data.\n\
                     A listener that can reach anybody outside asks `envelope.origin.may_speak()` first: only live facts may.\n";

/// One variant of `DomainEvent`.
#[derive(Debug, PartialEq, Eq)]
struct Event {
    variant: String,
    kind: String,
    key: String,
}

#[derive(Debug, PartialEq, Eq)]
struct Struct {
    name: String,
    doc: String,
    /// Name, type, meaning.
    fields: Vec<[String; 3]>,
}

/// Nothing where there are no events.
pub fn page(tree: &Tree) -> Option<String> {
    let sources: Vec<&File> = tree.rust().filter(|file| is_source(file)).collect();
    let events: Vec<Event> = sources.iter().flat_map(|file| declared(&shipped(&file.text))).collect();
    if events.is_empty() {
        return None;
    }
    let structs: Vec<Struct> = sources.iter().flat_map(|file| structs_in(&file.text)).collect();
    let mut page = String::from(INTRO);
    page.push_str("\n| event | said by | heard by | ordered by |\n|---|---|---|---|\n");
    for event in &events {
        let (kind, said, heard) = (&event.kind, speakers(tree, event).join(", "), listeners(tree, event).join(", "));
        let anchor = kind.replace('.', "");
        put(&mut page, &format!("| [`{kind}`](#{anchor}) | {said} | {heard} | `{}` |", event.key));
    }
    for event in &events {
        put(&mut page, &format!("\n## {}", event.kind));
        if let Some(data) = structs.iter().find(|data| data.name == event.variant) {
            describe(&mut page, data);
        }
    }
    page.push_str("\n# What they are made of\n");
    let is_event = |data: &&Struct| events.iter().any(|event| event.variant == data.name);
    for data in structs.iter().filter(|data| !is_event(data)) {
        put(&mut page, &format!("\n## {}", data.name));
        describe(&mut page, data);
    }
    Some(page)
}

fn put(page: &mut String, line: &str) {
    writeln!(page, "{line}").expect("a String takes everything");
}

fn describe(page: &mut String, data: &Struct) {
    if !data.doc.is_empty() {
        put(page, &format!("\n{}", data.doc));
    }
    page.push_str("\n| field | type | |\n|---|---|---|\n");
    for [name, kind, meaning] in &data.fields {
        put(page, &format!("| `{name}` | `{kind}` | {} |", meaning.replace('|', "\\|")));
    }
}

fn is_source(file: &File) -> bool {
    file.is_of(&["events"]) && !file.is_test()
}

/// `Variant => "kind" by key;`
fn declared(tokens: &[Token]) -> Vec<Event> {
    let event = |some: &[Token]| {
        let [variant, equals, arrow, kind, by, key, end] = some else { return None };
        let is_declaration = equals.is_mark('=') && arrow.is_mark('>') && by.is_ident("by") && end.is_mark(';');
        let (variant, kind, key) = (variant.ident()?, kind.text()?, key.ident()?);
        is_declaration.then(|| Event { variant: variant.to_owned(), kind: kind.to_owned(), key: key.to_owned() })
    };
    tokens.windows(7).filter_map(event).collect()
}

/// Public structs with named fields and what is written above each.
fn structs_in(text: &str) -> Vec<Struct> {
    let mut found = Vec::new();
    let mut doc: Vec<&str> = Vec::new();
    let mut open: Option<Struct> = None;
    for line in text.lines().map(str::trim) {
        if let Some(words) = line.strip_prefix("///") {
            doc.push(words.trim());
        } else if line.starts_with('#') {
        } else if let Some(rest) = line.strip_prefix("pub struct ").and_then(|rest| rest.strip_suffix(" {")) {
            open = Some(Struct { name: rest.to_owned(), doc: doc.join(" "), fields: Vec::new() });
            doc.clear();
        } else if line == "}" {
            found.extend(open.take());
            doc.clear();
        } else {
            let field = line.strip_prefix("pub ").and_then(|rest| rest.strip_suffix(',')?.split_once(": "));
            if let (Some(data), Some((name, kind))) = (&mut open, field) {
                data.fields.push([name.to_owned(), kind.to_owned(), doc.join(" ")]);
            }
            doc.clear();
        }
    }
    found
}

/// Rooms that make one up outside their tests.
fn speakers(tree: &Tree, event: &Event) -> Vec<String> {
    let makes =
        |tokens: &[Token]| tokens.windows(2).any(|pair| pair[0].is_ident(&event.variant) && pair[1].is_mark('{'));
    rooms(tree, |file| makes(&shipped(&file.text)))
}

/// Rooms with a subscription to the kind, and whether it asks for order.
fn listeners(tree: &Tree, event: &Event) -> Vec<String> {
    let hears = |tokens: &[Token], is_ordered: bool| {
        let is_kind = |token: &Token| token.kind == Kind::Text(event.kind.clone());
        subscriptions(tokens).any(|held| held.iter().any(is_kind) && asks_for_order(held) == is_ordered)
    };
    let rooms_of = |is_ordered: bool| rooms(tree, |file| hears(&shipped(&file.text), is_ordered));
    let in_order = rooms_of(true);
    let mut rooms: Vec<String> = rooms_of(false);
    rooms.retain(|room| !in_order.contains(room));
    rooms.extend(in_order.into_iter().map(|room| format!("{room} (in order)")));
    rooms.sort_unstable();
    rooms
}

/// What stands between the braces of each `Subscription { … }`.
fn subscriptions(tokens: &[Token]) -> impl Iterator<Item = &[Token]> {
    let is_one = |at: &usize| tokens[*at].is_ident("Subscription") && tokens[*at + 1].is_mark('{');
    let opens = (0..tokens.len().saturating_sub(1)).filter(is_one);
    opens.map(|at| &tokens[at + 1..closing(tokens, at + 1)])
}

fn asks_for_order(subscription: &[Token]) -> bool {
    subscription.windows(3).any(|some| some[0].is_ident("is_ordered") && some[2].is_ident("true"))
}

fn rooms(tree: &Tree, is: impl Fn(&File) -> bool) -> Vec<String> {
    let files = tree.rust().filter(|file| !file.is_test() && !file.is_of(&["events", "xtask", "bench"]));
    let mut rooms: Vec<String> = files
        .filter(|file| file.inside().is_some_and(|inside| inside.starts_with("src/")) && is(file))
        .filter_map(|file| file.crate_name().map(str::to_owned))
        .collect();
    rooms.sort_unstable();
    rooms.dedup();
    rooms
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENVELOPE: (&str, &str) =
        ("crates/events/src/envelope.rs", "domain_events! { OrderPlaced => \"order.placed\" by order; }");
    const ORDERS: (&str, &str) = (
        "crates/events/src/orders.rs",
        "/// It came\n/// in.\n#[derive(Clone)]\npub struct OrderPlaced {\n    pub order: OrderId,\n    /// A | B\n    #[serde(default)]\n    pub at: Option<Instant>,\n}\n\npub struct Lane {\n    pub to: String,\n}\n",
    );

    fn heard(kind: &str, is_ordered: bool) -> String {
        format!(
            "fn subscription() -> Subscription {{ Subscription {{ kinds: &[{kind:?}], is_ordered: {is_ordered} }} }}"
        )
    }

    #[test]
    fn an_event_is_listed_with_its_fields_and_who_deals_with_it() {
        let tree = Tree::of(&[
            ENVELOPE,
            ORDERS,
            ("crates/orders/src/place.rs", "fn placed() -> OrderPlaced { OrderPlaced { order } }"),
            ("crates/insight/src/on_events.rs", &heard("order.placed", false)),
            ("crates/tracking/src/on_events.rs", &heard("order.placed", true)),
            ("crates/tracking/src/count.rs", &heard("order.placed", false)),
            (
                "crates/ledger/src/on_events.rs",
                &format!("#[cfg(test)] mod tests {{ {} }}", heard("order.placed", false)),
            ),
            ("crates/customers/src/on_events.rs", &heard("order.paid", false)),
            ("crates/notes/src/lib.rs", "const K: &str = \"order.placed\";"),
        ]);
        let page = page(&tree).expect("events");
        for piece in [
            "| [`order.placed`](#orderplaced) | orders | insight, tracking (in order) | `order` |\n",
            "## order.placed\n\nIt came in.\n\n| field | type | |\n|---|---|---|\n| `order` | `OrderId` |  |\n",
            "| `at` | `Option<Instant>` | A \\| B |\n",
            "# What they are made of\n\n## Lane\n",
        ] {
            assert!(page.contains(piece), "{piece}\n{page}");
        }
        assert_eq!(super::page(&Tree::of(&[ORDERS])), None);
    }
}
