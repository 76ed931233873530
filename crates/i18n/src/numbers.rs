//! Numbers, shares and money as people read them. Digits, separators and signs come from CLDR by ICU4X; the formatters
//! are made once per process.

use crate::currency;
use crate::locale::Locale;
use crate::variant::Variant;
use icu::decimal::DecimalFormatter;
use icu::decimal::input::Decimal;
use icu::decimal::options::DecimalFormatterOptions;
use std::sync::LazyLock;
use wasl_base::{Lang, Money};

/// Decimals of the fixed-point numbers that [`Locale::decimal`] takes.
const THOUSANDTHS_PLACES: u8 = 3;

static FORMATTERS: LazyLock<[DecimalFormatter; 3]> = LazyLock::new(|| {
    Variant::ALL.map(|variant| {
        let prefs = variant.icu().into();
        DecimalFormatter::try_new(prefs, DecimalFormatterOptions::default())
            .unwrap_or_else(|fault| unreachable!("{} is compiled in: {fault}", variant.tag()))
    })
});

/// RIGHT-TO-LEFT MARK: a negative amount still belongs to a right-to-left line.
const RLM: char = '\u{200F}';

impl Locale {
    /// A whole number with its groups: `12,345`.
    pub fn number(&self, n: i64) -> String {
        whole(self.variant(), n)
    }

    /// A fixed-point number of thousandths, rounded half away from zero: `decimal(2_400, 1)` is `2.4`.
    pub fn decimal(&self, thousandths: i64, places: u8) -> String {
        let kept = places.min(THOUSANDTHS_PLACES);
        let step = 10_u64.pow(u32::from(THOUSANDTHS_PLACES - kept));
        let size = (thousandths.unsigned_abs() + step / 2) / step;
        let size = i64::try_from(size).unwrap_or(i64::MAX);
        let mut value = Decimal::from(if thousandths < 0 { -size } else { size });
        value.multiply_pow10(-i16::from(kept));
        value.absolute.pad_end(-i16::from(places));
        formatted(self.variant(), &value)
    }

    /// A share in permille: 938 is `93.8%`, 940 is `94%`.
    pub fn percent(&self, permille: i64) -> String {
        let mut value = Decimal::from(permille);
        value.multiply_pow10(-1);
        value.absolute.trim_end();
        let sign = if self.lang == Lang::Ar { '٪' } else { '%' };
        format!("{}{sign}", formatted(self.variant(), &value))
    }

    /// An amount with its currency: `230.00 ر.س`, `SAR 230.00`, `$230.00`.
    pub fn money(&self, m: Money) -> String {
        let amount = self.amount(m);
        let sign = currency::sign(m.currency, self.lang);
        match self.lang {
            Lang::Ar if m.minor < 0 => format!("{RLM}{amount} {sign}"),
            Lang::Ar => format!("{amount} {sign}"),
            Lang::En => {
                let gap = if sign.ends_with(char::is_alphabetic) { " " } else { "" };
                match amount.strip_prefix('-') {
                    Some(size) => format!("-{sign}{gap}{size}"),
                    None => format!("{sign}{gap}{amount}"),
                }
            }
        }
    }

    /// An amount without its currency, with the currency's decimals: `1,230.00`.
    pub fn amount(&self, m: Money) -> String {
        let decimals = i16::from(m.currency.decimals());
        let mut value = Decimal::from(m.minor);
        value.multiply_pow10(-decimals);
        value.absolute.pad_end(-decimals);
        formatted(self.variant(), &value)
    }

    /// A currency's sign or code as this language writes it: `ر.س`, `SAR`, `$`.
    pub fn currency(&self, currency: wasl_base::Currency) -> String {
        currency::sign(currency, self.lang)
    }

    /// A text with its ASCII digits in the locale's digits; for tracking numbers and codes leave the text alone.
    pub fn digits_of(&self, text: &str) -> String {
        self.variant().digits_of(text)
    }
}

pub(crate) fn whole(variant: Variant, n: i64) -> String {
    formatted(variant, &Decimal::from(n))
}

/// A number that is never grouped: days, years, hours.
pub(crate) fn bare(variant: Variant, n: i64) -> String {
    variant.digits_of(&n.to_string())
}

fn formatted(variant: Variant, value: &Decimal) -> String {
    FORMATTERS[variant.index()].format_to_string(value)
}
