//! How far the import is, for the person who waits: a bar with rate and time left on a terminal, a plain line now and
//! then anywhere else.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal;
use std::time::{Duration, Instant};

/// Between two plain lines.
const LINE_EVERY: Duration = Duration::from_secs(5);

pub struct Progress {
    bar: Option<ProgressBar>,
    what: &'static str,
    total: u64,
    done: u64,
    /// Where this run began: the rate is this run's own.
    begun_at: (u64, Instant),
    said_at: Instant,
}

impl Progress {
    /// `total` may be a guess; `done` is what an earlier run did already.
    pub fn begin(what: &'static str, total: u64, done: u64) -> Self {
        let is_terminal = std::io::stderr().is_terminal();
        let bar = is_terminal.then(|| {
            let bar = ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::stderr());
            let style = ProgressStyle::with_template("{msg} [{bar:30}] {pos}/{len}, {per_sec}, {eta} left");
            bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
            bar.set_message(what);
            bar.set_position(done);
            bar.reset_eta();
            bar
        });
        let now = Instant::now();
        Self { bar, what, total, done, begun_at: (done, now), said_at: now }
    }

    pub fn at(&mut self, done: u64) {
        self.done = done;
        match &self.bar {
            Some(bar) => {
                bar.set_length(self.total.max(done));
                bar.set_position(done);
            }
            None if self.said_at.elapsed() >= LINE_EVERY => {
                self.said_at = Instant::now();
                say(&self.line());
            }
            None => {}
        }
    }

    pub fn end(self) {
        match &self.bar {
            Some(bar) => bar.finish_and_clear(),
            None => say(&self.line()),
        }
    }

    fn line(&self) -> String {
        let seconds = self.begun_at.1.elapsed().as_secs_f64().max(0.001);
        let rate = self.done.saturating_sub(self.begun_at.0) as f64 / seconds;
        let left = self.total.saturating_sub(self.done);
        let what = self.what;
        let so_far = format!("{what}: {} of {}, {rate:.0}/s", self.done, self.total.max(self.done));
        if left == 0 || rate < 1.0 { so_far } else { format!("{so_far}, {:.0} s left", left as f64 / rate) }
    }
}

#[expect(clippy::print_stderr, reason = "an import speaks to the person who started it")]
fn say(line: &str) {
    eprintln!("{line}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_tells_rate_and_rest_of_this_run_only() {
        let mut progress = Progress::begin("orders", 1_000, 400);
        progress.begun_at.1 = Instant::now().checked_sub(Duration::from_secs(2)).expect("a past");
        progress.done = 600;
        let line = progress.line();
        assert!(line.starts_with("orders: 600 of 1000, ") && line.ends_with(" s left"), "{line}");
        assert!(line.contains("100/s") || line.contains("99/s"), "{line}");
        progress.done = 1_000;
        assert!(!progress.line().contains("left"));
    }
}
