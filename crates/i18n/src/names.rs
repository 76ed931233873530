//! Names of months and weekdays, taken once from CLDR by ICU4X.

use crate::locale::Calendar;
use icu::calendar::cal::Hijri;
use icu::calendar::cal::hijri::UmmAlQura;
use icu::calendar::{Date, Gregorian};
use icu::datetime::FixedCalendarDateTimeFormatter;
use icu::datetime::fieldsets::{E, M};
use std::sync::LazyLock;
use wasl_base::Lang;

/// A year in which every month can be asked for its name.
const GREGORIAN_SAMPLE: i32 = 2024;
const HIJRI_SAMPLE: i32 = 1445;

struct Names {
    /// From Sunday.
    weekdays: [String; 7],
    gregorian: [String; 12],
    hijri: [String; 12],
}

static ARABIC: LazyLock<Names> = LazyLock::new(|| Names::of(Lang::Ar));
static ENGLISH: LazyLock<Names> = LazyLock::new(|| Names::of(Lang::En));

/// `month` from 1 to 12.
pub(crate) fn month(lang: Lang, calendar: Calendar, month: u8) -> &'static str {
    let names = names(lang);
    let months = match calendar {
        Calendar::Gregorian => &names.gregorian,
        Calendar::UmmAlQura => &names.hijri,
    };
    months.get(usize::from(month).wrapping_sub(1)).map_or("", String::as_str)
}

/// `from_sunday` from 0 (Sunday) to 6.
pub(crate) fn weekday(lang: Lang, from_sunday: usize) -> &'static str {
    names(lang).weekdays.get(from_sunday).map_or("", String::as_str)
}

fn names(lang: Lang) -> &'static Names {
    match lang {
        Lang::Ar => &ARABIC,
        Lang::En => &ENGLISH,
    }
}

impl Names {
    fn of(lang: Lang) -> Self {
        let locale: icu::locale::Locale =
            lang.as_str().parse().unwrap_or_else(|fault| unreachable!("{}: {fault}", lang.as_str()));
        let months = FixedCalendarDateTimeFormatter::<Gregorian, M>::try_new(locale.clone().into(), M::long())
            .unwrap_or_else(|fault| absent(lang, &fault));
        let moons = FixedCalendarDateTimeFormatter::<Hijri<UmmAlQura>, M>::try_new(locale.clone().into(), M::long())
            .unwrap_or_else(|fault| absent(lang, &fault));
        let days = FixedCalendarDateTimeFormatter::<Gregorian, E>::try_new(locale.into(), E::long())
            .unwrap_or_else(|fault| absent(lang, &fault));
        Self {
            // 2024-09-01 was a Sunday.
            weekdays: std::array::from_fn(|day| days.format(&gregorian(GREGORIAN_SAMPLE, 9, number(day))).to_string()),
            gregorian: std::array::from_fn(|month| {
                months.format(&gregorian(GREGORIAN_SAMPLE, number(month), 1)).to_string()
            }),
            hijri: std::array::from_fn(|month| moons.format(&hijri(number(month))).to_string()),
        }
    }
}

fn absent(lang: Lang, fault: &dyn std::fmt::Display) -> ! {
    unreachable!("the names of {} are compiled in: {fault}", lang.as_str())
}

/// Counted from one.
fn number(index: usize) -> u8 {
    u8::try_from(index + 1).unwrap_or(u8::MAX)
}

fn gregorian(year: i32, month: u8, day: u8) -> Date<Gregorian> {
    Date::try_new_gregorian(year, month, day).unwrap_or_else(|fault| unreachable!("{year}-{month}-{day}: {fault}"))
}

fn hijri(month: u8) -> Date<Hijri<UmmAlQura>> {
    Date::try_new_hijri_with_calendar(HIJRI_SAMPLE, month, 1, Hijri::new_umm_al_qura())
        .unwrap_or_else(|fault| unreachable!("{HIJRI_SAMPLE}-{month}: {fault}"))
}
