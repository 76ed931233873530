//! The year of a Gulf shop: which days sell, which hours, and on which days no carrier rings a bell.

use wasl_base::CalendarDate;

/// The first of Ramadan, Eid al-Fitr and Eid al-Adha by the Umm al-Qura calendar; checked against it by a test.
const MOONS: [(Day, Day, Day); 9] = [
    ((2024, 3, 11), (2024, 4, 10), (2024, 6, 16)),
    ((2025, 3, 1), (2025, 3, 30), (2025, 6, 6)),
    ((2026, 2, 18), (2026, 3, 20), (2026, 5, 27)),
    ((2027, 2, 8), (2027, 3, 9), (2027, 5, 16)),
    ((2028, 1, 28), (2028, 2, 26), (2028, 5, 5)),
    ((2029, 1, 16), (2029, 2, 14), (2029, 4, 24)),
    ((2030, 1, 5), (2030, 2, 4), (2030, 4, 13)),
    ((2030, 12, 26), (2031, 1, 24), (2031, 4, 2)),
    ((2031, 12, 16), (2032, 1, 14), (2032, 3, 22)),
];
/// Days on which carriers rest, from the Eid's first day.
const EID_FITR_DAYS: i32 = 4;
const EID_ADHA_DAYS: i32 = 4;

type Day = (i16, i8, i8);

/// What a day is in the shop's year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Season {
    Usual,
    WhiteFridayWeek,
    WhiteFriday,
    Ramadan,
    /// The last ten days, when gifts and clothes are bought.
    RamadanEnd,
    Eid,
    BeforeAdha,
    NationalDay,
}

fn date(day: Day) -> CalendarDate {
    CalendarDate::new(day.0, day.1, day.2).unwrap_or_else(|_| unreachable!("the table holds dates"))
}

pub fn is_friday(day: CalendarDate) -> bool {
    day.civil().weekday() == jiff::civil::Weekday::Friday
}

/// The first days of both Eids as carriers keep them.
pub fn is_eid(day: CalendarDate) -> bool {
    MOONS.iter().any(|(_, fitr, adha)| {
        (0..EID_FITR_DAYS).contains(&day.days_since(date(*fitr)))
            || (0..EID_ADHA_DAYS).contains(&day.days_since(date(*adha)))
    })
}

/// Do carriers collect and deliver?
pub fn is_working(day: CalendarDate) -> bool {
    !is_friday(day) && !is_eid(day)
}

/// The day itself, or the next one on which carriers work.
pub fn next_working(day: CalendarDate) -> CalendarDate {
    (0..14).map(|ahead| day.plus_days(ahead)).find(|day| is_working(*day)).unwrap_or(day)
}

/// `days` working days after `day`.
pub fn plus_working_days(day: CalendarDate, days: i64) -> CalendarDate {
    (0..days).fold(day, |day, _| next_working(day.plus_days(1)))
}

pub fn season(day: CalendarDate) -> Season {
    if is_eid(day) {
        return Season::Eid;
    }
    for (ramadan, fitr, adha) in MOONS {
        let (until_fitr, until_adha) = (date(fitr).days_since(day), date(adha).days_since(day));
        if day >= date(ramadan) && until_fitr > 0 {
            return if until_fitr <= 10 { Season::RamadanEnd } else { Season::Ramadan };
        }
        if (1..=8).contains(&until_adha) {
            return Season::BeforeAdha;
        }
    }
    let civil = day.civil();
    if civil.month() == 9 && (21..=24).contains(&civil.day()) {
        return Season::NationalDay;
    }
    match white_friday(civil.year()).map(|friday| day.days_since(friday)) {
        Some(0) => Season::WhiteFriday,
        Some(-4..=3) => Season::WhiteFridayWeek,
        _ => Season::Usual,
    }
}

/// The last Friday of November.
fn white_friday(year: i16) -> Option<CalendarDate> {
    (24..=30).rev().filter_map(|day| CalendarDate::new(year, 11, day).ok()).find(|day| is_friday(*day))
}

/// How much a day sells; a usual Sunday is 1,000.
pub fn day_weight(day: CalendarDate) -> u64 {
    use jiff::civil::Weekday::{Friday, Saturday, Thursday};
    let season = season(day);
    let by_weekday = match day.civil().weekday() {
        Friday if season == Season::WhiteFriday => 1_000,
        Friday => 520,
        Saturday => 900,
        Thursday => 1_100,
        _ => 1_000,
    };
    let by_season = match season {
        Season::Usual => 100,
        Season::WhiteFridayWeek => 260,
        Season::WhiteFriday => 420,
        Season::Ramadan => 115,
        Season::RamadanEnd => 190,
        Season::Eid => 30,
        Season::BeforeAdha => 140,
        Season::NationalDay => 170,
    };
    // Salaries come on the 27th.
    let by_salary = if matches!(day.civil().day(), 27..=31 | 1) { 118 } else { 100 };
    by_weekday * by_season * by_salary / 10_000
}

/// How much each hour of a day sells, by the shop's clock. In Ramadan the day begins at sunset.
pub fn hour_weights(day: CalendarDate) -> [u64; 24] {
    match season(day) {
        Season::Ramadan | Season::RamadanEnd => {
            [9, 10, 9, 5, 2, 1, 1, 1, 1, 2, 3, 4, 5, 6, 6, 6, 5, 2, 2, 4, 7, 10, 11, 11]
        }
        _ if is_friday(day) => [4, 2, 1, 1, 1, 1, 1, 1, 2, 3, 3, 1, 1, 4, 6, 8, 9, 9, 9, 10, 11, 12, 11, 8],
        _ => [4, 2, 1, 1, 1, 1, 2, 3, 4, 6, 7, 7, 7, 7, 6, 6, 7, 8, 8, 9, 11, 12, 11, 8],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasl_base::{Lang, Zone};
    use wasl_i18n::{Calendar, Digits, Locale};

    fn day(text: &str) -> CalendarDate {
        text.parse().expect("date")
    }

    #[test]
    fn the_table_agrees_with_the_umm_al_qura_calendar() {
        let zone: Zone = "Asia/Riyadh".parse().expect("zone");
        let locale = Locale { lang: Lang::En, digits: Digits::Western, calendar: Calendar::UmmAlQura, zone };
        for (ramadan, fitr, adha) in MOONS {
            for (at, number, month) in [(ramadan, "1", "Rama"), (fitr, "1", "Shaw"), (adha, "10", "Dh")] {
                let shown = locale.hijri(date(at));
                let is_number = shown.split(|c: char| !c.is_ascii_digit()).any(|part| part == number);
                assert!(is_number && shown.contains(month), "{at:?} is {shown}");
            }
        }
    }

    #[test]
    fn seasons_of_a_known_year() {
        for (text, expect) in [
            ("2025-11-28", Season::WhiteFriday),
            ("2025-11-24", Season::WhiteFridayWeek),
            ("2025-12-02", Season::Usual),
            ("2026-02-18", Season::Ramadan),
            ("2026-03-10", Season::RamadanEnd),
            ("2026-03-20", Season::Eid),
            ("2026-03-23", Season::Eid),
            ("2026-03-24", Season::Usual),
            ("2026-05-20", Season::BeforeAdha),
            ("2026-05-27", Season::Eid),
            ("2026-09-23", Season::NationalDay),
        ] {
            assert_eq!(season(day(text)), expect, "{text}");
        }
    }

    #[test]
    fn carriers_rest_on_fridays_and_at_eid() {
        assert!(!is_working(day("2026-11-20")));
        assert!(is_working(day("2026-11-21")));
        // Thursday before the Eid, which begins on a Friday and rests until Monday.
        assert_eq!(plus_working_days(day("2026-03-19"), 1), day("2026-03-24"));
        assert_eq!(next_working(day("2026-03-21")), day("2026-03-24"));
        assert!(day_weight(day("2026-11-20")) < day_weight(day("2026-11-22")));
    }
}
