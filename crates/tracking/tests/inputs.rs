//! Malformed input over the API and by form, on both engines: a problem with its code and field, and nothing written.

mod support;

use serde_json::{Value, json};
use support::*;
use wasl_platform::testing::{TestHouse, on_both};

/// A good body of events with one thing changed at a JSON pointer.
fn with(pointer: &str, value: Value) -> String {
    let mut body = json!({"events": [scan(0, "InTransit", "good"), scan(-1, "InTransit", "better")]});
    let (parent, name) = pointer.rsplit_once('/').expect("a pointer");
    let parent = body.pointer_mut(parent).and_then(Value::as_object_mut).expect("its parent");
    parent.insert(name.to_owned(), value);
    body.to_string()
}

fn wrong_events() -> Vec<(&'static str, Value, &'static str, &'static str)> {
    let word = "ن".repeat(121);
    let many: Vec<Value> = (0..201).map(|n| scan(-n, "InTransit", "x")).collect();
    vec![
        ("/events", json!([]), "tracking.invalid", "/events"),
        ("/events", json!(many), "tracking.too_many_events", "/events"),
        ("/events", json!("none"), "platform.bad_field", "/events"),
        ("/events", json!([1]), "platform.bad_field", "/events/0"),
        ("/events/1/at", json!("2026-11-22T12:00:00"), "tracking.bad_time", "/events/1/at"),
        ("/events/1/at", json!("2026-11-22"), "tracking.bad_time", "/events/1/at"),
        ("/events/1/at", json!("yesterday"), "tracking.bad_time", "/events/1/at"),
        ("/events/1/at", json!("٢٠٢٦-١١-٢٢T09:00:00Z"), "tracking.bad_time", "/events/1/at"),
        ("/events/1/at", json!("2026-02-30T09:00:00Z"), "tracking.bad_time", "/events/1/at"),
        ("/events/1/at", json!("99999-01-01T00:00:00Z"), "tracking.bad_time", "/events/1/at"),
        ("/events/1/at", json!(""), "tracking.bad_time", "/events/1/at"),
        ("/events/1/at", json!(1_795_338_000), "platform.bad_field", "/events/1/at"),
        ("/events/1/status", json!("Lost"), "tracking.invalid", "/events/1/status"),
        ("/events/1/status", json!("delivered"), "tracking.invalid", "/events/1/status"),
        ("/events/1/status", json!(null), "platform.bad_field", "/events/1/status"),
        ("/events/1/substatus", json!("unsure"), "tracking.invalid", "/events/1/substatus"),
        ("/events/1/id", json!(word), "tracking.invalid", "/events/1/id"),
        ("/events/1/code", json!(word), "tracking.invalid", "/events/1/code"),
        ("/events/1/place", json!(word), "tracking.invalid", "/events/1/place"),
        ("/events/1/text", json!("x".repeat(501)), "tracking.invalid", "/events/1/text"),
        ("/events/1/text", json!("a\u{0}b"), "platform.nul_character", "/events/1/text"),
        ("/events/1/place\u{0}", json!("x"), "platform.nul_character", "/events/1/place"),
        ("/events/1/weight", json!(1), "platform.bad_field", "/events/1/weight"),
        ("/events/1/text", json!(9_007_199_254_740_993_i64), "platform.number_too_large", "/events/1/text"),
        ("/shipments", json!([]), "platform.bad_field", "/shipments"),
    ]
}

#[tokio::test]
async fn every_wrong_event_is_told_and_nothing_is_written() {
    on_both(rooms, |t: TestHouse| async move {
        let shipment = parcel(&t).await;
        let path = format!("/api/v1/shipments/{}/events", word(&shipment["id"]));
        let before = (row_of(&t, &shipment).await, rows(&t).await);
        for (pointer, value, code, field) in wrong_events() {
            let body = with(pointer, value);
            assert_problem(&t.api("POST", &path, &body, Some("one-key")).await, 422, code, Some(field));
            let mut numbered: Value = serde_json::from_str(&body).expect("JSON");
            numbered["connection"] = json!("smsa");
            numbered["tracking_number"] = json!("SM1");
            let reply = t.api("POST", "/api/v1/tracking-events", &numbered.to_string(), None).await;
            assert_problem(&reply, 422, code, Some(field));
        }
        assert_eq!((row_of(&t, &shipment).await, rows(&t).await), before);
        // The key of a refusal is free.
        let good = json!({"events": [scan(0, "InTransit", "good")]}).to_string();
        assert_eq!(t.api("POST", &path, &good, Some("one-key")).await.status, 200);
    })
    .await;
}

#[tokio::test]
async fn the_largest_that_fits_is_kept() {
    on_both(rooms, |t: TestHouse| async move {
        let shipment = parcel(&t).await;
        let mut many: Vec<Value> = (0..200).map(|n| scan(-n, "InTransit", &"ن".repeat(500))).collect();
        many[7]["place"] = json!("ن".repeat(120));
        assert_eq!(told(&t, &shipment, &many).await, (200, 0, "InTransit".into()));
        let answer = t.api("GET", &format!("/api/v1/shipments/{}", word(&shipment["id"])), "", None).await.json();
        assert_eq!(answer["events"].as_array().map(Vec::len), Some(200));
        assert_eq!(t.public_page(&format!("/t/{}", token_of(&shipment)), "ar").await.status, 200);
    })
    .await;
}

#[tokio::test]
async fn bodies_that_are_not_strict_json_are_refused() {
    on_both(rooms, |t: TestHouse| async move {
        let shipment = parcel(&t).await;
        let path = format!("/api/v1/shipments/{}/events", word(&shipment["id"]));
        for (body, code, field) in [
            ("{", "platform.bad_json", None),
            (r#"{"events":[],"events":[]}"#, "platform.duplicate_key", Some("/events")),
            (r#"{"events":[{"at":"x","at":"y"}]}"#, "platform.duplicate_key", Some("/events/0/at")),
        ] {
            let reply = t.api("POST", &path, body, None).await;
            let problem = reply.json();
            assert_eq!((&problem["code"], problem.get("field").and_then(Value::as_str)), (&json!(code), field));
            assert!(reply.status.is_client_error(), "{}", reply.body);
        }
        assert_eq!(rows(&t).await.1, 0);
    })
    .await;
}

#[tokio::test]
async fn a_parcel_with_a_wrong_field_is_not_made() {
    on_both(rooms, |t: TestHouse| async move {
        let order = place(&t, &good_order()).await;
        let line = &order["lines"][0]["id"];
        let long = "x".repeat(65);
        for (body, status, code, field) in [
            (json!({}), 422, "platform.bad_field", Some("/carrier")),
            (json!({"carrier": ""}), 422, "tracking.invalid", Some("/carrier")),
            (json!({"carrier": " smsa"}), 422, "tracking.invalid", Some("/carrier")),
            (json!({"carrier": long}), 422, "tracking.invalid", Some("/carrier")),
            (json!({"carrier": "a\u{0}"}), 422, "platform.nul_character", Some("/carrier")),
            (json!({"carrier": "a\u{7}"}), 422, "tracking.invalid", Some("/carrier")),
            (json!({"carrier": "smsa", "connection": ""}), 422, "tracking.invalid", Some("/connection")),
            (json!({"carrier": "smsa", "tracking_number": "SM1 "}), 422, "tracking.invalid", Some("/tracking_number")),
            (json!({"carrier": "smsa", "tracking_number": long}), 422, "tracking.invalid", Some("/tracking_number")),
            (json!({"carrier": "smsa", "service": "fast"}), 422, "platform.bad_field", Some("/service")),
            (
                json!({"carrier": "smsa", "lines": [{"line": "x", "quantity": 1}]}),
                422,
                "tracking.invalid",
                Some("/lines/0/line"),
            ),
            (
                json!({"carrier": "smsa", "lines": [{"line": order["id"], "quantity": 1}]}),
                422,
                "tracking.invalid",
                Some("/lines/0/line"),
            ),
            (
                json!({"carrier": "smsa", "lines": [{"line": line, "quantity": 0}]}),
                409,
                "orders.too_many_pieces",
                Some("/lines/0/quantity"),
            ),
            (
                json!({"carrier": "smsa", "lines": [{"line": line, "quantity": 3}]}),
                409,
                "orders.too_many_pieces",
                Some("/lines/0/quantity"),
            ),
            (
                json!({"carrier": "smsa", "lines": [{"line": line, "quantity": 1.5}]}),
                422,
                "platform.bad_field",
                Some("/lines/0/quantity"),
            ),
        ] {
            assert_problem(&fulfil(&t, &order, body).await, status, code, field);
        }
        assert_eq!(rows(&t).await, (0, 0, 0));
        assert_eq!(order_now(&t, &order).await["state"], "placed");
        let nobody = t.api("POST", "/api/v1/orders/ord_0000000000001/shipments", r#"{"carrier":"smsa"}"#, None).await;
        assert_problem(&nobody, 404, "orders.not_found", None);
        t.api("POST", &format!("/api/v1/orders/{}/cancel", word(&order["id"])), "{}", None).await;
        assert_problem(&fulfil(&t, &order, json!({"carrier": "smsa"})).await, 409, "orders.already_cancelled", None);
    })
    .await;
}

#[tokio::test]
async fn wrong_questions_are_told() {
    on_both(rooms, |t: TestHouse| async move {
        for (query, code, field) in [
            ("status=Lost", "tracking.invalid", "/status"),
            ("order=ord_1ed0c9etfwxzn&status=Lost", "tracking.invalid", "/status"),
            ("order=ord_1ed0c9etfwxzn&filter=lost", "tracking.invalid", "/filter"),
            ("status=Delivered&filter=lost", "tracking.invalid", "/filter"),
            ("filter=all", "tracking.invalid", "/filter"),
            ("order=7", "tracking.invalid", "/order"),
            ("cursor=xx", "platform.bad_cursor", "/cursor"),
            ("limit=0", "platform.bad_limit", "/limit"),
            ("limit=101", "platform.bad_limit", "/limit"),
        ] {
            let reply = t.api("GET", &format!("/api/v1/shipments?{query}"), "", None).await;
            assert_problem(&reply, 422, code, Some(field));
        }
        let twice = t.api("GET", "/api/v1/shipments?status=Delivered&status=Pending", "", None).await;
        assert_problem(&twice, 400, "platform.bad_request", None);
        for path in ["shp_0000000000001", "ord_0000000000001", "x", "shp_%00"] {
            let reply = t.api("GET", &format!("/api/v1/shipments/{path}"), "", None).await;
            assert_eq!(reply.status, 404, "{}", reply.body);
        }
    })
    .await;
}
