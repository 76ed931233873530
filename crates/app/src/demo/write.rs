//! The planned year is written down: batches of orders, each with everything that has happened to it by now, through
//! the doors of the rooms that own it. Interrupted and begun again, it goes on after the last whole batch.

use super::buying;
use super::map;
use super::parcel::{Planned, make_in};
use super::plan::{Plan, PlannedOrder};
use super::settling::{self, Held};
use std::ops::Range;
use std::sync::Arc;
use wasl_base::{Coded, Instant, Kind, Origin};
use wasl_db::{DbError, Fails, Read, Tx};
use wasl_ledger::read::{AccountLine, ENTRIES_PAGE_MAX, account_lines};
use wasl_ledger::{AccountCode, LedgerError, post_entries_in, post_entry_in};
use wasl_orders::catalogue::create_product_in;
use wasl_orders::catalogue::read::list_products;
use wasl_orders::{OrderError, cancel_order_in, mark_paid_in, place_order_in, read};
use wasl_platform::{House, Shop, Stamp};
use wasl_tracking::TrackingError;

/// Orders written in one transaction.
const BATCH_ORDERS: usize = 100;
/// Settlements posted in one go.
const SETTLEMENTS_POSTED: usize = 500;

#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    #[error(transparent)]
    Order(#[from] OrderError),
    #[error(transparent)]
    Parcel(#[from] TrackingError),
    #[error(transparent)]
    Books(#[from] LedgerError),
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Fails for DemoError {
    fn db(&self) -> Option<&DbError> {
        match self {
            Self::Order(error) => error.db(),
            Self::Parcel(error) => error.db(),
            Self::Books(error) => error.db(),
            Self::Db(error) => Some(error),
        }
    }
}

impl Coded for DemoError {
    fn code(&self) -> &'static str {
        match self {
            Self::Order(error) => error.code(),
            Self::Parcel(error) => error.code(),
            Self::Books(error) => error.code(),
            Self::Db(error) => error.code(),
        }
    }

    fn kind(&self) -> Kind {
        match self {
            Self::Order(error) => error.kind(),
            Self::Parcel(error) => error.kind(),
            Self::Books(error) => error.kind(),
            Self::Db(error) => error.kind(),
        }
    }
}

/// Fills the shelf of an empty shop; one that holds anything is left as it is.
pub async fn write_catalogue(house: &House, shop: &Arc<Shop>) -> Result<(), DemoError> {
    let context = (house.stamp_with(Origin::Simulated), Arc::clone(shop));
    house
        .db
        .write(context, |tx, (stamp, shop)| {
            Box::pin(async move {
                if !list_products(tx, shop.id, None, 1).await?.0.is_empty() {
                    return Ok(());
                }
                for product in map::products() {
                    create_product_in(tx, stamp, shop.id, &product).await?;
                }
                Ok(())
            })
        })
        .await
}

/// What the shop bought until `until`; what is in the books already is not bought again.
pub async fn write_purchases(house: &House, shop: &Arc<Shop>, plan: &Plan, until: Instant) -> Result<(), DemoError> {
    let drafts = buying::entries(plan, until, &shop.zone)?;
    let context = (house.stamp_with(Origin::Simulated), shop.id, drafts);
    house
        .db
        .write(context, |tx, (stamp, shop, drafts)| {
            Box::pin(async move {
                post_entries_in(tx, stamp, *shop, drafts).await?;
                Ok(())
            })
        })
        .await
}

/// What gateways and carriers hold and is due by now comes to the bank; what came already does not come again.
pub async fn write_settlements(house: &House, shop: &Arc<Shop>) -> Result<(), DemoError> {
    let mut read = house.db.report().await?;
    let held = Held {
        by_gateways: lines_of(&mut read, shop, AccountCode::GATEWAYS).await?,
        by_carriers: lines_of(&mut read, shop, AccountCode::COD).await?,
    };
    drop(read);
    let drafts = settling::entries(&held, house.clock.now().date_in(&shop.zone), &shop.zone)?;
    let context = (house.stamp_with(Origin::Simulated), shop.id, drafts);
    house
        .db
        .write(context, |tx, (stamp, shop, drafts)| {
            Box::pin(async move {
                for some in drafts.chunks(SETTLEMENTS_POSTED) {
                    post_entries_in(tx, stamp, *shop, some).await?;
                }
                Ok(())
            })
        })
        .await
}

async fn lines_of(read: &mut Read, shop: &Shop, account: AccountCode) -> Result<Vec<AccountLine>, DemoError> {
    let (mut all, mut before) = (Vec::new(), None);
    loop {
        let page = account_lines(read, shop.id, account, before, ENTRIES_PAGE_MAX).await?;
        let Some(last) = page.last() else { return Ok(all) };
        before = Some((last.seq, last.place));
        all.extend(page);
    }
}

/// How many orders of the plan are in the shop. They are written in their order, so the first one missing is sought
/// by doubling and halving.
pub async fn count_written(read: &mut Read, shop: &Shop, plan: &Plan) -> Result<usize, OrderError> {
    let (mut known, mut step) = (0, 1);
    while is_written(read, shop, plan, known + step).await? {
        known += step;
        step *= 2;
    }
    let mut unknown = known + step;
    while unknown - known > 1 {
        let middle = usize::midpoint(known, unknown);
        if is_written(read, shop, plan, middle).await? {
            known = middle;
        } else {
            unknown = middle;
        }
    }
    Ok(known)
}

async fn is_written(read: &mut Read, shop: &Shop, plan: &Plan, serial: usize) -> Result<bool, OrderError> {
    Ok(read::find_order_by_external_ref(read, shop.id, &plan.external_ref(serial)).await?.is_some())
}

/// Writes the orders from `done` on, with everything that happened to them until `until`; tells `progress` how many
/// are written.
pub async fn write_plan(
    house: &House,
    shop: &Arc<Shop>,
    plan: &Arc<Plan>,
    done: usize,
    until: Instant,
    mut progress: impl FnMut(usize),
) -> Result<(), DemoError> {
    let mut from = done;
    while from < plan.orders.len() {
        let to = plan.orders.len().min(from + BATCH_ORDERS);
        write_orders(house, shop, plan, from..to, until).await?;
        from = to;
        progress(from);
    }
    Ok(())
}

struct Work {
    stamp: Stamp,
    shop: Arc<Shop>,
    plan: Arc<Plan>,
    places: Range<usize>,
    until: Instant,
}

/// One transaction.
pub async fn write_orders(
    house: &House,
    shop: &Arc<Shop>,
    plan: &Arc<Plan>,
    places: Range<usize>,
    until: Instant,
) -> Result<(), DemoError> {
    let stamp = house.stamp_with(Origin::Simulated);
    let work = Work { stamp, shop: Arc::clone(shop), plan: Arc::clone(plan), places, until };
    house
        .db
        .write(work, |tx, work| {
            Box::pin(async move {
                for order in &work.plan.orders[work.places.clone()] {
                    write_order(tx, work, order).await?;
                }
                for place in work.places.clone() {
                    if let Some(bought) = buying::restock(&work.plan, place, &work.shop.zone)? {
                        post_entry_in(tx, &work.stamp, work.shop.id, &bought).await?;
                    }
                }
                Ok(())
            })
        })
        .await
}

async fn write_order(tx: &mut Tx, work: &Work, planned: &PlannedOrder) -> Result<(), DemoError> {
    let (stamp, shop) = (&work.stamp, &*work.shop);
    let order = place_order_in(tx, stamp, shop, &map::place_order(&work.plan, planned)).await?;
    if let Some(payment) = map::mark_paid(planned, order.id, order.total())
        && payment.paid_at.is_some_and(|at| at <= work.until)
    {
        mark_paid_in(tx, stamp, shop, &payment).await?;
    }
    for one in &planned.parcels {
        let parcel = Planned { plan: &work.plan, order: planned, parcel: one };
        make_in(tx, stamp, shop, &order, &parcel, work.until).await?;
    }
    if let Some(cancel) = map::cancel_order(planned, order.id)
        && cancel.cancelled_at.is_some_and(|at| at <= work.until)
    {
        cancel_order_in(tx, stamp, shop, &cancel).await?;
    }
    Ok(())
}
