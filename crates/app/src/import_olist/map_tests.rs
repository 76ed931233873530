//! From rows of the set to our words.

use super::super::model::{Buyer, OlistItem, OlistPayment, OlistStatus, Place, Product, State};
use super::*;

fn item(number: u16, product: u128, seller: u128, price_minor: i64) -> OlistItem {
    let product = Product { key: Key(product), category: Some("garden_tools".into()), weight_grams: Some(400) };
    let seller = Seller { key: Key(seller), state: State::parse("SP") };
    OlistItem { line: 1, number, product, seller, price_minor, freight_minor: 700 }
}

fn payment(number: u16, kind: OlistPaymentType, value_minor: i64, installments: u16) -> OlistPayment {
    OlistPayment { line: 1, number, kind, installments, value_minor }
}

fn order() -> OlistOrder {
    let place = Place { zip: "01310".into(), city: "porto do sol".into(), state: State::parse("RJ").expect("state") };
    OlistOrder {
        line: 2,
        key: Key(1),
        buyer: Buyer { key: Key(2), place: Some(place) },
        status: OlistStatus::Delivered,
        placed_at: Instant::from_us(1_550_000_000_000_000),
        approved_at: Some(Instant::from_us(1_550_000_100_000_000)),
        handed_over_at: None,
        delivered_at: None,
        promised_on: "2019-03-01".parse().ok(),
        items: vec![item(1, 10, 20, 1_000), item(2, 11, 21, 500), item(3, 10, 20, 1_000), item(4, 10, 20, 900)],
        payments: vec![
            payment(1, OlistPaymentType::CreditCard, 5_000, 8),
            payment(2, OlistPaymentType::Voucher, 1_200, 1),
            payment(3, OlistPaymentType::NotDefined, 0, 1),
        ],
        review_lines: vec![],
    }
}

#[test]
fn equal_pieces_are_one_line_and_each_seller_sends_a_parcel() {
    let goods = goods(&order());
    let lines: Vec<_> = goods.lines.iter().map(|line| (line.quantity, line.unit_price)).collect();
    assert_eq!(lines, [(2, Some(1_000)), (1, Some(500)), (1, Some(900))]);
    assert_eq!(goods.lines[0].title.as_deref(), Some("garden tools · 00000000"));
    let parcels: Vec<_> = goods.parcels.iter().map(|parcel| parcel.pieces.clone()).collect();
    assert_eq!(parcels, [vec![(0, 2), (2, 1)], vec![(1, 1)]]);
}

#[test]
fn an_order_in_our_words() {
    let order = order();
    let placed = place_order(&order, goods(&order).lines, NumberLetters::Short);
    assert_eq!((placed.shipping, placed.given.total), (2_800, Some(6_200)));
    assert_eq!((placed.address.region.as_deref(), placed.address.city.as_str()), (Some("RJ"), "porto do sol"));
    assert_eq!(placed.method, PaymentMethod::Card);
    assert_eq!(placed.note.as_deref(), Some("8 installments"));
    assert_eq!((placed.address.check(), placed.number.as_deref()), (vec![], Some("000000000000")));
    let nowhere = OlistOrder { buyer: Buyer { key: Key(2), place: None }, payments: vec![], ..order };
    let placed = place_order(&nowhere, vec![], NumberLetters::Whole);
    assert_eq!((placed.method, placed.note), (PaymentMethod::Other, None));
    assert_eq!(placed.address.check(), []);
}

#[test]
fn money_comes_in_with_the_approval() {
    let id = OrderId::from_number(5);
    let paid = mark_paid(&order(), id).expect("paid");
    assert_eq!(paid.paid_at, order().approved_at);
    let tenders: Vec<_> = paid.tenders.iter().map(|tender| (tender.method, tender.amount)).collect();
    assert_eq!(tenders, [(PaymentMethod::Card, 5_000), (PaymentMethod::Voucher, 1_200)]);
    assert_eq!(mark_paid(&OlistOrder { approved_at: None, ..order() }, id), None);
    assert_eq!(mark_paid(&OlistOrder { payments: vec![], ..order() }, id), None);
}

#[test]
fn a_cancellation_comes_after_all_that_is_known() {
    let id = OrderId::from_number(5);
    let cancel = |course| cancel_order(&Settled { order: order(), course }, id);
    assert_eq!(cancel(Course::Delivered), None);
    assert_eq!(cancel(Course::InHand), None);
    let cancelled = cancel(Course::Unavailable).expect("cancelled");
    assert_eq!((cancelled.cancelled_at, cancelled.reason.as_deref()), (order().approved_at, Some("unavailable")));
}
