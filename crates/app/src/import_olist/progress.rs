//! How far the import is, for the person who waits: a bar with rate and time left on a terminal, a plain line now and
//! then anywhere else. Both say the same words, and the rate is this run's own.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal;
use std::time::{Duration, Instant};

/// Between two plain lines.
const LINE_EVERY: Duration = Duration::from_secs(5);

pub struct Progress {
    bar: Option<ProgressBar>,
    pace: Pace,
    begun_at: Instant,
    said_at: Instant,
}

/// What the words are made of.
struct Pace {
    what: &'static str,
    total: u64,
    done: u64,
    /// Done by an earlier run.
    done_before: u64,
}

impl Progress {
    /// `total` may be a guess; `done` is what an earlier run did already.
    pub fn begin(what: &'static str, total: u64, done: u64) -> Self {
        let is_terminal = std::io::stderr().is_terminal();
        let bar = is_terminal.then(|| {
            let bar = ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::stderr());
            let style = ProgressStyle::with_template("[{bar:30}] {msg}");
            bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
            bar.set_position(done);
            bar
        });
        let now = Instant::now();
        Self { bar, pace: Pace { what, total, done, done_before: done }, begun_at: now, said_at: now }
    }

    pub fn at(&mut self, done: u64) {
        self.pace.done = done;
        match &self.bar {
            Some(bar) => {
                bar.set_length(self.pace.total.max(done));
                bar.set_message(self.line());
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
        self.pace.words(self.begun_at.elapsed())
    }
}

impl Pace {
    /// After `took` of this run: how far, how fast, how long it will still take where that can be said.
    fn words(&self, took: Duration) -> String {
        let rate = self.done.saturating_sub(self.done_before) as f64 / took.as_secs_f64().max(0.001);
        let left = self.total.saturating_sub(self.done);
        let so_far = format!("{}: {} of {}, {rate:.0}/s", self.what, self.done, self.total.max(self.done));
        if left == 0 || rate < 1.0 {
            return so_far;
        }
        let seconds_left = (left as f64 / rate).ceil() as u64;
        format!("{so_far}, {}:{:02} left", seconds_left / 60, seconds_left % 60)
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
    fn the_words_tell_rate_and_time_left_of_this_run_only() {
        let check = |total: u64, done_before: u64, done: u64, seconds: u64, expect: &str| {
            let pace = Pace { what: "orders", total, done, done_before };
            assert_eq!(pace.words(Duration::from_secs(seconds)), expect);
        };
        check(1_000, 400, 600, 2, "orders: 600 of 1000, 100/s, 0:04 left");
        check(35_627, 0, 2_500, 1, "orders: 2500 of 35627, 2500/s, 0:14 left");
        check(1_000_000, 0, 10_000, 10, "orders: 10000 of 1000000, 1000/s, 16:30 left");
        // Nothing of this run yet, done, and more than was guessed: no time is made up.
        check(1_000, 400, 400, 5, "orders: 400 of 1000, 0/s");
        check(1_000, 0, 1_000, 4, "orders: 1000 of 1000, 250/s");
        check(1_000, 0, 1_200, 4, "orders: 1200 of 1200, 300/s");
    }
}
