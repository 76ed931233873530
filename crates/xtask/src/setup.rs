//! What the tests need from the machine: found, or installed where we may, or named as the exact command to type.
//! Quick and silent when everything stands.

use crate::run;
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::{Path, PathBuf};

/// PostgreSQL's major version that the tests speak to; Debian 12 ships it.
const POSTGRES_MAJOR: &str = "15";
const NEXTEST_VERSION: &str = "0.9.143";
/// playwright-core 1.61 and axe-core start on this one; Debian 12 ships 18.
const NODE_MAJOR_MIN: u32 = 18;

/// A Debian package and the proof that what we want from it is there.
struct Need {
    package: &'static str,
    is_there: fn() -> bool,
}

const NEEDS: [Need; 7] = [
    Need { package: "build-essential", is_there: || on_path("cc") },
    Need { package: "postgresql-15", is_there: || postgres_folder().is_some() },
    Need { package: "chromium", is_there: || chromium().is_some() },
    Need { package: "poppler-utils", is_there: || on_path("pdftotext") },
    Need { package: "hledger", is_there: || on_path("hledger") },
    Need { package: "nodejs", is_there: || on_path("node") },
    Need { package: "npm", is_there: || on_path("npm") },
];

/// Everything that `cargo xtask test` uses.
pub fn for_tests() -> Result<()> {
    packages(&NEEDS)?;
    rust_components()?;
    nextest()?;
    browser_driver()?;
    println!("setup: all is there");
    Ok(())
}

/// The demo builds and opens the product: a C compiler for SQLite is all it asks.
pub fn for_demo() -> Result<()> {
    packages(&NEEDS[..1])
}

/// The folder of `initdb` and `postgres`, wherever the distribution puts it.
pub fn postgres_folder() -> Option<PathBuf> {
    let candidates = [
        PathBuf::from(format!("/usr/lib/postgresql/{POSTGRES_MAJOR}/bin")),
        PathBuf::from(format!("/usr/pgsql-{POSTGRES_MAJOR}/bin")),
        PathBuf::from(format!("/opt/homebrew/opt/postgresql@{POSTGRES_MAJOR}/bin")),
    ];
    let known = candidates.into_iter().find(|folder| folder.join("initdb").is_file());
    known.or_else(|| search_path("initdb").and_then(|file| file.parent().map(Path::to_path_buf)))
}

/// Debian's Chromium, or the one that `WASL_TEST_BROWSER` names.
pub fn chromium() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os("WASL_TEST_BROWSER") {
        return Some(PathBuf::from(named)).filter(|file| file.is_file());
    }
    ["chromium", "chromium-browser", "google-chrome"].iter().find_map(|name| search_path(name))
}

fn packages(needs: &[Need]) -> Result<()> {
    let missing: Vec<&str> = needs.iter().filter(|need| !(need.is_there)()).map(|need| need.package).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let wish = format!("apt-get update && apt-get install --yes --no-install-recommends {}", missing.join(" "));
    if !on_path("apt-get") {
        bail!("missing: {}. Install them with this system's package manager (Debian: `{wish}`)", missing.join(", "));
    }
    if !run::is_root() {
        bail!("missing: {}. Type: sudo sh -c '{wish}'", missing.join(", "));
    }
    println!("setup: installing {}", missing.join(", "));
    let quiet = QuietClusters::ask()?;
    run::must(apt(&["update"]))?;
    let mut words = vec!["install", "--yes", "--no-install-recommends"];
    words.extend(&missing);
    run::must(apt(&words))?;
    drop(quiet);
    let still: Vec<&str> = needs.iter().filter(|need| !(need.is_there)()).map(|need| need.package).collect();
    if !still.is_empty() {
        bail!("installed, but still not found: {}", still.join(", "));
    }
    Ok(())
}

fn apt(words: &[&str]) -> std::process::Command {
    let mut command = run::command("apt-get", words);
    command.env("DEBIAN_FRONTEND", "noninteractive");
    command
}

/// Debian's package would start a server of its own on port 5432; ours is made for each run, so that one is not wanted.
struct QuietClusters(Option<PathBuf>);

impl QuietClusters {
    fn ask() -> Result<Self> {
        if postgres_folder().is_some() {
            return Ok(Self(None));
        }
        let folder = Path::new("/etc/postgresql-common/createcluster.d");
        fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
        let file = folder.join("wasl-setup.conf");
        fs::write(&file, "create_main_cluster = false\n")?;
        Ok(Self(Some(file)))
    }
}

impl Drop for QuietClusters {
    fn drop(&mut self) {
        if let Some(file) = &self.0 {
            // Left behind it would only keep a cluster from being made: not worth failing the set-up.
            let _ = fs::remove_file(file);
        }
    }
}

fn rust_components() -> Result<()> {
    let missing: Vec<&str> = [("rustfmt", "fmt"), ("clippy", "clippy")]
        .into_iter()
        .filter(|(_, sub)| !run::succeeds("cargo", &[sub, "--version"]))
        .map(|(component, _)| component)
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    if !on_path("rustup") {
        bail!("missing: {}. Install them as you installed Rust", missing.join(", "));
    }
    let mut words = vec!["component", "add"];
    words.extend(&missing);
    run::must(run::command("rustup", &words))
}

fn nextest() -> Result<()> {
    if run::succeeds("cargo", &["nextest", "--version"]) {
        return Ok(());
    }
    println!("setup: building cargo-nextest {NEXTEST_VERSION}, once for this machine (some minutes)");
    // Without optimisation: it is built in a third of the time and only waits for our tests anyway.
    let words = ["install", "cargo-nextest", "--locked", "--debug", "--version", NEXTEST_VERSION];
    let mut command = run::cargo(&words);
    command.env("CARGO_PROFILE_DEV_DEBUG", "false").env_remove("CARGO_TARGET_DIR");
    run::must(command)
}

fn browser_driver() -> Result<()> {
    check_node()?;
    let folder = run::root().join("browser");
    let wanted = fs::read(folder.join("package-lock.json")).context("browser/package-lock.json is missing")?;
    let mark = folder.join("node_modules/.installed-lock.json");
    if fs::read(&mark).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    println!("setup: npm ci in browser/");
    let mut command = run::command("npm", &["ci", "--no-audit", "--no-fund", "--ignore-scripts"]);
    command.current_dir(&folder);
    run::must(command)?;
    fs::write(mark, wanted).context("cannot note what npm installed")
}

fn check_node() -> Result<()> {
    let version = run::answer("node", &["--version"]).context("node does not start")?;
    match node_major(&version) {
        Some(major) if major >= NODE_MAJOR_MIN => Ok(()),
        _ => bail!("node {version} is too old: the browser stories need {NODE_MAJOR_MIN} or newer"),
    }
}

fn node_major(version: &str) -> Option<u32> {
    version.trim().strip_prefix('v')?.split('.').next()?.parse().ok()
}

fn on_path(program: &str) -> bool {
    search_path(program).is_some()
}

fn search_path(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(program)).find(|file| file.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn node_versions_are_read() {
        let check = |version: &str, major| assert_eq!(node_major(version), major, "{version}");
        check("v18.20.4", Some(18));
        check("v20.1.0\n", Some(20));
        check("20", None);
        check("", None);
    }

    #[test]
    fn programs_are_found_on_the_path_only() {
        assert!(on_path("sh"));
        assert!(!on_path("no-such-program-here"));
    }
}
