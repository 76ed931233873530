//! The palette is legible in both themes, read from the style sheet itself; a shop's accents are proven in hue.rs.

use crate::color::{Oklch, contrast};
use std::collections::HashMap;

/// WCAG 2.2 AA: 1.4.3 for words, 1.4.11 for the marks that carry meaning.
const TEXT: f64 = 4.5;
const MARK: f64 = 3.0;

/// Reads `--name: light-dark(oklch(…), oklch(…))`.
fn palette() -> HashMap<String, [Oklch; 2]> {
    include_str!("../assets/css/tokens.css")
        .lines()
        .filter_map(|line| {
            let (name, value) = line.trim().strip_prefix("--")?.split_once(": light-dark(")?;
            let mut colors = value.split("oklch(").skip(1).map(|part| color(part.split(')').next().unwrap_or("")));
            Some((name.to_owned(), [colors.next()??, colors.next()??]))
        })
        .collect()
}

fn color(text: &str) -> Option<Oklch> {
    let mut parts = text.split_whitespace();
    let lightness: f64 = parts.next()?.trim_end_matches('%').parse().ok()?;
    Some(Oklch::new(lightness / 100.0, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

/// What stands on what, and how well it must be seen.
fn pairs() -> Vec<(&'static str, &'static str, f64)> {
    let mut pairs = vec![("on-accent", "accent", TEXT), ("accent-strong", "accent-soft", TEXT), ("paper", "ink", TEXT)];
    for ground in ["paper", "card", "sunk"] {
        pairs.extend(["ink", "ink-2", "ink-3", "accent"].map(|text| (text, ground, TEXT)));
        pairs.extend([("edge", ground, MARK)]);
    }
    for (tone, soft) in [("good", "good-soft"), ("warn", "warn-soft"), ("bad", "bad-soft")] {
        pairs.extend([(tone, "card", TEXT), (tone, "paper", TEXT), (tone, soft, TEXT)]);
    }
    for soft in ["accent-soft", "good-soft", "warn-soft", "bad-soft"] {
        pairs.extend([("ink", soft, TEXT), ("ink-2", soft, TEXT)]);
    }
    for ground in ["land", "sea"] {
        pairs.extend([
            ("ink", ground, TEXT),
            ("ink-2", ground, TEXT),
            ("accent", ground, MARK),
            ("ink-3", ground, MARK),
        ]);
    }
    pairs
}

#[test]
fn every_pair_of_text_and_ground_is_legible() {
    let palette = palette();
    let mut faults = Vec::new();
    for (text, ground, wanted) in pairs() {
        for (theme, word) in ["light", "dark"].iter().enumerate() {
            let found = contrast(palette[text][theme], palette[ground][theme]);
            if found < wanted {
                faults.push(format!("{text} on {ground}, {word}: {found:.2}"));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
