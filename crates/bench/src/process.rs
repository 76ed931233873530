//! A `wasl` process under measure: started on a free port, asked what it costs, stopped by SIGTERM.

use crate::http::{Asker, get};
use anyhow::{Context, Result, bail};
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const READY_MAX: Duration = Duration::from_secs(60);
/// Ticks of /proc in a second (`getconf CLK_TCK`), the same on every Linux that we know.
const TICKS_PER_SECOND: f64 = 100.0;

pub struct Wasl {
    child: Child,
    pub address: SocketAddr,
    /// From the start of the process to the first 200 of `/ready`.
    pub ready_after: Duration,
}

/// The binary of the same build as this program.
pub fn binary() -> Result<PathBuf> {
    let here = std::env::current_exe()?;
    let path = here.with_file_name("wasl");
    if !path.is_file() {
        bail!("{} is missing: `cargo build --release --workspace` first", path.display());
    }
    Ok(path)
}

/// `wasl <arguments>` on this data folder and database.
pub fn command(data: &Path, url: &str, arguments: &[&str]) -> Result<Command> {
    let mut command = Command::new(binary()?);
    command
        .args(arguments)
        .env("WASL_DATA_DIR", data)
        .env("WASL_DATABASE_URL", url)
        .env("WASL_LOG_FILTER", "warn")
        .stdin(Stdio::null())
        .stdout(Stdio::null());
    Ok(command)
}

impl Wasl {
    pub async fn serve(data: &Path, url: &str, workers: u16) -> Result<Self> {
        let address = free_address()?;
        let mut command = command(data, url, &["serve"])?;
        command.env("WASL_LISTEN", address.to_string()).env("WASL_WORKERS", workers.to_string());
        let began = Instant::now();
        let mut child = command.spawn().context("cannot start wasl")?;
        while began.elapsed() < READY_MAX {
            if is_ready(address).await {
                return Ok(Self { child, address, ready_after: began.elapsed() });
            }
            if let Some(status) = child.try_wait()? {
                bail!("wasl ended with {status}");
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        bail!("wasl was not ready after {READY_MAX:?}")
    }

    /// Processor time so far, user and system.
    pub fn cpu(&self) -> Result<Duration> {
        let text = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id()))?;
        let rest = text.rsplit_once(") ").context("/proc/…/stat")?.1;
        let field = |place: usize| rest.split(' ').nth(place).and_then(|text| text.parse::<f64>().ok());
        let ticks = field(11).zip(field(12)).map(|(user, system)| user + system).context("/proc/…/stat")?;
        Ok(Duration::from_secs_f64(ticks / TICKS_PER_SECOND))
    }

    /// Memory in use now, in MiB.
    pub fn resident_mib(&self) -> Result<f64> {
        status_mib(self.child.id(), "VmRSS:")
    }
}

impl Drop for Wasl {
    fn drop(&mut self) {
        let pid = self.child.id().to_string();
        let _ = Command::new("kill").args(["-TERM", &pid]).status();
        let _ = self.child.wait();
    }
}

async fn is_ready(address: SocketAddr) -> bool {
    let Ok(mut asker) = Asker::connect(address).await else { return false };
    asker.ask(&get("/ready", "")).await.is_ok()
}

fn free_address() -> Result<SocketAddr> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?)
}

/// A line of `/proc/<pid>/status` that is given in kB, in MiB.
pub fn status_mib(pid: u32, name: &str) -> Result<f64> {
    let text = std::fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = text.lines().find_map(|line| line.strip_prefix(name)).context("no such line in /proc/…/status")?;
    let kib: f64 = line.trim().trim_end_matches("kB").trim().parse()?;
    Ok(kib / 1024.0)
}

/// Runs to the end; answers the time it took and its peak of memory in MiB.
pub fn run_watched(mut command: Command) -> Result<(Duration, f64)> {
    let began = Instant::now();
    let mut child = command.spawn().context("cannot start wasl")?;
    let mut peak: f64 = 0.0;
    loop {
        if let Some(status) = child.try_wait()? {
            anyhow::ensure!(status.success(), "wasl ended with {status}");
            return Ok((began.elapsed(), peak));
        }
        if let Ok(now) = status_mib(child.id(), "VmHWM:") {
            peak = peak.max(now);
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}
