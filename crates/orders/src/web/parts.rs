//! What the order page shows of an order: the page itself lays it beside parcels and entries of other rooms.

use super::words::{method_word, payment_badge, recipient, state_badge};
use crate::{Order, OrderLine, OrderState, Payment, TaxMode};
use maud::{Markup, html};
use wasl_base::{Address, Instant, Money};
use wasl_i18n::{Arg, Locale};
use wasl_platform::{Member, Permission};
use wasl_ui::{Column, Icon, Moment, Table, Tone, brief_table, button_link, card, code, facts, num, sums, when};

/// State and payment, for the head of the page.
pub fn order_badges(locale: &Locale, order: &Order) -> Markup {
    html! { (state_badge(locale, order.state)) " " (payment_badge(locale, order)) }
}

/// What can be done now: pay, note, cancel. Each leads to a form of its own that works without any script.
pub fn order_actions(member: &Member, order: &Order) -> Markup {
    let locale = &member.locale;
    let href = |what: &str| member.href(&format!("/orders/{}/{what}", order.id));
    let can_pay =
        order.due().minor > 0 && order.state != OrderState::Cancelled && member.may(Permission::RecordPayments);
    let can_cancel = can_cancel(order) && member.may(Permission::CancelOrders);
    html! {
        @if can_pay { (button_link(&href("pay"), Some(Icon::Wallet), &locale.t("orders-act-pay"))) }
        @if member.may(Permission::WriteNotes) {
            (button_link(&href("note"), Some(Icon::Chat), &locale.t("orders-act-note")))
        }
        @if can_cancel { (button_link(&href("cancel"), Some(Icon::Close), &locale.t("orders-act-cancel"))) }
    }
}

/// As far as the order itself tells; a parcel at the door is found out when it is tried.
pub fn can_cancel(order: &Order) -> bool {
    !matches!(order.state, OrderState::Cancelled | OrderState::Completed | OrderState::Returned)
}

/// When, how paid, promised for when, by which reference.
pub fn summary(locale: &Locale, order: &Order) -> Markup {
    let mut rows = vec![
        (locale.t("orders-placed-at"), when(locale, order.placed_at)),
        (locale.t("orders-method"), html! { (method_word(locale, order.method)) }),
    ];
    if let Some(day) = order.promised_on {
        rows.push((locale.t("orders-promised-on"), html! { time datetime=(day) { bdi { (locale.date_long(day)) } } }));
    }
    if let Some(key) = &order.external_ref {
        rows.push((locale.t("orders-external-ref"), html! { bdi.small { (key) } }));
    }
    if let Some(note) = &order.note {
        rows.push((locale.t("orders-note"), html! { bdi { (note) } }));
    }
    if let Some(reason) = &order.cancel_reason {
        rows.push((locale.t("orders-cancel-reason"), html! { bdi { (reason) } }));
    }
    card(&locale.t("orders-summary"), None, facts(&rows))
}

/// The lines as the customer saw them, and how the total comes about.
pub fn lines_and_totals(locale: &Locale, order: &Order, lines: &[OrderLine]) -> Markup {
    let money = |minor: i64| locale.amount(Money::new(minor, order.currency()));
    let columns = vec![
        Column::text(locale.t("orders-line-title")),
        Column::number(locale.t("orders-line-quantity")),
        Column::number(locale.t("orders-line-price")),
        Column::number(locale.t("orders-line-total")),
    ];
    let rows = lines
        .iter()
        .map(|line| {
            vec![
                line_title(locale, line),
                html! { bdi { (locale.number(line.quantity)) } },
                html! { bdi { (money(line.unit_price)) } },
                html! { bdi { (money(line.unit_price * line.quantity - line.quoted_discount)) } },
            ]
        })
        .collect();
    let body = html! {
        @if lines.is_empty() {
            p.muted { (locale.t("orders-no-lines")) }
        } @else {
            (brief_table(&Table { caption: locale.t("orders-lines"), columns, rows }))
        }
        (totals(locale, order, lines))
    };
    card(&locale.t("orders-lines"), None, body)
}

fn line_title(locale: &Locale, line: &OrderLine) -> Markup {
    html! {
        bdi { (line.title) }
        @if let Some(sku) = &line.sku { br; bdi.muted.small { (sku) } }
        @if let Some(wish) = &line.customisation {
            br;
            span.small { (locale.t("orders-customisation")) " " bdi { (wish) } }
        }
        @if line.fulfilled > 0 && line.fulfilled < line.quantity {
            br;
            span.muted.small { (locale.tv("orders-line-shipped", &[("n", Arg::from(line.fulfilled))])) }
        }
    }
}

/// What adds up to the total; below it what is inside it, what came in and what is missing.
fn totals(locale: &Locale, order: &Order, lines: &[OrderLine]) -> Markup {
    let row = |key: &str, minor: i64| (locale.t(key), num(&locale.money(Money::new(minor, order.currency()))));
    let goods: i64 = lines.iter().map(|line| line.unit_price * line.quantity - line.quoted_discount).sum();
    let is_vat_inside = order.quoted.tax_mode == TaxMode::Included;
    let mut parts = vec![row("orders-total-goods", goods)];
    let extras = [
        ("orders-total-discount", -order.quoted.discount),
        ("orders-total-shipping", order.quoted.shipping),
        ("orders-total-cod-fee", order.quoted.cod_fee),
        ("orders-total-vat", if is_vat_inside { 0 } else { order.money.vat }),
    ];
    parts.extend(extras.into_iter().filter(|(_, minor)| *minor != 0).map(|(key, minor)| row(key, minor)));
    parts.push(row("orders-total", order.money.total()));
    let mut below = Vec::new();
    if is_vat_inside && order.money.vat != 0 {
        below.push(row("orders-total-vat-included", order.money.vat));
    }
    if order.paid > 0 {
        below.push(row("orders-total-paid", order.paid));
    }
    if order.due().minor > 0 {
        below.push(row("orders-total-due", order.due().minor));
    }
    html! { (sums(&parts)) @if !below.is_empty() { (sums(&below)) } }
}

/// Who it goes to, how to reach them, and where.
pub fn customer_and_address(locale: &Locale, order: &Order) -> Markup {
    let mut rows = vec![(locale.t("orders-recipient"), recipient(locale, order))];
    if let Some(phone) = &order.phone {
        let phone = phone.as_str();
        rows.push((locale.t("orders-phone"), html! { a href={ "tel:" (phone) } { (code(phone)) } }));
    }
    if let Some(email) = &order.email {
        rows.push((locale.t("orders-email"), html! { a href={ "mailto:" (email) } { (code(email)) } }));
    }
    rows.extend(address_rows(locale, &order.address));
    card(&locale.t("orders-customer"), None, facts(&rows))
}

fn address_rows(locale: &Locale, address: &Address) -> Vec<(String, Markup)> {
    let region = address.region.as_deref().filter(|region| *region != address.city);
    let place: Vec<&str> = [address.street.as_deref(), address.district.as_deref(), Some(&address.city), region]
        .into_iter()
        .flatten()
        .collect();
    let mut rows = vec![(locale.t("orders-address"), html! { bdi { (place.join(comma_of(&address.city))) } })];
    rows.push((locale.t("orders-address-country"), html! { (country_word(locale, &address.country)) }));
    for (key, value) in [
        ("orders-address-building", &address.building),
        ("orders-address-unit", &address.unit),
        ("orders-address-postal-code", &address.postal_code),
        ("orders-address-additional", &address.additional_number),
        ("orders-address-short", &address.short_address),
    ] {
        if let Some(value) = value {
            rows.push((locale.t(key), code(value)));
        }
    }
    if let Some(line) = &address.line {
        rows.push((locale.t("orders-address-line"), html! { bdi { (line) } }));
    }
    rows
}

/// The comma of the script that the address is written in, whatever the page's language.
fn comma_of(text: &str) -> &'static str {
    let is_arabic = text.chars().any(|letter| ('\u{0600}'..='\u{06FF}').contains(&letter));
    if is_arabic { "، " } else { ", " }
}

/// The country's name where the house knows it, else its code.
fn country_word(locale: &Locale, country: &str) -> String {
    let key = format!("platform-country-{country}");
    if locale.has(&key) { locale.t(&key) } else { country.to_owned() }
}

/// What came in, when and how.
pub fn payments(locale: &Locale, payments: &[Payment]) -> Markup {
    let body = html! {
        ul.stack {
            @for payment in payments {
                li {
                    div.row { span { (method_word(locale, payment.method)) } (num(&locale.money(payment.amount))) }
                    div.muted.small {
                        (when(locale, payment.paid_at))
                        @if let Some(key) = &payment.external_ref { " · " bdi { (key) } }
                    }
                }
            }
        }
    };
    card(&locale.t("orders-payments"), None, body)
}

/// The order's own moments, for the one timeline of its page.
pub fn moments(locale: &Locale, order: &Order, payments: &[Payment]) -> Vec<(Instant, Moment)> {
    let moment = |at: Instant, title: String, detail: Option<Markup>, tone: Tone| {
        let (time, datetime) = (locale.time(at), at.to_string());
        (at, Moment { title, detail, time, datetime, tone, is_now: false })
    };
    let mut all = vec![moment(order.placed_at, locale.t("orders-moment-placed"), None, Tone::Neutral)];
    all.extend(payments.iter().map(|payment| {
        let detail = html! { (method_word(locale, payment.method)) " · " bdi { (locale.money(payment.amount)) } };
        moment(payment.paid_at, locale.t("orders-moment-paid"), Some(detail), Tone::Good)
    }));
    if let Some(at) = order.cancelled_at {
        let reason = order.cancel_reason.as_ref().map(|reason| html! { bdi { (reason) } });
        all.push(moment(at, locale.t("orders-moment-cancelled"), reason, Tone::Warn));
    }
    if let Some(at) = order.reinstated_at {
        let why = html! { (locale.t("orders-moment-reinstated-why")) };
        all.push(moment(at, locale.t("orders-moment-reinstated"), Some(why), Tone::Neutral));
    }
    all
}
