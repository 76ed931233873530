//! The three ways Wasl writes: Arabic with Western digits, Arabic with Arabic-Indic digits, English.
//! English is always written with Western digits, whatever the shop chose for its Arabic.

use wasl_base::Lang;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Variant {
    ArabicWestern,
    ArabicIndic,
    English,
}

impl Variant {
    pub const ALL: [Self; 3] = [Self::ArabicWestern, Self::ArabicIndic, Self::English];

    pub fn index(self) -> usize {
        self as usize
    }

    pub fn lang(self) -> Lang {
        match self {
            Self::ArabicWestern | Self::ArabicIndic => Lang::Ar,
            Self::English => Lang::En,
        }
    }

    /// Unicode locale identifier with its numbering system said, so that no regional default decides.
    pub fn tag(self) -> &'static str {
        match self {
            Self::ArabicWestern => "ar-u-nu-latn",
            Self::ArabicIndic => "ar-u-nu-arab",
            Self::English => "en-u-nu-latn",
        }
    }

    pub fn icu(self) -> icu::locale::Locale {
        self.tag().parse().unwrap_or_else(|fault| unreachable!("{}: {fault}", self.tag()))
    }

    /// ASCII digits in this variant's digits; the rest as it is.
    pub fn digits_of(self, text: &str) -> String {
        match self {
            Self::ArabicIndic => text.chars().map(arabic_indic).collect(),
            Self::ArabicWestern | Self::English => text.to_owned(),
        }
    }
}

fn arabic_indic(letter: char) -> char {
    match letter {
        '0'..='9' => char::from_u32(letter as u32 - '0' as u32 + 0x0660).unwrap_or(letter),
        other => other,
    }
}
