//! `cargo xtask bench`: optimised builds of the product and of what measures it, then the table of docs/benchmarks.md.

use crate::run;
use anyhow::Result;

#[derive(clap::Args)]
pub struct Wish {
    /// Measure only these: size, pages, events, posts, import, lists, search
    #[arg(long)]
    only: Option<String>,
    /// Measure only on this engine: sqlite or postgresql
    #[arg(long)]
    engine: Option<String>,
    /// Orders of the large shop
    #[arg(long, default_value_t = 1_000_000)]
    orders: u32,
}

pub fn run(wish: &Wish) -> Result<()> {
    run::must(run::cargo(&["build", "--release", "--workspace", "--bins", "--locked"]))?;
    let program = run::root().join("target/release/wasl-bench");
    let mut command = run::command(&program.to_string_lossy(), &["--orders", &wish.orders.to_string()]);
    for (name, value) in [("--only", &wish.only), ("--engine", &wish.engine)] {
        if let Some(value) = value {
            command.args([name, value]);
        }
    }
    run::must(command)
}
