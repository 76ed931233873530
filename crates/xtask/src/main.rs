//! `cargo xtask`: set-up, tests, demo, tidy laws and generated pages, so that two commands are all a newcomer types.
#![allow(clippy::print_stdout, reason = "a command-line tool speaks on standard output")]

mod bench;
mod demo;
mod docs;
mod fuzz_api;
mod junit;
mod snapshots;
mod test;
mod tidy;
mod torture;
mod tree;

use clap::{Parser, Subcommand};
use std::process::ExitCode;
use xtask::{postgres, run, setup};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Builds, checks and shows Wasl")]
struct Cli {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Check what tests need on this machine and install what is missing
    Setup,
    /// Run every check and test, with a PostgreSQL of their own
    Test(test::Wish),
    /// Kill the product under load and ask an outside witness what was lost
    Torture(torture::Wish),
    /// Measure every promised figure, on both engines
    Bench(bench::Wish),
    /// Let schemathesis loose on the API by its own document, on both engines
    FuzzApi(fuzz_api::Wish),
    /// Build and open the product on an embedded database with a demo shop
    Demo(demo::Wish),
    /// Keep the laws of the architecture that a program can see
    Tidy,
    /// Write the generated pages (docs/problems.md, docs/events.md, docs/api.md)
    Docs,
}

fn main() -> ExitCode {
    let done = match Cli::parse().task {
        Task::Setup => setup::for_tests(),
        Task::Test(wish) => test::run(&wish),
        Task::Torture(wish) => torture::run(&wish),
        Task::Bench(wish) => bench::run(&wish),
        Task::FuzzApi(wish) => fuzz_api::run(&wish),
        Task::Demo(wish) => demo::run(&wish),
        Task::Tidy => tidy::run(),
        Task::Docs => docs::write(),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}
