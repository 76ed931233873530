//! A PostgreSQL for one run: made in a temporary folder, owned by another user than root, gone afterwards.
//! A small shell keeps it and listens to a pipe from us: whichever way we end, the pipe closes and the server is stopped by its pid.

use crate::{run, setup};
use anyhow::{Context, Result, bail};
use std::io::Write;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

const CONNECTIONS_MAX: u32 = 300;
const START_SECONDS_MAX: u64 = 60;
/// The account that Debian's package makes; PostgreSQL refuses to run as root.
const ACCOUNT: &str = "postgres";

/// $1 folder, the rest: the server's command. Each line from the pipe starts it (again, once it was killed); when the pipe
/// closes, the server is stopped and the folder removed.
const KEEPER: &str = r#"
folder=$1; shift
while read -r _; do
    "$@" </dev/null >>"$folder/server.log" 2>&1 &
    server=$!
done
kill -INT "$server" 2>/dev/null
wait "$server"
rm -rf "$folder"
"#;

/// What a server does with a commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Commits {
    /// Kept in memory: the databases live for minutes.
    Forgetful,
    /// On disk before they are answered, as in production.
    Durable,
}

/// A running server; dropping it stops it and removes its folder.
pub struct Server {
    keeper: Child,
    bin: PathBuf,
    folder: PathBuf,
    port: u16,
}

impl Server {
    /// For tests: fsync is off.
    pub fn start() -> Result<Self> {
        Self::make(Commits::Forgetful)
    }

    /// For whoever kills it: fsync is on, and every setting that durability hangs on is PostgreSQL's own.
    pub fn start_durable() -> Result<Self> {
        Self::make(Commits::Durable)
    }

    fn make(commits: Commits) -> Result<Self> {
        let bin = setup::postgres_folder().context("PostgreSQL is missing: run `cargo xtask setup`")?;
        let folder = temporary_folder()?;
        let data = folder.join("data");
        initialise(&bin, &data)?;
        let port = free_port()?;
        let mut words = vec![bin.join("postgres").display().to_string()];
        words.extend(server_words(&data, &folder, port, commits));
        let keeper = keeper(&folder, &words)?;
        let mut server = Self { keeper, bin, folder, port };
        server.start_again()?;
        Ok(server)
    }

    pub fn url(&self) -> String {
        self.url_of("postgres")
    }

    pub fn url_of(&self, database: &str) -> String {
        format!("postgres://{ACCOUNT}@127.0.0.1:{}/{database}", self.port)
    }

    /// One statement of an administrator, outside any transaction.
    pub fn say(&self, sql: &str) -> Result<()> {
        let psql = self.bin.join("psql").display().to_string();
        run::output(run::command(&psql, &["-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", &self.url(), "-c", sql])).map(drop)
    }

    /// As a power cut would: every backend ends at once, nothing is written back, the next start recovers.
    pub fn stop_immediately(&self) -> Result<()> {
        let data = self.folder.join("data").display().to_string();
        let pg_ctl = self.bin.join("pg_ctl").display().to_string();
        let words =
            as_account(&[pg_ctl, "stop".into(), "-s".into(), "-m".into(), "immediate".into(), "-D".into(), data]);
        let rest: Vec<&str> = words[1..].iter().map(String::as_str).collect();
        let mut command = run::command(&words[0], &rest);
        command.current_dir(std::env::temp_dir());
        run::output(command).map(drop)
    }

    /// The same data on the same port; returns when it answers.
    pub fn start_again(&mut self) -> Result<()> {
        let pipe = self.keeper.stdin.as_mut().context("the keeper has no pipe")?;
        pipe.write_all(b"start\n").and_then(|()| pipe.flush()).context("the keeper of PostgreSQL is gone")?;
        self.wait_until_ready()
    }

    fn wait_until_ready(&self) -> Result<()> {
        let began = Instant::now();
        let is_ready = self.bin.join("pg_isready").display().to_string();
        let port = self.port.to_string();
        while began.elapsed() < Duration::from_secs(START_SECONDS_MAX) {
            if run::succeeds(&is_ready, &["-q", "-h", "127.0.0.1", "-p", &port]) {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        let log = std::fs::read_to_string(self.folder.join("server.log")).unwrap_or_default();
        bail!("PostgreSQL did not start in {START_SECONDS_MAX} s:\n{log}")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.keeper.stdin.take());
        // The keeper ends when the server has; a failure here leaves nothing to be done.
        let _ = self.keeper.wait();
    }
}

fn keeper(folder: &Path, server: &[String]) -> Result<Child> {
    let mut command = Command::new("sh");
    command.args(["-c", KEEPER, "keeper"]).arg(folder);
    command
        .current_dir(folder)
        .args(as_account(server))
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::inherit());
    // A group of its own: the terminal's Ctrl-C ends us, and the pipe then ends the keeper in order.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    command.spawn().context("cannot start the keeper of PostgreSQL")
}

fn server_words(data: &Path, folder: &Path, port: u16, commits: Commits) -> Vec<String> {
    let mut settings = vec![
        "listen_addresses=127.0.0.1".to_owned(),
        format!("max_connections={CONNECTIONS_MAX}"),
        format!("unix_socket_directories={}", folder.display()),
        "shared_buffers=128MB".to_owned(),
    ];
    if commits == Commits::Forgetful {
        settings.extend(["fsync=off", "full_page_writes=off", "max_wal_size=2GB"].map(str::to_owned));
    }
    let mut words = vec!["-D".to_owned(), data.display().to_string(), "-p".to_owned(), port.to_string()];
    for setting in settings {
        words.extend(["-c".to_owned(), setting]);
    }
    words
}

fn initialise(bin: &Path, data: &Path) -> Result<()> {
    let initdb = bin.join("initdb").display().to_string();
    let data = data.display().to_string();
    let words = [
        &initdb,
        "-D",
        &data,
        "-U",
        ACCOUNT,
        "--auth=trust",
        "--encoding=UTF8",
        "--locale=C",
        "--no-sync",
        "--no-instructions",
    ];
    let words: Vec<String> = as_account(&words.map(str::to_owned));
    let rest: Vec<&str> = words[1..].iter().map(String::as_str).collect();
    let mut command = run::command(&words[0], &rest);
    // The account may have no way into the checkout.
    command.current_dir(std::env::temp_dir());
    run::output(command).map(drop)
}

/// As root the command is run by the account `postgres`; as anyone else by oneself.
fn as_account(words: &[String]) -> Vec<String> {
    if !run::is_root() {
        return words.to_vec();
    }
    let drop_root = ["setpriv", "--reuid", ACCOUNT, "--regid", ACCOUNT, "--init-groups", "--"];
    drop_root.iter().map(|&word| word.to_owned()).chain(words.iter().cloned()).collect()
}

fn temporary_folder() -> Result<PathBuf> {
    static MADE: AtomicU32 = AtomicU32::new(0);
    let number = MADE.fetch_add(1, Ordering::Relaxed);
    let folder = std::env::temp_dir().join(format!("wasl-postgres-{}-{number}", std::process::id()));
    std::fs::create_dir(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    if run::is_root() {
        let shown = folder.display().to_string();
        run::must(run::command("chown", &[&format!("{ACCOUNT}:"), &shown]))?;
    }
    Ok(folder)
}

/// A port of the loopback that nobody listens on at the moment.
pub fn free_port() -> Result<u16> {
    let listener = TcpListener::bind("127.0.0.1:0").context("no free port on the loopback")?;
    Ok(listener.local_addr()?.port())
}
