//! Where an order and its money stand, and how they move on: a transition takes what is known and answers the next
//! state or why not.

use crate::OrderError;

/// Where an order is on its way. `Completed`, `Returned` and `Cancelled` are ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OrderState {
    /// Nothing has been made into a shipment.
    Placed,
    PartlyFulfilled,
    /// Every line is in a shipment.
    Fulfilled,
    /// Every shipment has ended, and at least one with the customer.
    Completed,
    /// Every shipment came back.
    Returned,
    Cancelled,
}

impl OrderState {
    pub const ALL: [Self; 6] =
        [Self::Placed, Self::PartlyFulfilled, Self::Fulfilled, Self::Completed, Self::Returned, Self::Cancelled];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Placed => "placed",
            Self::PartlyFulfilled => "partly_fulfilled",
            Self::Fulfilled => "fulfilled",
            Self::Completed => "completed",
            Self::Returned => "returned",
            Self::Cancelled => "cancelled",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }

    /// May lines still go into a shipment?
    pub fn can_be_fulfilled(self) -> bool {
        matches!(self, Self::Placed | Self::PartlyFulfilled)
    }

    /// After some lines went into a shipment.
    pub fn fulfilled(self, everything: bool) -> Result<Self, OrderError> {
        match self {
            Self::Cancelled => Err(OrderError::AlreadyCancelled),
            state if !state.can_be_fulfilled() => Err(OrderError::NothingToFulfil),
            _ if everything => Ok(Self::Fulfilled),
            _ => Ok(Self::PartlyFulfilled),
        }
    }

    /// A cancelled order that stands again: as if it had never been called off.
    pub fn reinstated(is_all_fulfilled: bool, shipments: Shipments) -> Self {
        let before = match shipments.total {
            0 => Self::Placed,
            _ if is_all_fulfilled => Self::Fulfilled,
            _ => Self::PartlyFulfilled,
        };
        before.shipment_ended(shipments)
    }

    /// After a shipment ended. A cancelled order stays cancelled when its parcels come back.
    pub fn shipment_ended(self, shipments: Shipments) -> Self {
        match self {
            Self::Fulfilled if shipments.ended() && shipments.delivered > 0 => Self::Completed,
            Self::Fulfilled if shipments.ended() => Self::Returned,
            // A parcel said to be back was handed over after all.
            Self::Returned if shipments.delivered > 0 => Self::Completed,
            state => state,
        }
    }

    /// Until the first parcel is with the customer; from then on it is a return.
    pub fn cancelled(self, shipments: Shipments) -> Result<Self, OrderError> {
        match self {
            Self::Cancelled => Err(OrderError::AlreadyCancelled),
            Self::Completed => Err(OrderError::AlreadyDelivered),
            _ if shipments.delivered > 0 => Err(OrderError::AlreadyDelivered),
            _ => Ok(Self::Cancelled),
        }
    }
}

/// How an order's shipments stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shipments {
    pub total: i64,
    pub delivered: i64,
    pub returned: i64,
}

impl Shipments {
    fn ended(self) -> bool {
        self.total > 0 && self.delivered + self.returned >= self.total
    }
}

/// How an order's money stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PaymentState {
    Unpaid,
    PartlyPaid,
    Paid,
    /// More came in than was owed.
    Overpaid,
    /// The parcel came back unpaid.
    Refused,
    /// Cancelled with money in hand: it is owed to the customer.
    RefundDue,
    /// Cancelled before any money came: nobody owes anything.
    NotDue,
}

impl PaymentState {
    pub const ALL: [Self; 7] =
        [Self::Unpaid, Self::PartlyPaid, Self::Paid, Self::Overpaid, Self::Refused, Self::RefundDue, Self::NotDue];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unpaid => "unpaid",
            Self::PartlyPaid => "partly_paid",
            Self::Paid => "paid",
            Self::Overpaid => "overpaid",
            Self::Refused => "refused",
            Self::RefundDue => "refund_due",
            Self::NotDue => "not_due",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }

    /// After the order was called off with `paid` minor units in hand.
    pub fn cancelled(paid: i64) -> Self {
        if paid > 0 { Self::RefundDue } else { Self::NotDue }
    }

    /// What `paid` of `total` minor units means. An order of nothing is paid from the start.
    pub fn of(paid: i64, total: i64) -> Self {
        match paid {
            _ if paid == total => Self::Paid,
            _ if paid > total => Self::Overpaid,
            0 => Self::Unpaid,
            _ => Self::PartlyPaid,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::VatCategory;

    fn shipments(total: i64, delivered: i64, returned: i64) -> Shipments {
        Shipments { total, delivered, returned }
    }

    #[test]
    fn states_walk_forward_only() {
        use OrderState::{Cancelled, Completed, Fulfilled, PartlyFulfilled, Placed, Returned};
        for (from, everything, expect) in [
            (Placed, false, Ok(PartlyFulfilled)),
            (Placed, true, Ok(Fulfilled)),
            (PartlyFulfilled, true, Ok(Fulfilled)),
            (Fulfilled, true, Err("orders.nothing_to_fulfil")),
            (Completed, true, Err("orders.nothing_to_fulfil")),
            (Cancelled, true, Err("orders.already_cancelled")),
        ] {
            let found = from.fulfilled(everything).map_err(|error| wasl_base::Coded::code(&error));
            assert_eq!(found, expect, "{from:?}");
        }
        for (from, stand, expect) in [
            (Fulfilled, shipments(2, 1, 0), Fulfilled),
            (Fulfilled, shipments(2, 2, 0), Completed),
            (Fulfilled, shipments(2, 1, 1), Completed),
            (Fulfilled, shipments(1, 0, 1), Returned),
            (Returned, shipments(1, 1, 0), Completed),
            (PartlyFulfilled, shipments(1, 1, 0), PartlyFulfilled),
            (Cancelled, shipments(1, 1, 0), Cancelled),
        ] {
            assert_eq!(from.shipment_ended(stand), expect, "{from:?} {stand:?}");
        }
        for (is_all, stand, expect) in [
            (true, shipments(1, 1, 0), Completed),
            (true, shipments(2, 1, 0), Fulfilled),
            (true, shipments(2, 1, 1), Completed),
            (false, shipments(1, 1, 0), PartlyFulfilled),
        ] {
            assert_eq!(OrderState::reinstated(is_all, stand), expect, "{stand:?}");
        }
        for (from, stand, expect) in [
            (Placed, shipments(0, 0, 0), Ok(Cancelled)),
            (Fulfilled, shipments(1, 0, 0), Ok(Cancelled)),
            (Returned, shipments(1, 0, 1), Ok(Cancelled)),
            (PartlyFulfilled, shipments(1, 1, 0), Err("orders.already_delivered")),
            (Completed, shipments(1, 1, 0), Err("orders.already_delivered")),
            (Cancelled, shipments(0, 0, 0), Err("orders.already_cancelled")),
        ] {
            assert_eq!(from.cancelled(stand).map_err(|error| wasl_base::Coded::code(&error)), expect, "{from:?}");
        }
    }

    #[test]
    fn payment_is_judged_by_its_sum() {
        for (paid, total, expect) in [
            (0, 100, PaymentState::Unpaid),
            (40, 100, PaymentState::PartlyPaid),
            (100, 100, PaymentState::Paid),
            (101, 100, PaymentState::Overpaid),
            (0, 0, PaymentState::Paid),
        ] {
            assert_eq!(PaymentState::of(paid, total), expect);
        }
    }

    #[test]
    fn stored_words_read_back() {
        for state in OrderState::ALL {
            assert_eq!(OrderState::parse(state.as_str()), Some(state));
        }
        for state in PaymentState::ALL {
            assert_eq!(PaymentState::parse(state.as_str()), Some(state));
        }
        for category in VatCategory::ALL {
            assert_eq!(VatCategory::parse(category.as_str()), Some(category));
        }
    }
}
