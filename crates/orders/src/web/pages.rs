//! The console's list of orders: filters and search are links and a form by GET, pages go by cursor.

use super::reading;
use super::words::{payment_badge, payment_state_word, recipient, state_badge, state_word};
use crate::read::{After, FOUND_ORDERS_MAX, OrderFilter, list_orders, search_orders};
use crate::{Order, OrderError, OrderState, PaymentState};
use axum::extract::{Query, State};
use maud::{Markup, html};
use serde::Deserialize;
use wasl_base::{CalendarDate, Instant, OrderId};
use wasl_customers::Customer;
use wasl_customers::read::find_customer;
use wasl_i18n::Locale;
use wasl_platform::web::encode;
use wasl_platform::{Cursor, House, Member, PageProblem, Problem, Section, Shop};
use wasl_ui::{Column, Icon, Tab, Table};

/// Orders of one page of the console.
const ROWS: usize = 50;

#[derive(Default, Deserialize)]
pub struct ListQuery {
    state: Option<String>,
    payment: Option<String>,
    /// First day, by the shop's calendar.
    placed_from: Option<String>,
    /// The day after the last.
    placed_to: Option<String>,
    /// The orders of one customer.
    customer: Option<String>,
    q: Option<String>,
    cursor: Option<String>,
}

/// One filter of the list, as a tab.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Pick {
    All,
    State(OrderState),
    Payment(PaymentState),
}

const PICKS: [Pick; 9] = [
    Pick::All,
    Pick::State(OrderState::Placed),
    Pick::State(OrderState::PartlyFulfilled),
    Pick::State(OrderState::Fulfilled),
    Pick::State(OrderState::Completed),
    Pick::Payment(PaymentState::Unpaid),
    Pick::Payment(PaymentState::RefundDue),
    Pick::State(OrderState::Returned),
    Pick::State(OrderState::Cancelled),
];

impl Pick {
    fn of(filter: &OrderFilter) -> Option<Self> {
        match (filter.state, filter.payment) {
            (None, None) => Some(Self::All),
            (Some(state), None) => Some(Self::State(state)),
            (None, Some(payment)) => Some(Self::Payment(payment)),
            (Some(_), Some(_)) => None,
        }
    }

    fn query(self) -> String {
        match self {
            Self::All => String::new(),
            Self::State(state) => format!("?state={}", state.as_str()),
            Self::Payment(payment) => format!("?payment={}", payment.as_str()),
        }
    }

    fn text(self, locale: &Locale) -> String {
        match self {
            Self::All => locale.t("orders-tab-all"),
            Self::State(state) => state_word(locale, state),
            Self::Payment(payment) => payment_state_word(locale, payment),
        }
    }
}

impl ListQuery {
    fn filter(&self, shop: &Shop) -> Result<OrderFilter, OrderError> {
        let state = self.state.as_deref().filter(|text| !text.is_empty());
        let payment = self.payment.as_deref().filter(|text| !text.is_empty());
        Ok(OrderFilter {
            state: state.map(|text| reading::order_state("/state", text)).transpose()?,
            payment: payment.map(|text| reading::payment_state("/payment", text)).transpose()?,
            placed_from: day_of(shop, "/placed_from", self.placed_from.as_deref())?,
            placed_to: day_of(shop, "/placed_to", self.placed_to.as_deref())?,
            customer: self.customer_text().map(|text| reading::id("/customer", text)).transpose()?,
        })
    }

    fn customer_text(&self) -> Option<&str> {
        self.customer.as_deref().filter(|text| !text.is_empty())
    }

    /// Period and customer of the list as a piece of its address, empty when it has neither.
    fn period(&self) -> String {
        [("placed_from", &self.placed_from), ("placed_to", &self.placed_to), ("customer", &self.customer)]
            .into_iter()
            .filter_map(|(name, day)| day.as_deref().filter(|day| !day.is_empty()).map(|day| (name, day)))
            .map(|(name, day)| format!("{name}={}", encode(day)))
            .collect::<Vec<_>>()
            .join("&")
    }

    fn question(&self) -> Option<&str> {
        self.q.as_deref().map(str::trim).filter(|text| !text.is_empty())
    }
}

fn day_of(shop: &Shop, field: &str, day: Option<&str>) -> Result<Option<Instant>, OrderError> {
    let Some(text) = day.filter(|text| !text.is_empty()) else { return Ok(None) };
    let day: wasl_base::CalendarDate = reading::date(field, text)?;
    Ok(Some(day.starts_in(&shop.zone)))
}

/// A path with pieces of a query, leaving out the empty ones.
fn address(path: &str, pieces: &[&str]) -> String {
    let kept: Vec<&str> =
        pieces.iter().map(|piece| piece.trim_start_matches('?')).filter(|piece| !piece.is_empty()).collect();
    if kept.is_empty() { path.to_owned() } else { format!("{path}?{}", kept.join("&")) }
}

/// Days up to which a date needs no year to be understood.
const NEAR_DAYS: i32 = 300;

fn after_of(cursor: Cursor) -> After {
    After { placed_at: Instant::from_us(cursor.major), id: OrderId::from_number(cursor.minor) }
}

/// What the list shows.
struct Found {
    /// Whose orders these are, when they are one customer's.
    customer: Option<Customer>,
    /// By the shop's calendar.
    today: CalendarDate,
    orders: Vec<Order>,
    end: Option<After>,
}

pub async fn list_page(
    State(house): State<House>,
    member: Member,
    Query(query): Query<ListQuery>,
) -> Result<Markup, PageProblem> {
    let filter = query.filter(&member.shop)?;
    let after = match query.cursor.as_deref().filter(|text| !text.is_empty()) {
        Some(text) => Some(after_of(text.parse()?)),
        None => None,
    };
    let today = house.clock.now().date_in(&member.shop.zone);
    let mut read = house.db.read().await?;
    let shop = member.shop.id;
    let customer = match filter.customer {
        Some(id) => Some(find_customer(&mut read, shop, id).await?),
        None => None,
    };
    let found = match query.question() {
        Some(question) if wasl_base::has_nul(question) => {
            return Err(Problem::field("platform.nul_character", "/q").into());
        }
        Some(question) => {
            let orders = search_orders(&mut read, shop, question, &filter).await?;
            Found { customer, today, orders, end: None }
        }
        None => {
            let (orders, end) = list_orders(&mut read, shop, &filter, after, ROWS).await?;
            Found { customer, today, orders, end }
        }
    };
    drop(read);
    let title = member.locale.t("orders-title");
    let body = list_body(&member, &query, &filter, &found);
    Ok(member.page(Section::Orders, &title, body))
}

fn list_body(member: &Member, query: &ListQuery, filter: &OrderFilter, found: &Found) -> Markup {
    let locale = &member.locale;
    let path = member.href("/orders");
    let hidden: Vec<(&str, &str)> = [
        ("state", query.state.as_deref()),
        ("payment", query.payment.as_deref()),
        ("placed_from", query.placed_from.as_deref()),
        ("placed_to", query.placed_to.as_deref()),
        ("customer", query.customer.as_deref()),
    ]
    .into_iter()
    .filter_map(|(name, value)| value.filter(|text| !text.is_empty()).map(|text| (name, text)))
    .collect();
    let search = wasl_ui::search_box(&path, &locale.t("orders-search"), query.question().unwrap_or(""), &hidden);
    html! {
        (wasl_ui::page_head(None, html! { (locale.t("orders-title")) }, Some(search)))
        @if let Some(customer) = &found.customer {
            (customer_line(member, customer))
        } @else {
            (wasl_ui::tabs(&locale.t("orders-filters"), &tabs(locale, &path, filter, &query.period())))
        }
        @if let (Some(from), Some(to)) = (filter.placed_from, filter.placed_to) { (period_line(member, from, to)) }
        @if found.orders.is_empty() {
            (nothing(member, query, filter))
        } @else {
            @if query.question().is_some() && found.orders.len() >= FOUND_ORDERS_MAX {
                (wasl_ui::too_many(locale, i64::try_from(found.orders.len()).unwrap_or(i64::MAX)))
            }
            section.card { (rows(member, found)) }
            (pager(locale, &path, query, filter, found))
        }
    }
}

fn tabs(locale: &Locale, path: &str, filter: &OrderFilter, period: &str) -> Vec<Tab> {
    let current = Pick::of(filter);
    PICKS
        .iter()
        .map(|pick| Tab {
            href: address(path, &[&pick.query(), period]),
            text: pick.text(locale),
            is_current: current == Some(*pick),
        })
        .collect()
}

/// Which days the list is of, and the way out of them. `to` is the day after the last.
fn period_line(member: &Member, from: Instant, to: Instant) -> Markup {
    let locale = &member.locale;
    let zone = &member.shop.zone;
    let (first, last) = (locale.date_long(from.date_in(zone)), locale.date_long(to.date_in(zone).plus_days(-1)));
    html! {
        p.cluster {
            span { (locale.tv("orders-period", &[("first", first.into()), ("last", last.into())])) }
            a href=(member.href("/orders")) { (locale.t("orders-period-all")) }
        }
    }
}

/// Whose orders the list is of, and the way out of them.
fn customer_line(member: &Member, customer: &Customer) -> Markup {
    let locale = &member.locale;
    let words = match &customer.name {
        Some(name) => locale.tv("orders-of-customer", &[("name", name.as_str().into())]),
        None => locale.t("orders-of-nobody-named"),
    };
    html! { p.cluster { span { (words) } a href=(member.href("/orders")) { (locale.t("orders-none-act")) } } }
}

fn rows(member: &Member, found: &Found) -> Markup {
    let locale = &member.locale;
    let title = |name: &str| locale.t(&format!("orders-column-{name}"));
    let columns = vec![
        Column::text(title("number")),
        Column::plain(title("customer")),
        Column::plain(title("state")),
        Column::plain(title("payment")),
        Column::text(title("promise")),
        Column::number(title("total")),
    ];
    let rows = found.orders.iter().map(|order| row(member, order, found.today)).collect();
    wasl_ui::table(&Table { caption: locale.t("orders-title"), columns, rows })
}

fn row(member: &Member, order: &Order, today: CalendarDate) -> Vec<Markup> {
    let locale = &member.locale;
    vec![
        html! {
            a.cover href=(member.href(&format!("/orders/{}", order.id))) { bdi { (order.number) } }
            br;
            time.muted.small datetime=(order.placed_at) { bdi { (placed_text(locale, order, today)) } }
        },
        html! { span.pair { span { (recipient(locale, order)) } span.muted.small { bdi { (order.address.city) } } } },
        state_badge(locale, order.state),
        payment_badge(locale, order),
        html! {
            @match order.promised_on {
                Some(day) => time datetime=(day) { bdi { (date_text(locale, day, today)) } },
                None => span.muted { (locale.t("orders-no-promise")) },
            }
        },
        html! { bdi { (locale.money(order.total())) } },
    ]
}

fn is_near(day: CalendarDate, today: CalendarDate) -> bool {
    today.days_since(day).abs() <= NEAR_DAYS
}

/// `22/11 9:40`; an old order is told by its year.
fn placed_text(locale: &Locale, order: &Order, today: CalendarDate) -> String {
    match order.placed_on {
        day if day == today => locale.time(order.placed_at),
        day if is_near(day, today) => format!("{} {}", locale.date_short(day), locale.time(order.placed_at)),
        day => locale.date_long(day),
    }
}

fn date_text(locale: &Locale, day: CalendarDate, today: CalendarDate) -> String {
    if is_near(day, today) { locale.date(day) } else { locale.date_long(day) }
}

fn pager(locale: &Locale, path: &str, query: &ListQuery, filter: &OrderFilter, found: &Found) -> Markup {
    let pick = Pick::of(filter).map(Pick::query).unwrap_or_default();
    let period = query.period();
    let first = query.cursor.is_some().then(|| address(path, &[&pick, &period]));
    let next = found.end.map(|end| {
        let cursor = Cursor::new(end.placed_at.us(), end.id.number()).to_string();
        address(path, &[&pick, &period, &format!("cursor={}", encode(&cursor))])
    });
    wasl_ui::pager(locale, first.as_deref(), next.as_deref())
}

/// Nothing to show: why, and where to go.
fn nothing(member: &Member, query: &ListQuery, filter: &OrderFilter) -> Markup {
    let locale = &member.locale;
    let all = member.href("/orders");
    if query.question().is_none() && *filter == OrderFilter::default() {
        let api = wasl_ui::button_link("/api/docs", Some(Icon::Open), &locale.t("orders-empty-act"));
        return wasl_ui::empty(Icon::Bag, &locale.t("orders-empty-title"), &locale.t("orders-empty-text"), Some(api));
    }
    let back = wasl_ui::button_link(&all, None, &locale.t("orders-none-act"));
    let text = if query.question().is_some() { "orders-none-found" } else { "orders-none-here" };
    wasl_ui::empty(Icon::Search, &locale.t("orders-none-title"), &locale.t(text), Some(back))
}
