//! Which policies a shop's books follow. They are data, so that an accountant can change them; the rules read them.

/// When a sale becomes revenue (IFRS 15: when control of the goods passes).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RevenuePoint {
    Delivered,
    /// When the carrier takes the parcel (terms "ex works").
    Shipped,
}

/// When output VAT falls due on a sale paid in advance. Cash on delivery is always taxed at delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum VatPoint {
    Payment,
    Delivery,
}

/// Whether the books follow the goods.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StockModel {
    /// Each parcel moves its cost: stock, transit, cost of sale.
    Perpetual,
    /// No stock lines at all; cost is booked from counts, outside Wasl.
    None,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Policies {
    pub revenue_point: RevenuePoint,
    pub vat_point: VatPoint,
    pub stock_model: StockModel,
}

impl Policies {
    /// What a shop starts with.
    pub const STANDARD: Self = Self {
        revenue_point: RevenuePoint::Delivered,
        vat_point: VatPoint::Payment,
        stock_model: StockModel::Perpetual,
    };
}

impl Default for Policies {
    fn default() -> Self {
        Self::STANDARD
    }
}
