//! `cargo xtask fuzz-api`: schemathesis, installed by version and hash into `target/`, against a served shop on each
//! engine. What is sent, and what counts as a fault, stands in `crates/xtask/fuzz_api` and in `wasl-fuzz-api`.

use crate::run;
use anyhow::{Context, Result};
use std::fs;
use std::path::{Path, PathBuf};

#[derive(clap::Args)]
pub struct Wish {
    /// Only on this engine: sqlite or postgresql
    #[arg(long)]
    engine: Option<String>,
    /// Same seed, same requests (as long as time allows)
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// For the owner's pass on each engine
    #[arg(long, default_value_t = 100)]
    seconds: u64,
}

pub fn run(wish: &Wish) -> Result<()> {
    let rules = run::root().join("crates/xtask/fuzz_api");
    let tool = tool(&rules)?;
    run::must(run::cargo(&["build", "--workspace", "--bins", "--locked"]))?;
    for engine in ["sqlite", "postgresql"] {
        if wish.engine.as_deref().is_some_and(|only| only != engine) {
            continue;
        }
        let program = run::root().join("target/debug/wasl-fuzz-api");
        let mut command = run::command(&program.to_string_lossy(), &["--tool"]);
        command.arg(&tool).arg("--rules").arg(&rules);
        command.args(["--seed", &wish.seed.to_string(), "--seconds", &wish.seconds.to_string()]);
        if engine == "postgresql" {
            command.arg("--postgres");
        }
        run::must(command)?;
    }
    Ok(())
}

/// The program in its virtual environment, which is made anew whenever the committed requirements are others.
fn tool(rules: &Path) -> Result<PathBuf> {
    let requirements = rules.join("requirements.txt");
    let wanted = fs::read(&requirements).context("requirements.txt is missing")?;
    let folder = run::root().join("target/fuzz-api");
    let (mark, tool) = (folder.join("installed.txt"), folder.join("bin/schemathesis"));
    if fs::read(&mark).is_ok_and(|installed| installed == wanted) && tool.is_file() {
        return Ok(tool);
    }
    println!("fuzz-api: installing schemathesis into {}", folder.display());
    let shown = folder.display().to_string();
    run::must(run::command("python3", &["-m", "venv", "--clear", &shown]))
        .context("python3 with its module venv is needed (Debian: apt-get install python3-venv)")?;
    let python = folder.join("bin/python").display().to_string();
    let mut pip = run::command(&python, &["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]);
    pip.args(["--require-hashes", "--only-binary", ":all:", "--requirement"]).arg(&requirements);
    run::must(pip)?;
    fs::write(&mark, wanted).context("cannot note what pip installed")?;
    Ok(tool)
}
