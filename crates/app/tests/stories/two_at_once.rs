//! Two at once: the same request many times, and verbs that race for one order. The books and the states always agree.

use crate::support::{abaya, abaya_order, balances, books_of, get, post, scan, word};
use futures::future::{join, join_all};
use serde_json::{Value, json};
use wasl_platform::testing::{Reply, TestHouse, on_both};

const SKU: &str = "ABAYA-BLK-54";
const CALLERS: usize = 50;
const RACES: usize = 8;

async fn orders(t: &TestHouse, count: usize) -> Vec<String> {
    post(t, "/api/v1/products", &abaya(SKU)).await;
    let mut made = Vec::new();
    for _ in 0..count {
        made.push(word(&post(t, "/api/v1/orders", &abaya_order(SKU, "card")).await["id"]).to_owned());
    }
    made
}

fn code(reply: &Reply) -> String {
    if reply.status.is_success() { "done".to_owned() } else { word(&reply.json()["code"]).to_owned() }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn fifty_equal_requests_make_one_order() {
    on_both(wasl::modules, |t| async move {
        post(&t, "/api/v1/products", &abaya(SKU)).await;
        let body = abaya_order(SKU, "card").to_string();
        let calls = (0..CALLERS).map(|_| t.api("POST", "/api/v1/orders", &body, Some("checkout-1")));
        let replies = join_all(calls).await;
        for reply in &replies {
            assert_eq!((reply.status.as_u16(), &reply.body), (201, &replies[0].body));
        }
        let first_hand = replies.iter().filter(|reply| reply.header("idempotency-replayed").is_empty()).count();
        assert_eq!(first_hand, 1, "one was placed, the others were told of it");
        let listed = get(&t, "/api/v1/orders").await;
        assert_eq!(listed["items"].as_array().map(Vec::len), Some(1));
        let next = post(&t, "/api/v1/orders", &abaya_order(SKU, "card")).await;
        assert_eq!(next["number"], "1002", "no number was lost");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn cancel_and_pay_agree_whoever_is_first() {
    on_both(wasl::modules, |t| async move {
        let orders = orders(&t, RACES).await;
        let races = orders.iter().enumerate().map(|(place, order)| cancel_against_pay(&t, order, place % 2 == 0));
        join_all(races).await;
        t.drain().await;
        let mut refunds = 0;
        for order in &orders {
            let now = get(&t, &format!("/api/v1/orders/{order}")).await;
            let facts: Vec<String> = books_of(&t, order).await.into_iter().map(|(fact, _)| fact).collect();
            assert_eq!(now["state"], "cancelled");
            match word(&now["payment_state"]) {
                "refund_due" => {
                    refunds += 1;
                    assert_eq!(facts, ["order.paid", "order.cancelled"]);
                }
                "not_due" => assert_eq!(facts, Vec::<String>::new()),
                other => panic!("{other}: {now}"),
            }
        }
        let owed = format!("{}.00", refunds * 230);
        let expect = if refunds == 0 { vec![] } else { vec![format!("1120 {owed}"), format!("2220 -{owed}")] };
        assert_eq!(balances(&t).await, expect);
    })
    .await;
}

async fn cancel_against_pay(t: &TestHouse, order: &str, cancel_first: bool) {
    let (cancel_path, pay_path) =
        (format!("/api/v1/orders/{order}/cancel"), format!("/api/v1/orders/{order}/payments"));
    let pay = t.api("POST", &pay_path, r#"{"method":"card","amount":"230.00"}"#, None);
    let cancel = t.api("POST", &cancel_path, "{}", None);
    let (cancelled, paid) = if cancel_first {
        join(cancel, pay).await
    } else {
        let (paid, cancelled) = join(pay, cancel).await;
        (cancelled, paid)
    };
    assert_eq!(code(&cancelled), "done", "{}", cancelled.body);
    assert!(["done", "orders.already_cancelled"].contains(&code(&paid).as_str()), "{}", paid.body);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_goods_of_an_order_leave_once() {
    on_both(wasl::modules, |t| async move {
        let order = orders(&t, 1).await.remove(0);
        let path = format!("/api/v1/orders/{order}/shipments");
        let calls = (0..10).map(|_| t.api("POST", &path, r#"{"carrier":"smsa"}"#, None));
        let mut codes: Vec<String> = join_all(calls).await.iter().map(code).collect();
        codes.sort();
        assert_eq!(codes.remove(0), "done");
        assert_eq!(codes, vec!["orders.nothing_to_fulfil"; 9]);
        let found = get(&t, &format!("/api/v1/shipments?order={order}")).await;
        assert_eq!(found["items"].as_array().map(Vec::len), Some(1));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_event_told_by_many_counts_once() {
    on_both(wasl::modules, |t| async move {
        let order = orders(&t, 1).await.remove(0);
        let parcel = post(&t, &format!("/api/v1/orders/{order}/shipments"), &json!({"carrier": "smsa"})).await;
        t.clock.advance_seconds(3 * 3_600);
        let path = format!("/api/v1/shipments/{}/events", word(&parcel["id"]));
        let body =
            json!({"events": [scan(1, "InTransit", "picked up"), scan(2, "Delivered", "signed for")]}).to_string();
        let replies = join_all((0..20).map(|_| t.api("POST", &path, &body, None))).await;
        let added: Vec<Value> = replies.iter().map(|reply| reply.json()["added"].clone()).collect();
        assert_eq!(added.iter().filter(|count| **count == json!(2)).count(), 1, "{added:?}");
        assert_eq!(added.iter().filter(|count| **count == json!(0)).count(), 19, "{added:?}");
        t.drain().await;
        let facts: Vec<String> = books_of(&t, &order).await.into_iter().map(|(fact, _)| fact).collect();
        assert_eq!(facts, ["shipment.shipped", "shipment.delivered.revenue", "shipment.delivered.cost"]);
        balances(&t).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn twins_under_one_key_get_one_answer() {
    on_both(wasl::modules, |t| async move {
        for (place, order) in orders(&t, RACES).await.into_iter().enumerate() {
            // Each of these refuses to be done twice: the twin must be told of the first, not of its own lateness.
            let (verb, body) = if place % 2 == 0 { ("shipments", r#"{"carrier":"smsa"}"#) } else { ("cancel", "{}") };
            let path = format!("/api/v1/orders/{order}/{verb}");
            let key = format!("twins-{place}");
            let replies = join_all((0..4).map(|_| t.api("POST", &path, body, Some(&key)))).await;
            for reply in &replies {
                assert!(reply.status.is_success(), "{verb}: {}", reply.body);
                assert_eq!(reply.json()["id"], replies[0].json()["id"]);
            }
            let first_hand = replies.iter().filter(|reply| reply.header("idempotency-replayed").is_empty()).count();
            assert_eq!(first_hand, 1, "{verb} was done once");
        }
    })
    .await;
}

/// Each caller is told the order that its own change made, whatever the others made of it right after.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn every_change_is_answered_with_what_it_made() {
    on_both(wasl::modules, |t| async move {
        let order = orders(&t, 1).await.remove(0);
        let path = format!("/api/v1/orders/{order}");
        let change = async |pieces: usize| {
            let body = json!({"lines": [{"sku": SKU, "quantity": pieces}], "note": format!("{pieces} pieces")});
            let reply = t.api("PATCH", &path, &body.to_string(), None).await;
            assert_eq!(reply.status, 200, "{}", reply.body);
            let made = reply.json();
            assert_eq!(
                (&made["lines"][0]["quantity"], &made["note"]),
                (&json!(pieces), &json!(format!("{pieces} pieces")))
            );
            made["version"].as_i64().expect("version")
        };
        let mut versions = join_all((1..=CALLERS).map(change)).await;
        versions.sort_unstable();
        assert_eq!(versions, (2..2 + CALLERS as i64).collect::<Vec<_>>(), "one after the other");
    })
    .await;
}

/// Called off and handed over at once: whoever is first, the parcel is with the customer and the order stands.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn cancel_and_delivery_agree_whoever_is_first() {
    on_both(wasl::modules, |t| async move {
        let orders = orders(&t, RACES).await;
        t.clock.advance_seconds(9 * 3_600);
        let race = async |order: &String| {
            let pay = json!({"method": "card", "amount": "230.00"});
            post(&t, &format!("/api/v1/orders/{order}/payments"), &pay).await;
            let parcel = post(&t, &format!("/api/v1/orders/{order}/shipments"), &json!({"carrier": "smsa"})).await;
            let tell = json!({"events": [scan(8, "Delivered", "signed for")]}).to_string();
            let events = format!("/api/v1/shipments/{}/events", word(&parcel["id"]));
            let cancel = format!("/api/v1/orders/{order}/cancel");
            let (told, off) = join(t.api("POST", &events, &tell, None), t.api("POST", &cancel, "{}", None)).await;
            assert_eq!(code(&told), "done");
            assert!(["done", "orders.already_delivered"].contains(&code(&off).as_str()), "{}", off.body);
        };
        join_all(orders.iter().map(race)).await;
        t.drain().await;
        for order in &orders {
            let now = get(&t, &format!("/api/v1/orders/{order}")).await;
            assert_eq!((&now["state"], &now["payment_state"]), (&json!("completed"), &json!("paid")));
        }
        let held = balances(&t).await;
        assert!(!held.iter().any(|line| line.starts_with("2220") || line.starts_with("2210")), "{held:?}");
    })
    .await;
}
