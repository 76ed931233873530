//! One text for both engines: what goes in comes out alike, and what only one engine would take is found.

mod support;

use support::*;
use wasl_db::testing::{check_statements, on_both, on_postgres, small, wrong_statements};
use wasl_db::{DbError, args};

#[tokio::test]
async fn every_statement_fits_both_engines() {
    on_both(&[ROOM], |db| async move { check_statements(&db, STATEMENTS).await }).await;
}

#[tokio::test]
async fn what_goes_in_comes_out() {
    on_both(&[ROOM], |db| async move {
        added(&db, 1, "نخيل", 5).await.expect("an account");
        db.write((), |tx, ()| {
            Box::pin(async move {
                tx.run(NOTE, args![SHOP, 1_i64, 1_i64, "مرحبا", 1.5, vec![0_u8, 255]]).await?;
                tx.run(NOTE, args![SHOP, 2_i64, 1_i64, None::<&str>, None::<f64>, None::<Vec<u8>>]).await
            })
        })
        .await
        .expect("two notes");
        type Note = (Option<String>, Option<f64>, Option<Vec<u8>>);
        let notes: Vec<Note> = db
            .read()
            .await
            .expect("a reader")
            .all(NOTES, args![SHOP], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
            .await
            .expect("notes");
        assert_eq!(notes, [(Some("مرحبا".to_owned()), Some(1.5), Some(vec![0, 255])), (None, None, None)]);
    })
    .await;
}

#[tokio::test]
async fn arguments_are_bound_by_number_and_not_by_appearance() {
    on_both(&[ROOM], |db| async move {
        added(&db, 1, "a", 5).await.expect("an account");
        let touched: Result<u64, DbError> = db
            .write((), |tx, ()| Box::pin(async move { tx.run(SET_BACKWARDS, args![SHOP, "b", 6_i64, 1_i64]).await }))
            .await;
        assert_eq!(touched, Ok(1));
        assert_eq!(balance(&db, 1).await, Some(6));
    })
    .await;
}

mod trap {
    wasl_db::statements! {
        pub SUM_IS_NUMERIC = "SELECT SUM(balance) AS total FROM account WHERE shop_id = $1";
        pub NOT_GROUPED = "SELECT name, COUNT(*) FROM account WHERE shop_id = $1 GROUP BY id";
        pub INT4 = "SELECT id FROM account WHERE shop_id = $1 AND 1 = $2";
        pub GAP = "SELECT id FROM account WHERE shop_id = $2";
    }
}

#[tokio::test]
async fn the_check_names_what_one_engine_would_not_take() {
    on_postgres(&[ROOM], small, |db| async move {
        let wrong = wrong_statements(&db, trap::STATEMENTS).await.join("\n");
        for part in [
            "SUM_IS_NUMERIC: column total is numeric",
            "NOT_GROUPED: column \"account.name\" must appear in the GROUP BY",
            "INT4: $2 is int4",
            "GAP: $1 is not used",
        ] {
            assert!(wrong.contains(part), "{part} is missing in\n{wrong}");
        }
    })
    .await;
}
