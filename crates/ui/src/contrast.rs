//! The palette is legible: OKLCH to sRGB (Ottosson 2020) and the contrast of WCAG 2.2, computed for both themes and all hues.

use std::collections::HashMap;

type Color = (f64, f64, f64);

/// Relative luminance of an OKLCH colour, clipped to sRGB.
fn luminance((lightness, chroma, hue): Color) -> f64 {
    let (a, b) = (chroma * hue.to_radians().cos(), chroma * hue.to_radians().sin());
    let l = (lightness + 0.396_337_777_4 * a + 0.215_803_757_3 * b).powi(3);
    let m = (lightness - 0.105_561_345_8 * a - 0.063_854_172_8 * b).powi(3);
    let s = (lightness - 0.089_484_177_5 * a - 1.291_485_548 * b).powi(3);
    let red = 4.076_741_662_1 * l - 3.307_711_591_3 * m + 0.230_969_929_2 * s;
    let green = -1.268_438_004_6 * l + 2.609_757_401_1 * m - 0.341_319_396_5 * s;
    let blue = -0.004_196_086_3 * l - 0.703_418_614_7 * m + 1.707_614_701 * s;
    0.2126 * red.clamp(0.0, 1.0) + 0.7152 * green.clamp(0.0, 1.0) + 0.0722 * blue.clamp(0.0, 1.0)
}

fn contrast(one: Color, other: Color) -> f64 {
    let (a, b) = (luminance(one) + 0.05, luminance(other) + 0.05);
    a.max(b) / a.min(b)
}

/// Reads `--name: light-dark(oklch(…), oklch(…))` from the style sheet itself.
fn palette(hue: f64) -> HashMap<String, [Color; 2]> {
    let css = include_str!("../assets/css/1-tokens.css");
    css.lines()
        .filter_map(|line| {
            let (name, value) = line.trim().strip_prefix("--")?.split_once(": light-dark(")?;
            let mut colors = value.split("oklch(").skip(1).map(|part| color(part.split(')').next().unwrap_or(""), hue));
            Some((name.to_owned(), [colors.next()??, colors.next()??]))
        })
        .collect()
}

fn color(text: &str, hue: f64) -> Option<Color> {
    let text = text.replace("var(--hue", &hue.to_string());
    let mut parts = text.split_whitespace();
    let lightness: f64 = parts.next()?.trim_end_matches('%').parse().ok()?;
    Some((lightness / 100.0, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
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

#[test]
fn black_on_white_is_twenty_one() {
    assert!((contrast((0.0, 0.0, 0.0), (1.0, 0.0, 0.0)) - 21.0).abs() < 0.1);
}
