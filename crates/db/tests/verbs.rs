//! What a verb may rely on, alike on both engines.

mod support;

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Barrier};
use std::time::Duration;
use support::*;
use wasl_db::testing::{on_both, on_both_with, on_sqlite, small};
use wasl_db::{DbError, Options, args};

#[tokio::test]
async fn a_verb_is_kept_whole_or_not_at_all() {
    on_both(&[ROOM], |db| async move {
        assert_eq!(added(&db, 1, "a", 5).await, Ok(1));
        let refused: Result<(), DbError> = db
            .write((), |tx, ()| {
                Box::pin(async move {
                    add(tx, 2, "b", 5).await?;
                    Err(DbError::Check { name: "bank.closed".to_owned() })
                })
            })
            .await;
        assert_eq!(refused, Err(DbError::Check { name: "bank.closed".to_owned() }));
        assert_eq!(count(&db).await, 1);
    })
    .await;
}

#[tokio::test]
async fn refusals_of_the_engine_carry_their_name() {
    on_both(&[ROOM], |db| async move {
        added(&db, 1, "a", 5).await.expect("an account");
        let unique = |name: &str| Err(DbError::Unique { constraint: name.to_owned() });
        let check = |name: &str| Err(DbError::Check { name: name.to_owned() });
        assert_eq!(added(&db, 1, "b", 5).await, unique("account_pkey"));
        assert_eq!(added(&db, 2, "a", 5).await, unique("account_name"));
        assert_eq!(added(&db, 2, "b", -1).await, check("account_not_overdrawn"));
        let unseal: Result<u64, DbError> = db
            .write((), |tx, ()| {
                Box::pin(async move {
                    tx.run(SEAL, args![SHOP, 1_i64]).await?;
                    tx.run(UNSEAL, args![SHOP]).await
                })
            })
            .await;
        assert_eq!(unseal, check("bank.sealed"));
        let stray: Result<u64, DbError> = db
            .write((), |tx, ()| {
                let nothing = None::<&str>;
                Box::pin(async move { tx.run(NOTE, args![SHOP, 1_i64, 9_i64, nothing, 1.0, None::<Vec<u8>>]).await })
            })
            .await;
        assert!(matches!(stray, Err(DbError::Bug(_))), "{stray:?}");
    })
    .await;
}

#[tokio::test]
async fn what_one_engine_alone_would_take_is_refused_before_it() {
    on_both(&[ROOM], |db| async move {
        assert!(matches!(added(&db, 1, "a\0b", 5).await, Err(DbError::Bug(_))));
        let short: Result<u64, DbError> =
            db.write((), |tx, ()| Box::pin(async move { tx.run(ADD, args![SHOP, 1_i64]).await })).await;
        assert!(matches!(short, Err(DbError::Bug(_))), "{short:?}");
        let other_type: Result<i64, DbError> =
            db.write((), |tx, ()| Box::pin(async move { tx.one(ALL, args![SHOP], |row| row.get(1)).await })).await;
        assert_eq!(other_type, Err(DbError::NoRow));
        added(&db, 1, "a", 5).await.expect("an account");
        added(&db, 2, "b", 5).await.expect("an account");
        let mut read = db.read().await.expect("a reader");
        let name_as_number: Result<Vec<i64>, DbError> = read.all(ALL, args![SHOP], |row| row.get(1)).await;
        assert!(matches!(name_as_number, Err(DbError::Bug(_))));
        let two: Result<i64, DbError> = read.one(ALL, args![SHOP], |row| row.get(0)).await;
        assert!(matches!(two, Err(DbError::Bug(_))), "two rows are not one");
    })
    .await;
}

#[tokio::test]
async fn going_on_after_a_failed_statement_is_a_bug_unless_a_savepoint_forgives_it() {
    on_both(&[ROOM], |db| async move {
        added(&db, 1, "a", 5).await.expect("an account");
        let went_on: Result<(), DbError> = db
            .write((), |tx, ()| {
                Box::pin(async move {
                    add(tx, 2, "b", 5).await?;
                    assert!(add(tx, 1, "c", 5).await.is_err());
                    Ok(())
                })
            })
            .await;
        assert!(matches!(went_on, Err(DbError::Bug(_))), "{went_on:?}");
        assert_eq!(count(&db).await, 1);
        let forgiven: Result<(), DbError> = db
            .write((), |tx, ()| {
                Box::pin(async move {
                    let outer = tx.savepoint().await?;
                    add(tx, 2, "b", 5).await?;
                    let inner = tx.savepoint().await?;
                    assert!(add(tx, 1, "c", 5).await.is_err());
                    tx.roll_back_to(inner).await?;
                    tx.release(outer).await
                })
            })
            .await;
        assert_eq!(forgiven, Ok(()));
        assert_eq!(count(&db).await, 2);
    })
    .await;
}

#[tokio::test]
async fn a_part_that_is_taken_back_takes_along_what_a_failure_left_open_in_it() {
    on_both(&[ROOM], |db| async move {
        let gone_on: Result<(), DbError> = db
            .write((), |tx, ()| {
                Box::pin(async move {
                    let outer = tx.savepoint().await?;
                    add(tx, 1, "a", 5).await?;
                    // Whoever began this part failed and went away without a word.
                    let _inner = tx.savepoint().await?;
                    add(tx, 2, "b", 5).await?;
                    tx.roll_back_to(outer).await?;
                    let next = tx.savepoint().await?;
                    add(tx, 3, "c", 5).await?;
                    tx.release(next).await
                })
            })
            .await;
        assert_eq!(gone_on, Ok(()));
        assert_eq!(count(&db).await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_panic_takes_only_its_own_verb_along() {
    on_both(&[ROOM], |db| async move {
        let panicked: Result<(), DbError> = db
            .write((), |tx, ()| {
                Box::pin(async move {
                    add(tx, 1, "a", 5).await?;
                    panic!("a broken rule");
                })
            })
            .await;
        let Err(DbError::Bug(text)) = panicked else { panic!("{panicked:?}") };
        assert!(text.contains("a broken rule"), "{text}");
        assert_eq!(added(&db, 1, "a", 5).await, Ok(1));
    })
    .await;
}

#[tokio::test]
async fn two_at_once_do_not_lose_a_change() {
    on_both(&[ROOM], |db| async move {
        added(&db, 1, "a", 0).await.expect("an account");
        let verbs = (0..24).map(|_| db.write(1_i64, increment));
        for result in futures::future::join_all(verbs).await {
            result.expect("an increment");
        }
        assert_eq!(balance(&db, 1).await, Some(24));
    })
    .await;
}

#[tokio::test]
async fn a_verb_that_asks_for_it_is_run_again_five_times_at_most() {
    on_both(&[ROOM], |db| async move {
        let until = |wanted: i64| {
            let runs = Arc::new(AtomicI64::new(0));
            db.write((runs, wanted), |tx, (runs, wanted)| {
                Box::pin(async move {
                    let run = runs.fetch_add(1, Ordering::SeqCst) + 1;
                    // Each run begins where nothing of the last one is left.
                    add(tx, 1, "a", run).await?;
                    if run < *wanted { Err(DbError::Retry("a twin was faster".to_owned())) } else { Ok(run) }
                })
            })
        };
        assert_eq!(until(6).await, Err(DbError::Retry("a twin was faster".to_owned())));
        assert_eq!(until(5).await, Ok(5));
        assert_eq!(balance(&db, 1).await, Some(5));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_caller_that_goes_away_changes_nothing() {
    on_both(&[ROOM], |db| async move {
        let (begun, go) = (Arc::new(Barrier::new(2)), Arc::new(Barrier::new(2)));
        let (context, of_verb) = ((begun.clone(), go.clone()), db.clone());
        let caller = tokio::spawn(async move {
            let kept: Result<(), DbError> = of_verb
                .write(context, |tx, (begun, go)| {
                    Box::pin(async move {
                        add(tx, 1, "a", 5).await?;
                        begun.wait();
                        go.wait();
                        Ok(())
                    })
                })
                .await;
            kept
        });
        tokio::task::spawn_blocking(move || begun.wait()).await.expect("the verb has begun");
        caller.abort();
        assert!(caller.await.is_err_and(|error| error.is_cancelled()));
        tokio::task::spawn_blocking(move || go.wait()).await.expect("the verb goes on");
        // On SQLite the next verb waits behind it; on PostgreSQL the unique index makes it wait.
        assert!(matches!(added(&db, 1, "b", 5).await, Err(DbError::Unique { .. })));
        assert_eq!(balance(&db, 1).await, Some(5));
    })
    .await;
}

#[tokio::test]
async fn a_batch_is_one_statement_for_many_rows() {
    on_both(&[ROOM], |db| async move {
        let insert = |names: &'static [&'static str]| {
            db.write(names, |tx, names| {
                Box::pin(async move {
                    let rows: Vec<_> =
                        names.iter().zip(1_i64..).map(|(name, id)| args![SHOP, id, name, 0_i64].to_vec()).collect();
                    tx.batch(ADD, &rows).await
                })
            })
        };
        let many: &'static [&'static str] = (0..1000).map(|n| &*format!("n{n:04}").leak()).collect::<Vec<_>>().leak();
        assert_eq!(insert(&[]).await, Ok::<u64, DbError>(0));
        assert!(matches!(insert(&["a", "b", "a"]).await, Err(DbError::Unique { .. })));
        assert_eq!(count(&db).await, 0);
        assert_eq!(insert(many).await, Ok(1000));
        assert_eq!(count(&db).await, 1000);
    })
    .await;
}

#[tokio::test]
async fn text_is_in_the_order_of_its_bytes() {
    on_both(&[ROOM], |db| async move {
        let mut names = ["b", "B", "a", "é", "e", "Z", "ب", "أ", "ا", "_", "10", "9", "a b", "ab", "😀"];
        for (name, id) in names.iter().zip(1..) {
            added(&db, id, name, 0).await.expect("an account");
        }
        let mut read = db.read().await.expect("a reader");
        let sorted: Vec<String> = read.all(NAMES, args![SHOP], |row| row.get(0)).await.expect("names");
        names.sort_unstable();
        assert_eq!(sorted, names);
    })
    .await;
}

#[tokio::test]
async fn a_report_is_one_snapshot() {
    on_both(&[ROOM], |db| async move {
        added(&db, 1, "a", 5).await.expect("an account");
        let mut report = db.report().await.expect("a report");
        let before: i64 = report.one(COUNT, args![SHOP], |row| row.get(0)).await.expect("a count");
        added(&db, 2, "b", 5).await.expect("an account");
        let after: i64 = report.one(COUNT, args![SHOP], |row| row.get(0)).await.expect("a count");
        drop(report);
        assert_eq!((before, after, count(&db).await), (1, 1, 2));
    })
    .await;
}

mod strange {
    wasl_db::statements! {
        pub ENDLESS = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT 1 FROM n) SELECT COUNT(*) FROM n";
        pub WRITES = "INSERT INTO sealed (shop_id, id) VALUES ($1, $2) RETURNING id";
    }
}

#[tokio::test]
async fn a_question_without_end_is_stopped_and_the_reader_lives_on() {
    let brief = || Options { report_time_max: Duration::from_millis(50), report_readers: 1, ..small() };
    on_both_with(&[ROOM], brief, |db| async move {
        let mut report = db.report().await.expect("a report");
        let stopped: Result<i64, DbError> = report.one(strange::ENDLESS, args![], |row| row.get(0)).await;
        assert!(matches!(stopped, Err(DbError::Unavailable(_))), "{stopped:?}");
        drop(report);
        let mut report = db.report().await.expect("a report");
        assert_eq!(report.one(COUNT, args![SHOP], |row| row.get::<i64>(0)).await, Ok(0));
    })
    .await;
}

#[tokio::test]
async fn a_verb_without_end_is_stopped_and_the_next_goes_on() {
    let brief = || Options { verb_time_max: Duration::from_millis(50), ..small() };
    on_both_with(&[ROOM], brief, |db| async move {
        let stopped: Result<i64, DbError> = db
            .write((), |tx, ()| Box::pin(async move { tx.one(strange::ENDLESS, args![], |row| row.get(0)).await }))
            .await;
        assert!(matches!(stopped, Err(DbError::Unavailable(_))), "{stopped:?}");
        assert_eq!(added(&db, 1, "a", 5).await, Ok(1));
    })
    .await;
}

#[tokio::test]
async fn a_question_cannot_write() {
    on_both(&[ROOM], |db| async move {
        let mut read = db.read().await.expect("a reader");
        let wrote: Result<i64, DbError> = read.one(strange::WRITES, args![SHOP, 1_i64], |row| row.get(0)).await;
        assert!(matches!(wrote, Err(DbError::Bug(_))), "{wrote:?}");
    })
    .await;
}

#[tokio::test]
async fn readers_are_waited_for_and_come_home() {
    let one = || Options { readers: 1, connections: 1, ..small() };
    on_sqlite(&[ROOM], one, |db| async move {
        let held = db.read().await.expect("a reader");
        let waiting = tokio::spawn({
            let db = db.clone();
            async move { count(&db).await }
        });
        for _ in 0..10 {
            tokio::task::yield_now().await;
        }
        assert!(!waiting.is_finished());
        drop(held);
        assert_eq!(waiting.await.expect("a count"), 0);
    })
    .await;
}

#[tokio::test]
async fn a_closed_database_says_so() {
    on_both(&[ROOM], |db| async move {
        db.close().await.expect("closed");
        assert!(matches!(added(&db, 1, "a", 5).await, Err(DbError::Unavailable(_))));
        assert!(matches!(db.read().await.err(), Some(DbError::Unavailable(_))));
    })
    .await;
}

#[tokio::test]
async fn a_whole_database_has_no_findings() {
    on_both(&[ROOM], |db| async move {
        added(&db, 1, "a", 5).await.expect("an account");
        assert_eq!(db.checkpoint().await, Ok(()));
        let mut findings = db.check().await.expect("a check");
        // A server made for tests may have its syncing off.
        findings.retain(|finding| !finding.contains("fsync is off"));
        assert_eq!(findings, [""; 0]);
    })
    .await;
}
