//! Folding text for search. Done here and not in SQL, so that SQLite and PostgreSQL find the same rows and an Arabic
//! name is found however its hamza, ta marbuta or digits were typed.

/// Words kept from one text; a longer text is found by its first words.
pub const TERMS_MAX: usize = 32;
/// Characters kept of one word.
pub const TERM_CHARS_MAX: usize = 64;

/// Does it hold U+0000? PostgreSQL's TEXT cannot, so the edge refuses it on both engines.
pub fn has_nul(text: &str) -> bool {
    text.contains('\0')
}

/// The form two spellings of one word share: lower case, no tashkeel, tatweel or invisible marks, one alef, one heh,
/// one yeh, ASCII digits, no Latin diacritics, single spaces, trimmed. Folding twice changes nothing.
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut gap = false;
    for letter in text.chars().flat_map(char::to_lowercase) {
        if is_dropped(letter) {
            continue;
        }
        if letter.is_whitespace() {
            gap = true;
            continue;
        }
        if gap && !out.is_empty() {
            out.push(' ');
        }
        gap = false;
        push_folded(letter, &mut out);
    }
    out
}

/// The distinct folded words of a text in their order, split at everything that is neither letter nor digit;
/// at most [`TERMS_MAX`] words of [`TERM_CHARS_MAX`] characters.
pub fn search_terms(text: &str) -> Vec<String> {
    let folded = fold(text);
    let mut terms: Vec<String> = Vec::new();
    for word in folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        let term: String = word.chars().take(TERM_CHARS_MAX).collect();
        if !terms.contains(&term) {
            terms.push(term);
        }
        if terms.len() == TERMS_MAX {
            break;
        }
    }
    terms
}

/// Arabic-Indic, Persian and full-width digits as ASCII; every other character as it is.
pub(crate) fn ascii_digit(letter: char) -> char {
    let zero = match letter {
        '\u{0660}'..='\u{0669}' => 0x0660,
        '\u{06F0}'..='\u{06F9}' => 0x06F0,
        '\u{FF10}'..='\u{FF19}' => 0xFF10,
        _ => return letter,
    };
    char::from_digit(letter as u32 - zero, 10).unwrap_or(letter)
}

/// Marks that are there for the eye or for the bidirectional algorithm, never for the meaning.
pub(crate) fn is_invisible(letter: char) -> bool {
    matches!(letter,
        '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}')
}

/// Invisible marks, tatweel, the hamza that stands alone, tashkeel and Quranic signs, combining accents.
fn is_dropped(letter: char) -> bool {
    is_invisible(letter)
        || matches!(letter,
            '\u{0640}' | '\u{0621}' | '\u{FE80}' | '\u{0610}'..='\u{061A}' | '\u{064B}'..='\u{065F}' | '\u{0670}'
            | '\u{06D6}'..='\u{06DC}' | '\u{06DF}'..='\u{06E8}' | '\u{06EA}'..='\u{06ED}' | '\u{0300}'..='\u{036F}'
            | '\u{FE70}'..='\u{FE7F}')
}

fn push_folded(letter: char, out: &mut String) {
    if letter.is_ascii() {
        return out.push(letter);
    }
    match letter {
        '\u{FE80}'..='\u{FEFC}' => push_arabic_form(letter, out),
        '\u{0600}'..='\u{06FF}' | '\u{FB50}'..='\u{FBFF}' => out.push(fold_arabic(letter)),
        '\u{FF01}'..='\u{FF5E}' => {
            let plain = char::from_u32(letter as u32 - 0xFEE0).unwrap_or(letter);
            out.push(plain.to_ascii_lowercase());
        }
        _ => push_latin(letter, out),
    }
}

fn fold_arabic(letter: char) -> char {
    match letter {
        'أ' | 'إ' | 'آ' | 'ٱ' | '\u{0672}' | '\u{0673}' | '\u{0675}' => 'ا',
        'ؤ' => 'و',
        'ئ' | 'ى' | 'ی' | 'ې' => 'ي',
        'ة' | 'ہ' | 'ھ' | 'ە' | 'ۀ' | 'ۃ' => 'ه',
        'ک' | 'گ' | 'ڪ' => 'ك',
        'پ' => 'ب',
        'چ' => 'ج',
        'ڤ' => 'ف',
        'ژ' => 'ز',
        '٫' | '٬' | '،' => ',',
        '؛' => ';',
        '؟' => '?',
        '٪' => '%',
        other => ascii_digit(other),
    }
}

/// First code point of each letter's presentation forms (Unicode, Arabic Presentation Forms-B), as PDF copies give.
#[rustfmt::skip]
const FORMS: [(u32, char); 35] = [
    (0xFE81, 'ا'), (0xFE85, 'و'), (0xFE87, 'ا'), (0xFE89, 'ي'), (0xFE8D, 'ا'), (0xFE8F, 'ب'), (0xFE93, 'ه'),
    (0xFE95, 'ت'), (0xFE99, 'ث'), (0xFE9D, 'ج'), (0xFEA1, 'ح'), (0xFEA5, 'خ'), (0xFEA9, 'د'), (0xFEAB, 'ذ'),
    (0xFEAD, 'ر'), (0xFEAF, 'ز'), (0xFEB1, 'س'), (0xFEB5, 'ش'), (0xFEB9, 'ص'), (0xFEBD, 'ض'), (0xFEC1, 'ط'),
    (0xFEC5, 'ظ'), (0xFEC9, 'ع'), (0xFECD, 'غ'), (0xFED1, 'ف'), (0xFED5, 'ق'), (0xFED9, 'ك'), (0xFEDD, 'ل'),
    (0xFEE1, 'م'), (0xFEE5, 'ن'), (0xFEE9, 'ه'), (0xFEED, 'و'), (0xFEEF, 'ي'), (0xFEF5, 'ل'), (0xFEFD, '\0'),
];

fn push_arabic_form(letter: char, out: &mut String) {
    let code = letter as u32;
    let after = FORMS.partition_point(|(first, _)| *first <= code);
    let Some((_, plain)) = after.checked_sub(1).and_then(|place| FORMS.get(place)) else { return };
    out.push(*plain);
    if code >= 0xFEF5 {
        out.push('ا'); // the lam-alef ligatures
    }
}

fn push_latin(letter: char, out: &mut String) {
    let plain = match letter {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ā' | 'ă' | 'ą' | 'ǎ' => "a",
        'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => "c",
        'ď' | 'đ' | 'ð' | 'ḍ' => "d",
        'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' => "e",
        'ĝ' | 'ğ' | 'ġ' | 'ģ' => "g",
        'ĥ' | 'ħ' | 'ḥ' => "h",
        'ì' | 'í' | 'î' | 'ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' | 'ı' => "i",
        'ĵ' => "j",
        'ķ' => "k",
        'ĺ' | 'ļ' | 'ľ' | 'ŀ' | 'ł' => "l",
        'ñ' | 'ń' | 'ņ' | 'ň' => "n",
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' | 'ō' | 'ŏ' | 'ő' => "o",
        'ŕ' | 'ŗ' | 'ř' => "r",
        'ś' | 'ŝ' | 'ş' | 'š' | 'ș' | 'ṣ' => "s",
        'ţ' | 'ť' | 'ŧ' | 'ț' | 'ṭ' => "t",
        'ù' | 'ú' | 'û' | 'ü' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' => "u",
        'ŵ' => "w",
        'ý' | 'ÿ' | 'ŷ' => "y",
        'ź' | 'ż' | 'ž' | 'ẓ' => "z",
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'þ' => "th",
        '’' | '‘' | 'ʼ' | 'ʾ' | 'ʿ' => "'",
        '–' | '—' | '‐' | '‑' | '−' => "-",
        other => return out.push(other),
    };
    out.push_str(plain);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn spellings_of_one_word_meet() {
        for (one, other) in [
            ("أحمد", "احمد"),
            ("إِبْرَاهِيم", "ابراهيم"),
            ("آمنة", "امنه"),
            ("مُحَمَّد", "محمد"),
            ("محـــمد", "محمد"),
            ("فاطمة", "فاطمه"),
            ("مستشفى", "مستشفي"),
            ("مسؤول", "مسوول"),
            ("سائد", "سايد"),
            ("علی", "علي"),
            ("کريم", "كريم"),
            ("٠٥٠١٢٣", "050123"),
            ("۰۵۰۱۲۳", "050123"),
            ("\u{200F}نورة\u{200E}", "نوره"),
            ("ﺳﻼﻡ", "سلام"),
            ("ﻣﺤﻤﺪ", "محمد"),
            ("São Paulo", "sao paulo"),
            ("Sa\u{303}o", "são"),
            ("ŁÓDŹ", "lodz"),
            ("İSTANBUL", "istanbul"),
            ("Straße", "strasse"),
            ("  two \u{00A0}\n words ", "two words"),
            ("ＡＢ１２", "ab12"),
        ] {
            assert_eq!(fold(one), fold(other), "{one} {other}");
        }
        assert_eq!(fold("أحمد الغامدي"), "احمد الغامدي");
        assert_eq!(fold("سماء"), "سما");
        assert_ne!(fold("سعد"), fold("سعيد"));
    }

    #[test]
    fn every_presentation_form_folds_to_plain_letters() {
        for code in 0xFE81..=0xFEFC_u32 {
            let form = char::from_u32(code).expect("assigned").to_string();
            let folded = fold(&form);
            let letters = if code >= 0xFEF5 { 2 } else { 1 };
            assert_eq!(folded.chars().count(), letters, "{code:04X}");
            assert!(folded.chars().all(|c| ('\u{0627}'..='\u{064A}').contains(&c)), "{code:04X} {folded}");
        }
    }

    #[test]
    fn terms_are_distinct_words_in_order() {
        assert_eq!(search_terms("طلب #1001، طلب ١٠٠١"), ["طلب", "1001"]);
        assert_eq!(search_terms("Sara.Ali@Example.com"), ["sara", "ali", "example", "com"]);
        assert_eq!(search_terms("RRRD-2929"), ["rrrd", "2929"]);
        assert_eq!(search_terms(" ،؟ — "), Vec::<String>::new());
    }

    #[test]
    fn terms_have_their_limits() {
        let many: String = (0..100).map(|n| format!("w{n} ")).collect();
        assert_eq!(search_terms(&many).len(), TERMS_MAX);
        assert_eq!(search_terms(&"ش".repeat(500)), ["ش".repeat(TERM_CHARS_MAX)]);
    }

    #[test]
    fn nul_is_seen() {
        assert!(has_nul("a\0b"));
        assert!(!has_nul("ab"));
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(text in "\\PC{0,40}|[\u{0600}-\u{06FF}\u{FB50}-\u{FDFF}\u{FE70}-\u{FEFF} ]{0,30}|[\u{00C0}-\u{024F}\u{0300}-\u{036F}]{0,30}") {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }

        #[test]
        fn terms_are_folded_bounded_and_found_again(text in "\\PC{0,200}") {
            let terms = search_terms(&text);
            prop_assert!(terms.len() <= TERMS_MAX);
            for term in &terms {
                prop_assert!(term.chars().count() <= TERM_CHARS_MAX && !term.is_empty());
                prop_assert_eq!(&search_terms(term), std::slice::from_ref(term));
            }
        }
    }
}
