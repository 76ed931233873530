//! Every figure that a running house tells, with what it means. Those that nothing may have happened to yet are told as
//! nothing from the start: a rate needs its zero, and a board shows no holes.

use metrics::{counter, describe_counter, describe_gauge, describe_histogram, gauge};

/// Names of histograms (told as summaries: quantiles, `_sum`, `_count`); in seconds where they end so.
const HISTOGRAMS: [(&str, &str); 4] = [
    ("wasl_http_seconds", "time to answer a request, by route"),
    ("wasl_db_commit_seconds", "time of a commit (SQLite)"),
    ("wasl_db_batch_verbs", "verbs in one commit (SQLite)"),
    ("wasl_job_seconds", "time of a job, by kind"),
];
const GAUGES: [(&str, &str); 3] = [
    ("wasl_db_queue_depth", "verbs that wait for the writer (SQLite)"),
    ("wasl_db_wal_pages", "pages of 4 KiB in the write-ahead log when it was last told (SQLite)"),
    ("wasl_jobs_unknown", "due jobs of kinds that this version does not know"),
];
const COUNTERS: [(&str, &str); 6] = [
    ("wasl_http_requests_total", "requests answered, by route and status"),
    ("wasl_connections_ended_total", "connections ended by a bound, by why"),
    ("wasl_password_checks_total", "passwords tried, by outcome"),
    ("wasl_jobs_total", "tries of jobs, by kind and outcome"),
    ("wasl_swept_rows_total", "rows dropped past their time, by what"),
    ("wasl_db_retries", "verbs that collided and ran again (PostgreSQL)"),
];

/// Once, when the recorder stands.
pub(super) fn describe() {
    HISTOGRAMS.iter().for_each(|(name, about)| describe_histogram!(*name, *about));
    GAUGES.iter().for_each(|(name, about)| {
        describe_gauge!(*name, *about);
        gauge!(*name).set(0.0);
    });
    COUNTERS.iter().for_each(|(name, about)| describe_counter!(*name, *about));
    counter!("wasl_db_retries").increment(0);
    for why in ["address", "unread"] {
        counter!("wasl_connections_ended_total", "why" => why).increment(0);
    }
    for outcome in ["right", "wrong"] {
        counter!("wasl_password_checks_total", "outcome" => outcome).increment(0);
    }
}
