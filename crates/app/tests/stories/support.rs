//! What the stories share: an abaya and its order, a parcel's way, a look into the books, and what a problem must say.

use axum::body::Body;
use axum::http::{Request, header};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use wasl_db::Migrations;
use wasl_platform::testing::{Reply, START, TestHouse};

/// SAR 230.00 with 15 % VAT: goods 200, discount 20, shipping 20, VAT 30, all but the last net; the piece costs 90.
pub fn abaya_order(sku: &str, method: &str) -> Value {
    json!({
        "payment_method": method,
        "customer": {"name": "نورة العتيبي", "phone": "0551112233", "email": "noura@example.com"},
        "address": {
            "city": "جدة", "district": "الروضة", "street": "طريق أنس بن مالك", "building": "2929",
            "postal_code": "13522", "additional_number": "7512", "short_address": "RRRD2929"
        },
        "lines": [{"sku": sku, "quantity": 1}],
        "discount": "23.00",
        "shipping": "23.00",
        "promised_on": "2026-11-25"
    })
}

pub fn abaya(sku: &str) -> Value {
    json!({
        "title": {"ar": "عباية كريب", "en": "Crepe abaya"},
        "category": "abayas",
        "variants": [{"sku": sku, "price": "230.00", "cost": "90.00", "weight_grams": 450}]
    })
}

/// Posts and expects to be obeyed.
pub async fn post(t: &TestHouse, path: &str, body: &Value) -> Value {
    let reply = t.api("POST", path, &body.to_string(), None).await;
    assert!(reply.status.is_success(), "POST {path}: {} {}", reply.status, reply.body);
    reply.json()
}

pub async fn get(t: &TestHouse, path: &str) -> Value {
    let reply = t.api("GET", path, "", None).await;
    assert_eq!(reply.status, 200, "GET {path}: {}", reply.body);
    reply.json()
}

pub fn word(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("not a word: {value}"))
}

/// A scan `hours` after the stories begin, as a carrier tells it.
pub fn scan(hours: i64, status: &str, text: &str) -> Value {
    json!({"at": START.plus_seconds(hours * 3_600).to_string(), "status": status, "text": text, "place": "جدة", "code": "C"})
}

/// Each entry of an order in the order it was posted: its fact, and `account D|C amount` by account.
pub async fn books_of(t: &TestHouse, order: &str) -> Vec<(String, Vec<String>)> {
    let found = get(t, &format!("/api/v1/ledger/entries?order={order}")).await;
    let entries = found["items"].as_array().expect("entries");
    entries.iter().map(|entry| (fact_of(entry), lines_of(entry))).collect()
}

fn fact_of(entry: &Value) -> String {
    word(&entry["key"]).split(':').next().unwrap_or_default().to_owned()
}

fn lines_of(entry: &Value) -> Vec<String> {
    let side = |line: &Value| {
        let (debit, credit) = (word(&line["debit"]), word(&line["credit"]));
        let (side, amount) = if credit == "0.00" { ("D", debit) } else { ("C", credit) };
        assert_eq!(line["currency"], "SAR");
        format!("{} {side} {amount}", word(&line["account"]))
    };
    let mut lines: Vec<String> = entry["lines"].as_array().expect("lines").iter().map(side).collect();
    lines.sort();
    lines
}

/// The balances that are not zero, debit positive: `account amount`. The trial balance is zero or the test stops here.
pub async fn balances(t: &TestHouse) -> Vec<String> {
    assert_sound(t).await;
    let trial = get(t, "/api/v1/ledger/trial-balance").await;
    for total in trial["totals"].as_array().expect("totals") {
        assert_eq!(total["debit"], total["credit"], "the trial balance is not zero");
    }
    let rows = trial["accounts"].as_array().expect("accounts").iter();
    let open = rows.filter(|row| row["balance"] != "0.00");
    open.map(|row| format!("{} {}", word(&row["account"]), word(&row["balance"]))).collect()
}

/// The journal recomputed from its first entry: balanced, gapless, chained, and equal to the stored balances.
async fn assert_sound(t: &TestHouse) {
    let mut read = t.house.db.read().await.expect("read");
    let report = wasl_ledger::verify_shop(&mut read, t.shop.id, None).await.expect("verify");
    assert!(report.is_sound(), "{:?}", report.damages);
}

/// A call to the API with a body, a key and headers as they are given.
pub async fn call(t: &TestHouse, key: &str, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Reply {
    let mut request = Request::builder().method(method).uri(path);
    if !key.is_empty() {
        request = request.header(header::AUTHORIZATION, format!("Bearer {key}"));
    }
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    t.send(request.body(Body::from(body.to_owned())).expect("request")).await
}

/// Rows of every table there is.
pub async fn counts(t: &TestHouse) -> BTreeMap<String, i64> {
    let rooms: Vec<Migrations> = wasl::modules().iter().map(|module| module.migrations).collect();
    wasl_db::testing::row_counts(&t.house.db, &rooms).await
}

/// problem+json with code and both languages; `told` names the call in a failure.
pub fn assert_problem(reply: &Reply, status: u16, code: &str, field: Option<&str>, told: &str) {
    assert_eq!(reply.status, status, "{told}: {}", reply.body);
    let problem = whole_problem(reply, told);
    assert_eq!(problem["code"], code, "{told}: {}", reply.body);
    assert_eq!(problem.get("field").and_then(Value::as_str), field, "{told}: {}", reply.body);
}

/// Whatever the code is: the form is whole.
pub fn whole_problem(reply: &Reply, told: &str) -> Value {
    assert_eq!(reply.header("content-type"), "application/problem+json", "{told}: {}", reply.body);
    let problem = reply.json();
    assert_eq!(problem["status"], reply.status.as_u16(), "{told}");
    assert!(!word(&problem["code"]).is_empty(), "{told}");
    let (ar, en) = (word(&problem["messages"]["ar"]), word(&problem["messages"]["en"]));
    assert!(ar.chars().any(|c| ('\u{620}'..='\u{64a}').contains(&c)), "{told}: no Arabic in {ar}");
    assert!(en.chars().any(|c| c.is_ascii_alphabetic()) && !en.contains('⟦'), "{told}: no English in {en}");
    problem
}
