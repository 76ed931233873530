//! What every verb may need from the outside, held in one place: the door, a clock, ids, chance, settings.

use crate::{Config, Registry, Seals};
use std::sync::{Arc, OnceLock};
use tokio::sync::Notify;
use wasl_base::{Chance, Clock, Id, Ids, Instant, Origin, ShopId, Zone};
use wasl_db::Db;

#[derive(Clone)]
pub struct House(Arc<HouseParts>);

/// Given once at start.
pub struct HouseParts {
    pub db: Db,
    pub clock: Arc<dyn Clock>,
    pub chance: Arc<dyn Chance>,
    pub ids: Arc<Ids>,
    pub config: Config,
    pub registry: Arc<Registry>,
    /// How many requests are let in.
    pub rate: crate::Rate,
    /// For secrets that must be read again.
    pub seals: Seals,
    /// Rung when an outbox row is written, a moment before its commit, so that workers look soon.
    pub outbox_bell: Arc<Notify>,
}

impl std::ops::Deref for House {
    type Target = HouseParts;

    fn deref(&self) -> &HouseParts {
        &self.0
    }
}

impl House {
    pub fn new(parts: HouseParts) -> Self {
        Self(Arc::new(parts))
    }

    /// A stamp for a live fact, now.
    pub fn stamp(&self) -> Stamp {
        self.stamp_with(Origin::Live)
    }

    pub fn stamp_with(&self, origin: Origin) -> Stamp {
        Stamp {
            now: self.clock.now(),
            origin,
            ids: Arc::clone(&self.ids),
            registry: Arc::clone(&self.registry),
            bell: Arc::clone(&self.outbox_bell),
            place: Arc::default(),
        }
    }
}

/// Drawn before a transaction begins: the instant, the origin of the fact, and the maker of ids.
#[derive(Clone)]
pub struct Stamp {
    pub now: Instant,
    pub origin: Origin,
    ids: Arc<Ids>,
    pub(crate) registry: Arc<Registry>,
    pub(crate) bell: Arc<Notify>,
    /// Zone and country of the shop at hand, read once in a verb.
    pub(crate) place: Arc<OnceLock<(ShopId, Zone, String)>>,
}

impl Stamp {
    pub fn id<N>(&self) -> Id<N> {
        self.ids.next(self.now.ms())
    }

    /// The same stamp for a fact that happened in the past or in play.
    pub fn with_origin(&self, origin: Origin) -> Self {
        Self { origin, ..self.clone() }
    }

    /// The same stamp at another instant.
    pub fn at(&self, now: Instant) -> Self {
        Self { now, ..self.clone() }
    }
}
