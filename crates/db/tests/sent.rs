//! Changes that wait for no answer: kept in order, met at the next statement or at COMMIT, forgotten with their savepoint.

mod support;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use support::*;
use wasl_db::testing::on_both;
use wasl_db::{DbError, args};

#[tokio::test]
async fn what_is_sent_is_seen_by_the_next_question_and_kept_by_the_commit() {
    on_both(&[ROOM], |db| async move {
        let seen: Result<(i64, i64), DbError> = db
            .write((), |tx, ()| {
                Box::pin(async move {
                    // More than one trip holds, each building on the one before.
                    tx.send(ADD, args![SHOP, 1_i64, "a", 0_i64]).await?;
                    for balance in 1..=600_i64 {
                        tx.send(SET_BALANCE, args![SHOP, 1_i64, balance]).await?;
                    }
                    let balance = tx.one(BALANCE, args![SHOP, 1_i64], |row| row.get(0)).await?;
                    tx.send(ADD, args![SHOP, 2_i64, "b", 0_i64]).await?;
                    let rows: Vec<_> = (3..=40_i64)
                        .map(|id| args![SHOP, id, format!("c{id}"), 0_i64].to_vec())
                        .chain([args![SHOP, 41_i64, "last", 5_i64].to_vec()])
                        .collect();
                    tx.send_all(ADD, &rows).await?;
                    let touched = tx.run(SET_BALANCE, args![SHOP, 41_i64, 6_i64]).await?;
                    tx.send(SET_BALANCE, args![SHOP, 2_i64, 9_i64]).await?;
                    Ok((balance, i64::try_from(touched).unwrap_or(0)))
                })
            })
            .await;
        assert_eq!(seen, Ok((600, 1)));
        assert_eq!((balance(&db, 2).await, balance(&db, 41).await, count(&db).await), (Some(9), Some(6), 41));
    })
    .await;
}

#[tokio::test]
async fn a_failure_of_what_was_sent_last_undoes_the_verb_at_its_commit() {
    on_both(&[ROOM], |db| async move {
        added(&db, 1, "a", 5).await.expect("an account");
        let clash: Result<(), DbError> = db
            .write((), |tx, ()| {
                Box::pin(async move {
                    tx.run(SET_BALANCE, args![SHOP, 1_i64, 7_i64]).await?;
                    tx.send(ADD, args![SHOP, 2_i64, "a", 1_i64]).await
                })
            })
            .await;
        assert_eq!(clash, Err(DbError::Unique { constraint: "account_name".to_owned() }));
        assert_eq!((balance(&db, 1).await, count(&db).await), (Some(5), 1));
        // The connection serves the next verb as if nothing had been.
        assert_eq!(added(&db, 2, "b", 1).await, Ok(1));
    })
    .await;
}

#[tokio::test]
async fn a_failure_is_met_by_the_statement_behind_it() {
    on_both(&[ROOM], |db| async move {
        added(&db, 1, "a", 5).await.expect("an account");
        let clash: Result<i64, DbError> = db
            .write((), |tx, ()| {
                Box::pin(async move {
                    tx.send(ADD, args![SHOP, 2_i64, "a", 1_i64]).await?;
                    tx.one(BALANCE, args![SHOP, 1_i64], |row| row.get(0)).await
                })
            })
            .await;
        assert_eq!(clash, Err(DbError::Unique { constraint: "account_name".to_owned() }));
        assert_eq!(count(&db).await, 1);
    })
    .await;
}

#[tokio::test]
async fn what_was_sent_under_a_savepoint_goes_with_it() {
    on_both(&[ROOM], |db| async move {
        let kept: Result<(), DbError> = db
            .write((), |tx, ()| {
                Box::pin(async move {
                    tx.send(ADD, args![SHOP, 1_i64, "before", 0_i64]).await?;
                    let point = tx.savepoint().await?;
                    tx.send(ADD, args![SHOP, 2_i64, "inside", 0_i64]).await?;
                    tx.roll_back_to(point).await?;
                    let point = tx.savepoint().await?;
                    tx.send(ADD, args![SHOP, 3_i64, "released", 0_i64]).await?;
                    tx.release(point).await?;
                    tx.send(ADD, args![SHOP, 4_i64, "after", 0_i64]).await
                })
            })
            .await;
        assert_eq!(kept, Ok(()));
        let mut read = db.read().await.expect("a reader");
        let names: Vec<String> = read.all(NAMES, args![SHOP], |row| row.get(0)).await.expect("names");
        assert_eq!(names, ["after", "before", "released"]);
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_written_takes_everything_sent_with_it() {
    on_both(&[ROOM], |db| async move {
        let slip: Result<(), DbError> = db
            .write((), |tx, ()| {
                Box::pin(async move {
                    tx.send(ADD, args![SHOP, 1_i64, "a", 1_i64]).await?;
                    tx.send(SET_BALANCE, args![SHOP, 1_i64, "seven"]).await?;
                    tx.send(ADD, args![SHOP, 2_i64, "b", 1_i64]).await
                })
            })
            .await;
        assert!(
            slip.is_err_and(|error| error != DbError::CommitUnknown),
            "a slip of ours is no doubt about the commit"
        );
        assert_eq!(count(&db).await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_verb_that_runs_again_sends_anew() {
    on_both(&[ROOM], |db| async move {
        let runs = Arc::new(AtomicI64::new(0));
        let again: Result<(), DbError> = db
            .write(runs.clone(), |tx, runs| {
                Box::pin(async move {
                    tx.send(ADD, args![SHOP, 1_i64, "a", 1_i64]).await?;
                    match runs.fetch_add(1, Ordering::SeqCst) {
                        0 => Err(DbError::Retry("look again".to_owned())),
                        _ => Ok(()),
                    }
                })
            })
            .await;
        assert_eq!((again, runs.load(Ordering::SeqCst), count(&db).await), (Ok(()), 2, 1));
    })
    .await;
}

#[tokio::test]
async fn what_is_left_for_the_end_is_whole_or_nothing_and_its_savepoint_takes_it_back() {
    on_both(&[ROOM], |db| async move {
        let kept: Result<(), DbError> = db
            .write((), |tx, ()| {
                Box::pin(async move {
                    for id in 1..=200_i64 {
                        tx.send_last(ADD, args![SHOP, id, format!("a{id}"), 0_i64]).await?;
                    }
                    let point = tx.savepoint().await?;
                    tx.send_last(ADD, args![SHOP, 201_i64, "taken back", 0_i64]).await?;
                    tx.roll_back_to(point).await?;
                    tx.send_last(ADD, args![SHOP, 202_i64, "after", 0_i64]).await
                })
            })
            .await;
        assert_eq!((kept, count(&db).await), (Ok(()), 201));
        let clash: Result<(), DbError> = db
            .write((), |tx, ()| {
                Box::pin(async move {
                    tx.send_last(ADD, args![SHOP, 300_i64, "new", 0_i64]).await?;
                    tx.send_last(ADD, args![SHOP, 301_i64, "a7", 0_i64]).await
                })
            })
            .await;
        assert_eq!(clash, Err(DbError::Unique { constraint: "account_name".to_owned() }));
        assert_eq!(count(&db).await, 201);
    })
    .await;
}

#[tokio::test]
async fn many_rows_of_one_insert_count_as_many_and_fail_as_one() {
    on_both(&[ROOM], |db| async move {
        let rows = |from: i64, to: i64| -> Vec<Vec<wasl_db::Value<'static>>> {
            (from..=to).map(|id| args![SHOP, id, format!("a{id}"), id].to_vec()).collect()
        };
        let many = rows(1, 333);
        let touched: Result<u64, DbError> =
            db.write(many, |tx, many| Box::pin(async move { tx.batch(ADD, many).await })).await;
        assert_eq!((touched, count(&db).await, balance(&db, 300).await), (Ok(333), 333, Some(300)));
        // One of the middle is there already.
        let clash: Result<u64, DbError> =
            db.write(rows(333, 400), |tx, many| Box::pin(async move { tx.batch(ADD, many).await })).await;
        assert!(matches!(clash, Err(DbError::Unique { .. })), "{clash:?}");
        let mut uneven = rows(500, 503);
        uneven[2].pop();
        let slip: Result<u64, DbError> =
            db.write(uneven, |tx, many| Box::pin(async move { tx.batch(ADD, many).await })).await;
        assert!(matches!(slip, Err(DbError::Bug(_))), "{slip:?}");
        assert_eq!(count(&db).await, 333);
    })
    .await;
}
