//! How Wasl looks: pages, components, icons and charts as functions that return markup. No database, no business words.
//! Strict CSP throughout: no inline style or script; a shop's colour comes as a small style sheet of its own.

mod action;
mod assets;
mod badge;
mod card;
mod charts;
mod color;
#[cfg(test)]
mod contrast;
mod escaped;
mod field;
mod hue;
mod icon;
mod inline;
mod kpi;
mod living;
mod map;
mod nav;
mod page;
mod qr;
mod state;
mod table;
mod timeline;

pub use action::{
    button_link, confirm, copyable, copyable_lines, csrf_field, danger_button, menu, plain_button, primary_link,
    submit_button,
};
pub use assets::{hue_href, routes, script_href, style_href};
pub use badge::{Tone, badge, notice, notice_with, toast};
pub use card::{card, crumbs, facts, folded_card, page_head, sums};
pub use charts::{Bar, Part, Point, Range, bars, line, meter, range, share, spark};
pub use field::{Field, checkbox, field, search_box, select, textarea};
pub use icon::{Icon, flipping_icon, icon};
pub use inline::{ago, bdi, code, joined, num, when};
pub use kpi::{Kpi, Trend, kpi, kpi_moved, kpi_noted, kpi_with, kpis};
pub use living::{living_page, living_page_in};
pub use map::{Stop, way_map};
pub use nav::{Door, Tab, doors, pager, pager_named, segments, tabs};
pub use page::{Frame, NavItem, PlainFrame, ShopperFrame, console_page, plain_page, shopper_page};
pub use qr::qr;
pub use state::{empty, failed, loading, progress, too_many};
pub use table::{Column, Table, brief_table, table, table_with_sums};
pub use timeline::{Day, Moment, Step, StepState, days, steps, timeline, timeline_by_day, timeline_with};

pub use maud::Markup;

/// Texts of this room.
pub const TEXTS: wasl_i18n::Resource =
    wasl_i18n::Resource { room: "ui", ar: include_str!("../locales/ar.ftl"), en: include_str!("../locales/en.ftl") };
