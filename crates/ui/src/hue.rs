//! The one value a shop chooses, its hue, made into legible accents for both themes by computation.
//! It reaches a page as a small style sheet of its own, so that a strict CSP needs no inline style.

use crate::color::{Oklch, contrast};

/// Text on its ground by WCAG 2.2 AA, with a little to spare for rounding.
const TEXT: f64 = 4.6;
/// The grounds an accent may stand on: the darkest light one and the lightest dark one of tokens.css.
const SUNK_LIGHT: Oklch = Oklch { lightness: 0.96, chroma: 0.004, hue: 95.0 };
const SUNK_DARK: Oklch = Oklch { lightness: 0.255, chroma: 0.009, hue: 260.0 };

/// What the style sheet calls them, for one theme.
#[derive(Clone, Copy, Debug)]
pub struct Accents {
    pub accent: Oklch,
    pub strong: Oklch,
    pub soft: Oklch,
    pub on_accent: Oklch,
}

pub fn light(hue: u16) -> Accents {
    let hue = f64::from(hue);
    let soft = Oklch::new(0.955, 0.026, hue).within_srgb();
    let on_accent = Oklch::new(0.99, 0.0, hue);
    let accent = until(Oklch::new(0.5, 0.12, hue), -0.005, &[SUNK_LIGHT, soft, on_accent]);
    let strong = Oklch::new(accent.lightness - 0.07, 0.11, hue).within_srgb();
    Accents { accent, strong, soft, on_accent }
}

pub fn dark(hue: u16) -> Accents {
    let hue = f64::from(hue);
    let soft = Oklch::new(0.3, 0.045, hue).within_srgb();
    let on_accent = Oklch::new(0.2, 0.03, hue).within_srgb();
    let accent = until(Oklch::new(0.78, 0.12, hue), 0.005, &[SUNK_DARK, soft, on_accent]);
    let strong = Oklch::new((accent.lightness + 0.06).min(0.95), 0.1, hue).within_srgb();
    Accents { accent, strong, soft, on_accent }
}

/// Darker or lighter step by step until it can be read on all of `others`.
fn until(start: Oklch, step: f64, others: &[Oklch]) -> Oklch {
    let mut color = start.within_srgb();
    while others.iter().any(|other| contrast(color, *other) < TEXT) && (0.05..0.98).contains(&color.lightness) {
        color = Oklch { lightness: color.lightness + step, ..start }.within_srgb();
    }
    color
}

/// The style sheet of a hue.
pub fn css(hue: u16) -> String {
    let (light, dark) = (light(hue), dark(hue));
    let pair = |name: &str, pick: fn(&Accents) -> Oklch| {
        format!("--{name}:light-dark({},{})", pick(&light).css(), pick(&dark).css())
    };
    format!(
        ":root{{--hue:{hue};{};{};{};{}}}",
        pair("accent", |all| all.accent),
        pair("accent-strong", |all| all.strong),
        pair("accent-soft", |all| all.soft),
        pair("on-accent", |all| all.on_accent),
    )
}

/// The mark of a shop in browser tabs: a parcel's tick in its colour.
pub fn mark_svg(hue: u16) -> String {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 32 32\"><rect width=\"32\" height=\"32\" rx=\"9\" fill=\"{}\"/>\
         <path d=\"m9 16.5 5 5L23 11\" fill=\"none\" stroke=\"#fff\" stroke-width=\"3.5\" stroke-linecap=\"round\" stroke-linejoin=\"round\"/></svg>",
        light(hue).accent.css()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_hue_is_legible_in_both_themes() {
        let paper = |lightness| Oklch::new(lightness, 0.004, 95.0);
        for hue in 0..360 {
            for (all, grounds) in [
                (light(hue), [paper(1.0), paper(0.978), SUNK_LIGHT]),
                (dark(hue), [paper(0.175), paper(0.215), SUNK_DARK]),
            ] {
                let ink = Oklch::new(if all.on_accent.lightness > 0.5 { 0.43 } else { 0.77 }, 0.01, 260.0);
                let mut pairs = vec![(all.on_accent, all.accent), (all.on_accent, all.strong), (all.strong, all.soft)];
                pairs.extend([(all.accent, all.soft), (ink, all.soft)]);
                pairs.extend(grounds.iter().flat_map(|ground| [(all.accent, *ground), (all.strong, *ground)]));
                for (one, other) in pairs {
                    let found = contrast(one, other);
                    assert!(found >= 4.5, "hue {hue}: {} on {}: {found:.2}", one.css(), other.css());
                }
                assert!(all.accent.is_shown() && all.soft.is_shown(), "hue {hue}");
            }
        }
    }

    #[test]
    fn it_is_plain_css() {
        let css = css(168);
        assert!(css.starts_with(":root{--hue:168;--accent:light-dark(oklch(") && css.ends_with('}'), "{css}");
        assert_eq!(css.matches('(').count(), css.matches(')').count());
    }
}
