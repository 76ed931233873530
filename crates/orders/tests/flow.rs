//! The life of an order over the API, on both engines: placed, paid, shipped, delivered, cancelled, changed.

mod support;

use serde_json::json;
use support::{assert_problem, get, good_order, order_id, place, post, rooms};
use wasl_base::ShipmentId;
use wasl_orders::{MarkFulfilled, Taken, mark_delivered_in, mark_fulfilled_in, mark_returned_in, read};
use wasl_platform::testing::{TestHouse, on_both};

/// Puts pieces into a shipment as the room of parcels would; answers the shipment and what it carries.
async fn fulfil(t: &TestHouse, order: wasl_base::OrderId, lines: Vec<Taken>) -> (ShipmentId, wasl_events::SaleShare) {
    let stamp = t.house.stamp();
    let shipment: ShipmentId = stamp.id();
    let command = MarkFulfilled { order, shipment, lines, fulfilled_at: stamp.now };
    let context = (stamp, t.shop.clone(), command);
    let fulfilled = t
        .house
        .db
        .write(context, |tx, (stamp, shop, command)| Box::pin(mark_fulfilled_in(tx, stamp, shop, command)))
        .await
        .expect("fulfilled");
    (shipment, fulfilled.share)
}

async fn deliver(t: &TestHouse, order: wasl_base::OrderId, shipment: ShipmentId) -> wasl_orders::Order {
    let context = (t.house.stamp(), t.shop.clone());
    t.house
        .db
        .write(context, move |tx, (stamp, shop)| {
            Box::pin(mark_delivered_in(tx, stamp, shop, order, shipment, stamp.now))
        })
        .await
        .expect("delivered")
        .order
}

async fn send_back(t: &TestHouse, order: wasl_base::OrderId, shipment: ShipmentId) -> wasl_orders::Order {
    let context = (t.house.stamp(), t.shop.clone());
    t.house
        .db
        .write(context, move |tx, (stamp, shop)| {
            Box::pin(mark_returned_in(tx, stamp, shop, order, shipment, stamp.now))
        })
        .await
        .expect("returned")
}

#[tokio::test]
async fn an_order_is_placed_and_read_back() {
    on_both(rooms, |t: TestHouse| async move {
        let order = place(&t, &good_order()).await;
        assert_eq!(order["number"], "1001");
        assert_eq!((&order["state"], &order["payment_state"]), (&json!("placed"), &json!("unpaid")));
        assert_eq!(order["money"]["total"], "253.00");
        assert_eq!(order["money"]["vat"], "33.00");
        assert_eq!(order["money"]["due"], "253.00");
        assert_eq!(order["phone"], "+966501234567");
        assert_eq!(order["address"]["recipient"], "نورة العتيبي");
        assert_eq!(order["lines"][1]["customisation"], "تطريز: نورة");
        assert_eq!(get(&t, &order["id"]).await, order);
        assert_eq!(place(&t, &good_order()).await["number"], "1002");
    })
    .await;
}

#[tokio::test]
async fn one_person_is_one_customer() {
    on_both(rooms, |t: TestHouse| async move {
        let first = place(&t, &good_order()).await;
        let mut body = good_order();
        body["customer"] = json!({"phone": "+966 50 123 4567", "external_ref": "cust-7"});
        let second = place(&t, &body).await;
        body["customer"] = json!({"external_ref": "cust-7", "email": "other@example.com"});
        let third = place(&t, &body).await;
        body["customer"] = json!({"name": "نورة العتيبي"});
        let stranger = place(&t, &body).await;
        assert_eq!(first["customer_id"], second["customer_id"]);
        assert_eq!(first["customer_id"], third["customer_id"]);
        assert_ne!(first["customer_id"], stranger["customer_id"]);
    })
    .await;
}

#[tokio::test]
async fn a_payment_is_posted_with_the_order() {
    on_both(rooms, |t: TestHouse| async move {
        let order = place(&t, &good_order()).await;
        let pay = json!({"method": "card", "gateway": "moyasar", "amount": "253.00", "external_ref": "pay-1"});
        let reply = post(&t, &order["id"], "payments", pay.clone()).await;
        assert_eq!(reply.status, 201, "{}", reply.body);
        let paid = reply.json();
        assert_eq!((&paid["payment_state"], &paid["money"]["due"]), (&json!("paid"), &json!("0.00")));
        assert_eq!(balances(&t).await, [("1120".into(), 25_300), ("2110".into(), -3_300), ("2210".into(), -22_000)]);
        // Told twice, kept once.
        let again = post(&t, &order["id"], "payments", pay).await;
        assert_eq!(again.status, 201, "{}", again.body);
        assert_eq!(again.json()["payments"].as_array().expect("payments").len(), 1);
        assert_eq!(balances(&t).await[0].1, 25_300);
        let other = json!({"method": "card", "amount": "1.00", "external_ref": "pay-1"});
        let reply = post(&t, &order["id"], "payments", other).await;
        assert_problem(&reply, 409, "orders.payment_ref_taken", Some("/external_ref"));
    })
    .await;
}

#[tokio::test]
async fn instalments_and_overpayment_are_kept() {
    on_both(rooms, |t: TestHouse| async move {
        let order = place(&t, &good_order()).await;
        let pay = |amount: &str| json!({"method": "bank_transfer", "amount": amount});
        let first = post(&t, &order["id"], "payments", pay("100.00")).await.json();
        assert_eq!((&first["payment_state"], &first["money"]["due"]), (&json!("partly_paid"), &json!("153.00")));
        let second = post(&t, &order["id"], "payments", pay("160.00")).await.json();
        assert_eq!((&second["payment_state"], &second["money"]["paid"]), (&json!("overpaid"), &json!("260.00")));
        let expect =
            [("1020".into(), 26_000), ("2110".into(), -3_300), ("2210".into(), -22_000), ("2250".into(), -700)];
        assert_eq!(balances(&t).await, expect);
        let cancelled = post(&t, &order["id"], "cancel", json!({"reason": "غيّرت رأيها"})).await.json();
        assert_eq!((&cancelled["state"], &cancelled["payment_state"]), (&json!("cancelled"), &json!("refund_due")));
        assert_eq!(balances(&t).await, [("1020".into(), 26_000), ("2220".into(), -26_000)]);
    })
    .await;
}

#[tokio::test]
async fn a_paid_order_is_cancelled_into_a_refund() {
    on_both(rooms, |t: TestHouse| async move {
        let order = place(&t, &good_order()).await;
        post(&t, &order["id"], "payments", json!({"method": "card", "amount": "253.00"})).await;
        let reply = post(&t, &order["id"], "cancel", json!({"version": 1})).await;
        assert_problem(&reply, 409, "orders.version_conflict", None);
        let cancelled = post(&t, &order["id"], "cancel", json!({"version": 2, "reason": "نفد المخزون"})).await.json();
        assert_eq!((&cancelled["state"], &cancelled["cancel_reason"]), (&json!("cancelled"), &json!("نفد المخزون")));
        assert_eq!(balances(&t).await, [("1120".into(), 25_300), ("2220".into(), -25_300)]);
        assert_problem(&post(&t, &order["id"], "cancel", json!({})).await, 409, "orders.already_cancelled", None);
        let pay = post(&t, &order["id"], "payments", json!({"method": "card", "amount": "1.00"})).await;
        assert_problem(&pay, 409, "orders.already_cancelled", None);
    })
    .await;
}

#[tokio::test]
async fn parcels_carry_the_order_s_money_and_complete_it() {
    on_both(rooms, |t: TestHouse| async move {
        let placed = place(&t, &good_order()).await;
        let order = order_id(&placed);
        let line = placed["lines"][0]["id"].as_str().expect("line").parse().expect("id");
        let (first, one) = fulfil(&t, order, vec![Taken { line, quantity: 1 }]).await;
        assert_eq!(get(&t, &placed["id"]).await["state"], "partly_fulfilled");
        let (second, rest) = fulfil(&t, order, Vec::new()).await;
        assert_eq!(get(&t, &placed["id"]).await["state"], "fulfilled");
        assert_eq!((one.total() + rest.total(), one.vat + rest.vat, one.cost + rest.cost), (25_300, 3_300, 9_000));

        assert_eq!(deliver(&t, order, first).await.state.as_str(), "fulfilled");
        let reply = post(&t, &placed["id"], "cancel", json!({})).await;
        assert_problem(&reply, 409, "orders.already_delivered", None);
        let done = deliver(&t, order, second).await;
        assert_eq!(done.state.as_str(), "completed");
        assert_eq!(deliver(&t, order, second).await, done, "told twice, it changes nothing");
        let mut read = t.house.db.read().await.expect("read");
        let fulfilments = read::order_fulfilments(&mut read, t.shop.id, order).await.expect("fulfilments");
        assert_eq!(fulfilments.iter().map(|one| one.share.total()).sum::<i64>(), 25_300);
    })
    .await;
}

#[tokio::test]
async fn cash_at_the_door_is_paid_by_delivery_or_refused() {
    on_both(rooms, |t: TestHouse| async move {
        let mut body = good_order();
        body["payment_method"] = json!("cash_on_delivery");
        body["cod_fee"] = json!("11.50");
        let placed = place(&t, &body).await;
        let part = post(&t, &placed["id"], "payments", json!({"method": "card", "amount": "10.00"})).await;
        assert_problem(&part, 409, "orders.cash_order_in_parts", Some("/amount"));
        let cash = post(&t, &placed["id"], "payments", json!({"method": "cash_on_delivery", "amount": "264.50"})).await;
        assert_problem(&cash, 409, "orders.cash_is_collected_at_the_door", Some("/method"));
        let (shipment, share) = fulfil(&t, order_id(&placed), Vec::new()).await;
        assert_eq!(share.total(), 26_450);
        let done = deliver(&t, order_id(&placed), shipment).await;
        assert_eq!((done.state.as_str(), done.payment.as_str(), done.paid), ("completed", "paid", 26_450));

        let refused = place(&t, &body).await;
        let (shipment, _) = fulfil(&t, order_id(&refused), Vec::new()).await;
        let back = send_back(&t, order_id(&refused), shipment).await;
        assert_eq!((back.state.as_str(), back.payment.as_str()), ("returned", "refused"));

        let beforehand = place(&t, &body).await;
        let pay = json!({"method": "bank_transfer", "amount": "264.50"});
        let paid = post(&t, &beforehand["id"], "payments", pay).await.json();
        assert_eq!((&paid["payment_method"], &paid["payment_state"]), (&json!("bank_transfer"), &json!("paid")));
    })
    .await;
}

#[tokio::test]
async fn an_order_changes_until_it_is_shipped_or_paid() {
    on_both(rooms, |t: TestHouse| async move {
        let placed = place(&t, &good_order()).await;
        let path = format!("/api/v1/orders/{}", placed["id"].as_str().expect("id"));
        let patch = |body: serde_json::Value| {
            let (t, path) = (&t, &path);
            async move { t.api("PATCH", path, &body.to_string(), None).await }
        };
        let moved = patch(json!({
            "version": 1, "address": {"city": "جدة", "recipient": "هند الدوسري"}, "phone": "0559876543",
            "promised_on": "2026-11-27", "note": "الباب الأزرق"
        }))
        .await;
        assert_eq!(moved.status, 200, "{}", moved.body);
        let moved = moved.json();
        assert_eq!((&moved["address"]["city"], &moved["version"]), (&json!("جدة"), &json!(2)));
        assert_eq!((&moved["phone"], &moved["promised_on"]), (&json!("+966559876543"), &json!("2026-11-27")));
        assert_problem(&patch(json!({"version": 1, "note": "x"})).await, 409, "orders.version_conflict", None);
        assert_eq!(search(&t, "الدوسري").await, 1);
        assert_eq!(search(&t, "نورة").await, 0);
        assert_eq!(search(&t, "0559876543").await, 1);

        let cleared = patch(json!({"note": null, "promised_on": null})).await.json();
        assert!(cleared.get("note").is_none() && cleared.get("promised_on").is_none());
        let lines = json!({"lines": [{"title": "ثوب", "quantity": 3, "unit_price": "115.00"}], "discount": "0", "shipping": "0"});
        let changed = patch(lines.clone()).await.json();
        assert_eq!((&changed["money"]["total"], &changed["money"]["vat"]), (&json!("345.00"), &json!("45.00")));
        assert_eq!(changed["lines"].as_array().expect("lines").len(), 1);

        post(&t, &placed["id"], "payments", json!({"method": "card", "amount": "345.00"})).await;
        assert_problem(&patch(lines.clone()).await, 409, "orders.lines_are_paid", Some("/lines"));
        fulfil(&t, order_id(&placed), Vec::new()).await;
        assert_problem(&patch(lines).await, 409, "orders.lines_are_shipped", Some("/lines"));
    })
    .await;
}

async fn search(t: &TestHouse, question: &str) -> usize {
    let encoded = wasl_platform::web::encode(question);
    let reply = t.api("GET", &format!("/api/v1/orders?q={encoded}"), "", None).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    reply.json()["items"].as_array().expect("items").len()
}

/// The trial balance: account and debit less credit in minor units, by account, where it is not zero.
async fn balances(t: &TestHouse) -> Vec<(String, i64)> {
    let today = t.house.stamp().now.date_in(&t.shop.zone);
    let mut read = t.house.db.read().await.expect("read");
    let balance = wasl_ledger::read::trial_balance(&mut read, t.shop.id, today).await.expect("trial balance");
    assert!(balance.is_balanced());
    balance.rows.iter().map(|row| (row.account.to_string(), row.net().minor)).filter(|(_, net)| *net != 0).collect()
}
