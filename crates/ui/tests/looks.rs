//! Components and pages in both directions, as snapshots that a person reads.

use maud::{Markup, html};
use wasl_base::{Lang, Zone};
use wasl_i18n::{Calendar, Digits, Locale};
use wasl_ui::*;

fn locale(lang: Lang) -> Locale {
    wasl_i18n::install(&[TEXTS]);
    Locale { lang, digits: Digits::Western, calendar: Calendar::Gregorian, zone: Zone::utc() }
}

/// One element a line; names of assets change with their content, which no snapshot should mind.
fn readable(markup: &Markup) -> String {
    let text = markup.0.replace("><", ">\n<");
    let lines = text.lines().map(|line| match line.find("/assets/") {
        Some(at) => {
            let end = line[at..].find(['"', '\'']).map_or(line.len(), |end| at + end);
            let name: String = line[at..end].rsplit_once('-').map_or(&line[at..end], |(name, _)| name).to_owned();
            format!("{}{name}-…{}", &line[..at], &line[end..])
        }
        None => line.to_owned(),
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn check(name: &str, draw: fn(&Locale) -> Markup) {
    for lang in Lang::ALL {
        insta::assert_snapshot!(format!("{name}-{}", lang.as_str()), readable(&draw(&locale(lang))));
    }
}

#[test]
fn a_console_page() {
    check("console", |locale| {
        let nav = [
            NavItem { href: "/s/n".into(), label: "1".into(), icon: Icon::Home, count: None, is_current: true },
            NavItem {
                href: "/s/n/orders".into(),
                label: "2".into(),
                icon: Icon::Bag,
                count: Some("14".into()),
                is_current: false,
            },
        ];
        let frame = Frame {
            locale,
            title: "<title>",
            shop_name: "متجر النخيل",
            home_href: "/s/n",
            hue: 168,
            nav: &nav,
            find_href: Some("/s/nakheel/find"),
            user_name: "سارة",
            csrf: "token",
            language_href: "?lang=en",
        };
        console_page(&frame, html! { p { "body" } })
    });
}

#[test]
fn a_shoppers_page() {
    check("shopper", |locale| {
        let frame = ShopperFrame {
            locale,
            title: "t",
            shop_name: "Nakheel & Co",
            hue: 20,
            language_href: "?lang=en",
            foot: Some(html! { p { "foot" } }),
        };
        shopper_page(&frame, html! { p { "body" } })
    });
}

#[test]
fn a_list_and_its_pager() {
    check("list", |locale| {
        let columns = vec![Column::text("order"), Column::text("state"), Column::number("total")];
        let rows = vec![
            vec![html! { a.cover href="#" { "#1" } }, badge(Tone::Good, "paid"), num("230.00")],
            vec![html! { a.cover href="#" { "#2" } }, Markup::default(), num("20.00")],
        ];
        html! { (table(&Table { caption: "orders".into(), columns, rows })) (pager(locale, Some("?a"), Some("?b"))) }
    });
}

#[test]
fn charts_run_with_the_reading_direction() {
    check("charts", |locale| {
        let point = |label: &str, value: i64| Point {
            label: label.into(),
            value,
            text: locale.number(value),
            detail: format!("{value} of 3"),
            href: Some(format!("?from={label}")),
        };
        let bar = |label: &str, value: i64| Bar {
            label: label.into(),
            value,
            text: locale.number(value),
            href: Some(format!("?day={label}")),
        };
        html! {
            (line(locale, "line", &[point("a", 1), point("b", 3), point("c", 2)], 0))
            (bars(locale, "bars", &[bar("a", 1), bar("b", 0)]))
            (spark(locale, &[1, 2, 4]))
            (range(locale, &Range { low: 1, middle: 2, high: 4, text: "1 to 4".into() }, 10, Tone::Good))
        }
    });
}

#[test]
fn a_course_and_its_stages() {
    check("course", |_| {
        let moment = |title: &str, is_now| Moment {
            title: title.into(),
            detail: None,
            time: "9:40".into(),
            datetime: "2026-11-22T06:40:00Z".into(),
            tone: Tone::Neutral,
            is_now,
        };
        let step = |state| Step { text: "step".into(), state };
        html! {
            (steps("way", &[step(StepState::Done), step(StepState::Now), step(StepState::Ahead)], true))
            (timeline_with(&[("next".into(), "tomorrow".into())], &[moment("now", true), moment("before", false)]))
        }
    });
}

/// The strict policy of the house: nothing inline, anywhere, in all that the living page shows.
#[test]
fn no_style_and_no_script_stands_inside_a_page() {
    let _ = locale(Lang::Ar);
    let page = living_page().0;
    assert!(!page.contains(" style=") && !page.contains("<style"));
    assert!(!page.contains(" onclick=") && !page.contains("javascript:"));
    assert_eq!(page.matches("<script").count(), 1);
    assert!(page.contains(&format!("src=\"{}\"", script_href())));
}

#[test]
fn words_of_people_cannot_become_markup() {
    let evil = "<img src=x>";
    let said = [
        badge(Tone::Bad, evil),
        notice(Tone::Bad, evil),
        bdi(evil),
        field(&Field { name: "n", label: evil, value: evil, error: Some(evil), ..Field::default() }),
        way_map(evil, &[Stop { label: evil.into(), latitude: 24.0, longitude: 46.0, state: StepState::Now }]),
    ];
    for markup in said {
        assert!(!markup.0.contains("<img"), "{}", markup.0);
    }
}
