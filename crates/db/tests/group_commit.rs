//! SQLite: one commit for many verbs, and no answer before it.

mod support;

use std::path::Path;
use std::sync::{Arc, Barrier, Mutex};
use std::time::Duration;
use support::*;
use tempfile::TempDir;
use tokio::task::JoinHandle;
use wasl_db::testing::{limit_pages, small};
use wasl_db::{DatabaseUrl, Db, DbError, Fails, Mark, Options, Witness, args};

/// Remembers what each commit sealed, and fails when told to.
#[derive(Clone, Default)]
struct Notary {
    seals: Arc<Mutex<Vec<Vec<i64>>>>,
    is_broken: Arc<Mutex<bool>>,
    has_no_room: Arc<Mutex<bool>>,
}

impl Witness for Notary {
    fn seal(&mut self, marks: &[Mark]) -> std::io::Result<()> {
        if *self.is_broken.lock().expect("a lock") {
            return Err(std::io::Error::other("no paper"));
        }
        if *self.has_no_room.lock().expect("a lock") {
            return Err(std::io::ErrorKind::StorageFull.into());
        }
        self.seals.lock().expect("a lock").push(marks.iter().map(|mark| mark.sequence).collect());
        Ok(())
    }
}

impl Notary {
    fn seals(&self) -> Vec<Vec<i64>> {
        self.seals.lock().expect("a lock").clone()
    }
}

/// Patient enough that a batch ends only when nobody waits.
fn patient(notary: &Notary) -> Options {
    Options { batch_age_max: Duration::from_secs(3600), witness: Some(Box::new(notary.clone())), ..small() }
}

async fn open(folder: &Path, options: Options) -> Result<Db, DbError> {
    let db = Db::open(&DatabaseUrl::Sqlite(folder.join("wasl.db")), options).await?;
    db.migrate(&[ROOM]).await?;
    Ok(db)
}

async fn opened(notary: &Notary) -> (TempDir, Db) {
    let folder = tempfile::tempdir().expect("a folder");
    let db = open(folder.path(), patient(notary)).await.expect("a database");
    (folder, db)
}

/// A verb that holds the writer until [`Held::let_go`].
struct Held {
    barrier: Arc<Barrier>,
    verb: JoinHandle<Result<(), DbError>>,
}

impl Held {
    async fn writer_of(db: &Db) -> Self {
        let (begun, barrier) = (Arc::new(Barrier::new(2)), Arc::new(Barrier::new(2)));
        let (context, db) = ((begun.clone(), barrier.clone()), db.clone());
        let verb = tokio::spawn(async move {
            db.write(context, |_, (begun, go)| {
                Box::pin(async move {
                    begun.wait();
                    go.wait();
                    Ok(())
                })
            })
            .await
        });
        tokio::task::yield_now().await;
        begun.wait();
        Self { barrier, verb }
    }

    async fn let_go(self) {
        self.barrier.wait();
        self.verb.await.expect("a task").expect("a verb");
    }
}

/// Adds an account and leaves its id as a mark.
fn marked(db: &Db, id: i64, name: &'static str) -> JoinHandle<Result<u64, DbError>> {
    let db = db.clone();
    tokio::spawn(async move {
        db.write((id, name), |tx, (id, name)| {
            Box::pin(async move {
                tx.mark(SHOP, *id, [0; 32]);
                add(tx, *id, name, 0).await
            })
        })
        .await
    })
}

/// Lets every spawned caller reach the queue.
async fn settle() {
    for _ in 0..20 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn those_who_wait_share_a_commit_and_one_that_fails_leaves_the_others() {
    let notary = Notary::default();
    let (_folder, db) = opened(&notary).await;
    let held = Held::writer_of(&db).await;
    let verbs = [marked(&db, 1, "a"), marked(&db, 2, "b"), marked(&db, 1, "c"), marked(&db, 3, "d")];
    settle().await;
    held.let_go().await;
    let answers = futures::future::join_all(verbs).await.into_iter().map(|joined| joined.expect("a task"));
    let twice = Err(DbError::Unique { constraint: "account_pkey".to_owned() });
    assert_eq!(answers.collect::<Vec<_>>(), [Ok(1), Ok(1), twice, Ok(1)]);
    assert_eq!(notary.seals(), [[1, 2, 3]], "one commit, and no mark of the verb that failed");
    assert_eq!(count(&db).await, 3);
}

#[tokio::test]
async fn a_full_batch_is_committed_while_others_wait() {
    let notary = Notary::default();
    let folder = tempfile::tempdir().expect("a folder");
    let options = Options { batch_verbs_max: 2, ..patient(&notary) };
    let db = open(folder.path(), options).await.expect("a database");
    let held = Held::writer_of(&db).await;
    let verbs = [marked(&db, 1, "a"), marked(&db, 2, "b"), marked(&db, 3, "c"), marked(&db, 4, "d")];
    settle().await;
    held.let_go().await;
    for verb in verbs {
        assert_eq!(verb.await.expect("a task"), Ok(1));
    }
    assert_eq!(notary.seals(), [vec![1], vec![2, 3], vec![4]]);
}

#[tokio::test]
async fn a_lone_writer_is_not_made_to_wait() {
    let notary = Notary::default();
    let (_folder, db) = opened(&notary).await;
    for id in 1..=3 {
        let name = ["a", "b", "c"][usize::try_from(id).expect("small") - 1];
        let answer = tokio::time::timeout(Duration::from_secs(60), marked(&db, id, name)).await;
        assert_eq!(answer.expect("an answer long before the age of a batch").expect("a task"), Ok(1));
    }
    assert_eq!(notary.seals(), [[1], [2], [3]]);
}

#[tokio::test]
async fn a_refusal_too_waits_for_the_commit() {
    let (_folder, db) = opened(&Notary::default()).await;
    let first = Held::writer_of(&db).await;
    let refused = tokio::spawn({
        let db = db.clone();
        async move { db.write((), |_, ()| Box::pin(async { Err::<(), _>(DbError::NoRow) })).await }
    });
    settle().await;
    let (begun, go) = (Arc::new(Barrier::new(2)), Arc::new(Barrier::new(2)));
    let last = tokio::spawn({
        let (db, context) = (db.clone(), (begun.clone(), go.clone()));
        async move {
            let kept: Result<(), DbError> = db
                .write(context, |_, (begun, go)| {
                    Box::pin(async move {
                        begun.wait();
                        go.wait();
                        Ok(())
                    })
                })
                .await;
            kept
        }
    });
    settle().await;
    first.barrier.wait();
    // The refusal has run by now, and its batch is still open.
    begun.wait();
    settle().await;
    assert!(!refused.is_finished(), "a refusal was answered before the commit that holds what it read");
    go.wait();
    assert_eq!(refused.await.expect("a task"), Err(DbError::NoRow));
    assert_eq!(last.await.expect("a task"), Ok(()));
}

#[tokio::test]
async fn a_verb_that_waits_for_the_world_is_rolled_back() {
    let (_folder, db) = opened(&Notary::default()).await;
    let waited: Result<(), DbError> = db
        .write((), |tx, ()| {
            Box::pin(async move {
                tx.mark(SHOP, 1, [0; 32]);
                add(tx, 1, "a", 0).await?;
                tokio::task::yield_now().await;
                Ok(())
            })
        })
        .await;
    assert!(matches!(waited, Err(DbError::Bug(_))), "{waited:?}");
    assert_eq!(count(&db).await, 0);
}

#[tokio::test]
async fn a_verb_cannot_ask_beside_its_own_transaction() {
    let (_folder, db) = opened(&Notary::default()).await;
    let beside: Result<(), DbError> = db
        .write(db.clone(), |_, db| {
            Box::pin(async move {
                assert!(matches!(db.read().await.err(), Some(DbError::Bug(_))));
                db.write((), |tx, ()| Box::pin(async move { add(tx, 1, "a", 0).await.map(drop) })).await
            })
        })
        .await;
    assert!(matches!(beside, Err(DbError::Bug(_))), "{beside:?}");
    assert_eq!(count(&db).await, 0);
}

#[tokio::test]
async fn a_caller_that_left_the_queue_is_spared_the_work() {
    let (_folder, db) = opened(&Notary::default()).await;
    let held = Held::writer_of(&db).await;
    let left = marked(&db, 1, "a");
    settle().await;
    left.abort();
    settle().await;
    held.let_go().await;
    assert_eq!(marked(&db, 2, "b").await.expect("a task"), Ok(1));
    assert_eq!((balance(&db, 1).await, balance(&db, 2).await), (None, Some(0)));
}

#[tokio::test]
async fn a_witness_that_fails_stops_writing_and_not_reading() {
    let notary = Notary::default();
    let (folder, db) = opened(&notary).await;
    assert_eq!(marked(&db, 1, "a").await.expect("a task"), Ok(1));
    *notary.is_broken.lock().expect("a lock") = true;
    assert_eq!(marked(&db, 2, "b").await.expect("a task"), Err(DbError::CommitUnknown));
    *notary.is_broken.lock().expect("a lock") = false;
    assert!(matches!(marked(&db, 3, "c").await.expect("a task"), Err(DbError::Unavailable(_))));
    assert_eq!(balance(&db, 1).await, Some(0));
    db.close().await.expect("closed");
    let db = open(folder.path(), patient(&notary)).await.expect("a restart");
    assert_eq!(marked(&db, 3, "c").await.expect("a task"), Ok(1));
}

#[tokio::test]
async fn a_witness_without_room_refuses_writes_until_there_is_room() {
    let notary = Notary::default();
    let (_folder, db) = opened(&notary).await;
    assert_eq!(marked(&db, 1, "a").await.expect("a task"), Ok(1));
    *notary.has_no_room.lock().expect("a lock") = true;
    // It is committed and nobody vouches for it: not to be said, and nothing that builds on it either.
    assert_eq!(marked(&db, 2, "b").await.expect("a task"), Err(DbError::CommitUnknown));
    assert_eq!(marked(&db, 3, "c").await.expect("a task"), Err(DbError::Full));
    assert_eq!(added(&db, 4, "d", 0).await, Err(DbError::Full));
    assert_eq!(balance(&db, 1).await, Some(0), "reads go on");
    *notary.has_no_room.lock().expect("a lock") = false;
    assert_eq!(marked(&db, 3, "c").await.expect("a task"), Ok(1), "no restart is asked for");
    assert_eq!(notary.seals(), [[1], [2], [3]], "what was left over is vouched for first");
    assert_eq!(count(&db).await, 3);
}

mod strange {
    wasl_db::statements! {
        pub DEFER = "PRAGMA defer_foreign_keys = ON";
        pub STRAY = "INSERT INTO note (shop_id, id, account_id) VALUES ($1, 1, 99)";
    }
}

#[tokio::test]
async fn a_commit_that_fails_stops_writing_until_a_restart() {
    let (folder, db) = opened(&Notary::default()).await;
    let stray: Result<u64, DbError> = db
        .write((), |tx, ()| {
            Box::pin(async move {
                tx.run(strange::DEFER, args![]).await?;
                add(tx, 1, "a", 0).await?;
                tx.run(strange::STRAY, args![SHOP]).await
            })
        })
        .await;
    assert_eq!(stray, Err(DbError::CommitUnknown));
    assert!(matches!(added(&db, 2, "b", 0).await, Err(DbError::Unavailable(_))));
    assert_eq!(count(&db).await, 0, "reads go on");
    db.close().await.expect("closed");
    let db = open(folder.path(), small()).await.expect("a restart");
    assert_eq!(added(&db, 2, "b", 0).await, Ok(1));
}

/// A verb that needs new pages.
fn heavy(db: &Db, id: i64) -> impl Future<Output = Result<u64, DbError>> + use<> {
    let db = db.clone();
    async move {
        db.write(id, |tx, id| {
            Box::pin(async move { tx.run(ADD, args![SHOP, *id, format!("{id}{}", "x".repeat(60_000)), 0_i64]).await })
        })
        .await
    }
}

#[tokio::test]
async fn a_full_disk_refuses_writes_reads_go_on_and_all_recovers() {
    let (_folder, db) = opened(&Notary::default()).await;
    added(&db, 1, "a", 0).await.expect("an account");
    limit_pages(&db, 1).await.expect("a ceiling at what is there");
    let full = (2..100).map(|id| heavy(&db, id));
    let mut answers = Vec::new();
    for verb in full {
        answers.push(verb.await);
    }
    assert!(answers.contains(&Err(DbError::Full)), "{answers:?}");
    assert_eq!(balance(&db, 1).await, Some(0));
    limit_pages(&db, 1_000_000).await.expect("room");
    assert_eq!(heavy(&db, 100).await, Ok(1));
    assert_eq!(db.check().await, Ok(Vec::new()));
}

#[tokio::test]
async fn when_the_engine_throws_the_batch_away_every_member_is_told() {
    let notary = Notary::default();
    let (_folder, db) = opened(&notary).await;
    limit_pages(&db, 1).await.expect("a ceiling at what is there");
    let held = Held::writer_of(&db).await;
    let light = marked(&db, 1, "a");
    settle().await;
    let too_much = tokio::spawn(heavy(&db, 2));
    settle().await;
    held.barrier.wait();
    assert!(matches!(held.verb.await.expect("a task"), Err(DbError::Unavailable(_))));
    assert_eq!(too_much.await.expect("a task"), Err(DbError::Full));
    let told = light.await.expect("a task");
    assert!(matches!(told, Err(DbError::Unavailable(_))), "{told:?}");
    assert_eq!((count(&db).await, notary.seals()), (0, Vec::<Vec<i64>>::new()));
    assert_eq!(marked(&db, 1, "a").await.expect("a task"), Ok(1), "there is room for a small one");
}

#[derive(Debug, PartialEq)]
enum BankError {
    Closed,
    Db(DbError),
}

impl From<DbError> for BankError {
    fn from(error: DbError) -> Self {
        Self::Db(error)
    }
}

impl Fails for BankError {
    fn db(&self) -> Option<&DbError> {
        if let Self::Db(error) = self { Some(error) } else { None }
    }
}

#[tokio::test]
async fn a_room_s_own_error_comes_back_as_it_was() {
    let (_folder, db) = opened(&Notary::default()).await;
    let closed: Result<(), BankError> = db.write((), |_, ()| Box::pin(async { Err(BankError::Closed) })).await;
    assert_eq!(closed, Err(BankError::Closed));
}
