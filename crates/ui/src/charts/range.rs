//! From the quick to the slow: a band between two quantiles with the middle marked.

use super::{Percent, WHOLE, along, is_mirrored};
use crate::badge::Tone;
use maud::{Markup, html};
use wasl_i18n::Locale;

#[derive(Clone, Debug)]
pub struct Range {
    pub low: i64,
    pub middle: i64,
    pub high: i64,
    /// The three in words, read instead of the picture.
    pub text: String,
}

/// `scale` is the value at the far end, the same for all ranges that are compared.
pub fn range(locale: &Locale, range: &Range, scale: i64, tone: Tone) -> Markup {
    let at = |value: i64| value.clamp(0, scale.max(1)) * WHOLE / scale.max(1);
    let (low, middle, high) = (at(range.low), at(range.middle), at(range.high).max(at(range.low) + 100));
    let start = if is_mirrored(locale) { WHOLE - high } else { low };
    html! {
        svg class={ "range " (tone.class()) } role="img" aria-label=(range.text) {
            rect.track x="0" y="5" width="100%" height="4" rx="2" {}
            rect.band x=(Percent(start.max(0))) y="4" width=(Percent(high - low)) height="6" rx="3" {}
            circle.mid cx=(Percent(along(locale, middle).clamp(100, WHOLE - 100))) cy="7" r="6" {}
        }
    }
}
