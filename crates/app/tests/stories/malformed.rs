//! Every malformed input that the issue names, one by one, to a shop that has rows already: a problem with code, field and
//! both languages, in the language that was asked for, and not one row of any table more, less or other than before.

use crate::bad_input::JSON;
use crate::operations::Rows;
use crate::support::{abaya, abaya_order, assert_problem, call, counts, get, scan, word};
use serde_json::{Value, json};
use wasl_platform::testing::{TestHouse, on_both};

/// What is sent, and how it must be refused.
struct Wrong {
    method: &'static str,
    path: String,
    header: Option<(&'static str, &'static str)>,
    body: String,
    status: u16,
    code: &'static str,
    field: Option<&'static str>,
}

/// The addresses that the cases are sent to.
struct Places {
    order: String,
    payments: String,
    product: String,
    parcels: String,
    events: String,
}

impl Places {
    fn of(rows: &Rows) -> Self {
        let order = format!("/api/v1/orders/{}", rows.order);
        Self {
            payments: format!("{order}/payments"),
            parcels: format!("{order}/shipments"),
            order,
            product: format!("/api/v1/products/{}", rows.product),
            events: format!("/api/v1/shipments/{}/events", rows.shipment),
        }
    }
}

fn post(path: &str, body: &Value, code: &'static str, field: &'static str) -> Wrong {
    let (path, body) = (path.to_owned(), body.to_string());
    Wrong { method: "POST", path, header: None, body, status: 422, code, field: Some(field) }
}

fn patch(path: &str, body: &Value, code: &'static str, field: &'static str) -> Wrong {
    Wrong { method: "PATCH", ..post(path, body, code, field) }
}

fn get_of(path: &str, code: &'static str, field: &'static str) -> Wrong {
    Wrong { method: "GET", ..post(path, &Value::Null, code, field) }
}

fn raw(path: &str, body: &str, status: u16, code: &'static str, field: Option<&'static str>) -> Wrong {
    Wrong { body: body.to_owned(), status, field, ..post(path, &Value::Null, code, "") }
}

fn with_header(path: &str, header: (&'static str, &'static str), status: u16, code: &'static str) -> Wrong {
    Wrong { header: Some(header), ..raw(path, "{}", status, code, None) }
}

/// An order with one thing changed; the second of its lines is the one that is wrong when a line is.
fn order(pointer: &str, value: Value) -> Value {
    let mut order = abaya_order("", "card");
    let line = json!({"title": "ثوب", "quantity": 1, "unit_price": "100.00"});
    order["lines"] = json!([line, line]);
    let (parent, name) = pointer.rsplit_once('/').expect("a pointer");
    order.pointer_mut(parent).expect("a parent")[name] = value;
    order
}

fn order_in(currency: &str, price: &str) -> Value {
    let mut order = order("/currency", json!(currency));
    for name in ["discount", "shipping"] {
        order[name] = json!("0");
    }
    for line in order["lines"].as_array_mut().expect("lines") {
        line["unit_price"] = json!("1");
    }
    order["lines"][1]["unit_price"] = json!(price);
    order
}

fn events(pointer: &str, value: Value) -> Value {
    let mut body = json!({"events": [scan(0, "InTransit", "good"), scan(1, "InTransit", "better")]});
    let (parent, name) = pointer.rsplit_once('/').expect("a pointer");
    body.pointer_mut(parent).expect("a parent")[name] = value;
    body
}

const ORDERS: &str = "/api/v1/orders";

fn bodies_and_headers(at: &Places) -> Vec<Wrong> {
    let line = "/lines/1/unit_price";
    vec![
        raw(ORDERS, "{\"lines\":", 400, "platform.bad_json", None),
        raw(ORDERS, "[]", 422, "platform.bad_field", Some("")),
        raw(ORDERS, "{}", 422, "platform.bad_field", Some("/payment_method")),
        raw(&at.payments, "{\"method\":\"card\"}", 422, "platform.bad_field", Some("/amount")),
        raw(
            &at.events,
            "{\"events\":[{\"at\":\"2026-11-22T09:00:00Z\"}]}",
            422,
            "platform.bad_field",
            Some("/events/0/status"),
        ),
        // Duplicate keys, U+0000, numbers past 2^53.
        raw(
            &at.payments,
            r#"{"method":"card","amount":"1.00","amount":"2.00"}"#,
            422,
            "platform.duplicate_key",
            Some("/amount"),
        ),
        raw(
            &at.events,
            r#"{"events":[{"status":"InTransit","status":"Delivered"}]}"#,
            422,
            "platform.duplicate_key",
            Some("/events/0/status"),
        ),
        post(ORDERS, &order("/note", json!("a\u{0}b")), "platform.nul_character", "/note"),
        post(&at.events, &events("/events/1/text", json!("\u{0}")), "platform.nul_character", "/events/1/text"),
        get_of("/api/v1/orders?q=%00", "platform.nul_character", "/q"),
        post(
            ORDERS,
            &order("/lines/1/quantity", json!(9_007_199_254_740_992_i64)),
            "platform.number_too_large",
            "/lines/1/quantity",
        ),
        patch(&at.order, &json!({"version": 9_007_199_254_740_993_i64}), "platform.number_too_large", "/version"),
        post(ORDERS, &order(line, json!(100)), "platform.bad_field", line),
        with_header(ORDERS, ("content-type", "text/csv"), 415, "platform.unsupported_media_type"),
        with_header(ORDERS, ("idempotency-key", ""), 400, "platform.bad_idempotency_key"),
        with_header(&at.payments, ("idempotency-key", "two words"), 400, "platform.bad_idempotency_key"),
        Wrong { method: "PATCH", ..with_header(&at.order, ("if-match", "\"new\""), 422, "platform.bad_if_match") },
        with_header(ORDERS, ("authorization", "Basic d2FzbDp3YXNs"), 401, "platform.key_unknown"),
        with_header(ORDERS, ("authorization", "Bearer wasl_كلمة"), 401, "platform.key_unknown"),
        get_of("/api/v1/orders?cursor=AAAA", "platform.bad_cursor", "/cursor"),
        get_of("/api/v1/shipments?cursor=AAAAAAAAAAAAAAAAAAAAAB", "platform.bad_cursor", "/cursor"),
        get_of("/api/v1/ledger/entries?limit=0", "platform.bad_limit", "/limit"),
    ]
}

fn dates(at: &Places) -> Vec<Wrong> {
    let paid_at = |text: &str| json!({"method": "card", "amount": "1.00", "paid_at": text});
    vec![
        post(ORDERS, &order("/promised_on", json!("2026-02-30")), "orders.not_a_date", "/promised_on"),
        post(ORDERS, &order("/promised_on", json!("١٤٤٨-٠٦-١٢")), "orders.not_a_date", "/promised_on"),
        patch(&at.order, &json!({"note": "x", "promised_on": "25/11/2026"}), "orders.not_a_date", "/promised_on"),
        post(ORDERS, &order("/placed_at", json!("2026-11-22T12:00:00")), "orders.not_an_instant", "/placed_at"),
        post(&at.payments, &paid_at("2026-11-22"), "orders.not_an_instant", "/paid_at"),
        post(&at.events, &events("/events/1/at", json!("2026-11-22T12:00:00")), "tracking.bad_time", "/events/1/at"),
        get_of("/api/v1/orders?placed_from=yesterday", "orders.not_an_instant", "/placed_from"),
        get_of("/api/v1/ledger/trial-balance?as_of=2026-13-01", "ledger.date", "/as_of"),
        get_of("/api/v1/insight/home?from=2026-02-30", "insight.bad_date", "/from"),
        // From the future. A carrier's event ahead of its time is a fact: kept, and it moves nothing (tracking's tests).
        post(ORDERS, &order("/placed_at", json!("2036-11-22T12:00:00Z")), "orders.in_the_future", "/placed_at"),
        post(&at.payments, &paid_at("2036-11-22T12:00:00Z"), "orders.in_the_future", "/paid_at"),
        post(&at.events, &events("/events/1/at", json!("2100-01-01T00:00:00Z")), "tracking.bad_time", "/events/1/at"),
    ]
}

fn people_and_places(at: &Places) -> Vec<Wrong> {
    let phone = |text: &str| order("/customer/phone", json!(text));
    vec![
        post(ORDERS, &phone("9.66501E+11"), "phone.scientific_notation", "/customer/phone"),
        post(ORDERS, &phone("٩.٦٦٥٠١E+١١"), "phone.scientific_notation", "/customer/phone"),
        post(ORDERS, &phone("50123456"), "phone.not_in_plan", "/customer/phone"),
        post(ORDERS, &phone("٠٥٠١٢٣٤٥٦"), "phone.not_in_plan", "/customer/phone"),
        post(ORDERS, &phone("05O1234567"), "phone.letters", "/customer/phone"),
        patch(&at.order, &json!({"note": "x", "phone": "9.66501E+11"}), "phone.scientific_notation", "/phone"),
        post(
            ORDERS,
            &order("/address/short_address", json!("RRR2929")),
            "address.short_address",
            "/address/short_address",
        ),
        post(ORDERS, &order("/address/building", json!("٢٩")), "address.building", "/address/building"),
        post(ORDERS, &order("/address/city", Value::Null), "address.required", "/address/city"),
        patch(
            &at.order,
            &json!({"note": "x", "address": {"city": "جدة", "short_address": "2929RRRD"}}),
            "address.short_address",
            "/address/short_address",
        ),
    ]
}

fn money(at: &Places) -> Vec<Wrong> {
    let price = "/lines/1/unit_price";
    let paid = |amount: &str, currency: &str| json!({"method": "card", "amount": amount, "currency": currency});
    let mut product = abaya("ABAYA-NEW");
    product["variants"] = json!([{"sku": "NEW-1", "price": "1.00"}, {"sku": "NEW-2", "price": "-1.00"}]);
    let variants =
        |price: &str| json!({"variants": [{"sku": "NEW-1", "price": "1.00"}, {"sku": "NEW-2", "price": price}]});
    let charge = |amount: &str| json!({"carrier": "smsa", "charge": {"amount": amount, "currency": "KWD"}});
    vec![
        post(ORDERS, &order_in("KWD", "1.5005"), "orders.too_many_decimals", price),
        post(ORDERS, &order_in("JPY", "120.5"), "orders.too_many_decimals", price),
        post(ORDERS, &order_in("SAR", "1.005"), "orders.too_many_decimals", price),
        post(ORDERS, &order_in("XXQ", "1.00"), "orders.unknown_currency", "/currency"),
        post(&at.payments, &paid("1.00", "KWD"), "orders.mixed_currency", "/currency"),
        post(ORDERS, &order_in("SAR", "-1.00"), "orders.negative_amount", price),
        post(&at.payments, &paid("-1.00", "SAR"), "orders.negative_amount", "/amount"),
        post("/api/v1/products", &product, "orders.negative_amount", "/variants/1/price"),
        patch(&at.product, &variants("-1.00"), "orders.negative_amount", "/variants/1/price"),
        patch(&at.product, &variants("1e3"), "orders.not_an_amount", "/variants/1/price"),
        post(&at.parcels, &charge("-1.000"), "orders.negative_amount", "/charge/amount"),
        post(&at.parcels, &charge("1.0005"), "orders.too_many_decimals", "/charge/amount"),
        post(ORDERS, &order_in("SAR", "92233720368547758.08"), "orders.amount_too_large", price),
        post(&at.payments, &paid("99999999999999999999", "SAR"), "orders.amount_too_large", "/amount"),
        post(ORDERS, &order_in("SAR", "9999999999999.99"), "orders.amount_too_large", price),
    ]
}

async fn refuse_all(t: &TestHouse, cases: fn(&Places) -> Vec<Wrong>) {
    let rows = Rows::make(t, "A").await;
    let at = Places::of(&rows);
    t.drain().await;
    let before = (counts(t).await, contents(t, &rows).await);
    for wrong in cases(&at) {
        for lang in ["ar", "en"] {
            let told = format!("{} {} {lang} {}", wrong.method, wrong.path, wrong.body);
            let mut headers = vec![("accept-language", lang)];
            headers.extend(wrong.header);
            if !headers.iter().any(|(name, _)| *name == "content-type") && wrong.method != "GET" {
                headers.push(JSON);
            }
            let brings_a_key = headers.iter().any(|(name, _)| *name == "authorization");
            let key = if brings_a_key { "" } else { t.api_key.as_str() };
            let body = if wrong.method == "GET" { "" } else { wrong.body.as_str() };
            let reply = call(t, key, wrong.method, &wrong.path, &headers, body).await;
            assert_problem(&reply, wrong.status, wrong.code, wrong.field, &told);
            let problem = reply.json();
            assert_eq!(problem["title"], problem["messages"][lang], "{told}");
        }
    }
    assert_eq!((counts(t).await, contents(t, &rows).await), before, "something of a refused request was kept");
}

/// What the rows say: a count does not see a change.
async fn contents(t: &TestHouse, rows: &Rows) -> Vec<Value> {
    let mut all = Vec::new();
    for path in [
        format!("/api/v1/orders/{}", rows.order),
        format!("/api/v1/orders/{}", rows.sent_order),
        format!("/api/v1/products/{}", rows.product),
        format!("/api/v1/shipments/{}", rows.shipment),
        "/api/v1/ledger/trial-balance".to_owned(),
        "/api/v1/insight/home".to_owned(),
    ] {
        all.push(get(t, &path).await);
    }
    assert_eq!(word(&all[0]["state"]), "placed");
    all
}

#[tokio::test]
async fn malformed_bodies_headers_and_cursors_leave_nothing() {
    on_both(wasl::modules, |t| async move { refuse_all(&t, bodies_and_headers).await }).await;
}

#[tokio::test]
async fn malformed_dates_and_times_to_come_leave_nothing() {
    on_both(wasl::modules, |t| async move { refuse_all(&t, dates).await }).await;
}

#[tokio::test]
async fn malformed_phones_and_addresses_leave_nothing() {
    on_both(wasl::modules, |t| async move { refuse_all(&t, people_and_places).await }).await;
}

#[tokio::test]
async fn malformed_money_leaves_nothing() {
    on_both(wasl::modules, |t| async move { refuse_all(&t, money).await }).await;
}
