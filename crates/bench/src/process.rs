//! A `wasl` process under measure: what it costs while it serves, and a command run to its end.

use anyhow::{Context, Result};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use wasl_torture::served::{Served, Wish, program_beside_us};

/// Ticks of /proc in a second (`getconf CLK_TCK`), the same on every Linux that we know.
const TICKS_PER_SECOND: f64 = 100.0;

pub struct Wasl {
    served: Served,
    pub address: SocketAddr,
    /// From the start of the process to the first good answer of `/ready`, looked for every 10 ms.
    pub ready_after: Duration,
}

/// `wasl <arguments>` on this data folder and database.
pub fn command(data: &Path, url: &str, arguments: &[&str]) -> Result<Command> {
    let mut command = Command::new(program_beside_us()?);
    command
        .args(arguments)
        .env("WASL_DATA_DIR", data)
        .env("WASL_DATABASE_URL", url)
        .env("WASL_LOG_FILTER", "warn")
        // Its people have no phone.
        .env("WASL_SECOND_STEP_REQUIRED", "false")
        .stdin(Stdio::null())
        .stdout(Stdio::null());
    Ok(command)
}

impl Wasl {
    pub async fn serve(data: &Path, url: &str, workers: u16) -> Result<Self> {
        let settings = [
            ("WASL_LOG_FILTER", "warn".to_owned()),
            ("WASL_SECOND_STEP_REQUIRED", "false".to_owned()),
            ("WASL_WORKERS", workers.to_string()),
        ];
        let mut served = Served::new(Wish {
            program: program_beside_us()?,
            folder: data.to_owned(),
            database_url: Some(url.to_owned()),
            settings: settings.map(|(name, value)| (name.to_owned(), value)).to_vec(),
        })?;
        served.start()?;
        let ready_after = served.wait_until_ready().await?;
        let address = served.base().trim_start_matches("http://").parse()?;
        Ok(Self { served, address, ready_after })
    }

    /// As a service manager stops it, so that the next start finds nothing to mend.
    pub async fn stop(mut self) -> Result<()> {
        self.served.stop().await.map(drop)
    }

    fn process_id(&self) -> Result<u32> {
        self.served.process_id().context("wasl has ended")
    }

    /// Processor time so far, user and system.
    pub fn cpu(&self) -> Result<Duration> {
        let text = std::fs::read_to_string(format!("/proc/{}/stat", self.process_id()?))?;
        let rest = text.rsplit_once(") ").context("/proc/…/stat")?.1;
        let field = |place: usize| rest.split(' ').nth(place).and_then(|text| text.parse::<f64>().ok());
        let ticks = field(11).zip(field(12)).map(|(user, system)| user + system).context("/proc/…/stat")?;
        Ok(Duration::from_secs_f64(ticks / TICKS_PER_SECOND))
    }

    /// Memory in use now, in MiB.
    pub fn resident_mib(&self) -> Result<f64> {
        status_mib(self.process_id()?, "VmRSS:")
    }
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
