//! A shipment reached the customer or came back. The room that follows parcels calls this in the transaction that wrote
//! the fact; what the order makes of it (completed, returned, cash taken at the door, a cancellation that came too late)
//! is decided here. Told twice or late, it changes nothing.

use crate::model::{Fulfilment, Order};
use crate::states::{OrderState, PaymentState};
use crate::{OrderError, read, store};
use wasl_base::{Instant, OrderId, ShipmentId};
use wasl_db::{Tx, args};
use wasl_events::OrderReinstated;
use wasl_ledger::reverse_fact_in;
use wasl_ledger::rules::cancelled_key;
use wasl_platform::{Outbox, Shop, Stamp};

/// What a delivery did to its order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandedOver {
    /// As it stands now.
    pub order: Order,
    /// The shipment had been said to be back, at this instant: that does not hold.
    pub voids_return_at: Option<Instant>,
}

/// The customer has it. With cash on delivery, the shipment's part of the order is paid with it. An order that was called
/// off meanwhile stands again: the carrier had not been told, handed it over and took the cash.
pub async fn mark_delivered_in(
    tx: &mut Tx,
    stamp: &Stamp,
    shop: &Shop,
    order: OrderId,
    shipment: ShipmentId,
    delivered_at: Instant,
) -> Result<HandedOver, OrderError> {
    let mut held = lock(tx, shop, order).await?;
    let mut fulfilments = read::order_fulfilments(tx, shop.id, order).await?;
    let is_coming = |one: &&mut Fulfilment| one.shipment == shipment && one.delivered_at.is_none();
    let Some(one) = fulfilments.iter_mut().find(is_coming) else {
        return Ok(HandedOver { order: held, voids_return_at: None });
    };
    let voids_return_at = one.returned_at.take();
    one.delivered_at = Some(delivered_at);
    tx.send(store::SET_DELIVERED, args![shop.id, order, shipment, delivered_at]).await?;
    if held.state == OrderState::Cancelled {
        reinstate(tx, stamp, shop, &mut held, &fulfilments, delivered_at).await?;
    }
    if held.is_cash_on_delivery() {
        held.paid = cash_at_the_door(&fulfilments);
        held.payment = PaymentState::of(held.paid, held.money.total());
    }
    let order = save(tx, stamp, shop, held, &fulfilments).await?;
    Ok(HandedOver { order, voids_return_at })
}

/// It came back undelivered.
pub async fn mark_returned_in(
    tx: &mut Tx,
    stamp: &Stamp,
    shop: &Shop,
    order: OrderId,
    shipment: ShipmentId,
    returned_at: Instant,
) -> Result<Order, OrderError> {
    let mut held = lock(tx, shop, order).await?;
    if tx.run(store::SET_RETURNED, args![shop.id, order, shipment, returned_at]).await? == 0 {
        return Ok(held);
    }
    let fulfilments = read::order_fulfilments(tx, shop.id, order).await?;
    let all_back = fulfilments.iter().all(|fulfilment| fulfilment.returned_at.is_some());
    if held.is_cash_on_delivery() && all_back && held.payment == PaymentState::Unpaid {
        held.payment = PaymentState::Refused;
    }
    save(tx, stamp, shop, held, &fulfilments).await
}

async fn lock(tx: &mut Tx, shop: &Shop, order: OrderId) -> Result<Order, OrderError> {
    tx.opt_locked(store::FIND_ORDER, args![shop.id, order], store::order_of).await?.ok_or(OrderError::NotFound)
}

/// Had the delivery been known, the cancellation would have been refused: the refund it made due (P21) is taken back, and
/// what was paid pays for the order again.
async fn reinstate(
    tx: &mut Tx,
    stamp: &Stamp,
    shop: &Shop,
    order: &mut Order,
    fulfilments: &[Fulfilment],
    delivered_at: Instant,
) -> Result<(), OrderError> {
    let at = order.cancelled_at.map_or(delivered_at, |cancelled_at| cancelled_at.max(delivered_at));
    let lines = read::order_lines(tx, shop.id, order.id).await?;
    let is_all_fulfilled = lines.iter().all(|line| line.unfulfilled() == 0);
    order.state = OrderState::reinstated(is_all_fulfilled, store::shipments_of(fulfilments));
    order.payment = PaymentState::of(order.paid, order.money.total());
    order.reinstated_at = Some(at);
    let fact = OrderReinstated { order: order.id, money: order.money, placed_on: order.placed_on };
    tx.emit(stamp, shop.id, at, fact).await?;
    if order.paid > 0 {
        reverse_fact_in(tx, stamp, shop.id, &cancelled_key(order.id), at.date_in(&shop.zone)).await?;
    }
    Ok(())
}

fn cash_at_the_door(fulfilments: &[Fulfilment]) -> i64 {
    fulfilments.iter().filter(|one| one.delivered_at.is_some()).map(|one| one.share.total()).sum()
}

async fn save(
    tx: &mut Tx,
    stamp: &Stamp,
    shop: &Shop,
    mut order: Order,
    fulfilments: &[Fulfilment],
) -> Result<Order, OrderError> {
    order.state = order.state.shipment_ended(store::shipments_of(fulfilments));
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
    Ok(order)
}
