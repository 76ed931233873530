//! The pure decisions about orders: what one costs, what part of its money a parcel carries or a payment pays for, how
//! much is too much.

pub mod limits;
pub mod payment;
pub mod pricing;
pub mod share;

pub use payment::Settlement;
pub use pricing::{GivenTotals, PriceInput, PriceLine, Priced, PricedLine, price};
pub use share::{Taken, all_unfulfilled, share_of};
