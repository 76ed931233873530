//! Where a fact comes from. History is silent: only live facts may reach a customer, a carrier or a gateway.

use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "lowercase")]
pub enum Origin {
    #[default]
    Live,
    /// Imported history.
    Backfill,
    /// Made by a generator or a rehearsal.
    Simulated,
}

impl Origin {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Backfill => "backfill",
            Self::Simulated => "simulated",
        }
    }

    /// The stored word back; anything unknown is `None`.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "live" => Some(Self::Live),
            "backfill" => Some(Self::Backfill),
            "simulated" => Some(Self::Simulated),
            _ => None,
        }
    }

    /// May this fact cause a message or a call to the outside?
    pub fn may_speak(self) -> bool {
        self == Self::Live
    }
}
