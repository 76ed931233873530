//! Who may do what: people and their roles, sessions, one-time links, API keys, and the record of what was done.

mod api_key;
mod audit;
mod session;
mod sign_in;
mod user;

pub use api_key::{
    ApiKeyMade, ApiKeyRow, Scope, create_api_key, find_api_key, list_api_keys, revoke_api_key, short_of,
};
pub use audit::{AuditRow, read_audit, record_audit_in};
pub use session::{SESSION_SECONDS_MAX, csrf_of, end_session, find_session, open_session};
pub use sign_in::{create_one_time_link, create_setup_link, needs_setup, set_up_house, sign_in, use_one_time_link};
pub use user::{Role, User, create_user, find_user, role_in, shops_of};
