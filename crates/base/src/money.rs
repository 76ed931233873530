//! Money: whole minor units of one currency (ISO 4217). Never a float; every sum is checked.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

/// Amounts beyond this many minor units are refused at the edge: 10^15, far above any order and far below overflow.
pub const MINOR_MAX: i64 = 1_000_000_000_000_000;

/// A currency whose decimals Wasl knows: nothing else can be made.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Currency(&'static Known);

/// Code and number of decimals.
type Known = (&'static str, u8);

/// ISO 4217:2015, list one.
static KNOWN: [Known; 28] = [
    ("AED", 2),
    ("BHD", 3),
    ("BRL", 2),
    ("CAD", 2),
    ("CHF", 2),
    ("CNY", 2),
    ("DZD", 2),
    ("EGP", 2),
    ("EUR", 2),
    ("GBP", 2),
    ("INR", 2),
    ("IQD", 3),
    ("JOD", 3),
    ("JPY", 0),
    ("KRW", 0),
    ("KWD", 3),
    ("LBP", 2),
    ("LYD", 3),
    ("MAD", 2),
    ("OMR", 3),
    ("PKR", 2),
    ("QAR", 2),
    ("SAR", 2),
    ("SDG", 2),
    ("TND", 3),
    ("TRY", 2),
    ("USD", 2),
    ("YER", 2),
];

#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum MoneyError {
    #[error("unknown currency {0:?}")]
    UnknownCurrency(String),
    #[error("not an amount: {0:?}")]
    NotAnAmount(String),
    #[error("{currency} has {decimals} decimals: {text:?}")]
    TooManyDecimals { currency: Currency, decimals: u8, text: String },
    #[error("amount out of range")]
    OutOfRange,
    #[error("{0} and {1} do not add up")]
    Mixed(Currency, Currency),
}

impl Currency {
    pub const SAR: Self = Self(&("SAR", 2));
    pub const BRL: Self = Self(&("BRL", 2));

    /// Every code that is known, in the order of the alphabet.
    pub fn codes() -> impl Iterator<Item = &'static str> {
        KNOWN.iter().map(|(code, _)| *code)
    }

    /// Decimals of the minor unit: KWD 3, SAR 2, JPY 0.
    pub fn decimals(self) -> u8 {
        self.0.1
    }

    pub fn as_str(&self) -> &'static str {
        self.0.0
    }
}

impl FromStr for Currency {
    type Err = MoneyError;

    fn from_str(text: &str) -> Result<Self, MoneyError> {
        KNOWN
            .iter()
            .find(|(code, _)| *code == text)
            .map(Self)
            .ok_or_else(|| MoneyError::UnknownCurrency(text.chars().take(16).collect()))
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

impl Serialize for Currency {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(from)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// An amount in minor units (halalas, fils, yen) of its currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Money {
    pub minor: i64,
    pub currency: Currency,
}

impl Money {
    pub const fn new(minor: i64, currency: Currency) -> Self {
        Self { minor, currency }
    }

    pub const fn zero(currency: Currency) -> Self {
        Self { minor: 0, currency }
    }

    pub fn plus(self, other: Self) -> Result<Self, MoneyError> {
        if self.currency != other.currency {
            return Err(MoneyError::Mixed(self.currency, other.currency));
        }
        self.minor.checked_add(other.minor).map(|minor| Self { minor, ..self }).ok_or(MoneyError::OutOfRange)
    }

    pub fn minus(self, other: Self) -> Result<Self, MoneyError> {
        self.plus(Self { minor: other.minor.checked_neg().ok_or(MoneyError::OutOfRange)?, ..other })
    }

    pub fn times(self, count: i64) -> Result<Self, MoneyError> {
        self.minor.checked_mul(count).map(|minor| Self { minor, ..self }).ok_or(MoneyError::OutOfRange)
    }

    /// Reads a plain decimal such as `12`, `12.5`, `-0.05`; more decimals than the currency has are refused.
    pub fn parse(text: &str, currency: Currency) -> Result<Self, MoneyError> {
        let not = || MoneyError::NotAnAmount(text.chars().take(32).collect());
        let (negative, digits) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let plain = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || !plain(whole) || !plain(fraction) || (digits.contains('.') && fraction.is_empty()) {
            return Err(not());
        }
        let decimals = usize::from(currency.decimals());
        if fraction.trim_end_matches('0').len() > decimals {
            let decimals = currency.decimals();
            return Err(MoneyError::TooManyDecimals { currency, decimals, text: text.chars().take(32).collect() });
        }
        let padded: String = fraction.chars().chain(std::iter::repeat('0')).take(decimals).collect();
        let minor: i64 = format!("{whole}{padded}").parse().map_err(|_| MoneyError::OutOfRange)?;
        if minor > MINOR_MAX {
            return Err(MoneyError::OutOfRange);
        }
        Ok(Self::new(if negative { -minor } else { minor }, currency))
    }

    /// The plain decimal, e.g. `230.00`; for exports and JSON, not for people (see `i18n::money`).
    pub fn decimal(self) -> String {
        let decimals = usize::from(self.currency.decimals());
        let digits = format!("{:0width$}", self.minor.unsigned_abs(), width = decimals + 1);
        let (whole, fraction) = digits.split_at(digits.len() - decimals);
        let sign = if self.minor < 0 { "-" } else { "" };
        if decimals == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
    }
}

impl fmt::Display for Money {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} {}", self.decimal(), self.currency)
    }
}

/// Shares `total` minor units by `weights` so that the shares sum to it exactly (largest remainder, ties to the first).
/// With no weight at all everything falls to the first share. Empty weights give no shares.
pub fn allocate(total: i64, weights: &[i64]) -> Vec<i64> {
    assert!(weights.iter().all(|w| *w >= 0), "weights are not negative");
    let sum: i128 = weights.iter().map(|w| i128::from(*w)).sum();
    if sum == 0 {
        return weights.iter().enumerate().map(|(place, _)| if place == 0 { total } else { 0 }).collect();
    }
    let exact = |w: &i64| i128::from(total) * i128::from(*w);
    let narrow = |value: i128| i64::try_from(value).unwrap_or_else(|_| unreachable!("a share is within its total"));
    let mut shares: Vec<i64> = weights.iter().map(|w| narrow(exact(w).div_euclid(sum))).collect();
    let mut left = total - shares.iter().sum::<i64>();
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order.sort_by_key(|place| std::cmp::Reverse(exact(&weights[*place]).rem_euclid(sum)));
    for place in order {
        if left == 0 {
            break;
        }
        shares[place] += 1;
        left -= 1;
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn currency(code: &str) -> Currency {
        code.parse().expect(code)
    }

    #[test]
    fn a_currency_is_one_of_the_list_with_its_decimals() {
        for known in &KNOWN {
            let read = currency(known.0);
            assert_eq!((read.as_str(), read.decimals(), read.to_string().as_str()), (known.0, known.1, known.0));
        }
        assert_eq!([currency("SAR"), currency("BRL")], [Currency::SAR, Currency::BRL]);
        assert!(KNOWN.is_sorted() && currency("AED") < Currency::SAR);
        for bad in ["", "XXX", "sar", "SARX", "SA", "\u{feff}SAR"] {
            assert_eq!(bad.parse::<Currency>(), Err(MoneyError::UnknownCurrency(bad.to_owned())));
        }
    }

    #[test]
    fn reads_amounts_by_the_currency_s_decimals() {
        let check = |text: &str, code: &str, expect: Result<i64, ()>| {
            assert_eq!(Money::parse(text, currency(code)).map(|m| m.minor).map_err(|_| ()), expect, "{text} {code}");
        };
        check("230", "SAR", Ok(23_000));
        check("230.5", "SAR", Ok(23_050));
        check("230.50", "SAR", Ok(23_050));
        check("230.500", "SAR", Ok(23_050));
        check("230.505", "SAR", Err(()));
        check("1.500", "KWD", Ok(1_500));
        check("1.5005", "KWD", Err(()));
        check("120", "JPY", Ok(120));
        check("120.5", "JPY", Err(()));
        check("-0.05", "SAR", Ok(-5));
        for bad in ["", ".", "1.", ".5", "+1", "1e3", "1,5", "١٢", " 1", "0x1", "99999999999999999999", "--1"] {
            check(bad, "SAR", Err(()));
        }
        assert!("XYZ".parse::<Currency>().is_err());
        assert!("sar".parse::<Currency>().is_err());
    }

    proptest! {
        #[test]
        fn decimal_reads_back(minor in -MINOR_MAX..=MINOR_MAX, place in 0..KNOWN.len()) {
            let currency = Currency(&KNOWN[place]);
            let money = Money::new(minor, currency);
            prop_assert_eq!(Money::parse(&money.decimal(), currency), Ok(money));
        }

        #[test]
        fn shares_sum_to_the_whole(total in -1_000_000_000i64..1_000_000_000, weights in prop::collection::vec(0i64..1_000_000, 1..12)) {
            let shares = allocate(total, &weights);
            prop_assert_eq!(shares.iter().sum::<i64>(), total);
            prop_assert_eq!(shares.len(), weights.len());
        }
    }
}
