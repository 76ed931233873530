//! VAT by country and date as data, and the two roundings every sale needs. Rates are public law; the table is ours.
//! Amounts are integer minor units, rounded half up (away from zero for negative amounts, so that a credit note mirrors
//! its invoice).

use std::fmt;
use std::str::FromStr;
use wasl_base::CalendarDate;
use wasl_events::SaleShare;

/// Basis points in the whole: 15 % = 1,500.
const WHOLE: i128 = 10_000;

/// The rate of `country` from this day on, until its next row. Zero: the country levies none.
struct RateFrom {
    country: &'static str,
    from: (i16, i8, i8),
    basis_points: i64,
}

const fn rate(country: &'static str, from: (i16, i8, i8), basis_points: i64) -> RateFrom {
    RateFrom { country, from, basis_points }
}

/// Days before a country's first row count as without VAT. Jordan's general sales tax is older than any order here.
const RATES: [RateFrom; 11] = [
    rate("AE", (2018, 1, 1), 500),
    rate("BH", (2019, 1, 1), 500),
    rate("BH", (2022, 1, 1), 1_000),
    rate("BR", (2000, 1, 1), 0),
    rate("EG", (2017, 7, 1), 1_400),
    rate("JO", (2000, 1, 1), 1_600),
    rate("KW", (2000, 1, 1), 0),
    rate("OM", (2021, 4, 16), 500),
    rate("QA", (2000, 1, 1), 0),
    rate("SA", (2018, 1, 1), 500),
    rate("SA", (2020, 7, 1), 1_500),
];

/// What the law says of an ordinary domestic sale on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Vat {
    Standard {
        basis_points: i64,
    },
    /// The country levies no VAT (or did not yet).
    OutOfScope,
}

/// The rate for an ordinary sale in `country` (ISO 3166 alpha-2) on `day`; `None` when the table does not know the country.
pub fn vat_at(country: &str, day: CalendarDate) -> Option<Vat> {
    let mut known = false;
    let mut basis_points = 0;
    for row in RATES.iter().filter(|row| row.country == country) {
        known = true;
        let (year, month, first) = row.from;
        if CalendarDate::new(year, month, first).is_ok_and(|from| from <= day) {
            basis_points = row.basis_points;
        }
    }
    let vat = if basis_points == 0 { Vat::OutOfScope } else { Vat::Standard { basis_points } };
    known.then_some(vat)
}

/// VAT on a net amount: `base × rate`, half up. The base is the sum of its category (EN 16931 BR-CO-17).
pub fn vat_on(base_minor: i64, basis_points: i64) -> i64 {
    divide_half_up(i128::from(base_minor) * i128::from(basis_points), WHOLE)
}

/// The VAT inside a price that includes it: `gross × rate / (1 + rate)`, half up.
pub fn vat_within(gross_minor: i64, basis_points: i64) -> i64 {
    divide_half_up(i128::from(gross_minor) * i128::from(basis_points), WHOLE + i128::from(basis_points))
}

fn divide_half_up(numerator: i128, divisor: i128) -> i64 {
    assert!(divisor > 0, "a rate below -100 %");
    let rounded = (numerator.abs() * 2 + divisor) / (divisor * 2) * numerator.signum();
    let narrow = i64::try_from(rounded);
    assert!(narrow.is_ok(), "VAT beyond 64 bits: {rounded}");
    narrow.unwrap_or_default()
}

/// How a line stands to VAT: `S15` standard at 15 %, `Z` zero-rated, `E` exempt, `O` out of scope (UNCL 5305).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum VatCode {
    /// Whole per cent.
    Standard(u8),
    Zero,
    Exempt,
    OutOfScope,
}

/// The codes of a sale's goods by their category; shipping and fees go with the standard ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VatCodes {
    /// None where no code can be known: a sale without VAT where VAT is levied, or a country the table does not know.
    pub standard: Option<VatCode>,
    pub zero_rated: VatCode,
    pub exempt: VatCode,
}

impl VatCodes {
    /// What a sale of `money` in `country` on `day` stands under.
    pub fn of_sale(country: &str, day: CalendarDate, money: &SaleShare) -> Self {
        let taxed = |standard| Self { standard, zero_rated: VatCode::Zero, exempt: VatCode::Exempt };
        match vat_at(country, day) {
            None => taxed(None),
            Some(Vat::OutOfScope) => {
                let standard = (money.vat == 0).then_some(VatCode::OutOfScope);
                Self { standard, zero_rated: VatCode::OutOfScope, exempt: VatCode::OutOfScope }
            }
            Some(Vat::Standard { basis_points }) => {
                let base = money.standard().net().saturating_add(money.shipping).saturating_add(money.cod_fee);
                // A part so small that its VAT was rounded away is taxed all the same.
                let is_taxed = money.vat != 0 || vat_on(base, basis_points).abs() <= 1;
                taxed(u8::try_from(basis_points / 100).ok().filter(|_| is_taxed).map(VatCode::Standard))
            }
        }
    }
}

impl fmt::Display for VatCode {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Standard(percent) => write!(out, "S{percent}"),
            Self::Zero => out.write_str("Z"),
            Self::Exempt => out.write_str("E"),
            Self::OutOfScope => out.write_str("O"),
        }
    }
}

impl FromStr for VatCode {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        match text {
            "Z" => Ok(Self::Zero),
            "E" => Ok(Self::Exempt),
            "O" => Ok(Self::OutOfScope),
            _ => {
                let percent = text.strip_prefix('S').and_then(|rest| rest.parse().ok()).ok_or(())?;
                let code = Self::Standard(percent);
                if code.to_string() == text { Ok(code) } else { Err(()) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> CalendarDate {
        text.parse().expect(text)
    }

    #[test]
    fn rates_follow_the_calendar() {
        let check = |country: &str, on: &str, expect: Option<i64>| {
            let found = vat_at(country, day(on)).map(|vat| match vat {
                Vat::Standard { basis_points } => basis_points,
                Vat::OutOfScope => 0,
            });
            assert_eq!(found, expect, "{country} {on}");
        };
        check("SA", "2017-12-31", Some(0));
        check("SA", "2018-01-01", Some(500));
        check("SA", "2020-06-30", Some(500));
        check("SA", "2020-07-01", Some(1_500));
        check("AE", "2026-11-22", Some(500));
        check("BH", "2021-12-31", Some(500));
        check("BH", "2022-01-01", Some(1_000));
        check("OM", "2021-04-15", Some(0));
        check("OM", "2021-04-16", Some(500));
        check("KW", "2026-01-01", Some(0));
        check("QA", "2026-01-01", Some(0));
        check("EG", "2017-07-01", Some(1_400));
        check("JO", "2026-01-01", Some(1_600));
        check("BR", "2018-01-01", Some(0));
        check("FR", "2026-01-01", None);
    }

    #[test]
    fn rounds_half_up_on_both_sides_of_zero() {
        let check =
            |base: i64, basis_points: i64, expect: i64| assert_eq!(vat_on(base, basis_points), expect, "{base}");
        check(20_000, 1_500, 3_000);
        check(10, 500, 1); // 0.5
        check(9, 500, 0); // 0.45
        check(-10, 500, -1);
        check(30, 1_500, 5); // 4.5
        check(0, 1_500, 0);
        assert_eq!(vat_within(23_000, 1_500), 3_000);
        assert_eq!(vat_within(-23_000, 1_500), -3_000);
        assert_eq!(vat_within(100, 500), 5); // 4.76
    }

    #[test]
    fn codes_read_back_and_say_only_what_is_known() {
        for code in [VatCode::Standard(15), VatCode::Standard(5), VatCode::Zero, VatCode::Exempt, VatCode::OutOfScope] {
            assert_eq!(code.to_string().parse(), Ok(code));
        }
        for bad in ["", "S", "S015", "S+5", "s15", "X", "S256"] {
            assert!(bad.parse::<VatCode>().is_err(), "{bad}");
        }
    }

    #[test]
    fn a_sale_is_marked_by_what_is_known_of_it() {
        use VatCode::{Exempt, OutOfScope, Standard, Zero};
        let check = |country: &str, on: &str, net: i64, vat: i64, expect: (Option<VatCode>, VatCode, VatCode)| {
            let money = SaleShare { goods: net, vat, ..SaleShare::nothing(wasl_base::Currency::SAR) };
            let codes = VatCodes::of_sale(country, day(on), &money);
            assert_eq!((codes.standard, codes.zero_rated, codes.exempt), expect, "{country} {on} {net} {vat}");
        };
        check("SA", "2026-01-01", 20_000, 3_000, (Some(Standard(15)), Zero, Exempt));
        check("SA", "2026-01-01", 20_000, 0, (None, Zero, Exempt));
        check("SA", "2026-01-01", 3, 0, (Some(Standard(15)), Zero, Exempt));
        check("SA", "2026-01-01", i64::MAX, 0, (None, Zero, Exempt));
        check("BR", "2018-01-01", 20_000, 0, (Some(OutOfScope), OutOfScope, OutOfScope));
        check("FR", "2018-01-01", 20_000, 0, (None, Zero, Exempt));
    }

    proptest! {
        #[test]
        fn net_and_vat_of_an_inclusive_price_agree_within_one(gross in 0i64..1_000_000_000, basis_points in 0i64..3_000) {
            let inside = vat_within(gross, basis_points);
            prop_assert!((vat_on(gross - inside, basis_points) - inside).abs() <= 1);
        }
    }
}
