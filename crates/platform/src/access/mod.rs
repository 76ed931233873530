//! Who may do what: people and their roles, sessions, one-time links, API keys, and the record of what was done.

mod api_key;
mod audit;
mod common_password;
mod half_session;
mod invitation;
mod link;
mod own_sign_in;
mod password;
mod people;
mod permission;
mod second_step;
mod session;
mod set_up;
mod sign_in;
mod team;
mod throttle;
mod totp;
mod user;

pub use api_key::{
    ApiKeyMade, ApiKeyRow, NewApiKey, Scope, create_api_key, find_api_key, list_api_keys, make_api_key, revoke_api_key,
    short_of,
};
pub use audit::{AuditAsked, AuditRow, AuditSought, find_in_audit, name_of_actor, read_audit, record_audit_in};
pub use half_session::{DEVICE_SECONDS, HALF_SECONDS, SignedIn, find_half_session, pass_second_step};
pub use invitation::{
    INVITATION_SECONDS, Invitation, Invited, accept_invitation, find_invitation, invite, join_by_invitation,
    list_invitations, take_back_invitation,
};
pub use link::{create_one_time_link, create_setup_link, use_one_time_link};
pub use own_sign_in::{
    Asked, OwnSession, asked_of, change_own_password, confirm_person, end_own_session, list_own_sessions,
};
pub use people::{
    PEOPLE_MAX, Person, disable_user, enable_user, find_member, find_member_by_email, find_person, list_people,
    set_password,
};
pub use permission::Permission;
pub use second_step::{
    Draft, draft_of, lacks_second_step, recovery_codes_left, remove_second_step, renew_recovery_codes,
    reset_second_step, set_up_second_step,
};
pub use session::{SESSION_SECONDS_MAX, csrf_of, end_session, find_session, open_session};
pub use set_up::{Founder, needs_setup, set_up_house};
pub use sign_in::sign_in;
pub use team::{change_role, remove_member};
pub(crate) use throttle::Throttle;
pub use user::{Role, User, UserError, create_user, find_user, role_in, shops_of};
