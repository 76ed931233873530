//! What an order costs, from the prices as the customer saw them. VAT is reckoned once per category on the summed base,
//! half up on integer minor units (EN 16931 BR-CO-17), then shared over the lines so that everything adds up exactly.

use super::limits::{AMOUNT_MINOR_MAX, QUANTITY_MAX, check_amount, check_range};
use crate::OrderError;
use crate::model::{TaxMode, VatCategory};
use wasl_base::{Currency, Money, allocate};
use wasl_events::{GoodsPart, SaleShare};
use wasl_ledger::vat::{vat_on, vat_within};

/// One line's prices as quoted, in minor units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PriceLine {
    pub quantity: i64,
    pub unit_price: i64,
    /// Taken off the line as a whole.
    pub discount: i64,
    pub unit_cost: i64,
    pub vat_category: VatCategory,
}

/// What an importer says the order came to. What is given is checked against the parts, never replaced.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct GivenTotals {
    /// VAT of the whole order, kept as given: another system may have rounded by line.
    pub tax: Option<i64>,
    pub total: Option<i64>,
}

/// An order's prices as quoted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PriceInput<'a> {
    pub currency: Currency,
    pub tax_mode: TaxMode,
    /// Basis points of the standard rate: 1,500 in Saudi Arabia.
    pub standard_rate: i64,
    pub lines: &'a [PriceLine],
    pub discount: i64,
    pub shipping: i64,
    pub cod_fee: i64,
    pub given: GivenTotals,
}

/// A line's part of the order's money, minor units; all but `vat` net of VAT.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PricedLine {
    pub goods: i64,
    pub discount: i64,
    pub vat: i64,
    pub cost: i64,
}

/// The order's money and each line's part of it. VAT on shipping and fee is what the lines leave of `money.vat`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Priced {
    pub money: SaleShare,
    pub lines: Vec<PricedLine>,
}

/// One thing that VAT is reckoned on: a line, the shipping, the fee.
#[derive(Clone, Copy)]
struct Part {
    /// As quoted, after discounts.
    base: i64,
    discount: i64,
    category: VatCategory,
    vat: i64,
}

/// Prices an order. Errors name the field of the command: `/lines/0/unit_price`, `/discount`, `/totals/total`.
pub fn price(input: &PriceInput<'_>) -> Result<Priced, OrderError> {
    check_parts(input)?;
    let gross = line_totals(input)?;
    let discounts = line_discounts(input, &gross)?;
    let mut parts: Vec<Part> = (0..input.lines.len())
        .map(|place| Part {
            base: gross[place] - discounts[place],
            discount: discounts[place],
            category: input.lines[place].vat_category,
            vat: 0,
        })
        .collect();
    for base in [input.shipping, input.cod_fee] {
        parts.push(Part { base, discount: 0, category: VatCategory::Standard, vat: 0 });
    }
    match input.given.tax {
        Some(tax) => spread_given_tax(input, &mut parts, tax)?,
        None => VatCategory::ALL.into_iter().for_each(|category| reckon_tax(input, &mut parts, category)),
    }
    let priced = settle(input, &parts);
    check_total(input, &priced.money)?;
    Ok(priced)
}

fn check_parts(input: &PriceInput<'_>) -> Result<(), OrderError> {
    for (place, line) in input.lines.iter().enumerate() {
        check_range(&format!("/lines/{place}/quantity"), line.quantity, 1, QUANTITY_MAX)?;
        check_amount(&format!("/lines/{place}/unit_price"), line.unit_price)?;
        check_amount(&format!("/lines/{place}/discount"), line.discount)?;
        check_amount(&format!("/lines/{place}/unit_cost"), line.unit_cost)?;
    }
    check_amount("/discount", input.discount)?;
    check_amount("/shipping", input.shipping)?;
    check_amount("/cod_fee", input.cod_fee)
}

/// Quantity times price of each line; the sum of all that could be owed stays within [`AMOUNT_MINOR_MAX`].
fn line_totals(input: &PriceInput<'_>) -> Result<Vec<i64>, OrderError> {
    let (mut sum, mut cost) = (i128::from(input.shipping) + i128::from(input.cod_fee), 0i128);
    let mut totals = Vec::with_capacity(input.lines.len());
    for (place, line) in input.lines.iter().enumerate() {
        let total = i128::from(line.unit_price) * i128::from(line.quantity);
        sum += total;
        cost += i128::from(line.unit_cost) * i128::from(line.quantity);
        let too_large = |name| OrderError::AmountTooLarge { field: format!("/lines/{place}/{name}") };
        if cost > i128::from(AMOUNT_MINOR_MAX) {
            return Err(too_large("unit_cost"));
        }
        let fits = i64::try_from(total).ok().filter(|_| sum <= i128::from(AMOUNT_MINOR_MAX));
        totals.push(fits.ok_or_else(|| too_large("unit_price"))?);
        if line.discount > totals[place] {
            return Err(OrderError::DiscountTooLarge { field: format!("/lines/{place}/discount") });
        }
    }
    if sum > i128::from(AMOUNT_MINOR_MAX) {
        return Err(OrderError::AmountTooLarge { field: "/shipping".to_owned() });
    }
    Ok(totals)
}

/// Each line's own discount and its part of the order's.
fn line_discounts(input: &PriceInput<'_>, gross: &[i64]) -> Result<Vec<i64>, OrderError> {
    let left: Vec<i64> = gross.iter().zip(input.lines).map(|(total, line)| total - line.discount).collect();
    if input.discount > left.iter().sum() {
        return Err(OrderError::DiscountTooLarge { field: "/discount".to_owned() });
    }
    let shares = allocate(input.discount, &left);
    Ok(input.lines.iter().zip(shares).map(|(line, share)| line.discount + share).collect())
}

fn rate_of(input: &PriceInput<'_>, category: VatCategory) -> i64 {
    if category == VatCategory::Standard { input.standard_rate } else { 0 }
}

/// VAT of one category on the sum of its bases, shared over its parts.
fn reckon_tax(input: &PriceInput<'_>, parts: &mut [Part], category: VatCategory) {
    let rate = rate_of(input, category);
    let bases: Vec<i64> = parts.iter().map(|part| if part.category == category { part.base } else { 0 }).collect();
    let base: i64 = bases.iter().sum();
    let vat = match input.tax_mode {
        TaxMode::Included => vat_within(base, rate),
        TaxMode::Excluded => vat_on(base, rate),
    };
    if vat != 0 {
        give(parts, &allocate(vat, &bases));
    }
}

/// A VAT that another system reckoned, shared over what is taxed (over everything when nothing here is).
fn spread_given_tax(input: &PriceInput<'_>, parts: &mut [Part], tax: i64) -> Result<(), OrderError> {
    let field = "/totals/tax";
    check_amount(field, tax)?;
    let taxed = |part: &Part| part.category == VatCategory::Standard;
    let mut bases: Vec<i64> = parts.iter().map(|part| if taxed(part) { part.base } else { 0 }).collect();
    if bases.iter().sum::<i64>() == 0 {
        bases = parts.iter().map(|part| part.base).collect();
    }
    let base: i64 = bases.iter().sum();
    if tax > base {
        let money = |minor| Money::new(minor, input.currency).decimal();
        return Err(OrderError::TotalMismatch { field: field.to_owned(), given: money(tax), computed: money(base) });
    }
    if tax != 0 {
        give(parts, &allocate(tax, &bases));
    }
    Ok(())
}

fn give(parts: &mut [Part], shares: &[i64]) {
    for (part, share) in parts.iter_mut().zip(shares) {
        part.vat = *share;
    }
}

/// From quoted bases to net money.
fn settle(input: &PriceInput<'_>, parts: &[Part]) -> Priced {
    let net = |part: &Part| match input.tax_mode {
        TaxMode::Included => part.base - part.vat,
        TaxMode::Excluded => part.base,
    };
    let net_discount = |part: &Part| match input.tax_mode {
        TaxMode::Included => part.discount - vat_within(part.discount, rate_of(input, part.category)),
        TaxMode::Excluded => part.discount,
    };
    let (lines, extras) = parts.split_at(input.lines.len());
    let priced: Vec<PricedLine> = lines
        .iter()
        .zip(input.lines)
        .map(|(part, line)| {
            let discount = net_discount(part);
            PricedLine { goods: net(part) + discount, discount, vat: part.vat, cost: line.unit_cost * line.quantity }
        })
        .collect();
    let sum = |of: fn(&PricedLine) -> i64| priced.iter().map(of).sum();
    let money = SaleShare {
        currency: input.currency,
        goods: sum(|line| line.goods),
        discount: sum(|line| line.discount),
        shipping: net(&extras[0]),
        cod_fee: net(&extras[1]),
        vat: parts.iter().map(|part| part.vat).sum(),
        cost: sum(|line| line.cost),
        zero_rated: goods_of(input, &priced, VatCategory::Zero),
        exempt: goods_of(input, &priced, VatCategory::Exempt),
    };
    Priced { money, lines: priced }
}

fn goods_of(input: &PriceInput<'_>, priced: &[PricedLine], category: VatCategory) -> GoodsPart {
    let of_category = input.lines.iter().zip(priced).filter(|(line, _)| line.vat_category == category);
    of_category.fold(GoodsPart::NOTHING, |sum, (_, line)| GoodsPart {
        goods: sum.goods + line.goods,
        discount: sum.discount + line.discount,
    })
}

fn check_total(input: &PriceInput<'_>, money: &SaleShare) -> Result<(), OrderError> {
    let total = money.total();
    if total > AMOUNT_MINOR_MAX {
        return Err(OrderError::AmountTooLarge { field: "/lines".to_owned() });
    }
    match input.given.total {
        Some(given) if given != total => {
            let decimal = |minor| Money::new(minor, input.currency).decimal();
            let field = "/totals/total".to_owned();
            Err(OrderError::TotalMismatch { field, given: decimal(given), computed: decimal(total) })
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use wasl_base::Coded;

    fn line(quantity: i64, unit_price: i64, discount: i64) -> PriceLine {
        PriceLine { quantity, unit_price, discount, unit_cost: 0, vat_category: VatCategory::Standard }
    }

    fn sar(lines: &[PriceLine]) -> PriceInput<'_> {
        PriceInput {
            currency: Currency::SAR,
            tax_mode: TaxMode::Included,
            standard_rate: 1_500,
            lines,
            discount: 0,
            shipping: 0,
            cod_fee: 0,
            given: GivenTotals::default(),
        }
    }

    fn money(priced: Result<Priced, OrderError>) -> (i64, i64, i64, i64, i64, i64) {
        let money = priced.expect("priced").money;
        (money.goods, money.discount, money.shipping, money.cod_fee, money.vat, money.total())
    }

    #[test]
    fn the_worked_numbers_of_the_books_come_out() {
        // P04 and P13 of the posting templates: goods 200, discount 20, shipping 20, fee 10 and VAT 31.50.
        let lines = [PriceLine { unit_cost: 9_000, ..line(1, 23_000, 2_300) }];
        let priced = price(&PriceInput { shipping: 2_300, ..sar(&lines) });
        assert_eq!(money(priced), (20_000, 2_000, 2_000, 0, 3_000, 23_000));
        let priced = price(&PriceInput { shipping: 2_300, cod_fee: 1_150, ..sar(&lines) });
        assert_eq!(money(priced), (20_000, 2_000, 2_000, 1_000, 3_150, 24_150));
        let lines = [line(1, 20_000, 2_000)];
        let excluded = PriceInput { tax_mode: TaxMode::Excluded, shipping: 2_000, cod_fee: 1_000, ..sar(&lines) };
        assert_eq!(money(price(&excluded)), (20_000, 2_000, 2_000, 1_000, 3_150, 24_150));
    }

    #[test]
    fn vat_is_reckoned_on_the_sum_and_by_category() {
        // Three lines of 0.10 before tax at 5 %: by line 3 × 0.005 → 0.03, on the sum 0.015 → 0.02.
        let lines = [line(1, 10, 0), line(1, 10, 0), line(1, 10, 0)];
        let input = PriceInput { tax_mode: TaxMode::Excluded, standard_rate: 500, ..sar(&lines) };
        assert_eq!(price(&input).expect("priced").money.vat, 2);
        let zero = [line(1, 23_000, 0), PriceLine { vat_category: VatCategory::Zero, ..line(1, 10_000, 0) }];
        let priced = price(&sar(&zero)).expect("priced");
        assert_eq!((priced.money.vat, priced.lines[1].vat, priced.lines[1].goods), (3_000, 0, 10_000));
    }

    #[test]
    fn given_totals_are_kept_or_refused() {
        let lines = [line(2, 5_000, 0)];
        let with = |tax: Option<i64>, total: Option<i64>| {
            price(&PriceInput { given: GivenTotals { tax, total }, ..sar(&lines) })
        };
        assert_eq!(with(Some(1_305), Some(10_000)).expect("kept").money.vat, 1_305);
        assert_eq!(with(Some(0), None).expect("kept").money.vat, 0);
        for (tax, total, code, field) in [
            (None, Some(10_001), "orders.total_mismatch", "/totals/total"),
            (Some(10_001), None, "orders.total_mismatch", "/totals/tax"),
            (Some(-1), None, "orders.negative_amount", "/totals/tax"),
        ] {
            let error = with(tax, total).expect_err("refused");
            assert_eq!((error.code(), error.field().as_deref()), (code, Some(field)));
        }
    }

    #[test]
    fn wrong_prices_name_their_field() {
        let check = |change: &dyn Fn(&mut PriceInput<'_>), lines: &[PriceLine], code: &str, field: &str| {
            let mut input = sar(lines);
            change(&mut input);
            let error = price(&input).expect_err(field);
            assert_eq!((error.code(), error.field().as_deref()), (code, Some(field)));
        };
        let none = |_: &mut PriceInput<'_>| {};
        check(&none, &[line(0, 1, 0)], "orders.out_of_range", "/lines/0/quantity");
        check(&none, &[line(1, 1, 0), line(10_001, 1, 0)], "orders.out_of_range", "/lines/1/quantity");
        check(&none, &[line(1, -1, 0)], "orders.negative_amount", "/lines/0/unit_price");
        check(&none, &[line(1, 10, 11)], "orders.discount_too_large", "/lines/0/discount");
        check(&none, &[line(10_000, AMOUNT_MINOR_MAX, 0)], "orders.amount_too_large", "/lines/0/unit_price");
        check(&none, &[line(1, i64::MAX, 0)], "orders.amount_too_large", "/lines/0/unit_price");
        check(&|input| input.discount = 11, &[line(1, 10, 0)], "orders.discount_too_large", "/discount");
        check(&|input| input.shipping = -1, &[], "orders.negative_amount", "/shipping");
        check(&|input| input.cod_fee = i64::MAX, &[], "orders.amount_too_large", "/cod_fee");
    }

    #[test]
    fn an_order_of_nothing_costs_nothing() {
        assert_eq!(money(price(&sar(&[]))), (0, 0, 0, 0, 0, 0));
        let free = [line(1, 10_000, 10_000)];
        let priced = price(&sar(&free)).expect("priced");
        assert_eq!((priced.money.total(), priced.money.vat, priced.money.goods), (0, 0, priced.money.discount));
    }

    proptest! {
        #[test]
        fn everything_adds_up(
            raw in prop::collection::vec((1i64..20, 0i64..500_000, 0i64..100, 0usize..3), 0..8),
            (discount, shipping, cod_fee) in (0i64..100, 0i64..5_000, 0i64..2_000),
            rate in prop::sample::select(vec![0i64, 500, 1_000, 1_400, 1_500, 1_600]),
            included in any::<bool>(),
        ) {
            let lines: Vec<PriceLine> = raw.iter().map(|(quantity, unit_price, percent, category)| PriceLine {
                quantity: *quantity, unit_price: *unit_price, discount: quantity * unit_price * percent / 100,
                unit_cost: unit_price / 2, vat_category: VatCategory::ALL[*category],
            }).collect();
            let left: i64 = lines.iter().map(|l| l.quantity * l.unit_price - l.discount).sum();
            let tax_mode = if included { TaxMode::Included } else { TaxMode::Excluded };
            let quoted = left - left * discount / 100 + shipping + cod_fee;
            let input = PriceInput {
                tax_mode, standard_rate: rate, discount: left * discount / 100, shipping, cod_fee, ..sar(&lines)
            };
            let priced = price(&input).expect("priced");
            let money = priced.money;
            let expect = if included { quoted } else { quoted + money.vat };
            prop_assert_eq!(money.total(), expect);
            prop_assert_eq!(money.goods, priced.lines.iter().map(|l| l.goods).sum::<i64>());
            prop_assert_eq!(money.discount, priced.lines.iter().map(|l| l.discount).sum::<i64>());
            prop_assert!(priced.lines.iter().all(|l| l.goods >= 0 && l.discount >= 0 && l.vat >= 0 && l.goods >= l.discount));
            prop_assert!(money.shipping >= 0 && money.cod_fee >= 0);
            prop_assert!(money.vat >= priced.lines.iter().map(|l| l.vat).sum::<i64>());
        }
    }
}
