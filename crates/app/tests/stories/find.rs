//! One question to everything: orders, customers and parcels of this shop, by number, telephone, name and city in any
//! writing, on the page and over the API, and nothing of another shop's.

use crate::operations::Rows;
use crate::support::{abaya, abaya_order, call, get, post, word};
use serde_json::{Value, json};
use wasl_platform::testing::{Reply, TestHouse, on_both};
use wasl_platform::web::encode;
use wasl_platform::{Scope, create_api_key};

async fn ask(t: &TestHouse, question: &str) -> Reply {
    t.page(&format!("/s/nakheel/find?q={}", encode(question)), "en").await
}

/// An order of somebody, to a city; its id.
async fn order_of(t: &TestHouse, number: &str, name: &str, phone: &str, city: &str) -> String {
    let mut order = abaya_order("A-1", "card");
    order["number"] = json!(number);
    order["customer"] = json!({"name": name, "phone": phone});
    order["address"] = json!({"country": "SA", "city": city, "recipient": name});
    word(&post(t, "/api/v1/orders", &order).await["id"]).to_owned()
}

fn kinds_and_ids(answer: &Value) -> Vec<(String, String)> {
    let items = answer["items"].as_array().expect("items");
    items.iter().map(|hit| (word(&hit["kind"]).to_owned(), word(&hit["id"]).to_owned())).collect()
}

#[tokio::test]
async fn every_way_to_ask_finds_the_order() {
    on_both(wasl::modules, |t| async move {
        post(&t, "/api/v1/products", &abaya("A-1")).await;
        let noura = order_of(&t, "NK-70", "نورة العتيبي", "0501234567", "الرياض").await;
        let khalid = order_of(&t, "NK-71", "Khalid Al-Shehri", "0559876543", "Jeddah").await;
        for (question, found, other) in [
            ("Nora", &noura, &khalid),
            ("نوره", &noura, &khalid),
            ("Noura Alotaibi", &noura, &khalid),
            ("+966 50 123 4567", &noura, &khalid),
            ("٠٥٠١٢٣٤٥٦٧", &noura, &khalid),
            ("4567", &noura, &khalid),
            ("ar-Riyad", &noura, &khalid),
            ("خالد الشهري", &khalid, &noura),
            ("الشهري", &khalid, &noura),
            ("جدة", &khalid, &noura),
            ("00966559876543", &khalid, &noura),
        ] {
            let page = ask(&t, question).await;
            assert_eq!(page.status, 200, "{question}");
            assert!(
                page.body.contains(&format!("/orders/{found}")),
                "{question} does not find its order: {}",
                page.body
            );
            assert!(!page.body.contains(&format!("/orders/{other}")), "{question} finds the other: {}", page.body);
            assert!(page.body.contains("/orders?customer=cus_"), "{question} finds no customer");
        }
        let page = ask(&t, "Nora").await;
        assert!(page.body.contains("Sounds like what you typed"), "{}", page.body);
        assert!(!ask(&t, "نورة").await.body.contains("Sounds like what you typed"));
    })
    .await;
}

#[tokio::test]
async fn a_whole_number_opens_what_bears_it() {
    on_both(wasl::modules, |t| async move {
        let rows = Rows::make(&t, "A").await;
        let number = word(&get(&t, &format!("/api/v1/orders/{}", rows.order)).await["number"]).to_owned();
        for (question, path) in [
            (number.as_str(), format!("/s/nakheel/orders/{}", rows.order)),
            ("SM-A", format!("/s/nakheel/shipments/{}", rows.shipment)),
            ("sm a", format!("/s/nakheel/shipments/{}", rows.shipment)),
        ] {
            let reply = ask(&t, question).await;
            assert_eq!((reply.status.as_u16(), reply.header("location")), (303, path.as_str()), "{question}");
        }
        assert_eq!(ask(&t, "no such words").await.status, 200);
        for (question, words) in
            [("", "What you can look for"), ("no such words", "Nothing found"), ("%", "Nothing found")]
        {
            let page = ask(&t, question).await;
            assert!(page.body.contains(words), "{question}: {}", page.body);
        }
        assert_eq!(ask(&t, "a\0b").await.status, 422);
        assert_eq!(ask(&t, &"ن ".repeat(5_000)).await.status, 200, "a long question is cut, not refused");
    })
    .await;
}

#[tokio::test]
async fn the_orders_of_a_customer_are_a_list() {
    on_both(wasl::modules, |t| async move {
        post(&t, "/api/v1/products", &abaya("A-1")).await;
        let noura = order_of(&t, "NK-70", "نورة العتيبي", "0501234567", "الرياض").await;
        let khalid = order_of(&t, "NK-71", "Khalid Al-Shehri", "0559876543", "Jeddah").await;
        let customer = word(&get(&t, &format!("/api/v1/orders/{noura}")).await["customer_id"]).to_owned();
        let page = t.page(&format!("/s/nakheel/orders?customer={customer}"), "en").await;
        assert!(page.body.contains("Orders of ") && page.body.contains(&noura), "{}", page.body);
        assert!(!page.body.contains(&khalid), "{}", page.body);
        let page = t.page("/s/nakheel/orders?customer=cus_0000000000000", "en").await;
        assert!(page.status.is_client_error(), "{}", page.status);
    })
    .await;
}

#[tokio::test]
async fn nobody_finds_what_another_shop_has() {
    on_both(wasl::modules, |t| async move {
        let rows = Rows::make(&t, "A").await;
        let (_, foreign) = t.other_shop().await;
        for question in ["1001", "SM-A", "نورة", "Noura", "0551112233", "2233", "الرياض", "Riyadh"] {
            let path = format!("/api/v1/search?q={}", encode(question));
            let own = get(&t, &path).await;
            let reply = call(&t, &foreign, "GET", &path, &[], "").await;
            assert_eq!(reply.json()["items"], json!([]), "{question}; its owner finds {own}");
            assert_eq!(rows.betrayed_by(&reply.body), None, "{question}");
        }
        assert_ne!(get(&t, "/api/v1/search?q=2233").await["items"], json!([]), "the owner finds it by its end");
    })
    .await;
}

#[tokio::test]
async fn a_key_finds_what_its_scopes_let_it_read() {
    on_both(wasl::modules, |t| async move {
        let rows = Rows::make(&t, "A").await;
        let kinds_for = async |scope: Scope, kinds: &str| {
            let key = create_api_key(&t.house, &t.shop, "search", &[scope]).await.expect("key").secret;
            let path = format!("/api/v1/search?q=1002{kinds}");
            call(&t, &key, "GET", &path, &[], "").await
        };
        let orders = kinds_for(Scope::OrdersRead, "").await.json();
        assert_eq!(kinds_and_ids(&orders), [("order".to_owned(), rows.sent_order.clone())]);
        let parcels = kinds_for(Scope::TrackingRead, "").await.json();
        assert_eq!(kinds_and_ids(&parcels), [("shipment".to_owned(), rows.shipment.clone())]);
        for (scope, kinds, status, code) in [
            (Scope::OrdersRead, "&kinds=shipment", 403, "platform.scope_missing"),
            (Scope::TrackingRead, "&kinds=order,shipment", 403, "platform.scope_missing"),
            (Scope::LedgerRead, "", 403, "platform.scope_missing"),
            (Scope::OrdersRead, "&kinds=house", 422, "orders.unknown_word"),
        ] {
            let reply = kinds_for(scope, kinds).await;
            assert_eq!(reply.status, status, "{kinds}: {}", reply.body);
            assert!(reply.body.contains(code), "{kinds}: {}", reply.body);
        }
    })
    .await;
}

#[tokio::test]
async fn a_long_answer_goes_by_cursor() {
    on_both(wasl::modules, |t| async move {
        post(&t, "/api/v1/products", &abaya("A-1")).await;
        for place in 0..5 {
            order_of(&t, &format!("NK-{place}"), "نورة العتيبي", &format!("055000000{place}"), "الرياض").await;
        }
        let whole = kinds_and_ids(&get(&t, "/api/v1/search?q=Nora").await);
        assert_eq!(whole.len(), 10, "five orders and their customers");
        let (mut pages, mut cursor) = (Vec::new(), String::new());
        for _ in 0..whole.len() {
            let page = get(&t, &format!("/api/v1/search?q=Nora&limit=3{cursor}")).await;
            pages.extend(kinds_and_ids(&page));
            let Some(next) = page["next_cursor"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        assert_eq!(pages, whole);
        let best = get(&t, &format!("/api/v1/search?q={}&limit=1", encode("نورة"))).await;
        assert_eq!(best["items"][0]["matched"], "whole");
        assert_eq!(get(&t, "/api/v1/search?q=Nora&limit=1").await["items"][0]["matched"], "sound");
        assert_eq!(get(&t, "/api/v1/search").await["items"], json!([]));
    })
    .await;
}
