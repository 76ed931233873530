//! The worst lanes, with the counts that the shares are made of, and what is not said for want of parcels.

use crate::{Home, LANE_PARCELS_MIN, LaneCounts, LaneName};
use maud::{Markup, html};
use wasl_i18n::Locale;
use wasl_platform::Member;
use wasl_ui::{Column, Table, card, meter, table};

pub fn lanes_card(member: &Member, home: &Home) -> Markup {
    let locale = &member.locale;
    let lanes = &home.lanes;
    let body = html! {
        @if lanes.worst.is_empty() {
            p.muted { (locale.t(if lanes.ranked > 0 { "insight-no-late-lanes" } else { "insight-no-ranked-lanes" })) }
        } @else {
            (table(&Table {
                caption: locale.t("insight-worst-lanes"),
                columns: vec![
                    Column::text(locale.t("insight-lane")),
                    Column::number(locale.t("insight-lane-late")),
                    Column::text(locale.t("insight-lane-share")),
                    Column::number(locale.t("insight-lane-days")),
                ],
                rows: lanes.worst.iter().map(|(name, counts)| row(locale, name, counts)).collect(),
            }))
        }
        p.muted.small {
            (locale.tv("insight-lanes-how", &[("min", LANE_PARCELS_MIN.into())]))
            @if lanes.unranked > 0 {
                " " (locale.tv("insight-lanes-unranked", &[("parcels", lanes.unranked_parcels.into())]))
            }
        }
    };
    card(&locale.t("insight-worst-lanes"), None, body)
}

fn row(locale: &Locale, name: &LaneName, lane: &LaneCounts) -> Vec<Markup> {
    let names = [("from", name.origin.as_str().into()), ("to", name.destination.as_str().into())];
    let counts = [("late", lane.late.into()), ("all", locale.number(lane.promised).into())];
    let days =
        lane.mean_hours().map_or_else(|| locale.t("insight-none"), |hours| locale.decimal(hours * 1_000 / 24, 1));
    vec![
        html! { (locale.tv("insight-from-place-to-place", &names)) },
        html! { (locale.tv("insight-late-of-all", &counts)) },
        html! {
            span.cluster {
                bdi.num { (locale.percent(lane.late_permille())) }
                (meter(locale, lane.late_permille(), "bad"))
            }
        },
        html! { bdi { (days) } },
    ]
}
