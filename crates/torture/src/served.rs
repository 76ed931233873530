//! A `wasl serve` of one's own: a free port of the loopback, a folder for its data, its log in a file. It keeps port and
//! store over any number of deaths, so that whoever speaks to it goes on where it was.

use anyhow::{Context, Result, bail};
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

/// From the start of the process, or of its database, to the first ready answer.
const READY_MAX: Duration = Duration::from_secs(60);
/// From SIGTERM to the end of the process.
const STOP_MAX: Duration = Duration::from_secs(60);
const LOOK: Duration = Duration::from_millis(10);

/// How a server is to run.
#[derive(Clone, Debug)]
pub struct Wish {
    /// The `wasl` program.
    pub program: PathBuf,
    /// Data folder; the embedded database is in it.
    pub folder: PathBuf,
    /// `postgres://…`; none for the embedded database.
    pub database_url: Option<String>,
    /// More settings, as `WASL_…` names and values.
    pub settings: Vec<(String, String)>,
}

/// A server and the process it runs in at the moment.
pub struct Served {
    wish: Wish,
    port: u16,
    child: Option<Child>,
}

impl Served {
    pub fn new(wish: Wish) -> Result<Self> {
        std::fs::create_dir_all(&wish.folder).with_context(|| format!("cannot make {}", wish.folder.display()))?;
        Ok(Self { wish, port: xtask::postgres::free_port()?, child: None })
    }

    /// Address without a slash at its end.
    pub fn base(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    pub fn process_id(&self) -> Option<u32> {
        self.child.as_ref().map(Child::id)
    }

    /// Starts the process; [`Served::wait_until_ready`] tells when it answers.
    pub fn start(&mut self) -> Result<()> {
        let mut command = self.command(&["serve"]);
        command.stdin(Stdio::null()).stdout(self.append("out.log")?).stderr(self.append("err.log")?);
        self.child = Some(command.spawn().with_context(|| format!("cannot start {}", self.wish.program.display()))?);
        Ok(())
    }

    /// Until `/ready` says so: the time it took.
    pub async fn wait_until_ready(&mut self) -> Result<Duration> {
        let began = Instant::now();
        let client = reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(10)).build()?;
        let address = format!("{}/ready", self.base());
        while began.elapsed() < READY_MAX {
            if let Some(status) = self.ended()? {
                bail!("wasl ended with {status} before it was ready:\n{}", self.last_words());
            }
            if client.get(&address).send().await.is_ok_and(|answer| answer.status().is_success()) {
                return Ok(began.elapsed());
            }
            tokio::time::sleep(LOOK).await;
        }
        bail!("wasl was not ready within {} s:\n{}", READY_MAX.as_secs(), self.last_words())
    }

    /// SIGKILL: nothing of the process runs any more when this returns.
    pub fn kill(&mut self) -> Result<()> {
        let Some(mut child) = self.child.take() else { return Ok(()) };
        child.kill().context("cannot kill wasl")?;
        child.wait().context("cannot await the end of wasl").map(drop)
    }

    /// SIGTERM, as a service manager stops it.
    pub fn terminate(&self) -> Result<()> {
        let Some(process_id) = self.process_id() else { return Ok(()) };
        xtask::run::must(xtask::run::command("kill", &["-TERM", &process_id.to_string()]))
    }

    /// SIGTERM, and how it ended.
    pub async fn stop(&mut self) -> Result<ExitStatus> {
        self.terminate()?;
        self.wait_for_end().await
    }

    pub async fn wait_for_end(&mut self) -> Result<ExitStatus> {
        let began = Instant::now();
        while began.elapsed() < STOP_MAX {
            if let Some(status) = self.ended()? {
                self.child = None;
                return Ok(status);
            }
            tokio::time::sleep(LOOK).await;
        }
        bail!("wasl did not stop within {} s:\n{}", STOP_MAX.as_secs(), self.last_words())
    }

    /// Another command of the program on the same store; its standard output. A failure is an error with its words.
    pub fn ask(&self, words: &[&str]) -> Result<String> {
        self.tell(words, "")
    }

    /// The same with a text for its standard input: what others must not see on the command line.
    pub fn tell(&self, words: &[&str], typed: &str) -> Result<String> {
        let mut command = self.command(words);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().context("cannot start wasl")?;
        // A command that reads nothing may have ended before: what it says of itself is what counts.
        drop(child.stdin.take().map(|mut pipe| pipe.write_all(typed.as_bytes())));
        let answer = child.wait_with_output().context("cannot await the end of wasl")?;
        let (said, errors) = (String::from_utf8_lossy(&answer.stdout), String::from_utf8_lossy(&answer.stderr));
        if !answer.status.success() {
            bail!("`wasl {}` ended with {}:\n{said}{errors}", words.join(" "), answer.status);
        }
        Ok(said.into_owned())
    }

    /// Everything it has printed: `First run …` among it.
    pub fn printed(&self) -> Result<String> {
        std::fs::read_to_string(self.wish.folder.join("out.log")).context("cannot read what wasl printed")
    }

    /// Everything it has logged, over all its lives.
    pub fn logged(&self) -> Result<String> {
        let bytes = std::fs::read(self.wish.folder.join("err.log")).context("cannot read what wasl logged")?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    fn ended(&mut self) -> Result<Option<ExitStatus>> {
        match &mut self.child {
            Some(child) => child.try_wait().context("cannot look at wasl"),
            None => bail!("wasl was not started"),
        }
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(&self.wish.program);
        command.args(words);
        // Settings of whoever started us are not ours.
        for (name, _) in std::env::vars_os() {
            if name.to_str().is_some_and(|name| name.starts_with("WASL_")) {
                command.env_remove(name);
            }
        }
        // What is looked for here is what is lost, and all of it comes with one key.
        for bound in ["KEY", "SHOP", "ADDRESS"] {
            command.env(format!("WASL_REQUESTS_PER_SECOND_{bound}"), "0");
        }
        command.env("WASL_DATA_DIR", &self.wish.folder).env("WASL_LISTEN", format!("127.0.0.1:{}", self.port));
        if let Some(url) = &self.wish.database_url {
            command.env("WASL_DATABASE_URL", url);
        }
        command.envs(self.wish.settings.iter().map(|(name, value)| (name, value)));
        command
    }

    fn append(&self, name: &str) -> Result<File> {
        let path = self.wish.folder.join(name);
        OpenOptions::new().create(true).append(true).open(&path).with_context(|| path.display().to_string())
    }

    fn last_words(&self) -> String {
        let logged = self.logged().unwrap_or_default();
        let lines: Vec<&str> = logged.lines().collect();
        lines[lines.len().saturating_sub(10)..].join("\n")
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // Nobody is left to be told; the folder may stay for whoever wants to look.
        drop(self.kill());
    }
}

/// The program `wasl` in the folder that this program was built into.
pub fn program_beside_us() -> Result<PathBuf> {
    let own = std::env::current_exe().context("this program has no path")?;
    let beside = |folder: &Path| folder.join("wasl");
    let found = own.ancestors().skip(1).take(2).map(beside).find(|path| path.is_file());
    found.with_context(|| format!("no `wasl` beside {}: build the workspace first", own.display()))
}
