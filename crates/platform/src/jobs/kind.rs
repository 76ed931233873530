//! What a job is, and how a room declares the kinds that it does.

use crate::House;
use crate::module::HandlerError;
use wasl_base::{Instant, JobId, ShopId};
use wasl_db::BoxFuture;

/// What a kind of job does. It is given the house and not a transaction: it may go outside, and it opens its own.
pub type JobFn = for<'t> fn(&'t House, &'t Job) -> BoxFuture<'t, Result<(), HandlerError>>;

/// A kind of job, declared by a room's module.
#[derive(Clone, Copy)]
pub struct JobKind {
    /// Stable name, e.g. `platform.drop_old_answers`.
    pub kind: &'static str,
    /// The house does it by itself this often; otherwise somebody asks for each.
    pub every_seconds: Option<i64>,
    pub run: JobFn,
}

/// A claimed job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    pub shop: ShopId,
    pub id: JobId,
    pub kind: String,
    /// Ids and words; never personal data.
    pub payload: String,
    /// This try counted.
    pub attempts: i64,
    /// Until when it is ours.
    pub(super) lease: Instant,
}
