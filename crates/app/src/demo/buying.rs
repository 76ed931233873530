//! The demo shop buys what it sells, so that its books look like a shop's: an opening, then each month's goods before
//! that month is sold, on account and paid two months later. Pure: from the plan alone, so that a second run buys nothing
//! anew.

use super::plan::{Plan, PlannedOrder};
use wasl_base::{CalendarDate, Currency, Instant, Money, Zone};
use wasl_ledger::buying::{Opening, Purchase, books_opened, goods_bought, supplier_paid};
use wasl_ledger::vat::{Vat, vat_at, vat_on};
use wasl_ledger::{EntryDraft, LedgerError};

/// Days that one purchase is for.
const PERIOD_DAYS: i32 = 30;
/// Days that suppliers wait for their money.
const TERM_DAYS: i32 = 60;
/// Days before the first order on which the shop is opened.
const OPENED_DAYS_BEFORE: i32 = 14;
/// Orders placed while the demo runs after which the shelf is filled again.
pub const RESTOCK_ORDERS: usize = 50;
/// Halalas beyond what the year sells, at cost: what stands on the shelf when the demo begins to move.
const SAFETY_MINOR: i64 = 9_000_000;
/// Halalas that the owner puts in beyond what suppliers get before customers' money reaches the bank.
const BANK_MINOR: i64 = 15_000_000;
/// Sums of an opening are round.
const ROUND_MINOR: i64 = 1_000_000;

/// All purchases of the plan's year until `until`, oldest first.
pub fn entries(plan: &Plan, until: Instant, zone: &Zone) -> Result<Vec<EntryDraft>, LedgerError> {
    let history = &plan.orders[..plan.history];
    let today = until.date_in(zone);
    let Some(first) = history.first().map(|order| order.placed_at.date_in(zone)) else { return Ok(Vec::new()) };
    let costs = costs_by_period(history, first, zone);
    let mut drafts = Vec::new();
    let mut paid_minor = 0;
    // The opening covers the first period; each later one is bought for when the one before it begins.
    for (number, cost) in costs.iter().enumerate().skip(1) {
        let on = first.plus_days(PERIOD_DAYS * (i32::try_from(number).unwrap_or(i32::MAX) - 1));
        let invoice = format!("{}-{number:02}", plan.seed);
        let bought = purchase(&invoice, *cost, on, zone);
        drafts.push(goods_bought(&bought)?);
        let pay_on = on.plus_days(TERM_DAYS);
        if pay_on <= today {
            paid_minor += bought.cost.minor + bought.vat_minor;
            drafts.push(supplier_paid(&bought, pay_on, pay_on.starts_in(zone))?);
        }
    }
    let on = first.plus_days(-OPENED_DAYS_BEFORE);
    let opening = Opening {
        currency: Currency::SAR,
        stock_minor: round_up(costs.first().copied().unwrap_or(0) + SAFETY_MINOR),
        bank_minor: round_up(paid_minor + BANK_MINOR),
        on,
        at: on.starts_in(zone),
    };
    drafts.push(books_opened(&opening)?);
    drafts.sort_by_key(|draft| draft.heading().at);
    Ok(drafts)
}

/// What is bought when the order at `place` comes in while the demo runs: the goods of the last [`RESTOCK_ORDERS`].
pub fn restock(plan: &Plan, place: usize, zone: &Zone) -> Result<Option<EntryDraft>, LedgerError> {
    if place < plan.history + RESTOCK_ORDERS || !(place - plan.history).is_multiple_of(RESTOCK_ORDERS) {
        return Ok(None);
    }
    let cost = plan.orders[place - RESTOCK_ORDERS..place].iter().map(cost_of).sum();
    let invoice = format!("{}-live-{place}", plan.seed);
    let at = plan.orders[place].placed_at;
    goods_bought(&Purchase { at, ..purchase(&invoice, cost, at.date_in(zone), zone) }).map(Some)
}

fn purchase<'a>(invoice: &'a str, cost_minor: i64, on: CalendarDate, zone: &Zone) -> Purchase<'a> {
    let rate = match vat_at("SA", on) {
        Some(Vat::Standard { basis_points }) => basis_points,
        Some(Vat::OutOfScope) | None => 0,
    };
    let cost = Money::new(cost_minor, Currency::SAR);
    Purchase { invoice, cost, vat_minor: vat_on(cost_minor, rate), on, at: on.starts_in(zone) }
}

fn costs_by_period(orders: &[PlannedOrder], first: CalendarDate, zone: &Zone) -> Vec<i64> {
    let mut costs = Vec::new();
    for order in orders {
        let day = i64::from(order.placed_at.date_in(zone).days_since(first));
        let period = usize::try_from(day / i64::from(PERIOD_DAYS)).unwrap_or(0);
        if costs.len() <= period {
            costs.resize(period + 1, 0);
        }
        costs[period] += cost_of(order);
    }
    costs
}

/// Halalas, net of VAT.
fn cost_of(order: &PlannedOrder) -> i64 {
    order.lines.iter().map(|line| line.quantity * line.good.cost_minor).sum()
}

fn round_up(minor: i64) -> i64 {
    (minor + ROUND_MINOR - 1) / ROUND_MINOR * ROUND_MINOR
}

#[cfg(test)]
mod tests {
    use super::super::plan::plan;
    use super::*;
    use wasl_ledger::AccountCode;

    fn riyadh() -> Zone {
        "Asia/Riyadh".parse().expect("zone")
    }

    /// 2026-11-22T09:00:00Z.
    fn now() -> Instant {
        Instant::from_us(1_795_338_000_000_000)
    }

    fn moved(drafts: &[EntryDraft], account: AccountCode, until: CalendarDate) -> i64 {
        let dated = drafts.iter().filter(|draft| draft.heading().date <= until);
        let lines = dated.flat_map(EntryDraft::lines).filter(|line| line.account == account);
        lines.map(|line| line.debit - line.credit).sum()
    }

    #[test]
    fn the_shelf_holds_what_is_sold_on_every_day_and_the_bank_pays_for_it() {
        for count in [1, 300, 5_000] {
            let plan = plan(7, count, now(), &riyadh());
            let drafts = entries(&plan, now(), &riyadh()).expect("entries");
            assert!(drafts.windows(2).all(|pair| pair[0].heading().at <= pair[1].heading().at));
            let mut sold = 0;
            for order in &plan.orders {
                sold += cost_of(order);
                let on = order.placed_at.date_in(&riyadh());
                assert!(moved(&drafts, AccountCode::STOCK, on) > sold, "{count}: sold more than was bought on {on}");
                assert!(moved(&drafts, AccountCode::BANK, on) > 0, "{count}: {on}");
            }
            let today = now().date_in(&riyadh());
            assert!(drafts.iter().all(|draft| draft.heading().date <= today));
            let owed = -moved(&drafts, AccountCode::SUPPLIERS, today);
            assert!(owed > 0 || count == 1, "{count}: the newest invoice is not due yet");
            assert_eq!(drafts, entries(&plan, now(), &riyadh()).expect("again"));
        }
        assert_eq!(entries(&plan(7, 0, now(), &riyadh()), now(), &riyadh()).expect("none"), []);
    }

    #[test]
    fn while_the_demo_runs_the_shelf_is_filled_again() {
        let mut plan = plan(7, 100, now(), &riyadh());
        for _ in 0..2 * RESTOCK_ORDERS + 1 {
            plan.extend(now(), &riyadh());
        }
        let places = 0..plan.orders.len();
        let bought: Vec<EntryDraft> =
            places.filter_map(|place| restock(&plan, place, &riyadh()).expect("restocks")).collect();
        assert_eq!(bought.len(), 2);
        let sold: i64 = plan.orders[100..100 + 2 * RESTOCK_ORDERS].iter().map(cost_of).sum();
        assert_eq!(moved(&bought, AccountCode::STOCK, now().date_in(&riyadh())), sold);
    }
}
