//! The ground of the house: shops, people, keys, the outbox, problems, and how a request becomes a known caller.
//! Domains give a [`Module`] each; `app` wires them. No business word lives here.

mod access;
mod config;
mod house;
mod housekeeping;
pub mod idempotency;
pub mod jobs;
mod module;
pub mod outbox;
mod problem;
mod rate;
mod seal;
pub mod sheet;
mod shops;
mod store;
pub mod testing;
pub mod web;

pub use access::{
    ApiKeyMade, ApiKeyRow, Asked, AuditRow, NewApiKey, Permission, Person, Role, Scope, User, UserError, asked_of,
    change_role, confirm_person, create_api_key, create_one_time_link, create_setup_link, create_user, disable_user,
    enable_user, find_person, invite, list_api_keys, list_people, make_api_key, needs_setup, read_audit,
    record_audit_in, remove_member, reset_second_step, revoke_api_key, set_password,
};
pub use config::{Config, ConfigError};
pub use house::{House, HouseParts, Stamp};
pub use housekeeping::drop_in_parts;
pub use idempotency::{Answer, Call, IdempotencyKey, once, once_with_secret};
pub use jobs::{Job, JobKind, Jobs, NewJob};
pub use module::{HandlerError, HandlerFn, Module, Registry, Subscription};
pub use outbox::{Lag, Outbox};
pub use problem::{PageProblem, Problem};
pub use rate::{Rate, Rates, TooMuch};
pub use seal::{KeyFileError, SealError, SealPlace, Seals};
pub use shops::{
    NewShop, Shop, ShopError, create_shop, find_shop_by_handle, list_shops, read_shops, shop_by_id, shop_by_short,
    shop_in, shop_place_in,
};
pub use web::{
    ApiCaller, BearerShop, CheckedForm, Cursor, JsonBody, Listing, Member, PageQuery, PathId, Section, Visitor,
    frame_locale, version_of,
};

pub use wasl_i18n::Resource;

/// Texts of this room.
pub const TEXTS: Resource =
    Resource { room: "platform", ar: include_str!("../locales/ar.ftl"), en: include_str!("../locales/en.ftl") };

/// The platform's own tables and pages.
pub fn module() -> Module {
    Module {
        room: "platform",
        migrations: wasl_db::Migrations {
            room: "platform",
            files: &[
                ("0001_platform", include_str!("../migrations/0001_platform.sql")),
                ("0002_invitations", include_str!("../migrations/0002_invitations.sql")),
                ("0003_audit_ways", include_str!("../migrations/0003_audit_ways.sql")),
                ("0004_api_key_life", include_str!("../migrations/0004_api_key_life.sql")),
                ("0005_second_step", include_str!("../migrations/0005_second_step.sql")),
            ],
        },
        texts: TEXTS,
        statements: store::STATEMENTS,
        routes: web::routes(),
        api: utoipa_axum::router::OpenApiRouter::new(),
        subscriptions: Vec::new(),
        jobs: housekeeping::jobs(),
    }
}
