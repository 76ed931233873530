//! Settings that are each allowed and together a trap: pure, they are all it looks at.

use super::Finding;
use std::net::{IpAddr, SocketAddr};
use wasl_db::DatabaseUrl;
use wasl_platform::Config;

const ADDRESS: &str = "public address";
const DATABASE: &str = "way to the database";
/// A supervisor's own patience ends soon after: see `deploy/wasl.service`.
const DRAIN_SECONDS_MAX: u64 = 45;

pub fn look(config: &Config) -> Vec<Finding> {
    let mut found = vec![public(config)];
    found.extend(beside_the_proxy(config));
    found.extend(metrics(config));
    found.push(database(config));
    if config.workers == 0 {
        let advice = "set workers to 1 or more, unless another process on the same database has some";
        found.push(Finding::warn("workers", "this process works off nothing", advice));
    } else {
        found.push(Finding::ok("workers", format!("{} for the outbox and {0} for jobs", config.workers)));
    }
    if config.drain_seconds > DRAIN_SECONDS_MAX {
        let advice =
            format!("lower drain_seconds to {DRAIN_SECONDS_MAX}, or raise TimeoutStopSec of the unit above it");
        let told = format!("a stop waits up to {} seconds, and is cut off by most supervisors", config.drain_seconds);
        found.push(Finding::warn("stop", told, advice));
    }
    if config.show_components {
        found.push(Finding::warn("show_components", "/_ui is shown to everybody", "set show_components to false"));
    }
    found
}

fn public(config: &Config) -> Finding {
    let url = config.public_url.as_str();
    if url.is_empty() {
        return if is_near(&config.listen) {
            Finding::ok(ADDRESS, format!("none; it is asked on this machine alone, at {}", config.listen))
        } else {
            let advice =
                "have a proxy with TLS in front, listen on 127.0.0.1 and set public_url to its https:// address";
            Finding::warn(ADDRESS, format!("none, and {} is open to the network without TLS", config.listen), advice)
        };
    }
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    let is_whole = rest.is_some_and(|rest| {
        let host = rest.trim_end_matches('/');
        !host.is_empty() && !host.contains(['/', '?', '#', ' ', '@'])
    });
    if !is_whole {
        let advice = "write it as https://shop.example, without a path";
        return Finding::bad(ADDRESS, format!("public_url {url:?} is no address of a server"), advice);
    }
    if url.starts_with("http://") {
        let advice = "serve it by TLS and write https://: passwords and sessions travel in the clear";
        return Finding::warn(ADDRESS, format!("{url}: cookies are not Secure"), advice);
    }
    Finding::ok(ADDRESS, url)
}

/// Whoever goes past the proxy goes past its TLS and its bounds.
fn beside_the_proxy(config: &Config) -> Option<Finding> {
    if config.public_url.is_empty() || is_near(&config.listen) {
        return None;
    }
    let told = format!("{} can be reached past the proxy", config.listen);
    let advice = "listen on 127.0.0.1, or let a firewall or the container's network admit the proxy alone";
    Some(Finding::warn("listen", told, advice))
}

fn metrics(config: &Config) -> Option<Finding> {
    let listen = config.metrics_listen.as_str();
    if listen.is_empty() {
        let advice = "set metrics_listen = \"127.0.0.1:9184\"";
        let told = "nobody is told them: there is a public_url and no metrics_listen";
        return (!config.public_url.is_empty()).then(|| Finding::warn("metrics", told, advice));
    }
    if is_near(listen) {
        return Some(Finding::ok("metrics", format!("told at {listen}")));
    }
    let advice = "figures tell how a business goes: listen on 127.0.0.1 or in a private network";
    Some(Finding::warn("metrics", format!("told to whoever reaches {listen}"), advice))
}

fn database(config: &Config) -> Finding {
    let url = match config.database().parse::<DatabaseUrl>() {
        Err(error) => return Finding::bad(DATABASE, error.to_string(), "mend database_url"),
        Ok(url) => url,
    };
    let DatabaseUrl::Postgres(text) = &url else { return Finding::ok(DATABASE, url.to_string()) };
    let is_encrypted = ["sslmode=require", "sslmode=verify-"].iter().any(|mode| text.contains(mode));
    if is_encrypted || is_on_this_machine(text) {
        return Finding::ok(DATABASE, url.to_string());
    }
    let advice = "add ?sslmode=require to the address";
    Finding::warn(DATABASE, format!("{url} is spoken to in the clear"), advice)
}

/// By the host of the address; a socket's path is of this machine too.
fn is_on_this_machine(url: &str) -> bool {
    let authority = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = authority.split(['/', '?']).next().unwrap_or_default();
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let host = host
        .strip_prefix('[')
        .and_then(|rest| rest.split(']').next())
        .unwrap_or_else(|| host.split(':').next().unwrap_or_default());
    host.is_empty()
        || host == "localhost"
        || host.starts_with("%2F")
        || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

fn is_near(listen: &str) -> bool {
    listen.starts_with("localhost:") || listen.parse::<SocketAddr>().is_ok_and(|address| address.ip().is_loopback())
}
