//! What a reader sees of an Arabic line, by the Unicode Bidirectional Algorithm itself: numbers, phones and names keep
//! their inner order wherever they stand.

use unicode_bidi::{BidiInfo, Level};
use wasl_base::{Currency, Lang, Money, Zone};
use wasl_i18n::{Digits, Locale, Resource, install};

const SAMPLE: Resource = Resource {
    room: "direction",
    ar: "direction-line = طلب { $value } في الطريق",
    en: "direction-line = Order { $value } is on its way",
};

/// The line as it stands on the screen, from left to right, without its invisible marks.
fn seen(line: &str, base: Level) -> String {
    let info = BidiInfo::new(line, Some(base));
    let shown = info.reorder_line(&info.paragraphs[0], 0..line.len());
    shown.chars().filter(|c| !matches!(c, '\u{200E}' | '\u{200F}' | '\u{061C}' | '\u{2068}' | '\u{2069}')).collect()
}

fn locale(lang: Lang, digits: Digits) -> Locale {
    install(&[SAMPLE]);
    Locale { digits, ..Locale::new(lang, Zone::utc()) }
}

/// The value must stand in the line with its parts in this order, seen from left to right.
fn check(locale: &Locale, value: &str, expect: &str) {
    let base = if locale.lang == Lang::Ar { Level::rtl() } else { Level::ltr() };
    let line = locale.tv("direction-line", &[("value", value.into())]);
    let shown = seen(&line, base);
    assert!(shown.contains(expect), "{value:?} stands as {shown:?}");
}

#[test]
fn values_keep_their_inner_order_in_arabic() {
    let ar = locale(Lang::Ar, Digits::Western);
    for value in ["+966501234567", "W-1001", "1001-W", "RRRD2929", "12-15", "a@b.example", "(DHL)", "9:40", "22/11"] {
        check(&ar, value, value);
    }
    assert!(seen("طلب +966501234567 في الطريق", Level::rtl()).contains("966501234567+"), "what the wall is for");
    check(&ar, &ar.number(-1_234), "-1,234");
    check(&ar, &ar.decimal(-2_400, 1), "-2.4");
    check(&ar, &ar.number(1_234_567), "1,234,567");
    let owed = Money::new(-23_000, Currency::SAR);
    check(&ar, &ar.amount(owed), "-230.00");
    // The currency follows the amount: to its left.
    check(&ar, &ar.money(owed), "س.ر -230.00");
    check(&ar, &ar.money(Money::new(23_000, Currency::SAR)), "س.ر 230.00");
}

/// CLDR writes the minus of Arabic-Indic numbers before them in reading order: to their right.
#[test]
fn arabic_indic_numbers_keep_their_digits_in_order() {
    let indic = locale(Lang::Ar, Digits::ArabicIndic);
    check(&indic, &indic.number(1_234), "١٬٢٣٤");
    check(&indic, &indic.number(-1_234), "١٬٢٣٤-");
    check(&indic, &indic.money(Money::new(23_000, Currency::SAR)), "س.ر ٢٣٠٫٠٠");
}

#[test]
fn arabic_names_do_not_pull_english_around() {
    let en = locale(Lang::En, Digits::Western);
    check(&en, "نورة", "Order ةرون is on its way");
    check(&en, "نورة 7", "Order 7 ةرون is on its way");
    check(&en, &en.money(Money::new(-23_000, Currency::SAR)), "-SAR 230.00");
}

/// Alone in a cell, as `<bdi>` shows it: its first strong letter decides.
#[test]
fn money_alone_reads_from_the_right() {
    let ar = locale(Lang::Ar, Digits::Western);
    for (minor, expect) in [(23_000, "س.ر 230.00"), (-23_000, "س.ر -230.00")] {
        let text = ar.money(Money::new(minor, Currency::SAR));
        let info = BidiInfo::new(&text, None);
        assert!(info.paragraphs[0].level.is_rtl());
        assert_eq!(seen(&text, Level::rtl()), expect);
    }
}
