//! The list of parcels at the console, with its filters.

use super::console_list::{Asked, ListQuery, WORDS};
use super::parts::{carrier_name, expectation_text, place_name, status_badge};
use crate::model::Shipment;
use crate::policy::is_late;
use crate::read::{count_late, count_open};
use axum::extract::{Query, State};
use maud::{Markup, html};
use wasl_base::{CalendarDate, Instant};
use wasl_events::Status;
use wasl_i18n::Locale;
use wasl_platform::{House, Listing, Member, PageProblem, PageQuery, Section};
use wasl_ui::{Column, Icon, Tab, Table, Tone, badge, button_link, empty, page_head, pager, table, tabs};

pub async fn list(
    State(house): State<House>,
    member: Member,
    page: PageQuery,
    Query(query): Query<ListQuery>,
) -> Result<Markup, PageProblem> {
    let now = house.clock.now();
    let today = now.date_in(&member.shop.zone);
    let asked = query.asked(today)?;
    let mut read = house.db.read().await?;
    let found = asked.find(&mut read, member.shop.id, page.cursor, page.limit + 1).await?;
    let counts = count_open(&mut read, member.shop.id).await?;
    let late = count_late(&mut read, member.shop.id, today).await?;
    drop(read);
    let listing = Listing::cut(found, page.limit, |one| asked.cursor(one));
    let counts = Counts {
        waiting: sum(&counts, |status| matches!(status, Status::Pending | Status::InfoReceived)),
        open: sum(&counts, |_| true),
        late,
        trouble: sum(&counts, Status::is_trouble),
    };
    let body = list_body(&member, now, &asked, &listing, page.cursor.is_some(), &counts);
    Ok(member.page(Section::Shipments, &member.locale.t("tracking-shipments"), body))
}

/// How many parcels stand behind the tabs of what is open.
struct Counts {
    waiting: i64,
    open: i64,
    late: i64,
    trouble: i64,
}

fn sum(counts: &[(Status, i64)], is_counted: impl Fn(Status) -> bool) -> i64 {
    counts.iter().filter(|(status, _)| is_counted(*status)).map(|(_, count)| count).sum()
}

fn list_body(
    member: &Member,
    now: Instant,
    asked: &Asked,
    listing: &Listing<Shipment>,
    is_further: bool,
    counts: &Counts,
) -> Markup {
    let locale = &member.locale;
    let href = |word: &str, cursor: &str| member.href(&format!("/shipments{}", asked.query(word, cursor)));
    let all: Vec<Tab> = WORDS
        .iter()
        .filter(|(word, is_tab)| *is_tab || *word == asked.word)
        .map(|(word, _)| Tab {
            href: href(word, ""),
            text: tab_text(locale, word, counts),
            is_current: *word == asked.word,
        })
        .collect();
    let next = listing.next_cursor.as_deref().map(|cursor| href(asked.word, cursor));
    let first = is_further.then(|| href(asked.word, ""));
    html! {
        (page_head(None, html! { (locale.t("tracking-shipments")) }, None))
        (tabs(&locale.t("tracking-filters"), &all))
        @if let (true, Some(days)) = (asked.is_delivered(), asked.days) { (period_line(member, asked, days)) }
        @if listing.items.is_empty() {
            (nothing(member, asked))
        } @else {
            section.card { (list_table(member, now, &listing.items)) }
            (pager(locale, first.as_deref(), next.as_deref()))
        }
    }
}

fn tab_text(locale: &Locale, word: &str, counts: &Counts) -> String {
    let name = locale.t(&filter_key(word));
    match word {
        "waiting" => format!("{name} {}", locale.number(counts.waiting)),
        "open" => format!("{name} {}", locale.number(counts.open)),
        "late" => format!("{name} {}", locale.number(counts.late)),
        "trouble" => format!("{name} {}", locale.number(counts.trouble)),
        _ => name,
    }
}

fn filter_key(word: &str) -> String {
    format!("tracking-filter-{}", if word.is_empty() { "all" } else { word })
}

/// Which days and lane the list is of, and the way out of them.
fn period_line(member: &Member, asked: &Asked, (first, last): (CalendarDate, CalendarDate)) -> Markup {
    let locale = &member.locale;
    let values = [
        ("what", locale.t(&filter_key(asked.word)).into()),
        ("first", locale.date_long(first).into()),
        ("last", locale.date_long(last).into()),
    ];
    html! {
        p.cluster {
            span {
                (locale.tv("tracking-period", &values))
                @if let Some(lane) = &asked.lane {
                    " · " (locale.tv("tracking-on-lane", &[("from", (&lane.from).into()), ("to", (&lane.to).into())]))
                }
            }
            a href=(member.href("/shipments")) { (locale.t("tracking-show-all")) }
        }
    }
}

/// An empty list says whether that is good news, and where to go.
fn nothing(member: &Member, asked: &Asked) -> Markup {
    let locale = &member.locale;
    let text = match asked.word {
        "" => "tracking-none-text",
        "waiting" => "tracking-none-waiting",
        "open" => "tracking-none-open",
        "late" => "tracking-none-late",
        "trouble" => "tracking-none-trouble",
        "came_late" => "tracking-none-came_late",
        _ => "tracking-none-delivered",
    };
    let is_good = matches!(asked.word, "waiting" | "late" | "trouble" | "came_late");
    let all =
        (!asked.word.is_empty()).then(|| button_link(&member.href("/shipments"), None, &locale.t("tracking-show-all")));
    let icon = if is_good { Icon::Check } else { Icon::Truck };
    html! { section.card { (empty(icon, &locale.t("tracking-none-title"), &locale.t(text), all)) } }
}

fn list_table(member: &Member, now: Instant, items: &[Shipment]) -> Markup {
    let locale = &member.locale;
    let rows = items
        .iter()
        .map(|one| {
            let late = is_late(one, now.date_in(&locale.zone));
            vec![
                html! {
                    a.cover href=(member.href(&format!("/shipments/{}", one.id))) { bdi { (one.number.clone().unwrap_or_else(|| one.id.to_string())) } }
                    div.muted.small { bdi { (carrier_name(locale, &one.carrier)) } }
                },
                html! { span.cluster { (status_badge(locale, one)) @if late { (badge(Tone::Warn, &locale.t("tracking-late"))) } } },
                html! { (expectation_text(locale, one, now)) },
                html! { bdi { (place_name(locale, &one.to_city)) } },
                html! { a href=(member.href(&format!("/orders/{}", one.order))) { bdi.num { (one.order_number) } } },
            ]
        })
        .collect();
    table(&Table {
        caption: locale.t("tracking-shipments"),
        columns: vec![
            Column::text(locale.t("tracking-col-shipment")),
            Column::plain(locale.t("tracking-col-state")),
            Column::plain(locale.t("tracking-col-expected")),
            Column::text(locale.t("tracking-col-to")),
            Column::text(locale.t("tracking-col-order")),
        ],
        rows,
    })
}
