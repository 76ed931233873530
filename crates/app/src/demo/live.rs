//! What had not happened yet when the demo was made happens while one looks, in speeded-up time: every few seconds the
//! next fact of the plan, dated now, through the same doors as any carrier's. New orders keep coming.

use super::map;
use super::parcel::{Planned, step_in};
use super::plan::Plan;
use super::write::{DemoError, write_orders, write_settlements};
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;
use wasl_base::{CalendarDate, Instant, Origin};
use wasl_db::Tx;
use wasl_orders::{OrderError, cancel_order_in, mark_paid_in, read};
use wasl_platform::{House, Shop, Stamp};

/// Between two facts.
const TICK: Duration = Duration::from_secs(3);
/// A new order comes after so many facts.
const FACTS_PER_ORDER: u64 = 9;
/// Orders that a demo takes while it runs; then only parcels move.
const LIVE_ORDERS_MAX: usize = 20_000;

/// A fact of the plan that is still to come. Orders and parcels are named by their place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    Pay {
        order: usize,
    },
    Cancel {
        order: usize,
    },
    /// The step of this number; the first makes the parcel.
    Step {
        order: usize,
        parcel: usize,
        step: usize,
    },
}

/// Everything of the orders from place `first` on that comes after `until`, in the order of time.
pub fn moves_after(plan: &Plan, first: usize, until: Instant) -> Vec<Move> {
    let mut moves: Vec<(Instant, Move)> = Vec::new();
    for (order, planned) in plan.orders.iter().enumerate().skip(first) {
        moves.extend(planned.paid_at.map(|at| (at, Move::Pay { order })));
        moves.extend(planned.cancelled.map(|(at, _)| (at, Move::Cancel { order })));
        for (parcel, one) in planned.parcels.iter().enumerate() {
            let steps = one.steps.iter().enumerate();
            moves.extend(steps.map(|(step, taken)| (taken.at, Move::Step { order, parcel, step })));
        }
    }
    moves.retain(|(at, _)| *at > until);
    // Stable: steps of one instant keep their order.
    moves.sort_by_key(|(at, _)| *at);
    moves.into_iter().map(|(_, one)| one).collect()
}

/// The demo's clockwork.
pub struct Mover {
    house: House,
    shop: Arc<Shop>,
    plan: Arc<Plan>,
    queue: VecDeque<Move>,
    facts: u64,
    /// The day up to which gateways and carriers have paid what was due.
    settled_on: CalendarDate,
}

impl Mover {
    /// `until` is the instant up to which history was written.
    pub fn new(house: House, shop: Arc<Shop>, plan: Arc<Plan>, until: Instant) -> Self {
        let queue = moves_after(&plan, 0, until).into();
        let settled_on = house.clock.now().date_in(&shop.zone);
        Self { house, shop, plan, queue, facts: 0, settled_on }
    }

    /// Takes up orders that an earlier run of this demo placed: the plan grows again as it grew then.
    pub async fn remember(&mut self, known: usize) -> Result<(), DemoError> {
        let mut read = self.house.db.read().await?;
        let plan = Arc::make_mut(&mut self.plan);
        for serial in plan.orders.len() + 1..=known {
            let key = plan.external_ref(serial);
            let Some(order) = read::find_order_by_external_ref(&mut read, self.shop.id, &key).await? else { break };
            plan.extend(order.placed_at, &self.shop.zone);
            self.queue.extend(moves_after(plan, serial - 1, order.placed_at));
        }
        Ok(())
    }

    /// Runs until the process ends.
    pub async fn run(mut self) {
        let mut ticks = tokio::time::interval(TICK);
        ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            match self.advance().await {
                Ok(()) => {}
                Err(error) => tracing::warn!(cause = %error, "a fact of the demo was left out"),
            }
        }
    }

    /// One fact that is news; those an earlier run told already are passed over.
    pub async fn advance(&mut self) -> Result<(), DemoError> {
        let is_time = self.facts % FACTS_PER_ORDER == FACTS_PER_ORDER - 1;
        let has_room = self.plan.orders.len() - self.plan.history < LIVE_ORDERS_MAX;
        if has_room && (is_time || self.queue.is_empty()) {
            self.facts += 1;
            return self.new_order().await;
        }
        while let Some(one) = self.queue.pop_front() {
            if self.perform(one).await? {
                self.facts += 1;
                break;
            }
        }
        Ok(())
    }

    async fn new_order(&mut self) -> Result<(), DemoError> {
        let (now, place) = (self.house.clock.now(), self.plan.orders.len());
        let today = now.date_in(&self.shop.zone);
        if today != self.settled_on {
            write_settlements(&self.house, &self.shop).await?;
            self.settled_on = today;
        }
        Arc::make_mut(&mut self.plan).extend(now, &self.shop.zone);
        // Its first facts come soon, between those of older parcels.
        self.queue.extend(moves_after(&self.plan, place, now));
        write_orders(&self.house, &self.shop, &self.plan, place..place + 1, now).await
    }

    /// Answers whether anything was new.
    async fn perform(&self, one: Move) -> Result<bool, DemoError> {
        let stamp = self.house.stamp_with(Origin::Simulated);
        let work = (stamp, Arc::clone(&self.shop), Arc::clone(&self.plan), one);
        let done = self
            .house
            .db
            .write(work, |tx, (stamp, shop, plan, one)| Box::pin(perform_in(tx, stamp, shop, plan, *one)))
            .await;
        match done {
            Err(DemoError::Order(OrderError::AlreadyCancelled)) => Ok(false),
            other => other,
        }
    }
}

async fn perform_in(tx: &mut Tx, stamp: &Stamp, shop: &Shop, plan: &Plan, one: Move) -> Result<bool, DemoError> {
    let (Move::Pay { order } | Move::Cancel { order } | Move::Step { order, .. }) = one;
    let planned = &plan.orders[order];
    let key = plan.external_ref(planned.serial);
    let Some(held) = read::find_order_by_external_ref(tx, shop.id, &key).await? else { return Ok(false) };
    match one {
        Move::Pay { .. } => {
            let Some(payment) = map::mark_paid(planned, held.id, held.total()) else { return Ok(false) };
            let after = mark_paid_in(tx, stamp, shop, &wasl_orders::MarkPaid { paid_at: None, ..payment }).await?;
            Ok(after.paid != held.paid)
        }
        Move::Cancel { .. } => {
            let Some(cancel) = map::cancel_order(planned, held.id) else { return Ok(false) };
            cancel_order_in(tx, stamp, shop, &wasl_orders::CancelOrder { cancelled_at: None, ..cancel }).await?;
            Ok(true)
        }
        Move::Step { parcel, step, .. } => {
            let parcel = Planned { plan, order: planned, parcel: &planned.parcels[parcel] };
            Ok(step_in(tx, stamp, shop, &held, &parcel, step).await?)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::plan::plan;
    use super::*;
    use wasl_base::Zone;

    #[test]
    fn what_is_to_come_is_in_the_order_of_time_and_begins_with_the_label() {
        let zone: Zone = "Asia/Riyadh".parse().expect("zone");
        let now = Instant::from_us(1_795_338_000_000_000);
        let plan = plan(3, 2_000, now, &zone);
        let moves = moves_after(&plan, 0, now);
        let at = |one: &Move| match *one {
            Move::Pay { order } => plan.orders[order].paid_at,
            Move::Cancel { order } => plan.orders[order].cancelled.map(|(at, _)| at),
            Move::Step { order, parcel, step } => Some(plan.orders[order].parcels[parcel].steps[step].at),
        };
        assert!(moves.len() > 50, "{} moves", moves.len());
        assert!(moves.iter().all(|one| at(one) > Some(now)));
        assert!(moves.windows(2).all(|pair| at(&pair[0]) <= at(&pair[1])));
        for one in &moves {
            let Move::Step { order, parcel, step } = *one else { continue };
            let earlier = moves.iter().position(|other| *other == Move::Step { order, parcel, step: step.max(1) - 1 });
            let own = moves.iter().position(|other| other == one);
            let is_past = step > 0 && plan.orders[order].parcels[parcel].steps[step - 1].at <= now;
            assert!(is_past || earlier <= own, "{one:?}");
        }
        assert_eq!(moves_after(&plan, plan.orders.len(), now), []);
    }
}
