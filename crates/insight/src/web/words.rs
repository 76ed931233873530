//! Figures put into words: who is greeted and how, which days are meant, and what a change means.

use crate::{Choice, Home, Period, Wait};
use wasl_base::{Instant, Money};
use wasl_i18n::Locale;
use wasl_ui::Tone;

/// Names that need the word after them to be a name.
const NAMES_OF_TWO_WORDS: [&str; 5] = ["عبد", "أبو", "أم", "Abdul", "Abd"];
/// A change smaller than this is none, in permille.
const CHANGE_PERMILLE_MIN: i64 = 10;
/// Changes smaller than these are told without colour: they are nothing to be glad or afraid of.
const TELLING_CHANGE_PERMILLE: i64 = 50;
const TELLING_POINTS_PERMILLE: i64 = 10;
/// Hours of a day, for waits.
const DAY_HOURS: i64 = 24;

/// What a change means, and whether it is good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub text: String,
    pub tone: Tone,
}

/// By the clock of the shop: morning until noon, afternoon until five.
pub fn greeting(locale: &Locale, name: &str, now: Instant) -> String {
    let name = first_name(name);
    match now.civil(&locale.zone).hour() {
        4..12 => locale.tv("insight-good-morning", &[("name", name.into())]),
        12..17 => locale.tv("insight-good-afternoon", &[("name", name.into())]),
        _ => locale.tv("insight-good-evening", &[("name", name.into())]),
    }
}

fn first_name(name: &str) -> String {
    let mut words = name.split_whitespace();
    let first = words.next().unwrap_or("");
    match words.next().filter(|_| NAMES_OF_TWO_WORDS.contains(&first)) {
        Some(second) => format!("{first} {second}"),
        None => first.to_owned(),
    }
}

/// `آخر 30 يومًا`, or from–to.
pub fn period_title(locale: &Locale, choice: Choice, period: Period) -> String {
    match choice {
        Choice::Last(days) => locale.tv("insight-last-days", &[("n", i64::from(days).into())]),
        Choice::Between(_) => period_days(locale, period),
    }
}

/// The days by name, the year said once where it is one.
pub fn period_days(locale: &Locale, period: Period) -> String {
    if period.days() == 1 {
        return locale.date_long(period.last);
    }
    let is_one_year = period.first.civil().year() == period.last.civil().year();
    let first = if is_one_year { locale.date(period.first) } else { locale.date_long(period.first) };
    locale.tv("insight-from-to", &[("first", first.into()), ("last", locale.date_long(period.last).into())])
}

/// "47 of 50".
pub fn of_all(locale: &Locale, part: i64, all: i64) -> String {
    locale.tv("insight-of-all", &[("part", locale.number(part).into()), ("all", locale.number(all).into())])
}

/// Days, to one place.
pub fn days(locale: &Locale, wait: Wait) -> String {
    let number = locale.decimal(wait.hours * 1_000 / DAY_HOURS, 1);
    if wait.is_at_least { locale.tv("insight-or-more", &[("days", number.into())]) } else { number }
}

/// A whole percentage under 1,000 permille of change is plain; beyond, it says nothing a person can use.
fn share_of_change(now: i64, before: i64) -> Option<i64> {
    if before <= 0 {
        return None;
    }
    let change = (i128::from(now) - i128::from(before)) * 1_000 / i128::from(before);
    i64::try_from(change).ok().filter(|permille| permille.abs() < 10_000)
}

/// More or fewer, where more is better. Nothing when there was nothing before.
pub fn growth(locale: &Locale, now: i64, before: i64) -> Option<Change> {
    let permille = share_of_change(now, before)?;
    let whole_percent = (permille.abs() + 5) / 10 * 10;
    let values = [("share", locale.percent(whole_percent).into())];
    Some(if permille.abs() < CHANGE_PERMILLE_MIN {
        Change { text: locale.t("insight-as-before"), tone: Tone::Neutral }
    } else {
        let key = if permille > 0 { "insight-more" } else { "insight-less" };
        Change { text: locale.tv(key, &values), tone: tone(permille, TELLING_CHANGE_PERMILLE) }
    })
}

/// A share against the share before, in percentage points.
pub fn points(locale: &Locale, now_permille: i64, before_permille: i64) -> Change {
    let difference = now_permille - before_permille;
    let values = [("points", locale.decimal(difference.abs() * 100, 1).into())];
    let key = match difference {
        0 => return Change { text: locale.t("insight-as-before"), tone: Tone::Neutral },
        1.. => "insight-better",
        _ => "insight-worse",
    };
    Change { text: locale.tv(key, &values), tone: tone(difference, TELLING_POINTS_PERMILLE) }
}

/// Of a change where more is better.
fn tone(change: i64, telling: i64) -> Tone {
    match change {
        _ if change.abs() < telling => Tone::Neutral,
        1.. => Tone::Good,
        _ => Tone::Bad,
    }
}

/// An amount in whole units of its currency, for a glance: the rows behind it are exact.
pub fn whole(locale: &Locale, money: Money) -> String {
    let unit = 10_i64.pow(u32::from(money.currency.decimals()));
    let half = if money.minor < 0 { -unit / 2 } else { unit / 2 };
    locale.number(money.minor.saturating_add(half) / unit)
}

/// A wait against the wait before: shorter is better. None within what the histogram can tell.
pub fn speed(locale: &Locale, now: Wait, before: Wait) -> Option<Change> {
    let hours = now.hours - before.hours;
    let values = [("days", locale.decimal(hours.abs() * 1_000 / DAY_HOURS, 1).into())];
    match hours {
        0 => None,
        ..0 => Some(Change { text: locale.tv("insight-faster", &values), tone: Tone::Good }),
        _ => Some(Change { text: locale.tv("insight-slower", &values), tone: Tone::Bad }),
    }
}

/// Which choice the page shows as taken.
pub fn is_chosen(choice: Choice, days: i32) -> bool {
    choice == Choice::Last(days)
}

/// What the section of figures says under its title.
pub fn period_note(locale: &Locale, choice: Choice, home: &Home) -> String {
    let days = period_days(locale, home.period);
    match (choice, &home.before) {
        (Choice::Last(_), Some(_)) => locale.tv("insight-days-compared", &[("days", days.into())]),
        (Choice::Last(_), None) => days,
        (Choice::Between(_), Some(_)) => locale.t("insight-compared"),
        (Choice::Between(_), None) => locale.t("insight-not-compared"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasl_base::Lang;

    fn english() -> Locale {
        wasl_i18n::install(&[crate::TEXTS]);
        Locale::new(Lang::En, "Asia/Riyadh".parse().expect("zone"))
    }

    #[test]
    fn people_are_greeted_by_name_and_hour() {
        let check = |hour: i64, name: &str, expect: &str| {
            // Midnight in Riyadh.
            let now = Instant::from_us(1_795_294_800_000_000).plus_seconds(hour * 3_600);
            assert_eq!(greeting(&english(), name, now), expect, "{hour} {name}");
        };
        check(3, "Sara", "Good evening, Sara");
        check(4, "Sara Al Otaibi", "Good morning, Sara");
        check(11, "Abdul Rahman", "Good morning, Abdul Rahman");
        check(12, "Sara", "Good afternoon, Sara");
        check(17, "  Sara  ", "Good evening, Sara");
        assert_eq!((first_name("عبد الله القحطاني"), first_name("")), ("عبد الله".to_owned(), String::new()));
    }

    #[test]
    fn changes_say_whether_they_are_good() {
        let locale = english();
        let check = |now: i64, before: i64, expect: Option<(&str, Tone)>| {
            let found = growth(&locale, now, before);
            assert_eq!(found.as_ref().map(|c| (c.text.as_str(), c.tone)), expect, "{now} after {before}");
        };
        check(112, 100, Some(("▲ 12% more than before", Tone::Good)));
        check(88, 100, Some(("▼ 12% less than before", Tone::Bad)));
        check(1_040, 1_000, Some(("▲ 4% more than before", Tone::Neutral)));
        check(1_009, 1_000, Some(("the same as before", Tone::Neutral)));
        check(100, 100, Some(("the same as before", Tone::Neutral)));
        check(5, 0, None);
        check(i64::MAX, 1, None);
        check(0, 10, Some(("▼ 100% less than before", Tone::Bad)));
        assert_eq!(points(&locale, 938, 926).text, "▲ 1.2 points better than before");
        assert_eq!(points(&locale, 900, 926).tone, Tone::Bad);
        let wait = |hours| Wait { hours, is_at_least: false };
        let faster = speed(&locale, wait(51), wait(57)).expect("a change");
        assert_eq!((faster.text.as_str(), faster.tone), ("▼ 0.3 days faster than before", Tone::Good));
        assert_eq!(speed(&locale, wait(51), wait(51)), None);
        assert_eq!(days(&locale, Wait { hours: 1_440, is_at_least: true }), "60.0 or more");
    }

    #[test]
    fn amounts_at_a_glance_are_rounded_to_whole_units() {
        let check = |minor: i64, currency: &str, expect: &str| {
            let money = Money::new(minor, currency.parse().expect("currency"));
            assert_eq!(whole(&english(), money), expect, "{money}");
        };
        check(756_249, "SAR", "7,562");
        check(756_250, "SAR", "7,563");
        check(-150, "SAR", "-2");
        check(0, "SAR", "0");
        check(1_499, "KWD", "1");
        check(1_499, "JPY", "1,499");
        check(i64::MAX, "SAR", "92,233,720,368,547,758");
    }
}
