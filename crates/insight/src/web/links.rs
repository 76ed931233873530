//! Where a number leads: the rows it was counted from. All addresses of other rooms' pages are written here.

use crate::{Choice, LaneName, Period};
use wasl_ledger::AccountCode;
use wasl_platform::Member;
use wasl_platform::web::encode;

pub struct Links<'a>(pub &'a Member);

impl Links<'_> {
    /// This page for another choice of days.
    pub fn home(&self, choice: Choice) -> String {
        match choice {
            Choice::Last(days) => self.0.href(&format!("?days={days}")),
            Choice::Between(period) => self.0.href(&format!("?from={}&to={}", period.first, period.last)),
        }
    }

    pub fn orders(&self) -> String {
        self.0.href("/orders")
    }

    /// Orders placed in a period; the list's end is the day after, which it does not hold.
    pub fn orders_of(&self, period: Period) -> String {
        self.0.href(&format!("/orders?placed_from={}&placed_to={}", period.first, period.last.plus_days(1)))
    }

    pub fn cancelled_of(&self, period: Period) -> String {
        format!("{}&state=cancelled", self.orders_of(period))
    }

    pub fn shipments(&self, filter: &str) -> String {
        self.0.href(&format!("/shipments?filter={filter}"))
    }

    /// Parcels delivered in a period: `delivered`, `promised`, `on_time` or `came_late`. The end is the day after.
    pub fn delivered(&self, filter: &str, period: Period) -> String {
        let (from, to) = (period.first, period.last.plus_days(1));
        self.0.href(&format!("/shipments?filter={filter}&delivered_from={from}&delivered_to={to}"))
    }

    /// The same of one lane.
    pub fn delivered_on_lane(&self, filter: &str, period: Period, lane: &LaneName) -> String {
        let (from, to) = (encode(&lane.origin), encode(&lane.destination));
        format!("{}&lane_from={from}&lane_to={to}", self.delivered(filter, period))
    }

    /// The account of cash that carriers hold.
    pub fn cash_owed(&self) -> String {
        self.0.href(&format!("/books/accounts/{}", AccountCode::COD))
    }
}
