//! `cargo xtask demo`: build the product and become it, so that Ctrl-C reaches it and nothing stays behind.

use crate::{run, setup};
use anyhow::{Context, Result, bail};
use std::path::PathBuf;

#[derive(clap::Args)]
pub struct Wish {
    /// Folder of the embedded database; without it `demo` in `WASL_DATA_DIR`, else `data/demo`
    #[arg(long)]
    data: Option<PathBuf>,
    /// Handed to `wasl demo` as they are (for instance `-- --orders 300`)
    #[arg(last = true)]
    rest: Vec<String>,
}

pub fn run(wish: &Wish) -> Result<()> {
    setup::for_demo()?;
    run::must(run::cargo(&["build", "--package", "wasl"]))?;
    let set = || std::env::var_os("WASL_DATA_DIR").map(|folder| PathBuf::from(folder).join("demo"));
    let data = wish.data.clone().or_else(set).unwrap_or_else(|| PathBuf::from("data/demo"));
    let data = run::root().join(data);
    std::fs::create_dir_all(&data).with_context(|| format!("cannot make {}", data.display()))?;
    println!("demo: data in {} (remove the folder to begin anew), Ctrl-C ends", data.display());
    let binary = run::root().join("target/debug/wasl");
    let mut command = run::command(&binary.to_string_lossy(), &["demo", "--data"]);
    command.arg(&data).args(&wish.rest);
    become_it(command)
}

#[cfg(unix)]
fn become_it(mut command: std::process::Command) -> Result<()> {
    use std::os::unix::process::CommandExt;
    let error = command.exec();
    bail!("cannot start the demo: {error}")
}

#[cfg(not(unix))]
fn become_it(command: std::process::Command) -> Result<()> {
    run::must(command)
}
