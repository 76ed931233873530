//! The three kinds of page: the console, a shopper's page, and a plain one (sign-in, problems).

use crate::assets::{script_href, style_href};
use crate::icon::{Icon, icon};
use maud::{DOCTYPE, Markup, html};
use wasl_i18n::Locale;

#[derive(Clone, Debug)]
pub struct NavItem {
    pub href: String,
    pub label: String,
    pub icon: Icon,
    pub count: Option<String>,
    pub is_current: bool,
}

/// Around a console page.
#[derive(Clone, Debug)]
pub struct Frame<'a> {
    pub locale: &'a Locale,
    pub title: &'a str,
    pub shop_name: &'a str,
    pub home_href: &'a str,
    pub hue: u16,
    pub nav: &'a [NavItem],
    pub user_name: &'a str,
    pub csrf: &'a str,
    /// This page in the other language.
    pub language_href: &'a str,
}

/// Around a shopper's page.
#[derive(Clone, Debug)]
pub struct ShopperFrame<'a> {
    pub locale: &'a Locale,
    pub title: &'a str,
    pub shop_name: &'a str,
    pub hue: u16,
    pub language_href: &'a str,
    /// The last line, such as who to ask.
    pub foot: Option<Markup>,
}

/// Around a page that belongs to no shop.
#[derive(Clone, Debug)]
pub struct PlainFrame<'a> {
    pub locale: &'a Locale,
    pub title: &'a str,
    pub language_href: &'a str,
    pub is_wide: bool,
}

fn document(locale: &Locale, title: &str, hue: u16, class: &str, is_hidden: bool, body: Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang=(locale.lang.as_str()) dir=(locale.lang.dir()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                @if is_hidden { meta name="robots" content="noindex, nofollow"; }
                title { (title) }
                link rel="stylesheet" href=(style_href());
                link rel="stylesheet" href={ "/assets/hue-" (hue) ".css" };
                link rel="icon" href="data:,";
                script type="module" src=(script_href()) {}
            }
            body class=(class) {
                a.skip href="#main" { (locale.t("ui-skip")) }
                (body)
            }
        }
    }
}

/// First letter of the shop's name, as its mark.
fn mark(name: &str) -> Markup {
    let letter: String = name.trim_start_matches("متجر ").chars().next().into_iter().collect();
    html! { span.mark aria-hidden="true" { (letter) } }
}

fn language_link(locale: &Locale, href: &str) -> Markup {
    let other = locale.lang.other();
    html! { a.language href=(href) lang=(other.as_str()) dir=(other.dir()) hreflang=(other.as_str()) { (locale.t("ui-other-language")) } }
}

fn nav_links(items: &[NavItem]) -> Markup {
    html! {
        @for item in items {
            a href=(item.href) aria-current=[item.is_current.then_some("page")] {
                (icon(item.icon)) (item.label)
                @if let Some(count) = &item.count { bdi.count.num { (count) } }
            }
        }
    }
}

pub fn console_page(frame: &Frame<'_>, body: Markup) -> Markup {
    let locale = frame.locale;
    let title = format!("{} · {}", frame.title, frame.shop_name);
    let brand = html! { a.brand href=(frame.home_href) { (mark(frame.shop_name)) bdi { (frame.shop_name) } } };
    let foot = html! {
        (language_link(locale, frame.language_href))
        form method="post" action="/sign-out" {
            (crate::csrf_field(frame.csrf))
            button.button.quiet type="submit" { (icon(Icon::SignOut)) (locale.t("ui-sign-out")) }
        }
    };
    let body = html! {
        div.side {
            (brand)
            nav aria-label=(locale.t("ui-navigation")) { (nav_links(frame.nav)) }
            div.foot { span.cluster { (icon(Icon::User)) bdi { (frame.user_name) } } (foot) }
        }
        header.topbar {
            (brand)
            details.menu {
                summary.button { (icon(Icon::Menu)) span.visually-hidden { (locale.t("ui-menu")) } }
                div { nav aria-label=(locale.t("ui-menu")) { (nav_links(frame.nav)) } (foot) }
            }
        }
        main #main { (body) }
    };
    document(locale, &title, frame.hue, "console", true, body)
}

pub fn shopper_page(frame: &ShopperFrame<'_>, body: Markup) -> Markup {
    let body = html! {
        header.shop-head {
            span.brand { (mark(frame.shop_name)) bdi { (frame.shop_name) } }
            (language_link(frame.locale, frame.language_href))
        }
        main #main { (body) }
        @if let Some(foot) = &frame.foot { footer.shop-foot { (foot) } }
    };
    document(frame.locale, frame.title, frame.hue, "shopper", true, body)
}

pub fn plain_page(frame: &PlainFrame<'_>, body: Markup) -> Markup {
    let class = if frame.is_wide { "plain wide" } else { "plain" };
    let body = html! {
        main #main {
            div.top {
                span.brand { span.mark aria-hidden="true" { "و" } (frame.locale.t("ui-wasl")) }
                (language_link(frame.locale, frame.language_href))
            }
            @if frame.is_wide {
                h1 { (frame.title) }
                (body)
            } @else {
                section.card { h1 { (frame.title) } (body) }
            }
        }
    };
    document(frame.locale, frame.title, 168, class, true, body)
}
