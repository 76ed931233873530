//! The three kinds of page: the console, a shopper's page, and a plain one (sign-in, problems).

use crate::assets::{font_hrefs, hue_href, mark_href, script_href, style_href};
use crate::icon::{Icon, flipping_icon, icon};
use maud::{DOCTYPE, Markup, html};
use wasl_i18n::Locale;

/// The colour of paper in both themes, for the bar of a telephone's browser; tokens.css holds it as OKLCH.
const PAPER_LIGHT: &str = "#f8f8f6";
const PAPER_DARK: &str = "#0f1114";
/// Where no shop's colour holds: sign-in, problems.
const HOUSE_HUE: u16 = 168;

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
    /// Where everything is looked for; none on that page, which has the box itself.
    pub find_href: Option<&'a str>,
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

fn document(locale: &Locale, title: &str, hue: u16, class: &str, body: Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang=(locale.lang.as_str()) dir=(locale.lang.dir()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="robots" content="noindex, nofollow";
                meta name="theme-color" media="(prefers-color-scheme: light)" content=(PAPER_LIGHT);
                meta name="theme-color" media="(prefers-color-scheme: dark)" content=(PAPER_DARK);
                title { (title) }
                @for font in font_hrefs() {
                    link rel="preload" as="font" type="font/woff2" crossorigin href=(font);
                }
                link rel="stylesheet" href=(style_href());
                link rel="stylesheet" href=(hue_href(hue));
                link rel="icon" type="image/svg+xml" href=(mark_href(hue));
                script type="module" src=(script_href()) {}
            }
            body class=(class) {
                a.skip href="#main" { (locale.t("ui-skip")) }
                (body)
            }
        }
    }
}

/// First letter of the shop's name, as its mark; "shop" and the article before it say nothing.
fn mark(name: &str) -> Markup {
    let name = name.trim_start_matches("متجر ");
    html! { span.mark aria-hidden="true" { (initial(name.strip_prefix("ال").unwrap_or(name))) } }
}

fn initial(name: &str) -> String {
    name.trim().chars().next().into_iter().flat_map(char::to_uppercase).collect()
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
                // A bdi has a direction of its own, and with it another start: the span is what is placed.
                @if let Some(count) = &item.count { span.count { bdi.num { (count) } } }
            }
        }
    }
}

pub fn console_page(frame: &Frame<'_>, body: Markup) -> Markup {
    let locale = frame.locale;
    let title = format!("{} · {}", frame.title, frame.shop_name);
    let brand = html! { a.brand href=(frame.home_href) { (mark(frame.shop_name)) bdi { (frame.shop_name) } } };
    let foot = person(frame);
    let body = html! {
        header.side {
            div {
                (brand)
                @if let Some(href) = frame.find_href { (find_box(locale, href)) }
                nav aria-label=(locale.t("ui-navigation")) { (nav_links(frame.nav)) }
                (foot)
            }
        }
        header.topbar {
            (brand)
            @if let Some(href) = frame.find_href {
                a.button.square data-find href=(href) { (icon(Icon::Search)) span.visually-hidden { (locale.t("ui-find")) } }
            }
            details.menu {
                summary.button.square { (icon(Icon::Menu)) span.visually-hidden { (locale.t("ui-menu")) } }
                div { nav aria-label=(locale.t("ui-menu")) { (nav_links(frame.nav)) } (foot) }
            }
        }
        main #main { (body) }
        (keys(locale))
    };
    document(locale, &title, frame.hue, "console", body)
}

/// One question to everything, from every page. The key "/" leads here.
fn find_box(locale: &Locale, href: &str) -> Markup {
    let label = locale.t("ui-find");
    html! {
        form.search role="search" aria-label=(label) method="get" action=(href) {
            label.visually-hidden for="find" { (label) }
            input id="find" type="search" name="q" placeholder=(label) data-find;
            button type="submit" { (icon(Icon::Search)) span.visually-hidden { (label) } }
            kbd aria-hidden="true" { "/" }
        }
    }
}

/// Who is signed in, the other language, the way out.
fn person(frame: &Frame<'_>) -> Markup {
    let locale = frame.locale;
    html! {
        div.foot {
            div.person { span.initial aria-hidden="true" { (initial(frame.user_name)) } bdi { (frame.user_name) } }
            div.foot-acts {
                (language_link(locale, frame.language_href))
                form method="post" action="/sign-out" {
                    (crate::csrf_field(frame.csrf))
                    button.button.quiet type="submit" { (flipping_icon(Icon::SignOut)) (locale.t("ui-sign-out")) }
                }
            }
        }
    }
}

/// What the keyboard can do; the key "?" opens it.
fn keys(locale: &Locale) -> Markup {
    let all = [
        ("/", "ui-keys-search"),
        ("j", "ui-keys-next"),
        ("k", "ui-keys-back"),
        ("↵", "ui-keys-open"),
        ("?", "ui-keys-help"),
    ];
    html! {
        dialog.box #keys aria-labelledby="keys-title" {
            h2 #keys-title { (locale.t("ui-keys")) }
            dl.keys { @for (key, words) in all { dt { kbd { (key) } } dd { (locale.t(words)) } } }
            form.acts method="dialog" { button.button { (locale.t("ui-close")) } }
        }
    }
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
    document(frame.locale, frame.title, frame.hue, "shopper", body)
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
    document(frame.locale, frame.title, HOUSE_HUE, class, body)
}
