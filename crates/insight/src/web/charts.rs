//! Orders and kept promises over time. Each bar and each point has its row in the table behind the chart.

use super::links::Links;
use crate::{Course, Home, Period, Span};
use maud::{Markup, html};
use wasl_i18n::Locale;
use wasl_platform::Member;
use wasl_ui::{Bar, Point, bars, card, line};

/// Points that a line needs to be one.
const POINTS_MIN: usize = 2;
/// Room under the lowest share, in permille, so that a line never lies on the axis.
const ROOM_PERMILLE: i64 = 20;
/// Shares are drawn from a multiple of this.
const FLOOR_STEP_PERMILLE: i64 = 50;

pub fn orders_card(member: &Member, home: &Home) -> Markup {
    let (locale, links) = (&member.locale, Links(member));
    let title = locale.t(match home.orders.step_days {
        1 => "insight-orders-by-day",
        7 => "insight-orders-by-week",
        _ => "insight-orders-by-four-weeks",
    });
    let all: Vec<Bar> = home.orders.spans.iter().map(|span| bar(locale, &links, span)).collect();
    let cancelled = home.figures.cancelled;
    let aside = (cancelled > 0).then(|| {
        let text = locale.tv("insight-cancelled", &[("n", cancelled.into())]);
        html! { a href=(links.cancelled_of(home.period)) { (text) } }
    });
    let body = if home.orders.spans.iter().all(|span| span.placed == 0) {
        html! { p.muted { (locale.t("insight-no-orders")) } }
    } else {
        bars(locale, &title, &all)
    };
    card(&title, aside, body)
}

fn bar(locale: &Locale, links: &Links<'_>, span: &Span) -> Bar {
    Bar {
        label: span_label(locale, span.days),
        value: span.placed,
        text: locale.number(span.placed),
        href: Some(links.orders_of(span.days)),
    }
}

pub fn promises_card(member: &Member, home: &Home) -> Markup {
    let locale = &member.locale;
    let title = locale.t(match home.promises.step_days {
        1 => "insight-on-time-by-day",
        7 => "insight-on-time-by-week",
        _ => "insight-on-time-by-four-weeks",
    });
    let links = Links(member);
    let points = points(locale, &links, &home.promises);
    let floor = points.iter().map(|point| point.value).min().map_or(0, floor_under);
    let late = home.figures.late();
    let aside = (home.figures.promised > 0).then(|| {
        let text = locale.tv("insight-came-late", &[("n", late.into())]);
        html! { a href=(links.delivered("came_late", home.period)) { (text) } }
    });
    let body = if points.len() < POINTS_MIN {
        html! { p.muted { (locale.t("insight-too-few-points")) } }
    } else {
        line(locale, &title, &points, floor)
    };
    card(&title, aside, body)
}

/// Spans in which nothing promised arrived have no share and no point.
fn points(locale: &Locale, links: &Links<'_>, course: &Course) -> Vec<Point> {
    let point = |span: &Span| {
        let permille = crate::figures::permille(span.on_time, span.promised)?;
        Some(Point {
            label: span_label(locale, span.days),
            value: permille,
            text: locale.percent(permille),
            detail: super::words::of_all(locale, span.on_time, span.promised),
            href: Some(links.delivered("on_time", span.days)),
        })
    };
    course.spans.iter().filter_map(point).collect()
}

fn floor_under(lowest: i64) -> i64 {
    ((lowest - ROOM_PERMILLE) / FLOOR_STEP_PERMILLE * FLOOR_STEP_PERMILLE).max(0)
}

/// A day by its figures; a span of days by its first one.
fn span_label(locale: &Locale, days: Period) -> String {
    locale.date_short(days.first)
}
