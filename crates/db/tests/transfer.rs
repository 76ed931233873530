//! A whole store moved from one database into another: every kind of value, in both directions, whole or not at all.

mod support;

use std::cell::Cell;
use support::*;
use tokio::sync::Notify;
use wasl_db::testing::{on_postgres, on_sqlite, small, with_postgres};
use wasl_db::{DatabaseSide, DatabaseUrl, Db, DbError, Migrations, MoveError, Moved, Onlooker, Options, args};

/// More than two pages of rows.
const ACCOUNTS: i64 = 2_500;
const OTHER: Migrations = Migrations {
    room: "other",
    files: &[(
        "0001_other",
        "-- a room that the other side does not have\nCREATE TABLE other (\n    shop_id BIGINT NOT NULL,\n    PRIMARY KEY (shop_id)\n);\n",
    )],
};

/// Runs the test with a SQLite and a PostgreSQL database that have the same schema.
async fn on_a_pair<T: Future<Output = ()>>(test: impl Fn(Db, Db) -> T) {
    let test = &test;
    on_sqlite(&[ROOM], Options::default, |lite| async move {
        let lite = &lite;
        on_postgres(&[ROOM], small, |server| test(lite.clone(), server)).await;
    })
    .await;
}

async fn fill(db: &Db) {
    db.write((), |tx, ()| {
        Box::pin(async move {
            for id in 1..=ACCOUNTS {
                add(tx, id, &format!("حساب {id}"), id * 3).await?;
            }
            for (id, number) in [(-9_i64, -0.5), (i64::MIN, f64::MIN_POSITIVE), (i64::MAX, 1e300)] {
                let raw = [0_u8, 255, 10];
                tx.run(NOTE, args![SHOP, id, 1_i64, "«نص»\n\t\\N", number, raw]).await?;
            }
            tx.run(NOTE, args![SHOP, 0_i64, 2_i64, None::<&str>, None::<f64>, None::<Vec<u8>>]).await?;
            tx.run(NOTE, args![SHOP, 1_i64, 2_i64, "", 0.0, Vec::<u8>::new()]).await?;
            tx.run(SEAL, args![SHOP, 1_i64]).await.map(drop)
        })
    })
    .await
    .map_err(|error: DbError| panic!("{error}"))
    .expect("filled");
}

fn counts(moved: &[Moved]) -> Vec<(&str, u64)> {
    moved.iter().map(|one| (one.table.as_str(), one.rows)).collect()
}

async fn unseal(db: &Db) -> DbError {
    let unsealed = db.write((), |tx, ()| Box::pin(async move { tx.run(UNSEAL, args![SHOP]).await }));
    unsealed.await.expect_err("what is sealed stays")
}

/// What moved stands as before: its rules hold, and writing goes on.
async fn is_alive(db: &Db) {
    assert_eq!(unseal(db).await, DbError::Check { name: "bank.sealed".to_owned() });
    let taken = added(db, ACCOUNTS + 1, "حساب 1", 0).await;
    assert_eq!(taken, Err(DbError::Unique { constraint: "account_name".to_owned() }));
    added(db, ACCOUNTS + 1, "new", 5).await.expect("writing goes on");
    assert_eq!(count(db).await, ACCOUNTS + 1);
}

#[tokio::test]
async fn every_kind_of_value_arrives_in_both_directions() {
    on_a_pair(|lite, server| async move {
        fill(&lite).await;
        let steps = Cell::new(0);
        let there = lite.move_to(&server, &[ROOM], |_| steps.set(steps.get() + 1)).await.expect("to PostgreSQL");
        assert_eq!(counts(&there), [("account", 2_500), ("note", 5), ("sealed", 1)]);
        assert_eq!(steps.get(), 3 + 1 + 1 + 3, "each page and each whole table is told of");
        on_sqlite(&[ROOM], Options::default, |back| {
            let (server, there) = (server.clone(), there.clone());
            async move {
                let moved = server.move_to(&back, &[ROOM], |_| ()).await.expect("back to SQLite");
                assert_eq!(moved, there, "the sums of both ways");
                assert!(back.check().await.expect("a look").is_empty());
                is_alive(&back).await;
            }
        })
        .await;
        is_alive(&server).await;
        assert_eq!(count(&lite).await, ACCOUNTS, "the source stays as it was");
    })
    .await;
}

#[tokio::test]
async fn a_target_that_holds_rows_is_left_alone() {
    on_a_pair(|lite, server| async move {
        for (source, target) in [(&lite, &server), (&server, &lite)] {
            added(target, 1, "mine", 5).await.expect("an account");
            let refused = source.move_to(target, &[ROOM], |_| ()).await;
            assert!(matches!(&refused, Err(MoveError::NotEmpty(table)) if table == "account"), "{refused:?}");
            assert_eq!(balance(target, 1).await, Some(5));
        }
    })
    .await;
}

#[tokio::test]
async fn broken_off_it_leaves_nothing() {
    on_a_pair(|lite, server| async move {
        fill(&lite).await;
        break_off(&lite, &server).await;
        lite.move_to(&server, &[ROOM], |_| ()).await.expect("nothing is in the way");
        on_sqlite(&[ROOM], Options::default, |back| {
            let server = server.clone();
            async move {
                break_off(&server, &back).await;
                assert_eq!(count(&back).await, 0);
                server.move_to(&back, &[ROOM], |_| ()).await.expect("nothing is in the way");
                is_alive(&back).await;
            }
        })
        .await;
    })
    .await;
}

/// The mover goes away when two pages are read and one is written.
async fn break_off(source: &Db, target: &Db) {
    let gone = Notify::new();
    let told = |step: wasl_db::MoveStep<'_>| {
        if step.rows == ACCOUNTS as u64 {
            gone.notify_one();
        }
    };
    tokio::select! {
        biased;
        () = gone.notified() => {}
        moved = source.move_to(target, &[ROOM], told) => panic!("it went on: {moved:?}"),
    }
}

#[tokio::test]
async fn a_room_that_one_side_alone_has_stops_it() {
    on_a_pair(|lite, server| async move {
        server.migrate(&[ROOM, OTHER]).await.expect("a room more");
        let check = |moved: Result<Vec<Moved>, MoveError>, side: &str| {
            let said = moved.expect_err("other tables").to_string();
            assert_eq!(said, format!("{side} has other tables than this version makes: look at other"));
        };
        check(lite.move_to(&server, &[ROOM], |_| ()).await, "the target");
        check(server.move_to(&lite, &[ROOM], |_| ()).await, "the source");
    })
    .await;
}

/// A process that came after all (it holds no number) changes nothing before the move is over.
#[tokio::test]
async fn a_change_waits_until_the_move_is_over() {
    with_postgres(&[ROOM], |url| async move {
        let open = async || Db::open(&url.parse::<DatabaseUrl>().expect("an address"), small()).await.expect("opens");
        let (ours, theirs) = (open().await, open().await);
        fill(&ours).await;
        on_sqlite(&[ROOM], Options::default, |lite| {
            let (ours, theirs) = (ours.clone(), theirs.clone());
            async move {
                let (begun, is_over) = (Notify::new(), Cell::new(false));
                let moved = async {
                    let moved = ours.move_to(&lite, &[ROOM], |_| begun.notify_one()).await;
                    is_over.set(true);
                    moved.expect("moves")
                };
                let changed = async {
                    begun.notified().await;
                    added(&theirs, ACCOUNTS + 1, "late", 1).await.expect("afterwards");
                    assert!(is_over.get(), "it was changed under the mover's hands");
                };
                let (moved, ()) = tokio::join!(moved, changed);
                assert_eq!(moved[0].rows, ACCOUNTS as u64);
                assert_eq!((count(&lite).await, count(&theirs).await), (ACCOUNTS, ACCOUNTS + 1));
            }
        })
        .await;
        for db in [ours, theirs] {
            db.close().await.expect("closes");
        }
    })
    .await;
}

#[tokio::test]
async fn nobody_else_may_work_on_a_server_that_is_moved() {
    with_postgres(&[ROOM], |url| async move {
        let open = async || Db::open(&url.parse::<DatabaseUrl>().expect("an address"), small()).await.expect("opens");
        let (ours, theirs) = (open().await, open().await);
        ours.lease_node().await.expect("our number");
        on_sqlite(&[ROOM], Options::default, |lite| {
            let (ours, theirs) = (ours.clone(), theirs.clone());
            async move {
                theirs.lease_node().await.expect("their number");
                for (source, target, side) in [(&ours, &lite, "the source"), (&lite, &ours, "the target")] {
                    let refused = source.move_to(target, &[ROOM], |_| ()).await.expect_err("company");
                    assert_eq!(refused.to_string(), format!("another wasl process works on {side}: stop it first"));
                }
                theirs.close().await.expect("they leave");
                ours.move_to(&lite, &[ROOM], |_| ()).await.expect("alone");
            }
        })
        .await;
        ours.close().await.expect("closes");
    })
    .await;
}

/// A store that is open in this process, copied into a fresh file by somebody who only looks on.
async fn look_on(url: &str) {
    let folder = tempfile::tempdir().expect("folder");
    let url: DatabaseUrl = url.parse().expect("url");
    let serving = Db::open(&url, small()).await.expect("opens");
    serving.migrate(&[ROOM]).await.expect("migrated");
    fill(&serving).await;
    let eye = Onlooker::open(&url).await.expect("beside the one that serves");
    assert!(eye.is_of_this_version(&[ROOM]).await.expect("a look"));
    let copy_at = |name: &str| DatabaseUrl::Sqlite(folder.path().join(name));
    let copy = Db::open(&copy_at("copy.db"), small()).await.expect("opens");
    // A verb for each page that is read: none waits for the copy, and none is in it.
    let (told, written) = (Notify::new(), Cell::new(0));
    let copying = async {
        let copied = eye.copy_to(&copy, &[ROOM], |_| told.notify_one()).await.expect("copied");
        written.set(written.get() + 1_000);
        told.notify_one();
        copied
    };
    let writing = async {
        loop {
            told.notified().await;
            if written.get() >= 1_000 {
                return;
            }
            written.set(written.get() + 1);
            added(&serving, ACCOUNTS + written.get(), Box::leak(format!("later {}", written.get()).into()), 1)
                .await
                .expect("written");
        }
    };
    let (copied, ()) = futures::join!(copying, writing);
    assert!(written.get() > 1_000, "somebody wrote meanwhile");
    assert_eq!(counts(&copied), [("account", 2_500), ("note", 5), ("sealed", 1)], "of one snapshot");
    is_alive(&copy).await;
    copy.close().await.expect("closes");
    let refused = Db::open(&copy_at("other.db"), small()).await.expect("opens");
    let other = eye.copy_to(&refused, &[ROOM, OTHER], |_| ()).await;
    assert!(matches!(other, Err(MoveError::Version(DatabaseSide::Source))), "{other:?}");
    eye.close().await;
    added(&serving, 9_999, "goes on", 1).await.expect("written");
    serving.close().await.expect("closes");
}

#[tokio::test]
async fn whoever_looks_on_copies_one_snapshot_and_stops_nobody() {
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("serving.db");
    let absent = Onlooker::open(&DatabaseUrl::Sqlite(path.clone())).await;
    assert!(matches!(absent.err(), Some(DbError::Unavailable(_))) && !path.exists(), "none is made");
    look_on(&format!("sqlite:{}", path.display())).await;
    with_postgres(&[], |url| async move { look_on(&url).await }).await;
}
