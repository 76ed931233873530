//! Words for near days and for spans of time, and lists joined as each language joins them.

use crate::bidi::isolated;
use crate::locale::Locale;
use crate::texts::Arg;
use crate::variant::Variant;
use icu::list::ListFormatter;
use icu::list::options::ListFormatterOptions;
use std::sync::LazyLock;
use wasl_base::{CalendarDate, Instant};

const MINUTE_SECONDS: u64 = 60;
const HOUR_SECONDS: u64 = 3_600;
const DAY_SECONDS: u64 = 86_400;

static LISTS: LazyLock<[ListFormatter; 3]> = LazyLock::new(|| {
    Variant::ALL.map(|variant| {
        ListFormatter::try_new_and(variant.icu().into(), ListFormatterOptions::default())
            .unwrap_or_else(|fault| unreachable!("{} is compiled in: {fault}", variant.tag()))
    })
});

/// The largest whole unit of a span.
fn largest(seconds: i64) -> (&'static str, u64) {
    let seconds = seconds.unsigned_abs();
    match seconds {
        0..HOUR_SECONDS => ("minutes", seconds / MINUTE_SECONDS),
        HOUR_SECONDS..DAY_SECONDS => ("hours", seconds / HOUR_SECONDS),
        _ => ("days", seconds / DAY_SECONDS),
    }
}

impl Locale {
    /// `اليوم`, `غدًا`, `أمس`; nothing for other days.
    pub fn day_word(&self, date: CalendarDate, today: CalendarDate) -> Option<String> {
        match date.days_since(today) {
            0 => Some(self.t("i18n-today")),
            1 => Some(self.t("i18n-tomorrow")),
            -1 => Some(self.t("i18n-yesterday")),
            _ => None,
        }
    }

    /// How long ago, or how far ahead: `قبل ساعتين`, `2 hours ago`, `خلال يومين`, `in 2 days`; `الآن` within a minute.
    pub fn relative(&self, at: Instant, now: Instant) -> String {
        let seconds = at.seconds_since(now);
        if seconds.unsigned_abs() < MINUTE_SECONDS {
            return self.t("i18n-now");
        }
        self.span(if seconds < 0 { "i18n-ago" } else { "i18n-ahead" }, seconds)
    }

    /// `أ وب وج`, `a, b, and c`. Each item is walled off where the sentence could disturb it.
    pub fn list(&self, items: &[String]) -> String {
        let walled: Vec<_> = items.iter().map(|item| isolated(self.lang, item)).collect();
        LISTS[self.variant().index()].format_to_string(walled.iter().map(AsRef::<str>::as_ref))
    }

    fn span(&self, kind: &str, seconds: i64) -> String {
        let (unit, count) = largest(seconds);
        let count = i64::try_from(count).unwrap_or(i64::MAX);
        self.tv(&format!("{kind}-{unit}"), &[("n", Arg::Number(count))])
    }
}
