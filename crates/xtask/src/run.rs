//! Starting other programs: one sentence on failure that names the command, because a bare exit code helps nobody.

use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The workspace's folder: two above this crate's own.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).expect("crates/xtask lies two folders below the workspace").to_path_buf()
}

/// A command that runs in the workspace's folder.
pub fn command(program: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(root());
    command
}

/// The same Cargo that started us, without what it told us about ourselves: build scripts that watch those names
/// (ring's does) would run again, and all that stands on them, whenever `cargo` and `cargo xtask` take turns.
pub fn cargo(arguments: &[&str]) -> Command {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let mut command = command(&cargo, arguments);
    for (name, _) in std::env::vars_os() {
        if name.to_str().is_some_and(is_about_us) {
            command.env_remove(name);
        }
    }
    command
}

fn is_about_us(name: &str) -> bool {
    ["CARGO_PKG_", "CARGO_MANIFEST_"].iter().any(|prefix| name.starts_with(prefix))
        || ["CARGO", "CARGO_CRATE_NAME", "CARGO_BIN_NAME", "CARGO_PRIMARY_PACKAGE"].contains(&name)
}

/// Runs to the end with our own output; anything but success is an error.
pub fn must(mut command: Command) -> Result<()> {
    let status = command.status().with_context(|| format!("cannot start {}", shown(&command)))?;
    if !status.success() {
        bail!("{} ended with {status}", shown(&command));
    }
    Ok(())
}

/// Standard output of a command that must succeed.
pub fn output(mut command: Command) -> Result<Vec<u8>> {
    let answer = command.output().with_context(|| format!("cannot start {}", shown(&command)))?;
    if !answer.status.success() {
        bail!("{} ended with {}: {}", shown(&command), answer.status, String::from_utf8_lossy(&answer.stderr).trim());
    }
    Ok(answer.stdout)
}

/// Does it start and succeed? Its output goes nowhere.
pub fn succeeds(program: &str, arguments: &[&str]) -> bool {
    command(program, arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// Standard output of a small command, trimmed; `None` if it cannot be had.
pub fn answer(program: &str, arguments: &[&str]) -> Option<String> {
    let stdout = output(command(program, arguments)).ok()?;
    Some(String::from_utf8_lossy(&stdout).trim().to_owned())
}

pub fn is_root() -> bool {
    answer("id", &["-u"]).as_deref() == Some("0")
}

fn shown(command: &Command) -> String {
    let mut words = vec![command.get_program().to_string_lossy().into_owned()];
    words.extend(command.get_args().map(|word| word.to_string_lossy().into_owned()));
    let mut line = words.join(" ");
    if line.len() > 200 {
        line = line.chars().take(200).collect::<String>() + " …";
    }
    format!("`{line}`")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_holds_the_workspace() {
        assert!(root().join("Cargo.toml").is_file());
        assert!(root().join("crates/xtask").is_dir());
    }

    #[test]
    fn settings_of_cargo_stay_and_its_words_about_us_go() {
        let check = |name: &str, expect: bool| assert_eq!(is_about_us(name), expect, "{name}");
        check("CARGO_PKG_VERSION", true);
        check("CARGO_MANIFEST_DIR", true);
        check("CARGO_HOME", false);
        check("CARGO_INCREMENTAL", false);
        check("CARGO_PROFILE_DEV_DEBUG", false);
    }

    #[test]
    fn a_failure_names_the_command() {
        let error = must(command("sh", &["-c", "exit 3"])).expect_err("exit 3 is a failure");
        assert!(error.to_string().contains("sh -c exit 3"), "{error}");
        assert!(must(command("sh", &["-c", "exit 0"])).is_ok());
        assert!(!succeeds("no-such-program-here", &[]));
    }
}
