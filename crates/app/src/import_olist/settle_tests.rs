//! Facts that contradict each other and what is kept of them.

use super::super::model::{Buyer, Key, OlistItem, OlistPayment, OlistPaymentType, Product, Seller};
use super::*;
use wasl_base::Instant;

const HOUR: i64 = 3600;

fn at(hours: i64) -> Option<Instant> {
    Some(Instant::from_us(1_550_000_000_000_000).plus_seconds(hours * HOUR))
}

fn item(number: u16, seller: u128, price_minor: i64) -> OlistItem {
    let product = Product { key: Key(7), category: None, weight_grams: None };
    let seller = Seller { key: Key(seller), state: None };
    OlistItem { line: 100 + u64::from(number), number, product, seller, price_minor, freight_minor: 500 }
}

fn payment(value_minor: i64) -> OlistPayment {
    OlistPayment { line: 200, number: 1, kind: OlistPaymentType::CreditCard, installments: 1, value_minor }
}

/// Placed at hour 0, approved at 1, handed over at 5, delivered at 50, paid to the cent.
fn sound() -> OlistOrder {
    OlistOrder {
        line: 9,
        key: Key(1),
        buyer: Buyer { key: Key(2), place: None },
        status: OlistStatus::Delivered,
        placed_at: at(0).expect("instant"),
        approved_at: at(1),
        handed_over_at: at(5),
        delivered_at: at(50),
        promised_on: None,
        items: vec![item(1, 3, 2_000)],
        payments: vec![payment(2_500)],
        review_lines: vec![300],
    }
}

fn check(change: impl FnOnce(&mut OlistOrder), course: Course, expect: &[(Reason, u64)]) -> OlistOrder {
    let mut order = sound();
    change(&mut order);
    let mut found = Vec::new();
    let settled = settle(order, &mut |finding| found.push((finding.reason, finding.line)));
    assert_eq!(found, expect);
    assert_eq!(settled.course, course);
    settled.order
}

#[test]
fn a_sound_order_is_left_as_it_is() {
    assert_eq!(check(|_| {}, Course::Delivered, &[]), sound());
}

#[test]
fn times_that_contradict() {
    let kept = check(|order| order.approved_at = at(6), Course::Delivered, &[(Reason::HandedOverBeforeApproval, 9)]);
    assert_eq!((kept.approved_at, kept.handed_over_at), (at(6), at(5)));
    let kept = check(|o| o.handed_over_at = at(51), Course::Delivered, &[(Reason::DeliveredBeforeHandOver, 9)]);
    assert_eq!((kept.handed_over_at, kept.delivered_at), (None, at(50)));
    let kept = check(|o| o.approved_at = None, Course::Delivered, &[(Reason::ApprovedTimeMissing, 9)]);
    assert_eq!(kept.approved_at, at(0));
    check(|o| o.approved_at = o.handed_over_at, Course::Delivered, &[]);
    check(|o| o.delivered_at = o.handed_over_at, Course::Delivered, &[]);
}

#[test]
fn money_that_contradicts() {
    check(|o| o.payments[0].value_minor = 2_501, Course::Delivered, &[]);
    check(|o| o.payments[0].value_minor = 2_499, Course::Delivered, &[]);
    check(|o| o.payments[0].value_minor = 2_502, Course::Delivered, &[(Reason::PaidOtherThanTotal, 200)]);
    check(|o| o.payments.clear(), Course::Delivered, &[(Reason::NoPayment, 9)]);
    check(|o| o.payments.push(payment(2)), Course::Delivered, &[(Reason::PaidOtherThanTotal, 200)]);
    check(|o| o.items.clear(), Course::Delivered, &[(Reason::NoItems, 9)]);
}

#[test]
fn sellers_and_reviews() {
    let add = |o: &mut OlistOrder| {
        o.items = vec![item(1, 3, 800), item(2, 4, 700), item(3, 3, 0)];
        o.payments[0].value_minor = 3_000;
    };
    let kept = check(add, Course::Delivered, &[(Reason::SeveralSellers, 102)]);
    assert_eq!(kept.sellers().iter().map(|seller| seller.key).collect::<Vec<_>>(), [Key(3), Key(4)]);
    let expect = [(Reason::RepeatReview, 301), (Reason::RepeatReview, 305)];
    check(|o| o.review_lines = vec![300, 301, 305], Course::Delivered, &expect);
    check(|o| o.review_lines.clear(), Course::Delivered, &[]);
}

#[test]
fn what_became_of_it() {
    let never_sent = |status: OlistStatus| {
        move |o: &mut OlistOrder| {
            (o.status, o.handed_over_at, o.delivered_at) = (status, None, None);
        }
    };
    check(never_sent(OlistStatus::Created), Course::Placed, &[]);
    check(never_sent(OlistStatus::Approved), Course::Placed, &[]);
    check(never_sent(OlistStatus::Invoiced), Course::InHand, &[]);
    check(never_sent(OlistStatus::Processing), Course::InHand, &[]);
    check(never_sent(OlistStatus::Canceled), Course::Cancelled, &[]);
    check(never_sent(OlistStatus::Unavailable), Course::Unavailable, &[]);
    check(never_sent(OlistStatus::Shipped), Course::InHand, &[(Reason::ShippedWithoutHandOver, 9)]);
    let expect = [(Reason::DeliveredTimeMissing, 9), (Reason::ShippedWithoutHandOver, 9)];
    check(never_sent(OlistStatus::Delivered), Course::InHand, &expect);
    check(|o| o.delivered_at = None, Course::OnItsWay, &[(Reason::DeliveredTimeMissing, 9)]);
    check(|o| o.status = OlistStatus::Canceled, Course::Delivered, &[(Reason::DeliveredThoughCancelled, 9)]);
    let cancelled_on_its_way = |o: &mut OlistOrder| (o.status, o.delivered_at) = (OlistStatus::Canceled, None);
    check(cancelled_on_its_way, Course::Cancelled, &[]);
}

#[test]
fn an_order_is_bounded() {
    let many = |o: &mut OlistOrder| {
        o.items = (1..=300).map(|number| item(number, 3, 500)).collect();
        o.payments[0].value_minor = i64::try_from(ITEMS_MAX).expect("small") * 1_000;
    };
    let kept = check(many, Course::Delivered, &[(Reason::TooManyRows, 9)]);
    assert_eq!(kept.items.len(), ITEMS_MAX);
}
