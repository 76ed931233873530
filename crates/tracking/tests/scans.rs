//! Scans as carriers really send them, on both engines: twice, late, out of order, ahead of time, all at once, under a
//! number that was used before.

mod support;

use futures::future::join_all;
use serde_json::{Value, json};
use std::sync::Arc;
use support::*;
use wasl_base::SeededChance;
use wasl_platform::testing::{TestHouse, on_both};
use wasl_tracking::model::State;
use wasl_tracking::read;

#[tokio::test]
async fn a_scan_told_twice_is_kept_once() {
    on_both(rooms, |t: TestHouse| async move {
        let shipment = parcel(&t).await;
        let one = scan(0, "InTransit", "Departed");
        assert_eq!(told(&t, &shipment, &[one.clone(), one.clone()]).await, (1, 1, "InTransit".into()));
        assert_eq!(told(&t, &shipment, std::slice::from_ref(&one)).await, (0, 1, "InTransit".into()));
        // The same instant written otherwise is another telling: the time counts as sent.
        let mut elsewhere = one.clone();
        elsewhere["at"] = json!("2026-11-22T12:00:00+03:00");
        assert_eq!(told(&t, &shipment, &[elsewhere]).await.0, 1);
        for (name, value) in [("code", "D"), ("place", "مكة"), ("text", "departed")] {
            let mut other = one.clone();
            other[name] = json!(value);
            assert_eq!(told(&t, &shipment, &[other]).await.0, 1, "{name} tells scans apart");
        }
        // How we read it is no part of it.
        let mut reread = one.clone();
        reread["status"] = json!("Delivered");
        assert_eq!(told(&t, &shipment, &[reread]).await, (0, 1, "InTransit".into()));
        assert_eq!(rows(&t).await.1, 5);
    })
    .await;
}

#[tokio::test]
async fn the_carrier_s_own_id_goes_before_its_words() {
    on_both(rooms, |t: TestHouse| async move {
        let (one, other) = (parcel(&t).await, parcel(&t).await);
        let with_id = |id: &str, text: &str| {
            let mut scan = scan(0, "InTransit", text);
            scan["id"] = json!(id);
            scan
        };
        assert_eq!(told(&t, &one, &[with_id("7", "a"), with_id("7", "corrected"), with_id("8", "a")]).await.0, 2);
        assert_eq!(told(&t, &one, &[scan(0, "InTransit", "a")]).await.0, 1, "without an id it is told by its words");
        assert_eq!(told(&t, &other, &[with_id("7", "a")]).await.0, 1, "another parcel's event");
        let answer = t.api("GET", &format!("/api/v1/shipments/{}", word(&one["id"])), "", None).await.json();
        let texts: Vec<&str> = answer["events"].as_array().expect("events").iter().map(|e| word(&e["text"])).collect();
        assert!(!texts.contains(&"corrected"), "the first telling is kept: {texts:?}");
    })
    .await;
}

/// A way with a failed attempt, a second round, and two scans within one minute.
fn way() -> Vec<Value> {
    vec![
        scan(-30, "InfoReceived", "label"),
        scan(-28, "InTransit", "picked up"),
        scan(-20, "InTransit", "left hub"),
        with_sub(scan(-10, "InTransit", "in city"), "arrived_in_city"),
        scan(-6, "OutForDelivery", "van"),
        scan(-4, "AttemptFail", "nobody home"),
        scan(-4, "InTransit", "back at depot"),
        scan(-2, "OutForDelivery", "van again"),
        with_sub(scan(-1, "Delivered", "signed"), "cash_collected"),
    ]
}

fn shuffled(chance: &SeededChance, mut scans: Vec<Value>) -> Vec<Value> {
    for place in (1..scans.len()).rev() {
        let other = usize::try_from(chance.below(place as u64 + 1)).expect("a place");
        scans.swap(place, other);
    }
    scans
}

/// Tells the scans in the order given, cut into requests, some told twice; answers the row and what was said.
async fn follow(t: &TestHouse, chance: &SeededChance, scans: &[Value]) -> (State, Vec<(&'static str, i64, i64)>) {
    let order = place(t, &good_order()).await;
    let shipment = parcel_of(t, &order, "SM1").await;
    let mut rest = scans;
    while !rest.is_empty() {
        let size = 1 + usize::try_from(chance.below(3)).expect("a size");
        let (now, later) = rest.split_at(size.min(rest.len()));
        told(t, &shipment, now).await;
        if chance.below(3) == 0 {
            assert_eq!(told(t, &shipment, now).await.0, 0);
        }
        rest = later;
    }
    (row_of(t, &shipment).await.state, money_facts(t, order_id(&order)).await)
}

#[tokio::test]
async fn every_order_of_arrival_ends_the_same() {
    on_both(rooms, |t: TestHouse| async move {
        let returning: Vec<Value> = way()
            .into_iter()
            .take(7)
            .chain([
                with_sub(scan(-2, "InTransit", "turned"), "returning"),
                with_sub(scan(-1, "Exception", "back"), "returned"),
            ])
            .collect();
        let chance = SeededChance::new(7);
        for (story, end) in [(way(), "delivered"), (returning, "returned"), (way()[..8].to_vec(), "")] {
            let straight = follow(&t, &chance, &story).await;
            let mut kinds: Vec<&str> = straight.1.iter().map(|fact| fact.0).collect();
            kinds.retain(|kind| *kind != "shipped");
            assert_eq!(
                (kinds, straight.1.len()),
                (vec![end; usize::from(!end.is_empty())], 1 + usize::from(!end.is_empty()))
            );
            for _ in 0..12 {
                let mixed = shuffled(&chance, story.clone());
                assert_eq!(follow(&t, &chance, &mixed).await, straight, "{mixed:?}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn thirty_two_tell_the_same_at_once() {
    on_both(rooms, |t: TestHouse| async move {
        let t = Arc::new(t);
        let order = place(&t, &good_order()).await;
        let shipment = parcel_of(&t, &order, "SM1").await;
        let event = [scan(0, "Delivered", "signed")];
        let answers = join_all((0..32).map(|_| told(&t, &shipment, &event))).await;
        assert_eq!(answers.iter().map(|answer| answer.0).sum::<i64>(), 1);
        assert_eq!(answers.iter().map(|answer| answer.1).sum::<i64>(), 31);
        assert!(answers.iter().all(|answer| answer.2 == "Delivered"));
        assert_eq!(money_facts(&t, order_id(&order)).await.len(), 2);
        // Different scans at once: none is lost and the sum is right.
        let open = parcel(&t).await;
        let many: Vec<[Value; 1]> =
            (0..16).map(|n| [scan(-n, if n == 0 { "OutForDelivery" } else { "InTransit" }, "x")]).collect();
        let answers = join_all(many.iter().map(|event| told(&t, &open, event))).await;
        assert!(answers.iter().all(|answer| answer.0 == 1));
        let state = row_of(&t, &open).await.state;
        assert_eq!(state.status().as_str(), "OutForDelivery");
        assert_eq!(state.shipped_at, Some(wasl_platform::testing::START.plus_seconds(-15 * 3_600)));
    })
    .await;
}

#[tokio::test]
async fn a_scan_ahead_of_time_is_kept_and_moves_nothing_until_its_time() {
    on_both(rooms, |t: TestHouse| async move {
        let order = place(&t, &good_order()).await;
        let shipment = parcel_of(&t, &order, "SM1").await;
        let ahead = [scan(48, "Delivered", "signed")];
        assert_eq!(told(&t, &shipment, &ahead).await, (1, 0, "Pending".into()));
        assert_eq!(told(&t, &shipment, &ahead).await, (0, 1, "Pending".into()));
        assert_eq!(money_facts(&t, order_id(&order)).await, []);
        let path = format!("/api/v1/shipments/{}", word(&shipment["id"]));
        let kept = t.api("GET", &path, "", None).await.json()["events"].clone();
        assert_eq!((kept.as_array().map(Vec::len), &kept[0]["is_from_the_future"]), (Some(1), &json!(true)));
        let console = t.page(&format!("/s/nakheel/shipments/{}", word(&shipment["id"])), "en").await;
        assert!(console.body.contains("dated in the future"), "{}", console.body);
        // A clock that runs an hour fast is nothing to speak of.
        assert_eq!(told(&t, &shipment, &[scan(1, "InTransit", "")]).await, (1, 0, "InTransit".into()));
        // Two days on, the carrier tells it again: now it is true, and once.
        t.clock.advance_seconds(48 * 3_600);
        assert_eq!(told(&t, &shipment, &ahead).await, (1, 0, "Delivered".into()));
        assert_eq!(told(&t, &shipment, &ahead).await, (0, 1, "Delivered".into()));
        assert_eq!(money_facts(&t, order_id(&order)).await.len(), 2);
        assert_eq!(rows(&t).await.1, 2);
    })
    .await;
}

async fn told_by_number(t: &TestHouse, connection: &str, number: &str, events: &[Value]) -> Vec<(String, i64)> {
    let body = json!({"connection": connection, "tracking_number": number, "events": events}).to_string();
    let reply = t.api("POST", "/api/v1/tracking-events", &body, None).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    let answers = reply.json();
    answers
        .as_array()
        .expect("a list")
        .iter()
        .map(|one| (word(&one["shipment"]["id"]).to_owned(), one["added"].as_i64().expect("a count")))
        .collect()
}

#[tokio::test]
async fn a_number_used_again_means_the_newest_parcel_that_existed() {
    on_both(rooms, |t: TestHouse| async move {
        let (first, second) = {
            let order = place(&t, &good_order()).await;
            let first = parcel_of(&t, &order, "SM1").await;
            t.clock.advance_seconds(48 * 3_600);
            let order = place(&t, &good_order()).await;
            (first, parcel_of(&t, &order, "SM1").await)
        };
        let order = place(&t, &good_order()).await;
        let elsewhere =
            fulfil(&t, &order, json!({"carrier": "smsa", "connection": "smsa-2", "tracking_number": "SM1"}))
                .await
                .json();
        t.clock.advance_seconds(10 * 3_600);
        let id = |shipment: &Value| word(&shipment["id"]).to_owned();
        let events = [scan(47, "Delivered", ""), scan(49, "InTransit", ""), scan(-5, "InfoReceived", "")];
        let answers = told_by_number(&t, "smsa", "SM1", &events).await;
        assert_eq!(answers, [(id(&first), 2), (id(&second), 1)]);
        assert_eq!(told_by_number(&t, "smsa", "SM1", &events).await, [(id(&first), 0), (id(&second), 0)]);
        assert_eq!(told_by_number(&t, "smsa-2", "SM1", &events[1..2]).await, [(id(&elsewhere), 1)]);
        assert_eq!(row_of(&t, &first).await.state.status().as_str(), "Delivered");
        assert_eq!(row_of(&t, &second).await.state.status().as_str(), "InTransit");
        for (connection, number) in [("smsa", "SM2"), ("aramex", "SM1"), ("", ""), ("smsa", "sm1")] {
            let body =
                json!({"connection": connection, "tracking_number": number, "events": [scan(0, "InTransit", "")]});
            let reply = t.api("POST", "/api/v1/tracking-events", &body.to_string(), None).await;
            assert_problem(&reply, 404, "tracking.unknown_number", Some("/tracking_number"));
        }
    })
    .await;
}

/// A parcel made with its history and one that heard it scan by scan are the same parcel.
#[tokio::test]
async fn history_at_once_is_the_same_as_scan_by_scan() {
    on_both(rooms, |t: TestHouse| async move {
        let chance = SeededChance::new(1);
        let slowly = follow(&t, &chance, &way()).await;
        let order = place(&t, &good_order()).await;
        let scans: Vec<wasl_tracking::Scan> = way().iter().map(read_scan).collect();
        let command = wasl_tracking::CreateShipment {
            order: order_id(&order),
            lines: Vec::new(),
            carrier: "smsa".into(),
            connection: None,
            number: None,
            from: None,
            created_at: None,
            shares_delivery_time: true,
            charge: None,
        };
        let context = (t.house.stamp(), t.shop.clone(), command, scans);
        let made = t
            .house
            .db
            .write(context, |tx, (stamp, shop, command, scans)| {
                Box::pin(wasl_tracking::create_with_history_in(tx, stamp, shop, command, scans))
            })
            .await
            .expect("made");
        assert_eq!((made.shipment.state.clone(), money_facts(&t, order_id(&order)).await), slowly);
        let mut read = t.house.db.read().await.expect("read");
        let kept = read::scans_of(&mut read, t.shop.id, made.shipment.id).await.expect("scans");
        assert_eq!(kept.len(), way().len());
        let of_order = read::scans_of_order(&mut read, t.shop.id, order_id(&order)).await.expect("scans");
        assert!(of_order.iter().all(|(id, _)| *id == made.shipment.id) && of_order.len() == kept.len());
        assert!(read::find_shipment(&mut read, t.shop.id, made.shipment.id).await.expect("found").shares_delivery_time);
    })
    .await;
}

fn read_scan(body: &Value) -> wasl_tracking::Scan {
    let text = |name: &str| body[name].as_str().unwrap_or("").to_owned();
    wasl_tracking::Scan {
        carrier_event_id: None,
        raw_time: text("at"),
        at: instant(word(&body["at"])),
        code: text("code"),
        place: text("place"),
        text: text("text"),
        status: wasl_events::Status::parse(word(&body["status"])).expect("a status"),
        substatus: body["substatus"].as_str().and_then(wasl_tracking::Substatus::parse),
    }
}
