//! An order that was called off stands again: a parcel of it reached the customer all the same, or the storefront took the
//! cancellation back. The refund that the cancellation made due (P21) is reversed with it.

use crate::model::{Fulfilment, Order};
use crate::states::{OrderState, PaymentState};
use crate::{OrderError, read, store};
use wasl_base::{Instant, OrderId};
use wasl_db::{Tx, args};
use wasl_events::OrderReinstated;
use wasl_ledger::reverse_fact_in;
use wasl_ledger::rules::cancelled_key;
use wasl_platform::{Outbox, Shop, Stamp};

/// Inside someone's transaction, and last in it: the books' head is locked from here to COMMIT. An order that is not
/// cancelled stays as it is. Errors: `orders.not_found`.
pub async fn stand_again_in(
    tx: &mut Tx,
    stamp: &Stamp,
    shop: &Shop,
    order: OrderId,
    at: Instant,
) -> Result<Order, OrderError> {
    let found = tx.opt_locked(store::FIND_ORDER, args![shop.id, order], store::order_of).await?;
    let mut order = found.ok_or(OrderError::NotFound)?;
    if order.state != OrderState::Cancelled {
        return Ok(order);
    }
    let fulfilments = read::order_fulfilments(tx, shop.id, order.id).await?;
    reinstate(tx, stamp, shop, &mut order, &fulfilments, at).await?;
    save(tx, stamp, shop, &mut order).await?;
    Ok(order)
}

/// As if it had never been called off; what was paid pays for the order again. The caller saves the order.
pub(crate) async fn reinstate(
    tx: &mut Tx,
    stamp: &Stamp,
    shop: &Shop,
    order: &mut Order,
    fulfilments: &[Fulfilment],
    at: Instant,
) -> Result<(), OrderError> {
    let cancelled_under = cancelled_key(order.id, order.reinstated_at);
    let after = [order.cancelled_at, order.reinstated_at.map(|before| Instant::from_us(before.us() + 1))];
    let at = after.into_iter().flatten().fold(at, Instant::max);
    let lines = read::order_lines(tx, shop.id, order.id).await?;
    let is_all_fulfilled = lines.iter().all(|line| line.unfulfilled() == 0);
    order.state = OrderState::reinstated(is_all_fulfilled, store::shipments_of(fulfilments));
    order.payment = PaymentState::of(order.paid, order.money.total());
    order.reinstated_at = Some(at);
    let fact = OrderReinstated { order: order.id, money: order.money, placed_on: order.placed_on };
    tx.emit(stamp, shop.id, at, fact).await?;
    if order.paid > 0 {
        reverse_fact_in(tx, stamp, shop.id, &cancelled_under, at.date_in(&shop.zone)).await?;
    }
    Ok(())
}

/// State, money and that it stands again.
pub(crate) async fn save(tx: &mut Tx, stamp: &Stamp, shop: &Shop, order: &mut Order) -> Result<(), OrderError> {
    let row = args![
        shop.id,
        order.id,
        order.state.as_str(),
        order.payment.as_str(),
        order.paid,
        order.reinstated_at,
        stamp.now
    ];
    tx.send(store::SET_STATE_AND_PAYMENT, row).await?;
    order.version += 1;
    order.updated_at = stamp.now;
    Ok(())
}
