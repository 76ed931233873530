//! What was found, as groups: a row says what it is, how it stands and, where that is not plain, why it was found.

use super::{Found, GROUP_ROWS};
use maud::{Markup, html};
use wasl_base::{CalendarDate, Instant, Phone};
use wasl_customers::Customer;
use wasl_customers::search::How;
use wasl_i18n::Locale;
use wasl_orders::Order;
use wasl_orders::web::words::{recipient, state_badge};
use wasl_platform::Member;
use wasl_platform::web::encode;
use wasl_tracking::Shipment;
use wasl_tracking::parts::{carrier_name, expectation_text, place_name, status_badge};
use wasl_ui::{Column, Table, card, code, table};

pub fn groups(member: &Member, question: &str, found: &Found, now: Instant) -> Markup {
    let locale = &member.locale;
    let more = format!("/orders?q={}", encode(question));
    html! {
        @if !found.orders.is_empty() { (group(member, "app-orders", orders(member, found), found.orders.len(), Some(&more))) }
        @if !found.customers.is_empty() {
            (group(member, "app-customers", customers(member, found), found.customers.len(), None))
        }
        @if !found.shipments.is_empty() {
            (group(member, "app-parcels", parcels(locale, member, found, now), found.shipments.len(), None))
        }
    }
}

/// `more` is where the rest can be seen; where it cannot, more words help.
fn group(member: &Member, title: &str, rows: Table, found: usize, more: Option<&str>) -> Markup {
    let locale = &member.locale;
    let is_more = found > GROUP_ROWS;
    let aside =
        more.filter(|_| is_more).map(|path| html! { a href=(member.href(path)) { (locale.t("app-find-more")) } });
    card(
        &locale.t(title),
        aside,
        html! {
            (table(&rows))
            @if is_more && more.is_none() { p.muted.small { (locale.t("app-find-narrow")) } }
        },
    )
}

fn orders(member: &Member, found: &Found) -> Table {
    let locale = &member.locale;
    let rows = found.orders.iter().take(GROUP_ROWS).map(|(order, how)| order_row(member, order, *how)).collect();
    let columns = vec![
        Column::text(locale.t("app-order")),
        Column::plain(locale.t("app-customer")),
        Column::plain(locale.t("app-state")),
        Column::number(locale.t("app-amount")),
    ];
    Table { caption: locale.t("app-orders"), columns, rows }
}

fn order_row(member: &Member, order: &Order, how: How) -> Vec<Markup> {
    let locale = &member.locale;
    vec![
        html! {
            a.cover href=(member.href(&format!("/orders/{}", order.id))) { bdi { (order.number) } }
            br;
            (day(locale, order.placed_on))
        },
        html! {
            span.pair {
                span { (recipient(locale, order)) }
                span.muted.small { bdi { (place_name(locale, &order.address.city)) } (phone(order.phone.as_ref())) }
                (why(locale, how))
            }
        },
        state_badge(locale, order.state),
        html! { bdi { (locale.money(order.total())) } },
    ]
}

fn customers(member: &Member, found: &Found) -> Table {
    let locale = &member.locale;
    let rows = found.customers.iter().take(GROUP_ROWS).map(|(one, how)| customer_row(member, one, *how)).collect();
    let columns = vec![
        Column::text(locale.t("app-customer")),
        Column::plain(locale.t("app-contact")),
        Column::plain(locale.t("app-since")),
    ];
    Table { caption: locale.t("app-customers"), columns, rows }
}

fn customer_row(member: &Member, one: &Customer, how: How) -> Vec<Markup> {
    let locale = &member.locale;
    let name = one.name.clone().unwrap_or_else(|| locale.t("app-no-name"));
    let since = one.created_at.date_in(&locale.zone);
    vec![
        html! {
            a.cover href=(member.href(&format!("/orders?customer={}", one.id))) { bdi { (name) } }
            @if how == How::Sound { br; }
            (why(locale, how))
        },
        html! {
            span.pair {
                @if let Some(phone) = &one.phone { span { (code(phone.as_str())) } }
                @if let Some(email) = &one.email { span.muted.small { bdi { (email) } } }
                @if let Some(city) = &one.city { span.muted.small { bdi { (place_name(locale, city)) } } }
            }
        },
        day(locale, since),
    ]
}

fn parcels(locale: &Locale, member: &Member, found: &Found, now: Instant) -> Table {
    let rows = found.shipments.iter().take(GROUP_ROWS).map(|(one, _)| parcel_row(member, one, now)).collect();
    let columns = vec![
        Column::text(locale.t("app-parcel")),
        Column::plain(locale.t("app-order")),
        Column::plain(locale.t("app-state")),
        Column::plain(locale.t("app-expected")),
    ];
    Table { caption: locale.t("app-parcels"), columns, rows }
}

fn parcel_row(member: &Member, one: &Shipment, now: Instant) -> Vec<Markup> {
    let locale = &member.locale;
    let number = one.number.clone().unwrap_or_else(|| one.id.to_string());
    vec![
        html! {
            a.cover href=(member.href(&format!("/shipments/{}", one.id))) { bdi { (number) } }
            br;
            span.muted.small { bdi { (carrier_name(locale, &one.carrier)) } }
        },
        html! {
            span.pair {
                span { bdi { (one.order_number) } }
                span.muted.small { bdi { (place_name(locale, &one.to_city)) } }
            }
        },
        status_badge(locale, one),
        html! { span.small { (expectation_text(locale, one, now)) } },
    ]
}

fn day(locale: &Locale, day: CalendarDate) -> Markup {
    html! { time.muted.small datetime=(day) { bdi { (locale.date_long(day)) } } }
}

fn phone(phone: Option<&Phone>) -> Markup {
    html! { @if let Some(phone) = phone { " · " (code(phone.as_str())) } }
}

/// Said where the reader would otherwise wonder.
fn why(locale: &Locale, how: How) -> Markup {
    html! { @if how == How::Sound { span.muted.small { (locale.t("app-find-sounds")) } } }
}
