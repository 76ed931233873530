//! A figure: what was measured, what was wanted, and whether it is enough. Printed as a line of a Markdown table.

use anyhow::{Context, Result};
use std::fmt;
use std::time::{Duration, Instant};

/// How a figure is judged.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Wanted {
    AtLeast(f64),
    AtMost(f64),
    /// Told for its own sake.
    Nothing,
}

#[derive(Clone, Debug)]
pub struct Figure {
    pub name: String,
    pub value: f64,
    pub unit: &'static str,
    pub wanted: Wanted,
}

impl Figure {
    pub fn at_least(name: impl Into<String>, value: f64, unit: &'static str, least: f64) -> Self {
        Self { name: name.into(), value, unit, wanted: Wanted::AtLeast(least) }
    }

    pub fn at_most(name: impl Into<String>, value: f64, unit: &'static str, most: f64) -> Self {
        Self { name: name.into(), value, unit, wanted: Wanted::AtMost(most) }
    }

    pub fn told(name: impl Into<String>, value: f64, unit: &'static str) -> Self {
        Self { name: name.into(), value, unit, wanted: Wanted::Nothing }
    }

    pub fn is_met(&self) -> bool {
        match self.wanted {
            Wanted::AtLeast(least) => self.value >= least,
            Wanted::AtMost(most) => self.value <= most,
            Wanted::Nothing => true,
        }
    }
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (wanted, verdict) = match self.wanted {
            Wanted::AtLeast(least) => (format!("≥ {}", short(least)), if self.is_met() { "met" } else { "**missed**" }),
            Wanted::AtMost(most) => (format!("≤ {}", short(most)), if self.is_met() { "met" } else { "**missed**" }),
            Wanted::Nothing => (String::new(), ""),
        };
        write!(f, "| {} | {} {} | {wanted} | {verdict} |", self.name, short(self.value), self.unit)
    }
}

/// Three digits that count; thousands grouped.
fn short(value: f64) -> String {
    if value.abs() >= 1_000.0 {
        let whole = value.round() as i64;
        let text = whole.abs().to_string();
        let mut out = String::new();
        for (place, digit) in text.chars().enumerate() {
            if place > 0 && (text.len() - place).is_multiple_of(3) {
                out.push(',');
            }
            out.push(digit);
        }
        if whole < 0 { format!("-{out}") } else { out }
    } else if value.abs() >= 100.0 {
        format!("{value:.0}")
    } else if value.abs() >= 10.0 {
        format!("{value:.1}")
    } else {
        format!("{value:.2}")
    }
}

/// What a load left behind: how many, how long, and each one's time.
#[derive(Clone, Debug, Default)]
pub struct Run {
    pub took: Duration,
    /// One per request, in the order they ended.
    pub times: Vec<Duration>,
}

impl Run {
    /// All jobs side by side, each again and again for `lasting`. What a job prepares before its future is not timed.
    pub async fn of<J, F>(jobs: impl IntoIterator<Item = J>, lasting: Duration) -> Result<Self>
    where
        J: FnMut() -> F + Send + 'static,
        F: Future<Output = Result<()>> + Send + 'static,
    {
        let began = Instant::now();
        let repeat = |mut job: J| async move {
            let mut times = Vec::with_capacity(4_096);
            while began.elapsed() < lasting {
                let work = job();
                let begun = Instant::now();
                work.await?;
                times.push(begun.elapsed());
            }
            Ok::<_, anyhow::Error>(times)
        };
        let tasks: Vec<_> = jobs.into_iter().map(|job| tokio::spawn(repeat(job))).collect();
        let mut times = Vec::new();
        for task in tasks {
            times.extend(task.await.context("a client fell over")??);
        }
        Ok(Self { took: began.elapsed(), times })
    }

    pub fn per_second(&self) -> f64 {
        self.times.len() as f64 / self.took.as_secs_f64()
    }

    /// The time that `share` (0 to 1) of the requests did not exceed.
    pub fn percentile(&self, share: f64) -> Duration {
        let mut sorted = self.times.clone();
        sorted.sort_unstable();
        let last = sorted.len().saturating_sub(1);
        let place = (sorted.len() as f64 * share).ceil() as usize;
        sorted.get(place.saturating_sub(1).min(last)).copied().unwrap_or_default()
    }
}

pub fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}

/// Runs waiting for a core, on average over the last minute; printed beside every table.
pub fn load() -> String {
    std::fs::read_to_string("/proc/loadavg")
        .ok()
        .and_then(|text| text.split(' ').next().map(str::to_owned))
        .unwrap_or_else(|| "unknown".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_can_be_missed() {
        assert!(Figure::at_least("a", 0.6, "×", 0.6).is_met());
        assert!(!Figure::at_least("a", 0.59, "×", 0.6).is_met());
        assert!(Figure::at_most("a", 60.0, "µs", 60.0).is_met());
        let missed = Figure::at_most("posts", 12_345.6, "/s", 1_000.0);
        assert_eq!(missed.to_string(), "| posts | 12,346 /s | ≤ 1,000 | **missed** |");
    }

    #[test]
    fn percentiles_are_of_the_sorted_times() {
        let times = (1..=100).rev().map(Duration::from_millis).collect();
        let run = Run { took: Duration::from_secs(2), times };
        assert_eq!(run.percentile(0.99), Duration::from_millis(99));
        assert_eq!(run.percentile(0.5), Duration::from_millis(50));
        assert_eq!(run.percentile(1.0), Duration::from_millis(100));
        assert!((run.per_second() - 50.0).abs() < 1e-9);
        assert_eq!(Run::default().percentile(0.99), Duration::ZERO);
    }
}
