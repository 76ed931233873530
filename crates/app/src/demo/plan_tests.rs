//! The plan: same seed same plan, shares within bounds, quiet feasts.

use super::super::journey::Scan;
use super::*;
use std::collections::{BTreeMap, HashSet};
use wasl_base::Phone;

const ORDERS: usize = 5_000;

fn riyadh() -> Zone {
    "Asia/Riyadh".parse().expect("zone")
}

/// 2026-11-22T09:00:00Z, a Sunday noon in Riyadh.
fn now() -> Instant {
    Instant::from_us(1_795_338_000_000_000)
}

fn year() -> Plan {
    plan(7, ORDERS, now(), &riyadh())
}

fn permille(plan: &Plan, is: impl Fn(&PlannedOrder) -> bool) -> usize {
    plan.orders.iter().filter(|order| is(order)).count() * 1_000 / plan.orders.len()
}

#[test]
fn the_same_seed_plans_the_same_year() {
    assert_eq!(year(), year());
    assert_ne!(year(), plan(8, ORDERS, now(), &riyadh()));
}

#[test]
fn orders_stand_in_time_and_none_in_the_future() {
    for count in [0, 1, 300, ORDERS] {
        let plan = plan(7, count, now(), &riyadh());
        assert_eq!(plan.orders.len(), count);
        assert!(plan.orders.windows(2).all(|pair| pair[0].placed_at <= pair[1].placed_at));
        assert!(plan.orders.iter().all(|order| order.placed_at < now()));
        assert!(plan.orders.iter().enumerate().all(|(place, order)| order.serial == place + 1));
    }
    let first = year().orders[0].placed_at;
    assert!(now().seconds_since(first) > 360 * DAY);
    // At the first second of a day nothing of that day has happened.
    let midnight = now().date_in(&riyadh()).starts_in(&riyadh());
    assert!(plan(7, 500, midnight, &riyadh()).orders.iter().all(|order| order.placed_at < midnight));
}

#[test]
fn facts_of_an_order_follow_each_other() {
    let plan = year();
    for order in &plan.orders {
        assert!(order.paid_at.is_none_or(|paid| paid > order.placed_at));
        assert!(order.cancelled.is_none_or(|(at, _)| at > order.placed_at && order.parcels.is_empty()));
        assert!(order.cancelled.is_some() || !order.parcels.is_empty());
        let mut packed: Vec<usize> = order.parcels.iter().flat_map(|parcel| parcel.lines.clone()).collect();
        packed.sort_unstable();
        assert!(order.cancelled.is_some() || packed == (0..order.lines.len()).collect::<Vec<_>>());
        for parcel in &order.parcels {
            let made = parcel.made_at().expect("a label");
            assert!(made > order.placed_at && order.paid_at.is_none_or(|paid| made >= paid));
        }
        assert!(order.promised_on > order.placed_at.date_in(&riyadh()) && season::is_working(order.promised_on));
    }
}

#[test]
fn shares_are_those_of_a_gulf_shop() {
    let plan = year();
    let within = |name: &str, share: usize, low: usize, high: usize| {
        assert!((low..=high).contains(&share), "{name}: {share}‰");
    };
    within("cash on delivery", permille(&plan, |o| o.method == PaymentMethod::CashOnDelivery), 320, 380);
    within("cancelled", permille(&plan, |o| o.cancelled.is_some()), 15, 50);
    within("several parcels", permille(&plan, |o| o.parcels.len() > 1), 25, 80);
    within("abroad", permille(&plan, |o| plan.customers[o.customer].city.reach == Reach::Abroad), 40, 110);
    let returned = |o: &PlannedOrder| o.parcels.iter().any(|parcel| parcel.end() == Some(Scan::Returned));
    within("returned", permille(&plan, returned), 20, 60);
    let is_cod_returned = |o: &PlannedOrder| returned(o) && o.method == PaymentMethod::CashOnDelivery;
    assert!(permille(&plan, is_cod_returned) > permille(&plan, returned) / 2);
    let late = |o: &PlannedOrder| {
        let last = o.parcels.iter().filter_map(|parcel| parcel.steps.last()).map(|step| step.at).max();
        last.is_some_and(|at| at.date_in(&riyadh()) > o.promised_on)
    };
    within("late", permille(&plan, late), 60, 300);
    assert!((ORDERS * 45 / 100..ORDERS * 75 / 100).contains(&plan.customers.len()), "{}", plan.customers.len());
}

#[test]
fn the_week_and_the_year_have_their_rhythm() {
    let plan = year();
    let mut days: BTreeMap<CalendarDate, usize> = BTreeMap::new();
    plan.orders.iter().for_each(|order| *days.entry(order.placed_at.date_in(&riyadh())).or_default() += 1);
    let mean = |of: &dyn Fn(CalendarDate) -> bool| {
        let chosen: Vec<usize> = days.iter().filter(|(day, _)| of(**day)).map(|(_, count)| *count).collect();
        chosen.iter().sum::<usize>() as f64 / chosen.len().max(1) as f64
    };
    let is_usual = |day: CalendarDate| season::season(day) == Season::Usual;
    let usual = mean(&|day| is_usual(day) && !season::is_friday(day));
    assert!(mean(&|day| is_usual(day) && season::is_friday(day)) < usual * 0.7);
    assert!(mean(&season::is_eid) < usual * 0.6, "Eid days are quiet");
    assert!(mean(&|day| season::season(day) == Season::WhiteFriday) > usual * 2.5);
    assert!(mean(&|day| season::season(day) == Season::RamadanEnd) > usual * 1.3);
}

#[test]
fn customers_can_be_reached_and_are_distinct() {
    let plan = year();
    let mut phones = HashSet::new();
    for customer in &plan.customers {
        let phone: Phone = Phone::parse(&customer.phone, customer.city.country).expect("in the plan of its country");
        assert_eq!(phone.country(), Some(customer.city.country));
        assert!(phones.insert(customer.phone.clone()), "{}", customer.phone);
        assert_eq!(customer.address.check(), []);
    }
    let numbers: HashSet<_> = plan.orders.iter().flat_map(|o| &o.parcels).map(|p| &p.tracking_number).collect();
    assert_eq!(numbers.len(), plan.orders.iter().map(|order| order.parcels.len()).sum::<usize>());
}

#[test]
fn a_plan_grows_the_same_way_each_time() {
    let grow = || {
        let mut plan = plan(7, 200, now(), &riyadh());
        (0..20).for_each(|minute| plan.extend(now().plus_seconds(60 * minute), &riyadh()));
        plan
    };
    let grown = grow();
    assert_eq!(grown, grow());
    assert_eq!((grown.history, grown.orders.len(), grown.orders[219].serial), (200, 220, 220));
    assert_eq!(grown.orders[..200], plan(7, 200, now(), &riyadh()).orders);
    assert!(grown.orders.iter().all(|order| order.customer < grown.customers.len()));
    let numbers: HashSet<_> = grown.orders.iter().flat_map(|o| &o.parcels).map(|p| &p.tracking_number).collect();
    assert_eq!(numbers.len(), grown.orders.iter().map(|order| order.parcels.len()).sum::<usize>());
}
