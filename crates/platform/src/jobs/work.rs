//! The worker: one job at a time, fairly between shops, woken by the bell, slowed by a poll as the floor.

use super::HOUSE;
use super::enqueue::{Jobs, NewJob};
use super::kind::{Job, JobKind};
use super::policy::{ATTEMPTS_MAX, Fate, RUN_SECONDS_MAX};
use super::queue::{claim_job, end_done, end_failed};
use super::stuck::unknown_jobs;
use crate::module::HandlerError;
use crate::{House, store};
use futures::FutureExt;
use std::panic::AssertUnwindSafe;
use std::time::{Duration, Instant};
use tokio::sync::watch;
use wasl_base::ShopId;
use wasl_db::{DbError, Fails, args};

/// The floor: jobs whose time came and other processes' jobs are found this often even when no bell rings.
const POLL: Duration = Duration::from_secs(2);
/// All shops are looked at this often: a mark set while it was being taken away is found then.
const SWEEP_EVERY: Duration = Duration::from_secs(60);
/// After an outage of the store the worker waits this long.
const OUTAGE_PAUSE: Duration = Duration::from_secs(1);
/// Behind what people wait for.
const RECURRING_PRIORITY: i64 = 200;
const RECURRING_KEY: &str = "recurring";
/// Kinds of another build that are counted together.
const UNKNOWN_KINDS_MAX: i64 = 1_000;

/// Works until `stop` says so; the job under way is finished first.
pub async fn run_job_worker(house: House, mut stop: watch::Receiver<bool>) {
    let mut swept_at: Option<Instant> = None;
    let mut is_planted = false;
    while !*stop.borrow() {
        let is_sweep = swept_at.is_none_or(|at| at.elapsed() >= SWEEP_EVERY);
        if is_sweep {
            swept_at = Some(Instant::now());
        }
        let worked = async {
            if !is_planted {
                plant_recurring(&house).await?;
            }
            round(&house, is_sweep, &stop).await
        };
        let pause = match worked.await {
            Ok(0) => {
                is_planted = true;
                POLL
            }
            Ok(_) => {
                is_planted = true;
                tokio::task::yield_now().await;
                continue;
            }
            Err(error) => {
                tracing::error!(cause = %error, "the job worker met an outage");
                OUTAGE_PAUSE
            }
        };
        tokio::select! {
            () = house.registry.jobs_bell().notified() => {}
            () = tokio::time::sleep(pause) => {}
            _ = stop.changed() => {}
        }
    }
}

/// Everything due now, in every shop, until nothing is left. Returns how many jobs were run.
pub async fn drain_jobs(house: &House) -> Result<u64, DbError> {
    let (_keep, stop) = watch::channel(false);
    let mut total = 0;
    loop {
        match round(house, true, &stop).await? {
            0 => return Ok(total),
            done => total += done,
        }
    }
}

/// Sees to it that every recurring kind has its one row.
pub async fn plant_recurring(house: &House) -> Result<(), DbError> {
    let kinds: Vec<&'static str> =
        house.registry.jobs().iter().filter(|kind| kind.every_seconds.is_some()).map(|kind| kind.kind).collect();
    house
        .db
        .write((house.stamp(), kinds), |tx, (stamp, kinds)| {
            Box::pin(async move {
                for kind in kinds {
                    let key = Some(RECURRING_KEY);
                    let job = NewJob { kind, key, payload: "", priority: RECURRING_PRIORITY, run_at: stamp.now };
                    tx.enqueue(stamp, HOUSE, job).await?;
                }
                Ok::<_, DbError>(())
            })
        })
        .await
}

/// At most one job of each shop on the list.
async fn round(house: &House, is_sweep: bool, stop: &watch::Receiver<bool>) -> Result<u64, DbError> {
    let list = if is_sweep { store::SHOP_IDS } else { store::JOB_SHOPS };
    let mut read = house.db.read().await?;
    let mut shops = read.all(list, args![], |row| row.get::<ShopId>(0)).await?;
    drop(read);
    shops.retain(|shop| *shop != HOUSE);
    shops.push(HOUSE);
    if is_sweep {
        count_unknown(house, &shops).await?;
    }
    let mut done = 0;
    for shop in shops {
        if *stop.borrow() {
            break;
        }
        match claim_job(house, shop).await? {
            Some(job) => {
                run(house, &job).await?;
                done += 1;
            }
            None => tidy_mark(house, shop, is_sweep).await?,
        }
    }
    Ok(done)
}

/// Tells how many jobs wait for another build, of all shops.
async fn count_unknown(house: &House, shops: &[ShopId]) -> Result<(), DbError> {
    let mut read = house.db.read().await?;
    let mut count = 0_i64;
    for shop in shops {
        let waiting = unknown_jobs(&mut read, house, *shop, UNKNOWN_KINDS_MAX).await?;
        count += waiting.iter().map(|one| one.count).sum::<i64>();
    }
    metrics::gauge!("wasl_jobs_unknown").set(count as f64);
    Ok(())
}

async fn run(house: &House, job: &Job) -> Result<(), DbError> {
    let Some(kind) = house.registry.job_kind(&job.kind) else { return Ok(()) };
    let begun = Instant::now();
    let ended = work(house, job, kind).await;
    metrics::histogram!("wasl_job_seconds", "kind" => kind.kind).record(begun.elapsed().as_secs_f64());
    let outcome = match ended {
        Ok(()) => {
            let next = kind.every_seconds.map(|seconds| house.clock.now().plus_seconds(seconds));
            if end_done(house, job, next).await? { "done" } else { "overtaken" }
        }
        Err(error) => fail(house, job, kind, &error).await?,
    };
    metrics::counter!("wasl_jobs_total", "kind" => kind.kind, "outcome" => outcome).increment(1);
    Ok(())
}

/// The deed itself, in its time; a panic is a failure like another.
async fn work(house: &House, job: &Job, kind: &JobKind) -> Result<(), HandlerError> {
    let deed = AssertUnwindSafe((kind.run)(house, job)).catch_unwind();
    match tokio::time::timeout(Duration::from_secs(RUN_SECONDS_MAX), deed).await {
        Ok(Ok(ended)) => ended,
        Ok(Err(_)) => Err(HandlerError::Failed("it panicked".to_owned())),
        Err(_) => Err(HandlerError::Failed(format!("it took longer than {RUN_SECONDS_MAX} seconds"))),
    }
}

async fn fail(house: &House, job: &Job, kind: &JobKind, error: &HandlerError) -> Result<&'static str, DbError> {
    let now = house.clock.now();
    let jitter_ms = i64::try_from(house.chance.number() % 1_000).unwrap_or(0);
    let is_hopeless = matches!(error, HandlerError::Hopeless(_));
    let is_outage = matches!(error.db(), Some(DbError::Unavailable(_) | DbError::Full | DbError::CommitUnknown));
    // The store's trouble is not the job's: it comes again and is never parked for it.
    let attempts = if is_outage { job.attempts.min(ATTEMPTS_MAX - 1) } else { job.attempts };
    let fate = Fate::of(now, attempts, is_hopeless, kind.every_seconds.is_some(), jitter_ms);
    tracing::warn!(job = %job.id, kind = kind.kind, attempts = job.attempts, cause = %error, fate = ?fate, "a job failed");
    end_failed(house, job, attempts, now, fate, &error.to_string()).await?;
    Ok(if fate == Fate::Parked { "parked" } else { "failed" })
}

/// Takes a shop without jobs off the list, and puts one with jobs on it that a sweep found missing.
async fn tidy_mark(house: &House, shop: ShopId, is_sweep: bool) -> Result<(), DbError> {
    if shop == HOUSE {
        return Ok(());
    }
    let mut read = house.db.read().await?;
    let waits = read.opt(store::ANY_JOB, args![shop], |row| row.get::<i64>(0)).await?.is_some();
    drop(read);
    if waits && !is_sweep {
        return Ok(());
    }
    let mark = house.db.write((), move |tx, ()| {
        Box::pin(async move {
            if waits {
                return tx.run(store::MARK_JOB_SHOP, args![shop]).await.map(drop);
            }
            tx.run(store::UNMARK_JOB_SHOP, args![shop]).await?;
            if tx.opt(store::ANY_JOB, args![shop], |row| row.get::<i64>(0)).await?.is_some() {
                tx.run(store::MARK_JOB_SHOP, args![shop]).await?;
            }
            Ok::<_, DbError>(())
        })
    });
    mark.await
}
