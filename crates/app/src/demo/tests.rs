//! The demo written into a house, on both engines.

use super::*;
use std::collections::BTreeMap;
use wasl_base::Origin;
use wasl_ledger::AccountCode;
use wasl_ledger::read::{account_balance, trial_balance};
use wasl_orders::OrderState;
use wasl_orders::catalogue::read::list_products;
use wasl_platform::testing::{TestHouse, on_both};
use wasl_tracking::read::scans_of_order;

const ORDERS: usize = 120;
const OPTIONS: DemoOptions = DemoOptions { orders: ORDERS as u32, seed: 3 };

/// The test house already keeps a shop of the demo's handle, empty.
async fn orders_of(t: &TestHouse, shop: &Shop) -> Vec<wasl_orders::Order> {
    let (mut all, mut after) = (Vec::new(), None);
    let mut read = t.house.db.read().await.expect("read");
    loop {
        let page = list_orders(&mut read, shop.id, &OrderFilter::default(), after, 100).await.expect("list");
        all.extend(page.0);
        after = page.1;
        if after.is_none() {
            return all;
        }
    }
}

#[tokio::test]
async fn a_year_is_written_as_planned_and_the_books_balance() {
    on_both(crate::modules, |t| async move {
        let (shop, mover, known) = prepare(&t.house, &OPTIONS).await.expect("prepares");
        assert_eq!(known, 0);
        let orders = orders_of(&t, &shop).await;
        assert_eq!(orders.len(), ORDERS);
        assert!(orders.iter().all(|order| order.origin == Origin::Simulated));
        let cancelled = |order: &&wasl_orders::Order| order.state == OrderState::Cancelled;
        let until = Instant::from_us(shop.id.made_at_ms() * 1_000);
        let plan = plan(OPTIONS.seed, ORDERS, until, &shop.zone);
        let planned = plan.orders.iter().filter(|order| order.cancelled.is_some_and(|(at, _)| at <= until));
        assert_eq!(orders.iter().filter(cancelled).count(), planned.count());

        let mut read = t.house.db.read().await.expect("read");
        assert_eq!(list_products(&mut read, shop.id, None, 100).await.expect("shelf").0.len(), goods::GOODS.len());
        let books = trial_balance(&mut read, shop.id, until.date_in(&shop.zone)).await.expect("books");
        assert!(books.is_balanced() && !books.rows.is_empty());
        for days_back in (0..365).step_by(7) {
            let day = until.date_in(&shop.zone).plus_days(-days_back);
            for account in [AccountCode::STOCK, AccountCode::BANK] {
                let held = account_balance(&mut read, shop.id, account, day).await.expect("balance");
                assert!(held.iter().all(|one| one.net().minor > 0), "{account} on {day}: {held:?}");
            }
        }
        // Abroad bears no VAT, home does.
        for order in &orders {
            assert_eq!(order.money.vat == 0, order.address.country != "SA", "{:?}", order.id);
        }
        drop((read, mover));
    })
    .await;
}

/// Days after which nobody may hold money of ours any more.
const HELD_DAYS_MAX: i32 = 14;

#[tokio::test]
async fn gateways_and_carriers_pay_week_by_week_and_once() {
    on_both(crate::modules, |t| async move {
        let (shop, ..) = prepare(&t.house, &OPTIONS).await.expect("prepares");
        let mut read = t.house.db.read().await.expect("read");
        let today = t.house.clock.now().date_in(&shop.zone);
        let old = today.plus_days(-HELD_DAYS_MAX);
        let mut not_due = 0;
        for account in [AccountCode::GATEWAYS, AccountCode::COD] {
            let mut moved = async |day| {
                let rows = account_balance(&mut read, shop.id, account, day).await.expect("balance");
                let [row] = rows[..] else { panic!("{account}: {rows:?}") };
                (row.debit, row.credit)
            };
            let (arisen_of_old, _) = moved(old).await;
            let (arisen, settled) = moved(today).await;
            assert!(arisen_of_old > 0 && settled >= arisen_of_old, "{account}: {settled} of {arisen_of_old}");
            not_due += arisen - settled;
        }
        assert!(not_due > 0, "the newest are not due yet");
        let head = wasl_ledger::read::head(&mut read, shop.id).await.expect("head");
        drop(read);
        prepare(&t.house, &OPTIONS).await.expect("again");
        let mut read = t.house.db.read().await.expect("read");
        assert_eq!(wasl_ledger::read::head(&mut read, shop.id).await.expect("head"), head);
    })
    .await;
}

#[tokio::test]
async fn begun_again_it_adds_nothing_and_another_seed_is_refused() {
    on_both(crate::modules, |t| async move {
        let (shop, ..) = prepare(&t.house, &OPTIONS).await.expect("prepares");
        let (_, _, known) = prepare(&t.house, &OPTIONS).await.expect("again");
        assert_eq!((known, orders_of(&t, &shop).await.len()), (ORDERS, ORDERS));
        assert!(prepare(&t.house, &DemoOptions { seed: 4, ..OPTIONS }).await.is_err());
        assert!(prepare(&t.house, &DemoOptions { orders: 121, ..OPTIONS }).await.is_err());
    })
    .await;
}

#[tokio::test]
async fn time_goes_on_and_a_second_opening_remembers_it() {
    on_both(crate::modules, |t| async move {
        let (shop, mut mover, _) = prepare(&t.house, &OPTIONS).await.expect("prepares");
        let count_scans = async || {
            let mut scans = BTreeMap::new();
            for order in orders_of(&t, &shop).await {
                let mut read = t.house.db.read().await.expect("read");
                let found = scans_of_order(&mut read, shop.id, order.id).await.expect("scans");
                scans.insert(order.number, found.len());
            }
            scans
        };
        let before = count_scans().await;
        for _ in 0..60 {
            t.clock.advance_seconds(3);
            mover.advance().await.expect("a fact");
        }
        let after = count_scans().await;
        assert!(after.len() > before.len(), "orders came in");
        assert!(after.values().sum::<usize>() > before.values().sum::<usize>() + 20, "parcels moved");

        let (_, mut again, known) = prepare(&t.house, &OPTIONS).await.expect("again");
        assert_eq!(known, after.len());
        again.remember(known).await.expect("remembers");
        for _ in 0..60 {
            t.clock.advance_seconds(3);
            again.advance().await.expect("a fact");
        }
        assert!(count_scans().await.values().sum::<usize>() > after.values().sum::<usize>());
        t.drain().await;
    })
    .await;
}

#[tokio::test]
async fn the_links_open_the_shop() {
    on_both(crate::modules, |t| async move {
        let links = open_demo(&t.house, "http://127.0.0.1:1", &OPTIONS).await.expect("opens");
        let again = open_demo(&t.house, "http://127.0.0.1:1", &OPTIONS).await.expect("opens again");
        assert!(links.console.starts_with("http://127.0.0.1:1/enter/") && links.console != again.console);
        assert!(links.tracking.starts_with("http://127.0.0.1:1/t/"));
        assert!(links.api_key.starts_with("wasl_"));
    })
    .await;
}
