//! What the tests of storefronts share: the rooms, a connected store of each make, and messages as they send them.

#![allow(dead_code, reason = "each test file uses its own part")]

use axum::body::Body;
use axum::http::Request;
use serde_json::{Value, json};
use wasl_base::{ShopId, StorefrontId};
use wasl_orders::Order;
use wasl_platform::Module;
use wasl_platform::testing::{Reply, TestHouse};
use wasl_storefronts::{MessageState, NewStorefront, Platform, base64_hmac, change_secret, connect_storefront, read};

/// The secret of every connection of the tests.
pub const SECRET: &str = "a secret of a storefront";

pub fn rooms() -> Vec<Module> {
    vec![
        wasl_ledger::module(),
        wasl_customers::module(),
        wasl_orders::module(),
        wasl_tracking::module(),
        wasl_storefronts::module(),
    ]
}

pub async fn connect(t: &TestHouse, platform: Platform) -> StorefrontId {
    let new = NewStorefront {
        platform,
        name: "المتجر الرئيسي".to_owned(),
        secret: Some(SECRET.to_owned()),
        actor: "system".to_owned(),
    };
    connect_storefront(&t.house, &t.shop, new).await.expect("connected").id
}

pub async fn rotate(t: &TestHouse, id: StorefrontId, secret: &str) {
    change_secret(&t.house, &t.shop, id, Some(secret), "system").await.expect("changed");
}

/// A message as a store of this make sends it.
pub struct Call<'a> {
    pub platform: Platform,
    pub topic: &'a str,
    pub webhook_id: &'a str,
    pub body: String,
    pub secret: &'a str,
}

impl<'a> Call<'a> {
    pub fn of(platform: Platform, topic: &'a str, body: &Value) -> Self {
        Self { platform, topic, webhook_id: "w-1", body: body.to_string(), secret: SECRET }
    }

    pub async fn send(&self, t: &TestHouse, id: StorefrontId) -> Reply {
        let names = self.platform.header_names();
        let request = Request::builder()
            .method("POST")
            .uri(format!("/hooks/{}/{id}", t.shop.short))
            .header("content-type", "application/json")
            .header(names.topic, self.topic)
            .header(names.webhook_id, self.webhook_id)
            .header(names.signature, base64_hmac(self.body.as_bytes(), self.secret.as_bytes()));
        t.send(request.body(Body::from(self.body.clone())).expect("request")).await
    }
}

/// Tells and has it looked at.
pub async fn tell(t: &TestHouse, id: StorefrontId, platform: Platform, topic: &str, body: &Value) {
    let reply = Call::of(platform, topic, body).send(t, id).await;
    assert_eq!(reply.status, 202, "{}", reply.body);
    t.drain().await;
}

/// 230.00 with VAT in it: two pieces at 100.00 less 10.00, and 40.00 of shipping.
pub fn shopify_order(id: i64, second: i64) -> Value {
    json!({
        "id": id,
        "name": format!("#{id}"),
        "order_number": id,
        "created_at": "2026-11-22T08:00:00+03:00",
        "processed_at": "2026-11-22T08:00:00+03:00",
        "updated_at": format!("2026-11-22T09:00:{second:02}+03:00"),
        "currency": "SAR",
        "taxes_included": true,
        "total_price": "230.00",
        "total_tax": "30.00",
        "total_discounts": "10.00",
        "total_outstanding": "230.00",
        "financial_status": "pending",
        "cancelled_at": null,
        "cancel_reason": null,
        "payment_gateway_names": ["moyasar"],
        "email": "Noura@Example.com",
        "phone": "+966555987654",
        "customer_locale": "ar",
        "note": "اتصلوا قبل الوصول",
        "customer": { "id": 7_001, "first_name": "نورة", "last_name": "العتيبي", "email": "noura@example.com" },
        "shipping_address": {
            "name": "نورة العتيبي", "address1": "طريق أنس بن مالك", "address2": null, "city": "جدة",
            "province": "مكة المكرمة", "zip": "13522", "country_code": "SA", "phone": "0555987654"
        },
        "line_items": [{
            "id": id * 10 + 1, "title": "عباية كريب", "variant_title": "أسود / 54", "sku": "AB-54", "quantity": 2,
            "price": "100.00", "total_discount": "0.00", "taxable": true, "grams": 700,
            "discount_allocations": [{ "amount": "10.00" }],
            "properties": [{ "name": "تطريز", "value": "نورة" }, { "name": "_cart_key", "value": "x" }]
        }],
        "shipping_lines": [{ "price": "50.00", "discounted_price": "40.00" }],
        "fulfillments": [],
        "refunds": []
    })
}

pub fn paid(mut order: Value) -> Value {
    order["financial_status"] = json!("paid");
    order["total_outstanding"] = json!("0.00");
    order
}

pub fn cancelled(mut order: Value) -> Value {
    order["cancelled_at"] = order["updated_at"].clone();
    order["cancel_reason"] = json!("customer");
    order
}

/// 230.00: two pieces at 100.00 before tax less 10.00 of a coupon, 10.00 of shipping, 30.00 of tax.
pub fn woo_order(id: i64, second: i64) -> Value {
    json!({
        "id": id,
        "number": id.to_string(),
        "status": "pending",
        "currency": "SAR",
        "date_created_gmt": "2026-11-22T05:00:00",
        "date_modified_gmt": format!("2026-11-22T06:00:{second:02}"),
        "date_paid_gmt": null,
        "prices_include_tax": false,
        "discount_total": "10.00",
        "shipping_total": "10.00",
        "total": "230.00",
        "total_tax": "30.00",
        "customer_id": 12,
        "payment_method": "moyasar",
        "customer_note": "",
        "billing": {
            "first_name": "نورة", "last_name": "العتيبي", "email": "noura@example.com", "phone": "٠٥٥٥٩٨٧٦٥٤",
            "address_1": "طريق أنس بن مالك", "city": "جدة", "country": "SA"
        },
        "shipping": { "first_name": "", "last_name": "", "address_1": "", "city": "" },
        "line_items": [{
            "id": id * 10 + 1, "name": "عباية كريب", "product_id": 3, "variation_id": 0, "quantity": 2, "sku": "AB-54",
            "subtotal": "200.00", "total": "190.00", "total_tax": "28.50", "price": 95,
            "meta_data": [{ "key": "pa_color", "value": "black", "display_key": "اللون", "display_value": "أسود" }]
        }],
        "shipping_lines": [{ "id": 9, "method_title": "SMSA", "total": "10.00", "total_tax": "1.50" }],
        "fee_lines": [],
        "refunds": []
    })
}

pub async fn order_of(t: &TestHouse, reference: &str) -> Option<Order> {
    let mut read = t.house.db.read().await.expect("read");
    wasl_orders::read::find_order_by_external_ref(&mut read, t.shop.id, reference).await.expect("asked")
}

/// Every message's state and code, oldest first.
pub async fn states(t: &TestHouse, shop: ShopId, id: StorefrontId) -> Vec<(MessageState, Option<String>)> {
    let mut read = t.house.db.read().await.expect("read");
    let mut rows = read::list_messages(&mut read, shop, id, None, None, 1_000).await.expect("messages");
    rows.reverse();
    rows.into_iter().map(|row| (row.state, row.code)).collect()
}
