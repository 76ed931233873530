//! Numbers, money, days and spans as people read them: tables in both languages, digits and calendars.

use wasl_base::{CalendarDate, Instant, Lang, Money, Zone};
use wasl_i18n::{Calendar, Digits, Locale};

const LRM: char = '\u{200E}';
const RLM: char = '\u{200F}';
const ALM: char = '\u{061C}';

fn riyadh() -> Zone {
    "Asia/Riyadh".parse().expect("zone")
}

fn ar() -> Locale {
    Locale::new(Lang::Ar, riyadh())
}

fn ar_indic() -> Locale {
    Locale { digits: Digits::ArabicIndic, ..ar() }
}

fn ar_hijri() -> Locale {
    Locale { calendar: Calendar::UmmAlQura, ..ar() }
}

fn en() -> Locale {
    Locale::new(Lang::En, riyadh())
}

fn en_hijri() -> Locale {
    Locale { calendar: Calendar::UmmAlQura, ..en() }
}

fn day(text: &str) -> CalendarDate {
    text.parse().expect("date")
}

fn money(text: &str, currency: &str) -> Money {
    Money::parse(text, currency.parse().expect("currency")).expect("amount")
}

/// Arabic with Western digits, with Arabic-Indic digits, English.
fn check(expect: [&str; 3], format: impl Fn(&Locale) -> String) {
    assert_eq!([ar(), ar_indic(), en()].map(|locale| format(&locale)), expect.map(str::to_owned));
}

#[test]
fn whole_numbers() {
    check(["0", "٠", "0"], |l| l.number(0));
    check(["999", "٩٩٩", "999"], |l| l.number(999));
    check(["1,234", "١٬٢٣٤", "1,234"], |l| l.number(1_234));
    check(["12,345,678", "١٢٬٣٤٥٬٦٧٨", "12,345,678"], |l| l.number(12_345_678));
    check([&format!("{LRM}-5"), &format!("{ALM}-٥"), "-5"], |l| l.number(-5));
    check(
        [
            &format!("{LRM}-9,223,372,036,854,775,808"),
            &format!("{ALM}-٩٬٢٢٣٬٣٧٢٬٠٣٦٬٨٥٤٬٧٧٥٬٨٠٨"),
            "-9,223,372,036,854,775,808",
        ],
        |l| l.number(i64::MIN),
    );
}

#[test]
fn decimals_round_half_away_from_zero() {
    check(["2.4", "٢٫٤", "2.4"], |l| l.decimal(2_400, 1));
    check(["2.5", "٢٫٥", "2.5"], |l| l.decimal(2_450, 1));
    check(["2", "٢", "2"], |l| l.decimal(2_400, 0));
    check(["3", "٣", "3"], |l| l.decimal(2_500, 0));
    check(["0.0", "٠٫٠", "0.0"], |l| l.decimal(-49, 1));
    check([&format!("{LRM}-0.1"), &format!("{ALM}-٠٫١"), "-0.1"], |l| l.decimal(-50, 1));
    check(["1,234.500", "١٬٢٣٤٫٥٠٠", "1,234.500"], |l| l.decimal(1_234_500, 3));
    check(["1.50000", "١٫٥٠٠٠٠", "1.50000"], |l| l.decimal(1_500, 5));
}

#[test]
fn shares() {
    check(["93.8٪", "٩٣٫٨٪", "93.8%"], |l| l.percent(938));
    check(["94٪", "٩٤٪", "94%"], |l| l.percent(940));
    check(["100٪", "١٠٠٪", "100%"], |l| l.percent(1_000));
    check(["0٪", "٠٪", "0%"], |l| l.percent(0));
    check([&format!("{LRM}-1.5٪"), &format!("{ALM}-١٫٥٪"), "-1.5%"], |l| l.percent(-15));
}

#[test]
fn money_has_its_currency_s_decimals_and_sign() {
    for (amount, currency, expect) in [
        ("230", "SAR", ["230.00 ر.س", "٢٣٠٫٠٠ ر.س", "SAR 230.00"]),
        ("1234.5", "SAR", ["1,234.50 ر.س", "١٬٢٣٤٫٥٠ ر.س", "SAR 1,234.50"]),
        ("0.05", "SAR", ["0.05 ر.س", "٠٫٠٥ ر.س", "SAR 0.05"]),
        ("0", "SAR", ["0.00 ر.س", "٠٫٠٠ ر.س", "SAR 0.00"]),
        ("1.5", "KWD", ["1.500 د.ك", "١٫٥٠٠ د.ك", "KWD 1.500"]),
        ("1200", "JPY", ["1,200 ¥", "١٬٢٠٠ ¥", "¥1,200"]),
        ("9.99", "USD", ["9.99 $", "٩٫٩٩ $", "$9.99"]),
        ("129.9", "BRL", ["129.90 R$", "١٢٩٫٩٠ R$", "R$129.90"]),
        ("75", "AED", ["75.00 د.إ", "٧٥٫٠٠ د.إ", "AED 75.00"]),
        ("3", "CHF", ["3.00 CHF", "٣٫٠٠ CHF", "CHF 3.00"]),
    ] {
        check(expect, |l| l.money(money(amount, currency)));
    }
    check([&format!("{RLM}{LRM}-230.00 ر.س"), &format!("{RLM}{ALM}-٢٣٠٫٠٠ ر.س"), "-SAR 230.00"], |l| {
        l.money(money("-230", "SAR"))
    });
    check([&format!("{RLM}{LRM}-9.99 $"), &format!("{RLM}{ALM}-٩٫٩٩ $"), "-$9.99"], |l| {
        l.money(money("-9.99", "USD"))
    });
    check(["230.00", "٢٣٠٫٠٠", "230.00"], |l| l.amount(money("230", "SAR")));
    check(["ر.س", "ر.س", "SAR"], |l| l.currency("SAR".parse().expect("currency")));
}

#[test]
fn gregorian_days() {
    let sunday = day("2026-11-22");
    check(["الأحد 22 نوفمبر", "الأحد ٢٢ نوفمبر", "Sunday 22 November"], |l| l.date(sunday));
    check(["الأحد 22 نوفمبر 2026", "الأحد ٢٢ نوفمبر ٢٠٢٦", "Sunday 22 November 2026"], |l| l.date_long(sunday));
    check(["22/11", "٢٢/١١", "22/11"], |l| l.date_short(sunday));
    check(["نوفمبر", "نوفمبر", "November"], |l| l.month_name(sunday));
    check(["نوفمبر 2026", "نوفمبر ٢٠٢٦", "November 2026"], |l| l.month_year(sunday));
    check(["الخميس 1 يناير", "الخميس ١ يناير", "Thursday 1 January"], |l| {
        l.date(day("2026-01-01"))
    });
}

/// Dates as Saudi Arabia published them.
#[test]
fn umm_al_qura_days() {
    for (gregorian, arabic, english) in [
        ("2024-03-11", "1 رمضان 1445 هـ", "1 Ramadan 1445 AH"),
        ("2024-04-10", "1 شوال 1445 هـ", "1 Shawwal 1445 AH"),
        ("2024-06-16", "10 ذو الحجة 1445 هـ", "10 Dhuʻl-Hijjah 1445 AH"),
        ("2024-07-07", "1 محرم 1446 هـ", "1 Muharram 1446 AH"),
        ("2025-03-01", "1 رمضان 1446 هـ", "1 Ramadan 1446 AH"),
        ("2025-06-06", "10 ذو الحجة 1446 هـ", "10 Dhuʻl-Hijjah 1446 AH"),
        ("2000-01-01", "24 رمضان 1420 هـ", "24 Ramadan 1420 AH"),
    ] {
        assert_eq!(ar().hijri_long(day(gregorian)), arabic);
        assert_eq!(en().hijri_long(day(gregorian)), english);
    }
    let fast = day("2024-03-11");
    assert_eq!(ar().hijri(fast), "1 رمضان");
    assert_eq!(ar_indic().hijri_long(fast), "١ رمضان ١٤٤٥ هـ");
    assert_eq!(ar_hijri().date(fast), "الاثنين 1 رمضان");
    assert_eq!(ar_hijri().date_long(fast), "الاثنين 1 رمضان 1445 هـ");
    assert_eq!(ar_hijri().date_short(fast), "1/9");
    assert_eq!(ar_hijri().month_name(fast), "رمضان");
    assert_eq!(en_hijri().date_long(fast), "Monday 1 Ramadan 1445 AH");
}

#[test]
fn months_and_weekdays_have_their_names() {
    let months = |locale: Locale, first: &str, step: i32| -> Vec<String> {
        let first = day(first);
        (0..12).map(|n| locale.month_name(first.plus_days(n * step))).collect()
    };
    assert_eq!(
        months(ar(), "2026-01-01", 31),
        ["يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر"]
    );
    assert_eq!(
        months(ar_hijri(), "2024-07-10", 30),
        [
            "محرم",
            "صفر",
            "ربيع الأول",
            "ربيع الآخر",
            "جمادى الأولى",
            "جمادى الآخرة",
            "رجب",
            "شعبان",
            "رمضان",
            "شوال",
            "ذو القعدة",
            "ذو الحجة"
        ]
    );
    let week = |locale: Locale| -> Vec<String> {
        (0..7).map(|n| locale.weekday_name(day("2026-11-22").plus_days(n))).collect()
    };
    assert_eq!(week(ar()), ["الأحد", "الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت"]);
    assert_eq!(week(en()), ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]);
}

#[test]
fn times_are_those_of_the_zone() {
    let at = Instant::parse("2026-11-22T06:40:00Z").expect("instant");
    check(["9:40 ص", "٩:٤٠ ص", "9:40 AM"], |l| l.time(at));
    check(["الأحد 22 نوفمبر، 9:40 ص", "الأحد ٢٢ نوفمبر، ٩:٤٠ ص", "Sunday 22 November, 9:40 AM"], |l| l.instant(at));
    let near_midnight = Instant::parse("2026-11-22T21:05:00Z").expect("instant");
    check(["12:05 ص", "١٢:٠٥ ص", "12:05 AM"], |l| l.time(near_midnight));
    assert_eq!(ar().instant(near_midnight), "الاثنين 23 نوفمبر، 12:05 ص");
    assert_eq!(ar().in_zone(Zone::utc()).instant(near_midnight), "الأحد 22 نوفمبر، 9:05 م");
    assert_eq!(en().time(Instant::parse("2026-11-22T09:00:00Z").expect("instant")), "12:00 PM");
}

#[test]
fn near_days_have_words() {
    let today = day("2026-12-31");
    let words = |offset: i32| [ar(), en()].map(|l| l.day_word(today.plus_days(offset), today));
    assert_eq!(words(0), [Some("اليوم".into()), Some("today".into())]);
    assert_eq!(words(1), [Some("غدًا".into()), Some("tomorrow".into())]);
    assert_eq!(words(-1), [Some("أمس".into()), Some("yesterday".into())]);
    assert_eq!(words(2), [None, None]);
    assert_eq!(words(-365), [None, None]);
}

#[test]
fn relative_times_look_both_ways() {
    let now = Instant::parse("2026-11-22T06:40:00Z").expect("instant");
    check(["الآن", "الآن", "just now"], |l| l.relative(now.plus_seconds(-59), now));
    check(["قبل دقيقة", "قبل دقيقة", "1 minute ago"], |l| l.relative(now.plus_seconds(-60), now));
    check(["قبل ساعتين", "قبل ساعتين", "2 hours ago"], |l| l.relative(now.plus_seconds(-7_200), now));
    check(["قبل 3 أيام", "قبل ٣ أيام", "3 days ago"], |l| {
        l.relative(now.plus_seconds(-3 * 86_400), now)
    });
    check(["خلال يومين", "خلال يومين", "in 2 days"], |l| {
        l.relative(now.plus_seconds(2 * 86_400), now)
    });
    check(["خلال 45 دقيقة", "خلال ٤٥ دقيقة", "in 45 minutes"], |l| {
        l.relative(now.plus_seconds(2_700), now)
    });
}

#[test]
fn lists_are_joined_as_the_language_joins() {
    let join =
        |locale: Locale, items: &[&str]| locale.list(&items.iter().map(|item| (*item).to_owned()).collect::<Vec<_>>());
    assert_eq!(join(ar(), &[]), "");
    assert_eq!(join(ar(), &["الرياض"]), "الرياض");
    assert_eq!(join(ar(), &["الرياض", "جدة"]), "الرياض وجدة");
    assert_eq!(join(ar(), &["الرياض", "جدة", "أبها"]), "الرياض وجدة وأبها");
    assert_eq!(join(ar(), &["الرياض", "DHL"]), "الرياض و\u{2068}DHL\u{2069}");
    assert_eq!(join(en(), &["Riyadh", "Jeddah"]), "Riyadh and Jeddah");
    assert_eq!(join(en(), &["Riyadh", "Jeddah", "Abha"]), "Riyadh, Jeddah, and Abha");
}

#[test]
fn english_keeps_western_digits_and_codes_change_theirs() {
    let both = Locale { digits: Digits::ArabicIndic, ..en() };
    assert_eq!(both.number(1_234), "1,234");
    assert_eq!(both.date_short(day("2026-11-22")), "22/11");
    assert_eq!(ar_indic().digits_of("RRRD2929"), "RRRD٢٩٢٩");
    assert_eq!(ar().digits_of("RRRD2929"), "RRRD2929");
}
