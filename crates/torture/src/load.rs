//! The clients: each does what it chooses until it is told to stop, writes its intent down before it asks and the answer
//! before it goes on.

use crate::api::{Api, Reply};
use crate::choose::{Choice, choose};
use crate::known::Known;
use crate::log::Log;
use crate::record::{Deed, DeedId, Record};
use anyhow::Result;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use wasl_base::{Clock, SeededChance, SystemClock};

/// After a refusal or a silence: a server that is gone is not asked thousands of times.
const PAUSE: Duration = Duration::from_millis(20);

/// What all clients write into, and the judge reads.
pub struct Witness {
    known: Mutex<Known>,
    log: Log,
    seed: u64,
}

/// Something to be asked, written down already.
pub struct Asked {
    pub deed: DeedId,
    pub what: Deed,
    pub key: Option<String>,
    has_twin: bool,
}

impl Witness {
    pub fn new(log: Log, seed: u64) -> Self {
        Self { known: Mutex::default(), log, seed }
    }

    /// Hold it briefly, and never while something is awaited.
    pub fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Written, and part of what is known.
    pub fn note(&self, record: &Record) -> Result<()> {
        let mut known = self.known();
        self.log.write(record)?;
        known.apply(record);
        Ok(())
    }

    fn begin(&self, client: u32, chance: &SeededChance) -> Result<Asked> {
        let mut known = self.known();
        let Choice { what, has_key, has_twin } = choose(&known, client, chance, SystemClock.now());
        let deed = known.next_id();
        let key = has_key.then(|| format!("{}-{deed}", self.seed));
        let intent = Record::Intent { deed, what: what.clone(), key: key.clone() };
        for _ in 0..=u32::from(has_twin) {
            self.log.write(&intent)?;
            known.apply(&intent);
        }
        Ok(Asked { deed, what, key, has_twin })
    }

    /// The same deed once more under its key.
    pub fn begin_again(&self, deed: DeedId) -> Result<Option<Asked>> {
        let mut known = self.known();
        let Some(standing) = known.deeds.get(&deed) else { return Ok(None) };
        let (what, key) = (standing.what.clone(), standing.key.clone());
        let intent = Record::Intent { deed, what: what.clone(), key: key.clone() };
        self.log.write(&intent)?;
        known.apply(&intent);
        Ok(Some(Asked { deed, what, key, has_twin: false }))
    }

    async fn end(&self, deed: DeedId, reply: Option<Reply>) -> Result<bool> {
        let is_good = reply.as_ref().is_some_and(|reply| (200..300).contains(&reply.status));
        self.note(&Record::reply(deed, reply))?;
        self.log.sync().await?;
        Ok(is_good)
    }

    /// Asks, with a twin at the same time where there is one; true when all was well.
    pub async fn ask(&self, api: &Api, asked: &Asked) -> Result<bool> {
        let request = asked.what.request(asked.deed, asked.key.as_deref());
        if !asked.has_twin {
            return self.end(asked.deed, api.send(&request).await).await;
        }
        let (first, second) = futures::join!(api.send(&request), api.send(&request));
        let is_good = self.end(asked.deed, first).await?;
        Ok(self.end(asked.deed, second).await? && is_good)
    }
}

/// One client; `chance` outlives the deaths of the server, so that its plan is one plan.
pub async fn run_client(
    client: u32,
    witness: Arc<Witness>,
    chance: Arc<SeededChance>,
    api: Api,
    stop: Arc<AtomicBool>,
) -> Result<()> {
    while !stop.load(Ordering::Relaxed) {
        let asked = witness.begin(client, &chance)?;
        if !witness.ask(&api, &asked).await? {
            tokio::time::sleep(PAUSE).await;
        }
    }
    Ok(())
}
