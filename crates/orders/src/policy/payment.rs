//! Which part of an order a payment pays for, as the books see it: VAT falls due with the money, so an instalment of a
//! third carries a third of the VAT, and all instalments together exactly the order's.

use wasl_events::{GoodsPart, SaleShare};

/// How a payment stands to what is owed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Settlement {
    /// More may follow: it pays for as much of the order as it is worth; anything beyond belongs to the customer.
    #[default]
    Instalment,
    /// Nothing follows: it stands for all that is left, and a difference is owed by one side to the other.
    Whole,
}

/// What the books are told of a payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PaidPart {
    /// The part of the order's money that counts as paid: all as goods, with its VAT.
    pub money: SaleShare,
    /// Minor units of the order's total that are paid for from now on.
    pub booked: i64,
}

/// The part of `money` that `received` pays for when `booked` of its total is paid for already.
pub fn paid_part(money: &SaleShare, booked: i64, received: i64, settlement: Settlement) -> PaidPart {
    let total = money.total();
    let after = match settlement {
        Settlement::Whole => total,
        Settlement::Instalment => total.min(booked.saturating_add(received)),
    };
    let (held, now) = (booked_part(money, booked), booked_part(money, after));
    let part = SaleShare {
        goods: now.goods - held.goods,
        vat: now.vat - held.vat,
        zero_rated: goods_only(now.zero_rated.goods - held.zero_rated.goods),
        exempt: goods_only(now.exempt.goods - held.exempt.goods),
        ..SaleShare::nothing(money.currency)
    };
    PaidPart { money: part, booked: after }
}

/// Everything that is paid for once `booked` of the total is: all as goods, net, with its VAT.
fn booked_part(money: &SaleShare, booked: i64) -> SaleShare {
    let vat = within(money, money.vat, booked);
    SaleShare {
        goods: booked - vat,
        vat,
        zero_rated: goods_only(within(money, money.zero_rated.net(), booked)),
        exempt: goods_only(within(money, money.exempt.net(), booked)),
        ..SaleShare::nothing(money.currency)
    }
}

const fn goods_only(goods: i64) -> GoodsPart {
    GoodsPart { goods, discount: 0 }
}

/// What of `amount` lies within the first `part` minor units of the total.
fn within(money: &SaleShare, amount: i64, part: i64) -> i64 {
    let total = money.total();
    if part >= total {
        return amount;
    }
    i64::try_from(i128::from(amount) * i128::from(part) / i128::from(total)).unwrap_or(amount)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use wasl_base::Currency;

    const WORKED: SaleShare = SaleShare {
        currency: Currency::SAR,
        goods: 20_000,
        discount: 2_000,
        shipping: 2_000,
        cod_fee: 0,
        vat: 3_000,
        cost: 9_000,
        zero_rated: GoodsPart::NOTHING,
        exempt: GoodsPart::NOTHING,
    };

    #[test]
    fn parts_follow_the_money() {
        let check = |booked: i64, received: i64, settlement: Settlement, net: i64, vat: i64, after: i64| {
            let part = paid_part(&WORKED, booked, received, settlement);
            assert_eq!((part.money.net(), part.money.vat, part.booked), (net, vat, after));
        };
        check(0, 23_000, Settlement::Instalment, 20_000, 3_000, 23_000);
        check(0, 11_500, Settlement::Instalment, 10_000, 1_500, 11_500);
        check(11_500, 11_500, Settlement::Instalment, 10_000, 1_500, 23_000);
        check(0, 25_000, Settlement::Instalment, 20_000, 3_000, 23_000);
        check(23_000, 500, Settlement::Instalment, 0, 0, 23_000);
        check(0, 22_999, Settlement::Whole, 20_000, 3_000, 23_000);
        check(0, 0, Settlement::Whole, 20_000, 3_000, 23_000);
        let nothing = SaleShare::nothing(Currency::SAR);
        assert_eq!(paid_part(&nothing, 0, 100, Settlement::Instalment).booked, 0);
    }

    proptest! {
        #[test]
        fn instalments_make_up_the_order(net in 0i64..1_000_000, zero in 0i64..300_000, exempt in 0i64..300_000, vat in 0i64..200_000, parts in prop::collection::vec(1i64..300_000, 0..10)) {
            let (zero_rated, exempt) = (goods_only(zero), goods_only(exempt));
            let goods = net + zero + exempt.goods;
            let money = SaleShare { goods, vat, zero_rated, exempt, ..SaleShare::nothing(Currency::SAR) };
            let (mut booked, mut sum) = (0, SaleShare::nothing(Currency::SAR));
            let mut add = |part: SaleShare| {
                sum.goods += part.goods;
                sum.vat += part.vat;
                sum.zero_rated.goods += part.zero_rated.goods;
                sum.exempt.goods += part.exempt.goods;
                sum
            };
            for received in parts {
                let part = paid_part(&money, booked, received, Settlement::Instalment);
                prop_assert!(part.money.goods >= 0 && part.money.vat >= 0);
                booked = part.booked;
                prop_assert_eq!(booked_part(&money, booked), add(part.money));
            }
            let rest = paid_part(&money, booked, 0, Settlement::Whole);
            prop_assert_eq!(add(rest.money), money);
        }
    }
}
