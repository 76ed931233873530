//! The oracle, pure: from the set of tellings, whatever order they came in, how each order must stand and what the books
//! must hold. Its words are its own; of the product it knows what its documents promise.

use super::body::{body, phone};
use super::tale::{Line, Make, Means, Tale, Telling, Why};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

const BANK: i64 = 1020;
const GATEWAYS: i64 = 1120;
const PAY_LATER: i64 = 1125;
const OUTPUT_VAT: i64 = 2110;
const DEPOSITS: i64 = 2210;
const REFUNDS: i64 = 2220;

/// Net of each account by currency, debits positive; none is zero.
pub type Balances = BTreeMap<(String, i64), i64>;

/// How an order must stand. Amounts are minor units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    pub number: String,
    pub state: String,
    pub payment: String,
    pub currency: String,
    pub total: i64,
    pub vat: i64,
    pub paid: i64,
    pub city: String,
    pub recipient: Option<String>,
    pub phone: Option<String>,
    pub note: Option<String>,
    pub lines: usize,
    pub pieces: i64,
}

/// What the set of its tellings makes of an order.
#[derive(Clone, Debug)]
pub enum Fate {
    Stands(Box<Standing>),
    /// Deleted in its storefront, which does not say when. Whatever came after is of before, so it is called off with what
    /// was known by then; known by nothing else, it is not there. Of the sums any that was told may have come in.
    Gone(BTreeSet<i64>),
}

pub fn fate(tale: &Tale) -> Fate {
    if tale.tellings.iter().any(|one| one.why == Why::Deleted) {
        return Fate::Gone(tale.tellings.iter().map(|one| one.paid).chain([0]).collect());
    }
    Fate::Stands(Box::new(standing(tale, newest(tale))))
}

/// The last by the storefront's own clock; of two in one second the one that is further on: called off before paid before
/// paid in part; of two that are as far, the one with the greater SHA-256 of its JSON with names in order.
pub fn newest(tale: &Tale) -> &Telling {
    let mut best = &tale.tellings[0];
    for one in &tale.tellings[1..] {
        let (held, new) = ((best.at, progress(tale, best)), (one.at, progress(tale, one)));
        if new > held || (new == held && digest(tale, one) > digest(tale, best)) {
            best = one;
        }
    }
    best
}

fn progress(tale: &Tale, telling: &Telling) -> (bool, u8) {
    let money = match tale.make() {
        _ if telling.is_ticked => 2,
        Make::Shopify if telling.paid > 0 => 1,
        _ => 0,
    };
    (telling.is_off, money)
}

fn digest(tale: &Tale, telling: &Telling) -> Vec<u8> {
    let mut text = String::new();
    write_in_order(&body(tale, telling), &mut text);
    Sha256::digest(text).to_vec()
}

/// JSON without spaces, the names of every object sorted.
fn write_in_order(value: &Value, text: &mut String) {
    match value {
        Value::Object(fields) => {
            let sorted: BTreeMap<&String, &Value> = fields.iter().collect();
            write_all(sorted.into_iter(), '{', '}', text, |(name, value), text| {
                text.push_str(&Value::String(name.clone()).to_string());
                text.push(':');
                write_in_order(value, text);
            });
        }
        Value::Array(items) => write_all(items.iter(), '[', ']', text, write_in_order),
        plain => text.push_str(&plain.to_string()),
    }
}

fn write_all<T>(
    items: impl Iterator<Item = T>,
    open: char,
    close: char,
    text: &mut String,
    write: impl Fn(T, &mut String),
) {
    text.push(open);
    for (place, item) in items.enumerate() {
        if place > 0 {
            text.push(',');
        }
        write(item, text);
    }
    text.push(close);
}

fn standing(tale: &Tale, told: &Telling) -> Standing {
    let total = tale.total(told);
    let payment = match (told.is_off, told.paid) {
        (true, 0) => "not_due",
        (true, _) => "refund_due",
        (false, paid) if paid == total => "paid",
        (false, 0) => "unpaid",
        (false, _) => "partly_paid",
    };
    // A fee that is no part of cash at the door, and what the total has beyond its parts, are lines of one piece each.
    let more = usize::from(told.fee > 0 && tale.means != Means::Cash) + usize::from(told.rest > 0);
    let pieces: i64 = told.lines.iter().map(|line: &Line| line.quantity).sum();
    Standing {
        number: tale.id.to_string(),
        state: if told.is_off { "cancelled" } else { "placed" }.to_owned(),
        payment: payment.to_owned(),
        currency: tale.coin.to_owned(),
        total,
        vat: tale.tax(told),
        paid: told.paid,
        city: told.city.to_owned(),
        recipient: Some(tale.name.to_owned()),
        phone: Some(phone(told)),
        note: told.note.map(str::to_owned),
        lines: told.lines.len() + more,
        pieces: pieces + i64::try_from(more).unwrap_or(0),
    }
}

/// What money that came in leaves in the books: a deposit with its part of the tax; of an order that is called off, all of
/// it is owed back.
pub fn book(balances: &mut Balances, tale: &Tale, paid: i64, is_off: bool, money: (i64, i64)) {
    let (total, vat) = money;
    let came_in = match tale.means {
        Means::Card => GATEWAYS,
        Means::Bank => BANK,
        Means::Later => PAY_LATER,
        Means::Cash => return,
    };
    let mut add = |account, minor: i64| *balances.entry((tale.coin.to_owned(), account)).or_default() += minor;
    add(came_in, paid);
    if is_off {
        return add(REFUNDS, -paid);
    }
    // A part of the money carries that part of the tax, rounded down until all is there.
    let due = if paid == total { vat } else { vat * paid / total.max(1) };
    add(OUTPUT_VAT, -due);
    add(DEPOSITS, due - paid);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storefronts::tale::tell;
    use wasl_base::SeededChance;

    fn tale(tellings: &[(Why, i64, bool, i64)]) -> Tale {
        let mut tale = tell(&SeededChance::new(2), 0, 1_795_338_000);
        let first = Telling { lines: vec![line()], shipping: 0, fee: 0, rest: 0, ..tale.tellings[0].clone() };
        (tale.means, tale.is_taxed_within) = (Means::Card, true);
        let told = |(why, at, is_off, paid): &(Why, i64, bool, i64)| Telling {
            why: *why,
            at: *at,
            is_off: *is_off,
            paid: *paid,
            is_ticked: *paid == 23_000,
            ..first.clone()
        };
        tale.tellings = tellings.iter().map(told).collect();
        tale
    }

    fn line() -> Line {
        Line { id: 1, quantity: 2, price: 11_500, off: 0, is_taxed: true }
    }

    fn stands(tale: &Tale) -> (String, String, i64) {
        match fate(tale) {
            Fate::Stands(one) => (one.state, one.payment, one.vat),
            Fate::Gone(sums) => (format!("{sums:?}"), String::new(), 0),
        }
    }

    #[test]
    fn the_newest_telling_holds_then_the_one_further_on() {
        let of = |tellings: &[(Why, i64, bool, i64)]| {
            let (state, payment, vat) = stands(&tale(tellings));
            format!("{state} {payment} {vat}")
        };
        let (created, paid) = ((Why::Created, 5, false, 0), (Why::Paid, 6, false, 23_000));
        assert_eq!(of(&[created]), "placed unpaid 3000");
        assert_eq!(of(&[paid, created]), "placed paid 3000");
        assert_eq!(of(&[(Why::Paid, 5, false, 23_000), created]), "placed paid 3000");
        assert_eq!(of(&[(Why::Paid, 5, false, 9_000), created]), "placed partly_paid 3000");
        assert_eq!(of(&[(Why::Cancelled, 6, true, 23_000), paid]), "cancelled refund_due 3000");
        assert_eq!(of(&[(Why::Cancelled, 6, true, 0), (Why::Restored, 7, false, 0)]), "placed unpaid 3000");
        assert_eq!(of(&[paid, (Why::Deleted, 7, false, 23_000)]), "{0, 23000}  0");
    }

    #[test]
    fn of_two_that_are_as_far_the_same_one_holds_in_any_order() {
        let mut tale = tale(&[(Why::Created, 5, false, 0), (Why::Changed, 5, false, 0)]);
        tale.tellings[1].city = "elsewhere";
        let one = newest(&tale).city;
        tale.tellings.swap(0, 1);
        assert_eq!(newest(&tale).city, one);
        let mut text = String::new();
        write_in_order(&serde_json::json!({ "b": [1, { "d": "\"", "c": null }], "a": {} }), &mut text);
        assert_eq!(text, r#"{"a":{},"b":[1,{"c":null,"d":"\""}]}"#);
    }

    #[test]
    fn the_books_are_even_and_owe_what_was_called_off() {
        let tale = tale(&[(Why::Created, 5, false, 0)]);
        let of = |paid, is_off| {
            let mut balances = Balances::new();
            book(&mut balances, &tale, paid, is_off, (23_000, 3_000));
            assert_eq!(balances.values().sum::<i64>(), 0);
            balances
                .into_iter()
                .filter(|(_, net)| *net != 0)
                .map(|((_, account), net)| (account, net))
                .collect::<Vec<_>>()
        };
        assert_eq!(of(23_000, false), [(GATEWAYS, 23_000), (OUTPUT_VAT, -3_000), (DEPOSITS, -20_000)]);
        assert_eq!(of(11_500, false), [(GATEWAYS, 11_500), (OUTPUT_VAT, -1_500), (DEPOSITS, -10_000)]);
        assert_eq!(of(11_500, true), [(GATEWAYS, 11_500), (REFUNDS, -11_500)]);
        assert!(of(0, false).is_empty());
    }
}
