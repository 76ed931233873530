//! What a domain gives the house, and the registry that `app` makes of all of them.

use crate::access::Throttle;
use crate::jobs::JobKind;
use crate::{House, Stamp};
use axum::Router;
use std::collections::{BTreeSet, HashMap};
use tokio::sync::Notify;
use utoipa_axum::router::OpenApiRouter;
use wasl_db::{BoxFuture, DbError, Fails, Migrations, Sql, Tx};
use wasl_events::Envelope;
use wasl_i18n::Resource;

/// One room's door to the house.
pub struct Module {
    pub room: &'static str,
    pub migrations: Migrations,
    pub texts: Resource,
    pub statements: &'static [(&'static str, Sql)],
    /// Pages and forms.
    pub routes: Router<House>,
    /// The documented JSON API.
    pub api: OpenApiRouter<House>,
    pub subscriptions: Vec<Subscription>,
    /// Kinds of jobs that this room does.
    pub jobs: Vec<JobKind>,
}

/// A handler runs in the transaction that marks its deliveries done: its effects happen exactly once. It is handed facts
/// of one shop and one origin, in their order, and takes all of them or none; after a failure they come one by one.
pub type HandlerFn = for<'t> fn(&'t mut Tx, &'t Stamp, &'t [Envelope]) -> BoxFuture<'t, Result<(), HandlerError>>;

#[derive(Clone)]
pub struct Subscription {
    /// Stable name of the listener, e.g. `ledger`.
    pub consumer: &'static str,
    pub kinds: &'static [&'static str],
    /// Whether a parked event holds back later ones of its key.
    pub is_ordered: bool,
    /// Facts handed over in one transaction: few where each is much work, so that others need not wait long.
    pub batch_max: i64,
    pub handle: HandlerFn,
}

/// Why a handler could not do its work; the outbox decides between retry and parking.
#[derive(Debug, thiserror::Error)]
pub enum HandlerError {
    #[error(transparent)]
    Db(#[from] DbError),
    /// It will not get better by itself: parked at once.
    #[error("{0}")]
    Hopeless(String),
    /// Worth another try.
    #[error("{0}")]
    Failed(String),
}

impl Fails for HandlerError {
    fn db(&self) -> Option<&DbError> {
        match self {
            Self::Db(error) => Some(error),
            Self::Hopeless(_) | Self::Failed(_) => None,
        }
    }
}

/// All subscriptions and kinds of jobs of this process.
#[derive(Default)]
pub struct Registry {
    subscriptions: Vec<Subscription>,
    consumers_of: HashMap<String, Vec<String>>,
    jobs: Vec<JobKind>,
    /// Their names as the store compares them: `|one|another|`.
    job_kinds: String,
    /// Rung when a job is written, a moment before its commit, so that workers look soon.
    jobs_bell: Notify,
    throttle: Throttle,
}

impl Registry {
    pub fn new(modules: &[Module]) -> Self {
        let subscriptions: Vec<Subscription> = modules.iter().flat_map(|module| module.subscriptions.clone()).collect();
        let jobs: Vec<JobKind> = modules.iter().flat_map(|module| module.jobs.clone()).collect();
        let job_kinds = jobs.iter().fold("|".to_owned(), |all, job| all + job.kind + "|");
        let mut registry = Self { subscriptions, jobs, job_kinds, ..Self::default() };
        let own: Vec<(String, String)> = registry
            .subscriptions
            .iter()
            .flat_map(|s| s.kinds.iter().map(|kind| (s.consumer.to_owned(), (*kind).to_owned())))
            .collect();
        registry.know(&own);
        registry
    }

    /// Adds (consumer, kind) pairs recorded in the database by this or a newer version.
    pub fn know(&mut self, pairs: &[(String, String)]) {
        for (consumer, kind) in pairs {
            let consumers = self.consumers_of.entry(kind.clone()).or_default();
            if !consumers.contains(consumer) {
                consumers.push(consumer.clone());
            }
        }
    }

    /// Who must hear of `kind`, whether or not this process can handle it.
    pub fn consumers_of(&self, kind: &str) -> &[String] {
        self.consumers_of.get(kind).map_or(&[], Vec::as_slice)
    }

    /// Every listener that is known, by name.
    pub fn consumers(&self) -> Vec<&str> {
        let known: BTreeSet<&str> = self.consumers_of.values().flatten().map(String::as_str).collect();
        known.into_iter().collect()
    }

    pub fn subscriptions(&self) -> &[Subscription] {
        &self.subscriptions
    }

    pub fn jobs(&self) -> &[JobKind] {
        &self.jobs
    }

    pub fn job_kind(&self, kind: &str) -> Option<&JobKind> {
        self.jobs.iter().find(|one| one.kind == kind)
    }

    /// All kinds of jobs of this build, as the store's statements take them.
    pub(crate) fn job_kinds(&self) -> &str {
        &self.job_kinds
    }

    /// Counts of tried passwords.
    pub(crate) fn throttle(&self) -> &Throttle {
        &self.throttle
    }

    pub(crate) fn jobs_bell(&self) -> &Notify {
        &self.jobs_bell
    }
}
