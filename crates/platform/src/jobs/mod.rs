//! Slow, timed or outside work: a row per job, written in the transaction that wants it, claimed by a lease and dropped
//! when it is done. A job may run twice (the process can end after its deed), so its deed is made safe to repeat.

mod enqueue;
mod kind;
mod policy;
mod queue;
mod stuck;
mod waiting;
mod work;

pub use enqueue::{Jobs, NewJob};
pub use kind::{Job, JobFn, JobKind};
pub use queue::claim_job;
pub use stuck::{ParkedJob, UnknownJobs, parked_jobs, retry_job_in, unknown_jobs};
pub use waiting::{LOOKED_AT_MAX, WaitingJobs, waiting_jobs};
pub use work::{drain_jobs, plant_recurring, run_job_worker};

use wasl_base::ShopId;

/// Jobs of the house itself, such as sweeping, stand under this number, which no shop has.
pub const HOUSE: ShopId = ShopId::from_number(0);
