//! The judgement on the books, pure: from the orders, payments and parcels that are there, which entries there must be,
//! reckoned here and not asked of the product; each exactly once, without gaps, and none changed since it was shown.

use crate::check::{Fault, FaultKind, Faults};
use crate::known::{Known, OrderKnown};
use crate::record::{CHARGE_MINOR, COST_MINOR, Deed, Means};
use crate::snapshot::{Figures, MoneySeen, OrderSeen, ParcelSeen, Snapshot};
use std::collections::{BTreeMap, BTreeSet};

const BANK: i64 = 1020;
const GATEWAYS: i64 = 1120;
const OWED_BY_CARRIERS: i64 = 1130;
const STOCK: i64 = 1310;
const STOCK_UNDER_WAY: i64 = 1320;
const ACCRUED_FREIGHT: i64 = 2025;
const OUTPUT_VAT: i64 = 2110;
const DEPOSITS: i64 = 2210;
const REFUNDS: i64 = 2220;
const SALES: i64 = 4010;
const SHIPPING_INCOME: i64 = 4020;
const FEE_INCOME: i64 = 4030;
const DISCOUNTS: i64 = 4110;
const COST_OF_GOODS: i64 = 5010;
const SHIPPING_COST: i64 = 6010;

/// The lines of each entry that must be there, by the fact it stands for.
pub type Expected = BTreeMap<String, Vec<(i64, i64)>>;

/// Judges the books by everything that was read. The outbox has been drained, or what is missing now is lost.
pub fn check_books(known: &Known, before: &Snapshot, all: &Snapshot) -> Vec<Fault> {
    let mut faults = Faults::default();
    check_journal(&mut faults, known, before, all);
    let expected = expected(known, all);
    check_entries(&mut faults, &expected, all);
    let mut sums: BTreeMap<i64, i64> = BTreeMap::new();
    for (account, minor) in expected.values().flatten() {
        *sums.entry(*account).or_default() += minor;
    }
    sums.retain(|_, net| *net != 0);
    if sums != all.balances {
        let text = format!("the balances are {:?}, and should be {sums:?}", all.balances);
        faults.add(FaultKind::Wrong, text);
    }
    let figures = figures(all);
    if figures != all.figures {
        faults.add(FaultKind::Wrong, format!("the home page counts {:?}, and there are {figures:?}", all.figures));
    }
    faults.0
}

/// What the entries and the figures wait for: empty once the outbox is drained.
pub fn awaited(known: &Known, all: &Snapshot) -> Vec<String> {
    let keys = all.keys();
    let mut awaited: Vec<String> =
        expected(known, all).into_keys().filter(|key| !keys.contains(key.as_str())).collect();
    if figures(all) != all.figures {
        awaited.push("the figures of the home page".to_owned());
    }
    awaited
}

fn check_journal(faults: &mut Faults, known: &Known, before: &Snapshot, all: &Snapshot) {
    for (place, seq) in (1..).zip(all.entries.keys()) {
        if place != *seq {
            return faults.add(FaultKind::Wrong, format!("entry {seq} stands at place {place} of the journal"));
        }
    }
    for (seq, entry) in &before.entries {
        if all.entries.get(seq) != Some(entry) {
            faults.add(FaultKind::TakenBack, format!("{entry:?} is now {:?}", all.entries.get(seq)));
        }
    }
    for (seq, hash) in &known.looked {
        let found = all.entries.get(seq).map(|entry| &entry.hash);
        if found != Some(hash) {
            faults.add(FaultKind::TakenBack, format!("entry {seq} was shown with hash {hash}, and is now {found:?}"));
        }
    }
}

fn check_entries(faults: &mut Faults, expected: &Expected, all: &Snapshot) {
    let mut found = BTreeSet::new();
    for entry in all.entries.values() {
        match expected.get(&entry.key) {
            _ if !found.insert(entry.key.as_str()) => {
                faults.add(FaultKind::Doubled, format!("{} is booked twice", entry.key));
            }
            None => faults.add(FaultKind::Wrong, format!("{} is booked and never was", entry.key)),
            Some(lines) if *lines != entry.lines => {
                faults.add(FaultKind::Wrong, format!("{} is booked as {:?}, not {lines:?}", entry.key, entry.lines));
            }
            Some(_) => {}
        }
    }
    for key in expected.keys().filter(|key| !found.contains(key.as_str())) {
        faults.add(FaultKind::Lost, format!("{key} was never booked"));
    }
}

/// The entries that the orders and parcels of a reading make.
pub fn expected(known: &Known, all: &Snapshot) -> Expected {
    let mut expected = Expected::new();
    for order in all.orders.values() {
        for payment in order.payments.iter().flatten() {
            let account = if payment.method == "bank_transfer" { BANK } else { GATEWAYS };
            let vat = vat_of(&order.money, payment.amount);
            let lines = [(account, payment.amount), (OUTPUT_VAT, -vat), (DEPOSITS, vat - payment.amount)];
            add(&mut expected, format!("order.paid:{}", payment.id), &lines);
        }
        let paid: i64 = order.payments.iter().flatten().map(|payment| payment.amount).sum();
        if order.state == "cancelled" && paid > 0 {
            let vat = vat_of(&order.money, paid);
            let lines = [(OUTPUT_VAT, vat), (DEPOSITS, paid - vat), (REFUNDS, -paid)];
            add(&mut expected, format!("order.cancelled:{}", order.id), &lines);
        }
    }
    for parcel in all.parcels.values() {
        let Some(order) = all.orders.get(&parcel.order) else { continue };
        let held = order.deed.and_then(|deed| known.orders.get(&deed));
        let made = parcel.deed.and_then(|deed| known.deeds.get(&deed)).map(|standing| &standing.what);
        if let (Some(held), Some(Deed::Fulfil { has_charge, .. })) = (held, made) {
            add_parcel(&mut expected, order, held, parcel, *has_charge);
        }
    }
    expected
}

fn add_parcel(expected: &mut Expected, order: &OrderSeen, held: &OrderKnown, parcel: &ParcelSeen, has_charge: bool) {
    let (id, money, cost) = (&parcel.id, &order.money, held.pieces * COST_MINOR);
    if has_charge {
        let lines = [(SHIPPING_COST, CHARGE_MINOR), (ACCRUED_FREIGHT, -CHARGE_MINOR)];
        add(expected, format!("shipment.label:{id}"), &lines);
    }
    if parcel.is_shipped {
        add(expected, format!("shipment.shipped:{id}"), &[(STOCK_UNDER_WAY, cost), (STOCK, -cost)]);
    }
    if parcel.is_delivered {
        let earned = [
            (DISCOUNTS, money.discount),
            (SALES, -money.goods),
            (SHIPPING_INCOME, -money.shipping),
            (FEE_INCOME, -money.cod_fee),
        ];
        let settled: &[(i64, i64)] = match held.means {
            Means::Cash => &[(OWED_BY_CARRIERS, money.total), (OUTPUT_VAT, -money.vat)],
            Means::Card | Means::Bank => &[(DEPOSITS, money.total - money.vat)],
        };
        add(expected, format!("shipment.delivered.revenue:{id}"), &[&earned, settled].concat());
        add(expected, format!("shipment.delivered.cost:{id}"), &[(COST_OF_GOODS, cost), (STOCK_UNDER_WAY, -cost)]);
    }
    if parcel.is_returned {
        add(expected, format!("shipment.returned:{id}"), &[(STOCK, cost), (STOCK_UNDER_WAY, -cost)]);
    }
}

fn add(expected: &mut Expected, key: String, lines: &[(i64, i64)]) {
    let mut lines: Vec<(i64, i64)> = lines.iter().copied().filter(|(_, minor)| *minor != 0).collect();
    lines.sort_unstable();
    expected.insert(key, lines);
}

/// The VAT within a part of the order's total; the halves that are paid hold exactly half.
fn vat_of(money: &MoneySeen, part: i64) -> i64 {
    if money.total == 0 { 0 } else { money.vat * part / money.total }
}

fn figures(all: &Snapshot) -> Figures {
    let orders = |fits: fn(&OrderSeen) -> bool| all.orders.values().filter(|order| fits(order)).count();
    let parcels = |fits: fn(&ParcelSeen) -> bool| all.parcels.values().filter(|parcel| fits(parcel)).count();
    let whole = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    Figures {
        placed: whole(orders(|_| true)),
        cancelled: whole(orders(|order| order.state == "cancelled")),
        shipped: whole(parcels(|parcel| parcel.is_shipped)),
        delivered: whole(parcels(|parcel| parcel.is_delivered)),
        returned: whole(parcels(|parcel| parcel.is_returned)),
    }
}
