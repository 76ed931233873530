//! Two at once, the same twice, and the walls between shops, on both engines.

mod support;

use axum::body::Body;
use axum::http::Request;
use futures::future::join_all;
use serde_json::{Value, json};
use std::sync::Arc;
use support::{assert_problem, get, good_order, order_id, place, post, rooms};
use wasl_base::{CalendarDate, Origin};
use wasl_events::PaymentMethod;
use wasl_orders::{CancelOrder, MarkPaid, NewTender, PlaceOrder, Settlement, cancel_order, mark_paid, place_order_in};
use wasl_platform::testing::{Reply, TestHouse, on_both};

#[tokio::test]
async fn the_same_key_gives_the_first_answer() {
    on_both(rooms, |t: TestHouse| async move {
        let body = good_order().to_string();
        let first = t.api("POST", "/api/v1/orders", &body, Some("key-1")).await;
        let again = t.api("POST", "/api/v1/orders", &body, Some("key-1")).await;
        assert_eq!((first.status, again.status), (201.try_into().expect("status"), 201.try_into().expect("status")));
        assert_eq!(first.body, again.body);
        assert_eq!(again.header("idempotency-replayed"), "true");
        let mut other = good_order();
        other["note"] = json!("other");
        let reply = t.api("POST", "/api/v1/orders", &other.to_string(), Some("key-1")).await;
        assert_problem(&reply, 422, "platform.idempotency_mismatch", None);
        let id = first.json()["id"].clone();
        let pay = json!({"method": "card", "amount": "100.00"}).to_string();
        let path = format!("/api/v1/orders/{}/payments", id.as_str().expect("id"));
        for _ in 0..3 {
            assert_eq!(t.api("POST", &path, &pay, Some("pay-1")).await.status, 201);
        }
        assert_eq!(get(&t, &id).await["money"]["paid"], "100.00");
        // A refusal keeps nothing: the key is free for a better request.
        let bad = t.api("POST", &path, r#"{"method":"card","amount":"-1"}"#, Some("pay-2")).await;
        assert_eq!(bad.status, 422);
        assert_eq!(t.api("POST", &path, &pay, Some("pay-2")).await.status, 201);
    })
    .await;
}

/// Decided on the version that `If-Match` names.
async fn decided(t: &TestHouse, method: &str, path: &str, if_match: &str, body: &Value, key: Option<&str>) -> Reply {
    let mut request = Request::builder()
        .method(method)
        .uri(path)
        .header("authorization", format!("Bearer {}", t.api_key))
        .header("content-type", "application/json")
        .header("if-match", if_match);
    if let Some(key) = key {
        request = request.header("idempotency-key", key);
    }
    t.send(request.body(Body::from(body.to_string())).expect("request")).await
}

#[tokio::test]
async fn the_same_key_for_another_version_is_another_request() {
    on_both(rooms, |t: TestHouse| async move {
        let id = place(&t, &good_order()).await["id"].clone();
        let path = format!("/api/v1/orders/{}", id.as_str().expect("id"));
        let note = json!({"note": "الباب الأزرق"});
        let first = decided(&t, "PATCH", &path, "\"1\"", &note, Some("key-1")).await;
        assert_eq!((first.status.as_u16(), &first.json()["version"]), (200, &json!(2)), "{}", first.body);
        let again = decided(&t, "PATCH", &path, "\"1\"", &note, Some("key-1")).await;
        assert_eq!((&again.body, again.header("idempotency-replayed")), (&first.body, "true"));
        let other = decided(&t, "PATCH", &path, "\"2\"", &note, Some("key-1")).await;
        assert_problem(&other, 422, "platform.idempotency_mismatch", None);
        let without = t.api("PATCH", &path, &note.to_string(), Some("key-1")).await;
        assert_problem(&without, 422, "platform.idempotency_mismatch", None);
    })
    .await;
}

#[tokio::test]
async fn two_versions_in_one_request_are_refused_and_nothing_is_done() {
    on_both(rooms, |t: TestHouse| async move {
        let order = place(&t, &good_order()).await;
        let product = json!({"title": {"ar": "عباية"}, "variants": [{"sku": "AB-1", "price": "10.00"}]}).to_string();
        let product = t.api("POST", "/api/v1/products", &product, None).await.json();
        let of = |what: &Value| what["id"].as_str().expect("id").to_owned();
        let (order_path, product_path) =
            (format!("/api/v1/orders/{}", of(&order)), format!("/api/v1/products/{}", of(&product)));
        let (cancel, pay) = (format!("{order_path}/cancel"), format!("{order_path}/payments"));
        for (method, path, body) in [
            ("PATCH", &order_path, json!({"version": 1, "note": "x"})),
            ("POST", &cancel, json!({"version": 1})),
            ("POST", &pay, json!({"version": 1, "method": "card", "amount": "1.00"})),
            ("PATCH", &product_path, json!({"version": 1, "active": false})),
        ] {
            let refused = decided(&t, method, path, "\"2\"", &body, None).await;
            assert_problem(&refused, 422, "platform.version_mismatch", Some("/version"));
        }
        assert_eq!(get(&t, &order["id"]).await, order);
        assert_eq!(t.api("GET", &product_path, "", None).await.json(), product);
        let agreed = decided(&t, "POST", &cancel, "\"1\"", &json!({"version": 1}), None).await;
        assert_eq!(agreed.status, 200, "{}", agreed.body);
    })
    .await;
}

#[tokio::test]
async fn twins_with_one_key_make_one_order() {
    on_both(rooms, |t: TestHouse| async move {
        let t = Arc::new(t);
        let body = good_order().to_string();
        let replies = join_all((0..8).map(|_| t.api("POST", "/api/v1/orders", &body, Some("twin")))).await;
        for reply in &replies {
            assert_eq!((reply.status.as_u16(), &reply.body), (201, &replies[0].body));
        }
        let listed = t.api("GET", "/api/v1/orders", "", None).await.json();
        assert_eq!(listed["items"].as_array().expect("items").len(), 1);
    })
    .await;
}

#[tokio::test]
async fn orders_at_once_count_on_without_gap_or_twin() {
    on_both(rooms, |t: TestHouse| async move {
        let t = Arc::new(t);
        let body = good_order();
        let orders = join_all((0..10).map(|_| place(&t, &body))).await;
        let mut numbers: Vec<&str> = orders.iter().filter_map(|order| order["number"].as_str()).collect();
        numbers.sort_unstable();
        let expect: Vec<String> = (1001..1011).map(|number| number.to_string()).collect();
        assert_eq!(numbers, expect);
        let customers: std::collections::HashSet<_> =
            orders.iter().map(|order| order["customer_id"].as_str()).collect();
        assert_eq!(customers.len(), 1, "one telephone is one person, whoever wrote first");
    })
    .await;
}

/// Whoever comes first wins; the books agree with the order either way.
#[tokio::test]
async fn cancelling_and_paying_at_once_leave_one_truth() {
    on_both(rooms, |t: TestHouse| async move {
        for round in 0..6 {
            let placed = place(&t, &good_order()).await;
            let order = order_id(&placed);
            let pay = MarkPaid {
                order,
                expected_version: None,
                currency: None,
                tenders: vec![NewTender {
                    method: PaymentMethod::Card,
                    gateway: None,
                    amount: 25_300,
                    external_ref: Some(format!("p{round}")),
                }],
                paid_at: None,
                settlement: Settlement::Instalment,
            };
            let cancel = CancelOrder { order, expected_version: None, reason: None, cancelled_at: None };
            let (paid, cancelled) =
                tokio::join!(mark_paid(&t.house, &t.shop, pay), cancel_order(&t.house, &t.shop, cancel));
            let cancelled = cancelled.expect("cancelling wins or follows");
            let now = get(&t, &placed["id"]).await;
            assert_eq!(now["state"], "cancelled");
            let mut read = t.house.db.read().await.expect("read");
            let entries = wasl_ledger::read::entries_of_order(&mut read, t.shop.id, order).await.expect("entries");
            match paid {
                Ok(_) => {
                    assert_eq!((&now["payment_state"], entries.len()), (&json!("refund_due"), 2));
                    assert_eq!(cancelled.paid, 25_300);
                }
                Err(error) => {
                    assert_eq!(wasl_base::Coded::code(&error), "orders.already_cancelled");
                    assert_eq!((&now["payment_state"], entries.len()), (&json!("not_due"), 0));
                }
            }
        }
    })
    .await;
}

#[tokio::test]
async fn payments_at_once_all_count() {
    on_both(rooms, |t: TestHouse| async move {
        let t = Arc::new(t);
        let placed = place(&t, &good_order()).await;
        let pay =
            |place: usize| json!({"method": "card", "amount": "25.30", "external_ref": format!("p{}", place / 2)});
        // Ten payments, each told twice.
        let replies = join_all((0..20).map(|place| post(&t, &placed["id"], "payments", pay(place)))).await;
        assert!(replies.iter().all(|reply| reply.status == 201));
        let now = get(&t, &placed["id"]).await;
        assert_eq!((&now["payment_state"], &now["money"]["paid"]), (&json!("paid"), &json!("253.00")));
        let mut read = t.house.db.read().await.expect("read");
        let entries =
            wasl_ledger::read::entries_of_order(&mut read, t.shop.id, order_id(&placed)).await.expect("entries");
        assert_eq!(entries.len(), 10);
    })
    .await;
}

#[tokio::test]
async fn another_shop_s_order_is_not_there() {
    on_both(rooms, |t: TestHouse| async move {
        let placed = place(&t, &good_order()).await;
        let (_, stranger) = t.other_shop().await;
        let path = format!("/api/v1/orders/{}", placed["id"].as_str().expect("id"));
        for (method, path, body) in [
            ("GET", path.clone(), ""),
            ("PATCH", path.clone(), r#"{"note":"x"}"#),
            ("POST", format!("{path}/cancel"), "{}"),
            ("POST", format!("{path}/payments"), r#"{"method":"card","amount":"1.00"}"#),
        ] {
            let reply = t.api_as(&stranger, method, &path, body, None).await;
            assert_problem(&reply, 404, "orders.not_found", None);
        }
        let listed = t.api_as(&stranger, "GET", "/api/v1/orders", "", None).await.json();
        assert_eq!(listed["items"], json!([]));
        let found = t.api_as(&stranger, "GET", "/api/v1/orders?q=1001", "", None).await.json();
        assert_eq!(found["items"], json!([]));
        assert_eq!(get(&t, &placed["id"]).await, placed);
    })
    .await;
}

#[tokio::test]
async fn lists_go_by_cursor_and_filter() {
    on_both(rooms, |t: TestHouse| async move {
        let mut ids: Vec<Value> = Vec::new();
        for number in 0..7 {
            t.clock.advance_seconds(i64::from(number % 2));
            ids.push(place(&t, &good_order()).await["id"].clone());
        }
        ids.reverse();
        let mut seen: Vec<Value> = Vec::new();
        let mut cursor = String::new();
        loop {
            let page = t.api("GET", &format!("/api/v1/orders?limit=3{cursor}"), "", None).await.json();
            seen.extend(page["items"].as_array().expect("items").iter().map(|order| order["id"].clone()));
            match page.get("next_cursor").and_then(Value::as_str) {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        assert_eq!(seen, ids, "newest first, each once, also within one second");
        post(&t, &ids[0], "payments", json!({"method": "card", "amount": "253.00"})).await;
        post(&t, &ids[0], "cancel", json!({})).await;
        post(&t, &ids[1], "cancel", json!({})).await;
        for (query, expect) in [
            ("state=cancelled", 2),
            ("state=placed", 5),
            ("payment=refund_due", 1),
            ("state=cancelled&payment=not_due", 1),
            ("state=placed&payment=paid", 0),
            ("placed_from=2026-11-22", 7),
            ("placed_to=2026-11-22", 0),
            ("placed_from=2026-11-22T09:00:02Z", 4),
            ("placed_from=2026-11-22T09:00:01Z&placed_to=2026-11-22T09:00:02Z", 2),
            ("q=1003", 1),
            ("q=100", 7),
            ("q=%D8%A7%D9%84%D8%B9%D8%AA%D9%8A%D8%A8%D9%8A&state=cancelled", 2),
            ("q=nobody", 0),
        ] {
            let page = t.api("GET", &format!("/api/v1/orders?{query}"), "", None).await.json();
            assert_eq!(page["items"].as_array().expect("items").len(), expect, "{query}");
        }
    })
    .await;
}

/// History holds orders without items, promises broken before they were made, several means of payment.
#[tokio::test]
async fn an_import_of_the_past_is_not_refused() {
    on_both(rooms, |t: TestHouse| async move {
        let address = wasl_base::Address { country: "SA".into(), city: "جدة".into(), ..Default::default() };
        let mut command = PlaceOrder::new(t.shop.currency, PaymentMethod::Card, address);
        command.external_ref = Some("old-1".into());
        command.placed_at = Some("2024-05-01T10:00:00Z".parse_instant());
        command.promised_on = Some("2024-04-01".parse::<CalendarDate>().expect("date"));
        let context = (t.house.stamp_with(Origin::Backfill), t.shop.clone(), command.clone());
        let order = t
            .house
            .db
            .write(context, |tx, (stamp, shop, command)| Box::pin(place_order_in(tx, stamp, shop, command)))
            .await
            .expect("kept");
        assert_eq!((order.money.total(), order.payment.as_str()), (0, "paid"));
        let tender = |method, amount| NewTender { method, gateway: None, amount, external_ref: None };
        let pay = MarkPaid {
            order: order.id,
            expected_version: None,
            currency: None,
            tenders: vec![tender(PaymentMethod::Voucher, 1_000), tender(PaymentMethod::Card, 500)],
            paid_at: command.placed_at,
            settlement: Settlement::Whole,
        };
        let paid = mark_paid(&t.house, &t.shop, pay).await.expect("kept");
        assert_eq!((paid.paid, paid.payment.as_str()), (1_500, "overpaid"));
        let live = wasl_orders::place_order(&t.house, &t.shop, command).await.expect_err("a live order needs lines");
        assert_eq!(wasl_base::Coded::code(&live), "orders.required");
    })
    .await;
}

trait ParseInstant {
    fn parse_instant(&self) -> wasl_base::Instant;
}

impl ParseInstant for str {
    fn parse_instant(&self) -> wasl_base::Instant {
        wasl_base::Instant::parse(self).expect("an instant")
    }
}
