//! The commands of `wasl`, one file each; settings come from a file and `WASL_…`, see `wasl config print`.

mod config_print;
mod db_check;
mod db_move;
mod demo;
mod doctor;
mod import;
mod key;
mod ledger;
mod logs;
mod openapi;
mod serve;
mod storefront;
mod user;

use clap::{Parser, Subcommand};
use std::path::PathBuf;
use wasl_platform::Config;

/// How the audit names whoever sits at the machine.
const ACTOR: &str = "operator";

#[derive(Parser)]
#[command(name = "wasl", version, about = "Wasl looks after an online store's customers, from promise to books.")]
struct Arguments {
    /// Settings file (TOML).
    #[arg(long, global = true, env = "WASL_CONFIG")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve pages and API, and work off the outbox.
    Serve,
    /// Open a demo shop with a year of orders and moving parcels.
    Demo(demo::DemoArguments),
    /// Bring history in.
    #[command(subcommand)]
    Import(import::Import),
    /// Look after the database.
    #[command(subcommand)]
    Db(db_check::Database),
    /// Look after the books.
    #[command(subcommand)]
    Ledger(ledger::Books),
    /// Make API keys.
    #[command(subcommand)]
    Key(key::Key),
    /// Look after the storefronts that orders come from.
    #[command(subcommand)]
    Storefront(storefront::Connection),
    /// Print the description of the API (OpenAPI).
    Openapi(openapi::ApiArguments),
    /// Look after the people of a shop.
    #[command(subcommand)]
    User(user::Person),
    /// Look at settings, folder, limits, store, books and work: what is well, what to look at, what to mend.
    Doctor(doctor::DoctorArguments),
    /// Settings.
    #[command(subcommand)]
    Config(config_print::Settings),
}

/// Reads the arguments and runs the command to its end.
pub fn run() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let config = Config::load(arguments.config.as_deref(), std::env::vars())?;
    logs::install(&config);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        match arguments.command {
            Command::Serve => serve::run(config).await,
            Command::Demo(arguments) => demo::run(config, arguments).await,
            Command::Import(what) => import::run(config, what).await,
            Command::Db(what) => db_check::run(config, what).await,
            Command::Ledger(what) => ledger::run(config, what).await,
            Command::Key(what) => key::run(config, what).await,
            Command::Storefront(what) => storefront::run(config, what).await,
            Command::Openapi(arguments) => openapi::run(&arguments),
            Command::User(what) => user::run(config, what).await,
            Command::Doctor(arguments) => doctor::run(config, &arguments).await,
            Command::Config(what) => config_print::run(&config, &what),
        }
    })
}

/// What a command tells the person who ran it; logs go to stderr, this goes to stdout.
#[expect(clippy::print_stdout, reason = "commands speak on stdout")]
fn say(text: impl std::fmt::Display) {
    println!("{text}");
}
