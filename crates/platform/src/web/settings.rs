//! What is set up once and looked at seldom: doors to it, each shown to whom it is open.

use super::{Member, Section};
use crate::Permission;
use maud::{Markup, html};
use wasl_ui::{Door, Icon, doors, page_head};

/// Address below the shop's, key of its words (title, and `…-about`), icon, and the permission without which it is closed.
const DOORS: [(&str, &str, Icon, Option<Permission>); 6] = [
    ("/me", "platform-me-title", Icon::User, None),
    ("/team", "platform-team-title", Icon::Users, Some(Permission::ManageTeam)),
    ("/storefronts", "platform-storefronts-title", Icon::Store, Some(Permission::ManageStorefronts)),
    ("/keys", "platform-keys-title", Icon::Key, Some(Permission::ManageKeys)),
    ("/audit", "platform-audit-title", Icon::Receipt, Some(Permission::SeeAudit)),
    ("/stuck", "platform-stuck-title", Icon::Alert, Some(Permission::RetryWork)),
];

pub async fn page(member: Member) -> Markup {
    let locale = &member.locale;
    let title = locale.t("platform-settings-title");
    let open: Vec<Door> = DOORS
        .iter()
        .filter(|(.., permission)| permission.is_none_or(|permission| member.may(permission)))
        .map(|(path, key, icon, _)| Door {
            href: member.href(path),
            icon: *icon,
            title: locale.t(key),
            text: locale.t(&format!("{key}-about")),
        })
        .collect();
    let body = html! {
        (page_head(None, html! { (title) }, None))
        (doors(&title, &open))
    };
    member.page(Section::Settings, &title, body)
}

impl Member {
    /// A page that lies behind the settings.
    pub fn settings_page(&self, title: &str, body: Markup) -> Markup {
        let (href, crumb) = (self.href("/settings"), self.locale.t("platform-settings-title"));
        let whole = html! {
            (page_head(Some((&href, &crumb)), html! { (title) }, None))
            (body)
        };
        self.page(Section::Settings, title, whole)
    }
}
