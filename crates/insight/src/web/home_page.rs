//! `/s/{shop}`: attention before statistics. What is open now, what needs a person, then the figures of a period.

use super::links::Links;
use super::{PeriodQuery, charts, kpis, lanes, troubles, words};
use crate::{Choice, Home, PRESET_DAYS, home};
use axum::extract::{Query, State};
use maud::{Markup, html};
use wasl_base::Instant;
use wasl_platform::web::Section;
use wasl_platform::{House, Member, PageProblem, Permission};
use wasl_ui::{Field, Icon, Tab, Tone, button_link, empty, field, folded_card, notice, page_head, search_box, tabs};

pub async fn show(
    State(house): State<House>,
    member: Member,
    Query(query): Query<PeriodQuery>,
) -> Result<Markup, PageProblem> {
    let choice = query.choice()?;
    let now = house.clock.now();
    let mut read = house.db.read().await?;
    let found = home(&mut read, &member.shop, now, choice, member.may(Permission::SeeBooks)).await?;
    drop(read);
    let body = html! {
        (head(&member, now))
        @if found.is_new && found.now.in_transit == 0 { (first_steps(&member)) } @else { (figures(&member, &found, choice, now)) }
    };
    Ok(member.page(Section::Home, &member.locale.t("insight-home"), body))
}

fn head(member: &Member, now: Instant) -> Markup {
    let locale = &member.locale;
    let greeting = words::greeting(locale, &member.user.name, now);
    let search = search_box(&Links(member).orders(), &locale.t("insight-search"), "", &[]);
    page_head(None, html! { (greeting) }, Some(search))
}

/// A shop without a single fact: what this page will show, and how the first order comes in.
fn first_steps(member: &Member) -> Markup {
    let locale = &member.locale;
    let next = html! {
        p.cluster {
            (button_link("/api/docs", Some(Icon::Link), &locale.t("insight-new-by-api")))
            (button_link(&Links(member).orders(), Some(Icon::Bag), &locale.t("insight-new-orders")))
        }
        p.small { (locale.t("insight-new-import")) " " code dir="ltr" { "wasl import --help" } }
    };
    html! {
        section.card {
            (empty(Icon::Store, &locale.t("insight-new-title"), &locale.t("insight-new-text"), Some(next)))
        }
    }
}

fn figures(member: &Member, home: &Home, choice: Choice, now: Instant) -> Markup {
    let locale = &member.locale;
    html! {
        (kpis::now_row(member, home))
        @if !home.now.troubles.is_empty() { (troubles::troubles_card(member, home, now)) }
        section.stack aria-labelledby="period" {
            div.page-head {
                div {
                    h2 #period { (words::period_title(locale, choice, home.period)) }
                    p.muted.small { (words::period_note(locale, choice, home)) }
                }
                (presets(member, choice))
            }
            @if home.is_historical {
                (notice(Tone::Accent, &locale.tv("insight-historical", &[("day", locale.date_long(home.period.last).into())])))
            }
            (kpis::period_row(member, home))
            div.two {
                (charts::orders_card(member, home))
                (charts::promises_card(member, home))
            }
            (lanes::lanes_card(member, home))
        }
        (own_period(member, home))
    }
}

fn presets(member: &Member, choice: Choice) -> Markup {
    let locale = &member.locale;
    let all: Vec<Tab> = PRESET_DAYS
        .iter()
        .map(|days| Tab {
            href: Links(member).home(Choice::Last(*days)),
            text: locale.tv("insight-days", &[("n", i64::from(*days).into())]),
            is_current: words::is_chosen(choice, *days),
        })
        .collect();
    tabs(&locale.t("insight-period"), &all)
}

/// Any other days, from–to.
fn own_period(member: &Member, home: &Home) -> Markup {
    let locale = &member.locale;
    let (from, to) = (home.period.first.to_string(), home.period.last.to_string());
    let date = |name, label: &str, value| {
        let label = locale.t(label);
        field(&Field { name, label: &label, value, kind: "date", is_required: true, is_ltr: true, ..Field::default() })
    };
    html! {
        (folded_card(&locale.t("insight-other-days"), html! {
            form.form.inline method="get" action=(member.href("")) {
                (date("from", "insight-from", &from))
                (date("to", "insight-to", &to))
                button.button type="submit" { (locale.t("insight-show")) }
            }
        }))
    }
}
