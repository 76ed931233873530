//! `cargo xtask test`: every check in the order of CI, all of them even when one fails, with the wall time of each.

use crate::{junit, postgres, run, setup, snapshots, tidy, torture};
use anyhow::{Context, Result, bail};
use clap::ValueEnum;
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Step {
    Fmt,
    Tidy,
    Clippy,
    Build,
    Nextest,
    Torture,
    Browser,
    Doc,
}

#[derive(clap::Args)]
pub struct Wish {
    /// Only these steps (repeat the option or separate by commas)
    #[arg(long, value_enum, value_delimiter = ',')]
    only: Vec<Step>,
    /// Handed to nextest as they are (for instance `-- -p wasl-ledger`); the whole suite only runs without them
    #[arg(last = true)]
    nextest: Vec<String>,
}

struct Outcome {
    name: &'static str,
    took: Duration,
    error: Option<anyhow::Error>,
}

pub fn run(wish: &Wish) -> Result<()> {
    let mut outcomes = Vec::new();
    outcomes.push(timed("setup", setup::for_tests));
    if outcomes[0].error.is_none() {
        for &step in Step::value_variants() {
            if wish.only.is_empty() || wish.only.contains(&step) {
                outcomes.push(timed(step.name(), || step.run(wish)));
            }
        }
    }
    report(&outcomes)
}

impl Step {
    fn name(self) -> &'static str {
        match self {
            Self::Fmt => "fmt",
            Self::Tidy => "tidy",
            Self::Clippy => "clippy",
            Self::Build => "build",
            Self::Nextest => "nextest",
            Self::Torture => "torture",
            Self::Browser => "browser",
            Self::Doc => "doc",
        }
    }

    fn run(self, wish: &Wish) -> Result<()> {
        match self {
            Self::Fmt => run::must(run::cargo(&["fmt", "--all", "--check"])),
            Self::Tidy => tidy::run(),
            Self::Clippy => {
                run::must(run::cargo(&["clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"]))
            }
            Self::Build => build(),
            Self::Nextest => nextest(&wish.nextest),
            Self::Torture => torture(),
            Self::Browser => browser(),
            Self::Doc => doc(),
        }
    }
}

/// Material of real systems beside the checkout; suites that find none say so and are counted.
fn shared() -> PathBuf {
    let named = std::env::var_os("WASL_SHARED").map_or_else(|| PathBuf::from("../shared"), PathBuf::from);
    let path = run::root().join(named);
    path.canonicalize().unwrap_or(path)
}

/// The very targets that nextest builds, so that nothing is compiled twice with other features.
fn build() -> Result<()> {
    run::must(run::cargo(&["build", "--workspace", "--bins", "--tests", "--locked"]))
}

fn nextest(rest: &[String]) -> Result<()> {
    let server = postgres::Server::start()?;
    println!("nextest: PostgreSQL at {}", server.url());
    let junit_file = run::root().join("target/nextest/default/junit.xml");
    let references = snapshots::References::begin()?;
    // A report of an earlier run must never speak for this one.
    if junit_file.exists() {
        std::fs::remove_file(&junit_file).context("cannot remove the old junit report")?;
    }
    let mut command = run::cargo(&["nextest", "run", "--locked", "--lib", "--bins", "--tests"]);
    if rest.is_empty() {
        command.arg("--workspace");
    }
    command.args(rest).env("WASL_TEST_POSTGRES", server.url()).env("WASL_SHARED", shared());
    references.ask(&mut command);
    let ended = run::must(command);
    drop(server);
    let skipped = junit::skipped_suites(&junit_file);
    ended?;
    let skipped = skipped?;
    println!("nextest: {} suites skipped for want of material", skipped.len());
    for name in &skipped {
        println!("  skipped: {name}");
    }
    if !skipped.is_empty() && shared().is_dir() {
        bail!("material is at {}, and yet suites were skipped", shared().display());
    }
    if rest.is_empty() { references.check(&skipped) } else { Ok(()) }
}

fn torture() -> Result<()> {
    build()?;
    torture::sample()
}

fn browser() -> Result<()> {
    build()?;
    let chromium = setup::chromium().context("Chromium is missing: run `cargo xtask setup`")?;
    for words in [["--test", "--test-reporter=spec", "browser/checks.test.mjs"].as_slice(), &["browser/run.mjs"]] {
        let mut command = run::command("node", words);
        command.env("WASL_TEST_BROWSER", &chromium);
        run::must(command)?;
    }
    Ok(())
}

/// With private items: these crates are read by those who carry them on, not by callers from outside.
fn doc() -> Result<()> {
    let words = ["doc", "--workspace", "--no-deps", "--document-private-items", "--locked"];
    let mut command: Command = run::cargo(&words);
    command.env("RUSTDOCFLAGS", "-D warnings -A rustdoc::private-intra-doc-links");
    run::must(command)
}

fn timed(name: &'static str, step: impl FnOnce() -> Result<()>) -> Outcome {
    println!("\n== {name}");
    let began = Instant::now();
    let error = step().err();
    if let Some(error) = &error {
        println!("== {name} FAILED: {error:#}");
    }
    Outcome { name, took: began.elapsed(), error }
}

fn report(outcomes: &[Outcome]) -> Result<()> {
    println!("\nwall time by step");
    for outcome in outcomes {
        let verdict = if outcome.error.is_some() { "FAILED" } else { "ok" };
        println!("  {:<8} {:>7.1} s  {verdict}", outcome.name, outcome.took.as_secs_f64());
    }
    let total: Duration = outcomes.iter().map(|outcome| outcome.took).sum();
    println!("  {:<8} {:>7.1} s", "total", total.as_secs_f64());
    let failed: Vec<&str> = outcomes.iter().filter(|outcome| outcome.error.is_some()).map(|it| it.name).collect();
    if failed.is_empty() { Ok(()) } else { bail!("failed: {}", failed.join(", ")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_failed_step_fails_the_whole() {
        let good = || timed("fmt", || Ok(()));
        assert!(report(&[good()]).is_ok());
        let error = report(&[good(), timed("tidy", || bail!("no"))]).expect_err("a step failed");
        assert_eq!(error.to_string(), "failed: tidy");
    }
}
