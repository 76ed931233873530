//! One round: load, a kill in the midst of it, recovery, and the judgement while all is quiet; then some keys are told
//! again, which must change nothing.

use crate::api::Api;
use crate::books::{awaited, check_books};
use crate::check::{Fault, FaultKind, Scope, check};
use crate::first_run;
use crate::known::Fate;
use crate::load::{Witness, run_client};
use crate::log::Log;
use crate::read_back::{Question, read_back, read_books};
use crate::record::{Deed, DeedId, Record, SKU};
use crate::served::{Served, Wish};
use crate::snapshot::Snapshot;
use anyhow::{Context, Result, ensure};
use serde_json::json;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use wasl_base::SeededChance;

/// Load before a kill, in milliseconds.
const LOAD_MS: std::ops::Range<u64> = 50..800;
/// How long PostgreSQL stays away, in milliseconds.
const AWAY_MS: std::ops::Range<u64> = 20..400;
/// Life of a server that is killed while it starts, in milliseconds.
const STARTING_MS: std::ops::Range<u64> = 1..200;
/// One start of so many is killed.
const STARTS_PER_KILL: u64 = 5;
/// The outbox must have been drained by then.
const DRAIN_MAX: Duration = Duration::from_secs(60);
const DRAIN_LOOK: Duration = Duration::from_millis(25);
/// Keys that are told again after each kill.
const REPEATS_MAX: usize = 20;
/// Words of the server's log that no kill excuses.
pub const ALARMS: [&str; 2] = ["panicked at", "entries may be lost"];

/// What is killed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Victim {
    Wasl,
    Postgres,
}

/// How to torture.
#[derive(Clone, Debug)]
pub struct Plan {
    pub program: PathBuf,
    pub folder: PathBuf,
    pub has_postgres: bool,
    pub seed: u64,
    pub clients: u32,
}

pub struct Torture {
    plan: Plan,
    served: Served,
    /// Stopped after the server that uses it.
    postgres: Option<xtask::postgres::Server>,
    token: String,
    witness: Arc<Witness>,
    chances: Vec<Arc<SeededChance>>,
    chance: SeededChance,
    /// Everything that was read so far.
    seen: Snapshot,
    pub faults: Vec<Fault>,
}

impl Torture {
    /// A fresh store with a shop and something to sell.
    pub async fn begin(plan: Plan) -> Result<Self> {
        let postgres = plan.has_postgres.then(xtask::postgres::Server::start_durable).transpose()?;
        let database_url = postgres.as_ref().map(xtask::postgres::Server::url);
        let wish = Wish {
            program: plan.program.clone(),
            folder: plan.folder.join("data"),
            database_url,
            settings: Vec::new(),
        };
        let mut served = Served::new(wish)?;
        let token = first_run::open_shop(&mut served).await?;
        let product = json!({
            "title": {"ar": "عباية", "en": "Abaya"},
            "variants": [{"sku": SKU, "price": "230.00", "cost": "90.00", "weight_grams": 450}],
        });
        Api::new(&served.base(), &token)?.post("/api/v1/products", product).await?;
        let witness = Arc::new(Witness::new(Log::open(&plan.folder.join("witness.log"))?, plan.seed));
        let chance_of = |client: u32| Arc::new(SeededChance::new(plan.seed ^ (u64::from(client) << 32)));
        let chances = (1..=plan.clients).map(chance_of).collect();
        let chance = SeededChance::new(plan.seed);
        Ok(Self {
            plan,
            served,
            postgres,
            token,
            witness,
            chances,
            chance,
            seen: Snapshot::default(),
            faults: Vec::new(),
        })
    }

    pub fn witness(&self) -> &Witness {
        &self.witness
    }

    /// Load, kill number `number`, recovery, judgement.
    pub async fn round(&mut self, number: u32) -> Result<()> {
        let victim = if self.plan.has_postgres && number.is_multiple_of(2) { Victim::Postgres } else { Victim::Wasl };
        let stop = Arc::new(AtomicBool::new(false));
        let mut clients = tokio::task::JoinSet::new();
        for (client, chance) in (0..).zip(&self.chances) {
            let api = Api::new(&self.served.base(), &self.token)?;
            clients.spawn(run_client(client, self.witness.clone(), chance.clone(), api, stop.clone()));
        }
        self.pause(LOAD_MS).await;
        self.witness.note(&Record::Killed { what: format!("{victim:?}") })?;
        match victim {
            Victim::Wasl => {
                self.served.kill()?;
                stop.store(true, Ordering::Relaxed);
            }
            Victim::Postgres => {
                self.kill_postgres().await?;
                self.pause(LOAD_MS).await;
                stop.store(true, Ordering::Relaxed);
            }
        }
        while let Some(ended) = clients.join_next().await {
            ended.context("a client panicked")??;
        }
        if victim == Victim::Wasl {
            self.start_again().await?;
        }
        self.served.wait_until_ready().await?;
        self.judge(Scope::Touched).await?;
        self.tell_again().await
    }

    /// The whole store once more; then the product's own checks, and an end in order.
    pub async fn finish(&mut self) -> Result<()> {
        self.judge(Scope::All).await?;
        let ended = self.served.stop().await?;
        ensure!(ended.success(), "wasl ended with {ended} after SIGTERM");
        self.served.ask(&["db", "check"]).context("the store is not whole")?;
        self.served.ask(&["ledger", "verify"]).context("the books are not sound")?;
        let logged = self.served.logged()?;
        for line in logged.lines().filter(|line| ALARMS.iter().any(|alarm| line.contains(alarm))) {
            self.faults.push(Fault { kind: FaultKind::Wrong, text: format!("in the log: {line}") });
        }
        Ok(())
    }

    /// One start in a few is killed as well: recovery must survive what it recovers from.
    async fn start_again(&mut self) -> Result<()> {
        if self.chance.below(STARTS_PER_KILL) == 0 {
            self.served.start()?;
            self.pause(STARTING_MS).await;
            self.witness.note(&Record::Killed { what: "Wasl while it started".to_owned() })?;
            self.served.kill()?;
        }
        self.served.start()
    }

    /// The server lives on meanwhile, and its clients go on asking.
    async fn kill_postgres(&mut self) -> Result<()> {
        let Some(mut server) = self.postgres.take() else { return Ok(()) };
        let away = Duration::from_millis(self.draw(AWAY_MS));
        // Both ends wait for another process: not on the threads that carry the clients.
        let restarted = tokio::task::spawn_blocking(move || {
            server.stop_immediately()?;
            std::thread::sleep(away);
            server.start_again()?;
            Ok::<_, anyhow::Error>(server)
        });
        self.postgres = Some(restarted.await.context("PostgreSQL's keeper panicked")??);
        Ok(())
    }

    async fn judge(&mut self, scope: Scope) -> Result<()> {
        let api = Api::new(&self.served.base(), &self.token)?;
        let question = Question::of(&self.witness.known(), scope.clone(), &self.seen);
        let mut now = read_back(&api, &question).await?;
        self.faults.extend(check(&self.witness.known(), &scope, &self.seen, &now));
        self.settle(&now)?;
        let began = Instant::now();
        let all = loop {
            let mut all = self.seen.clone();
            if scope == Scope::All {
                all.entries.clear();
            }
            all.absorb(now.clone());
            if awaited(&self.witness.known(), &all).is_empty() || began.elapsed() > DRAIN_MAX {
                break all;
            }
            tokio::time::sleep(DRAIN_LOOK).await;
            let last_seq = now.entries.last_key_value().map_or(0, |(seq, _)| *seq);
            read_books(&api, last_seq, &mut now).await?;
        };
        let mut known = self.witness.known();
        self.faults.extend(check_books(&known, &self.seen, &all));
        self.faults.append(&mut known.faults);
        known.touched.clear();
        drop(known);
        self.seen = all;
        Ok(())
    }

    /// What became of the deeds that nobody answered.
    fn settle(&self, now: &Snapshot) -> Result<()> {
        let known = self.witness.known();
        let open: Vec<(DeedId, Deed)> = known
            .touched
            .iter()
            .filter_map(|place| known.orders.get(place))
            .flat_map(|order| order.unsettled.iter())
            .chain(known.parcels.values().flat_map(|parcel| parcel.scans.iter()))
            .filter(|deed| known.fate(**deed) == Fate::Unknown)
            .filter_map(|deed| Some((*deed, known.deeds.get(deed)?.what.clone())))
            .collect();
        drop(known);
        for (deed, what) in open {
            let record = match now.trace(deed, &what) {
                Some(id) => Record::Found { deed, id },
                None => Record::Absent { deed },
            };
            self.witness.note(&record)?;
        }
        Ok(())
    }

    /// Some keys once more: of what was answered, of what was found, of what had not happened.
    async fn tell_again(&mut self) -> Result<()> {
        let api = Api::new(&self.served.base(), &self.token)?;
        let mut newest: Vec<DeedId> = {
            let known = self.witness.known();
            let keyed = known.deeds.iter().rev().filter(|(_, standing)| standing.key.is_some());
            keyed.take(REPEATS_MAX * 4).map(|(deed, _)| *deed).collect()
        };
        for _ in 0..REPEATS_MAX.min(newest.len()) {
            let place = usize::try_from(self.chance.below(newest.len() as u64)).unwrap_or(0);
            let deed = newest.swap_remove(place);
            if !self.may_be_told_again(deed) {
                continue;
            }
            if let Some(asked) = self.witness.begin_again(deed)? {
                self.witness.ask(&api, &asked).await?;
            }
        }
        Ok(())
    }

    /// What did not happen can be refused by now for a good reason, unless its order was left alone since.
    fn may_be_told_again(&self, deed: DeedId) -> bool {
        let known = self.witness.known();
        if known.fate(deed) == Fate::Done {
            return true;
        }
        let order = known.deeds.get(&deed).and_then(|standing| standing.what.order(deed));
        let newest = order.and_then(|place| known.orders.get(&place)).and_then(|order| order.deeds.last());
        newest == Some(&deed)
    }

    fn draw(&self, range: std::ops::Range<u64>) -> u64 {
        range.start + self.chance.below(range.end - range.start)
    }

    async fn pause(&self, range: std::ops::Range<u64>) {
        tokio::time::sleep(Duration::from_millis(self.draw(range))).await;
    }
}
