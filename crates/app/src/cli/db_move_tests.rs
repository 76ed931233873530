//! The demo shop moves to a server and back: the same books, the same export, and work goes on where it ended.

use super::*;
use crate::demo::{DemoOptions, prepare};
use crate::serve;
use serde_json::{Value, json};
use std::cell::RefCell;
use std::path::Path;
use wasl_db::testing::with_postgres;
use wasl_db::{DbError, Sql, args};
use wasl_ledger::{export_hledger, verify_shop};
use wasl_platform::{Scope, create_api_key, find_shop_by_handle};

const DEMO: DemoOptions = DemoOptions { orders: 200, seed: 3 };

/// As a hand with a shell would: past the trigger.
const DAMAGE: [Sql; 2] =
    ["DROP TRIGGER ledger_line_no_update", "UPDATE ledger_line SET debit = debit + 1 WHERE seq = 5 AND debit > 0"];

fn settings(folder: &Path) -> Config {
    Config { data_dir: folder.to_owned(), listen: "127.0.0.1:0".to_owned(), ..Config::default() }
}

/// The journal as another program reads it, and the entries after the mark.
async fn journal(house: &House) -> (String, Option<i64>) {
    let shop = find_shop_by_handle(house, "nakheel").await.expect("the shop");
    let mut read = house.db.report().await.expect("report");
    let mut out = Vec::new();
    export_hledger(&mut read, shop.id, &mut out).await.expect("export");
    let marks = read_marks(&marks::path(&house.config)).expect("marks");
    let report = verify_shop(&mut read, shop.id, marks.get(&shop.id.number())).await.expect("verified");
    assert!(report.is_sound(), "{:?}", report.damages);
    (String::from_utf8(out).expect("text"), report.tail_unprotected)
}

async fn moved(config: &Config, to: &str) -> anyhow::Result<Vec<String>> {
    let lines = RefCell::new(Vec::new());
    move_store(config.clone(), to, &|line| lines.borrow_mut().push(line)).await?;
    Ok(lines.into_inner())
}

/// A sale through the server that `config` opens: placed and paid, and the entry stands next in the chain.
async fn sell(config: &Config, number: &str) {
    let house = open_house(config.clone()).await.expect("opens");
    let shop = find_shop_by_handle(&house, "nakheel").await.expect("the shop");
    let key = create_api_key(&house, &shop, "tests", &[Scope::Admin]).await.expect("key").secret;
    let before = books(&house).await.expect("books")[0].entries;
    let served = serve(&house).await.expect("serves");
    let post = async |path: String, body: Value| -> Value {
        let ask = reqwest::Client::new().post(format!("http://{}{path}", served.address)).bearer_auth(&key).json(&body);
        let reply = ask.header("Idempotency-Key", format!("{number}{path}")).send().await.expect("an answer");
        assert!(reply.status().is_success(), "{path}: {}", reply.status());
        reply.json().await.expect("json")
    };
    let order = json!({
        "number": number,
        "payment_method": "card",
        "customer": {"name": "نورة العتيبي", "phone": "0501234567"},
        "address": {"city": "الرياض", "district": "الملقا", "street": "طريق أنس بن مالك", "building": "2929",
            "postal_code": "13522", "additional_number": "7512", "short_address": "RRRD2929"},
        "lines": [{"title": "عباية كريب", "quantity": 1, "unit_price": "115.00"}]
    });
    let order = post("/api/v1/orders".to_owned(), order).await;
    let pay = format!("/api/v1/orders/{}/payments", order["id"].as_str().expect("id"));
    post(pay, json!({"method": "card", "amount": "115.00"})).await;
    let after = books(&house).await.expect("books")[0].entries;
    assert_eq!(after, before + 1, "the payment is the next entry");
    served.drain().await.expect("ends");
}

#[tokio::test]
async fn the_demo_shop_moves_to_a_server_and_back_and_goes_on() {
    let folder = tempfile::tempdir().expect("folder");
    let config = settings(folder.path());
    let house = open_house(config.clone()).await.expect("opens");
    let (_, mover, _) = prepare(&house, &DEMO).await.expect("a year");
    drop(mover);
    let (before, _) = journal(&house).await;
    let back = format!("sqlite:{}", folder.path().join("back.db").display());
    let refused = moved(&config, &back).await.expect_err("a server has it open");
    assert!(format!("{refused:#}").contains("another wasl process has"), "{refused:#}");
    house.db.close().await.expect("closes");

    with_postgres(&[], |url| async move {
        let lines = moved(&config, &url).await.expect("moves to PostgreSQL");
        assert!(lines.iter().any(|line| line.trim() == "200  orders"), "{lines:#?}");
        assert!(lines.iter().all(|line| !line.contains("password")), "{lines:#?}");
        let server = Config { database_url: url.clone(), ..config.clone() };
        let house = open_house(server.clone()).await.expect("opens");
        assert_eq!(journal(&house).await, (before, Some(0)), "the same journal, witnessed to its end");
        house.db.close().await.expect("closes");
        let refused = moved(&config, &url).await.expect_err("it is full");
        assert!(format!("{refused:#}").contains("the target is not empty"), "{refused:#}");

        sell(&server, "MOVED-1").await;
        let lines = moved(&server, &back).await.expect("moves back to SQLite");
        assert!(lines.iter().any(|line| line.trim() == "201  orders"), "{lines:#?}");
        sell(&Config { database_url: back.clone(), ..config.clone() }, "MOVED-2").await;
    })
    .await;
}

#[tokio::test]
async fn damaged_books_are_not_moved() {
    let folder = tempfile::tempdir().expect("folder");
    let config = settings(folder.path());
    let to = format!("sqlite:{}", folder.path().join("target.db").display());
    let empty = moved(&config, &to).await.expect_err("nothing there");
    assert!(format!("{empty:#}").contains("holds no shop"), "{empty:#}");

    let house = open_house(config.clone()).await.expect("opens");
    prepare(&house, &DemoOptions { orders: 20, ..DEMO }).await.expect("a year");
    let damage = house.db.write((), |tx, ()| {
        Box::pin(async move {
            for sql in DAMAGE {
                tx.run(sql, args![]).await?;
            }
            Ok::<_, DbError>(())
        })
    });
    damage.await.expect("damaged");
    house.db.close().await.expect("closes");
    let refused = moved(&config, &to).await.expect_err("damaged");
    assert!(format!("{refused:#}").contains("the source must be sound"), "{refused:#}");
    assert!(!folder.path().join("target.db").exists(), "the target was not even made");
}
