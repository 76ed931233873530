//! What is known of anybody who asks: the language, by choice (`?lang=`), then cookie, then the browser's wish.

use crate::{Config, House};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap, Uri, header};
use std::convert::Infallible;
use std::str::FromStr;
use std::sync::Arc;
use wasl_base::{Lang, Zone};
use wasl_i18n::{Calendar, Digits, Locale};

pub const LANG_COOKIE: &str = "wasl_lang";
pub const SESSION_COOKIE: &str = "wasl_session";
/// Browsers keep a `__Host-` cookie to this host, this path and TLS (RFC 6265bis §4.1.3.2).
pub const SECURE_SESSION_COOKIE: &str = "__Host-wasl_session";

/// Holds the token of a device that has signed somebody in before.
pub const DEVICE_COOKIE: &str = "wasl_device";
pub const SECURE_DEVICE_COOKIE: &str = "__Host-wasl_device";

#[derive(Clone, Debug)]
pub struct Visitor {
    pub lang: Lang,
    /// The language was asked for in the address: worth a cookie.
    pub has_chosen: bool,
    secure_session: Option<String>,
    plain_session: Option<String>,
    secure_device: Option<String>,
    plain_device: Option<String>,
    /// Path and query of this request, or of the page whose form it is, without `lang`.
    pub path: String,
}

impl Visitor {
    pub fn of(headers: &HeaderMap, uri: &Uri) -> Self {
        let chosen = query_lang(uri);
        let lang = chosen
            .or_else(|| cookie(headers, LANG_COOKIE).and_then(|word| Lang::from_str(&word).ok()))
            .or_else(|| headers.get(header::ACCEPT_LANGUAGE).and_then(|v| v.to_str().ok()).map(Lang::negotiate))
            .unwrap_or_default();
        Self {
            lang,
            has_chosen: chosen.is_some(),
            secure_session: cookie(headers, SECURE_SESSION_COOKIE),
            plain_session: cookie(headers, SESSION_COOKIE),
            secure_device: cookie(headers, SECURE_DEVICE_COOKIE),
            plain_device: cookie(headers, DEVICE_COOKIE),
            path: without_lang(uri),
        }
    }

    /// A form's answer may be a page of its own: its links lead back to where the form stood, which a GET can show.
    pub(super) fn stand_where_the_form_was(&mut self, headers: &HeaderMap) {
        let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
        let Some(page) = text(header::REFERER).and_then(|referer| referer.parse::<Uri>().ok()) else { return };
        if page.authority().map(|authority| authority.as_str()) == text(header::HOST) {
            self.path = without_lang(&page);
        }
    }

    /// As [`super::attend`] has read them already; read now where it stands around nothing.
    pub(super) fn known(extensions: &Extensions, headers: &HeaderMap, uri: &Uri) -> Arc<Self> {
        extensions.get::<Arc<Self>>().cloned().unwrap_or_else(|| Arc::new(Self::of(headers, uri)))
    }

    pub(super) fn of_parts(parts: &Parts) -> Arc<Self> {
        Self::known(&parts.extensions, &parts.headers, &parts.uri)
    }

    /// The session's token. Over HTTPS only the cookie counts that no other host and no plain request could have set.
    pub fn session(&self, config: &Config) -> Option<&str> {
        if config.is_https() { self.secure_session.as_deref() } else { self.plain_session.as_deref() }
    }

    /// The token by which this device is known, under the same rule.
    pub fn device(&self, config: &Config) -> Option<&str> {
        if config.is_https() { self.secure_device.as_deref() } else { self.plain_device.as_deref() }
    }

    /// The address of this page in the other language.
    pub fn switch_href(&self) -> String {
        let joint = if self.path.contains('?') { '&' } else { '?' };
        format!("{}{joint}lang={}", self.path, self.lang.other().as_str())
    }
}

impl FromRequestParts<House> for Visitor {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _house: &House) -> Result<Self, Infallible> {
        Ok(Self::clone(&Self::of_parts(parts)))
    }
}

/// A locale for pages that belong to no shop: Western digits, Gregorian, UTC.
pub fn plain_locale(lang: Lang) -> Locale {
    Locale { lang, digits: Digits::Western, calendar: Calendar::Gregorian, zone: Zone::utc() }
}

/// The locale of a shop's page for this visitor.
pub fn frame_locale(shop: &crate::Shop, visitor: &Visitor) -> Locale {
    shop.locale(visitor.lang)
}

/// The value of a cookie by name.
pub fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value.to_owned())
}

fn query_lang(uri: &Uri) -> Option<Lang> {
    uri.query()?.split('&').filter_map(|pair| pair.strip_prefix("lang=")).find_map(|word| word.parse().ok())
}

fn without_lang(uri: &Uri) -> String {
    let kept: Vec<&str> =
        uri.query().unwrap_or("").split('&').filter(|pair| !pair.is_empty() && !pair.starts_with("lang=")).collect();
    // Never two slashes at the start: a browser would take what follows for a host.
    let path = format!("/{}", uri.path().trim_start_matches('/'));
    if kept.is_empty() { path } else { format!("{path}?{}", kept.join("&")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn visitor(uri: &str, headers: &[(&str, &str)]) -> Visitor {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(header::HeaderName::from_str(name).expect("name"), value.parse().expect("value"));
        }
        Visitor::of(&map, &uri.parse().expect("uri"))
    }

    #[test]
    fn choice_beats_cookie_beats_browser() {
        let english = [("accept-language", "en"), ("cookie", "a=b; wasl_lang=ar")];
        assert_eq!(visitor("/t/x", &english[..1]).lang, Lang::En);
        assert_eq!(visitor("/t/x", &english).lang, Lang::Ar);
        assert_eq!(visitor("/t/x?lang=en", &english).lang, Lang::En);
        assert_eq!(visitor("/t/x?lang=fr", &[]).lang, Lang::Ar);
    }

    #[test]
    fn over_https_only_the_host_s_own_cookie_is_a_session() {
        let headers = [("cookie", "wasl_session=planted; __Host-wasl_session=ours")];
        let https = Config { public_url: "https://wasl.example".to_owned(), ..Config::default() };
        assert_eq!(visitor("/", &headers).session(&https), Some("ours"));
        assert_eq!(visitor("/", &[("cookie", "wasl_session=planted")]).session(&https), None);
        assert_eq!(visitor("/", &headers).session(&Config::default()), Some("planted"));
    }

    #[test]
    fn a_form_s_answer_stands_where_the_form_stood() {
        let after = |referer: &str, host: &str| {
            let headers = [("referer", referer), ("host", host)];
            let mut seen = visitor("/s/a/team/invitations", &headers);
            let mut map = HeaderMap::new();
            for (name, value) in headers {
                map.append(header::HeaderName::from_str(name).expect("name"), value.parse().expect("value"));
            }
            seen.stand_where_the_form_was(&map);
            seen.switch_href()
        };
        assert_eq!(after("http://wasl.example/s/a/team?lang=en&x=1", "wasl.example"), "/s/a/team?x=1&lang=en");
        for foreign in ["http://evil.example/s/a/team", "/s/a/team", "about:blank", "x"] {
            assert_eq!(after(foreign, "wasl.example"), "/s/a/team/invitations?lang=en", "{foreign}");
        }
    }

    #[test]
    fn the_switch_keeps_the_rest_of_the_address() {
        let seen = visitor("/s/a/orders?state=paid&lang=en", &[]);
        assert_eq!(seen.path, "/s/a/orders?state=paid");
        assert_eq!(seen.switch_href(), "/s/a/orders?state=paid&lang=ar");
        assert_eq!(visitor("//evil.example/x", &[]).switch_href(), "/evil.example/x?lang=en");
    }
}
