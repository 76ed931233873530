//! The real program in trouble: told to stop in the midst of its work, its server gone, its disk full. Each on a store
//! of its own; what needs PostgreSQL runs where the run has one, what needs a small disk where one may be mounted.

mod support;

use futures::StreamExt;
use futures::stream::FuturesUnordered;
use serde_json::{Value, json};
use support::{House, SmallDisk, has_postgres, order, problem};
use wasl_torture::api::{Reply, Request};

/// Requests under way when the server is told to stop.
const UNDER_WAY: usize = 24;
/// Orders that a small disk has no room for.
const ORDERS_MAX: usize = 20_000;
/// Paid one by one, their marks need more than one page.
const ORDERS_BEFORE: usize = 100;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn told_to_stop_it_answers_what_is_under_way_on_sqlite() {
    drains(House::on_sqlite().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn told_to_stop_it_answers_what_is_under_way_on_postgresql() {
    if has_postgres() {
        drains(House::on_postgres().await).await;
    }
}

async fn drains(mut house: House) {
    let calls = (0..UNDER_WAY).map(|number| {
        let (api, body) = (house.api.clone(), order(number));
        tokio::spawn(async move { api.send(&support::post("/api/v1/orders", body, None)).await })
    });
    let mut calls: FuturesUnordered<_> = calls.collect();
    let mut placed = 0;
    while let Some(call) = calls.next().await {
        // A request is answered whole or never taken; nothing is cut off half-way with its work done.
        if let Some(reply) = call.expect("a call") {
            assert_eq!(reply.status, 201, "{}", reply.body);
            placed += 1;
        }
        if placed == 1 && calls.len() + 1 == UNDER_WAY {
            // One is answered, some are at work, some wait for their turn.
            house.served.terminate().expect("SIGTERM");
        }
    }
    let ended = house.served.wait_for_end().await.expect("it ends");
    assert_eq!(ended.code(), Some(0), "{ended}");
    let refused = house.api.send(&support::get("/health")).await;
    assert_eq!(refused, None, "nobody listens any more");

    house.served.start().expect("again");
    house.served.wait_until_ready().await.expect("ready");
    let api = house.fresh_api();
    let listed = api.get("/api/v1/orders?limit=100").await.expect("orders");
    let there = listed["items"].as_array().map_or(0, Vec::len);
    assert!(placed > 0 && there == placed, "{placed} were answered, {there} are there");
    // What was not delivered before the end was left due: it comes now.
    let expect = json!(placed);
    support::wait_for("the figures", || async {
        api.get("/api/v1/insight/home").await.is_ok_and(|home| home["figures"]["orders_placed"] == expect)
    })
    .await;
    house.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_its_server_it_says_so_and_finds_back_by_itself() {
    if !has_postgres() {
        return;
    }
    let mut house = House::on_postgres().await;
    let placed = house.api.post("/api/v1/orders", order(1)).await.expect("placed");
    house.postgres().stop_immediately().expect("stopped");
    for path in ["/api/v1/orders", "/ready", "/api/v1/insight/home"] {
        let reply = house.raw("GET", path, None).await;
        assert_eq!((reply.status, reply.retry_after.as_deref()), (503, Some("1")), "{path}: {}", reply.body);
    }
    let body = order(2).to_string();
    let reply = house.raw("POST", "/api/v1/orders", Some(&body)).await;
    assert_eq!((reply.status, reply.retry_after.as_deref()), (503, Some("1")));
    problem(&reply.body, 503, "db.unavailable");
    assert_eq!(house.raw("GET", "/health", None).await.status, 200, "the process lives");

    house.postgres().start_again().expect("started");
    support::wait_for("readiness", || async { house.raw("GET", "/ready", None).await.status == 200 }).await;
    let listed = house.api.get("/api/v1/orders").await.expect("orders");
    let ids: Vec<&Value> = listed["items"].as_array().expect("items").iter().map(|item| &item["id"]).collect();
    assert_eq!(ids, [&placed["id"]], "what was refused is not there, what was answered is");
    house.api.post("/api/v1/orders", order(3)).await.expect("writing goes on");
    house.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_refuses_writes_and_nothing_else_on_sqlite() {
    let Some(disk) = SmallDisk::mount("24m") else { return };
    fills_up(House::in_folder(&disk.path().join("data"), None).await, &disk).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_refuses_writes_and_nothing_else_on_postgresql() {
    if !has_postgres() {
        return;
    }
    let Some(disk) = SmallDisk::mount("40m") else { return };
    fills_up(House::on_tablespace(&disk).await, &disk).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_under_the_marks_alone_refuses_writes_until_there_is_room() {
    let Some(disk) = SmallDisk::mount("1m") else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let marks = folder.path().join("ledger.marks");
    std::os::unix::fs::symlink(disk.path().join("ledger.marks"), marks).expect("marks on the small disk");
    let mut house = House::in_folder(folder.path(), None).await;
    let ids = place_orders(&house).await;
    disk.fill();
    let refusal = pay_until_refused(&house, &ids).await.expect("the marks outgrow their last page");
    // It is committed, and nobody outside vouches for it: it is not said.
    problem(&refusal, 503, "db.commit_unknown");
    let reply = house.raw("POST", "/api/v1/orders", Some(&order(0).to_string())).await;
    problem(&reply.body, 507, "db.full");
    assert_eq!(house.count_orders().await, ids.len(), "reading goes on");
    recovers(&mut house, &disk, &ids).await;
}

/// First the books, whose marks stand in a file of their own, then orders: each until there is no room.
async fn fills_up(mut house: House, disk: &SmallDisk) {
    let ids = place_orders(&house).await;
    disk.fill();
    if let Some(refusal) = pay_until_refused(&house, &ids).await {
        assert!(refusal.contains("db.full") || refusal.contains("db.commit_unknown"), "{refusal}");
    }
    let (mut placed, mut refusal) = (ids.len(), None);
    for number in 0..ORDERS_MAX {
        match house.api.send(&support::post("/api/v1/orders", order(number), None)).await {
            Some(Reply { status: 201, .. }) => placed += 1,
            other => {
                refusal = other;
                break;
            }
        }
    }
    problem(&refusal.expect("an answer when the disk is full").body, 507, "db.full");
    assert_eq!(house.count_orders().await, placed, "of a refused order nothing is there");
    assert_eq!(house.raw("GET", "/ready", None).await.status, 200, "reading goes on");
    recovers(&mut house, disk, &ids).await;
}

async fn place_orders(house: &House) -> Vec<String> {
    let mut ids = Vec::new();
    for number in 0..ORDERS_BEFORE {
        let placed = house.api.post("/api/v1/orders", order(number)).await.expect("placed");
        ids.push(placed["id"].as_str().expect("an id").to_owned());
    }
    ids
}

/// What the first refusal said, if there was one.
async fn pay_until_refused(house: &House, ids: &[String]) -> Option<String> {
    for id in ids {
        let reply = house.api.send(&pay(id)).await.expect("an answer when the disk is full");
        if reply.status != 201 {
            return Some(reply.body);
        }
    }
    None
}

fn pay(id: &str) -> Request {
    let body = json!({"method": "card", "amount": "230.00"});
    support::post(&format!("/api/v1/orders/{id}/payments"), body, Some(id))
}

/// With room again all goes on without a restart, and what was told again under its key is there once.
async fn recovers(house: &mut House, disk: &SmallDisk, ids: &[String]) {
    let before = house.count_orders().await;
    disk.clear();
    support::wait_for("room", || async {
        house.api.send(&support::post("/api/v1/orders", order(0), None)).await.is_some_and(|it| it.status == 201)
    })
    .await;
    assert_eq!(house.count_orders().await, before + 1);
    for id in ids {
        assert_eq!(house.api.send(&pay(id)).await.map(|reply| reply.status), Some(201));
    }
    let entries = house.api.get("/api/v1/ledger/entries?limit=1").await.expect("entries");
    assert_eq!(entries["items"][0]["seq"], ids.len(), "each is paid once");
    house.end().await;
}
