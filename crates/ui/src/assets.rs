//! Style, script and fonts, embedded, served under names that change with their content, cached for ever.

use axum::Router;
use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use sha2::{Digest, Sha256};
use std::sync::LazyLock;

const CSS: &str = concat!(
    include_str!("../assets/css/1-tokens.css"),
    include_str!("../assets/css/2-base.css"),
    include_str!("../assets/css/3-components.css"),
    include_str!("../assets/css/4-pages.css"),
);
const JS: &str = include_str!("../assets/js/wasl.js");
const FOREVER: &str = "public, max-age=31536000, immutable";

static STYLE: LazyLock<String> = LazyLock::new(|| format!("/assets/wasl-{}.css", digest(CSS)));
static SCRIPT: LazyLock<String> = LazyLock::new(|| format!("/assets/wasl-{}.js", digest(JS)));

fn digest(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().take(6).map(|byte| format!("{byte:02x}")).collect()
}

pub fn style_href() -> &'static str {
    &STYLE
}

pub fn script_href() -> &'static str {
    &SCRIPT
}

/// Assets and `/_ui`, for any application state.
pub fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new().route("/assets/{name}", get(asset)).route("/_ui", get(crate::living::serve))
}

async fn asset(Path(name): Path<String>) -> Response {
    let full = format!("/assets/{name}");
    if full == *STYLE {
        return forever("text/css; charset=utf-8", CSS.as_bytes());
    }
    if full == *SCRIPT {
        return forever("text/javascript; charset=utf-8", JS.as_bytes());
    }
    match name.as_str() {
        "font-arabic-400.woff2" => font(include_bytes!("../assets/fonts/ibm-plex-sans-arabic-arabic-400-normal.woff2")),
        "font-arabic-600.woff2" => font(include_bytes!("../assets/fonts/ibm-plex-sans-arabic-arabic-600-normal.woff2")),
        "font-latin-400.woff2" => font(include_bytes!("../assets/fonts/ibm-plex-sans-arabic-latin-400-normal.woff2")),
        "font-latin-600.woff2" => font(include_bytes!("../assets/fonts/ibm-plex-sans-arabic-latin-600-normal.woff2")),
        "licences.txt" => forever("text/plain; charset=utf-8", LICENCES.as_bytes()),
        other => hue(other).unwrap_or_else(|| StatusCode::NOT_FOUND.into_response()),
    }
}

const LICENCES: &str = concat!(
    include_str!("../assets/licences/IBM-Plex-Sans-Arabic-OFL.txt"),
    "\n----\n\n",
    include_str!("../assets/licences/Lucide-ISC.txt"),
);

fn font(bytes: &'static [u8]) -> Response {
    forever("font/woff2", bytes)
}

fn forever(kind: &'static str, bytes: &'static [u8]) -> Response {
    ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, FOREVER)], bytes).into_response()
}

/// `hue-168.css`: the one value that a shop chooses.
fn hue(name: &str) -> Option<Response> {
    let digits = name.strip_prefix("hue-")?.strip_suffix(".css")?;
    let hue: u16 = digits.parse().ok().filter(|hue| *hue < 360)?;
    let body = format!(":root{{--hue:{hue}}}");
    Some(([(header::CONTENT_TYPE, "text/css; charset=utf-8"), (header::CACHE_CONTROL, FOREVER)], body).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_the_style_knows_left_from_right() {
        for word in ["left", "right"] {
            for (number, line) in CSS.lines().enumerate() {
                let is_gradient = line.contains("linear-gradient(to ");
                assert!(is_gradient || !line.contains(word), "line {}: {line}", number + 1);
            }
        }
    }

    #[test]
    fn hues_are_the_circle_s() {
        assert!(hue("hue-0.css").is_some() && hue("hue-359.css").is_some());
        assert!(hue("hue-360.css").is_none() && hue("hue--1.css").is_none() && hue("hue-x.css").is_none());
    }
}
