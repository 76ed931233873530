//! Lines go into a shipment. The room that makes shipments calls this in its own transaction; it answers which part of
//! the order's money the shipment carries, so that the books need to ask nobody.

use crate::model::{Order, OrderLine};
use crate::policy::share::{Taken, all_unfulfilled, pieces_after, share_of};
use crate::states::OrderState;
use crate::{OrderError, read, store};
use wasl_base::{Instant, OrderId, ShipmentId};
use wasl_db::{DbError, Tx, Value, args};
use wasl_events::SaleShare;
use wasl_platform::{Shop, Stamp};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MarkFulfilled {
    pub order: OrderId,
    pub shipment: ShipmentId,
    /// Which pieces; none named means everything that is not in a shipment yet.
    pub lines: Vec<Taken>,
    pub fulfilled_at: Instant,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fulfilled {
    /// As it stands now.
    pub order: Order,
    pub lines: Vec<OrderLine>,
    pub taken: Vec<Taken>,
    /// The shipment's part of the order's money; the parts of all shipments sum to the order.
    pub share: SaleShare,
}

/// Errors: `orders.not_found`, `orders.already_cancelled`, `orders.nothing_to_fulfil`, `orders.too_many_pieces`,
/// `orders.unknown_reference`, `orders.shipment_taken`.
pub async fn mark_fulfilled_in(
    tx: &mut Tx,
    stamp: &Stamp,
    shop: &Shop,
    command: &MarkFulfilled,
) -> Result<Fulfilled, OrderError> {
    let key = args![shop.id, command.order];
    let mut order = tx.opt_locked(store::FIND_ORDER, key, store::order_of).await?.ok_or(OrderError::NotFound)?;
    let mut lines = read::order_lines(tx, shop.id, command.order).await?;
    let taken = if command.lines.is_empty() { all_unfulfilled(&lines) } else { command.lines.clone() };
    let after = pieces_after(&lines, &taken)?;
    let everything = lines.iter().zip(&after).all(|(line, gone)| *gone == line.quantity);
    let state = order.state.fulfilled(everything)?;
    let share = share_of(&order.money, &lines, &taken)?;

    let changed: Vec<Vec<Value<'_>>> = lines
        .iter()
        .zip(&after)
        .filter(|(line, gone)| line.fulfilled != **gone)
        .map(|(line, gone)| args![shop.id, command.order, line.id, *gone].to_vec())
        .collect();
    tx.send_all(store::SET_FULFILLED, &changed).await?;
    add_fulfilment(tx, shop, command, &share).await?;
    set_state(tx, stamp, shop, &mut order, state).await?;
    for (line, gone) in lines.iter_mut().zip(after) {
        line.fulfilled = gone;
    }
    Ok(Fulfilled { order, lines, taken, share })
}

async fn add_fulfilment(
    tx: &mut Tx,
    shop: &Shop,
    command: &MarkFulfilled,
    share: &SaleShare,
) -> Result<(), OrderError> {
    let row = args![
        shop.id,
        command.order,
        command.shipment,
        share.currency,
        share.goods,
        share.discount,
        share.shipping,
        share.cod_fee,
        share.vat,
        share.cost,
        command.fulfilled_at,
        share.zero_rated.goods,
        share.zero_rated.discount,
        share.exempt.goods,
        share.exempt.discount
    ];
    match tx.run(store::ADD_FULFILMENT, row).await {
        Err(DbError::Unique { .. }) => Err(OrderError::ShipmentTaken),
        other => other.map(|_| ()).map_err(OrderError::from),
    }
}

async fn set_state(
    tx: &mut Tx,
    stamp: &Stamp,
    shop: &Shop,
    order: &mut Order,
    state: OrderState,
) -> Result<(), OrderError> {
    tx.send(store::SET_STATE, args![shop.id, order.id, state.as_str(), stamp.now]).await?;
    order.state = state;
    order.version += 1;
    order.updated_at = stamp.now;
    Ok(())
}
