//! A store without room: writing is refused in both languages and leaves nothing behind, reading goes on, and when there
//! is room again all goes on, with no restart. SQLite meets a ceiling on its pages; PostgreSQL raises SQLSTATE 53100.

use crate::support::{abaya, abaya_order, assert_problem, balances, get, post, word};
use serde_json::{Value, json};
use wasl_db::{Engine, Sql, args};
use wasl_platform::testing::{TestHouse, on_both};

const SKU: &str = "ABAYA-BLK-54";
/// Orders that a SQLite file takes at most in the free places of its pages.
const TRIES_MAX: usize = 400;
/// More pages than the test writes.
const PAGES_ENOUGH: u32 = 100_000;

/// The COMMIT is what there is no room for: every row of the verb is written by then.
const FILL: [Sql; 2] = [
    "CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $body$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END $body$",
    "CREATE CONSTRAINT TRIGGER no_room AFTER INSERT ON event DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION no_room()",
];
const CLEAR: [Sql; 1] = ["DROP TRIGGER no_room ON event"];

async fn direct(t: &TestHouse, statements: &'static [Sql]) {
    let run = t.house.db.write(statements, |tx, statements| {
        Box::pin(async move {
            for sql in statements.iter().copied() {
                tx.run(sql, args![]).await?;
            }
            Ok::<_, wasl_db::DbError>(())
        })
    });
    run.await.expect("statements of the test");
}

async fn fill(t: &TestHouse) {
    match t.house.db.engine() {
        Engine::Sqlite => wasl_db::testing::limit_pages(&t.house.db, 1).await.expect("a ceiling"),
        Engine::Postgres => direct(t, &FILL).await,
    }
}

async fn clear(t: &TestHouse) {
    match t.house.db.engine() {
        Engine::Sqlite => wasl_db::testing::limit_pages(&t.house.db, PAGES_ENOUGH).await.expect("no ceiling"),
        Engine::Postgres => direct(t, &CLEAR).await,
    }
}

fn order(number: usize) -> String {
    let mut order = abaya_order(SKU, "card");
    order["note"] = json!(format!("{number} {}", "ن".repeat(900)));
    order.to_string()
}

/// Places orders until one is refused: how many were placed, and the key of the one that was not.
async fn place_until_full(t: &TestHouse) -> (usize, usize) {
    for number in 0..TRIES_MAX {
        let key = format!("key-{number}");
        let reply = t.api("POST", "/api/v1/orders", &order(number), Some(&key)).await;
        if reply.status != 201 {
            assert_problem(&reply, 507, "db.full", None, "no room");
            return (number, number);
        }
    }
    panic!("{TRIES_MAX} orders found room");
}

async fn counts(t: &TestHouse) -> (usize, Value) {
    let mut listed = 0;
    let mut cursor = String::new();
    loop {
        let page = get(t, &format!("/api/v1/orders?limit=100{cursor}")).await;
        listed += page["items"].as_array().map_or(0, Vec::len);
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    (listed, get(t, "/api/v1/ledger/entries").await["items"].clone())
}

#[tokio::test]
async fn without_room_writing_is_refused_and_reading_goes_on() {
    on_both(wasl::modules, |t| async move {
        post(&t, "/api/v1/products", &abaya(SKU)).await;
        let paid = word(&post(&t, "/api/v1/orders", &abaya_order(SKU, "card")).await["id"]).to_owned();
        let before = balances(&t).await;
        fill(&t).await;
        let (placed, refused) = place_until_full(&t).await;
        assert_eq!(counts(&t).await, (placed + 1, json!([])), "of a refused order nothing is there");

        let pay = format!("/api/v1/orders/{paid}/payments");
        let body = json!({"method": "card", "amount": "230.00"}).to_string();
        let mut reply = t.api("POST", &pay, &body, Some("pay")).await;
        if t.house.db.engine() == Engine::Postgres {
            assert_problem(&reply, 507, "db.full", None, "no room for a payment");
            assert_eq!(balances(&t).await, before, "no entry without its payment");
            assert_eq!(get(&t, &format!("/api/v1/orders/{paid}")).await["payment_state"], "unpaid");
        }
        for lang in ["ar", "en"] {
            for path in ["/s/nakheel", "/s/nakheel/orders", "/s/nakheel/books"] {
                assert_eq!(t.page(path, lang).await.status, 200, "{path} is read without room");
            }
        }
        assert_eq!(t.public_page("/ready", "en").await.status, 200, "reading is what ready promises");

        clear(&t).await;
        let again = t.api("POST", "/api/v1/orders", &order(refused), Some(&format!("key-{refused}"))).await;
        assert_eq!((again.status.as_u16(), again.header("idempotency-replayed")), (201, ""), "{}", again.body);
        reply = t.api("POST", &pay, &body, Some("pay")).await;
        assert_eq!(reply.status, 201, "{}", reply.body);
        assert_eq!(counts(&t).await.0, placed + 2);
        t.drain().await;
        assert_eq!(balances(&t).await, ["1120 230.00", "2110 -30.00", "2210 -200.00"]);
    })
    .await;
}
