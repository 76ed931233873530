//! The catalogue over the API, and orders that name its variants, on both engines.

mod support;

use serde_json::{Value, json};
use support::{assert_problem, good_order, place, rooms};
use wasl_platform::testing::{Reply, TestHouse, on_both};

fn abaya() -> Value {
    json!({
        "title": {"ar": "عباية كريب", "en": "Crepe abaya"},
        "category": "abayas",
        "variants": [
            {"sku": "AB-54", "title": {"ar": "أسود 54", "en": "black 54"}, "price": "230.00", "cost": "90.00", "weight_grams": 450},
            {"sku": "AB-56", "price": "240.00"}
        ]
    })
}

async fn create(t: &TestHouse, body: &Value) -> Reply {
    t.api("POST", "/api/v1/products", &body.to_string(), None).await
}

#[tokio::test]
async fn a_product_is_made_read_and_changed() {
    on_both(rooms, |t: TestHouse| async move {
        let first = t.api("POST", "/api/v1/products", &abaya().to_string(), Some("p1")).await;
        assert_eq!(first.status, 201, "{}", first.body);
        let again = t.api("POST", "/api/v1/products", &abaya().to_string(), Some("p1")).await;
        assert_eq!(first.body, again.body);
        let product = first.json();
        let path = format!("/api/v1/products/{}", product["id"].as_str().expect("id"));
        assert_eq!(t.api("GET", &path, "", None).await.json(), product);

        let change = json!({"version": 1, "title": {"ar": "عباية"}, "category": null, "variants": [
            {"sku": "AB-56", "price": "250.00", "active": false}, {"sku": "AB-58", "price": "260.00"}
        ]});
        let changed = t.api("PATCH", &path, &change.to_string(), None).await;
        assert_eq!(changed.status, 200, "{}", changed.body);
        let changed = changed.json();
        assert_eq!((&changed["version"], &changed["title"]), (&json!(2), &json!({"ar": "عباية"})));
        let variants = changed["variants"].as_array().expect("variants");
        assert_eq!(variants.len(), 3);
        assert_eq!((&variants[1]["price"], &variants[1]["active"]), (&json!("250.00"), &json!(false)));
        let stale = t.api("PATCH", &path, &json!({"version": 1, "active": false}).to_string(), None).await;
        assert_problem(&stale, 409, "orders.version_conflict", None);
        let (_, stranger) = t.other_shop().await;
        assert_problem(&t.api_as(&stranger, "GET", &path, "", None).await, 404, "orders.product_not_found", None);
        assert_problem(&t.api_as(&stranger, "PATCH", &path, "{}", None).await, 404, "orders.product_not_found", None);
        let listed = t.api("GET", "/api/v1/products?limit=1", "", None).await.json();
        assert_eq!(listed["items"][0], changed);
        assert!(listed.get("next_cursor").is_none());
    })
    .await;
}

#[tokio::test]
async fn wrong_products_are_told_by_field() {
    on_both(rooms, |t: TestHouse| async move {
        assert_eq!(create(&t, &abaya()).await.status, 201);
        let mut other = abaya();
        other["variants"][0]["sku"] = json!("AB-99");
        assert_problem(&create(&t, &other).await, 409, "orders.sku_taken", Some("/variants/1/sku"));
        for (pointer, value, code, field) in [
            ("/title", json!({}), "orders.required", "/title"),
            ("/title/ar", json!("ن".repeat(201)), "orders.too_long", "/title/ar"),
            ("/variants", json!([]), "orders.required", "/variants"),
            ("/variants/1/sku", json!("AB-54"), "orders.duplicate_sku", "/variants/1/sku"),
            ("/variants/0/sku", json!(" "), "orders.required", "/variants/0/sku"),
            ("/variants/0/price", json!("-1"), "orders.negative_amount", "/variants/0/price"),
            ("/variants/0/price", json!("1.001"), "orders.too_many_decimals", "/variants/0/price"),
            ("/variants/0/price", json!(1.5), "platform.bad_field", "/variants/0/price"),
            ("/variants/0/cost", json!("abc"), "orders.not_an_amount", "/variants/0/cost"),
            ("/variants/0/currency", json!("XXX"), "orders.unknown_currency", "/variants/0/currency"),
            ("/variants/0/weight_grams", json!(-1), "orders.out_of_range", "/variants/0/weight_grams"),
            ("/vat_category", json!("none"), "orders.unknown_word", "/vat_category"),
        ] {
            let mut body = abaya();
            if value.is_object() || body.pointer(pointer).is_some() {
                *body.pointer_mut(pointer).expect("a field") = value;
            } else {
                let (parent, name) = pointer.rsplit_once('/').expect("a pointer");
                body.pointer_mut(parent).expect("its parent")[name] = value;
            }
            assert_problem(&create(&t, &body).await, 422, code, Some(field));
        }
        assert_eq!(t.api("GET", "/api/v1/products", "", None).await.json()["items"].as_array().map(Vec::len), Some(1));
    })
    .await;
}

#[tokio::test]
async fn a_line_copies_what_the_catalogue_says() {
    on_both(rooms, |t: TestHouse| async move {
        let product = create(&t, &abaya()).await.json();
        let mut body = good_order();
        body["lines"] = json!([
            {"sku": "AB-54", "quantity": 2},
            {"variant": product["variants"][1]["id"], "quantity": 1, "title": "عباية هدية", "unit_price": "200.00"}
        ]);
        let order = place(&t, &body).await;
        let line = &order["lines"][0];
        assert_eq!((&line["title"], &line["unit_price"]), (&json!("عباية كريب · أسود 54"), &json!("230.00")));
        assert_eq!((&line["weight_grams"], &line["category"]), (&json!(450), &json!("abayas")));
        let gift = &order["lines"][1];
        assert_eq!((&gift["title"], &gift["sku"]), (&json!("عباية هدية"), &json!("AB-56")));

        body["lines"] = json!([{"sku": "AB-00", "quantity": 1}]);
        let reply = t.api("POST", "/api/v1/orders", &body.to_string(), None).await;
        assert_problem(&reply, 422, "orders.unknown_reference", Some("/lines/0/sku"));
        body["currency"] = json!("KWD");
        body["discount"] = json!("0");
        body["lines"] = json!([{"sku": "AB-54", "quantity": 1}]);
        let reply = t.api("POST", "/api/v1/orders", &body.to_string(), None).await;
        assert_problem(&reply, 422, "orders.mixed_currency", Some("/lines/0/sku"));

        let path = format!("/api/v1/products/{}", product["id"].as_str().expect("id"));
        t.api("PATCH", &path, r#"{"active":false}"#, None).await;
        body["currency"] = json!("SAR");
        let reply = t.api("POST", "/api/v1/orders", &body.to_string(), None).await;
        assert_problem(&reply, 409, "orders.variant_inactive", Some("/lines/0/sku"));
    })
    .await;
}

/// Every address of this room is described, with its security and its bodies by name.
#[tokio::test]
async fn the_api_is_described() {
    on_both(rooms, |t: TestHouse| async move {
        let description = t.api("GET", "/api/openapi.json", "", None).await.json();
        for (path, methods) in [
            ("/api/v1/orders", vec!["get", "post"]),
            ("/api/v1/orders/{id}", vec!["get", "patch"]),
            ("/api/v1/orders/{id}/cancel", vec!["post"]),
            ("/api/v1/orders/{id}/payments", vec!["post"]),
            ("/api/v1/products", vec!["get", "post"]),
            ("/api/v1/products/{id}", vec!["get", "patch"]),
        ] {
            for method in methods {
                assert!(description["paths"][path][method].is_object(), "{method} {path}");
            }
        }
        for name in [
            "Order",
            "OrderLine",
            "NewOrder",
            "OrderChange",
            "OrderCancellation",
            "NewPayment",
            "Product",
            "NewProduct",
        ] {
            assert!(description["components"]["schemas"][name].is_object(), "{name}");
        }
    })
    .await;
}
