//! Malformed requests against every operation of the OpenAPI document: a problem with code, both languages and the field,
//! and not one row written.

use crate::operations::{Operation, Rows, operations};
use crate::support::{assert_problem, call, counts, whole_problem};
use serde_json::json;
use wasl_platform::testing::on_both;

pub const JSON: (&str, &str) = ("content-type", "application/json");
/// The largest JSON body, in bytes (docs/api).
const BODY_BYTES_MAX: usize = 1024 * 1024;

/// Body, status, code, field.
fn bad_bodies() -> Vec<(String, u16, &'static str, Option<&'static str>)> {
    let deep = |open: &str, close: &str| format!("{{\"a\":{}1{}}}", open.repeat(64), close.repeat(64));
    let bad_json = |text: &str| (text.to_owned(), 400, "platform.bad_json", None);
    vec![
        bad_json("{"),
        bad_json("{\"a\":1,}"),
        bad_json("{} {}"),
        bad_json("\u{feff}{}"),
        bad_json("{'a':1}"),
        bad_json("{\"a\":NaN}"),
        bad_json("{\"a\":\"\\ud800\"}"),
        (r#"{"a":1,"a":1}"#.to_owned(), 422, "platform.duplicate_key", Some("/a")),
        (r#"{"a":[{"b":1,"b":2}]}"#.to_owned(), 422, "platform.duplicate_key", Some("/a/0/b")),
        ("{\"a\":\"x\\u0000y\"}".to_owned(), 422, "platform.nul_character", Some("/a")),
        ("{\"a\\u0000\":1}".to_owned(), 422, "platform.nul_character", Some("/a")),
        (r#"{"a":9007199254740993}"#.to_owned(), 422, "platform.number_too_large", Some("/a")),
        (r#"{"a":-9007199254740993}"#.to_owned(), 422, "platform.number_too_large", Some("/a")),
        (r#"{"a":123456789012345678901234567890}"#.to_owned(), 422, "platform.number_too_large", Some("/a")),
        (r#"{"surprise":1}"#.to_owned(), 422, "platform.bad_field", Some("/surprise")),
        (format!("{{\"a\":\"{}\"}}", "x".repeat(BODY_BYTES_MAX)), 413, "platform.body_too_large", None),
        (deep("{\"a\":", "}"), 422, "platform.too_deep", None),
        (deep("[", "]"), 422, "platform.too_deep", None),
    ]
}

#[tokio::test]
async fn no_operation_takes_a_malformed_body() {
    on_both(wasl::modules, |t| async move {
        let (rows, before) = (Rows::of_nobody(), counts(&t).await);
        for one in operations(&t).await.iter().filter(|one| one.writes()) {
            let path = one.fill(&rows);
            for (body, status, code, field) in bad_bodies() {
                let start: String = body.chars().take(40).collect();
                let told = format!("{} {start}", one.told());
                let reply = call(&t, &t.api_key, &one.method, &path, &[JSON], &body).await;
                if code == "platform.too_deep" {
                    let problem = whole_problem(&reply, &told);
                    assert_eq!((reply.status.as_u16(), &problem["code"]), (status, &json!(code)), "{told}");
                    assert!(problem["field"].is_string(), "{told}: {}", reply.body);
                } else {
                    assert_problem(&reply, status, code, field, &told);
                }
            }
            for kind in
                ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "x", "ملف"]
            {
                let reply = call(&t, &t.api_key, &one.method, &path, &[("content-type", kind)], &one.body(&rows)).await;
                assert_problem(&reply, 415, "platform.unsupported_media_type", None, &format!("{} {kind}", one.told()));
            }
        }
        assert_eq!(counts(&t).await, before, "something of a refused request was kept");
    })
    .await;
}

#[tokio::test]
async fn keys_of_repeats_are_checked() {
    on_both(wasl::modules, |t| async move {
        let (nobody, before) = (Rows::of_nobody(), counts(&t).await);
        let long = "k".repeat(201);
        for one in operations(&t).await.iter().filter(|one| one.method == "POST") {
            assert!(one.takes_key, "{} takes no Idempotency-Key", one.told());
            for key in ["", long.as_str(), "مفتاح", "a b", "a\tb"] {
                let headers = [JSON, ("idempotency-key", key)];
                let reply = call(&t, &t.api_key, "POST", &one.fill(&nobody), &headers, &one.body(&nobody)).await;
                assert_problem(&reply, 400, "platform.bad_idempotency_key", None, &one.told());
            }
        }
        assert_eq!(counts(&t).await, before, "something of a refused request was kept");
    })
    .await;
}

#[tokio::test]
async fn a_key_stands_for_one_request() {
    on_both(wasl::modules, |t| async move {
        for (place, one) in operations(&t).await.iter().filter(|one| one.takes_key).enumerate() {
            let rows = Rows::make(&t, &place.to_string()).await;
            let (path, body, key) = (one.fill(&rows), one.body(&rows), format!("key-{place}"));
            let first = t.api(&one.method, &path, &body, Some(&key)).await;
            assert!(first.status.is_success(), "{}: {}", one.told(), first.body);
            let again = t.api(&one.method, &path, &body, Some(&key)).await;
            assert_eq!((again.status, &again.body), (first.status, &first.body), "{}", one.told());
            assert_eq!(again.header("idempotency-replayed"), "true", "{}", one.told());
            let other = t.api(&one.method, &path, &format!("{body} "), Some(&key)).await;
            assert_problem(&other, 422, "platform.idempotency_mismatch", None, &one.told());
        }
    })
    .await;
}

#[tokio::test]
async fn lists_refuse_bad_cursors_and_limits() {
    on_both(wasl::modules, |t| async move {
        let mut lists = 0;
        for one in operations(&t).await.iter().filter(|one| one.query.iter().any(|name| name == "cursor")) {
            lists += 1;
            assert!(one.query.iter().any(|name| name == "limit"), "{} has no limit", one.told());
            for (name, value) in [
                ("cursor", "x"),
                ("cursor", "!!!!"),
                ("cursor", "%00"),
                ("cursor", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
                ("limit", "0"),
                ("limit", "101"),
                ("limit", "-1"),
                ("limit", "ten"),
                ("limit", "%D9%A1%D9%A0"),
                ("limit", "99999999999999999999"),
            ] {
                let path = format!("{}?{name}={value}", one.path);
                let reply = call(&t, &t.api_key, "GET", &path, &[], "").await;
                assert_problem(&reply, 422, &format!("platform.bad_{name}"), Some(&format!("/{name}")), &path);
            }
        }
        assert!(lists >= 4, "{lists} lists");
    })
    .await;
}

/// Whatever stands in an address: never a fault of ours, and a refusal says what is wrong.
#[tokio::test]
async fn strange_addresses_are_answered() {
    on_both(wasl::modules, |t| async move {
        let before = counts(&t).await;
        for one in operations(&t).await {
            for strange in ["x", "%00", "ord_%00", "0", "-1", "9223372036854775808", "%F0%9F%8C%B4", "..%2F.."] {
                for path in strange_paths(&one, strange) {
                    let body = one.body(&Rows::of_nobody());
                    let reply = call(&t, &t.api_key, &one.method, &path, &[JSON], &body).await;
                    assert!(!reply.status.is_server_error(), "{path}: {} {}", reply.status, reply.body);
                    if !reply.status.is_success() {
                        whole_problem(&reply, &path);
                    }
                    if one.path.contains('{') {
                        assert_eq!(reply.status, 404, "{path}: {}", reply.body);
                    }
                }
            }
        }
        assert_eq!(counts(&t).await, before, "something of a refused request was kept");
    })
    .await;
}

/// The path with `strange` for its id, or for each of its filters.
fn strange_paths(one: &Operation, strange: &str) -> Vec<String> {
    if let Some((before, rest)) = one.path.split_once('{') {
        let after = rest.split_once('}').map_or("", |(_, after)| after);
        return vec![format!("{before}{strange}{after}")];
    }
    if one.writes() {
        return Vec::new();
    }
    one.query.iter().map(|name| format!("{}?{name}={strange}", one.path)).collect()
}
