//! Shops: the tenants. Every row of every domain belongs to one.

mod create_shop;
mod shop;

pub use create_shop::{NewShop, create_shop};
pub(crate) use create_shop::{draft_shop, save_shop_in};
pub(crate) use shop::forget_shops;
pub use shop::{
    Shop, ShopError, find_shop_by_handle, list_shops, read_shops, shop_by_id, shop_by_short, shop_in, shop_place_in,
};
