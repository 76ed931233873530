//! Bringing a schema up: once, whole, in order, and never with a changed past.

mod support;

use support::*;
use wasl_db::testing::{on_both, on_sqlite, small};
use wasl_db::{DbError, Migrations, args};

mod sql {
    wasl_db::statements! {
        pub APPLIED = "SELECT room, number, name FROM migration ORDER BY room, number";
        pub ADD_PART = "INSERT INTO part (shop_id, id, whole_id, weight) VALUES ($1, $2, $3, 1.5)";
        pub PARTS = "SELECT COUNT(*) FROM part WHERE shop_id = $1";
        pub ADD_WHOLE = "INSERT INTO whole (shop_id, id) VALUES ($1, $2)";
    }
}

const FIRST: (&str, &str) =
    ("0001_whole", "-- why\nCREATE TABLE whole (shop_id BIGINT, id BIGINT, PRIMARY KEY (shop_id, id));\n");
const SECOND: (&str, &str) = (
    "0002_part",
    "-- why\nCREATE TABLE part (shop_id BIGINT, id BIGINT, whole_id BIGINT NOT NULL, weight DOUBLE PRECISION, \
     PRIMARY KEY (shop_id, id), FOREIGN KEY (shop_id, whole_id) REFERENCES whole (shop_id, id));\n",
);

const fn room(files: &'static [(&'static str, &'static str)]) -> Migrations {
    Migrations { room: "store", files }
}

#[tokio::test]
async fn each_file_is_applied_once_and_recorded() {
    on_both(&[ROOM], |db| async move {
        db.migrate(&[ROOM, room(&[FIRST])]).await.expect("the first");
        db.migrate(&[ROOM, room(&[FIRST, SECOND])]).await.expect("the second");
        db.migrate(&[ROOM, room(&[FIRST, SECOND])]).await.expect("nothing left");
        let read = |row: &wasl_db::Row<'_>| Ok((row.get::<String>(0)?, row.get::<i64>(1)?, row.get::<String>(2)?));
        let applied = db.read().await.expect("a reader").all(sql::APPLIED, args![], read).await.expect("a list");
        let expect = [("bank", 1, "0001_accounts"), ("store", 1, "0001_whole"), ("store", 2, "0002_part")];
        assert_eq!(applied, expect.map(|(room, number, name)| (room.to_owned(), number, name.to_owned())));
    })
    .await;
}

#[tokio::test]
async fn a_changed_past_is_refused() {
    on_both(&[room(&[FIRST])], |db| async move {
        let changed = room(&[("0001_whole", "-- why\nCREATE TABLE whole (shop_id BIGINT PRIMARY KEY);\n")]);
        let Err(DbError::Bug(sentence)) = db.migrate(&[changed]).await else { panic!("it was let through") };
        assert!(sentence.contains("store 0001_whole was changed"), "{sentence}");
    })
    .await;
}

#[tokio::test]
async fn a_file_that_fails_leaves_nothing() {
    on_both(&[], |db| async move {
        let torn = room(&[(
            "0001_whole",
            "-- why\nCREATE TABLE whole (id BIGINT PRIMARY KEY);\nCREATE TABLE whole (id BIGINT PRIMARY KEY);\n",
        )]);
        assert!(matches!(db.migrate(&[torn]).await, Err(DbError::Bug(_))));
        db.migrate(&[room(&[FIRST])]).await.expect("the name is free");
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_told_apart_or_ordered_is_refused() {
    on_both(&[], |db| async move {
        let twins = "-- why\nCREATE TABLE t (shop_id BIGINT, a BIGINT, PRIMARY KEY (shop_id));\n\
                     CREATE UNIQUE INDEX t_a ON t (shop_id, a);\nCREATE UNIQUE INDEX t_b ON t (shop_id, a);\n";
        let files: [&'static [(&str, &str)]; 4] = [
            vec![("0001_twins", twins)].leak(),
            &[("0002_gap", "-- why\nSELECT 1;\n")],
            &[("first", "-- why\nSELECT 1;\n")],
            &[("0001_reason", "CREATE TABLE t (id BIGINT PRIMARY KEY);\n")],
        ];
        for files in files {
            let refused = db.migrate(&[Migrations { room: "odd", files }]).await;
            assert!(matches!(refused, Err(DbError::Bug(_))), "{files:?}: {refused:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn processes_that_start_together_wait_for_each_other() {
    on_both(&[], |db| async move {
        let rooms = [ROOM, room(&[FIRST, SECOND])];
        let together = futures::future::join_all((0..4).map(|_| db.migrate(&rooms))).await;
        assert_eq!(together, vec![Ok(()); 4]);
    })
    .await;
}

#[tokio::test]
async fn a_table_is_rebuilt_on_sqlite_without_losing_its_children() {
    const REBUILD: (&str, &str) = (
        "0003_rebuild",
        "-- why\nCREATE TABLE whole_new (shop_id BIGINT, id BIGINT, note TEXT, PRIMARY KEY (shop_id, id));\n\
         INSERT INTO whole_new (shop_id, id) SELECT shop_id, id FROM whole;\nDROP TABLE whole;\n\
         ALTER TABLE whole_new RENAME TO whole;\n",
    );
    const LOSING: (&str, &str) = (
        "0004_losing",
        "-- why\nCREATE TABLE whole_new (shop_id BIGINT, id BIGINT, PRIMARY KEY (shop_id, id));\n\
         DROP TABLE whole;\nALTER TABLE whole_new RENAME TO whole;\n",
    );
    on_sqlite(&[room(&[FIRST, SECOND])], small, |db| async move {
        let filled: Result<u64, DbError> = db
            .write((), |tx, ()| {
                Box::pin(async move {
                    tx.run(sql::ADD_WHOLE, args![SHOP, 1_i64]).await?;
                    tx.run(sql::ADD_PART, args![SHOP, 1_i64, 1_i64]).await
                })
            })
            .await;
        assert_eq!(filled, Ok(1));
        db.migrate(&[room(&[FIRST, SECOND, REBUILD])]).await.expect("a rebuilt table");
        let Err(DbError::Bug(sentence)) = db.migrate(&[room(&[FIRST, SECOND, REBUILD, LOSING])]).await else {
            panic!("the children were lost")
        };
        assert!(sentence.contains("rows of part refer to rows that are gone"), "{sentence}");
        let stray: Result<u64, DbError> = db
            .write((), |tx, ()| Box::pin(async move { tx.run(sql::ADD_PART, args![SHOP, 2_i64, 99_i64]).await }))
            .await;
        assert!(matches!(stray, Err(DbError::Bug(_))), "foreign keys are watched again");
        let mut read = db.read().await.expect("a reader");
        assert_eq!(read.one(sql::PARTS, args![SHOP], |row| row.get::<i64>(0)).await, Ok(1));
    })
    .await;
}
