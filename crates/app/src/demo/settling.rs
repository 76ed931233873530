//! What gateways and carriers hold for the demo shop comes to its bank in their own rhythm: payouts and remittances once a
//! week, less fees. Pure, from the lines that stand in the books: what is settled is what was booked, and what is settled
//! once is not settled again.

use std::collections::BTreeMap;
use wasl_base::{CalendarDate, Currency, Zone};
use wasl_ledger::read::AccountLine;
use wasl_ledger::settling::{Settled, cash_remitted, payout_received};
use wasl_ledger::vat::{Vat, vat_at, vat_on};
use wasl_ledger::{EntryDraft, LedgerError};

/// How a kind of payer settles.
struct Habit {
    /// Under which its settlements stand in the books.
    fact: &'static str,
    /// Monday is 1.
    weekday: i8,
    /// How old a payment must be by then.
    lag_days: i32,
    /// Basis points of the amount, net of VAT.
    fee_basis_points: i64,
    /// Halalas of each payment or parcel, net of VAT.
    fee_each_minor: i64,
}

const GATEWAY: Habit =
    Habit { fact: "gateway.settled", weekday: 7, lag_days: 5, fee_basis_points: 250, fee_each_minor: 100 };
const CARRIER: Habit =
    Habit { fact: "cod.remitted", weekday: 2, lag_days: 7, fee_basis_points: 0, fee_each_minor: 500 };

/// The lines of the accounts on which others hold our money.
#[derive(Default)]
pub struct Held {
    pub by_gateways: Vec<AccountLine>,
    pub by_carriers: Vec<AccountLine>,
}

/// Every settlement due by `today` that the books do not hold yet, oldest first.
pub fn entries(held: &Held, today: CalendarDate, zone: &Zone) -> Result<Vec<EntryDraft>, LedgerError> {
    let mut drafts = Vec::new();
    for (payer, lines) in by_payer(&held.by_gateways) {
        for due in dues(&lines, payer, &GATEWAY, today) {
            drafts.push(payout_received(&due.settled(payer, &GATEWAY, zone))?);
        }
    }
    for (payer, lines) in by_payer(&held.by_carriers) {
        for due in dues(&lines, payer, &CARRIER, today) {
            drafts.push(cash_remitted(&due.settled(payer, &CARRIER, zone))?);
        }
    }
    drafts.sort_by_key(|draft| draft.heading().at);
    Ok(drafts)
}

/// Payments through nobody by name stand under an empty one.
fn by_payer(lines: &[AccountLine]) -> BTreeMap<&str, Vec<&AccountLine>> {
    let mut found: BTreeMap<&str, Vec<&AccountLine>> = BTreeMap::new();
    for line in lines {
        let dims = &line.line.dims;
        let payer = dims.gateway.as_deref().or(dims.carrier.as_deref()).unwrap_or_default();
        found.entry(payer).or_default().push(line);
    }
    found
}

/// What is settled on a day.
struct Due {
    number: String,
    on: CalendarDate,
    minor: i64,
    /// Payments or parcels that it is made of.
    count: i64,
}

impl Due {
    fn settled<'a>(&'a self, payer: &'a str, habit: &Habit, zone: &Zone) -> Settled<'a> {
        let fee_minor = vat_on(self.minor, habit.fee_basis_points) + self.count * habit.fee_each_minor;
        let rate = match vat_at("SA", self.on) {
            Some(Vat::Standard { basis_points }) => basis_points,
            Some(Vat::OutOfScope) | None => 0,
        };
        Settled {
            number: &self.number,
            payer: Some(payer).filter(|payer| !payer.is_empty()),
            currency: Currency::SAR,
            gross_minor: self.minor,
            fee_minor,
            fee_vat_minor: vat_on(fee_minor, rate),
            on: self.on,
            at: self.on.starts_in(zone),
        }
    }
}

/// The settlements of one payer that are still to be made.
fn dues(lines: &[&AccountLine], payer: &str, habit: &Habit, today: CalendarDate) -> Vec<Due> {
    let held = |line: &AccountLine| line.line.debit - line.line.credit;
    let (mut made, mut open) = (BTreeMap::new(), Vec::new());
    for line in lines {
        match line.key.strip_prefix(habit.fact).and_then(|rest| rest.strip_prefix(':')) {
            Some(number) => drop(made.insert(number, -held(line))),
            None => open.push(line),
        }
    }
    let Some(first) = open.iter().map(|line| line.date).min() else { return Vec::new() };
    let (mut settled, mut counted) = (0, 0);
    let mut found = Vec::new();
    for on in pay_days(first, today, habit.weekday) {
        let ripe = open.iter().filter(|line| line.date <= on.plus_days(-habit.lag_days));
        let (sum, count) = ripe.fold((0, 0), |(sum, count), line| (sum + held(line), count + 1));
        let number = if payer.is_empty() { on.to_string() } else { format!("{payer}-{on}") };
        if let Some(before) = made.get(number.as_str()) {
            settled += before;
        } else if sum > settled {
            found.push(Due { number, on, minor: sum - settled, count: count - counted });
            settled = sum;
        } else {
            continue;
        }
        counted = count;
    }
    found
}

fn pay_days(first: CalendarDate, today: CalendarDate, weekday: i8) -> impl Iterator<Item = CalendarDate> {
    let days = (0..=today.days_since(first)).map(move |days| first.plus_days(days));
    days.filter(move |day| day.civil().weekday().to_monday_one_offset() == weekday)
}

#[cfg(test)]
#[path = "settling_tests.rs"]
mod tests;
