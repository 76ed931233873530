//! Malformed input over the API, on both engines: a problem with its code and field, and nothing half-written.

mod support;

use serde_json::{Value, json};
use support::{assert_problem, get, good_order, place, post, rooms};
use wasl_platform::testing::{TestHouse, on_both};

/// A good order with one thing changed at a JSON pointer; `Null` removes it.
fn with(pointer: &str, value: Value) -> String {
    let mut body = good_order();
    let (parent, name) = pointer.rsplit_once('/').expect("a pointer");
    let parent = body.pointer_mut(parent).expect("its parent");
    match (parent, value) {
        (Value::Object(map), Value::Null) => {
            map.remove(name);
        }
        (Value::Object(map), value) => {
            map.insert(name.to_owned(), value);
        }
        (Value::Array(items), value) => items[name.parse::<usize>().expect("an index")] = value,
        _ => unreachable!("a parent is a map or a list"),
    }
    body.to_string()
}

fn wrong_fields() -> Vec<(&'static str, Value, &'static str, &'static str)> {
    let long = "ن".repeat(1_001);
    let lines = vec![good_order()["lines"][0].clone(); 201];
    vec![
        ("/customer/phone", json!("9.66501E+11"), "phone.scientific_notation", "/customer/phone"),
        ("/customer/phone", json!("50123"), "phone.not_in_plan", "/customer/phone"),
        ("/customer/phone", json!("call me"), "phone.letters", "/customer/phone"),
        ("/customer/email", json!("noura"), "customers.email", "/customer/email"),
        ("/customer/lang", json!("fr"), "orders.unknown_word", "/customer/lang"),
        ("/customer/nickname", json!("x"), "platform.bad_field", "/customer/nickname"),
        ("/address/short_address", json!("RRR2929"), "address.short_address", "/address/short_address"),
        ("/address/building", json!("29"), "address.building", "/address/building"),
        ("/address/postal_code", json!("135221"), "address.postal_code", "/address/postal_code"),
        ("/address/additional_number", json!("75a2"), "address.additional_number", "/address/additional_number"),
        ("/address/city", json!(" "), "address.required", "/address/city"),
        ("/address/country", json!("Saudi"), "address.country", "/address/country"),
        ("/address", Value::Null, "platform.bad_field", "/address"),
        ("/payment_method", json!("gold"), "orders.unknown_word", "/payment_method"),
        ("/tax_mode", json!("maybe"), "orders.unknown_word", "/tax_mode"),
        ("/currency", json!("SR"), "orders.unknown_currency", "/currency"),
        ("/currency", json!("sar"), "orders.unknown_currency", "/currency"),
        ("/lines", json!([]), "orders.required", "/lines"),
        ("/lines", json!(lines), "orders.too_many_lines", "/lines"),
        ("/lines/0/quantity", json!(0), "orders.out_of_range", "/lines/0/quantity"),
        ("/lines/0/quantity", json!(-1), "orders.out_of_range", "/lines/0/quantity"),
        ("/lines/0/quantity", json!(10_001), "orders.out_of_range", "/lines/0/quantity"),
        ("/lines/0/quantity", json!(1.5), "platform.bad_field", "/lines/0/quantity"),
        ("/lines/0/quantity", json!(9_007_199_254_740_993_i64), "platform.number_too_large", "/lines/0/quantity"),
        ("/lines/0/quantity", json!("1"), "platform.bad_field", "/lines/0/quantity"),
        ("/lines/0/unit_price", json!(230.0), "platform.bad_field", "/lines/0/unit_price"),
        ("/lines/0/unit_price", json!("230,00"), "orders.not_an_amount", "/lines/0/unit_price"),
        ("/lines/0/unit_price", json!("٢٣٠"), "orders.not_an_amount", "/lines/0/unit_price"),
        ("/lines/0/unit_price", json!("1e3"), "orders.not_an_amount", "/lines/0/unit_price"),
        ("/lines/0/unit_price", json!("1.005"), "orders.too_many_decimals", "/lines/0/unit_price"),
        ("/lines/0/unit_price", json!("-1.00"), "orders.negative_amount", "/lines/0/unit_price"),
        ("/lines/0/unit_price", json!("99999999999999999999"), "orders.amount_too_large", "/lines/0/unit_price"),
        ("/lines/0/unit_price", json!("9999999999999.99"), "orders.amount_too_large", "/lines/0/unit_price"),
        ("/lines/0/unit_price", Value::Null, "orders.required", "/lines/0/unit_price"),
        ("/lines/0/title", Value::Null, "orders.required", "/lines/0/title"),
        ("/lines/0/sku", json!("x".repeat(65)), "orders.too_long", "/lines/0/sku"),
        ("/lines/0/variant", json!("var_0000000000001"), "orders.unknown_reference", "/lines/0/variant"),
        ("/lines/0/variant", json!("ord_0000000000001"), "orders.unknown_reference", "/lines/0/variant"),
        ("/lines/0/discount", json!("200.01"), "orders.discount_too_large", "/lines/0/discount"),
        ("/lines/0/customisation", json!(long.clone()), "orders.too_long", "/lines/0/customisation"),
        ("/lines/0/customisation", json!("a\u{0}b"), "platform.nul_character", "/lines/0/customisation"),
        ("/lines/0/customisation", json!("a\u{7}b"), "orders.control_character", "/lines/0/customisation"),
        ("/lines/0/weight_grams", json!(-1), "orders.out_of_range", "/lines/0/weight_grams"),
        ("/lines/0/vat_category", json!("luxury"), "orders.unknown_word", "/lines/0/vat_category"),
        ("/discount", json!("250.01"), "orders.discount_too_large", "/discount"),
        ("/shipping", json!("-0.01"), "orders.negative_amount", "/shipping"),
        ("/cod_fee", json!(""), "orders.not_an_amount", "/cod_fee"),
        ("/totals", json!({"total": "253.01"}), "orders.total_mismatch", "/totals/total"),
        ("/totals", json!({"tax": "300.00"}), "orders.total_mismatch", "/totals/tax"),
        ("/placed_at", json!("2026-11-22T12:00:00"), "orders.not_an_instant", "/placed_at"),
        ("/placed_at", json!("2026-11-22T12:30:00+03:00"), "orders.in_the_future", "/placed_at"),
        ("/promised_on", json!("2026-02-30"), "orders.not_a_date", "/promised_on"),
        ("/promised_on", json!("٢٠٢٦-١١-٢٥"), "orders.not_a_date", "/promised_on"),
        ("/promised_on", json!("2026-11-21"), "orders.promise_in_the_past", "/promised_on"),
        ("/number", json!(""), "orders.required", "/number"),
        ("/number", json!("n".repeat(41)), "orders.too_long", "/number"),
        ("/note", json!(long), "orders.too_long", "/note"),
    ]
}

#[tokio::test]
async fn every_wrong_field_is_told_and_nothing_is_written() {
    on_both(rooms, |t: TestHouse| async move {
        for (pointer, value, code, field) in wrong_fields() {
            let reply = t.api("POST", "/api/v1/orders", &with(pointer, value), None).await;
            assert_problem(&reply, 422, code, Some(field));
        }
        let listed = t.api("GET", "/api/v1/orders", "", None).await.json();
        assert_eq!(listed["items"], json!([]));
        let order = place(&t, &good_order()).await;
        assert_eq!(order["number"], "1001", "no refused order took a number");
    })
    .await;
}

#[tokio::test]
async fn bodies_that_are_not_strict_json_are_refused() {
    on_both(rooms, |t: TestHouse| async move {
        for (body, code, field) in [
            ("{", "platform.bad_json", None),
            (r#"{"number":"a","number":"b"}"#, "platform.duplicate_key", Some("/number")),
            (r#"{"address":{"city":"a","city":"b"}}"#, "platform.duplicate_key", Some("/address/city")),
        ] {
            let reply = t.api("POST", "/api/v1/orders", body, None).await;
            let problem = reply.json();
            assert_eq!((&problem["code"], problem.get("field").and_then(Value::as_str)), (&json!(code), field));
            assert!(reply.status.is_client_error());
        }
    })
    .await;
}

#[tokio::test]
async fn people_s_ways_of_writing_are_read() {
    on_both(rooms, |t: TestHouse| async move {
        let reply = t.api("POST", "/api/v1/orders", &with("/customer/phone", json!("٠٥٠١٢٣٤٥٦٧")), None).await;
        assert_eq!(reply.json()["phone"], "+966501234567");
        let reply = t.api("POST", "/api/v1/orders", &with("/customer/phone", json!("501234567")), None).await;
        assert_eq!(reply.json()["phone"], "+966501234567");
        let reply = t.api("POST", "/api/v1/orders", &with("/address/short_address", json!("rrrd ٢٩٢٩")), None).await;
        assert_eq!(reply.json()["address"]["short_address"], "RRRD2929");
        let reply = t.api("POST", "/api/v1/orders", &with("/lines/0/unit_price", json!("100.000")), None).await;
        assert_eq!(reply.json()["money"]["total"], "253.00");
    })
    .await;
}

#[tokio::test]
async fn each_currency_has_its_decimals() {
    on_both(rooms, |t: TestHouse| async move {
        let order = |currency: &str, price: &str| {
            json!({
                "payment_method": "card", "currency": currency, "address": {"city": "الكويت", "country": "KW"},
                "lines": [{"title": "ثوب", "quantity": 1, "unit_price": price}]
            })
        };
        let dinars = place(&t, &order("KWD", "1.500")).await;
        assert_eq!((&dinars["money"]["total"], &dinars["currency"]), (&json!("1.500"), &json!("KWD")));
        assert_eq!(place(&t, &order("JPY", "120")).await["money"]["total"], "120");
        for (currency, price) in [("KWD", "1.5005"), ("JPY", "120.5"), ("SAR", "1.500001")] {
            let reply = t.api("POST", "/api/v1/orders", &order(currency, price).to_string(), None).await;
            assert_problem(&reply, 422, "orders.too_many_decimals", Some("/lines/0/unit_price"));
        }
        let pay = json!({"method": "card", "amount": "1.500", "currency": "SAR"});
        let reply = post(&t, &dinars["id"], "payments", pay).await;
        assert_problem(&reply, 422, "orders.mixed_currency", Some("/currency"));
    })
    .await;
}

#[tokio::test]
async fn wrong_payments_leave_the_order_as_it_was() {
    on_both(rooms, |t: TestHouse| async move {
        let order = place(&t, &good_order()).await;
        for (change, code, field) in [
            (json!({"amount": "0.00"}), "orders.out_of_range", "/amount"),
            (json!({"amount": "-5"}), "orders.negative_amount", "/amount"),
            (json!({"amount": "99999999999999999"}), "orders.amount_too_large", "/amount"),
            (json!({"amount": "1.001"}), "orders.too_many_decimals", "/amount"),
            (json!({"method": "shells"}), "orders.unknown_word", "/method"),
            (json!({"paid_at": "2027-01-01T00:00:00Z"}), "orders.in_the_future", "/paid_at"),
            (json!({"settlement": "never"}), "orders.unknown_word", "/settlement"),
            (json!({"external_ref": "x".repeat(121)}), "orders.too_long", "/external_ref"),
        ] {
            let mut body = json!({"method": "card", "amount": "253.00"});
            body.as_object_mut().expect("map").extend(change.as_object().expect("map").clone());
            assert_problem(&post(&t, &order["id"], "payments", body).await, 422, code, Some(field));
        }
        assert_eq!(get(&t, &order["id"]).await, order);
    })
    .await;
}

#[tokio::test]
async fn taken_numbers_and_references_are_told() {
    on_both(rooms, |t: TestHouse| async move {
        let mut body = good_order();
        body["number"] = json!("1002");
        body["external_ref"] = json!("shop:1");
        place(&t, &body).await;
        let reply = t.api("POST", "/api/v1/orders", &body.to_string(), None).await;
        assert_eq!(reply.status, 409, "{}", reply.body);
        body["number"] = json!("1003");
        let reply = t.api("POST", "/api/v1/orders", &body.to_string(), None).await;
        assert_problem(&reply, 409, "orders.external_ref_taken", Some("/external_ref"));
        body["external_ref"] = json!("shop:2");
        body["number"] = json!("1002");
        let reply = t.api("POST", "/api/v1/orders", &body.to_string(), None).await;
        assert_problem(&reply, 409, "orders.number_taken", Some("/number"));
        assert_eq!(place(&t, &good_order()).await["number"], "1001");
        assert_eq!(place(&t, &good_order()).await["number"], "1003", "a number given by hand is passed over");
    })
    .await;
}

#[tokio::test]
async fn lists_refuse_what_they_cannot_read() {
    on_both(rooms, |t: TestHouse| async move {
        for (query, code, field) in [
            ("state=lost", "orders.unknown_word", "/state"),
            ("payment=maybe", "orders.unknown_word", "/payment"),
            ("placed_from=yesterday", "orders.not_an_instant", "/placed_from"),
            ("cursor=xx", "platform.bad_cursor", "/cursor"),
            ("limit=0", "platform.bad_limit", "/limit"),
            ("limit=101", "platform.bad_limit", "/limit"),
            ("q=a%00b", "platform.nul_character", "/q"),
        ] {
            let reply = t.api("GET", &format!("/api/v1/orders?{query}"), "", None).await;
            assert_problem(&reply, 422, code, Some(field));
        }
        for path in ["ord_0000000000001", "prd_0000000000001", "x", "ord_%00"] {
            let reply = t.api("GET", &format!("/api/v1/orders/{path}"), "", None).await;
            assert_problem(&reply, 404, "orders.not_found", None);
        }
    })
    .await;
}
