//! What the parts of an order make and what the storefront says it comes to may differ: by its rounding, a tip, a duty.
//! The storefront's total is what the customer pays, so the difference becomes a part of its own and nothing is refused.

use crate::model::{LineTold, OrderTold};
use wasl_orders::{TaxMode, VatCategory};

/// The reference of a line that stands for what the other parts leave of the total.
pub const REST_LINE: &str = "rest";

/// What the parts make, in minor units; more than an amount can be where nobody could owe it.
pub fn computed(order: &OrderTold) -> i128 {
    let rest = [-order.discount, order.shipping, order.cod_fee].into_iter().map(i128::from).sum::<i128>();
    let tax = if order.tax_mode == TaxMode::Excluded { i128::from(order.tax) } else { 0 };
    goods(order) + rest + tax
}

fn goods(order: &OrderTold) -> i128 {
    let one = |line: &LineTold| i128::from(line.unit_price) * i128::from(line.quantity) - i128::from(line.discount);
    order.lines.iter().map(one).sum()
}

/// Makes the parts sum to the total: what is missing is a line of its own, what is too much comes off the goods, and off
/// the shipping where the goods are worth less.
pub fn settle_totals(order: &mut OrderTold, rest_title: &str) {
    // What does not fit an amount is refused where orders are priced.
    let Ok(rest) = i64::try_from(i128::from(order.total) - computed(order)) else { return };
    if rest > 0 {
        order.lines.push(LineTold {
            external_id: REST_LINE.to_owned(),
            sku: None,
            title: rest_title.to_owned(),
            quantity: 1,
            unit_price: rest,
            discount: 0,
            vat_category: VatCategory::Exempt,
            weight_grams: None,
            customisation: None,
        });
    } else if rest < 0 {
        let left = (goods(order) - i128::from(order.discount)).max(0);
        let off_goods = i64::try_from(left).map_or(-rest, |left| (-rest).min(left));
        order.discount += off_goods;
        let off_shipping = (-rest - off_goods).min(order.shipping);
        order.shipping -= off_shipping;
        order.cod_fee -= (-rest - off_goods - off_shipping).min(order.cod_fee);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use wasl_base::{Address, Currency, Instant};
    use wasl_customers::Contact;
    use wasl_events::PaymentMethod;

    fn order(lines: &[(i64, i64, i64)], discount: i64, shipping: i64, tax: i64, total: i64) -> OrderTold {
        let line = |(quantity, unit_price, discount): &(i64, i64, i64)| LineTold {
            external_id: "1".to_owned(),
            sku: None,
            title: "x".to_owned(),
            quantity: *quantity,
            unit_price: *unit_price,
            discount: *discount,
            vat_category: VatCategory::Standard,
            weight_grams: None,
            customisation: None,
        };
        OrderTold {
            number: "1".to_owned(),
            placed_at: Instant::from_us(0),
            currency: Currency::SAR,
            tax_mode: TaxMode::Excluded,
            method: PaymentMethod::Card,
            gateway: None,
            contact: Contact::default(),
            lang: None,
            address: Address::default(),
            note: None,
            lines: lines.iter().map(line).collect(),
            discount,
            shipping,
            cod_fee: 0,
            tax,
            total,
            paid: 0,
            paid_at: None,
            refunded: 0,
            cancelled: None,
        }
    }

    proptest! {
        #[test]
        fn the_parts_make_the_total(
            lines in prop::collection::vec((1i64..5, 0i64..10_000, 0i64..1), 0..5),
            (discount, shipping, tax) in (0i64..50, 0i64..3_000, 0i64..1_500),
            total in 1_500i64..60_000,
        ) {
            let mut told = order(&lines, 0, shipping, tax, total);
            let goods = i64::try_from(computed(&told)).expect("an amount") - shipping - tax;
            told.discount = discount.min(goods);
            settle_totals(&mut told, "rest");
            prop_assert_eq!(computed(&told), i128::from(total));
            prop_assert!(told.discount >= 0 && told.shipping >= 0 && told.cod_fee >= 0);
        }
    }

    #[test]
    fn what_nobody_could_owe_is_left_to_be_refused() {
        let most = 1_000_000_000_000_000;
        let mut told = order(&[(100_000, most, 0), (100_000, most, 0)], 0, 0, 0, 1);
        settle_totals(&mut told, "rest");
        assert_eq!((told.lines.len(), told.discount), (2, 0));
    }

    #[test]
    fn what_adds_up_stays_as_it_is() {
        let mut told = order(&[(2, 500, 100)], 50, 200, 30, 1_080);
        let before = told.clone();
        settle_totals(&mut told, "rest");
        assert_eq!(told, before);
    }
}
