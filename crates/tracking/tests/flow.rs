//! The life of a parcel over the API, on both engines: fulfilled whole or in parts, scanned, delivered, brought back.

mod support;

use serde_json::{Value, json};
use support::*;
use wasl_base::CalendarDate;
use wasl_events::Status;
use wasl_platform::testing::{TestHouse, on_both};
use wasl_tracking::read;

#[tokio::test]
async fn a_whole_order_becomes_one_parcel_once_per_key() {
    on_both(rooms, |t: TestHouse| async move {
        let order = place(&t, &good_order()).await;
        let path = format!("/api/v1/orders/{}/shipments", word(&order["id"]));
        let body = json!({"carrier": "smsa", "tracking_number": "SM1"}).to_string();
        let first = t.api("POST", &path, &body, Some("key-1")).await;
        let again = t.api("POST", &path, &body, Some("key-1")).await;
        assert_eq!((first.status.as_u16(), &first.body), (201, &again.body));
        assert_eq!(again.header("idempotency-replayed"), "true");
        let other = json!({"carrier": "aramex"}).to_string();
        let reply = t.api("POST", &path, &other, Some("key-1")).await;
        assert_problem(&reply, 422, "platform.idempotency_mismatch", None);
        let more = t.api("POST", &path, &body, Some("key-2")).await;
        assert_problem(&more, 409, "orders.nothing_to_fulfil", None);

        let made = first.json();
        assert_eq!((&made["status"], &made["milestone"]), (&json!("Pending"), &json!("created")));
        assert_eq!((&made["connection"], &made["promised_on"]), (&json!("smsa"), &json!("2026-11-25")));
        assert_eq!(order_now(&t, &order).await["state"], "fulfilled");
        assert_eq!(rows(&t).await, (1, 0, 1));
        let held = row_of(&t, &made).await;
        assert_eq!((held.share.total(), held.share.cost, held.first_name.as_deref()), (25_300, 9_000, Some("نورة")));
        let found = t.api("GET", &format!("/api/v1/shipments/{}", word(&made["id"])), "", None).await.json();
        assert_eq!((&found["tracking_url"], &found["events"]), (&made["tracking_url"], &json!([])));
    })
    .await;
}

#[tokio::test]
async fn parts_of_an_order_carry_parts_of_its_money() {
    on_both(rooms, |t: TestHouse| async move {
        let order = place(&t, &good_order()).await;
        let line = |place: usize, quantity: i64| json!({"line": order["lines"][place]["id"], "quantity": quantity});
        let one = fulfil(&t, &order, json!({"carrier": "smsa", "lines": [line(0, 1)]})).await;
        assert_eq!(one.status, 201, "{}", one.body);
        assert_eq!(order_now(&t, &order).await["state"], "partly_fulfilled");
        let too_many = fulfil(&t, &order, json!({"carrier": "smsa", "lines": [line(1, 1), line(0, 2)]})).await;
        assert_problem(&too_many, 409, "orders.too_many_pieces", Some("/lines/1/quantity"));
        let rest = fulfil(&t, &order, json!({"carrier": "aramex"})).await;
        assert_eq!(rest.status, 201, "{}", rest.body);
        assert_eq!(order_now(&t, &order).await["state"], "fulfilled");

        let (one, rest) = (row_of(&t, &one.json()).await, row_of(&t, &rest.json()).await);
        assert_eq!(one.share.total() + rest.share.total(), 25_300);
        assert_eq!((one.share.cost, rest.share.cost), (4_000, 5_000));
        let mut read = t.house.db.read().await.expect("read");
        let lines = read::lines_of(&mut read, t.shop.id, rest.id).await.expect("lines");
        let pieces: Vec<i64> = lines.iter().map(|line| line.quantity).collect();
        assert_eq!(pieces, [1, 1], "one piece of each line was left");
    })
    .await;
}

#[tokio::test]
async fn a_delivered_parcel_pays_its_cash_and_fills_the_books() {
    on_both(rooms, |t: TestHouse| async move {
        let order = place(&t, &good_order()).await;
        let shipment = parcel_of(&t, &order, "SM1").await;
        t.clock.advance_seconds(5 * 3_600);
        let way = [
            scan(1, "InfoReceived", "a"),
            scan(2, "InTransit", "b"),
            with_sub(scan(3, "InTransit", "c"), "arrived_in_city"),
            scan(4, "OutForDelivery", "d"),
            with_sub(scan(5, "Delivered", "e"), "cash_collected"),
        ];
        for (place, status) in
            ["InfoReceived", "InTransit", "InTransit", "OutForDelivery", "Delivered"].iter().enumerate()
        {
            assert_eq!(told(&t, &shipment, &way[place..=place]).await, (1, 0, (*status).to_owned()));
        }
        let now = order_now(&t, &order).await;
        assert_eq!((&now["state"], &now["payment_state"]), (&json!("completed"), &json!("paid")));
        let held = row_of(&t, &shipment).await.state;
        assert_eq!(held.shipped_at, Some(wasl_platform::testing::START.plus_seconds(2 * 3_600)));
        assert_eq!(held.arrived_at, Some(wasl_platform::testing::START.plus_seconds(3 * 3_600)));
        assert_eq!(money_facts(&t, order_id(&order)).await, [("delivered", 25_300, 9_000), ("shipped", 25_300, 9_000)]);
        t.drain().await;
        let mut read = t.house.db.read().await.expect("read");
        let entries =
            wasl_ledger::read::entries_of_order(&mut read, t.shop.id, order_id(&order)).await.expect("entries");
        assert_eq!(entries.len(), 3, "P02, P13 and P14");
    })
    .await;
}

#[tokio::test]
async fn a_refused_parcel_comes_back_unpaid() {
    on_both(rooms, |t: TestHouse| async move {
        let order = place(&t, &good_order()).await;
        let shipment = parcel_of(&t, &order, "SM1").await;
        t.clock.advance_seconds(9 * 3_600);
        let way = [
            scan(2, "InTransit", ""),
            scan(4, "AttemptFail", ""),
            with_sub(scan(6, "InTransit", ""), "returning"),
            with_sub(scan(8, "Exception", ""), "returned"),
        ];
        assert_eq!(told(&t, &shipment, &way).await.0, 4);
        let now = order_now(&t, &order).await;
        assert_eq!((&now["state"], &now["payment_state"]), (&json!("returned"), &json!("refused")));
        assert_eq!(money_facts(&t, order_id(&order)).await, [("returned", 25_300, 9_000), ("shipped", 25_300, 9_000)]);
        assert!(!row_of(&t, &shipment).await.state.is_open());
        assert_eq!(told(&t, &shipment, &way).await.1, 4, "told again, nothing new");
        assert_eq!(money_facts(&t, order_id(&order)).await.len(), 2);
    })
    .await;
}

/// What a carrier says after the customer has it is kept and moves nothing: sending back is a return of its own.
#[tokio::test]
async fn delivered_stays_delivered() {
    on_both(rooms, |t: TestHouse| async move {
        let order = place(&t, &good_order()).await;
        let shipment = parcel_of(&t, &order, "SM1").await;
        t.clock.advance_seconds(30 * 3_600);
        assert_eq!(told(&t, &shipment, &[scan(10, "Delivered", "")]).await.2, "Delivered");
        let facts = money_facts(&t, order_id(&order)).await;
        for (place, late) in [
            scan(3, "InTransit", "late"),
            scan(12, "InTransit", "strange"),
            scan(13, "AttemptFail", "stranger"),
            scan(14, "Delivered", "twice"),
            with_sub(scan(15, "Exception", "back"), "returned"),
        ]
        .into_iter()
        .enumerate()
        {
            assert_eq!(told(&t, &shipment, &[late]).await, (1, 0, "Delivered".to_owned()), "{place}");
        }
        assert_eq!(money_facts(&t, order_id(&order)).await, facts);
        let now = order_now(&t, &order).await;
        assert_eq!((&now["state"], &now["payment_state"]), (&json!("completed"), &json!("paid")));
        let state = row_of(&t, &shipment).await.state;
        assert_eq!(state.delivered_at, Some(wasl_platform::testing::START.plus_seconds(10 * 3_600)), "the first time");
        assert_eq!(rows(&t).await.1, 6, "all kept");
    })
    .await;
}

#[tokio::test]
async fn a_new_promise_reaches_open_parcels_only() {
    on_both(rooms, |t: TestHouse| async move {
        let order = place(&t, &good_order()).await;
        let line = |place: usize| json!([{"line": order["lines"][place]["id"], "quantity": 1}]);
        let done = fulfil(&t, &order, json!({"carrier": "smsa", "lines": line(0)})).await.json();
        let open = fulfil(&t, &order, json!({"carrier": "smsa", "lines": line(1)})).await.json();
        told(&t, &done, &[scan(0, "Delivered", "")]).await;
        t.drain().await;
        let path = format!("/api/v1/orders/{}", word(&order["id"]));
        let reply = t.api("PATCH", &path, &json!({"promised_on": "2026-11-28"}).to_string(), None).await;
        assert_eq!(reply.status, 200, "{}", reply.body);
        t.drain().await;
        let day = |text: &str| Some(text.parse::<CalendarDate>().expect("a day"));
        assert_eq!(row_of(&t, &open).await.promised_on, day("2026-11-28"));
        assert_eq!(
            row_of(&t, &done).await.promised_on,
            day("2026-11-25"),
            "judged by the promise it was brought under"
        );
    })
    .await;
}

#[tokio::test]
async fn lists_filter_and_go_on_by_cursor() {
    on_both(rooms, |t: TestHouse| async move {
        let mut all: Vec<Value> = Vec::new();
        for number in 0..5 {
            let order = place(&t, &good_order()).await;
            all.push(parcel_of(&t, &order, &format!("SM{number}")).await);
            t.clock.advance_seconds(1);
        }
        told(&t, &all[0], &[scan(0, "Delivered", "")]).await;
        told(&t, &all[1], &[scan(0, "Exception", "")]).await;
        let ids = |body: &Value| -> Vec<Value> {
            body["items"].as_array().expect("items").iter().map(|one| one["id"].clone()).collect()
        };
        let list = async |query: &str| t.api("GET", &format!("/api/v1/shipments{query}"), "", None).await.json();
        let first = list("?limit=3").await;
        let rest = list(&format!("?limit=3&cursor={}", word(&first["next_cursor"]))).await;
        let seen: Vec<Value> = ids(&first).into_iter().chain(ids(&rest)).collect();
        let newest_first: Vec<Value> = all.iter().rev().map(|one| one["id"].clone()).collect();
        assert_eq!((seen, rest.get("next_cursor")), (newest_first, None));
        let order = format!("?order={}", word(&all[3]["order"]));
        for (query, expect) in [
            ("?status=Delivered", vec![0]),
            ("?filter=open", vec![4, 3, 2, 1]),
            ("?filter=trouble", vec![1]),
            ("?filter=late", vec![]),
            (order.as_str(), vec![3]),
        ] {
            let expect: Vec<Value> = expect.into_iter().map(|place: usize| all[place]["id"].clone()).collect();
            assert_eq!(ids(&list(query).await), expect, "{query}");
        }
        t.clock.advance_seconds(5 * 86_400);
        assert_eq!(ids(&list("?filter=late").await).len(), 4);
        t.drain().await;
        let mut read = t.house.db.read().await.expect("read");
        let mut open = read::count_open(&mut read, t.shop.id).await.expect("counts");
        open.sort_by_key(|(status, _)| status.as_str());
        assert_eq!(open, [(Status::Exception, 1), (Status::Pending, 3)]);
    })
    .await;
}
