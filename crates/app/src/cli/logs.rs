//! Logs on stderr: text for people, JSON for machines. Messages read alone and carry fields; no personal data.

use std::io::IsTerminal;
use tracing_subscriber::EnvFilter;
use wasl_platform::Config;

pub fn install(config: &Config) {
    let filter = EnvFilter::try_new(&config.log_filter).unwrap_or_else(|_| EnvFilter::new("info"));
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal());
    // A second installation (tests) keeps the first.
    let _ = if config.log_format == "json" { builder.json().try_init() } else { builder.with_target(false).try_init() };
}
