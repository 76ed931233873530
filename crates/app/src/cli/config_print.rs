//! `wasl config print`: the settings in force, as a file would have them.

use super::say;
use clap::Subcommand;
use wasl_platform::Config;

#[derive(Subcommand)]
pub enum Settings {
    /// Print every setting and its value.
    Print,
}

pub fn run(config: &Config, what: &Settings) -> anyhow::Result<()> {
    match what {
        Settings::Print => say(config.print().trim_end()),
    }
    Ok(())
}
