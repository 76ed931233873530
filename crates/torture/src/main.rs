//! `wasl-torture`: so many kills, one line of figures, and a failure when a single acknowledged write is not there.
#![allow(clippy::print_stdout, reason = "a command-line tool speaks on standard output")]

use anyhow::{Context, Result, bail};
use clap::Parser;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use wasl_torture::check::{Fault, FaultKind};
use wasl_torture::round::{Plan, Torture};
use wasl_torture::served::program_beside_us;
use wasl_torture::storefronts::{
    self,
    run::{Outcome, Wanted},
};

/// Faults that are told one by one; the rest is counted.
const FAULTS_TOLD_MAX: usize = 20;

#[derive(Parser)]
#[command(name = "wasl-torture", about = "Kills wasl under load and asks a witness outside what was lost")]
struct Arguments {
    #[arg(long, default_value_t = 200)]
    kills: u32,
    /// On a PostgreSQL of the run's own, which is killed in turn with wasl
    #[arg(long)]
    postgres: bool,
    #[arg(long)]
    seed: Option<u64>,
    #[arg(long, default_value_t = 16)]
    clients: u32,
    /// So many messages of storefronts in chaos, instead of clients of the API
    #[arg(long)]
    storefronts: Option<usize>,
    /// The program; the one beside this when not given
    #[arg(long)]
    wasl: Option<PathBuf>,
}

fn main() -> ExitCode {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    match runtime.context("no runtime").and_then(|runtime| runtime.block_on(run(Arguments::parse()))) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("wasl-torture: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> Result<()> {
    let seed = arguments.seed.unwrap_or_else(seed_of_the_hour);
    let engine = if arguments.postgres { "PostgreSQL" } else { "SQLite" };
    println!("torture: {engine}, {} kills, {} clients, seed {seed}", arguments.kills, arguments.clients);
    let mut folder = tempfile::Builder::new().prefix("wasl-torture-").tempdir()?;
    let program = arguments.wasl.map_or_else(program_beside_us, Ok)?;
    if let Some(messages) = arguments.storefronts {
        let wanted = Wanted {
            program,
            folder: folder.path().to_owned(),
            has_postgres: arguments.postgres,
            seed,
            senders: arguments.clients,
            messages,
            kills: arguments.kills,
        };
        let outcome = storefronts::run::run(wanted).await;
        let is_clean = outcome.as_ref().is_ok_and(|outcome| outcome.verdict.differences.is_empty());
        keep_unless(is_clean, &mut folder);
        report_storefronts(&outcome?, engine);
        return if is_clean { Ok(()) } else { bail!("what stands is not what was told") };
    }
    let plan = Plan {
        program,
        folder: folder.path().to_owned(),
        has_postgres: arguments.postgres,
        seed,
        clients: arguments.clients.max(1),
    };
    let began = Instant::now();
    let mut torture = Torture::begin(plan).await?;
    let outcome = kill(&mut torture, arguments.kills).await;
    report(&torture, began, engine);
    let is_clean = outcome.is_ok() && torture.faults.is_empty();
    drop(torture);
    keep_unless(is_clean, &mut folder);
    outcome?;
    if is_clean { Ok(()) } else { bail!("what was acknowledged did not hold") }
}

async fn kill(torture: &mut Torture, kills: u32) -> Result<()> {
    for number in 1..=kills {
        torture.round(number).await.with_context(|| format!("kill {number}"))?;
        if !torture.faults.is_empty() {
            println!("torture: faults at kill {number}");
            return Ok(());
        }
    }
    torture.finish().await
}

fn keep_unless(is_clean: bool, folder: &mut tempfile::TempDir) {
    if !is_clean {
        folder.disable_cleanup(true);
        println!("torture: log and data stay in {}", folder.path().display());
    }
}

fn report_storefronts(outcome: &Outcome, engine: &str) {
    for difference in outcome.verdict.differences.iter().take(FAULTS_TOLD_MAX) {
        println!("torture: {difference}");
    }
    let per_second = |count: usize, time: Duration| count as f64 / time.as_secs_f64();
    let (sending, taking_in) = (outcome.sending, outcome.taking_in);
    println!(
        "torture: {engine} storefronts messages {} repeated {} reordered {} tampered {} requests {} acknowledged {} \
         refused {} insisted {} kills {} orders compared {} (deleted {}) differences {} seconds {:.1} and {:.1}: \
         answered {:.0} /s, taken in {:.0} /s",
        outcome.planned,
        outcome.repeated,
        outcome.reordered,
        outcome.tampered,
        outcome.requests,
        outcome.acknowledged,
        outcome.refused,
        outcome.insisted,
        outcome.kills,
        outcome.verdict.compared,
        outcome.verdict.gone,
        outcome.verdict.differences.len(),
        sending.as_secs_f64(),
        taking_in.as_secs_f64(),
        per_second(outcome.planned, sending),
        per_second(outcome.planned, taking_in),
    );
}

fn report(torture: &Torture, began: Instant, engine: &str) {
    for fault in torture.faults.iter().take(FAULTS_TOLD_MAX) {
        println!("torture: {fault}");
    }
    let count = |kind| torture.faults.iter().filter(|fault: &&Fault| fault.kind == kind).count();
    let counts = torture.witness().known().counts.clone();
    println!(
        "torture: {engine} kills {} requests {} acknowledged {} replayed {} turned away {} unknown {} found of unknown {} \
         lost {} doubled {} taken back {} wrong {} seconds {:.1}",
        counts.kills,
        counts.requests,
        counts.acknowledged,
        counts.replays,
        counts.turned_away,
        counts.unknown,
        counts.found,
        count(FaultKind::Lost),
        count(FaultKind::Doubled),
        count(FaultKind::TakenBack),
        count(FaultKind::Wrong),
        began.elapsed().as_secs_f64(),
    );
}

/// Another plan each time, told in the first line so that it can be had again.
fn seed_of_the_hour() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(1, |since| since.as_secs())
}
