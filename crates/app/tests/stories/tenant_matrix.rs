//! Another shop's id is a 404 everywhere: every operation of the OpenAPI document against every kind of caller.

use crate::operations::{Operation, Rows, operations};
use crate::support::{abaya_order, assert_problem, call, get, whole_problem};
use serde_json::json;
use wasl_platform::testing::{TestHouse, on_both};
use wasl_platform::{Scope, create_api_key};

const JSON: [(&str, &str); 1] = [("content-type", "application/json")];

#[tokio::test]
async fn the_owner_s_key_is_obeyed() {
    on_both(wasl::modules, |t| async move {
        for (place, one) in operations(&t).await.iter().enumerate() {
            let rows = Rows::make(&t, &place.to_string()).await;
            let reply = call(&t, &t.api_key, &one.method, &one.fill(&rows), &JSON, &one.body(&rows)).await;
            assert!(reply.status.is_success(), "{}: {} {}", one.told(), reply.status, reply.body);
        }
    })
    .await;
}

#[tokio::test]
async fn another_shop_s_key_finds_nothing() {
    on_both(wasl::modules, |t| async move {
        let rows = Rows::make(&t, "A").await;
        let (_, foreign) = t.other_shop().await;
        let before = books_and_rows(&t, &rows).await;
        for one in operations(&t).await {
            let reply = call(&t, &foreign, &one.method, &one.fill(&rows), &JSON, &one.body(&rows)).await;
            let told = format!("{} with another shop's key", one.told());
            if one.names_a_row() {
                assert_eq!(reply.status, 404, "{told}: {}", reply.body);
                whole_problem(&reply, &told);
            } else {
                assert!(reply.status.is_success(), "{told}: {} {}", reply.status, reply.body);
            }
            // What it made itself is its own: only a write may answer with the SKU it was given.
            let betrayed = rows.betrayed_by(&reply.body).filter(|_| !(one.path == "/api/v1/products" && one.writes()));
            assert_eq!(betrayed, None, "{told}");
            lists_stay_apart(&t, &foreign, &one, &rows).await;
        }
        assert_eq!(books_and_rows(&t, &rows).await, before, "another shop's key changed something");
    })
    .await;
}

/// Every filter of a list that can name a row, and another shop's cursor.
async fn lists_stay_apart(t: &TestHouse, foreign: &str, one: &Operation, rows: &Rows) {
    if one.writes() || one.names_a_row() {
        return;
    }
    if one.query.iter().any(|name| name == "cursor") {
        // A search lists what it is asked for.
        let asked = if one.path == "/api/v1/search" { "?q=1001" } else { "" };
        let own = get(t, &format!("{}{asked}", one.path)).await.to_string();
        assert!(rows.betrayed_by(&own).is_some(), "{} does not list its owner's rows either", one.path);
    }
    for name in &one.query {
        let values: Vec<String> = match name.as_str() {
            "order" => vec![rows.order.clone(), rows.sent_order.clone()],
            "q" => vec!["0551112233".to_owned(), "1001".to_owned()],
            "cursor" => {
                let own = get(t, &format!("{}?limit=1", one.path)).await;
                own["next_cursor"].as_str().map(str::to_owned).into_iter().collect()
            }
            _ => continue,
        };
        for value in values {
            let path = format!("{}?{name}={value}", one.path);
            let reply = call(t, foreign, "GET", &path, &[], "").await;
            assert_eq!(reply.status, 200, "{path}: {}", reply.body);
            assert_eq!(rows.betrayed_by(&reply.body), None, "{path}");
            if name == "order" {
                assert_eq!(reply.json()["items"], json!([]), "{path}");
                let own = get(t, &format!("{}?order={}", one.path, rows.sent_order)).await;
                assert_ne!(own["items"], json!([]), "{path} says nothing to its owner either");
            }
        }
    }
}

async fn books_and_rows(t: &TestHouse, rows: &Rows) -> Vec<serde_json::Value> {
    let mut all = Vec::new();
    for path in [
        "/api/v1/ledger/entries".to_owned(),
        format!("/api/v1/orders/{}", rows.order),
        format!("/api/v1/orders/{}", rows.sent_order),
        format!("/api/v1/products/{}", rows.product),
        format!("/api/v1/shipments/{}", rows.shipment),
        "/api/v1/orders".to_owned(),
    ] {
        all.push(get(t, &path).await);
    }
    all
}

#[tokio::test]
async fn another_shop_s_goods_cannot_be_ordered() {
    on_both(wasl::modules, |t| async move {
        let rows = Rows::make(&t, "A").await;
        let (_, foreign) = t.other_shop().await;
        let by_sku = abaya_order(&rows.sku, "card");
        let mut by_id = by_sku.clone();
        by_id["lines"] = json!([{"variant": rows.variant, "quantity": 1}]);
        for (body, field) in [(by_sku, "/lines/0/sku"), (by_id, "/lines/0/variant")] {
            let reply = call(&t, &foreign, "POST", "/api/v1/orders", &JSON, &body.to_string()).await;
            assert_problem(&reply, 422, "orders.unknown_reference", Some(field), "another shop's variant");
        }
    })
    .await;
}

#[tokio::test]
async fn nobody_without_a_living_key_is_heard() {
    on_both(wasl::modules, |t| async move {
        let rows = Rows::make(&t, "A").await;
        let (_, other) = t.other_shop().await;
        let secret = other.rsplit_once('_').expect("a key").1;
        let crossed = format!("wasl_{}_{secret}", t.shop.short);
        let keys = ["", "x", "wasl__", "wasl_none_AAAA", crossed.as_str(), &t.api_key[..t.api_key.len() - 1]];
        for one in operations(&t).await {
            for key in keys {
                let reply = call(&t, key, &one.method, &one.fill(&rows), &JSON, &one.body(&rows)).await;
                assert_problem(&reply, 401, "platform.key_unknown", None, &one.told());
                assert_eq!(reply.header("www-authenticate"), "Bearer", "{}", one.told());
            }
            let bare = [("authorization", t.api_key.as_str()), ("content-type", "application/json")];
            let reply = call(&t, "", &one.method, &one.fill(&rows), &bare, &one.body(&rows)).await;
            assert_problem(&reply, 401, "platform.key_unknown", None, &one.told());
        }
    })
    .await;
}

/// What a room's operations ask for: one of these is not enough to be heard when it is missing.
fn scopes_of(one: &Operation) -> Vec<Scope> {
    match (one.tag.as_str(), one.writes()) {
        ("orders" | "products", false) => vec![Scope::OrdersRead],
        ("orders" | "products", true) => vec![Scope::OrdersWrite],
        ("shipments", false) => vec![Scope::TrackingRead],
        ("shipments", true) => vec![Scope::TrackingWrite],
        ("ledger", false) => vec![Scope::LedgerRead],
        ("ledger", true) => vec![Scope::LedgerWrite],
        ("search", false) => vec![Scope::OrdersRead, Scope::TrackingRead],
        ("insight", false) => vec![Scope::OrdersRead, Scope::TrackingRead, Scope::LedgerRead],
        _ => panic!("{} ({}): teach `scopes_of` what it asks for", one.told(), one.tag),
    }
}

#[tokio::test]
async fn a_key_without_the_scope_is_refused() {
    on_both(wasl::modules, |t| async move {
        let rows = Rows::make(&t, "A").await;
        let all: Vec<Scope> = Scope::ALL.into_iter().filter(|scope| *scope != Scope::Admin).collect();
        let mut lacking = Vec::new();
        for scope in &all {
            let rest: Vec<Scope> = all.iter().copied().filter(|one| one != scope).collect();
            let key = create_api_key(&t.house, &t.shop, "all but one", &rest).await.expect("key").secret;
            lacking.push((*scope, key));
        }
        let none = create_api_key(&t.house, &t.shop, "none", &[]).await.expect("key").secret;
        for one in operations(&t).await {
            let needed = scopes_of(&one);
            // Unnamed kinds are those that the key may see; named ones must be allowed.
            let named = if one.path == "/api/v1/search" { "?kinds=order,shipment" } else { "" };
            let path = format!("{}{named}", one.fill(&rows));
            let refused = lacking.iter().filter(|(scope, _)| needed.contains(scope)).map(|(_, key)| key);
            for key in refused.chain([&none]) {
                let reply = call(&t, key, &one.method, &path, &JSON, &one.body(&rows)).await;
                assert_problem(&reply, 403, "platform.scope_missing", None, &one.told());
            }
            if !one.writes() {
                let key = create_api_key(&t.house, &t.shop, "just enough", &needed).await.expect("key").secret;
                let reply = call(&t, &key, "GET", &path, &[], "").await;
                assert_eq!(reply.status, 200, "{} with just its scopes: {}", one.told(), reply.body);
            }
        }
    })
    .await;
}
