//! Which part of an order's money travels with which pieces. The money of a set of pieces is a step on one way from
//! nothing to everything, so the shares of all shipments sum to the order whatever the split and the order of shipping.

use crate::OrderError;
use crate::model::{OrderLine, VatCategory};
use wasl_base::OrderLineId;
use wasl_events::{GoodsPart, SaleShare};

/// Pieces of a line that go into a shipment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Taken {
    pub line: OrderLineId,
    pub quantity: i64,
}

/// Everything that is not in a shipment yet.
pub fn all_unfulfilled(lines: &[OrderLine]) -> Vec<Taken> {
    lines
        .iter()
        .filter(|line| line.unfulfilled() > 0)
        .map(|line| Taken { line: line.id, quantity: line.unfulfilled() })
        .collect()
}

/// The part of `money` (the whole order's) that goes with the pieces `taken`, given what `lines` say is already gone.
/// The last pieces take whatever rounding left behind. An order without lines goes whole with its first shipment.
/// Errors: `orders.unknown_reference` or `orders.too_many_pieces` at `/lines/{n}`.
pub fn share_of(money: &SaleShare, lines: &[OrderLine], taken: &[Taken]) -> Result<SaleShare, OrderError> {
    if lines.is_empty() {
        return Ok(*money);
    }
    let before: Vec<i64> = lines.iter().map(|line| line.fulfilled).collect();
    let after = pieces_after(lines, taken)?;
    let (from, to) = (money_at(money, lines, &before), money_at(money, lines, &after));
    Ok(SaleShare {
        currency: money.currency,
        goods: to.goods - from.goods,
        discount: to.discount - from.discount,
        shipping: to.shipping - from.shipping,
        cod_fee: to.cod_fee - from.cod_fee,
        vat: to.vat - from.vat,
        cost: to.cost - from.cost,
        zero_rated: step(from.zero_rated, to.zero_rated),
        exempt: step(from.exempt, to.exempt),
    })
}

fn step(from: GoodsPart, to: GoodsPart) -> GoodsPart {
    GoodsPart { goods: to.goods - from.goods, discount: to.discount - from.discount }
}

/// How many pieces of each line are gone once `taken` are.
pub fn pieces_after(lines: &[OrderLine], taken: &[Taken]) -> Result<Vec<i64>, OrderError> {
    let mut after: Vec<i64> = lines.iter().map(|line| line.fulfilled).collect();
    for (place, take) in taken.iter().enumerate() {
        let found = lines.iter().position(|line| line.id == take.line);
        let at = found.ok_or_else(|| OrderError::UnknownReference { field: format!("/lines/{place}/line") })?;
        if take.quantity < 1 || take.quantity > lines[at].quantity - after[at] {
            return Err(OrderError::TooManyPieces { field: format!("/lines/{place}/quantity") });
        }
        after[at] += take.quantity;
    }
    Ok(after)
}

/// The money of the first `pieces` of each line: nothing at none, `money` at all, never less with more pieces.
fn money_at(money: &SaleShare, lines: &[OrderLine], pieces: &[i64]) -> SaleShare {
    let part = |of: fn(&OrderLine) -> i64| {
        lines.iter().zip(pieces).map(|(line, gone)| portion(of(line), *gone, line.quantity)).sum::<i64>()
    };
    // Net and discount step apart, so that no parcel's discount is larger than its goods.
    let (net, discount) = (part(|line| line.goods - line.discount), part(|line| line.discount));
    let goods = net + discount;
    let all_goods: i64 = lines.iter().map(|line| line.goods).sum();
    // Shipping and fee follow the goods' worth; where nothing has a price, the pieces.
    let (weight, whole) = if all_goods > 0 {
        (goods, all_goods)
    } else {
        (pieces.iter().sum(), lines.iter().map(|line| line.quantity).sum())
    };
    let extra_vat = money.vat - lines.iter().map(|line| line.vat).sum::<i64>();
    SaleShare {
        currency: money.currency,
        goods,
        discount,
        shipping: portion(money.shipping, weight, whole),
        cod_fee: portion(money.cod_fee, weight, whole),
        vat: part(|line| line.vat) + portion(extra_vat, weight, whole),
        cost: part(|line| line.cost),
        zero_rated: goods_at(lines, pieces, VatCategory::Zero),
        exempt: goods_at(lines, pieces, VatCategory::Exempt),
    }
}

/// What of the goods at these pieces is of one category, stepping as the sum over all lines does.
fn goods_at(lines: &[OrderLine], pieces: &[i64], category: VatCategory) -> GoodsPart {
    let of_category = lines.iter().zip(pieces).filter(|(line, _)| line.vat_category == category);
    of_category.fold(GoodsPart::NOTHING, |sum, (line, gone)| {
        let discount = portion(line.discount, *gone, line.quantity);
        let net = portion(line.goods - line.discount, *gone, line.quantity);
        GoodsPart { goods: sum.goods + net + discount, discount: sum.discount + discount }
    })
}

/// `amount × part / whole`, down; all of it when the part is the whole.
fn portion(amount: i64, part: i64, whole: i64) -> i64 {
    if part >= whole {
        return amount;
    }
    i64::try_from(i128::from(amount) * i128::from(part) / i128::from(whole)).unwrap_or(amount)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::TaxMode;
    use crate::policy::pricing::{GivenTotals, PriceInput, PriceLine, price};
    use proptest::prelude::*;
    use wasl_base::{Coded, Currency};

    /// An order of lines (quantity, unit price), SAR with VAT inside. The lines take turns in the three VAT categories.
    fn order(quoted: &[(i64, i64)], shipping: i64, cod_fee: i64) -> (SaleShare, Vec<OrderLine>) {
        let prices: Vec<PriceLine> = quoted
            .iter()
            .zip(VatCategory::ALL.into_iter().cycle())
            .map(|((quantity, unit_price), vat_category)| PriceLine {
                quantity: *quantity,
                unit_price: *unit_price,
                discount: 0,
                unit_cost: unit_price / 3,
                vat_category,
            })
            .collect();
        let input = PriceInput {
            currency: Currency::SAR,
            tax_mode: TaxMode::Included,
            standard_rate: 1_500,
            lines: &prices,
            discount: 0,
            shipping,
            cod_fee,
            given: GivenTotals::default(),
        };
        let priced = price(&input).expect("priced");
        let lines = (0..).zip(&prices).zip(&priced.lines).map(|((position, quoted), priced)| OrderLine {
            id: OrderLineId::from_number(position + 1),
            position,
            variant: None,
            sku: None,
            title: "t".to_owned(),
            category: None,
            quantity: quoted.quantity,
            unit_price: quoted.unit_price,
            quoted_discount: 0,
            vat_category: quoted.vat_category,
            weight_grams: None,
            customisation: None,
            goods: priced.goods,
            discount: priced.discount,
            vat: priced.vat,
            cost: priced.cost,
            fulfilled: 0,
        });
        (priced.money, lines.collect())
    }

    fn plus(one: GoodsPart, other: GoodsPart) -> GoodsPart {
        GoodsPart { goods: one.goods + other.goods, discount: one.discount + other.discount }
    }

    fn take(line: i64, quantity: i64) -> Taken {
        Taken { line: OrderLineId::from_number(line), quantity }
    }

    #[test]
    fn one_shipment_carries_everything() {
        let (money, lines) = order(&[(3, 3_333), (1, 10_000)], 2_300, 1_150);
        assert_eq!(share_of(&money, &lines, &all_unfulfilled(&lines)).expect("share"), money);
        let (bare, none) = order(&[], 2_300, 0);
        assert_eq!(share_of(&bare, &none, &[]).expect("share"), bare);
    }

    #[test]
    fn more_than_there_is_cannot_be_taken() {
        let (money, lines) = order(&[(3, 3_333)], 0, 0);
        for (taken, code, field) in [
            (vec![take(1, 4)], "orders.too_many_pieces", "/lines/0/quantity"),
            (vec![take(1, 2), take(1, 2)], "orders.too_many_pieces", "/lines/1/quantity"),
            (vec![take(1, 0)], "orders.too_many_pieces", "/lines/0/quantity"),
            (vec![take(9, 1)], "orders.unknown_reference", "/lines/0/line"),
        ] {
            let error = share_of(&money, &lines, &taken).expect_err("refused");
            assert_eq!((error.code(), error.field().as_deref()), (code, Some(field)));
        }
    }

    proptest! {
        #[test]
        fn shares_sum_to_the_order(
            quoted in prop::collection::vec((1i64..6, 0i64..100_000), 1..6),
            (shipping, cod_fee) in (0i64..5_000, 0i64..2_000),
            cuts in prop::collection::vec(prop::collection::vec(0i64..4, 6), 0..5),
        ) {
            let (money, mut lines) = order(&quoted, shipping, cod_fee);
            let mut sum = SaleShare::nothing(money.currency);
            let mut add = |share: SaleShare| {
                let (zero, exempt) = (share.zero_rated, share.exempt);
                for part in [share.goods, share.discount, share.shipping, share.cod_fee, share.vat, share.cost,
                    zero.goods, zero.discount, exempt.goods, exempt.discount, share.standard().goods] {
                    assert!(part >= 0, "no share is negative: {share:?}");
                }
                assert!(share.goods >= share.discount, "a parcel's discount is within its goods: {share:?}");
                sum = SaleShare {
                    currency: sum.currency,
                    goods: sum.goods + share.goods,
                    discount: sum.discount + share.discount,
                    shipping: sum.shipping + share.shipping,
                    cod_fee: sum.cod_fee + share.cod_fee,
                    vat: sum.vat + share.vat,
                    cost: sum.cost + share.cost,
                    zero_rated: plus(sum.zero_rated, share.zero_rated),
                    exempt: plus(sum.exempt, share.exempt),
                };
            };
            for cut in &cuts {
                let taken: Vec<Taken> = lines.iter().zip(cut)
                    .map(|(line, want)| Taken { line: line.id, quantity: (*want).min(line.unfulfilled()) })
                    .filter(|take| take.quantity > 0)
                    .collect();
                add(share_of(&money, &lines, &taken).expect("share"));
                let after = pieces_after(&lines, &taken).expect("pieces");
                lines.iter_mut().zip(after).for_each(|(line, gone)| line.fulfilled = gone);
            }
            let rest = all_unfulfilled(&lines);
            add(share_of(&money, &lines, &rest).expect("share"));
            prop_assert_eq!(sum, money);
        }
    }
}
