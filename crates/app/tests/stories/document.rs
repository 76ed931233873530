//! The OpenAPI document is the truth: whatever the API answers stands in it, with its content type and its headers.

use crate::bad_input::JSON;
use crate::operations::{Operation, Rows, operations};
use crate::support::{call, whole_problem};
use axum::http::header;
use serde_json::Value;
use wasl_platform::create_api_key;
use wasl_platform::testing::{Reply, TestHouse, on_both};

/// The answer's status, content type and headers as the document has them for this operation.
fn assert_described(document: &Value, one: &Operation, reply: &Reply, told: &str) {
    let pointer = |text: &str| text.replace('~', "~0").replace('/', "~1");
    let place = format!("/paths/{}/{}/responses", pointer(&one.path), one.method.to_lowercase());
    let answers = document.pointer(&place).unwrap_or_else(|| panic!("{place} is not in the document"));
    let status = reply.status.as_u16().to_string();
    let named = answers.get(&status).unwrap_or_else(|| panic!("{told}: {status} is not in the document"));
    let answer = match named["$ref"].as_str() {
        Some(to) => document.pointer(to.trim_start_matches('#')).expect("what is referred to"),
        None => named,
    };
    let kinds: Vec<&String> = answer["content"].as_object().expect("content").keys().collect();
    assert_eq!(kinds, [&reply.header("content-type")], "{told}: {status}");
    for (name, about) in answer["headers"].as_object().into_iter().flatten() {
        // It stands on repeats alone.
        if name != "Idempotency-Replayed" {
            assert!(!reply.header(name).is_empty(), "{told}: {status} without {name}: {about}");
        }
    }
}

#[tokio::test]
async fn every_answer_stands_in_the_document() {
    on_both(wasl::modules, |t| async move {
        let document = t.public_page("/api/openapi.json", "en").await.json();
        let narrow = create_api_key(&t.house, &t.shop, "none", &[]).await.expect("key").secret;
        for (place, one) in operations(&t).await.iter().enumerate() {
            let (rows, nobody) = (Rows::make(&t, &place.to_string()).await, Rows::of_nobody());
            let (own, foreign, body) = (one.fill(&rows), one.fill(&nobody), one.body(&rows));
            for (told, key, path, headers, body) in [
                ("an obeyed call", t.api_key.as_str(), &own, vec![JSON], body.as_str()),
                ("the same again", &t.api_key, &own, vec![JSON], &body),
                ("nobody's row", &t.api_key, &foreign, vec![JSON], &one.body(&nobody)),
                ("no key", "", &own, vec![JSON], &body),
                ("an unknown key", "wasl_aaaaaa_x", &own, vec![JSON], &body),
                ("a key without the scope", &narrow, &own, vec![JSON], &body),
            ] {
                let told = format!("{}: {told}", one.told());
                let reply = call(&t, key, &one.method, path, &headers, body).await;
                assert_described(&document, one, &reply, &told);
            }
            if one.writes() {
                writes_are_described(&t, &document, one, &own, &body).await;
            } else {
                reads_are_described(&t, &document, one).await;
            }
        }
    })
    .await;
}

async fn writes_are_described(t: &TestHouse, document: &Value, one: &Operation, path: &str, body: &str) {
    let large = format!("{{\"a\":\"{}\"}}", "x".repeat(1024 * 1024));
    for (told, headers, body, status) in [
        ("no JSON", vec![JSON], "{", 400),
        ("another kind", vec![("content-type", "text/plain")], body, 415),
        ("too large", vec![JSON], large.as_str(), 413),
        ("a wrong field", vec![JSON], "{\"surprise\":1}", 422),
        ("a bad key", vec![JSON, ("idempotency-key", "a b")], body, 400),
    ] {
        let told = format!("{}: {told}", one.told());
        let reply = call(t, &t.api_key, &one.method, path, &headers, body).await;
        assert_eq!(reply.status, status, "{told}: {}", reply.body);
        assert_described(document, one, &reply, &told);
    }
}

async fn reads_are_described(t: &TestHouse, document: &Value, one: &Operation) {
    for name in &one.query {
        for (query, status) in [(format!("{name}=1&{name}=1"), 400), (format!("{name}=%00"), 422)] {
            let path = format!("{}?{query}", one.path);
            let reply = call(t, &t.api_key, "GET", &path, &[], "").await;
            assert_eq!(reply.status, status, "{path}: {}", reply.body);
            whole_problem(&reply, &path);
            assert_described(document, one, &reply, &path);
        }
    }
}

#[tokio::test]
async fn other_methods_are_told_which_are_allowed() {
    on_both(wasl::modules, |t| async move {
        let (all, nobody) = (operations(&t).await, Rows::of_nobody());
        for one in &all {
            let here: Vec<&str> =
                all.iter().filter(|two| two.path == one.path).map(|two| two.method.as_str()).collect();
            for method in ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"] {
                if here.contains(&method) {
                    continue;
                }
                let reply = call(&t, &t.api_key, method, &one.fill(&nobody), &[], "").await;
                let told = format!("{method} {}", one.path);
                assert_eq!(reply.status, 405, "{told}: {}", reply.body);
                assert_eq!(whole_problem(&reply, &told)["code"], "platform.method_not_allowed");
                let allowed = reply.header(header::ALLOW.as_str());
                for word in &here {
                    assert!(allowed.split(',').any(|one| one.trim() == *word), "{told}: Allow: {allowed}");
                }
            }
        }
    })
    .await;
}
