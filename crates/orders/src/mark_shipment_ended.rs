//! A shipment reached the customer or came back. The room that follows parcels calls this in the transaction that wrote
//! the fact; what the order makes of it (completed, returned, cash taken at the door) is decided here. Told twice or
//! late, it changes nothing.

use crate::model::{Fulfilment, Order};
use crate::states::{OrderState, PaymentState};
use crate::{OrderError, read, store};
use wasl_base::{Instant, OrderId, ShipmentId};
use wasl_db::{Tx, args};
use wasl_platform::{Shop, Stamp};

/// The customer has it. With cash on delivery, the shipment's part of the order is paid with it.
pub async fn mark_delivered_in(
    tx: &mut Tx,
    stamp: &Stamp,
    shop: &Shop,
    order: OrderId,
    shipment: ShipmentId,
    delivered_at: Instant,
) -> Result<Order, OrderError> {
    let mut held = lock(tx, shop, order).await?;
    if tx.run(store::SET_DELIVERED, args![shop.id, order, shipment, delivered_at]).await? == 0 {
        return Ok(held);
    }
    let fulfilments = read::order_fulfilments(tx, shop.id, order).await?;
    if held.is_cash_on_delivery() && held.state != OrderState::Cancelled {
        held.paid = cash_at_the_door(&fulfilments);
        held.payment = PaymentState::of(held.paid, held.money.total());
    }
    save(tx, stamp, shop, held, &fulfilments).await
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
    let row = args![shop.id, order.id, order.state.as_str(), order.payment.as_str(), order.paid, stamp.now];
    tx.send(store::SET_STATE_AND_PAYMENT, row).await?;
    order.version += 1;
    order.updated_at = stamp.now;
    Ok(order)
}
