//! The one question of the home page: the figures of a period beside those of the period before it. It costs a few
//! rows for each day asked about, however many orders those days held.

use crate::figures::{Course, DayRow, Figures, course_of_orders, course_of_promises, lanes_of};
use crate::lanes::LaneRanking;
use crate::{Choice, InsightError, Period, store};
use wasl_base::{CalendarDate, Instant, Money};
use wasl_db::{DbError, Read};
use wasl_events::Status;
use wasl_ledger::AccountCode;
use wasl_platform::Shop;
use wasl_tracking::Shipment;
use wasl_tracking::read::{ShipmentFilter, count_late, count_open, list_shipments};

/// Parcels in trouble that the page shows; the list holds the rest.
pub const TROUBLES_MAX: i64 = 6;

/// What an owner sees of a shop.
#[derive(Clone, Debug)]
pub struct Home {
    /// By the shop's calendar.
    pub today: CalendarDate,
    pub period: Period,
    /// The last days were asked for, and the newest ones that have figures lie well in the past.
    pub is_historical: bool,
    /// Nothing was ever counted for this shop.
    pub is_new: bool,
    pub figures: Figures,
    /// The days before, as many; None when the shop's figures do not reach back to their beginning, since half a period
    /// compares with nothing.
    pub before: Option<Figures>,
    pub orders: Course,
    pub promises: Course,
    pub lanes: LaneRanking,
    pub now: Now,
}

/// What is open at this moment, whatever the period.
#[derive(Clone, Debug, Default)]
pub struct Now {
    /// Neither delivered nor back.
    pub in_transit: i64,
    /// Of those: the carrier does not have them yet.
    pub not_handed_over: i64,
    /// Of those: past the promised day.
    pub late: i64,
    /// Of those: a failed attempt or an exception, for a person to look at.
    pub in_trouble: i64,
    /// The newest of them, at most [`TROUBLES_MAX`].
    pub troubles: Vec<Shipment>,
    /// Cash that carriers hold for the shop, one amount for each currency that is not settled, its own first. Empty for
    /// who does not see the books.
    pub cash_owed: Vec<Money>,
}

/// The figures of the days chosen, and what is open now; the books are asked for those who see them alone. Errors: those of
/// the database.
pub async fn home(
    read: &mut Read,
    shop: &Shop,
    now: Instant,
    choice: Choice,
    sees_books: bool,
) -> Result<Home, InsightError> {
    let today = now.date_in(&shop.zone);
    let (oldest, newest) = store::known_days(read, shop.id, today).await?;
    let period = choice.period(today, newest);
    let before = period.before();
    let rows = store::days(read, shop.id, Period { first: before.first, last: period.last }).await?;
    let figures_of = |period| Figures::of(&rows, period).map_err(store::unreadable);
    let cash_owed = if sees_books { cash_owed(read, shop, today).await? } else { Vec::new() };
    let is_comparable = oldest.is_some_and(|oldest| oldest <= before.first);
    Ok(Home {
        today,
        period,
        is_historical: matches!(choice, Choice::Last(_)) && period.last != today,
        is_new: oldest.is_none(),
        figures: figures_of(period)?,
        before: if is_comparable { Some(figures_of(before)?) } else { None },
        orders: course_of_orders(&rows, period),
        promises: course_of_promises(&rows, period),
        lanes: worst_lanes(read, shop, &rows, period).await?,
        now: Now { cash_owed, ..now_open(read, shop, today).await? },
    })
}

/// Ranked by number; names are asked for the few that are shown.
async fn worst_lanes(
    read: &mut Read,
    shop: &Shop,
    rows: &[DayRow],
    period: Period,
) -> Result<LaneRanking, InsightError> {
    let ranking = lanes_of(rows, period).map_err(store::unreadable)?.rank();
    let numbers: Vec<i64> = ranking.worst.iter().map(|(lane, _)| *lane).collect();
    let names = store::lane_names(read, shop.id, &numbers).await?;
    Ok(ranking.named(&names).ok_or_else(|| DbError::Bug("a lane without a name".to_owned()))?)
}

async fn now_open(read: &mut Read, shop: &Shop, today: CalendarDate) -> Result<Now, InsightError> {
    let mut open = Now { late: count_late(read, shop.id, today).await?, ..Now::default() };
    for (status, count) in count_open(read, shop.id).await? {
        open.in_transit += count;
        if matches!(status, Status::Pending | Status::InfoReceived) {
            open.not_handed_over += count;
        }
        if status.is_trouble() {
            open.in_trouble += count;
        }
    }
    if open.in_trouble > 0 {
        open.troubles = list_shipments(read, shop.id, ShipmentFilter::Trouble, None, TROUBLES_MAX).await?;
    }
    Ok(open)
}

/// The balance of account 1130, the shop's own currency first.
async fn cash_owed(read: &mut Read, shop: &Shop, today: CalendarDate) -> Result<Vec<Money>, DbError> {
    let balances = wasl_ledger::read::account_balance(read, shop.id, AccountCode::COD, today).await?;
    let mut owed: Vec<Money> = balances.iter().map(|one| one.net()).filter(|net| net.minor != 0).collect();
    owed.sort_by_key(|money| (money.currency != shop.currency, money.currency));
    Ok(owed)
}
