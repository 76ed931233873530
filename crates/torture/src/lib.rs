//! A witness outside the process: `wasl serve` is started, set up, loaded, killed and questioned over HTTP alone, so
//! that what is found holds for whoever uses the product. `served`, `first_run` and `api` know how to have a server of
//! one's own; the rest is the load (`choose`, `load`), what is remembered of it (`record`, `log`, `known`) and the
//! judgement (`snapshot`, `check`, `books`). `storefronts` is another load with an oracle of its own.

pub mod api;
pub mod books;
pub mod check;
pub mod choose;
pub mod first_run;
pub mod known;
pub mod load;
pub mod log;
pub mod read_back;
pub mod record;
pub mod round;
pub mod served;
pub mod snapshot;
pub mod storefronts;
