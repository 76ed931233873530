//! `wasl doctor`: what is well, what to look at, what to mend.

use super::say;
use crate::doctor::{Depth, State, look};
use anyhow::bail;
use clap::Args;
use wasl_platform::Config;

#[derive(Args)]
pub struct DoctorArguments {
    /// Findings as one JSON array.
    #[arg(long)]
    json: bool,
    /// Leave out what reads the whole store.
    #[arg(long)]
    quick: bool,
}

pub async fn run(config: Config, arguments: &DoctorArguments) -> anyhow::Result<()> {
    let depth = if arguments.quick { Depth::Quick } else { Depth::Whole };
    let found = look(&config, depth).await;
    if arguments.json {
        say(serde_json::to_string_pretty(&found)?);
    } else {
        found.iter().for_each(say);
    }
    match found.iter().filter(|one| one.state == State::Bad).count() {
        0 => Ok(()),
        1 => bail!("one thing must be mended"),
        bad => bail!("{bad} things must be mended"),
    }
}
