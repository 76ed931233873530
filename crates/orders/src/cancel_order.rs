//! An order is called off before the customer has any of it. What was paid becomes a refund we owe (P21), in the same
//! transaction.

use crate::model::Order;
use crate::policy::limits::{CLOCK_SKEW_SECONDS_MAX, NOTE_CHARS_MAX, tidy_text};
use crate::states::PaymentState;
use crate::{OrderError, read, store};
use wasl_base::{Instant, OrderId};
use wasl_db::{Tx, args};
use wasl_events::OrderCancelled;
use wasl_ledger::post_entry_in;
use wasl_ledger::rules::{self, CancelledOrder};
use wasl_platform::{House, Outbox, Shop, Stamp};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CancelOrder {
    pub order: OrderId,
    pub expected_version: Option<i64>,
    pub reason: Option<String>,
    /// Now, when absent.
    pub cancelled_at: Option<Instant>,
}

/// In a transaction of its own. Errors: `orders.not_found`, `orders.already_cancelled`, `orders.already_delivered`,
/// `orders.version_conflict`.
pub async fn cancel_order(house: &House, shop: &Shop, command: CancelOrder) -> Result<Order, OrderError> {
    let context = (house.stamp(), shop.clone(), command);
    house.db.write(context, |tx, (stamp, shop, command)| Box::pin(cancel_order_in(tx, stamp, shop, command))).await
}

/// Inside someone's transaction, and last in it: the books' head is locked from here to COMMIT.
pub async fn cancel_order_in(
    tx: &mut Tx,
    stamp: &Stamp,
    shop: &Shop,
    command: &CancelOrder,
) -> Result<Order, OrderError> {
    let key = args![shop.id, command.order];
    let mut order = tx.opt_locked(store::FIND_ORDER, key, store::order_of).await?.ok_or(OrderError::NotFound)?;
    if command.expected_version.is_some_and(|version| version != order.version) {
        return Err(OrderError::VersionConflict { current: order.version });
    }
    let cancelled_at = command.cancelled_at.unwrap_or(stamp.now);
    if cancelled_at.seconds_since(stamp.now) > CLOCK_SKEW_SECONDS_MAX {
        return Err(OrderError::InTheFuture { field: "/cancelled_at".to_owned() });
    }
    let reason = tidy_text("/reason", command.reason.as_deref(), NOTE_CHARS_MAX)?;
    let fulfilments = read::order_fulfilments(tx, shop.id, order.id).await?;
    order.state = order.state.cancelled(store::shipments_of(&fulfilments))?;
    let was_paid = order.paid > 0;
    order.payment = PaymentState::cancelled(order.paid);
    order.cancelled_at = Some(cancelled_at);
    order.cancel_reason = reason;

    let row = args![
        shop.id,
        order.id,
        order.state.as_str(),
        order.payment.as_str(),
        cancelled_at,
        &order.cancel_reason,
        stamp.now
    ];
    tx.run(store::CANCEL_ORDER, row).await?;
    order.version += 1;
    order.updated_at = stamp.now;
    let fact = OrderCancelled { order: order.id, money: order.money, placed_on: order.placed_on, was_paid };
    tx.emit(stamp, shop.id, cancelled_at, fact).await?;
    if was_paid {
        post(tx, stamp, shop, &order, cancelled_at).await?;
    }
    Ok(order)
}

async fn post(tx: &mut Tx, stamp: &Stamp, shop: &Shop, order: &Order, at: Instant) -> Result<(), OrderError> {
    let booked = wasl_ledger::read::paid_for(tx, shop.id, order.id).await?;
    let cancelled = CancelledOrder {
        order: order.id,
        customer: Some(order.customer),
        currency: order.currency(),
        booked: &booked,
        stood_again_at: order.reinstated_at,
        on: at.date_in(&shop.zone),
        at,
    };
    post_entry_in(tx, stamp, shop.id, &rules::order_cancelled(&cancelled)?).await?;
    Ok(())
}
