//! What was called off or said to be back and reached the customer all the same: order, books and words agree, in
//! whichever order it is told.

use crate::support::{abaya, abaya_order, assert_problem, balances, books_of, get, post, scan, word};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use wasl_platform::testing::{TestHouse, on_both};

const SKU: &str = "ABAYA-BLK-54";

async fn parcel_of(t: &TestHouse, order: &str) -> Value {
    post(t, &format!("/api/v1/orders/{order}/shipments"), &json!({"carrier": "smsa"})).await
}

async fn order(t: &TestHouse, method: &str) -> String {
    let order = word(&post(t, "/api/v1/orders", &abaya_order(SKU, method)).await["id"]).to_owned();
    if method == "card" {
        let body = json!({"method": "card", "gateway": "moyasar", "amount": "230.00"});
        post(t, &format!("/api/v1/orders/{order}/payments"), &body).await;
    }
    order
}

async fn tell(t: &TestHouse, parcel: &Value, event: &Value) {
    let path = format!("/api/v1/shipments/{}/events", word(&parcel["id"]));
    assert_eq!(post(t, &path, &json!({"events": [event]})).await["added"], 1);
}

fn facts(books: &[(String, Vec<String>)]) -> Vec<&str> {
    books.iter().map(|(fact, _)| fact.as_str()).collect()
}

/// Called off while the parcel travels, then handed over: everything as if nobody had called it off.
async fn called_off_and_delivered(t: &TestHouse, method: &str) -> String {
    let order = order(t, method).await;
    let parcel = parcel_of(t, &order).await;
    t.clock.advance_seconds(9 * 3_600);
    tell(t, &parcel, &scan(2, "InTransit", "picked up")).await;
    let path = format!("/api/v1/orders/{order}/cancel");
    let off = post(t, &path, &json!({"reason": "غيّرت العميلة رأيها"})).await;
    assert_eq!(off["state"], "cancelled");
    t.drain().await;
    tell(t, &parcel, &scan(8, "Delivered", "signed for")).await;
    t.drain().await;
    let again = t.api("POST", &path, "{}", None).await;
    assert_problem(&again, 409, "orders.already_delivered", None, "now it is a return");
    order
}

async fn it_stands_again(t: &TestHouse, order: &str) {
    let now = get(t, &format!("/api/v1/orders/{order}")).await;
    assert_eq!((&now["state"], &now["payment_state"]), (&json!("completed"), &json!("paid")));
    assert_eq!((&now["money"]["paid"], &now["money"]["due"]), (&json!("230.00"), &json!("0.00")));
    assert!(now["cancelled_at"].is_string() && now["reinstated_at"].is_string(), "{now}");
    for (lang, pieces) in [("ar", ["أُلغي الطلب", "عاد الطلب قائماً"]), ("en", ["Order cancelled", "Order stands again"])]
    {
        let page = t.page(&format!("/s/nakheel/orders/{order}"), lang).await;
        for piece in pieces {
            assert!(page.body.contains(piece), "{lang}: no {piece}");
        }
    }
    let figures = get(t, "/api/v1/insight/home").await["figures"].clone();
    assert_eq!((&figures["orders_placed"], &figures["orders_cancelled"]), (&json!(1), &json!(0)), "{figures}");
    assert_eq!(figures["sales"][0]["amount"], "230.00", "{figures}");
}

#[tokio::test]
async fn a_cancelled_cash_order_that_is_delivered_after_all_is_a_sale() {
    on_both(wasl::modules, |t| async move {
        post(&t, "/api/v1/products", &abaya(SKU)).await;
        let order = called_off_and_delivered(&t, "cash_on_delivery").await;
        let books = books_of(&t, &order).await;
        assert_eq!(facts(&books), ["shipment.shipped", "shipment.delivered.revenue", "shipment.delivered.cost"]);
        assert!(balances(&t).await.contains(&"1130 230.00".to_owned()), "the carrier owes what it took at the door");
        it_stands_again(&t, &order).await;
    })
    .await;
}

#[tokio::test]
async fn a_cancelled_paid_order_that_is_delivered_after_all_owes_no_refund() {
    on_both(wasl::modules, |t| async move {
        post(&t, "/api/v1/products", &abaya(SKU)).await;
        let order = called_off_and_delivered(&t, "card").await;
        let facts_told = books_of(&t, &order).await;
        assert!(facts(&facts_told).contains(&"entry.reversed"), "P21 is undone by its reversal: {facts_told:?}");
        let held = balances(&t).await;
        assert!(!held.iter().any(|line| line.starts_with("2220") || line.starts_with("2210")), "{held:?}");
        assert!(held.contains(&"2110 -30.00".to_owned()) && held.contains(&"1120 230.00".to_owned()), "{held:?}");
        it_stands_again(&t, &order).await;
    })
    .await;
}

/// Account and minor-free amount of all that an order's entries add up to.
async fn sums_of(t: &TestHouse, order: &str) -> BTreeMap<String, i64> {
    let mut sums = BTreeMap::new();
    for line in books_of(t, order).await.iter().flat_map(|(_, lines)| lines) {
        let words: Vec<&str> = line.split(' ').collect();
        let minor: i64 = words[2].replace('.', "").parse().expect("amount");
        *sums.entry(words[0].to_owned()).or_default() += if words[1] == "D" { minor } else { -minor };
    }
    sums.retain(|_, minor| *minor != 0);
    sums
}

/// Every order in which the scans can come.
fn arrivals() -> Vec<Vec<Value>> {
    let mut back = scan(6, "Exception", "at the shop");
    back["substatus"] = json!("returned");
    let told = [
        scan(2, "InTransit", "picked up"),
        scan(5, "AttemptFail", "nobody there"),
        back,
        scan(8, "Delivered", "signed"),
    ];
    let mut all: Vec<Vec<usize>> = vec![Vec::new()];
    for _ in 0..told.len() {
        all = all
            .iter()
            .flat_map(|some| {
                (0..told.len()).filter(|next| !some.contains(next)).map(|next| [&some[..], &[next]].concat())
            })
            .collect();
    }
    all.into_iter().map(|places| places.into_iter().map(|place| told[place].clone()).collect()).collect()
}

#[tokio::test]
async fn returned_and_delivered_in_any_order_end_in_the_same_books() {
    on_both(wasl::modules, |t| async move {
        post(&t, "/api/v1/products", &abaya(SKU)).await;
        t.clock.advance_seconds(9 * 3_600);
        for method in ["cash_on_delivery", "card"] {
            let mut first: Option<BTreeMap<String, i64>> = None;
            for (turn, scans) in arrivals().into_iter().enumerate() {
                let order = order(&t, method).await;
                let parcel = parcel_of(&t, &order).await;
                for event in &scans {
                    tell(&t, &parcel, event).await;
                    // Half of them hear of each fact alone, the others of all at once.
                    if turn % 2 == 0 {
                        t.drain().await;
                    }
                }
                t.drain().await;
                let sums = sums_of(&t, &order).await;
                assert_eq!((sums.get("1310"), sums.get("1320")), (Some(&-9_000), None), "{method} {scans:?}");
                assert_eq!(first.get_or_insert_with(|| sums.clone()), &sums, "{method} {scans:?}");
                let now = get(&t, &format!("/api/v1/orders/{order}")).await;
                assert_eq!((&now["state"], &now["payment_state"]), (&json!("completed"), &json!("paid")), "{scans:?}");
            }
        }
        balances(&t).await;
    })
    .await;
}
