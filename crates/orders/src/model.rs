//! An order, its lines and the states they walk through. Transitions take what is known and answer the next state or
//! why not; money inside an order is net of VAT from the moment it is placed.

use crate::OrderError;
use wasl_base::{
    Address, CalendarDate, Currency, CustomerId, Instant, Lang, Money, OrderId, OrderLineId, Origin, PaymentId, Phone,
    ShipmentId, VariantId,
};
use wasl_events::{PaymentMethod, SaleShare};

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

    /// After a shipment ended. A cancelled order stays cancelled whatever its parcels do: the fact is kept on them.
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

/// Do the prices on the storefront hold VAT?
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum TaxMode {
    #[default]
    Included,
    Excluded,
}

impl TaxMode {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Included => "included",
            Self::Excluded => "excluded",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        [Self::Included, Self::Excluded].into_iter().find(|mode| mode.as_str() == text)
    }
}

/// Which rate a line's VAT is reckoned at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum VatCategory {
    #[default]
    Standard,
    Zero,
    Exempt,
}

impl VatCategory {
    pub const ALL: [Self; 3] = [Self::Standard, Self::Zero, Self::Exempt];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Standard => "standard",
            Self::Zero => "zero",
            Self::Exempt => "exempt",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|category| category.as_str() == text)
    }
}

/// The prices as the customer saw them, in minor units; [`Order::money`] is what follows from them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quoted {
    pub tax_mode: TaxMode,
    /// Taken off the whole order, beside the lines' own discounts.
    pub discount: i64,
    pub shipping: i64,
    pub cod_fee: i64,
}

#[derive(Clone, PartialEq, Eq)]
pub struct Order {
    pub id: OrderId,
    /// The shop's own text, one order each.
    pub number: String,
    /// The storefront's key, one order each.
    pub external_ref: Option<String>,
    pub customer: CustomerId,
    pub state: OrderState,
    pub payment: PaymentState,
    pub method: PaymentMethod,
    pub quoted: Quoted,
    /// The whole order's money, net of VAT but for `vat`.
    pub money: SaleShare,
    /// Minor units received so far, cash at the door among them.
    pub paid: i64,
    /// Minor units of the total that the books already hold as paid beforehand.
    pub booked: i64,
    pub placed_at: Instant,
    /// The day by the shop's calendar.
    pub placed_on: CalendarDate,
    pub promised_on: Option<CalendarDate>,
    pub phone: Option<Phone>,
    pub email: Option<String>,
    pub lang: Lang,
    pub address: Address,
    pub note: Option<String>,
    pub cancelled_at: Option<Instant>,
    pub cancel_reason: Option<String>,
    pub origin: Origin,
    /// Grows by one with each change.
    pub version: i64,
    pub updated_at: Instant,
}

impl Order {
    pub fn currency(&self) -> Currency {
        self.money.currency
    }

    /// What the customer pays.
    pub fn total(&self) -> Money {
        Money::new(self.money.total(), self.money.currency)
    }

    /// What is still to come in; zero when overpaid or cancelled.
    pub fn due(&self) -> Money {
        let due = if self.state == OrderState::Cancelled { 0 } else { (self.money.total() - self.paid).max(0) };
        Money::new(due, self.money.currency)
    }

    pub fn is_cash_on_delivery(&self) -> bool {
        self.method == PaymentMethod::CashOnDelivery
    }

    /// Who receives it, as the address names them.
    pub fn recipient(&self) -> Option<&str> {
        self.address.recipient.as_deref()
    }
}

/// Ids and states only: debug output ends in logs, and logs hold no personal data.
impl std::fmt::Debug for Order {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Order")
            .field("id", &self.id)
            .field("state", &self.state)
            .field("payment", &self.payment)
            .field("version", &self.version)
            .finish_non_exhaustive()
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderLine {
    pub id: OrderLineId,
    /// From 0, as the customer saw them.
    pub position: i64,
    pub variant: Option<VariantId>,
    pub sku: Option<String>,
    pub title: String,
    pub category: Option<String>,
    pub quantity: i64,
    /// Minor units of one piece, as quoted.
    pub unit_price: i64,
    /// The line's own discount on all its pieces, as quoted.
    pub quoted_discount: i64,
    pub vat_category: VatCategory,
    pub weight_grams: Option<i64>,
    /// What the customer wants done to it: a name engraved, a colour.
    pub customisation: Option<String>,
    /// All pieces, at list price, net of VAT.
    pub goods: i64,
    /// The line's own discount and its part of the order's, net of VAT.
    pub discount: i64,
    pub vat: i64,
    pub cost: i64,
    /// Pieces that are in a shipment.
    pub fulfilled: i64,
}

impl OrderLine {
    pub fn unfulfilled(&self) -> i64 {
        self.quantity - self.fulfilled
    }

    /// What the customer pays for the line.
    pub fn total(&self) -> i64 {
        self.goods - self.discount + self.vat
    }
}

/// Money that came in for an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payment {
    pub id: PaymentId,
    pub order: OrderId,
    pub method: PaymentMethod,
    /// Who carried the money, e.g. `moyasar`.
    pub gateway: Option<String>,
    pub amount: Money,
    /// The gateway's or bank's key: a payment told twice is kept once.
    pub external_ref: Option<String>,
    pub paid_at: Instant,
}

/// A shipment as the order remembers it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fulfilment {
    pub shipment: ShipmentId,
    pub order: OrderId,
    pub share: SaleShare,
    pub fulfilled_at: Instant,
    pub delivered_at: Option<Instant>,
    pub returned_at: Option<Instant>,
}

#[cfg(test)]
mod tests {
    use super::*;

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
