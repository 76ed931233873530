//! The storefronts themselves: so many at once, each sends what comes next and repeats it until it is answered with 2xx,
//! as a storefront does that was given no answer. What nobody may send is sent like the rest.

use super::plan::{Bend, Call, Plan};
use anyhow::Result;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Before a message that was not answered is sent again.
const PAUSE: Duration = Duration::from_millis(20);
/// A message that stays without an answer so often is one too many.
const TRIES_MAX: usize = 5_000;
/// Longer than any request may take by the server's own limit.
const ANSWER_MAX: Duration = Duration::from_secs(40);
/// Wrong answers that are kept to be told.
const FAULTS_MAX: usize = 20;

#[derive(Debug, Default)]
pub struct Counts {
    pub requests: AtomicUsize,
    pub acknowledged: AtomicUsize,
    pub refused: AtomicUsize,
    /// Sent again because nobody had answered, or 503.
    pub insisted: AtomicUsize,
}

/// What all senders share.
pub struct Post {
    pub plan: Arc<Plan>,
    /// By door: the whole address, and the secret.
    pub addresses: Vec<String>,
    pub secrets: Vec<String>,
    pub counts: Counts,
    next: AtomicUsize,
    done: AtomicUsize,
    faults: Mutex<Vec<String>>,
}

impl Post {
    pub fn new(plan: Arc<Plan>, addresses: Vec<String>, secrets: Vec<String>) -> Self {
        let (counts, next, done) = (Counts::default(), AtomicUsize::new(0), AtomicUsize::new(0));
        Self { plan, addresses, secrets, counts, next, done, faults: Mutex::default() }
    }

    /// Messages that had their answer.
    pub fn done(&self) -> usize {
        self.done.load(Ordering::Relaxed)
    }

    pub fn faults(&self) -> Vec<String> {
        self.faults.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn note(&self, fault: String) {
        let mut faults = self.faults.lock().unwrap_or_else(PoisonError::into_inner);
        if faults.len() < FAULTS_MAX {
            faults.push(fault);
        }
    }
}

/// One sender, until nothing is left; the last message of the plan is not for it.
pub async fn run_sender(post: Arc<Post>) -> Result<()> {
    let client = reqwest::Client::builder().no_proxy().timeout(ANSWER_MAX).build()?;
    loop {
        let place = post.next.fetch_add(1, Ordering::Relaxed);
        if place + 1 >= post.plan.calls.len() {
            return Ok(());
        }
        send(&post, &client, &post.plan.calls[place]).await?;
        post.done.fetch_add(1, Ordering::Relaxed);
    }
}

/// Until it is answered.
pub async fn send(post: &Post, client: &reqwest::Client, call: &Call) -> Result<()> {
    let wire = post.plan.wire(call, &post.secrets);
    let counts = &post.counts;
    for _ in 0..TRIES_MAX {
        let mut request = client.post(&post.addresses[wire.door]).header("content-type", "application/json");
        for (name, value) in wire.headers() {
            request = request.header(name, value);
        }
        counts.requests.fetch_add(1, Ordering::Relaxed);
        let status = request.body(wire.body.clone()).send().await.map_or(0, |answer| answer.status().as_u16());
        match (status, call.bend) {
            (200..=299, Bend::Straight) => {
                counts.acknowledged.fetch_add(1, Ordering::Relaxed);
                return Ok(());
            }
            (401, bend) if bend != Bend::Straight => {
                counts.refused.fetch_add(1, Ordering::Relaxed);
                return Ok(());
            }
            (0 | 429 | 503, _) => {
                counts.insisted.fetch_add(1, Ordering::Relaxed);
                tokio::time::sleep(PAUSE).await;
            }
            (other, _) => {
                post.note(format!("{call:?} is answered with {other}"));
                return Ok(());
            }
        }
    }
    anyhow::bail!("{call:?} was not answered in {TRIES_MAX} tries")
}
