//! Hands one shop's due events to one listener: a batch in one transaction, and one by one only when the batch fails.

use crate::module::{HandlerError, Subscription};
use crate::{House, Stamp, store};
use std::collections::HashSet;
use wasl_base::{EventId, Instant, Origin, ShopId};
use wasl_db::{DbError, Fails, Tx, args};
use wasl_events::Envelope;

/// Events handed over in one transaction, unless a listener wants fewer.
pub const BATCH_MAX: i64 = 256;
/// Tries before a delivery is parked for a person to look at.
const ATTEMPTS_MAX: i64 = 12;
/// First pause after a failure, in seconds; doubles up to the last.
const PAUSE_SECONDS_MIN: i64 = 1;
const PAUSE_SECONDS_MAX: i64 = 3_600;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DeliveryCount {
    pub done: u64,
    /// Out of the way of others until their time comes.
    pub failed: u64,
}

struct Due {
    id: EventId,
    /// What it says, or why it cannot be read (a newer build may have written it).
    envelope: Result<Envelope, String>,
    attempts: i64,
    key: i64,
}

struct Work {
    stamp: Stamp,
    shop: ShopId,
    subscription: Subscription,
    /// Ask for a savepoint around each delivery.
    is_careful: bool,
    /// Chance for the jitter, drawn outside.
    jitter: i64,
}

/// One batch. A first try takes all in one go; if any handler fails, the batch is undone and repeated with care.
pub async fn deliver_shop(
    house: &House,
    shop: ShopId,
    subscription: &Subscription,
) -> Result<DeliveryCount, HandlerError> {
    let jitter = i64::try_from(house.chance.number() % 1_000).unwrap_or(0);
    let work = |is_careful| Work { stamp: house.stamp(), shop, subscription: subscription.clone(), is_careful, jitter };
    match house.db.write(work(false), |tx, work| Box::pin(run_batch(tx, work))).await {
        Err(error) if !is_outage(&error) => {
            tracing::warn!(consumer = subscription.consumer, cause = %error, "a batch failed; going one by one");
            house.db.write(work(true), |tx, work| Box::pin(run_batch(tx, work))).await
        }
        other => other,
    }
}

pub(super) fn is_outage(error: &HandlerError) -> bool {
    matches!(error.db(), Some(DbError::Unavailable(_) | DbError::Full | DbError::CommitUnknown | DbError::Retry(_)))
}

async fn run_batch(tx: &mut Tx, work: &Work) -> Result<DeliveryCount, HandlerError> {
    let consumer = work.subscription.consumer;
    tx.send(store::ADD_LANE, args![work.shop, consumer]).await?;
    tx.one_locked(store::TAKE_LANE, args![work.shop, consumer], |_| Ok(())).await?;
    let mut batch = Batch { due: load_due(tx, work).await?, ..Batch::default() };
    if work.is_careful {
        one_by_one(tx, work, &mut batch).await?
    } else {
        all_at_once(tx, work, &mut batch).await?
    }
    let rows: Vec<Vec<wasl_db::Value<'_>>> =
        batch.done.iter().map(|id| args![work.shop, consumer, *id].to_vec()).collect();
    tx.send_all(store::DROP_DELIVERY, &rows).await?;
    Ok(DeliveryCount { done: batch.done.len() as u64, failed: batch.failed })
}

/// What is due, and what became of it.
#[derive(Default)]
struct Batch {
    due: Vec<Due>,
    done: Vec<EventId>,
    /// Keys of which one failed in this batch: its later ones wait, where order matters.
    held: HashSet<i64>,
    failed: u64,
}

impl Batch {
    async fn fail(&mut self, tx: &mut Tx, work: &Work, one: &Due, error: &HandlerError) -> Result<(), DbError> {
        delay(tx, work, one, error).await?;
        self.held.insert(one.key);
        self.failed += 1;
        Ok(())
    }

    fn must_wait(&self, work: &Work, one: &Due) -> bool {
        work.subscription.is_ordered && self.held.contains(&one.key)
    }
}

/// Hands over all that can be read; any failure is the batch's.
async fn all_at_once(tx: &mut Tx, work: &Work, batch: &mut Batch) -> Result<(), HandlerError> {
    let mut facts = Vec::with_capacity(batch.due.len());
    for mut one in std::mem::take(&mut batch.due) {
        if batch.must_wait(work, &one) {
            continue;
        }
        match std::mem::replace(&mut one.envelope, Err(String::new())) {
            Ok(envelope) => facts.push(envelope),
            Err(reason) => batch.fail(tx, work, &one, &HandlerError::Hopeless(reason)).await?,
        }
    }
    for part in facts.chunk_by(|one, next| one.origin == next.origin) {
        (work.subscription.handle)(tx, &stamp_for(work, &part[0]), part).await?;
    }
    batch.done.extend(facts.iter().map(|envelope| envelope.id));
    Ok(())
}

async fn one_by_one(tx: &mut Tx, work: &Work, batch: &mut Batch) -> Result<(), HandlerError> {
    for one in std::mem::take(&mut batch.due) {
        if batch.must_wait(work, &one) {
            continue;
        }
        let failure = match &one.envelope {
            Err(reason) => Some(HandlerError::Hopeless(reason.clone())),
            Ok(envelope) => handle_with_care(tx, work, envelope).await?,
        };
        match failure {
            None => batch.done.push(one.id),
            Some(error) => batch.fail(tx, work, &one, &error).await?,
        }
    }
    Ok(())
}

/// Handlers act now, in the name of a fact with its own origin.
fn stamp_for(work: &Work, envelope: &Envelope) -> Stamp {
    work.stamp.with_origin(envelope.origin)
}

async fn load_due(tx: &mut Tx, work: &Work) -> Result<Vec<Due>, DbError> {
    let shop = work.shop;
    let statement = if work.subscription.is_ordered { store::DUE_IN_ORDER } else { store::DUE_DELIVERIES };
    let limit = work.subscription.batch_max.clamp(1, BATCH_MAX);
    tx.all(statement, args![shop, work.subscription.consumer, work.stamp.now, limit], |row| {
        let payload: String = row.get(1)?;
        let id: EventId = row.get(0)?;
        let (at, recorded_at) = (row.get(2)?, row.get(3)?);
        let origin = Origin::parse(&row.get::<String>(4)?).unwrap_or_default();
        let envelope = serde_json::from_str(&payload)
            .map(|event| Envelope { shop, id, at, recorded_at, origin, event })
            .map_err(|e| format!("the stored event is unreadable: {e}"));
        Ok(Due { id, envelope, attempts: row.get(5)?, key: row.get(6)? })
    })
    .await
}

async fn handle_with_care(tx: &mut Tx, work: &Work, envelope: &Envelope) -> Result<Option<HandlerError>, HandlerError> {
    let point = tx.savepoint().await?;
    let handled = (work.subscription.handle)(tx, &stamp_for(work, envelope), std::slice::from_ref(envelope)).await;
    // What the handler sent is its own failure, not the batch's.
    let settled = match handled {
        Ok(()) => tx.settle().await.map_err(HandlerError::from),
        failed => failed,
    };
    match settled {
        Ok(()) => {
            tx.release(point).await?;
            Ok(None)
        }
        Err(error) if is_outage(&error) => Err(error),
        Err(error) => {
            tx.roll_back_to(point).await?;
            Ok(Some(error))
        }
    }
}

async fn delay(tx: &mut Tx, work: &Work, one: &Due, error: &HandlerError) -> Result<(), DbError> {
    let is_hopeless = matches!(error, HandlerError::Hopeless(_)) || one.attempts + 1 >= ATTEMPTS_MAX;
    let state = if is_hopeless { "parked" } else { "due" };
    let pause = (PAUSE_SECONDS_MIN << one.attempts.clamp(0, 12)).min(PAUSE_SECONDS_MAX);
    let due_at = Instant::from_us(work.stamp.now.plus_seconds(pause).us() + work.jitter * 1_000);
    let problem: String = error.to_string().chars().take(500).collect();
    tracing::warn!(consumer = work.subscription.consumer, event = %one.id, state, "a delivery failed");
    let row = args![work.shop, work.subscription.consumer, one.id, state, due_at, problem];
    tx.run(store::DELAY_DELIVERY, row).await?;
    Ok(())
}
