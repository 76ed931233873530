//! A made-up shop's facts, and an oracle that counts them one by one in memory.

use std::collections::BTreeMap;
use std::sync::Arc;
use wasl_base::{CalendarDate, Currency, CustomerId, Instant, OrderId, SeededChance, ShipmentId, Zone};
use wasl_db::{DbError, Tx};
use wasl_events::{
    DomainEvent, Lane, OrderCancelled, OrderChanged, OrderPlaced, OrderReinstated, PaymentMethod, SaleShare,
    ShipmentDelivered, ShipmentReturned, ShipmentShipped,
};
use wasl_insight::{LaneCounts, LaneName, Period};
use wasl_platform::testing::{START, TestHouse};
use wasl_platform::{Module, Outbox, Shop, Stamp};

pub const DAY_SECONDS: i64 = 86_400;

/// The other rooms are there to be asked, and listen to nothing: these facts have no order behind them.
pub fn modules() -> Vec<Module> {
    let deaf = |module: Module| Module { subscriptions: Vec::new(), ..module };
    let others = [wasl_ledger::module(), wasl_customers::module(), wasl_orders::module(), wasl_tracking::module()];
    others.into_iter().map(deaf).chain([wasl_insight::module()]).collect()
}

pub fn zone() -> Zone {
    "Asia/Riyadh".parse().expect("zone")
}

fn money(currency: Currency, goods: i64) -> SaleShare {
    SaleShare { goods, vat: goods * 15 / 100, shipping: 20, ..SaleShare::nothing(currency) }
}

/// The facts of `count` orders placed over the `days` days before the tests' start, in the order they were told.
pub fn story(seed: u64, count: i64, days: u64) -> Vec<(Instant, DomainEvent)> {
    let chance = SeededChance::new(seed);
    let mut facts = Vec::new();
    for number in 0..count {
        let back = i64::try_from(chance.below(days * 86_400)).expect("seconds");
        facts.extend(order(&chance, number + 1, START.plus_seconds(-back)));
    }
    facts
}

fn order(chance: &SeededChance, number: i64, placed_at: Instant) -> Vec<(Instant, DomainEvent)> {
    let order = OrderId::from_number(number);
    let placed_on = placed_at.date_in(&zone());
    let currency = if chance.below(20) == 0 { Currency::BRL } else { Currency::SAR };
    let before = money(currency, 1_000 + chance.below(50_000) as i64);
    let promised_on = (chance.below(10) > 0).then(|| placed_on.plus_days(1 + chance.below(6) as i32));
    let placed = OrderPlaced {
        order,
        customer: CustomerId::from_number(number),
        method: PaymentMethod::Card,
        money: before,
        placed_on,
        promised_on,
    };
    let mut facts = vec![(placed_at, placed.into())];
    let mut now = before;
    if chance.below(8) == 0 {
        now = money(currency, 500 + chance.below(9_000) as i64);
        facts.push((placed_at, OrderChanged { order, promised_on, before, after: now, placed_on }.into()));
    }
    if chance.below(9) == 0 {
        let at = placed_at.plus_seconds(3 * DAY_SECONDS);
        facts.push((at, OrderCancelled { order, money: now, placed_on, was_paid: false }.into()));
        // Some were on their way already and are handed over.
        if number % 3 != 0 {
            return facts;
        }
        facts.push((at, OrderReinstated { order, money: now, placed_on }.into()));
    }
    for part in 0..1 + chance.below(2) as i64 {
        parcel(chance, &mut facts, number * 10 + part, order, placed_at, promised_on, now);
    }
    facts
}

fn parcel(
    chance: &SeededChance,
    facts: &mut Vec<(Instant, DomainEvent)>,
    number: i64,
    order: OrderId,
    placed_at: Instant,
    promised_on: Option<CalendarDate>,
    share: SaleShare,
) {
    let shipment = ShipmentId::from_number(number);
    let carrier = "smsa".to_owned();
    let shipped_at = placed_at.plus_seconds(3_600 + chance.below(2 * 86_400) as i64);
    facts.push((shipped_at, ShipmentShipped { shipment, order, carrier: carrier.clone(), shipped_at, share }.into()));
    let ended_at = shipped_at.plus_seconds(chance.below(6 * 86_400) as i64);
    let mut voids_return_at = None;
    if chance.below(15) == 0 {
        let method = PaymentMethod::CashOnDelivery;
        let carrier = carrier.clone();
        let returned = ShipmentReturned { shipment, order, carrier, method, share, returned_at: ended_at };
        facts.push((ended_at, returned.into()));
        // Some are handed over all the same: the return does not hold.
        if number % 2 == 0 {
            return;
        }
        voids_return_at = Some(ended_at);
    }
    // A few are handed over before they were ordered, as in real data.
    let delivered_at = if chance.below(40) == 0 { placed_at.plus_seconds(-7_200) } else { ended_at };
    let to = ["الرياض", "مكة المكرمة", "عسير", "الجوف"][usize::try_from(chance.below(4)).expect("place")];
    let delivered = ShipmentDelivered {
        shipment,
        order,
        carrier,
        method: PaymentMethod::Card,
        share,
        placed_at,
        shipped_at: Some(shipped_at),
        delivered_at,
        delivered_on: delivered_at.date_in(&zone()),
        promised_on,
        lane: Lane { from: "الرياض".to_owned(), to: to.to_owned() },
        voids_return_at,
    };
    facts.push((delivered_at, delivered.into()));
}

/// Fisher and Yates.
pub fn shuffled(seed: u64, mut facts: Vec<(Instant, DomainEvent)>) -> Vec<(Instant, DomainEvent)> {
    let chance = SeededChance::new(seed);
    for place in (1..facts.len()).rev() {
        let other = usize::try_from(chance.below(place as u64 + 1)).expect("place");
        facts.swap(place, other);
    }
    facts
}

type Told = (Stamp, Arc<Shop>, Vec<(Instant, DomainEvent)>);

/// Says the facts as the rooms would.
pub async fn tell(t: &TestHouse, shop: &Arc<Shop>, facts: &[(Instant, DomainEvent)]) {
    let told: Told = (t.house.stamp(), Arc::clone(shop), facts.to_vec());
    let spoken = t.house.db.write(told, |tx: &mut Tx, (stamp, shop, facts): &Told| {
        Box::pin(async move {
            for (at, event) in facts {
                tx.emit(stamp, shop.id, *at, event.clone()).await?;
            }
            Ok::<_, DbError>(())
        })
    });
    spoken.await.expect("facts are told");
}

/// What the oracle counts.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Counted {
    pub placed: i64,
    pub cancelled: i64,
    pub sales: BTreeMap<Currency, i64>,
    pub shipped: i64,
    pub delivered: i64,
    pub promised: i64,
    pub on_time: i64,
    pub returned: i64,
    /// Microseconds, sorted.
    pub waits: Vec<i64>,
    pub lanes: BTreeMap<LaneName, LaneCounts>,
}

/// Counts the facts of a period one by one.
pub fn count(facts: &[(Instant, DomainEvent)], period: Period) -> Counted {
    let mut counted = Counted::default();
    let on = |at: Instant| period.holds(at.date_in(&zone()));
    for (_, fact) in facts {
        match fact {
            DomainEvent::OrderPlaced(e) if period.holds(e.placed_on) => {
                counted.placed += 1;
                *counted.sales.entry(e.money.currency).or_default() += e.money.total();
            }
            DomainEvent::OrderChanged(e) if period.holds(e.placed_on) => {
                *counted.sales.entry(e.after.currency).or_default() += e.after.total() - e.before.total();
            }
            DomainEvent::OrderCancelled(e) if period.holds(e.placed_on) => {
                counted.cancelled += 1;
                *counted.sales.entry(e.money.currency).or_default() -= e.money.total();
            }
            DomainEvent::OrderReinstated(e) if period.holds(e.placed_on) => {
                counted.cancelled -= 1;
                *counted.sales.entry(e.money.currency).or_default() += e.money.total();
            }
            DomainEvent::ShipmentShipped(e) if on(e.shipped_at) => counted.shipped += 1,
            DomainEvent::ShipmentReturned(e) if on(e.returned_at) => counted.returned += 1,
            DomainEvent::ShipmentDelivered(e) => {
                counted.returned -= i64::from(e.voids_return_at.is_some_and(on));
                if on(e.delivered_at) {
                    count_arrival(&mut counted, e);
                }
            }
            _ => {}
        }
    }
    counted.sales.retain(|_, minor| *minor != 0);
    counted.waits.sort_unstable();
    counted
}

fn count_arrival(counted: &mut Counted, e: &ShipmentDelivered) {
    let is_on_time = e.promised_on.is_some_and(|promised_on| e.delivered_at.date_in(&zone()) <= promised_on);
    let waited = e.delivered_at.us() - e.placed_at.us();
    counted.delivered += 1;
    counted.promised += i64::from(e.promised_on.is_some());
    counted.on_time += i64::from(is_on_time);
    let name = LaneName { origin: e.lane.from.clone(), destination: e.lane.to.clone() };
    let lane = counted.lanes.entry(name).or_default();
    lane.delivered += 1;
    lane.promised += i64::from(e.promised_on.is_some());
    lane.late += i64::from(e.promised_on.is_some() && !is_on_time);
    if waited >= 0 {
        counted.waits.push(waited);
        lane.waited += 1;
        lane.minutes += waited / 60_000_000;
    }
}
