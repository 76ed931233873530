//! How a request becomes a known caller, and the platform's own pages.

mod api_caller;
mod attend;
mod console;
mod cursor;
mod described;
mod form;
mod health;
mod if_match;
mod invited;
mod json_body;
mod layers;
mod member;
mod openapi;
mod own_sign_in;
mod pages;
mod peer;
mod plain_json;
mod settings;
pub mod shape;
mod stuck;
mod team;
mod visitor;

pub use api_caller::{ApiCaller, BearerShop};
pub use console::Section;
pub use cursor::{Cursor, Listing, PageQuery, PathId};
pub use form::{CheckedForm, OpenForm};
pub use health::{install_metrics, keep_metrics, metrics_router};
pub use if_match::version_of;
pub use json_body::JsonBody;
pub use layers::build_router;
pub use member::{Member, encode};
pub use openapi::describe;
pub use pages::{problem_page, routes};
pub use peer::Peer;
pub use visitor::{Visitor, frame_locale, plain_locale};
