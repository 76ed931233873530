//! What storefronts and spreadsheets really send as an order: told with the field, or read as it was meant; nothing
//! refused leaves a trace.

use crate::support::{abaya_order, assert_problem, counts, get, post, word};
use serde_json::{Value, json};
use wasl_platform::testing::{TestHouse, on_both};

/// A free line in a currency of `price`'s choice.
fn order_in(currency: &str, price: &str) -> Value {
    let mut order = abaya_order("", "card");
    order["currency"] = json!(currency);
    order["lines"] = json!([{"title": "ثوب", "quantity": 1, "unit_price": price}]);
    order["discount"] = json!("0");
    order["shipping"] = json!("0");
    order
}

fn with(pointer: &str, value: &Value) -> Value {
    let mut order = order_in("SAR", "230.00");
    match order.pointer_mut(pointer) {
        Some(place) => *place = value.clone(),
        None => {
            let (parent, name) = pointer.rsplit_once('/').expect("a pointer");
            order.pointer_mut(parent).expect("a parent")[name] = value.clone();
        }
    }
    order
}

fn wrong() -> Vec<(Value, &'static str, &'static str)> {
    let wrong = |pointer: &'static str, value: Value, code: &'static str| (with(pointer, &value), code, pointer);
    let price = "/lines/0/unit_price";
    vec![
        wrong("/customer/phone", json!("9.66501E+11"), "phone.scientific_notation"),
        wrong("/customer/phone", json!("٩.٦٦٥٠١E+١١"), "phone.scientific_notation"),
        wrong("/customer/phone", json!("50123456"), "phone.not_in_plan"),
        wrong("/address/short_address", json!("RRR2929"), "address.short_address"),
        wrong("/address/short_address", json!("2929RRRD"), "address.short_address"),
        wrong("/address/building", json!("29"), "address.building"),
        wrong("/address/postal_code", json!("1352"), "address.postal_code"),
        wrong("/address/additional_number", json!("75123"), "address.additional_number"),
        (order_in("KWD", "1.5005"), "orders.too_many_decimals", price),
        (order_in("JPY", "120.5"), "orders.too_many_decimals", price),
        (order_in("SAR", "1.005"), "orders.too_many_decimals", price),
        (order_in("XXQ", "1.00"), "orders.unknown_currency", "/currency"),
        (order_in("SAR", "-230.00"), "orders.negative_amount", price),
        (order_in("SAR", "92233720368547758.08"), "orders.amount_too_large", price),
        (order_in("SAR", "9999999999999999999999999999"), "orders.amount_too_large", price),
        (order_in("SAR", "1e3"), "orders.not_an_amount", price),
        wrong("/shipping", json!("-0.01"), "orders.negative_amount"),
        wrong("/discount", json!("230.01"), "orders.discount_too_large"),
        wrong("/promised_on", json!("2026-02-30"), "orders.not_a_date"),
        wrong("/promised_on", json!("25/11/2026"), "orders.not_a_date"),
        wrong("/promised_on", json!("١٤٤٨-٠٦-١٢"), "orders.not_a_date"),
        wrong("/placed_at", json!("2026-11-22 12:00"), "orders.not_an_instant"),
        wrong("/placed_at", json!("2036-11-22T12:00:00Z"), "orders.in_the_future"),
        wrong("/lines/0/quantity", json!(9_007_199_254_740_993_i64), "platform.number_too_large"),
        wrong("/lines/0/quantity", json!(1.5), "platform.bad_field"),
        wrong("/note", json!("a\u{0}b"), "platform.nul_character"),
    ]
}

#[tokio::test]
async fn wrong_orders_are_told_and_leave_no_trace() {
    on_both(wasl::modules, |t| async move {
        let before = counts(&t).await;
        for (order, code, field) in wrong() {
            let reply = t.api("POST", "/api/v1/orders", &order.to_string(), None).await;
            assert_problem(&reply, 422, code, Some(field), &format!("{field} {order}"));
        }
        assert_eq!(counts(&t).await, before, "something of a refused order was kept");
        assert_eq!(t.drain().await, 0, "a refused order spoke");
        let first = post(&t, "/api/v1/orders", &order_in("SAR", "230.00")).await;
        assert_eq!(first["number"], "1001", "a refused order took a number");
    })
    .await;
}

#[tokio::test]
async fn what_is_only_written_otherwise_is_read() {
    on_both(wasl::modules, |t| async move {
        for phone in ["0501234567", "501234567", "٠٥٠١٢٣٤٥٦٧", "00966 50 123 4567", "+966-50-123-4567"] {
            let order = post(&t, "/api/v1/orders", &with("/customer/phone", &json!(phone))).await;
            assert_eq!(order["phone"], "+966501234567", "{phone}");
        }
        for (currency, price, total) in
            [("KWD", "1.505", "1.505"), ("KWD", "1.5", "1.500"), ("JPY", "120", "120"), ("SAR", "7", "7.00")]
        {
            let order = post(&t, "/api/v1/orders", &order_in(currency, price)).await;
            assert_eq!(order["money"]["total"], total, "{currency} {price}");
        }
    })
    .await;
}

#[tokio::test]
async fn another_currency_pays_nothing() {
    on_both(wasl::modules, |t: TestHouse| async move {
        let order = post(&t, "/api/v1/orders", &order_in("KWD", "1.505")).await;
        let path = format!("/api/v1/orders/{}", word(&order["id"]));
        for (body, code, field) in [
            (json!({"method": "card", "amount": "1.505", "currency": "SAR"}), "orders.mixed_currency", "/currency"),
            (json!({"method": "card", "amount": "1.5055"}), "orders.too_many_decimals", "/amount"),
            (json!({"method": "card", "amount": "-1.505"}), "orders.negative_amount", "/amount"),
            (json!({"method": "card", "amount": "0.000"}), "orders.out_of_range", "/amount"),
        ] {
            let reply = t.api("POST", &format!("{path}/payments"), &body.to_string(), None).await;
            assert_problem(&reply, 422, code, Some(field), &body.to_string());
        }
        assert_eq!(get(&t, &path).await, order);
        assert_eq!(get(&t, "/api/v1/ledger/entries").await["items"], json!([]));
    })
    .await;
}
