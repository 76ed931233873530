//! What is there against what must be, each difference with the history of its order.

use super::expect::{Balances, Fate, Standing, book, fate};
use super::plan::{Bend, Plan};
use super::seen::Order;
use super::tale::{DOORS, Tale};
use std::collections::BTreeMap;
use std::fmt::Write;

/// Differences that come with their history: it is looked for among all calls.
const HISTORIES_MAX: usize = 20;

/// What came of the comparison.
#[derive(Debug, Default)]
pub struct Verdict {
    pub compared: usize,
    /// Deleted ones, of which more than one end is right.
    pub gone: usize,
    pub differences: Vec<String>,
}

pub fn judge(plan: &Plan, found: &BTreeMap<String, Vec<Order>>, balances: &Balances) -> Verdict {
    let mut verdict = Verdict::default();
    let mut books = Balances::new();
    let mut numbers: BTreeMap<&str, &str> = BTreeMap::new();
    let told: BTreeMap<String, usize> =
        plan.tales.iter().enumerate().map(|(place, tale)| (tale.reference(), place)).collect();
    for (reference, orders) in found {
        if !told.contains_key(reference) {
            verdict.differences.push(format!("{reference}: {orders:?} was never told by anybody who may"));
        }
        for order in orders {
            if let Some(other) = numbers.insert(&order.standing.number, reference) {
                verdict.differences.push(format!("{reference} and {other} have one number"));
            }
        }
    }
    for (reference, place) in &told {
        let tale = &plan.tales[*place];
        let orders = found.get(reference).map_or(&[][..], Vec::as_slice);
        verdict.compared += 1;
        if let Err(text) = check(&mut verdict, &mut books, tale, orders) {
            let is_told = verdict.differences.len() < HISTORIES_MAX;
            let history = if is_told { history(plan, *place) } else { String::new() };
            verdict.differences.push(format!("{reference}: {text}\n{history}"));
        }
    }
    books.retain(|_, net| *net != 0);
    if books != *balances {
        verdict.differences.push(format!("the books hold {balances:?}, and should hold {books:?}"));
    }
    verdict
}

fn check(verdict: &mut Verdict, books: &mut Balances, tale: &Tale, orders: &[Order]) -> Result<(), String> {
    let [order] = orders else {
        let is_gone = matches!(fate(tale), Fate::Gone(_));
        verdict.gone += usize::from(is_gone);
        return if is_gone && orders.is_empty() { Ok(()) } else { Err(format!("there {} times", orders.len())) };
    };
    let seen = &order.standing;
    // What the books must hold follows from what must be, and only of what was deleted from what is there.
    let right = match fate(tale) {
        Fate::Stands(must) => {
            book(books, tale, must.paid, must.state == "cancelled", (must.total, must.vat));
            compare(seen, &must, tale)
        }
        Fate::Gone(sums) => {
            verdict.gone += 1;
            book(books, tale, seen.paid, true, (seen.total, seen.vat));
            match (seen.state == "cancelled", sums.contains(&seen.paid)) {
                (true, true) => Ok(()),
                _ => Err(format!("is {seen:?}, and was deleted with one of {sums:?} paid")),
            }
        }
    };
    right?;
    let sum: i64 = order.payments.iter().sum();
    if sum == seen.paid { Ok(()) } else { Err(format!("{} is paid by {:?}", seen.paid, order.payments)) }
}

/// A number that another storefront uses as well is told apart by the order's own id, or by its storefront.
fn compare(seen: &Standing, must: &Standing, tale: &Tale) -> Result<(), String> {
    let number = &must.number;
    let apart = [format!("{number}-{}", tale.id), format!("{number}-{}", DOORS[tale.door].2)];
    let number = apart.into_iter().find(|one| *one == seen.number).unwrap_or_else(|| number.clone());
    let must = Standing { number, ..must.clone() };
    if *seen == must { Ok(()) } else { Err(format!("is {seen:?}\n  must be {must:?}")) }
}

/// All that was told of an order by those who may, and in which order it was sent.
fn history(plan: &Plan, place: usize) -> String {
    let tale = &plan.tales[place];
    let mut text = format!("  {:?} {} {:?}", tale.make(), tale.coin, tale.means);
    for (number, one) in tale.tellings.iter().enumerate() {
        let sent: Vec<usize> = (1..)
            .zip(&plan.calls)
            .filter(|(_, call)| (call.tale, call.telling, call.bend) == (place, number, Bend::Straight))
            .map(|(at, _)| at)
            .collect();
        let (total, lines) = (tale.total(one), one.lines.len());
        // Writing into a text does not fail.
        let _ = write!(
            text,
            "\n  {number} {:?} at {} to {} off {} paid {} of {total}, {lines} lines, sent as {sent:?}",
            one.why, one.at, one.city, one.is_off, one.paid
        );
    }
    text
}

#[cfg(test)]
mod tests {
    use super::super::plan::plan;
    use super::*;

    const NOW: i64 = 1_795_338_000;

    /// Orders as they are read, by their reference.
    type Found = BTreeMap<String, Vec<Order>>;

    /// Each order as it must be, and the books of them.
    fn faithful(plan: &Plan) -> (Found, Balances) {
        let (mut found, mut books) = (BTreeMap::new(), Balances::new());
        for tale in &plan.tales {
            let Fate::Stands(mut standing) = fate(tale) else { continue };
            book(&mut books, tale, standing.paid, standing.state == "cancelled", (standing.total, standing.vat));
            standing.number = format!("{}-{}", standing.number, DOORS[tale.door].2);
            let payments = vec![standing.paid];
            found.insert(tale.reference(), vec![Order { standing: *standing, payments }]);
        }
        books.retain(|_, net| *net != 0);
        (found, books)
    }

    #[test]
    fn what_is_as_told_passes_and_every_difference_is_named() {
        let plan = plan(5, 2_000, NOW);
        let (found, books) = faithful(&plan);
        let clean = judge(&plan, &found, &books);
        assert_eq!((clean.compared, clean.differences), (plan.tales.len(), Vec::<String>::new()));
        assert!(clean.gone > 0, "some are deleted");
        let differs = |what: &str, bend: &dyn Fn(&mut Found, &mut Balances)| {
            let (mut found, mut books) = (found.clone(), books.clone());
            bend(&mut found, &mut books);
            assert!(!judge(&plan, &found, &books).differences.is_empty(), "{what}");
        };
        let first = found.keys().next().cloned().expect("an order");
        differs("lost", &|found, _| drop(found.remove(&first)));
        differs("doubled", &|found, _| {
            let order = found[&first][0].clone();
            found.entry(first.clone()).or_default().push(order);
        });
        differs("forged", &|found, _| {
            let order = found[&first].clone();
            found.insert("shopify:9000000001".to_owned(), order);
        });
        differs("paid twice", &|found, _| found.entry(first.clone()).or_default()[0].payments.push(1));
        differs("elsewhere", &|found, _| found.entry(first.clone()).or_default()[0].standing.city.push('x'));
        differs("another total", &|found, _| found.entry(first.clone()).or_default()[0].standing.total += 1);
        differs("a number that is another's", &|found, _| {
            let number = found.values().nth(1).expect("two")[0].standing.number.clone();
            found.entry(first.clone()).or_default()[0].standing.number = number;
        });
        differs("the books", &|_, books| *books.entry(("SAR".to_owned(), 2110)).or_default() += 1);
    }
}
