//! `wasl doctor`: everything that can be looked at beside a running server, one line for each thing: well, to be looked at,
//! or to be mended, and what to do. It changes nothing.

mod folder;
mod limits;
mod server;
mod settings;
mod store;
mod work;

use serde::Serialize;
use std::fmt;
use wasl_base::{Clock, SystemClock};
use wasl_platform::Config;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    Ok,
    /// It works, and somebody should look at it.
    Warn,
    /// It does not work, or will not for long.
    Bad,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What was looked at, e.g. `data folder`.
    pub about: &'static str,
    pub state: State,
    pub found: String,
    /// What to do; nothing when all is well.
    pub advice: String,
}

impl Finding {
    pub fn ok(about: &'static str, found: impl Into<String>) -> Self {
        Self { about, state: State::Ok, found: found.into(), advice: String::new() }
    }

    pub fn warn(about: &'static str, found: impl Into<String>, advice: impl Into<String>) -> Self {
        Self { about, state: State::Warn, found: found.into(), advice: advice.into() }
    }

    pub fn bad(about: &'static str, found: impl Into<String>, advice: impl Into<String>) -> Self {
        Self { about, state: State::Bad, found: found.into(), advice: advice.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = match self.state {
            State::Ok => "ok  ",
            State::Warn => "warn",
            State::Bad => "bad ",
        };
        write!(out, "{state}  {}: {}", self.about, self.found)?;
        if self.advice.is_empty() { Ok(()) } else { write!(out, "\n      {}", self.advice) }
    }
}

/// How far to look into the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// Every page of a SQLite file.
    Whole,
    /// What answers at once however large the store is.
    Quick,
}

pub async fn look(config: &Config, depth: Depth) -> Vec<Finding> {
    let now = SystemClock.now();
    let mut found = settings::look(config);
    found.extend(folder::look(config, now));
    found.extend(limits::look(config));
    found.push(server::look(config).await);
    found.extend(store::look(config, depth, now).await);
    found
}

#[cfg(test)]
mod tests;
