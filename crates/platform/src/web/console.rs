//! The shell of the console: navigation, shop, person, language. A new section of the console is one line here.

use super::Member;
use crate::access::Permission;
use maud::Markup;
use wasl_ui::{Frame, Icon, NavItem, console_page};

/// Where a page belongs in the navigation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    Home,
    Orders,
    Shipments,
    Books,
    /// One's own sign-in, the team, stopped work.
    Settings,
    /// One question to everything: reached by the search box of every page, not named in the navigation.
    Find,
}

/// Section, address below the shop's, key of its word, icon, and the permission without which it is not named; its pages
/// ask for themselves.
const SECTIONS: [(Section, &str, &str, Icon, Option<Permission>); 5] = [
    (Section::Home, "", "platform-nav-home", Icon::Home, None),
    (Section::Orders, "/orders", "platform-nav-orders", Icon::Bag, None),
    (Section::Shipments, "/shipments", "platform-nav-shipments", Icon::Truck, None),
    (Section::Books, "/books", "platform-nav-books", Icon::Books, Some(Permission::SeeBooks)),
    (Section::Settings, "/settings", "platform-nav-settings", Icon::Settings, None),
];

impl Member {
    /// A whole console page around `body`.
    pub fn page(&self, section: Section, title: &str, body: Markup) -> Markup {
        let nav: Vec<NavItem> = SECTIONS
            .iter()
            .filter(|(.., permission)| permission.is_none_or(|permission| self.may(permission)))
            .map(|(one, path, key, icon, _)| NavItem {
                href: self.href(path),
                label: self.locale.t(key),
                icon: *icon,
                count: None,
                is_current: *one == section,
            })
            .collect();
        let find_href = self.href("/find");
        let frame = Frame {
            locale: &self.locale,
            title,
            shop_name: self.shop.name(self.locale.lang),
            home_href: &self.href(""),
            hue: self.shop.hue,
            nav: &nav,
            find_href: (section != Section::Find).then_some(find_href.as_str()),
            user_name: &self.user.name,
            csrf: &self.csrf,
            language_href: &self.visitor.switch_href(),
        };
        console_page(&frame, body)
    }
}
