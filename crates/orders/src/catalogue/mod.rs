//! What a shop sells: products and their variants. A line of an order copies what it needs, so that a later price
//! changes no order.

pub(crate) mod check_product;
mod create_product;
mod model;
pub mod read;
pub(crate) mod store;
mod update_product;

pub use check_product::{NewProduct, NewVariant};
pub use create_product::{create_product, create_product_in};
pub use model::{Product, Titles, Variant, VariantRef};
pub use update_product::{UpdateProduct, update_product, update_product_in};
