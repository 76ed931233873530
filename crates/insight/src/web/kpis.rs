//! The two rows of figures: what is open now, and what a period held. Each leads to the rows it was counted from.

use super::links::Links;
use super::words::{self, Change};
use crate::{Figures, Home};
use maud::{Markup, html};
use wasl_base::Money;
use wasl_i18n::Locale;
use wasl_platform::{Member, Permission};
use wasl_ui::{Kpi, Tone, kpi, kpi_noted};

/// One figure on its way to the page.
struct Figure {
    label: String,
    value: String,
    notes: Vec<String>,
    tone: Tone,
    href: String,
    note_href: Option<String>,
}

impl Figure {
    fn new(label: String, value: String, href: String) -> Self {
        Self { label, value, notes: Vec::new(), tone: Tone::Neutral, href, note_href: None }
    }

    fn note(mut self, text: impl Into<Option<String>>) -> Self {
        self.notes.extend(text.into());
        self
    }

    fn change(mut self, change: Option<Change>) -> Self {
        if let Some(change) = change {
            self.tone = change.tone;
            self.notes.push(change.text);
        }
        self
    }

    fn show(&self) -> Markup {
        let note = self.notes.join(" · ");
        let note = Some(note.as_str()).filter(|note| !note.is_empty());
        let figure = Kpi { label: &self.label, value: &self.value, note, tone: self.tone, href: Some(&self.href) };
        match &self.note_href {
            Some(href) => kpi_noted(&figure, href),
            None => kpi(&figure),
        }
    }
}

/// What is open now, whatever the period.
pub fn now_row(member: &Member, home: &Home) -> Markup {
    let (locale, links, now) = (&member.locale, Links(member), &home.now);
    let count = |key: &str, n: i64| (n > 0).then(|| locale.tv(key, &[("n", n.into())]));
    let mut in_transit =
        Figure::new(locale.t("insight-in-transit"), locale.number(now.in_transit), links.shipments("open"))
            .note(count("insight-not-handed-over", now.not_handed_over));
    in_transit.note_href = (now.not_handed_over > 0).then(|| links.shipments("waiting"));
    let mut late = Figure::new(locale.t("insight-late-now"), locale.number(now.late), links.shipments("late"));
    late.tone = if now.late > 0 { Tone::Bad } else { Tone::Good };
    let late = late.note(locale.t(if now.late > 0 { "insight-past-promise" } else { "insight-none-late" }));
    let mut trouble =
        Figure::new(locale.t("insight-in-trouble"), locale.number(now.in_trouble), links.shipments("trouble"));
    trouble.tone = if now.in_trouble > 0 { Tone::Warn } else { Tone::Good };
    let trouble =
        trouble.note(locale.t(if now.in_trouble > 0 { "insight-need-you" } else { "insight-none-in-trouble" }));
    html! {
        div.kpis {
            (in_transit.show())
            (late.show())
            (trouble.show())
            @if member.may(Permission::SeeBooks) { (cash(member, home).show()) }
        }
    }
}

/// The first amount large, amounts in other currencies beside it.
fn cash(member: &Member, home: &Home) -> Figure {
    let locale = &member.locale;
    let owed = &home.now.cash_owed;
    let first = owed.first().copied().unwrap_or_else(|| Money::zero(member.shop.currency));
    let label = locale.tv("insight-cash-owed", &[("currency", locale.currency(first.currency).into())]);
    let figure = Figure::new(label, words::whole(locale, first), Links(member).cash_owed());
    if owed.len() > 1 {
        let others: Vec<String> = owed[1..].iter().map(|money| locale.money(*money)).collect();
        return figure.note(locale.tv("insight-and", &[("amounts", locale.list(&others).into())]));
    }
    figure.note(locale.t(if owed.is_empty() { "insight-nothing-owed" } else { "insight-cash-owed-note" }))
}

/// What the period held, beside the period before.
pub fn period_row(member: &Member, home: &Home) -> Markup {
    let figures = &home.figures;
    let before = home.before.as_ref();
    let locale = &member.locale;
    let links = Links(member);
    let orders = Figure::new(locale.t("insight-orders"), locale.number(figures.placed), links.orders_of(home.period))
        .change(before.and_then(|before| words::growth(locale, figures.placed, before.placed)));
    html! {
        div.kpis {
            (orders.show())
            @if member.may(Permission::SeeSales) { (sales(member, home).show()) }
            (on_time(locale, home, &links).show())
            (waiting(locale, home, &links).show())
        }
    }
}

fn sales(member: &Member, home: &Home) -> Figure {
    let (locale, own) = (&member.locale, member.shop.currency);
    let sold = home.figures.sales_in(own);
    let others: Vec<String> = home
        .figures
        .sales
        .iter()
        .filter(|(currency, minor)| **currency != own && **minor != 0)
        .map(|(currency, minor)| locale.money(Money::new(*minor, *currency)))
        .collect();
    let others = (!others.is_empty()).then(|| locale.tv("insight-and", &[("amounts", locale.list(&others).into())]));
    let change = home.before.as_ref().and_then(|before| words::growth(locale, sold.minor, before.sales_in(own).minor));
    let label = locale.tv("insight-sales", &[("currency", locale.currency(own).into())]);
    Figure::new(label, words::whole(locale, sold), Links(member).orders_of(home.period)).note(others).change(change)
}

fn on_time(locale: &Locale, home: &Home, links: &Links<'_>) -> Figure {
    let (figures, before) = (&home.figures, home.before.as_ref());
    let share = figures.on_time_permille();
    let value = share.map_or_else(|| locale.t("insight-none"), |permille| locale.percent(permille));
    let change = share.zip(before.and_then(Figures::on_time_permille));
    let made_of = match share {
        Some(_) => words::of_all(locale, figures.on_time, figures.promised),
        None => locale.t("insight-no-promises"),
    };
    Figure::new(locale.t("insight-on-time"), value, links.delivered("on_time", home.period))
        .note(made_of)
        .change(change.map(|(now, before)| words::points(locale, now, before)))
}

fn waiting(locale: &Locale, home: &Home, links: &Links<'_>) -> Figure {
    let (figures, before) = (&home.figures, home.before.as_ref());
    let median = figures.median_wait();
    let value = median.map_or_else(|| locale.t("insight-none"), |wait| words::days(locale, wait));
    let most = figures
        .nine_of_ten_wait()
        .map(|wait| locale.tv("insight-nine-of-ten", &[("days", words::days(locale, wait).into())]));
    let change = median.zip(before.and_then(Figures::median_wait));
    Figure::new(locale.t("insight-days-to-deliver"), value, links.delivered("delivered", home.period))
        .note(most.or_else(|| Some(locale.t("insight-none-delivered"))))
        .change(change.and_then(|(now, before)| words::speed(locale, now, before)))
}
