//! What the tests of orders share: the rooms, a good order as JSON, and one look at what the books hold.

#![allow(dead_code, reason = "each test file uses its own part")]

use serde_json::{Value, json};
use wasl_base::OrderId;
use wasl_platform::Module;
use wasl_platform::testing::{Reply, TestHouse};

pub fn rooms() -> Vec<Module> {
    vec![wasl_ledger::module(), wasl_customers::module(), wasl_orders::module()]
}

/// Two lines, VAT inside: 2 × 100.00 and 1 × 50.00 less 20.00, shipping 23.00: 253.00 in all, VAT 33.00.
pub fn good_order() -> Value {
    json!({
        "payment_method": "card",
        "customer": {"name": "نورة العتيبي", "phone": "0501234567", "email": "noura@example.com"},
        "address": {
            "city": "الرياض", "district": "الملقا", "street": "طريق أنس بن مالك",
            "building": "2929", "postal_code": "13522", "additional_number": "7512", "short_address": "RRRD2929"
        },
        "lines": [
            {"title": "عباية كريب", "quantity": 2, "unit_price": "100.00", "unit_cost": "40.00", "weight_grams": 450},
            {"title": "طرحة", "quantity": 1, "unit_price": "50.00", "unit_cost": "10.00", "customisation": "تطريز: نورة"}
        ],
        "discount": "20.00",
        "shipping": "23.00",
        "promised_on": "2026-11-25"
    })
}

pub async fn place(t: &TestHouse, body: &Value) -> Value {
    let reply = t.api("POST", "/api/v1/orders", &body.to_string(), None).await;
    assert_eq!(reply.status, 201, "{}", reply.body);
    reply.json()
}

pub async fn get(t: &TestHouse, id: &Value) -> Value {
    let reply = t.api("GET", &format!("/api/v1/orders/{}", id.as_str().expect("id")), "", None).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    reply.json()
}

pub async fn post(t: &TestHouse, id: &Value, what: &str, body: Value) -> Reply {
    let path = format!("/api/v1/orders/{}/{what}", id.as_str().expect("id"));
    t.api("POST", &path, &body.to_string(), None).await
}

pub fn order_id(order: &Value) -> OrderId {
    order["id"].as_str().expect("id").parse().expect("an order's id")
}

pub fn assert_problem(reply: &Reply, status: u16, code: &str, field: Option<&str>) {
    assert_eq!(reply.status, status, "{}", reply.body);
    let problem = reply.json();
    assert_eq!(problem["code"], code, "{}", reply.body);
    assert_eq!(problem.get("field").and_then(Value::as_str), field, "{}", reply.body);
    for lang in ["ar", "en"] {
        let text = problem["messages"][lang].as_str().expect("a sentence");
        assert!(!text.is_empty() && !text.contains('⟦'), "{code} has no {lang} text: {text}");
    }
}
