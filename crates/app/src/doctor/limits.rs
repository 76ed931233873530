//! What the system lets one process have, against what the settings ask for.

use super::Finding;
use rustix::process::{Resource, getrlimit};
use wasl_platform::Config;

/// Files beside those of connections: the store's, the log's, the marks', libraries.
const FILES_BESIDE: u64 = 200;

pub fn look(config: &Config) -> Vec<Finding> {
    vec![files(getrlimit(Resource::Nofile).current, u64::from(config.connections_max))]
}

/// `limit`: none is no limit.
pub(super) fn files(limit: Option<u64>, connections_max: u64) -> Finding {
    let about = "open files";
    let wanted = connections_max + FILES_BESIDE;
    let Some(limit) = limit else { return Finding::ok(about, "without a limit") };
    let told = format!("{limit} may be open here, and {connections_max} connections want {wanted}");
    if limit >= wanted {
        return Finding::ok(about, told);
    }
    let advice = format!("ulimit -n {wanted}, or LimitNOFILE in the unit; or lower connections_max");
    if limit < connections_max { Finding::bad(about, told, advice) } else { Finding::warn(about, told, advice) }
}
