//! The roof: wires the rooms into one program, lays their answers into composite pages, and holds the commands.

mod api_page;
pub mod backup;
pub mod cli;
mod connections;
pub mod demo;
mod doctor;
pub mod import_olist;
mod marks;
mod pages;
mod serve;
mod standing;
mod telling;
mod wire;

pub use pages::module as roof_module;
pub use serve::{Served, serve};
pub use wire::{modules, open_house, texts};
