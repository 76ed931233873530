//! An order, its lines, payments and parcels as data. Money inside an order is net of VAT from the moment it is placed.

use crate::states::{OrderState, PaymentState};
use wasl_base::{
    Address, CalendarDate, Currency, CustomerId, Instant, Lang, Money, OrderId, OrderLineId, Origin, PaymentId, Phone,
    ShipmentId, VariantId,
};
use wasl_events::{PaymentMethod, SaleShare};

/// Do the prices on the storefront hold VAT?
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum TaxMode {
    #[default]
    Included,
    Excluded,
}

impl TaxMode {
    pub const ALL: [Self; 2] = [Self::Included, Self::Excluded];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Included => "included",
            Self::Excluded => "excluded",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mode| mode.as_str() == text)
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
    /// A parcel reached the customer all the same, so the cancellation does not hold.
    pub reinstated_at: Option<Instant>,
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
