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
    /// One's own sign-in; stopped work stands behind it.
    Me,
}

/// The permission without which the navigation does not name the section; its pages ask for themselves.
fn asks_for(section: Section) -> Option<Permission> {
    (section == Section::Books).then_some(Permission::SeeBooks)
}

/// Section, address below the shop's, key of its word, icon.
const SECTIONS: [(Section, &str, &str, Icon); 5] = [
    (Section::Home, "", "platform-nav-home", Icon::Home),
    (Section::Orders, "/orders", "platform-nav-orders", Icon::Bag),
    (Section::Shipments, "/shipments", "platform-nav-shipments", Icon::Truck),
    (Section::Books, "/books", "platform-nav-books", Icon::Books),
    (Section::Me, "/me", "platform-nav-me", Icon::User),
];

impl Member {
    /// A whole console page around `body`.
    pub fn page(&self, section: Section, title: &str, body: Markup) -> Markup {
        let nav: Vec<NavItem> = SECTIONS
            .iter()
            .filter(|(one, ..)| asks_for(*one).is_none_or(|permission| self.may(permission)))
            .map(|(one, path, key, icon)| NavItem {
                href: self.href(path),
                label: self.locale.t(key),
                icon: *icon,
                count: None,
                is_current: *one == section,
            })
            .collect();
        let frame = Frame {
            locale: &self.locale,
            title,
            shop_name: self.shop.name(self.locale.lang),
            home_href: &self.href(""),
            hue: self.shop.hue,
            nav: &nav,
            user_name: &self.user.name,
            csrf: &self.csrf,
            language_href: &self.visitor.switch_href(),
        };
        console_page(&frame, body)
    }
}
