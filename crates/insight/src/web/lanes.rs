//! The worst lanes, with the counts that the shares are made of, and what is not said for want of parcels.

use super::links::Links;
use crate::{Home, LANE_PARCELS_MIN, LaneCounts, LaneName};
use maud::{Markup, html};
use wasl_platform::Member;
use wasl_tracking::parts::place_name;
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
                rows: lanes.worst.iter().map(|(name, counts)| row(member, home, name, counts)).collect(),
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

fn row(member: &Member, home: &Home, name: &LaneName, lane: &LaneCounts) -> Vec<Markup> {
    let locale = &member.locale;
    let rows = |filter| Links(member).delivered_on_lane(filter, home.period, name);
    let place = |words: &str| place_name(locale, words).into();
    let names = [("from", place(&name.origin)), ("to", place(&name.destination))];
    let counts = [("late", lane.late.into()), ("all", locale.number(lane.promised).into())];
    let days =
        lane.mean_hours().map_or_else(|| locale.t("insight-none"), |hours| locale.decimal(hours * 1_000 / 24, 1));
    vec![
        html! { a.cover href=(rows("promised")) { (locale.tv("insight-from-place-to-place", &names)) } },
        html! { a href=(rows("came_late")) { (locale.tv("insight-late-of-all", &counts)) } },
        html! {
            span.cluster {
                bdi.num { (locale.percent(lane.late_permille())) }
                (meter(locale, lane.late_permille(), "bad"))
            }
        },
        html! { bdi { (days) } },
    ]
}
