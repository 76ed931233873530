//! On PostgreSQL the house serves under a role that may add to the journal and never change it: the very grants that
//! docs/operations.md tells an operator to give.

use crate::support::{abaya, abaya_order, balances, post, word};
use serde_json::json;
use std::sync::Arc;
use tokio_postgres::error::SqlState;
use tokio_postgres::{Client, NoTls};
use wasl_base::FixedClock;
use wasl_db::{Migrations, Sql, args};
use wasl_platform::testing::{START, TestHouse, palm_shop};
use wasl_platform::{Config, Role, Scope, create_api_key, create_shop, create_user};

const OPERATIONS: &str = include_str!("../../../../docs/operations.md");
const DATABASE: Sql = "SELECT CAST(current_database() AS TEXT)";

/// The second block of the page, for another role than the page's.
fn grants(role: &str) -> String {
    let block = OPERATIONS.split("```sql\n").find(|block| block.starts_with("-- what serves\n")).expect("the grants");
    let block = block.split("```").next().expect("its end");
    assert!(block.contains("REVOKE UPDATE, DELETE, TRUNCATE ON ledger_entry, ledger_line FROM wasl;"), "{block}");
    block.replace(" wasl;", &format!(" {role};"))
}

async fn connect(url: &str) -> Client {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.expect("the server of the tests answers");
    tokio::spawn(connection);
    client
}

/// `postgres://role@host:port/name` of the server that `server` names.
fn address(server: &str, role: &str, name: &str) -> String {
    let host = server.split("://").nth(1).and_then(|rest| rest.split('/').next()).expect("an address");
    let host = host.rsplit('@').next().expect("a host");
    format!("postgres://{role}@{host}/{name}")
}

fn user_of(server: &str) -> &str {
    let rest = server.split("://").nth(1).unwrap_or_default();
    rest.split_once('@').map_or("postgres", |(user, _)| user)
}

/// The house as `wasl serve` opens it, with its whole HTTP side.
async fn open(url: &str, data: &std::path::Path) -> TestHouse {
    let config = Config { database_url: url.to_owned(), data_dir: data.to_owned(), ..Config::default() };
    let house = wasl::open_house(config).await.expect("opens without the right to make tables");
    let shop = create_shop(&house, palm_shop("nakheel")).await.expect("shop");
    let owner = create_user(&house, shop.id, Role::Owner, "owner@example.com", "سارة", None).await.expect("owner");
    let api_key = create_api_key(&house, &shop, "tests", &[Scope::Admin]).await.expect("key").secret;
    let router = wasl_platform::web::build_router(house.clone(), wasl::modules(), wasl_ui::routes());
    let clock = Arc::new(FixedClock::at(START));
    TestHouse { house, clock, shop, owner, session: String::new(), api_key, router }
}

/// An order paid, sent, delivered and booked; one called off; one refused at the door and then taken.
async fn live(t: &TestHouse) {
    post(t, "/api/v1/products", &abaya("A-1")).await;
    let event = |status: &str, hour: i64| json!({"at": format!("2026-01-02T{hour:02}:00:00Z"), "status": status, "code": "C", "text": status, "place": "جدة"});
    let mut back = event("Exception", 12);
    back["substatus"] = json!("returned");
    for (method, events) in [
        ("card", vec![event("InTransit", 9), event("Delivered", 15)]),
        ("cash_on_delivery", vec![event("InTransit", 9), back, event("Delivered", 15)]),
    ] {
        let order = post(t, "/api/v1/orders", &abaya_order("A-1", method)).await;
        let order = word(&order["id"]);
        if method == "card" {
            let paid = json!({"method": "card", "amount": "230.00"});
            post(t, &format!("/api/v1/orders/{order}/payments"), &paid).await;
        }
        let parcel = post(t, &format!("/api/v1/orders/{order}/shipments"), &json!({"carrier": "smsa"})).await;
        for told in events {
            let path = format!("/api/v1/shipments/{}/events", word(&parcel["id"]));
            post(t, &path, &json!({"events": [told]})).await;
            t.drain().await;
        }
    }
    let paid = post(t, "/api/v1/orders", &abaya_order("A-1", "card")).await;
    let path = format!("/api/v1/orders/{}", word(&paid["id"]));
    post(t, &format!("{path}/payments"), &json!({"method": "card", "amount": "230.00"})).await;
    post(t, &format!("{path}/cancel"), &json!({})).await;
}

async fn the_journal_is_closed_to(client: &Client) {
    for sql in [
        "UPDATE ledger_entry SET memo = 'x'",
        "UPDATE ledger_line SET debit = debit",
        "DELETE FROM ledger_entry",
        "DELETE FROM ledger_line",
        "TRUNCATE ledger_line",
        "DELETE FROM ledger_head",
        "DELETE FROM ledger_balance_day",
        "ALTER TABLE ledger_entry DISABLE TRIGGER ALL",
        "DROP TABLE ledger_line",
        "DELETE FROM migration",
        "CREATE TABLE mine (id BIGINT)",
    ] {
        let error = client.batch_execute(sql).await.expect_err(sql);
        assert_eq!(error.code(), Some(&SqlState::INSUFFICIENT_PRIVILEGE), "{sql}: {error}");
    }
}

#[tokio::test]
async fn the_house_serves_under_a_role_that_cannot_change_the_journal() {
    let Some(server) = std::env::var(wasl_db::testing::SERVER).ok().filter(|url| !url.is_empty()) else { return };
    let rooms: Vec<Migrations> = wasl::modules().iter().map(|module| module.migrations).collect();
    wasl_db::testing::on_postgres(&rooms, wasl_db::testing::small, |owner| {
        let server = server.clone();
        async move {
            let mut read = owner.read().await.expect("read");
            let name: String = read.one(DATABASE, args![], |row| row.get(0)).await.expect("its name");
            drop(read);
            let role = format!("role_of_{name}");
            let master = connect(&address(&server, user_of(&server), &name)).await;
            master.batch_execute(&format!("CREATE ROLE {role} LOGIN; {}", grants(&role))).await.expect("the grants");
            let folder = tempfile::tempdir().expect("folder");
            let t = open(&address(&server, &role, &name), folder.path()).await;
            live(&t).await;
            t.drain().await;
            assert!(balances(&t).await.len() > 5);
            // The server of the tests may skip fsync; everything else is as it should be.
            let faults = t.house.db.check().await.expect("checks");
            assert!(faults.iter().all(|fault| fault.ends_with("fsync is off")), "{faults:?}");
            the_journal_is_closed_to(&connect(&address(&server, &role, &name)).await).await;
            t.house.db.close().await.expect("closes");
            master.batch_execute(&format!("DROP OWNED BY {role}; DROP ROLE {role}")).await.expect("the role goes");
        }
    })
    .await;
}
