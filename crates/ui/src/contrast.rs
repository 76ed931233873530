//! The palette is legible: OKLCH to sRGB (Ottosson 2020) and the contrast of WCAG 2.2, computed for both themes and all hues.

use crate::color::{Oklch, contrast};
use std::collections::HashMap;

/// Reads `--name: light-dark(oklch(…), oklch(…))` from the style sheet itself.
fn palette(hue: f64) -> HashMap<String, [Oklch; 2]> {
    let css = include_str!("../assets/css/tokens.css");
    css.lines()
        .filter_map(|line| {
            let (name, value) = line.trim().strip_prefix("--")?.split_once(": light-dark(")?;
            let mut colors = value.split("oklch(").skip(1).map(|part| color(part.split(')').next().unwrap_or(""), hue));
            Some((name.to_owned(), [colors.next()??, colors.next()??]))
        })
        .collect()
}

fn color(text: &str, hue: f64) -> Option<Oklch> {
    let text = text.replace("var(--hue", &hue.to_string());
    let mut parts = text.split_whitespace();
    let lightness: f64 = parts.next()?.trim_end_matches('%').parse().ok()?;
    Some(Oklch::new(lightness / 100.0, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

#[test]
fn every_pair_of_text_and_ground_is_legible_in_every_hue() {
    const TEXT: f64 = 4.5;
    const MARK: f64 = 3.0;
    let mut pairs: Vec<(&str, &str, f64)> = vec![("on-accent", "accent", TEXT), ("accent-strong", "accent-soft", TEXT)];
    for ground in ["paper", "card", "sunk"] {
        pairs.extend(["ink", "ink-2", "ink-3", "accent"].map(|text| (text, ground, TEXT)));
        pairs.push(("edge", ground, MARK));
    }
    for tone in ["good", "warn", "bad"] {
        pairs.extend([(tone, "card", TEXT), (tone, "paper", TEXT)]);
    }
    pairs.extend([("good", "good-soft", TEXT), ("warn", "warn-soft", TEXT), ("bad", "bad-soft", TEXT)]);
    pairs.extend(["accent-soft", "good-soft", "warn-soft", "bad-soft"].map(|ground| ("ink", ground, TEXT)));
    let mut faults = Vec::new();
    for hue in (0..360).step_by(15) {
        let palette = palette(f64::from(hue));
        for (text, ground, wanted) in &pairs {
            for (theme, word) in ["light", "dark"].iter().enumerate() {
                let found = contrast(palette[*text][theme], palette[*ground][theme]);
                if found < *wanted {
                    faults.push(format!("{text} on {ground}, {word}, hue {hue}: {found:.2}"));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
