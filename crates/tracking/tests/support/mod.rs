//! What the tests of parcels share: the rooms, an order and its parcel over the API, scans, and a look at what was said.

#![allow(dead_code, reason = "each test file uses its own part")]

use serde_json::{Value, json};
use wasl_base::{Instant, OrderId, ShipmentId};
use wasl_db::{DbError, Row, Sql, args};
use wasl_events::DomainEvent;
use wasl_platform::Module;
use wasl_platform::testing::{Reply, START, TestHouse};
use wasl_tracking::{Shipment, read};

pub fn rooms() -> Vec<Module> {
    vec![wasl_ledger::module(), wasl_customers::module(), wasl_orders::module(), wasl_tracking::module()]
}

/// Two lines, 253.00 in all; the person is told by name, telephone and street, none of which a parcel's page may show.
pub fn good_order() -> Value {
    json!({
        "payment_method": "cash_on_delivery",
        "customer": {"name": "نورة العتيبي", "phone": "0555987654", "email": "noura@example.com"},
        "address": {
            "city": "جدة", "district": "الروضة", "street": "طريق أنس بن مالك",
            "building": "2929", "postal_code": "13522", "additional_number": "7512", "short_address": "RRRD2929"
        },
        "lines": [
            {"title": "عباية كريب", "quantity": 2, "unit_price": "100.00", "unit_cost": "40.00"},
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

pub async fn order_now(t: &TestHouse, order: &Value) -> Value {
    let reply = t.api("GET", &format!("/api/v1/orders/{}", word(&order["id"])), "", None).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    reply.json()
}

pub async fn fulfil(t: &TestHouse, order: &Value, body: Value) -> Reply {
    let path = format!("/api/v1/orders/{}/shipments", word(&order["id"]));
    t.api("POST", &path, &body.to_string(), None).await
}

/// A parcel with everything of a fresh order.
pub async fn parcel(t: &TestHouse) -> Value {
    let order = place(t, &good_order()).await;
    parcel_of(t, &order, "SM1").await
}

pub async fn parcel_of(t: &TestHouse, order: &Value, number: &str) -> Value {
    let reply = fulfil(t, order, json!({"carrier": "smsa", "tracking_number": number})).await;
    assert_eq!(reply.status, 201, "{}", reply.body);
    reply.json()
}

pub async fn tell(t: &TestHouse, shipment: &Value, events: &[Value]) -> Reply {
    let path = format!("/api/v1/shipments/{}/events", word(&shipment["id"]));
    t.api("POST", &path, &json!({"events": events}).to_string(), None).await
}

/// Tells events and answers (added, repeated, status).
pub async fn told(t: &TestHouse, shipment: &Value, events: &[Value]) -> (i64, i64, String) {
    let reply = tell(t, shipment, events).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    let body = reply.json();
    let count = |name: &str| body[name].as_i64().expect("a count");
    (count("added"), count("repeated"), word(&body["shipment"]["status"]).to_owned())
}

/// A scan `hours` after the tests begin, as a carrier in Riyadh writes it.
pub fn scan(hours: i64, status: &str, text: &str) -> Value {
    let at = START.plus_seconds(hours * 3_600);
    json!({"at": at.to_string(), "status": status, "text": text, "place": "جدة", "code": "C"})
}

pub fn with_sub(mut scan: Value, substatus: &str) -> Value {
    scan["substatus"] = json!(substatus);
    scan
}

pub fn word(value: &Value) -> &str {
    value.as_str().expect("a word")
}

pub fn shipment_id(shipment: &Value) -> ShipmentId {
    word(&shipment["id"]).parse().expect("a shipment's id")
}

pub fn token_of(shipment: &Value) -> &str {
    word(&shipment["tracking_url"]).rsplit('/').next().expect("a token")
}

pub async fn row_of(t: &TestHouse, shipment: &Value) -> Shipment {
    let mut read = t.house.db.read().await.expect("read");
    read::find_shipment(&mut read, t.shop.id, shipment_id(shipment)).await.expect("the shipment")
}

mod sql {
    wasl_db::statements! {
        pub EVENTS = "SELECT payload, at FROM event WHERE shop_id = $1 ORDER BY id";
        pub KEPT = "SELECT COUNT(*) FROM tracking_event WHERE shop_id = $1";
        pub SHIPMENTS = "SELECT COUNT(*) FROM shipment WHERE shop_id = $1";
        pub LINKS = "SELECT COUNT(*) FROM tracking_link WHERE shop_id = $1";
        pub LIVING = "SELECT COUNT(*) FROM tracking_link WHERE shop_id = $1 AND revoked_at IS NULL";
    }
}

/// What the house was told of this order, oldest first.
pub async fn said(t: &TestHouse, order: OrderId) -> Vec<DomainEvent> {
    let mut read = t.house.db.read().await.expect("read");
    let payload = |row: &Row<'_>| -> Result<String, DbError> { row.get(0) };
    let all = read.all(sql::EVENTS, args![t.shop.id], payload).await.expect("events");
    all.iter()
        .map(|text| serde_json::from_str::<DomainEvent>(text).expect("an event"))
        .filter(|event| event.key() == order.number())
        .collect()
}

/// The facts that move money: once each, with the money they carry.
pub async fn money_facts(t: &TestHouse, order: OrderId) -> Vec<(&'static str, i64, i64)> {
    let mut facts: Vec<_> = said(t, order)
        .await
        .iter()
        .filter_map(|event| match event {
            DomainEvent::ShipmentShipped(e) => Some(("shipped", e.share.total(), e.share.cost)),
            DomainEvent::ShipmentDelivered(e) => Some(("delivered", e.share.total(), e.share.cost)),
            DomainEvent::ShipmentReturned(e) => Some(("returned", e.share.total(), e.share.cost)),
            _ => None,
        })
        .collect();
    facts.sort_unstable();
    facts
}

async fn count(t: &TestHouse, sql: Sql) -> i64 {
    let mut read = t.house.db.read().await.expect("read");
    read.one(sql, args![t.shop.id], |row| row.get(0)).await.expect("a count")
}

/// Shipments, kept scans, links: to see that a refusal wrote nothing.
pub async fn rows(t: &TestHouse) -> (i64, i64, i64) {
    (count(t, sql::SHIPMENTS).await, count(t, sql::KEPT).await, count(t, sql::LINKS).await)
}

pub async fn living_links(t: &TestHouse) -> i64 {
    count(t, sql::LIVING).await
}

pub fn order_id(order: &Value) -> OrderId {
    word(&order["id"]).parse().expect("an order's id")
}

pub fn instant(text: &str) -> Instant {
    Instant::parse(text).expect("an instant")
}

/// The page between `<main>` and `</main>` without the paths of icons, one tag a line.
pub fn main_of(page: &str) -> String {
    let start = page.find("<main").expect("a main part");
    let end = page.find("</main>").expect("its end");
    let mut parts = page[start..end].split("<svg");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        text.push_str("<svg/>");
        text.push_str(part.split_once("</svg>").map_or("", |(_, rest)| rest));
    }
    text.replace("><", ">\n<")
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
