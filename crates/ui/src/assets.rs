//! Style, script, fonts and a shop's colour, embedded, served under names that change with their content, cached for ever.

use crate::hue;
use axum::Router;
use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::sync::LazyLock;

/// One file per part of the look; the order is that of the layers.
const CSS: &[&str] = &[
    include_str!("../assets/css/tokens.css"),
    include_str!("../assets/css/base.css"),
    include_str!("../assets/css/card.css"),
    include_str!("../assets/css/button.css"),
    include_str!("../assets/css/badge.css"),
    include_str!("../assets/css/kpi.css"),
    include_str!("../assets/css/table.css"),
    include_str!("../assets/css/state.css"),
    include_str!("../assets/css/timeline.css"),
    include_str!("../assets/css/form.css"),
    include_str!("../assets/css/chart.css"),
    include_str!("../assets/css/console.css"),
    include_str!("../assets/css/shopper.css"),
    include_str!("../assets/css/print.css"),
];
const JS: &str = include_str!("../assets/js/wasl.js");
const LICENCES: &str = concat!(
    include_str!("../assets/licences/IBM-Plex-Sans-Arabic-OFL.txt"),
    "\n----\n\n",
    include_str!("../assets/licences/Lucide-ISC.txt"),
    "\n----\n\n",
    include_str!("../assets/licences/world-atlas-ISC.txt"),
    "\n----\n\n",
    include_str!("../assets/licences/Django-BSD-3-Clause.txt"),
);
/// Name in the style sheet and bytes. Not subset: the reserved name of the fonts does not allow it.
const FONTS: [(&str, &[u8]); 4] = [
    ("font-arabic-400", include_bytes!("../assets/fonts/ibm-plex-sans-arabic-arabic-400-normal.woff2")),
    ("font-arabic-600", include_bytes!("../assets/fonts/ibm-plex-sans-arabic-arabic-600-normal.woff2")),
    ("font-latin-400", include_bytes!("../assets/fonts/ibm-plex-sans-arabic-latin-400-normal.woff2")),
    ("font-latin-600", include_bytes!("../assets/fonts/ibm-plex-sans-arabic-latin-600-normal.woff2")),
];
const FOREVER: &str = "public, max-age=31536000, immutable";
const HUES: u16 = 360;

struct Asset {
    href: String,
    kind: &'static str,
    body: Cow<'static, [u8]>,
}

struct Assets {
    style: Asset,
    script: Asset,
    fonts: Vec<Asset>,
    /// Style sheet and mark of every hue, so that a page only looks its address up.
    hues: Vec<(Asset, Asset)>,
}

static ASSETS: LazyLock<Assets> = LazyLock::new(|| {
    let fonts: Vec<Asset> = FONTS.iter().map(|(name, bytes)| asset(name, "woff2", Cow::Borrowed(*bytes))).collect();
    let mut css = CSS.iter().map(|file| squeeze(file)).collect::<String>();
    for ((name, _), font) in FONTS.iter().zip(&fonts) {
        css = css.replace(&format!("/assets/{name}.woff2"), &font.href);
    }
    let hues = (0..HUES)
        .map(|hue| {
            let style = asset(&format!("hue-{hue}"), "css", Cow::Owned(hue::css(hue).into_bytes()));
            (style, asset(&format!("mark-{hue}"), "svg", Cow::Owned(hue::mark_svg(hue).into_bytes())))
        })
        .collect();
    let script = asset("wasl", "js", Cow::Borrowed(JS.as_bytes()));
    Assets { style: asset("wasl", "css", Cow::Owned(css.into_bytes())), script, fonts, hues }
});

fn asset(name: &str, ending: &str, body: Cow<'static, [u8]>) -> Asset {
    let digest: String = Sha256::digest(&body).iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    let kind = match ending {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        _ => "font/woff2",
    };
    Asset { href: format!("/assets/{name}-{digest}.{ending}"), kind, body }
}

/// Without the indentation and the notes for people; strings of ours hold neither.
fn squeeze(css: &str) -> String {
    let mut squeezed = String::with_capacity(css.len());
    for line in css.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("/*")) {
        squeezed.push_str(line);
        squeezed.push('\n');
    }
    squeezed
}

pub fn style_href() -> &'static str {
    &ASSETS.style.href
}

pub fn script_href() -> &'static str {
    &ASSETS.script.href
}

/// The style sheet of a shop's hue; hues go round the circle.
pub fn hue_href(hue: u16) -> &'static str {
    &ASSETS.hues[usize::from(hue % HUES)].0.href
}

pub(crate) fn mark_href(hue: u16) -> &'static str {
    &ASSETS.hues[usize::from(hue % HUES)].1.href
}

/// All four fonts at once, in both languages: an Arabic page has Latin digits and an English one Arabic names, and a
/// font that comes later makes a page jump.
pub(crate) fn font_hrefs() -> impl Iterator<Item = &'static str> {
    ASSETS.fonts.iter().map(|font| font.href.as_str())
}

/// Assets and `/_ui`, for any application state.
pub fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new().route("/assets/{name}", get(serve)).route("/_ui", get(crate::living::serve))
}

async fn serve(Path(name): Path<String>) -> Response {
    if name == "licences.txt" {
        return ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], LICENCES).into_response();
    }
    match find(&name) {
        Some(found) => {
            let headers = [(header::CONTENT_TYPE, found.kind), (header::CACHE_CONTROL, FOREVER)];
            match &found.body {
                Cow::Borrowed(bytes) => (headers, *bytes).into_response(),
                Cow::Owned(bytes) => (headers, bytes.as_slice()).into_response(),
            }
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

fn find(name: &str) -> Option<&'static Asset> {
    let all: &'static Assets = &ASSETS;
    let is_it = |asset: &&Asset| asset.href.strip_prefix("/assets/") == Some(name);
    let hue = || {
        let number: usize = name.split('-').nth(1)?.parse().ok()?;
        let (style, mark) = all.hues.get(number)?;
        [style, mark].into_iter().find(is_it)
    };
    [&all.style, &all.script].into_iter().chain(&all.fonts).find(is_it).or_else(hue)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_the_style_knows_left_from_right() {
        for line in CSS.iter().flat_map(|file| file.lines()) {
            let text = line.replace("gradient(to left", "").replace("gradient(to right", "");
            assert!(!text.contains("left") && !text.contains("right"), "{line}");
        }
    }

    #[test]
    fn letters_have_six_sizes_and_natural_spacing() {
        for line in CSS.iter().flat_map(|file| file.lines()) {
            for rule in line.split([';', '{', '}']).map(str::trim) {
                if let Some(size) = rule.strip_prefix("font-size:") {
                    let size = size.trim();
                    assert!(size.starts_with("var(--t") || ["inherit", "16px"].contains(&size), "{line}");
                }
                assert!(!rule.starts_with("letter-spacing") && !rule.contains("italic"), "{line}");
                assert!(!rule.starts_with("text-transform"), "{line}");
            }
        }
    }

    #[test]
    fn every_asset_is_found_by_its_own_name_and_no_other() {
        for href in [
            style_href(),
            script_href(),
            hue_href(0),
            hue_href(359),
            mark_href(168),
            font_hrefs().last().expect("fonts"),
        ] {
            assert_eq!(find(href.trim_start_matches("/assets/")).map(|asset| asset.href.as_str()), Some(href));
        }
        assert_eq!(hue_href(360), hue_href(0));
        for name in ["hue-0.css", "hue-360-abc.css", "hue--1.css", "wasl.css", "..", ""] {
            assert!(find(name).is_none(), "{name:?}");
        }
    }

    #[test]
    fn fonts_are_named_by_their_content_in_the_style_too() {
        let css = String::from_utf8_lossy(&ASSETS.style.body).into_owned();
        assert!(ASSETS.fonts.iter().all(|font| css.contains(&font.href)));
        assert!(!css.contains("/assets/font-arabic-400.woff2"));
    }

    /// Gzip takes text to a quarter; fonts are compressed already. The real weight is measured in the browser suite.
    #[test]
    fn style_and_script_leave_room_for_the_fonts() {
        let text = ASSETS.style.body.len() + ASSETS.script.body.len();
        let fonts: usize = ASSETS.fonts.iter().map(|font| font.body.len()).sum();
        assert!(text < 60_000 && fonts + text / 4 < 150_000, "text {text}, fonts {fonts}");
    }
}
