//! A shipment reached the customer or came back. The room that follows parcels calls this in the transaction that wrote
//! the fact; what the order makes of it (completed, returned, cash taken at the door, a cancellation that came too late)
//! is decided here. Told twice or late, it changes nothing.

use crate::model::{Fulfilment, Order};
use crate::states::{OrderState, PaymentState};
use crate::{OrderError, read, stand_again, store};
use wasl_base::{Instant, OrderId, ShipmentId};
use wasl_db::{Tx, args};
use wasl_platform::{Shop, Stamp};

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
        // Had the delivery been known, the cancellation would have been refused.
        stand_again::reinstate(tx, stamp, shop, &mut held, &fulfilments, delivered_at).await?;
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
    stand_again::save(tx, stamp, shop, &mut order).await?;
    Ok(order)
}
