//! How one reader wants to be spoken to: language, digits, calendar, zone.

use crate::variant::Variant;
use icu::locale::extensions::unicode::key;
use wasl_base::{Lang, Zone};

/// Digits of Arabic text. English is always written with Western digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Digits {
    /// 0123456789
    #[default]
    Western,
    /// ٠١٢٣٤٥٦٧٨٩
    ArabicIndic,
}

/// The calendar of dates that are shown. What is stored is always Gregorian.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Calendar {
    #[default]
    Gregorian,
    /// The Hijri calendar of Saudi Arabia, as published.
    UmmAlQura,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Locale {
    pub lang: Lang,
    pub digits: Digits,
    pub calendar: Calendar,
    pub zone: Zone,
}

impl Digits {
    /// The stored word: `western` or `arabic_indic`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Western => "western",
            Self::ArabicIndic => "arabic_indic",
        }
    }

    /// The stored word back; anything unknown is `None`.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Western, Self::ArabicIndic].into_iter().find(|digits| digits.as_str() == text)
    }
}

impl Calendar {
    /// The stored word: `gregorian` or `umm_al_qura`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Gregorian => "gregorian",
            Self::UmmAlQura => "umm_al_qura",
        }
    }

    /// The stored word back; anything unknown is `None`.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Gregorian, Self::UmmAlQura].into_iter().find(|calendar| calendar.as_str() == text)
    }
}

impl Locale {
    /// Western digits, Gregorian days.
    pub fn new(lang: Lang, zone: Zone) -> Self {
        Self { lang, digits: Digits::default(), calendar: Calendar::default(), zone }
    }

    /// Reads a Unicode locale tag (UTS 35), e.g. `ar-SA-u-ca-islamic-umalqura-nu-arab`; `None` for other languages and
    /// for what is no tag. Only what the tag says counts: `ar-SA` alone is Gregorian with Western digits, though the
    /// region's custom is otherwise. The zone is UTC until [`Locale::in_zone`].
    pub fn parse_tag(tag: &str) -> Option<Self> {
        let parsed: icu::locale::Locale = tag.parse().ok()?;
        let lang: Lang = parsed.id.language.as_str().parse().ok()?;
        let keyword = |value: Option<&icu::locale::extensions::unicode::Value>| value.map(ToString::to_string);
        let keywords = &parsed.extensions.unicode.keywords;
        let digits = match keyword(keywords.get(&key!("nu"))).as_deref() {
            Some("arab") => Digits::ArabicIndic,
            _ => Digits::Western,
        };
        let calendar = match keyword(keywords.get(&key!("ca"))).as_deref() {
            Some("islamic-umalqura") => Calendar::UmmAlQura,
            _ => Calendar::Gregorian,
        };
        Some(Self { lang, digits, calendar, zone: Zone::utc() })
    }

    #[must_use]
    pub fn in_zone(self, zone: Zone) -> Self {
        Self { zone, ..self }
    }

    /// The tag that [`Locale::parse_tag`] reads back (all but the zone).
    pub fn tag(&self) -> String {
        let calendar = if self.calendar == Calendar::UmmAlQura { "-ca-islamic-umalqura" } else { "" };
        let digits = if self.digits == Digits::ArabicIndic { "-nu-arab" } else { "" };
        let extension = if calendar.is_empty() && digits.is_empty() { "" } else { "-u" };
        format!("{}{extension}{calendar}{digits}", self.lang.as_str())
    }

    pub(crate) fn variant(&self) -> Variant {
        match (self.lang, self.digits) {
            (Lang::En, _) => Variant::English,
            (Lang::Ar, Digits::Western) => Variant::ArabicWestern,
            (Lang::Ar, Digits::ArabicIndic) => Variant::ArabicIndic,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_tag_says_counts() {
        use Calendar::*;
        use Digits::*;
        for (tag, expect) in [
            ("ar", Some((Lang::Ar, Western, Gregorian))),
            ("ar-SA", Some((Lang::Ar, Western, Gregorian))),
            ("ar-EG", Some((Lang::Ar, Western, Gregorian))),
            ("ar-SA-u-nu-arab", Some((Lang::Ar, ArabicIndic, Gregorian))),
            ("ar-SA-u-nu-latn", Some((Lang::Ar, Western, Gregorian))),
            ("ar-SA-u-ca-islamic-umalqura", Some((Lang::Ar, Western, UmmAlQura))),
            ("ar-SA-u-nu-arab-ca-islamic-umalqura", Some((Lang::Ar, ArabicIndic, UmmAlQura))),
            ("AR-sa-U-CA-Islamic-Umalqura", Some((Lang::Ar, Western, UmmAlQura))),
            ("ar-u-ca-islamic-civil", Some((Lang::Ar, Western, Gregorian))),
            ("ar-u-ca-gregory", Some((Lang::Ar, Western, Gregorian))),
            ("en-GB", Some((Lang::En, Western, Gregorian))),
            ("en-u-ca-islamic-umalqura", Some((Lang::En, Western, UmmAlQura))),
            ("fr", None),
            ("", None),
            ("arabic please", None),
        ] {
            let read = Locale::parse_tag(tag);
            assert_eq!(read.as_ref().map(|l| (l.lang, l.digits, l.calendar)), expect, "{tag}");
            if let Some(locale) = read {
                assert_eq!(Locale::parse_tag(&locale.tag()), Some(locale), "{tag}");
            }
        }
    }

    #[test]
    fn stored_words_read_back() {
        for digits in [Digits::Western, Digits::ArabicIndic] {
            assert_eq!(Digits::parse(digits.as_str()), Some(digits));
        }
        for calendar in [Calendar::Gregorian, Calendar::UmmAlQura] {
            assert_eq!(Calendar::parse(calendar.as_str()), Some(calendar));
        }
        assert_eq!(Digits::parse(""), None);
    }
}
