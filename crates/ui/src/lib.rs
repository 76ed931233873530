//! How Wasl looks: pages, components, icons and charts as functions that return markup. No database, no business words.
//! Strict CSP throughout: no inline style or script; the shop's colour comes from `/assets/hue-<n>.css`.

mod assets;
mod badge;
mod charts;
mod content;
#[cfg(test)]
mod contrast;
mod field;
mod icon;
mod living;
mod page;
mod table;
mod timeline;

pub use assets::{routes, script_href, style_href};
pub use badge::{Tone, badge, notice};
pub use charts::{Bar, Point, bars, line, meter};
pub use content::{Kpi, Tab, button_link, card, copyable, empty, facts, kpi, page_head, primary_link, tabs};
pub use field::{Field, csrf_field, danger_button, field, search_box, select, submit_button, textarea};
pub use icon::{Icon, flipping_icon, icon};
pub use living::living_page;
pub use page::{Frame, NavItem, PlainFrame, ShopperFrame, console_page, plain_page, shopper_page};
pub use table::{Column, Table, pager, table};
pub use timeline::{Moment, Step, StepState, steps, timeline};

pub use maud::Markup;

/// Texts of this room.
pub const TEXTS: wasl_i18n::Resource =
    wasl_i18n::Resource { room: "ui", ar: include_str!("../locales/ar.ftl"), en: include_str!("../locales/en.ftl") };
