//! The whole of it: a fresh shop with four storefronts, chaos with kills in its midst, and the judgement when all that was
//! told is taken in.

use super::judge::{Verdict, judge};
use super::plan::{Plan, plan};
use super::seen::{balances, looked_at, orders};
use super::send::{Post, run_sender, send};
use super::tale::{DOORS, one_in};
use crate::api::Api;
use crate::first_run::{HANDLE, open_shop};
use crate::round::ALARMS;
use crate::served::{Served, Wish};
use anyhow::{Context, Result, bail, ensure};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};
use wasl_base::{Clock, SeededChance, SystemClock};
use xtask::postgres::Server;

/// One kill in so many comes while the messages are taken in and no more are sent.
const KILLS_PER_LATE_ONE: u32 = 5;
/// A kill comes so long after its moment in the stream, in milliseconds at most.
const AFTER_MS_MAX: u64 = 40;
/// Between two late kills, in milliseconds.
const LATE_MS: std::ops::Range<u64> = 100..1_500;
/// How long PostgreSQL stays away, in milliseconds at most.
const AWAY_MS_MAX: u64 = 400;
const LOOK: Duration = Duration::from_millis(2);
/// Taking in may stand still no longer than this.
const STILL_MAX: Duration = Duration::from_secs(60);
/// Quiet for this long after the last message, nothing is waiting for another try.
const QUIET: Duration = Duration::from_millis(2_500);
const DRAIN_LOOK: Duration = Duration::from_millis(100);

/// What to do.
#[derive(Clone, Debug)]
pub struct Wanted {
    pub program: PathBuf,
    pub folder: PathBuf,
    pub has_postgres: bool,
    pub seed: u64,
    pub senders: u32,
    pub messages: usize,
    pub kills: u32,
}

/// What came of it.
#[derive(Debug)]
pub struct Outcome {
    pub planned: usize,
    pub repeated: usize,
    pub reordered: usize,
    pub tampered: usize,
    pub requests: usize,
    pub acknowledged: usize,
    pub refused: usize,
    pub insisted: usize,
    pub kills: u32,
    /// From the first call to the last answer, and from the first call until all was taken in; kills are within.
    pub sending: Duration,
    pub taking_in: Duration,
    pub verdict: Verdict,
}

struct Run {
    wanted: Wanted,
    served: Served,
    postgres: Option<Server>,
    api_token: String,
    post: Arc<Post>,
    chance: SeededChance,
    kills: u32,
}

/// Errors: what keeps it from being judged. What is judged stands in the outcome.
pub async fn run(wanted: Wanted) -> Result<Outcome> {
    let mut run = Run::begin(wanted).await?;
    let began = Instant::now();
    run.send_and_kill().await?;
    let sending = began.elapsed();
    run.kill_late().await?;
    run.wait_until_taken_in().await?;
    let taking_in = began.elapsed().saturating_sub(QUIET);
    let api = Api::new(&run.served.base(), &run.api_token)?;
    let mut verdict = judge(&run.post.plan, &orders(&api).await?, &balances(&api).await?);
    verdict.differences.extend(run.post.faults());
    verdict.differences.extend(run.finish().await?);
    let (plan, counts) = (&run.post.plan, &run.post.counts);
    Ok(Outcome {
        planned: plan.calls.len(),
        repeated: plan.repeated,
        reordered: plan.reordered,
        tampered: plan.tampered,
        requests: counts.requests.load(Ordering::Relaxed),
        acknowledged: counts.acknowledged.load(Ordering::Relaxed),
        refused: counts.refused.load(Ordering::Relaxed),
        insisted: counts.insisted.load(Ordering::Relaxed),
        kills: run.kills,
        sending,
        taking_in,
        verdict,
    })
}

impl Run {
    async fn begin(wanted: Wanted) -> Result<Self> {
        let postgres = wanted.has_postgres.then(Server::start_durable).transpose()?;
        let wish = Wish {
            program: wanted.program.clone(),
            folder: wanted.folder.join("data"),
            database_url: postgres.as_ref().map(Server::url),
            settings: Vec::new(),
        };
        let mut served = Served::new(wish)?;
        let api_token = open_shop(&mut served).await?;
        ensure!(served.stop().await?.success(), "wasl did not end in order");
        let (mut addresses, mut secrets) = (Vec::new(), Vec::new());
        for (place, (_, make, _)) in DOORS.into_iter().enumerate() {
            let secret = format!("secret {place} of seed {}", wanted.seed);
            addresses.push(connect(&served, make, place, &secret)?);
            secrets.push(secret);
        }
        served.start()?;
        served.wait_until_ready().await?;
        let now = SystemClock.now().us() / 1_000_000;
        let plan: Plan = plan(wanted.seed, wanted.messages, now);
        let post = Arc::new(Post::new(Arc::new(plan), addresses, secrets));
        let chance = SeededChance::new(wanted.seed ^ 1);
        Ok(Self { wanted, served, postgres, api_token, post, chance, kills: 0 })
    }

    /// Kills at moments of the stream that are drawn beforehand; the senders know nothing of them.
    async fn send_and_kill(&mut self) -> Result<()> {
        let mut senders = tokio::task::JoinSet::new();
        for _ in 0..self.wanted.senders.max(1) {
            senders.spawn(run_sender(self.post.clone()));
        }
        let late = self.wanted.kills / KILLS_PER_LATE_ONE;
        let planned = self.post.plan.calls.len() as u64;
        let mut moments: Vec<u64> = (late..self.wanted.kills).map(|_| self.chance.below(planned)).collect();
        moments.sort_unstable();
        for moment in moments {
            // A sender that ended early is told of below.
            while (self.post.done() as u64) < moment && senders.len() == self.wanted.senders.max(1) as usize {
                tokio::time::sleep(LOOK).await;
                if let Some(ended) = senders.try_join_next() {
                    ended.context("a sender panicked")??;
                }
            }
            tokio::time::sleep(Duration::from_millis(self.chance.below(AFTER_MS_MAX))).await;
            self.kill().await?;
        }
        while let Some(ended) = senders.join_next().await {
            ended.context("a sender panicked")??;
        }
        Ok(())
    }

    async fn kill_late(&mut self) -> Result<()> {
        while self.kills < self.wanted.kills {
            let ms = LATE_MS.start + self.chance.below(LATE_MS.end - LATE_MS.start);
            tokio::time::sleep(Duration::from_millis(ms)).await;
            self.kill().await?;
        }
        Ok(())
    }

    /// SIGKILL of wasl; on PostgreSQL in turn an immediate stop of the server, which wasl has to live through.
    async fn kill(&mut self) -> Result<()> {
        self.kills += 1;
        let server = if self.kills.is_multiple_of(2) { self.postgres.take() } else { None };
        if let Some(mut server) = server {
            let away = Duration::from_millis(self.chance.below(AWAY_MS_MAX));
            // Both ends wait for another process: not on the threads that carry the senders.
            let restarted = tokio::task::spawn_blocking(move || {
                server.stop_immediately()?;
                std::thread::sleep(away);
                server.start_again()?;
                Ok::<_, anyhow::Error>(server)
            });
            self.postgres = Some(restarted.await.context("PostgreSQL's keeper panicked")??);
        } else {
            self.served.kill()?;
            if one_in(&self.chance, 4) {
                // A start is killed as well: recovery must survive what it recovers from.
                self.served.start()?;
                tokio::time::sleep(Duration::from_millis(self.chance.below(AWAY_MS_MAX))).await;
                self.served.kill()?;
            }
            self.served.start()?;
        }
        self.served.wait_until_ready().await.map(drop)
    }

    /// The last message of all is sent when nothing else is left; once it is taken in and no more are, all is.
    async fn wait_until_taken_in(&mut self) -> Result<()> {
        let client = reqwest::Client::builder().no_proxy().timeout(STILL_MAX).build()?;
        let plan = self.post.plan.clone();
        send(&self.post, &client, &plan.calls[plan.calls.len() - 1]).await?;
        let (api, base) = (Api::new(&self.served.base(), &self.api_token)?, self.served.base());
        let mark = plan.mark().reference();
        let question = format!("/api/v1/orders?q={}", plan.mark().id);
        let (mut count, mut moved_at, mut is_there) = (0, Instant::now(), false);
        loop {
            let now = looked_at(&client, &base).await?;
            if now != count {
                (count, moved_at) = (now, Instant::now());
            }
            if is_there && moved_at.elapsed() > QUIET {
                return Ok(());
            }
            if moved_at.elapsed() > STILL_MAX {
                bail!("nothing is taken in any more, and {mark} is not there");
            }
            if !is_there {
                let found = api.get(&question).await?;
                let items = found["items"].as_array().context("a list without items")?;
                is_there = items.iter().any(|item| item["external_ref"] == mark.as_str());
            }
            tokio::time::sleep(DRAIN_LOOK).await;
        }
    }

    /// An end in order; then the product's own checks. Returns what they find.
    async fn finish(&mut self) -> Result<Vec<String>> {
        let ended = self.served.stop().await?;
        ensure!(ended.success(), "wasl ended with {ended} after SIGTERM");
        self.served.ask(&["db", "check"]).context("the store is not whole")?;
        self.served.ask(&["ledger", "verify"]).context("the books are not sound")?;
        let listed = self.served.ask(&["storefront", "list", "--shop", HANDLE])?;
        let is_settled = |line: &&str| line.contains("waiting 0 ") && line.contains("refused 0 ");
        let mut found: Vec<String> = listed.lines().filter(|line| !is_settled(line)).map(str::to_owned).collect();
        ensure!(listed.lines().count() == DOORS.len(), "not every storefront is listed:\n{listed}");
        let logged = self.served.logged()?;
        let alarms = logged.lines().filter(|line| ALARMS.iter().any(|alarm| line.contains(alarm)));
        found.extend(alarms.map(|line| format!("in the log: {line}")));
        Ok(found)
    }
}

/// Connects a storefront as an operator does; its address.
fn connect(served: &Served, make: &str, place: usize, secret: &str) -> Result<String> {
    let name = format!("storefront {place}");
    let words = ["storefront", "connect", "--shop", HANDLE, "--platform", make, "--name", &name, "--secret-stdin"];
    let said = served.tell(&words, secret)?;
    let path = said.split_whitespace().find_map(|word| Some(&word[word.find("/hooks/")?..]));
    Ok(format!("{}{}", served.base(), path.with_context(|| format!("no address in {said}"))?))
}
