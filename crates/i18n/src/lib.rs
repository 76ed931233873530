//! What Wasl says and how it writes numbers, money and days, in Arabic and English.
//! Texts are Fluent files that each room brings; everything a page needs often is resolved once at [`install`].
//!
//! **Direction.** Arabic sentences mix right-to-left words with left-to-right numbers and names. What this crate does:
//! [`Locale::tv`] isolates every text value whose order the sentence could disturb (U+2068 … U+2069), and negative
//! numbers carry their own mark. What a page does: it puts `<bdi>` around user text, telephone numbers, parcel numbers
//! and anything of this crate that stands alone in a cell or beside other text: `number`, `percent`, `money`, `time`,
//! `date_short`. A whole sentence of `t` or `tv` needs none.

mod bidi;
mod check;
mod currency;
mod dates;
mod locale;
mod message;
mod names;
mod numbers;
mod relative;
mod texts;
mod variant;

pub use bidi::isolated;
pub use locale::{Calendar, Digits, Locale};
pub use texts::{Arg, Resource, TEXTS, install, keys, missing};
