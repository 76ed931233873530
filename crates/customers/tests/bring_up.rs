//! Customers that were written before their words were kept as today are brought up page by page, once, on both engines.

use wasl_base::CustomerId;
use wasl_customers::{Contact, find_or_create_customer, read};
use wasl_db::{Sql, args};
use wasl_platform::jobs::{drain_jobs, plant_recurring};
use wasl_platform::testing::{TestHouse, on_both};

const FORGET_TERMS: Sql = "DELETE FROM search_term WHERE shop_id = $1";
const FORGET_SOUNDS: Sql = "DELETE FROM search_sound WHERE shop_id = $1";
const COUNT_TERMS: Sql = "SELECT COUNT(*) FROM search_term WHERE shop_id = $1";
const PROGRESS: Sql = "SELECT after_id, is_done FROM search_progress WHERE shop_id = $1 AND kind = 'customer'";
/// More than two pages.
const CUSTOMERS: usize = 450;
const MINUTES_MAX: i64 = 10;

async fn forget(t: &TestHouse, sql: Sql) {
    let shop = t.shop.id;
    let forget = t.house.db.write((), move |tx, ()| Box::pin(async move { tx.run(sql, args![shop]).await }));
    forget.await.expect("forgotten");
}

async fn count(t: &TestHouse) -> i64 {
    let mut read = t.house.db.read().await.expect("read");
    read.one(COUNT_TERMS, args![t.shop.id], |row| row.get(0)).await.expect("count")
}

async fn found(t: &TestHouse, question: &str) -> Vec<CustomerId> {
    let mut read = t.house.db.read().await.expect("read");
    let found = read::search_customers(&mut read, t.shop.id, question, 10).await.expect("search");
    found.iter().map(|(one, _)| one.id).collect()
}

#[tokio::test]
async fn older_customers_are_made_findable_once() {
    on_both(
        || vec![wasl_customers::module()],
        |t: TestHouse| async move {
            let mut first = None;
            for place in 0..CUSTOMERS {
                let contact = Contact {
                    name: Some(if place == 0 { "نورة العتيبي" } else { "خالد سعد" }.to_owned()),
                    city: Some("الرياض".to_owned()),
                    external_ref: Some(format!("old-{place}")),
                    ..Contact::default()
                };
                let id = find_or_create_customer(&t.house, &t.shop, contact).await.expect("a customer");
                first.get_or_insert(id);
            }
            let before = count(&t).await;
            forget(&t, FORGET_TERMS).await;
            forget(&t, FORGET_SOUNDS).await;
            assert_eq!(found(&t, "Nora").await, Vec::<CustomerId>::new());
            plant_recurring(&t.house).await.expect("planted");
            drain_jobs(&t.house).await.expect("jobs");
            assert_eq!(found(&t, "Nora").await, Vec::from_iter(first));
            assert_eq!(found(&t, "Noura ar-Riyad").await, Vec::from_iter(first));
            assert_eq!(count(&t).await, before, "brought up as if written today");
            let mut read = t.house.db.read().await.expect("read");
            let key = args![t.shop.id];
            let progress = read.one(PROGRESS, key, |row| Ok((row.get::<i64>(0)?, row.get::<bool>(1)?))).await;
            let (after, is_done) = progress.expect("progress");
            assert!(is_done && after > first.map_or(0, |id| id.number()), "the last page is remembered");
            drop(read);
            // Done once: words that are lost afterwards are not looked for again.
            forget(&t, FORGET_TERMS).await;
            for _ in 0..MINUTES_MAX {
                t.clock.advance_seconds(60);
                drain_jobs(&t.house).await.expect("jobs");
            }
            assert_eq!(count(&t).await, 0);
        },
    )
    .await;
}
