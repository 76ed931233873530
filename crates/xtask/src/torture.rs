//! `cargo xtask torture`: builds the product and its tormentor, and runs the one against the other. Which faults there
//! are and how they are judged stands in `crates/torture`.

use crate::run;
use anyhow::Result;

#[derive(clap::Args)]
pub struct Wish {
    /// Optimised builds of both
    #[arg(long)]
    release: bool,
    /// How often something is killed
    #[arg(long, default_value_t = 200)]
    kills: u32,
    /// On a PostgreSQL of the run's own, which is killed in turn with us
    #[arg(long)]
    postgres: bool,
    /// Same seed, same plans of the clients (what meets whom is up to the machine)
    #[arg(long)]
    seed: Option<u64>,
    /// Clients at work at the same time
    #[arg(long, default_value_t = 16)]
    clients: u32,
    /// So many messages of storefronts in chaos, instead of clients of the API
    #[arg(long)]
    storefronts: Option<u32>,
}

pub fn run(wish: &Wish) -> Result<()> {
    build(wish.release)?;
    torture(wish)
}

/// What CI runs: few kills on each engine, found in the build that stands.
pub fn sample() -> Result<()> {
    for (kills, postgres, storefronts) in
        [(10, false, None), (6, true, None), (2, false, Some(2_000)), (2, true, Some(600))]
    {
        torture(&Wish { release: false, kills, postgres, seed: None, clients: 16, storefronts })?;
    }
    Ok(())
}

fn build(is_release: bool) -> Result<()> {
    let mut command = run::cargo(&["build", "--workspace", "--bins", "--locked"]);
    if is_release {
        command.arg("--release");
    }
    run::must(command)
}

fn torture(wish: &Wish) -> Result<()> {
    let profile = if wish.release { "release" } else { "debug" };
    let program = run::root().join(format!("target/{profile}/wasl-torture"));
    let mut command = run::command(&program.to_string_lossy(), &[]);
    command.args(["--kills", &wish.kills.to_string(), "--clients", &wish.clients.to_string()]);
    if wish.postgres {
        command.arg("--postgres");
    }
    if let Some(messages) = wish.storefronts {
        command.args(["--storefronts", &messages.to_string()]);
    }
    if let Some(seed) = wish.seed {
        command.args(["--seed", &seed.to_string()]);
    }
    run::must(command)
}
