//! What only a server can do to a verb: collide, end it in the middle of a commit, sort text its own way.
//! Nothing runs here when `WASL_TEST_POSTGRES` names no server.

mod support;

use std::sync::Arc;
use std::time::Duration;
use support::*;
use tokio::sync::Barrier;
use wasl_db::testing::{SERVER, on_postgres, small};
use wasl_db::{BoxFuture, DatabaseUrl, Db, DbError, Migrations, Tx, args};

wasl_db::statements! {
    MEASURED = "SELECT COUNT(*) FROM pg_stats WHERE tablename = 'account' AND attname = 'id'";
}

/// Locks one account, waits once for the other verb to have locked its own, then takes the second.
fn cross<'t>(
    tx: &'t mut Tx,
    (first, second, meet): &'t (i64, i64, Arc<Barrier>),
) -> BoxFuture<'t, Result<i64, DbError>> {
    Box::pin(async move {
        let a: i64 = tx.one_locked(BALANCE, args![SHOP, first], |row| row.get(0)).await?;
        // Only the first runs meet: the one that runs again does so alone.
        drop(tokio::time::timeout(Duration::from_millis(500), meet.wait()).await);
        let b: i64 = tx.one_locked(BALANCE, args![SHOP, second], |row| row.get(0)).await?;
        tx.run(SET_BALANCE, args![SHOP, first, a + 1]).await?;
        tx.run(SET_BALANCE, args![SHOP, second, b + 1]).await?;
        Ok(a + b)
    })
}

#[tokio::test]
async fn a_deadlock_is_run_again() {
    on_postgres(&[ROOM], small, |db| async move {
        added(&db, 1, "a", 0).await.expect("an account");
        added(&db, 2, "b", 0).await.expect("an account");
        let meet = Arc::new(Barrier::new(2));
        let (one, other) = tokio::join!(db.write((1, 2, meet.clone()), cross), db.write((2, 1, meet.clone()), cross));
        let mut sums = [one.expect("the first"), other.expect("the second")];
        sums.sort_unstable();
        assert_eq!(sums, [0, 2], "one after the other");
        assert_eq!((balance(&db, 1).await, balance(&db, 2).await), (Some(2), Some(2)));
    })
    .await;
}

#[tokio::test]
async fn what_a_verb_makes_of_a_collision_does_not_matter() {
    on_postgres(&[ROOM], small, |db| async move {
        let runs = Arc::new(std::sync::atomic::AtomicI64::new(0));
        let answer: Result<i64, DbError> = db
            .write(runs, |tx, runs| {
                Box::pin(async move {
                    let run = runs.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
                    if run < 2 {
                        let collided = tx.run(serial::COLLIDE, args![]).await;
                        assert!(matches!(collided, Err(DbError::Retry(_))), "{collided:?}");
                        return Err(DbError::NoRow);
                    }
                    Ok(run)
                })
            })
            .await;
        assert_eq!(answer, Ok(2));
    })
    .await;
}

mod serial {
    wasl_db::statements! {
        pub COLLIDE = "DO $do$ BEGIN RAISE SQLSTATE '40001'; END $do$";
        pub DISK_FULL = "DO $do$ BEGIN RAISE SQLSTATE '53100'; END $do$";
        pub PID = "SELECT CAST(pg_backend_pid() AS BIGINT)";
        pub END = "SELECT CAST(pg_terminate_backend(CAST($1 AS BIGINT)::int)::int AS BIGINT)";
        pub SLOW = "INSERT INTO slow (shop_id, id) VALUES ($1, $2)";
    }
}

#[tokio::test]
async fn it_gives_up_after_five_runs() {
    on_postgres(&[ROOM], small, |db| async move {
        let runs = Arc::new(std::sync::atomic::AtomicI64::new(0));
        let answer: Result<u64, DbError> = db
            .write(runs.clone(), |tx, runs| {
                Box::pin(async move {
                    runs.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
                    tx.run(serial::COLLIDE, args![]).await
                })
            })
            .await;
        assert!(matches!(answer, Err(DbError::Retry(_))), "{answer:?}");
        assert_eq!(runs.load(std::sync::atomic::Ordering::SeqCst), 5);
    })
    .await;
}

#[tokio::test]
async fn a_full_server_is_full_and_a_lost_one_unavailable() {
    on_postgres(&[ROOM], small, |db| async move {
        let full: Result<u64, DbError> =
            db.write((), |tx, ()| Box::pin(async move { tx.run(serial::DISK_FULL, args![]).await })).await;
        assert_eq!(full, Err(DbError::Full));
        let lost: Result<i64, DbError> = db
            .write(db.clone(), |tx, db| {
                Box::pin(async move {
                    add(tx, 1, "a", 0).await?;
                    let pid: i64 = tx.one(serial::PID, args![], |row| row.get(0)).await?;
                    let _: i64 = db.read().await?.one(serial::END, args![pid], |row| row.get(0)).await?;
                    tx.one(serial::PID, args![], |row| row.get(0)).await
                })
            })
            .await;
        assert!(matches!(lost, Err(DbError::Unavailable(_))), "{lost:?}");
        assert_eq!(count(&db).await, 0);
        assert_eq!(added(&db, 1, "a", 0).await, Ok(1));
    })
    .await;
}

const SLOW: Migrations = Migrations { room: "slow", files: &[("0001_slow", include_str!("support/0001_slow.sql"))] };

#[tokio::test]
async fn a_commit_whose_reply_is_lost_is_unknown() {
    on_postgres(&[ROOM, SLOW], small, |db| async move {
        let (tell, pid) = tokio::sync::mpsc::unbounded_channel();
        let slow = tokio::spawn({
            let db = db.clone();
            async move {
                let answer: Result<(), DbError> = db
                    .write(tell, |tx, tell| {
                        Box::pin(async move {
                            tx.run(serial::SLOW, args![SHOP, 1_i64]).await?;
                            let pid: i64 = tx.one(serial::PID, args![], |row| row.get(0)).await?;
                            tell.send(pid).expect("somebody listens");
                            Ok(())
                        })
                    })
                    .await;
                answer
            }
        });
        let mut pid = pid;
        let pid = pid.recv().await.expect("a process of the server");
        // The trigger sleeps inside COMMIT; by then the verb itself has ended.
        tokio::time::sleep(Duration::from_millis(300)).await;
        let mut read = db.read().await.expect("a reader");
        assert_eq!(read.one(serial::END, args![pid], |row| row.get::<i64>(0)).await, Ok(1));
        assert_eq!(slow.await.expect("a task"), Err(DbError::CommitUnknown));
    })
    .await;
}

#[tokio::test]
async fn node_numbers_are_held_by_one_process_each() {
    on_postgres(&[ROOM], small, |db| async move {
        let other = Db::open(&address_of(&db).await, small()).await.expect("another process");
        let (first, second) = (db.lease_node().await.expect("a node"), other.lease_node().await.expect("a node"));
        assert_eq!((first, second, db.lease_node().await), (0, 1, Ok(0)));
        db.close().await.expect("closed");
        let third = Db::open(&address_of(&other).await, small()).await.expect("a third process");
        let mut node = third.lease_node().await.expect("a node");
        for _ in 0..100 {
            if node == 0 {
                break;
            }
            // The server frees the number when it has noticed the closed connection.
            third.close().await.expect("closed");
            let again = Db::open(&address_of(&other).await, small()).await.expect("a third process");
            node = again.lease_node().await.expect("a node");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        assert_eq!(node, 0, "a number comes back when its process has gone");
        other.close().await.expect("closed");
    })
    .await;
}

mod who {
    wasl_db::statements! {
        pub NAME = "SELECT CAST(current_database() AS TEXT)";
    }
}

async fn address_of(db: &Db) -> DatabaseUrl {
    let name: String =
        db.read().await.expect("a reader").one(who::NAME, args![], |row| row.get(0)).await.expect("a name");
    named(&name)
}

fn named(name: &str) -> DatabaseUrl {
    let server = std::env::var(SERVER).expect("a server");
    let (start, _) = server.rsplit_once('/').expect("a database in the address");
    format!("{start}/{name}").parse().expect("an address")
}

#[tokio::test]
async fn a_database_that_sorts_its_own_way_is_refused_with_the_remedy() {
    on_postgres(&[], small, |db| async move {
        let name = format!("wasl_test_order_{}", std::process::id());
        let url = std::env::var(SERVER).expect("a server");
        let (client, connection) = tokio_postgres::connect(&url, tokio_postgres::NoTls).await.expect("the server");
        tokio::spawn(connection);
        let make =
            format!("CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C'");
        client.batch_execute(&make).await.expect("a database with an order of its own");
        let refused = Db::open(&named(&name), small()).await.err();
        client.batch_execute(&format!("DROP DATABASE {name} WITH (FORCE)")).await.expect("dropped");
        let Some(DbError::Unavailable(sentence)) = refused else { panic!("{refused:?}") };
        assert!(sentence.contains("LC_COLLATE 'C'"), "{sentence}");
        drop(db);
    })
    .await;
}

#[tokio::test]
async fn a_server_that_does_not_answer_is_unavailable() {
    let url: DatabaseUrl = "postgres://wasl@127.0.0.1:1/wasl".parse().expect("an address");
    let refused = Db::open(&url, small()).await.err();
    assert!(matches!(refused, Some(DbError::Unavailable(_))), "{refused:?}");
}

#[tokio::test]
async fn a_report_gives_its_connection_back() {
    let one = || wasl_db::Options { report_readers: 1, ..small() };
    on_postgres(&[ROOM], one, |db| async move {
        let mut pids = Vec::new();
        for _ in 0..3 {
            let mut report = db.report().await.expect("a report");
            pids.push(report.one(serial::PID, args![], |row| row.get::<i64>(0)).await.expect("a process"));
        }
        assert!(pids.iter().all(|pid| *pid == pids[0]), "{pids:?}");
    })
    .await;
}

#[tokio::test]
async fn closing_waits_for_what_is_under_way() {
    on_postgres(&[ROOM], small, |db| async move {
        let (tell, mut told) = tokio::sync::mpsc::unbounded_channel();
        let slow = tokio::spawn({
            let db = db.clone();
            async move {
                let answer: Result<u64, DbError> = db
                    .write(tell, |tx, tell| {
                        Box::pin(async move {
                            let added = add(tx, 1, "a", 0).await?;
                            tell.send(()).expect("somebody listens");
                            tokio::time::sleep(Duration::from_millis(200)).await;
                            Ok(added)
                        })
                    })
                    .await;
                answer
            }
        });
        told.recv().await.expect("the verb has begun");
        let address = address_of(&db).await;
        db.close().await.expect("closed");
        let again = Db::open(&address, small()).await.expect("another process");
        assert_eq!(balance(&again, 1).await, Some(0));
        assert_eq!(slow.await.expect("a task"), Ok(1));
        again.close().await.expect("closed");
    })
    .await;
}

/// One shop may be all there is: planned for by its figures, a question by key is answered from the key's index.
#[tokio::test]
async fn a_young_table_is_measured_before_the_server_would() {
    on_postgres(&[ROOM], small, |db| async move {
        let rows: Vec<Vec<wasl_db::Value<'static>>> =
            (1..=500_i64).map(|id| args![SHOP, id, format!("a{id}"), id].to_vec()).collect();
        let written: Result<u64, DbError> =
            db.write(rows, |tx, rows| Box::pin(async move { tx.batch(ADD, rows).await })).await;
        assert_eq!(written, Ok(500));
        // The server counts changes a second late, and looks come every few.
        for _ in 0..200 {
            let mut read = db.read().await.expect("a reader");
            let kinds: i64 = read.one(MEASURED, args![], |row| row.get(0)).await.expect("the server's figures");
            drop(read);
            if kinds > 0 {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("the table of accounts was never measured");
    })
    .await;
}
