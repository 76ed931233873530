//! The sums of parcels under way beside the parcels themselves, on both engines: whatever scans come, in whatever order,
//! heard or not.

mod support;

use std::collections::BTreeMap;
use std::sync::Arc;
use support::*;
use wasl_base::{SeededChance, ShopId};
use wasl_db::{DbError, Migrations, Tx, args};
use wasl_events::Status;
use wasl_platform::testing::{START, TestHouse, on_both};
use wasl_tracking::{
    CreateShipment, Scan, Substatus, create_with_history_in, read, recount_open_in, wrong_open_counts,
};

const PARCELS: usize = 60;
/// The first are heard by nobody until all are told: more than are looked at together.
const UNHEARD: u64 = 300;
const SCANS: u64 = 340;

async fn counted(t: &TestHouse) -> BTreeMap<&'static str, i64> {
    let mut read = t.house.db.read().await.expect("read");
    let counts = read::count_open(&mut read, t.shop.id).await.expect("counts");
    counts.into_iter().map(|(status, count)| (status.as_str(), count)).collect()
}

async fn wrong(t: &TestHouse) -> Vec<(String, i64, i64)> {
    let mut read = t.house.db.read().await.expect("read");
    wrong_open_counts(&mut read, t.shop.id).await.expect("a look")
}

#[tokio::test]
async fn sums_follow_the_parcels_through_any_scans() {
    on_both(rooms, |t| async move {
        let chance = SeededChance::new(23);
        let mut parcels = Vec::new();
        for _ in 0..PARCELS {
            parcels.push(parcel(&t).await);
        }
        assert_eq!(counted(&t).await, BTreeMap::new(), "nothing was heard yet");
        assert_eq!(wrong(&t).await, []);
        for number in 0..SCANS {
            let parcel = &parcels[usize::try_from(chance.below(PARCELS as u64)).expect("place")];
            let status = Status::ALL[usize::try_from(chance.below(9)).expect("place")];
            let hours = i64::try_from(chance.below(48)).expect("hours") - 40;
            let mut told_scan = scan(hours, status.as_str(), &format!("scan {number}"));
            if status == Status::Exception && chance.below(3) == 0 {
                told_scan = with_sub(told_scan, "returned");
            }
            assert_eq!(tell(&t, parcel, &[told_scan]).await.status, 200);
            if number < UNHEARD && number % 50 > 0 {
                continue;
            }
            if number > UNHEARD && chance.below(7) == 0 {
                t.drain().await;
            }
            assert_eq!(wrong(&t).await, [], "after scan {number}");
        }
        t.drain().await;
        let mut expect: BTreeMap<&str, i64> = BTreeMap::new();
        for parcel in &parcels {
            let row = row_of(&t, parcel).await;
            if row.state.is_open() {
                *expect.entry(row.state.status().as_str()).or_default() += 1;
            }
        }
        assert!(!expect.is_empty() && expect.values().sum::<i64>() < PARCELS as i64, "some are open, some are not");
        assert_eq!(counted(&t).await, expect);
    })
    .await;
}

mod sql {
    wasl_db::statements! {
        pub SPOIL = "UPDATE shipment_open_count SET parcels = parcels + 2 WHERE shop_id = $1 AND status = 'Pending'";
        pub OLD_PARCEL = "INSERT INTO shipment (shop_id, id, order_id, order_number, carrier, connection, lane_from, lane_to, to_city, method, currency, goods, discount, shipping, cod_fee, vat, cost, zero_goods, zero_discount, exempt_goods, exempt_discount, placed_at, origin, created_at, shares_delivery_time, status, milestone, is_open, has_label, updated_at) VALUES ($1, $2, $2, 'A', 'smsa', 'smsa', 'a', 'b', 'b', 'card', 'SAR', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 'live', 0, 0, $3, 'created', $4, 0, 0)";
        pub INVENT = "INSERT INTO shipment_open_count (shop_id, status, parcels) VALUES ($1, 'Expired', 1)";
    }
}

#[tokio::test]
async fn a_wrong_sum_is_named() {
    on_both(rooms, |t| async move {
        parcel(&t).await;
        t.drain().await;
        let spoilt = t.house.db.write(t.shop.id, |tx: &mut Tx, shop| {
            Box::pin(async move {
                tx.run(sql::SPOIL, args![*shop]).await?;
                tx.run(sql::INVENT, args![*shop]).await?;
                Ok::<_, DbError>(())
            })
        });
        spoilt.await.expect("spoilt");
        // One more that nobody has heard of: counted once, whether before or after.
        parcel(&t).await;
        assert_eq!(wrong(&t).await, [("Pending".to_owned(), 4, 2), ("Expired".to_owned(), 1, 0)]);
        let counted_anew = t.house.db.write(t.shop.id, |tx: &mut Tx, shop| Box::pin(recount_open_in(tx, *shop)));
        counted_anew.await.expect("counted anew");
        assert_eq!((wrong(&t).await, counted(&t).await), (vec![], BTreeMap::from([("Pending", 2)])));
        t.drain().await;
        assert_eq!((wrong(&t).await, counted(&t).await), (vec![], BTreeMap::from([("Pending", 2)])));
    })
    .await;
}

/// Parcels that begin with their whole way, as imports and generators make them.
#[tokio::test]
async fn parcels_with_a_history_are_counted_as_they_stand() {
    on_both(rooms, |t| async move {
        for (status, substatus) in [
            (Status::InTransit, None),
            (Status::Delivered, None),
            (Status::Exception, Some(Substatus::Returned)),
            (Status::Exception, None),
        ] {
            let order = order_id(&place(&t, &good_order()).await);
            let command = CreateShipment {
                order,
                lines: Vec::new(),
                carrier: "smsa".to_owned(),
                connection: None,
                number: None,
                from: None,
                created_at: None,
                shares_delivery_time: false,
                charge: None,
            };
            let scan = Scan {
                carrier_event_id: None,
                raw_time: "x".to_owned(),
                at: START,
                code: "C".to_owned(),
                place: String::new(),
                text: String::new(),
                status,
                substatus,
            };
            let context = (t.house.stamp(), Arc::clone(&t.shop), command, [scan]);
            let made = t.house.db.write(context, |tx: &mut Tx, (stamp, shop, command, scans)| {
                Box::pin(create_with_history_in(tx, stamp, shop, command, scans))
            });
            made.await.expect("made");
            assert_eq!(wrong(&t).await, [], "{status:?}");
        }
        t.drain().await;
        assert_eq!(counted(&t).await, BTreeMap::from([("Exception", 1), ("InTransit", 1)]));
    })
    .await;
}

/// An upgrade counts what is there: nobody says again that it was made.
#[tokio::test]
async fn what_was_there_before_is_counted() {
    let all = wasl_tracking::module().migrations;
    let before = Migrations { files: &all.files[..1], ..all };
    wasl_db::testing::on_both(&[before], |db| async move {
        let (one, other) = (ShopId::from_number(1), ShopId::from_number(2));
        let parcels = vec![
            (one, "Pending", true),
            (one, "Pending", true),
            (one, "InTransit", true),
            (one, "Delivered", false),
            (other, "Exception", true),
        ];
        let written = db.write(parcels, |tx: &mut Tx, parcels| {
            Box::pin(async move {
                for (number, (shop, status, is_open)) in (1_i64..).zip(parcels.iter()) {
                    tx.run(sql::OLD_PARCEL, args![*shop, number, *status, *is_open]).await?;
                }
                Ok::<_, DbError>(())
            })
        });
        written.await.expect("parcels");
        db.migrate(&[wasl_tracking::module().migrations]).await.expect("the upgrade");
        for (shop, expect) in [(one, vec![("InTransit", 1), ("Pending", 2)]), (other, vec![("Exception", 1)])] {
            let mut read = db.read().await.expect("read");
            let counts = read::count_open(&mut read, shop).await.expect("counts");
            let mut counts: Vec<_> = counts.into_iter().map(|(status, count)| (status.as_str(), count)).collect();
            counts.sort_unstable();
            assert_eq!(counts, expect);
        }
    })
    .await;
}
