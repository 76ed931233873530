//! Which of an order's facts contradict each other, and which of two is kept. Pure: rows in, facts and findings out.
//! No order is refused here or anywhere else.

use super::finding::{Finding, Reason};
use super::model::{OlistOrder, OlistStatus};
use super::rows::Table;

/// Centavos by which payments may miss the total before it is called another amount: instalments are rounded.
pub const ROUNDING_MINOR: i64 = 1;

/// What an order may be made of, as `wasl_orders` bounds it.
pub const ITEMS_MAX: usize = 200;
pub const PAYMENTS_MAX: usize = 50;

/// What became of the order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Course {
    /// Placed; nothing more is known.
    Placed,
    /// In hand at the seller's.
    InHand,
    OnItsWay,
    Delivered,
    Cancelled,
    /// Cancelled by the shop: the goods were not there.
    Unavailable,
}

impl Course {
    pub const ALL: [Self; 6] =
        [Self::Placed, Self::InHand, Self::OnItsWay, Self::Delivered, Self::Cancelled, Self::Unavailable];

    pub fn word(self) -> &'static str {
        match self {
            Self::Placed => "placed",
            Self::InHand => "in hand",
            Self::OnItsWay => "on its way",
            Self::Delivered => "delivered",
            Self::Cancelled => "cancelled",
            Self::Unavailable => "cancelled, goods unavailable",
        }
    }
}

/// An order whose facts agree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settled {
    pub order: OlistOrder,
    pub course: Course,
}

/// Decides; every contradiction is told to `note` once.
pub fn settle(mut order: OlistOrder, note: &mut dyn FnMut(Finding)) -> Settled {
    settle_size(&mut order, note);
    settle_times(&mut order, note);
    settle_money(&mut order, note);
    note_sellers_and_reviews(&order, note);
    let course = settle_course(&order, note);
    if order.items.is_empty() {
        note(finding(&order, Reason::NoItems, order.status.word()));
    }
    Settled { order, course }
}

fn finding(order: &OlistOrder, reason: Reason, more: impl std::fmt::Display) -> Finding {
    let text = format!("order {}: {more}", order.key);
    Finding { file: Table::Orders.file(), line: order.line, reason, text }
}

fn settle_size(order: &mut OlistOrder, note: &mut dyn FnMut(Finding)) {
    let (items, payments) = (order.items.len(), order.payments.len());
    if items > ITEMS_MAX || payments > PAYMENTS_MAX {
        note(finding(order, Reason::TooManyRows, format!("{items} items, {payments} payments")));
        order.items.truncate(ITEMS_MAX);
        order.payments.truncate(PAYMENTS_MAX);
    }
}

fn settle_times(order: &mut OlistOrder, note: &mut dyn FnMut(Finding)) {
    if let (Some(approved), Some(handed)) = (order.approved_at, order.handed_over_at)
        && handed < approved
    {
        let more = format!("handed over {handed}, approved {approved}");
        note(finding(order, Reason::HandedOverBeforeApproval, more));
    }
    if let (Some(handed), Some(delivered)) = (order.handed_over_at, order.delivered_at)
        && delivered < handed
    {
        let more = format!("delivered {delivered}, handed over {handed}");
        note(finding(order, Reason::DeliveredBeforeHandOver, more));
        order.handed_over_at = None;
    }
}

/// Approval is the moment of payment. An order that went its way was paid, whether or not anyone noted when.
fn settle_money(order: &mut OlistOrder, note: &mut dyn FnMut(Finding)) {
    let went_its_way = order.handed_over_at.is_some() || order.delivered_at.is_some();
    if order.approved_at.is_none() && went_its_way {
        note(finding(order, Reason::ApprovedTimeMissing, order.status.word()));
        order.approved_at = Some(order.placed_at);
    }
    let (total, paid) = (order.total_minor(), order.paid_minor());
    let Some(first) = order.payments.first() else {
        return note(finding(order, Reason::NoPayment, format!("total {total} centavos")));
    };
    if !order.items.is_empty() && (total - paid).abs() > ROUNDING_MINOR {
        let text = format!("order {}: total {total} centavos, paid {paid}", order.key);
        let file = Table::Payments.file();
        note(Finding { file, line: first.line, reason: Reason::PaidOtherThanTotal, text });
    }
}

fn note_sellers_and_reviews(order: &OlistOrder, note: &mut dyn FnMut(Finding)) {
    let sellers = order.sellers().len();
    if let Some(other) = order.items.iter().find(|item| item.seller.key != order.items[0].seller.key) {
        let text = format!("order {}: {sellers} sellers", order.key);
        note(Finding { file: Table::Items.file(), line: other.line, reason: Reason::SeveralSellers, text });
    }
    for line in order.review_lines.iter().skip(1) {
        let text = format!("order {}", order.key);
        note(Finding { file: Table::Reviews.file(), line: *line, reason: Reason::RepeatReview, text });
    }
}

fn settle_course(order: &OlistOrder, note: &mut dyn FnMut(Finding)) -> Course {
    let (is_handed, is_delivered) = (order.handed_over_at.is_some(), order.delivered_at.is_some());
    let is_cancelled = matches!(order.status, OlistStatus::Canceled | OlistStatus::Unavailable);
    if is_delivered && is_cancelled {
        note(finding(order, Reason::DeliveredThoughCancelled, order.status.word()));
    }
    if is_delivered {
        return Course::Delivered;
    }
    match order.status {
        OlistStatus::Created | OlistStatus::Approved => Course::Placed,
        OlistStatus::Invoiced | OlistStatus::Processing => Course::InHand,
        OlistStatus::Canceled => Course::Cancelled,
        OlistStatus::Unavailable => Course::Unavailable,
        OlistStatus::Shipped | OlistStatus::Delivered => {
            if order.status == OlistStatus::Delivered {
                note(finding(order, Reason::DeliveredTimeMissing, order.status.word()));
            }
            if is_handed {
                return Course::OnItsWay;
            }
            note(finding(order, Reason::ShippedWithoutHandOver, order.status.word()));
            Course::InHand
        }
    }
}

#[cfg(test)]
#[path = "settle_tests.rs"]
mod tests;
