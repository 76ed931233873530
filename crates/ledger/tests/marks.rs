//! The mark file as SQLite's door writes it: after each commit, before the answers; and how verification reads it.

mod support;

use std::path::Path;
use std::sync::Arc;
use support::sale;
use tokio::sync::Notify;
use wasl_base::{FixedClock, Ids, Origin, SeededChance, ShopId};
use wasl_db::{DatabaseUrl, Db, Options};
use wasl_ledger::{MarkFile, Posted, post_entry_in, read, read_marks, verify_shop};
use wasl_platform::testing::START;
use wasl_platform::{Config, House, HouseParts, Rate, Rates, Registry, Seals};

const SHOP: ShopId = ShopId::from_number(5);

async fn house(folder: &Path) -> House {
    let witness = MarkFile::open(&folder.join("marks")).expect("mark file");
    let options = Options { witness: Some(Box::new(witness)), ..Options::default() };
    let db = Db::open(&DatabaseUrl::Sqlite(folder.join("wasl.db")), options).await.expect("database");
    db.migrate(&[wasl_platform::module().migrations, wasl_ledger::MIGRATIONS]).await.expect("migrations");
    House::new(HouseParts {
        db,
        clock: Arc::new(FixedClock::at(START)),
        chance: Arc::new(SeededChance::new(1)),
        ids: Arc::new(Ids::new(0)),
        config: Config::default(),
        registry: Arc::new(Registry::new(&[])),
        seals: Seals::of(&[[7; 32]]),
        rate: Rate::new(Rates::default()),
        outbox_bell: Arc::new(Notify::new()),
    })
}

async fn post(house: &House, shop: ShopId, key: String) -> Posted {
    let context = (house.stamp_with(Origin::Backfill), shop, sale(&key, 5));
    let posted =
        house.db.write(context, |tx, (stamp, shop, draft)| Box::pin(post_entry_in(tx, stamp, *shop, draft))).await;
    posted.expect("posted")
}

#[tokio::test]
async fn every_acknowledged_entry_has_its_mark() {
    let folder = tempfile::tempdir().expect("folder");
    let house = house(folder.path()).await;
    let marks = || read_marks(&folder.path().join("marks")).expect("marks");
    assert!(marks().is_empty());
    for n in 1..=20 {
        let posted = post(&house, SHOP, format!("k{n}")).await;
        assert_eq!(posted, Posted::New { seq: n });
        assert_eq!(marks()[&SHOP.number()].sequence, n, "the mark is there before the answer");
    }
    let other = ShopId::from_number(6);
    futures::future::join_all((0..30).map(|n| post(&house, other, format!("k{n}")))).await;
    let marks = marks();
    let mut read = house.db.report().await.expect("read");
    for shop in [SHOP, other] {
        let mark = marks[&shop.number()];
        assert_eq!(mark.hash, read::head(&mut read, shop).await.expect("head").hash);
        let report = verify_shop(&mut read, shop, Some(&mark)).await.expect("verify");
        assert!(report.is_sound(), "{:?}", report.damages);
        assert_eq!(report.tail_unprotected, Some(0));
    }
}
