//! Parcels that wait for a person: the newest few, and the way to all of them.

use super::links::Links;
use crate::Home;
use maud::{Markup, html};
use wasl_base::Instant;
use wasl_platform::Member;
use wasl_tracking::Shipment;
use wasl_tracking::parts::{carrier_name, expectation_text, place_name, status_badge};
use wasl_ui::{Column, Table, ago, card, table};

pub fn troubles_card(member: &Member, home: &Home, now: Instant) -> Markup {
    let locale = &member.locale;
    let aside = html! { a href=(Links(member).shipments("trouble")) { (locale.t("insight-all-in-trouble")) } };
    let rows = home.now.troubles.iter().map(|shipment| row(member, shipment, now)).collect();
    let body = table(&Table {
        caption: locale.t("insight-needs-you"),
        columns: vec![
            Column::text(locale.t("insight-shipment")),
            Column::plain(locale.t("insight-what-happened")),
            Column::text(locale.t("insight-customer")),
            Column::number(locale.t("insight-since")),
        ],
        rows,
    });
    card(&locale.t("insight-needs-you"), Some(aside), body)
}

fn row(member: &Member, shipment: &Shipment, now: Instant) -> Vec<Markup> {
    let locale = &member.locale;
    let href = member.href(&format!("/shipments/{}", shipment.id));
    let name = shipment.number.clone().unwrap_or_else(|| shipment.id.to_string());
    let since = shipment.state.moved.as_ref().map_or(shipment.created_at, |moved| moved.at);
    vec![
        html! {
            a.cover href=(href) { bdi.num { (name) } }
            div.muted.small { bdi { (carrier_name(locale, &shipment.carrier)) } " · " bdi { (place_name(locale, &shipment.to_city)) } }
        },
        html! {
            (status_badge(locale, shipment))
            div.muted.small { (expectation_text(locale, shipment, now)) }
        },
        html! { bdi { (shipment.first_name.as_deref().unwrap_or("")) } },
        html! { (ago(locale, since, now)) },
    ]
}
