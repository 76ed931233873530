//! Storefronts in chaos: so many signed messages of Shopify and WooCommerce, repeated, out of order and forged, with kills
//! in their midst; in the end every order stands as an oracle says that knows only what was told, and the books are even.
//! Pure: `tale` (histories), `body` (as they are sent), `plan` (the chaos), `expect` (the oracle), `judge`; the rest acts.

pub mod body;
pub mod expect;
pub mod judge;
pub mod plan;
pub mod run;
pub mod seen;
pub mod send;
pub mod tale;
