//! Which values need a wall around them inside a sentence (Unicode Bidirectional Algorithm, UAX 9), so that
//! `+966501234567` or a Latin name in an Arabic sentence is read in the order it was written.

use std::borrow::Cow;
use wasl_base::Lang;

/// FIRST STRONG ISOLATE and POP DIRECTIONAL ISOLATE.
const ISOLATE: char = '\u{2068}';
const POP: char = '\u{2069}';

/// The value as it may stand in a sentence of `lang`: walled off when its order could be disturbed, bare when it could
/// not, and rid of embedding and override marks that would reach beyond it. A web address stays bare: readers of mail
/// and SMS make links of it.
pub fn isolated(lang: Lang, text: &str) -> Cow<'_, str> {
    let clean: Cow<'_, str> =
        if text.contains(is_embedding) { text.replace(is_embedding, "").into() } else { text.into() };
    let is_link = clean.starts_with("https://") || clean.starts_with("http://");
    let is_safe = match lang {
        Lang::Ar => clean.chars().all(is_safe_in_arabic),
        Lang::En => !clean.chars().any(is_right_to_left),
    };
    if is_link || is_safe { clean } else { format!("{ISOLATE}{clean}{POP}").into() }
}

/// Embeddings, overrides and isolates: they need a partner, and a value from outside may hold half a pair.
fn is_embedding(letter: char) -> bool {
    matches!(letter, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Arabic letters, marks that keep a number together, and numbers with their own separators.
fn is_safe_in_arabic(letter: char) -> bool {
    matches!(letter, '\u{0600}'..='\u{06FF}' | '0'..='9' | ' ' | '\u{00A0}' | '.' | ',' | '%' | '\u{200E}' | '\u{200F}')
}

fn is_right_to_left(letter: char) -> bool {
    matches!(letter, '\u{0590}'..='\u{08FF}' | '\u{200F}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFE}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn walls_stand_only_where_they_are_needed() {
        for (lang, text, expect) in [
            (Lang::Ar, "نورة العتيبي", "نورة العتيبي"),
            (Lang::Ar, "230.00 ر.س", "230.00 ر.س"),
            (Lang::Ar, "1001", "1001"),
            (Lang::Ar, "+966501234567", "\u{2068}+966501234567\u{2069}"),
            (Lang::Ar, "W-1001", "\u{2068}W-1001\u{2069}"),
            (Lang::Ar, "متجر (النخيل)", "\u{2068}متجر (النخيل)\u{2069}"),
            (Lang::Ar, "https://wasl.example/t/a1", "https://wasl.example/t/a1"),
            (Lang::En, "Noura", "Noura"),
            (Lang::En, "+966501234567", "+966501234567"),
            (Lang::En, "نورة", "\u{2068}نورة\u{2069}"),
            (Lang::En, "evil\u{202E}txt", "eviltxt"),
            (Lang::Ar, "\u{2067}نورة", "نورة"),
            (Lang::Ar, "", ""),
        ] {
            assert_eq!(isolated(lang, text), expect, "{text}");
        }
    }
}
