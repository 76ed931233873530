//! SQLite's files: one process at a time, a log that does not grow, nothing left of what was erased.

mod support;

use std::path::Path;
use support::*;
use wasl_db::testing::small;
use wasl_db::{DatabaseUrl, Db, DbError, args};

async fn open(folder: &Path) -> Result<Db, DbError> {
    Db::open(&DatabaseUrl::Sqlite(folder.join("wasl.db")), small()).await
}

async fn opened(folder: &Path) -> Db {
    let db = open(folder).await.expect("a database");
    db.migrate(&[ROOM]).await.expect("a schema");
    db
}

#[tokio::test]
async fn a_second_process_is_refused_with_a_sentence() {
    let folder = tempfile::tempdir().expect("a folder");
    let db = opened(folder.path()).await;
    let Some(DbError::Unavailable(sentence)) = open(folder.path()).await.err() else { panic!("it was let in") };
    assert!(sentence.contains("another wasl process"), "{sentence}");
    db.close().await.expect("closed");
    assert!(open(folder.path()).await.is_ok());
}

#[tokio::test]
async fn a_place_that_does_not_exist_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let Some(DbError::Unavailable(sentence)) = open(&folder.path().join("gone")).await.err() else { panic!("opened") };
    assert!(sentence.contains("gone"), "{sentence}");
}

#[tokio::test]
async fn what_was_acknowledged_is_there_after_a_restart() {
    let folder = tempfile::tempdir().expect("a folder");
    let db = opened(folder.path()).await;
    added(&db, 1, "a", 5).await.expect("an account");
    db.close().await.expect("closed");
    let wal = folder.path().join("wasl.db-wal");
    assert!(std::fs::metadata(&wal).map_or(0, |meta| meta.len()) == 0, "closing empties the log");
    assert_eq!(balance(&opened(folder.path()).await, 1).await, Some(5));
}

/// At 24,000 pages of 4 KiB the writer waits no longer for the copying thread; one batch may go above it.
const WAL_BYTES_LIMIT: u64 = 104 * 1024 * 1024;

#[tokio::test]
async fn the_log_does_not_grow_with_what_is_written() {
    let folder = tempfile::tempdir().expect("a folder");
    let db = opened(folder.path()).await;
    let wal = folder.path().join("wasl.db-wal");
    let mut longest = 0;
    for part in 0..80_i64 {
        let written: Result<u64, DbError> = db
            .write(part, |tx, part| {
                Box::pin(async move {
                    let name = |row: i64| format!("{row:09}{}", "x".repeat(10_000));
                    let ids = part * 100..(part + 1) * 100;
                    let rows: Vec<_> = ids.map(|id| args![SHOP, id, name(id), 0_i64].to_vec()).collect();
                    tx.batch(ADD, &rows).await
                })
            })
            .await;
        assert_eq!(written, Ok(100));
        longest = longest.max(std::fs::metadata(&wal).map_or(0, |meta| meta.len()));
    }
    assert!(longest < WAL_BYTES_LIMIT, "the log grew to {longest} bytes for 80 batches of two megabytes");
    db.checkpoint().await.expect("a checkpoint");
    assert_eq!(std::fs::metadata(&wal).map_or(0, |meta| meta.len()), 0);
}

mod erasure {
    wasl_db::statements! {
        pub ERASE = "UPDATE account SET name = '' WHERE shop_id = $1 AND id = $2";
    }
}

#[tokio::test]
async fn no_byte_remains_of_what_was_erased() {
    let folder = tempfile::tempdir().expect("a folder");
    let db = opened(folder.path()).await;
    added(&db, 1, "a-name-to-be-forgotten", 5).await.expect("an account");
    db.checkpoint().await.expect("a checkpoint");
    assert!(is_anywhere(folder.path(), "a-name-to-be-forgotten"), "the search finds what is there");
    let erased: Result<u64, DbError> =
        db.write((), |tx, ()| Box::pin(async move { tx.run(erasure::ERASE, args![SHOP, 1_i64]).await })).await;
    assert_eq!(erased, Ok(1));
    db.checkpoint().await.expect("a checkpoint");
    assert!(!is_anywhere(folder.path(), "a-name-to-be-forgotten"));
}

fn is_anywhere(folder: &Path, text: &str) -> bool {
    std::fs::read_dir(folder).expect("a folder").any(|entry| {
        let bytes = std::fs::read(entry.expect("an entry").path()).expect("a file");
        bytes.windows(text.len()).any(|window| window == text.as_bytes())
    })
}
