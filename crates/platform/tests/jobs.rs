//! Jobs on both engines: one per key, in order of priority, each by one worker, again after a crash, parked at last.

use futures::future::join_all;
use std::collections::BTreeMap;
use wasl_base::EventId;
use wasl_db::{BoxFuture, DbError, args};
use wasl_platform::jobs::{
    HOUSE, WaitingJobs, claim_job, drain_jobs, parked_jobs, plant_recurring, retry_job_in, run_job_worker,
    unknown_jobs, waiting_jobs,
};
use wasl_platform::testing::{TestHouse, on_both};
use wasl_platform::{
    HandlerError, House, Job, JobKind, Jobs, Module, NewJob, Role, invite, read_audit, record_audit_in,
};

const KIND: &str = "test.note";

/// Notes its payload in the audit; `fail…`, `hopeless…` and `panic…` do what they say.
fn note<'t>(house: &'t House, job: &'t Job) -> BoxFuture<'t, Result<(), HandlerError>> {
    Box::pin(async move {
        assert!(!job.payload.starts_with("panic"), "as it was told");
        if job.payload.starts_with("fail") {
            return Err(HandlerError::Failed(format!("try {}", job.attempts)));
        }
        if job.payload.starts_with("hopeless") {
            return Err(HandlerError::Hopeless("nothing helps".to_owned()));
        }
        let (shop, payload) = (job.shop, job.payload.clone());
        let noted = house.db.write((house.stamp(), payload), move |tx, (stamp, payload)| {
            Box::pin(async move { record_audit_in(tx, stamp, shop, "job", "noted", payload, "").await })
        });
        Ok(noted.await?)
    })
}

fn with_note() -> Vec<Module> {
    let mut module = wasl_platform::module();
    module.jobs.push(JobKind { kind: KIND, every_seconds: None, run: note });
    vec![module]
}

async fn ask(t: &TestHouse, payload: &str, key: Option<&str>, priority: i64, in_seconds: i64) -> bool {
    let (shop, stamp) = (t.shop.id, t.house.stamp());
    let context = (stamp, payload.to_owned(), key.map(str::to_owned));
    let asked = t.house.db.write(context, move |tx, (stamp, payload, key)| {
        Box::pin(async move {
            let run_at = stamp.now.plus_seconds(in_seconds);
            let job = NewJob { kind: KIND, key: key.as_deref(), payload, priority, run_at };
            tx.enqueue(stamp, shop, job).await
        })
    });
    asked.await.expect("asked")
}

/// What was noted, in order.
async fn noted(t: &TestHouse) -> Vec<String> {
    let mut read = t.house.db.read().await.expect("read");
    let mut all = read_audit(&mut read, t.shop.id, None, 100).await.expect("audit");
    all.retain(|row| row.verb == "noted");
    all.into_iter().rev().map(|row| row.subject).collect()
}

async fn work(t: &TestHouse) -> u64 {
    drain_jobs(&t.house).await.expect("drained")
}

#[tokio::test]
async fn a_key_waits_once_and_priority_goes_first() {
    on_both(with_note, |t| async move {
        assert!(ask(&t, "usual", Some("a"), 100, 0).await);
        assert!(!ask(&t, "twin", Some("a"), 1, 0).await, "its key waits already");
        assert!(ask(&t, "nameless", None, 100, 0).await);
        assert!(ask(&t, "nameless", None, 100, 0).await, "without a key each is its own");
        assert!(ask(&t, "first", Some("b"), 1, 0).await);
        assert!(ask(&t, "tomorrow", Some("c"), 1, 86_400).await);
        assert_eq!(work(&t).await, 4);
        assert_eq!(noted(&t).await, ["first", "usual", "nameless", "nameless"]);
        assert!(ask(&t, "again", Some("a"), 100, 0).await, "once done, its key is free");
        t.clock.advance_seconds(86_400);
        assert_eq!(work(&t).await, 2);
        assert_eq!(noted(&t).await[4..], ["tomorrow", "again"]);
    })
    .await;
}

#[tokio::test]
async fn a_job_that_is_rolled_back_was_never_asked_for() {
    on_both(with_note, |t| async move {
        let (shop, stamp) = (t.shop.id, t.house.stamp());
        let asked = t.house.db.write(stamp, move |tx, stamp| {
            Box::pin(async move {
                let job = NewJob { kind: KIND, key: None, payload: "ghost", priority: 1, run_at: stamp.now };
                tx.enqueue(stamp, shop, job).await?;
                Err::<(), _>(DbError::NoRow)
            })
        });
        assert!(asked.await.is_err());
        assert_eq!(work(&t).await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_crash_in_the_middle_leaves_it_due() {
    on_both(with_note, |t| async move {
        ask(&t, "dear", Some("a"), 100, 0).await;
        // Claimed by a process that is then no more.
        let held = claim_job(&t.house, t.shop.id).await.expect("claim").expect("a job");
        assert_eq!((held.payload.as_str(), held.attempts), ("dear", 1));
        assert_eq!(work(&t).await, 0, "as long as the lease holds it is nobody else's");
        t.clock.advance_seconds(301);
        assert_eq!(work(&t).await, 1);
        assert_eq!(noted(&t).await, ["dear"]);
    })
    .await;
}

#[tokio::test]
async fn one_that_ends_its_process_each_time_is_parked() {
    on_both(with_note, |t| async move {
        ask(&t, "killer", None, 100, 0).await;
        for _ in 0..12 {
            assert!(claim_job(&t.house, t.shop.id).await.expect("claim").is_some());
            t.clock.advance_seconds(301);
        }
        assert_eq!(work(&t).await, 0);
        let mut read = t.house.db.read().await.expect("read");
        let parked = parked_jobs(&mut read, t.shop.id, 10).await.expect("parked");
        assert_eq!((parked.len(), parked[0].attempts), (1, 12));
    })
    .await;
}

#[tokio::test]
async fn failures_pause_and_park_and_a_person_brings_them_back() {
    on_both(with_note, |t| async move {
        for payload in ["fail", "hopeless", "panic", "fine"] {
            ask(&t, payload, Some(payload), 100, 0).await;
        }
        assert_eq!(work(&t).await, 4);
        assert_eq!((work(&t).await, noted(&t).await), (0, vec!["fine".to_owned()]), "the others pause");
        for _ in 0..12 {
            t.clock.advance_seconds(3_700);
            work(&t).await;
        }
        let mut read = t.house.db.read().await.expect("read");
        let parked = parked_jobs(&mut read, t.shop.id, 10).await.expect("parked");
        drop(read);
        let mut told: Vec<(i64, &str)> = parked.iter().map(|job| (job.attempts, job.problem.as_str())).collect();
        told.sort_unstable();
        assert_eq!(told, [(1, "nothing helps"), (12, "it panicked"), (12, "try 12")]);
        let (shop, id, stamp) = (t.shop.id, parked[0].id, t.house.stamp());
        for expect in [true, false] {
            let retried = t.house.db.write(stamp.clone(), move |tx, stamp| {
                Box::pin(async move { retry_job_in(tx, stamp, shop, id).await })
            });
            assert_eq!(retried.await.expect("retried"), expect);
        }
        assert_eq!(work(&t).await, 1, "it is tried again");
    })
    .await;
}

#[tokio::test]
async fn what_is_ahead_is_told_by_kind() {
    on_both(with_note, |t| async move {
        for (payload, in_seconds) in [("fine", 0), ("fail", 0), ("another", -60), ("tomorrow", 86_400)] {
            ask(&t, payload, Some(payload), 100, in_seconds).await;
        }
        let ahead = async || {
            let mut read = t.house.db.read().await.expect("read");
            waiting_jobs(&mut read, t.shop.id, t.house.clock.now()).await.expect("ahead")
        };
        let now = t.house.clock.now();
        let told = |due, since, under_way, later| WaitingJobs { kind: KIND.to_owned(), due, since, under_way, later };
        assert_eq!(ahead().await, [told(3, Some(now.plus_seconds(-60)), 0, 1)]);
        for (lang, said) in [("ar", "المهام القادمة"), ("en", "Jobs ahead")] {
            let page = t.page("/s/nakheel/stuck", lang).await.body;
            assert!(page.contains(said) && page.contains(KIND) && !page.contains('⟦'), "{page}");
        }
        assert!(claim_job(&t.house, t.shop.id).await.expect("claimed").is_some());
        assert_eq!(ahead().await[0].under_way, 1, "in hand");
        work(&t).await;
        assert_eq!(ahead().await, [told(0, None, 2, 1)], "one in hand, one to be tried again, one for later");
    })
    .await;
}

#[tokio::test]
async fn many_workers_never_share_a_job() {
    on_both(with_note, |t| async move {
        for n in 0..60 {
            ask(&t, &format!("n{n}"), None, 100, 0).await;
        }
        let done: u64 = join_all((0..6).map(|_| work(&t))).await.into_iter().sum();
        assert_eq!(done, 60);
        let mut times: BTreeMap<String, usize> = BTreeMap::new();
        for payload in noted(&t).await {
            *times.entry(payload).or_default() += 1;
        }
        assert_eq!((times.len(), times.values().max()), (60, Some(&1)));
    })
    .await;
}

#[tokio::test]
async fn a_worker_finishes_its_job_and_stops() {
    on_both(with_note, |t| async move {
        wasl_platform::web::install_metrics();
        let (tell, stop) = tokio::sync::watch::channel(false);
        ask(&t, "last", None, 100, 0).await;
        let worker = tokio::spawn(run_job_worker(t.house.clone(), stop));
        while noted(&t).await.is_empty() {
            tokio::task::yield_now().await;
        }
        tell.send(true).expect("heard");
        worker.await.expect("it ends");
        let metrics = t.public_page("/metrics", "en").await.body;
        assert!(metrics.contains(r#"wasl_jobs_total{kind="test.note",outcome="done"}"#), "{metrics}");
    })
    .await;
}

#[tokio::test]
async fn kinds_of_a_newer_build_wait_and_hold_up_nobody() {
    on_both(with_note, |t| async move {
        let recorder = metrics_exporter_prometheus::PrometheusBuilder::new().build_recorder();
        let _here = metrics::set_default_local_recorder(&recorder);
        let shop = t.shop.id;
        let planted = t.house.db.write(t.house.stamp(), move |tx, stamp| {
            Box::pin(async move {
                for _ in 0..70 {
                    // `test_note` is told apart from `test.note`, and so is what only begins like it.
                    for kind in ["test_note", "test.note2"] {
                        let job = NewJob { kind, key: None, payload: "", priority: 1, run_at: stamp.now };
                        tx.enqueue(stamp, shop, job).await?;
                    }
                }
                Ok::<_, DbError>(())
            })
        });
        planted.await.expect("planted");
        ask(&t, "known", None, 100, 0).await;
        assert_eq!((work(&t).await, noted(&t).await), (1, vec!["known".to_owned()]));
        assert_eq!(work(&t).await, 0, "the others go on waiting");
        let figures = recorder.handle().render();
        assert!(figures.contains("wasl_jobs_unknown 140"), "{figures}");
        let mut read = t.house.db.read().await.expect("read");
        let unknown = unknown_jobs(&mut read, &t.house, shop, 10).await.expect("unknown");
        drop(read);
        let told: Vec<(&str, i64)> = unknown.iter().map(|one| (one.kind.as_str(), one.count)).collect();
        assert_eq!(told, [("test.note2", 70), ("test_note", 70)]);
        for (lang, said) in [("ar", "لا يعرف هذه الأنواع"), ("en", "does not know these kinds")] {
            let page = t.page("/s/nakheel/stuck", lang).await.body;
            assert!(page.contains(said) && page.contains("test.note2") && page.contains("70"), "{page}");
            assert!(!page.contains('⟦'), "{page}");
        }
    })
    .await;
}

wasl_db::statements! {
    KEEP_ANSWER = "INSERT INTO idempotency (shop_id, key_hash, request_hash, status, body, at) VALUES ($1, $2, $2, 200, '{}', $3)";
    COUNT_ANSWERS = "SELECT COUNT(*) FROM idempotency WHERE shop_id = $1";
    ADD_EVENT = "INSERT INTO event (shop_id, id, kind, key, payload, at, recorded_at, origin) VALUES ($1, $2, 'x', 1, '{}', 0, 0, 'live')";
    ADD_DELIVERY = "INSERT INTO delivery (shop_id, consumer, event_id, key, state, attempts, due_at) VALUES ($1, 'nobody', $2, 1, 'due', 0, 0)";
    EVENTS = "SELECT id FROM event WHERE shop_id = $1 ORDER BY id";
    SESSIONS = "SELECT COUNT(*) FROM session";
    INVITATIONS = "SELECT COUNT(*) FROM invitation WHERE shop_id = $1";
}

#[tokio::test]
async fn the_house_sweeps_by_itself_again_and_again() {
    on_both(with_note, |t| async move {
        let (shop, start) = (t.shop.id, t.house.clock.now());
        let (heard, waiting): (EventId, EventId) = (t.house.stamp().id(), t.house.stamp().id());
        let planted = t.house.db.write((), move |tx, ()| {
            Box::pin(async move {
                for (n, at) in (0_u8..).zip([start, start.plus_seconds(86_400)]) {
                    tx.run(KEEP_ANSWER, args![shop, vec![n], at]).await?;
                }
                tx.run(ADD_EVENT, args![shop, heard]).await?;
                tx.run(ADD_EVENT, args![shop, waiting]).await?;
                tx.run(ADD_DELIVERY, args![shop, waiting]).await
            })
        });
        planted.await.expect("planted");
        wasl_platform::create_one_time_link(&t.house, t.owner).await.expect("link");
        invite(&t.house, &t.shop, Role::Agent, "hind@example.com", "هند", "test").await.expect("asked");
        for _ in 0..2 {
            plant_recurring(&t.house).await.expect("planted");
        }
        assert_eq!((work(&t).await, counts(&t).await), (4, (2, 2, 2, 1)), "nothing is old yet");
        assert_eq!(work(&t).await, 0, "each comes again after its time");
        t.clock.set(start.plus_seconds(7 * 86_400 + 1));
        assert_eq!((work(&t).await, counts(&t).await), (4, (1, 2, 0, 0)));
        t.clock.set(start.plus_seconds(401 * 86_400));
        assert_eq!((work(&t).await, counts(&t).await), (4, (0, 1, 0, 0)));
        let mut read = t.house.db.read().await.expect("read");
        let left = read.all(EVENTS, args![shop], |row| row.get::<EventId>(0)).await.expect("events");
        assert_eq!(left, [waiting], "what somebody has yet to hear stays");
        assert!(parked_jobs(&mut read, HOUSE, 10).await.expect("parked").is_empty());
    })
    .await;
}

/// Kept answers, events, sessions and links, invitations.
async fn counts(t: &TestHouse) -> (i64, i64, i64, i64) {
    let mut read = t.house.db.read().await.expect("read");
    let answers = read.one(COUNT_ANSWERS, args![t.shop.id], |row| row.get(0)).await.expect("answers");
    let events = read.all(EVENTS, args![t.shop.id], |row| row.get::<i64>(0)).await.expect("events");
    let sessions = read.one(SESSIONS, args![], |row| row.get(0)).await.expect("sessions");
    let invitations = read.one(INVITATIONS, args![t.shop.id], |row| row.get(0)).await.expect("invitations");
    (answers, i64::try_from(events.len()).expect("few"), sessions, invitations)
}
