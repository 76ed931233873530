//! Every operation of `/api/openapi.json`, how its path is filled with rows that exist, and a body it obeys. An operation
//! that stands in the document and not here stops the tests: nothing is passed over in silence.

use crate::support::{abaya, abaya_order, get, post, word};
use serde_json::{Value, json};
use wasl_base::StorefrontId;
use wasl_platform::testing::{START, TestHouse};
use wasl_platform::{Role, create_user};
use wasl_storefronts::read::list_messages;
use wasl_storefronts::{Headers, NewStorefront, Platform, base64_hmac, connect_storefront, receive_message};

const METHODS: [&str; 5] = ["get", "post", "patch", "put", "delete"];

#[derive(Clone, Debug)]
pub struct Operation {
    pub method: String,
    pub path: String,
    pub tag: String,
    pub query: Vec<String>,
    pub takes_key: bool,
}

/// Rows of one shop, one of each noun that an address can name.
#[derive(Clone, Debug)]
pub struct Rows {
    pub sku: String,
    pub product: String,
    pub variant: String,
    /// Neither paid nor fulfilled.
    pub order: String,
    /// The order that is paid and fulfilled.
    pub sent_order: String,
    pub shipment: String,
    pub number: String,
    pub seq: String,
    /// Somebody of the shop who owns nothing.
    pub person: String,
    pub storefront: String,
    /// Something that the storefront told.
    pub message: String,
}

pub async fn operations(t: &TestHouse) -> Vec<Operation> {
    let document = t.public_page("/api/openapi.json", "en").await.json();
    let mut all = Vec::new();
    for (path, item) in document["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("an item") {
            assert!(METHODS.contains(&method.as_str()), "{method} {path} is nothing the tests know to call");
            all.push(read(method, path, operation));
        }
    }
    assert!(all.len() >= 15, "the document lists {} operations", all.len());
    all
}

fn read(method: &str, path: &str, operation: &Value) -> Operation {
    let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
    let named = |place: &str| -> Vec<String> {
        let here = parameters.iter().filter(|one| one["in"] == place);
        here.map(|one| word(&one["name"]).to_owned()).collect()
    };
    Operation {
        method: method.to_uppercase(),
        path: path.to_owned(),
        tag: word(&operation["tags"][0]).to_owned(),
        query: named("query"),
        takes_key: named("header").iter().any(|name| name == "Idempotency-Key"),
    }
}

impl Operation {
    pub fn told(&self) -> String {
        format!("{} {}", self.method, self.path)
    }

    pub fn writes(&self) -> bool {
        self.method != "GET"
    }

    pub fn names_a_row(&self) -> bool {
        self.path.contains('{') || self.path == "/api/v1/tracking-events"
    }

    /// The path with `rows` in its places.
    pub fn fill(&self, rows: &Rows) -> String {
        let (noun, value) = match self.path.split('/').nth(3) {
            Some("orders") => ("{id}", &rows.order),
            Some("products") => ("{id}", &rows.product),
            Some("shipments") => ("{id}", &rows.shipment),
            Some("ledger") => ("{seq}", &rows.seq),
            _ => ("", &rows.sku),
        };
        let filled = if noun.is_empty() { self.path.clone() } else { self.path.replacen(noun, value, 1) };
        assert!(!filled.contains(['{', '}']), "{}: teach `fill` what its path names", self.told());
        filled
    }

    /// A body that the operation obeys when the rows are the caller's own.
    pub fn body(&self, rows: &Rows) -> String {
        if !self.writes() {
            return String::new();
        }
        let event = json!([{"at": START.plus_seconds(60).to_string(), "status": "InTransit", "text": "picked up"}]);
        let body = match (self.method.as_str(), self.path.as_str()) {
            ("POST", "/api/v1/orders") => free_order(),
            ("PATCH", "/api/v1/orders/{id}") => json!({"note": "اتصلوا قبل الوصول"}),
            ("POST", "/api/v1/orders/{id}/cancel") => json!({"reason": "changed her mind"}),
            ("POST", "/api/v1/orders/{id}/payments") => json!({"method": "card", "amount": "230.00"}),
            ("POST", "/api/v1/orders/{id}/shipments") => json!({"carrier": "smsa"}),
            ("POST", "/api/v1/products") => abaya(&format!("{}-NEW", rows.sku)),
            ("PATCH", "/api/v1/products/{id}") => json!({"category": "gowns"}),
            ("POST", "/api/v1/shipments/{id}/events") => json!({"events": event}),
            ("POST", "/api/v1/shipments/{id}/link") => json!({}),
            ("POST", "/api/v1/tracking-events") => {
                json!({"connection": "smsa", "tracking_number": rows.number, "events": event})
            }
            ("POST", "/api/v1/ledger/entries/{seq}/reversal") => json!({"memo": "wrong amount"}),
            _ => panic!("{}: teach `body` what it takes", self.told()),
        };
        body.to_string()
    }
}

/// An order that names no row of anybody.
fn free_order() -> Value {
    let mut order = abaya_order("", "card");
    order["lines"] = json!([{"title": "ثوب", "quantity": 1, "unit_price": "100.00"}]);
    order["discount"] = json!("0.00");
    order
}

/// The secret of every storefront of the tests.
const STOREFRONT_SECRET: &str = "the secret of a storefront";

async fn connected(t: &TestHouse, tag: &str) -> StorefrontId {
    let new = NewStorefront {
        platform: Platform::Shopify,
        name: format!("Store {tag}"),
        secret: Some(STOREFRONT_SECRET.to_owned()),
        actor: "system".to_owned(),
    };
    connect_storefront(&t.house, &t.shop, new).await.expect("a storefront").id
}

/// The id of a message that is kept and waits.
async fn told_by(t: &TestHouse, storefront: StorefrontId) -> String {
    let body = br#"{"id":1}"#;
    let signature = base64_hmac(body, STOREFRONT_SECRET.as_bytes());
    let headers = Headers { topic: Some("products/create"), signature: Some(&signature), ..Headers::default() };
    receive_message(&t.house, &t.shop, storefront, headers, body).await.expect("kept");
    let mut read = t.house.db.read().await.expect("read");
    let told = list_messages(&mut read, t.shop.id, storefront, None, None, 1).await.expect("messages");
    told[0].id.to_string()
}

impl Rows {
    /// Makes one of each; `tag` keeps SKU and number apart from other rows of the shop.
    pub async fn make(t: &TestHouse, tag: &str) -> Self {
        let (sku, number) = (format!("ABAYA-{tag}"), format!("SM-{tag}"));
        let product = post(t, "/api/v1/products", &abaya(&sku)).await;
        let order = post(t, "/api/v1/orders", &abaya_order(&sku, "card")).await;
        let sent = post(t, "/api/v1/orders", &abaya_order(&sku, "card")).await;
        let sent_order = word(&sent["id"]).to_owned();
        let paid = json!({"method": "card", "amount": "230.00"});
        post(t, &format!("/api/v1/orders/{sent_order}/payments"), &paid).await;
        let parcel = json!({"carrier": "smsa", "tracking_number": number});
        let shipment = post(t, &format!("/api/v1/orders/{sent_order}/shipments"), &parcel).await;
        let newest = get(t, "/api/v1/ledger/entries?limit=1").await;
        let email = format!("{}@rows.example", number.to_lowercase());
        let storefront = connected(t, tag).await;
        let person = create_user(&t.house, t.shop.id, Role::Agent, &email, "منى", None).await.expect("a person");
        Self {
            sku,
            product: word(&product["id"]).to_owned(),
            variant: word(&product["variants"][0]["id"]).to_owned(),
            order: word(&order["id"]).to_owned(),
            sent_order,
            shipment: word(&shipment["id"]).to_owned(),
            number,
            seq: newest["items"][0]["seq"].to_string(),
            person: person.to_string(),
            message: told_by(t, storefront).await,
            storefront: storefront.to_string(),
        }
    }

    /// Well-formed names of rows that nobody has.
    pub fn of_nobody() -> Self {
        let order = wasl_base::OrderId::from_number(1).to_string();
        Self {
            sku: "NOBODYS".to_owned(),
            product: wasl_base::ProductId::from_number(1).to_string(),
            variant: wasl_base::VariantId::from_number(1).to_string(),
            sent_order: order.clone(),
            order,
            shipment: wasl_base::ShipmentId::from_number(1).to_string(),
            number: "SM-NOBODYS".to_owned(),
            seq: "1".to_owned(),
            person: wasl_base::UserId::from_number(1).to_string(),
            storefront: wasl_base::StorefrontId::from_number(1).to_string(),
            message: wasl_base::StorefrontMessageId::from_number(1).to_string(),
        }
    }

    /// The first of these that a text betrays.
    pub fn betrayed_by<'a>(&'a self, text: &str) -> Option<&'a str> {
        let ids = [
            &self.sku,
            &self.product,
            &self.variant,
            &self.order,
            &self.sent_order,
            &self.shipment,
            &self.number,
            &self.person,
            &self.storefront,
            &self.message,
        ];
        ids.into_iter().find(|id| text.contains(id.as_str())).map(String::as_str)
    }
}
