//! An order that mixes goods of all three VAT categories: each line of the journal says its code, and the summary by code
//! is the order's lines to the minor unit, however it is paid and in however many parcels it goes.

use crate::support::{abaya_order, balances, get, post, scan, word};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use wasl_platform::testing::{TestHouse, on_both};

async fn stock(t: &TestHouse) {
    for (category, price) in [("standard", "99.95"), ("zero", "33.33"), ("exempt", "17.77")] {
        let body = json!({
            "title": {"ar": "صنف", "en": "Thing"},
            "vat_category": category,
            "variants": [{"sku": format!("SKU-{category}"), "price": price, "cost": "10.00"}]
        });
        post(t, "/api/v1/products", &body).await;
    }
}

/// Shipping 23.00 is taxed; the discount of 10.01 falls on all lines.
async fn order(t: &TestHouse, method: &str) -> Value {
    let mut body = abaya_order("", method);
    body["lines"] = json!([
        {"sku": "SKU-standard", "quantity": 3},
        {"sku": "SKU-zero", "quantity": 2},
        {"sku": "SKU-exempt", "quantity": 5}
    ]);
    body["discount"] = json!("10.01");
    post(t, "/api/v1/orders", &body).await
}

fn minor(value: &Value) -> i64 {
    word(value).replace('.', "").parse().expect("an amount")
}

/// By code: net and VAT of the order's lines, shipping with the standard ones.
fn of_lines(order: &Value, into: &mut BTreeMap<String, (i64, i64)>) {
    let mut line_vat = 0;
    for line in order["lines"].as_array().expect("lines") {
        let code = match word(&line["vat_category"]) {
            "standard" => "S15",
            "zero" => "Z",
            _ => "E",
        };
        let (total, vat) = (minor(&line["total"]), minor(&line["vat"]));
        let sums = into.entry(code.to_owned()).or_default();
        sums.0 += total - vat;
        sums.1 += vat;
        line_vat += vat;
    }
    let money = &order["money"];
    let sums = into.entry("S15".to_owned()).or_default();
    sums.0 += minor(&money["shipping"]) + minor(&money["cod_fee"]);
    sums.1 += minor(&money["vat"]) - line_vat;
}

async fn summary(t: &TestHouse) -> BTreeMap<String, (i64, i64)> {
    let found = get(t, "/api/v1/ledger/vat-summary?from=2020-01-01").await;
    let rows = found["rows"].as_array().expect("rows");
    rows.iter().map(|row| (word(&row["code"]).to_owned(), (minor(&row["base"]), minor(&row["tax"])))).collect()
}

/// Two parcels: some pieces of each line, then the rest.
async fn send(t: &TestHouse, order: &Value) {
    let id = word(&order["id"]);
    let pieces = |line: &Value| json!({"line": line["id"], "quantity": 1});
    let some: Vec<Value> = order["lines"].as_array().expect("lines").iter().map(pieces).collect();
    for body in [json!({"carrier": "smsa", "lines": some}), json!({"carrier": "aramex"})] {
        let parcel = post(t, &format!("/api/v1/orders/{id}/shipments"), &body).await;
        let path = format!("/api/v1/shipments/{}/events", word(&parcel["id"]));
        let events = [scan(2, "InTransit", "picked up"), scan(8, "Delivered", "signed for")];
        post(t, &path, &json!({"events": events})).await;
    }
    t.drain().await;
}

#[tokio::test]
async fn the_summary_by_code_is_the_orders_lines() {
    on_both(wasl::modules, |t| async move {
        stock(&t).await;
        t.clock.advance_seconds(9 * 3_600);
        let mut expect = BTreeMap::new();
        let cash = order(&t, "cash_on_delivery").await;
        assert_eq!(summary(&t).await, expect, "nothing is due before the delivery");
        send(&t, &cash).await;
        of_lines(&cash, &mut expect);
        assert_eq!(summary(&t).await, expect, "cash at the door, in two parcels");

        let paid = order(&t, "card").await;
        let path = format!("/api/v1/orders/{}/payments", word(&paid["id"]));
        let total = minor(&paid["money"]["total"]);
        for part in [7_777, total - 7_777] {
            let amount = format!("{}.{:02}", part / 100, part % 100);
            post(&t, &path, &json!({"method": "card", "amount": amount})).await;
        }
        of_lines(&paid, &mut expect);
        assert_eq!(summary(&t).await, expect, "with the money, in two instalments");
        send(&t, &paid).await;
        assert_eq!(summary(&t).await, expect, "the delivery changes nothing of it");

        let tax: i64 = expect.values().map(|(_, tax)| tax).sum();
        let held = balances(&t).await;
        assert!(held.contains(&format!("2110 -{}.{:02}", tax / 100, tax % 100)), "{tax} {held:?}");
        for (lang, pieces) in [("ar", ["النسبة الأساسية", "معفى"]), ("en", ["Standard rate", "Exempt"])]
        {
            let page = t.page("/s/nakheel/books?from=2020-01-01", lang).await;
            for piece in pieces {
                assert!(page.body.contains(piece), "{lang}: no {piece}");
            }
        }
    })
    .await;
}

/// Paid in two parts under two rates, called off years after: each part goes back under the code it was booked with.
#[tokio::test]
async fn a_cancellation_takes_back_the_codes_of_the_payments() {
    on_both(wasl::modules, |t| async move {
        stock(&t).await;
        t.clock.advance_seconds(9 * 3_600);
        let mut body = abaya_order("", "card");
        body["lines"] = json!([{"sku": "SKU-standard", "quantity": 3}, {"sku": "SKU-zero", "quantity": 2}]);
        body["placed_at"] = json!("2020-06-20T10:00:00+03:00");
        let order = post(&t, "/api/v1/orders", &body).await;
        let path = format!("/api/v1/orders/{}", word(&order["id"]));
        let total = minor(&order["money"]["total"]);
        let parts = [("2020-06-30T23:59:59+03:00", 7_777), ("2020-07-01T00:00:00+03:00", total - 7_777)];
        for (at, part) in parts {
            let amount = format!("{}.{:02}", part / 100, part % 100);
            let pay = json!({"method": "card", "amount": amount, "paid_at": at});
            post(&t, &format!("{path}/payments"), &pay).await;
        }
        let paid = summary(&t).await;
        assert_eq!(paid.keys().map(String::as_str).collect::<Vec<_>>(), ["S15", "S5", "Z"], "{paid:?}");
        post(&t, &format!("{path}/cancel"), &json!({})).await;
        assert_eq!(summary(&t).await, BTreeMap::new());
        let amount = format!("{}.{:02}", total / 100, total % 100);
        assert_eq!(balances(&t).await, [format!("1120 {amount}"), format!("2220 -{amount}")]);
    })
    .await;
}

/// A payment is reversed by mistake, restored by reversing the reversal, and so on: what stands is taken back, no more.
#[tokio::test]
async fn a_payment_reversed_and_restored_is_taken_back_as_it_stands() {
    on_both(wasl::modules, |t| async move {
        stock(&t).await;
        for reversals in 0..4 {
            let mut body = abaya_order("", "card");
            body["lines"] = json!([{"sku": "SKU-standard", "quantity": 1}]);
            let order = post(&t, "/api/v1/orders", &body).await;
            let path = format!("/api/v1/orders/{}", word(&order["id"]));
            let pay = json!({"method": "card", "amount": word(&order["money"]["total"])});
            post(&t, &format!("{path}/payments"), &pay).await;
            let mut newest = wasl_ledger::read::head(&mut t.house.db.read().await.expect("read"), t.shop.id)
                .await
                .expect("head")
                .seq;
            for _ in 0..reversals {
                let date = t.house.clock.now().date_in(&t.shop.zone);
                let command = wasl_ledger::ReverseEntry { seq: newest, date, memo: None };
                newest = wasl_ledger::reverse_entry(&t.house, &t.shop, command).await.expect("reversed");
            }
            post(&t, &format!("{path}/cancel"), &json!({})).await;
            assert_eq!(summary(&t).await, BTreeMap::new(), "{reversals} reversals");
        }
        let held = balances(&t).await;
        // Two of the four stood and are owed back.
        assert_eq!(held.len(), 2, "{held:?}");
        assert!(held[0].starts_with("1120 ") && held[1].starts_with("2220 -"), "{held:?}");
    })
    .await;
}
