//! `wasl-fuzz-api`: a served shop with a few rows, and schemathesis let loose on it by its own OpenAPI document: as the
//! owner, as a key that may only read orders, and as nobody. Afterwards the store must be whole and the books sound.
#![allow(clippy::print_stdout, reason = "a command-line tool speaks on standard output")]

use anyhow::{Context, Result, ensure};
use clap::Parser;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use wasl_torture::api::Api;
use wasl_torture::first_run::{HANDLE, open_shop};
use wasl_torture::served::{Served, Wish, program_beside_us};
use xtask::run::{command, must};

/// What schemathesis is told, found in the folder it runs in.
const RULES: [&str; 2] = ["schemathesis.toml", "hooks.py"];
/// Orders that are there from the beginning.
const ORDERS: u32 = 8;
/// Checks that mean nothing to a caller who is turned away.
const NOT_FOR_STRANGERS: &str = "positive_data_acceptance,negative_data_rejection,missing_required_header";

#[derive(Parser)]
#[command(name = "wasl-fuzz-api", about = "Lets schemathesis loose on a served shop")]
struct Arguments {
    /// The program `schemathesis`
    #[arg(long)]
    tool: PathBuf,
    /// Folder of schemathesis.toml and hooks.py
    #[arg(long)]
    rules: PathBuf,
    /// On a PostgreSQL of the run's own
    #[arg(long)]
    postgres: bool,
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// For the owner's pass; the others take a fifth of it each
    #[arg(long, default_value_t = 100)]
    seconds: u64,
}

/// Who calls.
struct Caller {
    name: &'static str,
    key: String,
    phases: &'static str,
    without: Option<&'static str>,
    seconds: u64,
}

fn main() -> ExitCode {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    match runtime.context("no runtime").and_then(|runtime| runtime.block_on(run(Arguments::parse()))) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("wasl-fuzz-api: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> Result<()> {
    let mut folder = tempfile::Builder::new().prefix("wasl-fuzz-api-").tempdir()?;
    let outcome = fuzz(&arguments, folder.path()).await;
    if outcome.is_err() {
        folder.disable_cleanup(true);
        println!("fuzz-api: log and data stay in {}", folder.path().display());
    }
    outcome
}

async fn fuzz(arguments: &Arguments, folder: &Path) -> Result<()> {
    for name in RULES {
        let from = arguments.rules.join(name);
        std::fs::copy(&from, folder.join(name)).with_context(|| format!("cannot copy {}", from.display()))?;
    }
    let postgres = arguments.postgres.then(xtask::postgres::Server::start_durable).transpose()?;
    let database_url = postgres.as_ref().map(xtask::postgres::Server::url);
    let wish = Wish { program: program_beside_us()?, folder: folder.join("data"), database_url, settings: Vec::new() };
    let mut served = Served::new(wish)?;
    let owner = open_shop(&mut served).await?;
    // The embedded store serves one process at a time.
    ensure!(served.stop().await?.success(), "wasl did not end in order");
    let reader = served.ask(&["key", "create", "--shop", HANDLE, "--name", "reader", "--scope", "orders:read"])?;
    served.start()?;
    served.wait_until_ready().await?;
    let rows = seed(&Api::new(&served.base(), &owner)?).await?;
    for caller in callers(owner, reader.trim().to_owned(), arguments.seconds) {
        println!("fuzz-api: {} as {}", if arguments.postgres { "PostgreSQL" } else { "SQLite" }, caller.name);
        let mut call = schemathesis(arguments, &served.base(), &rows, &caller);
        // It keeps what it found beside its rules.
        call.current_dir(folder);
        must(call)?;
    }
    finish(&mut served).await
}

fn callers(owner: String, reader: String, seconds: u64) -> [Caller; 3] {
    let stranger = |name, key| Caller {
        name,
        key,
        phases: "coverage,fuzzing",
        without: Some(NOT_FOR_STRANGERS),
        seconds: (seconds / 5).max(1),
    };
    let phases = "examples,coverage,fuzzing,stateful";
    [
        Caller { name: "the owner", key: owner, phases, without: None, seconds },
        stranger("a reader of orders", reader),
        stranger("nobody", "wasl_aaaaaa_nobodys".to_owned()),
    ]
}

fn schemathesis(arguments: &Arguments, base: &str, rows: &Value, caller: &Caller) -> Command {
    let mut command = command(&arguments.tool.to_string_lossy(), &["run", &format!("{base}/api/openapi.json")]);
    command.args(["--header", &format!("Authorization: Bearer {}", caller.key), "--phases", caller.phases]);
    command.args(["--seed", &arguments.seed.to_string(), "--max-time", &caller.seconds.to_string()]);
    command.args(["--generation-database", "none", "--continue-on-failure", "--no-color"]);
    if let Some(checks) = caller.without {
        command.args(["--exclude-checks", checks]);
    }
    // Loopback alone: no proxy of this machine is asked.
    command.env("WASL_FUZZ_ROWS", rows.to_string()).env("NO_PROXY", "*").env("PYTHONDONTWRITEBYTECODE", "1");
    command
}

/// Products, orders of both kinds, some paid, some sent: the ids of each, by the noun of their address.
async fn seed(api: &Api) -> Result<Value> {
    let (mut products, mut orders, mut shipments) = (Vec::new(), Vec::new(), Vec::new());
    for number in 0..2 {
        let variant = json!({"sku": format!("ABAYA-{number}"), "price": "230.00", "cost": "90.00"});
        let product = json!({"title": {"ar": "عباية كريب"}, "variants": [variant]});
        products.push(api.post("/api/v1/products", product).await?["id"].clone());
    }
    for number in 0..ORDERS {
        let is_cash = number % 2 == 1;
        let order = json!({
            "payment_method": if is_cash { "cash_on_delivery" } else { "card" },
            "customer": {"name": "نورة العتيبي", "phone": "0551112233"},
            "address": {"city": "جدة"},
            "lines": [{"sku": format!("ABAYA-{}", number % 2), "quantity": 2}],
        });
        let id = api.post("/api/v1/orders", order).await?["id"].clone();
        let path = format!("/api/v1/orders/{}", id.as_str().context("an id")?);
        orders.push(id);
        if !is_cash && number < ORDERS - 2 {
            api.post(&format!("{path}/payments"), json!({"method": "card", "amount": "460.00"})).await?;
        }
        if number < ORDERS / 2 {
            let parcel = json!({"carrier": "smsa", "tracking_number": format!("SM{number}")});
            shipments.push(api.post(&format!("{path}/shipments"), parcel).await?["id"].clone());
        }
    }
    Ok(json!({"products": products, "orders": orders, "shipments": shipments, "ledger": ["1", "2", "3"]}))
}

/// Whatever was sent, the store is whole, the books are sound, and nothing of it was a fault of ours.
async fn finish(served: &mut Served) -> Result<()> {
    let ended = served.stop().await?;
    ensure!(ended.success(), "wasl ended with {ended} after SIGTERM");
    served.ask(&["db", "check"]).context("the store is not whole")?;
    served.ask(&["ledger", "verify"]).context("the books are not sound")?;
    let logged = served.logged()?;
    let alarm = logged.lines().find(|line| line.contains("panicked") || line.contains(" ERROR "));
    ensure!(alarm.is_none(), "in the log: {}", alarm.unwrap_or_default());
    println!("fuzz-api: the store is whole, the books are sound");
    Ok(())
}
