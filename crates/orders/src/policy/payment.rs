//! Which part of an order a payment pays for, as the books see it: VAT falls due with the money, so an instalment of a
//! third carries a third of the VAT, and all instalments together exactly the order's.

use wasl_events::SaleShare;

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
    let vat = vat_of(money, after) - vat_of(money, booked);
    let goods = after - booked - vat;
    PaidPart { money: SaleShare { goods, vat, ..SaleShare::nothing(money.currency) }, booked: after }
}

/// Everything that is paid for, when an order is called off.
pub fn booked_part(money: &SaleShare, booked: i64) -> SaleShare {
    let vat = vat_of(money, booked);
    SaleShare { goods: booked - vat, vat, ..SaleShare::nothing(money.currency) }
}

/// The VAT within the first `part` minor units of the total.
fn vat_of(money: &SaleShare, part: i64) -> i64 {
    let total = money.total();
    if part >= total {
        return money.vat;
    }
    i64::try_from(i128::from(money.vat) * i128::from(part) / i128::from(total)).unwrap_or(money.vat)
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
        fn instalments_make_up_the_order(net in 0i64..1_000_000, vat in 0i64..200_000, parts in prop::collection::vec(1i64..300_000, 0..10)) {
            let money = SaleShare { goods: net, vat, ..SaleShare::nothing(Currency::SAR) };
            let (mut booked, mut nets, mut vats) = (0, 0, 0);
            for received in parts {
                let part = paid_part(&money, booked, received, Settlement::Instalment);
                prop_assert!(part.money.goods >= 0 && part.money.vat >= 0);
                booked = part.booked;
                nets += part.money.goods;
                vats += part.money.vat;
                prop_assert_eq!(booked_part(&money, booked), SaleShare { goods: nets, vat: vats, ..SaleShare::nothing(Currency::SAR) });
            }
            let rest = paid_part(&money, booked, 0, Settlement::Whole);
            prop_assert_eq!((nets + rest.money.goods, vats + rest.money.vat), (net, vat));
        }
    }
}
