//! Our order is brought to what its storefront told last: placed, changed, paid, sent, called off, standing again. What a rule of
//! ours does not let follow is named on the connection's page.

use super::Taking;
use super::family::{Family, load_children};
use super::hold::settle;
use super::order_money::pay;
use super::parcels::{has_unsent, send_goods};
use crate::error::StorefrontError;
use crate::model::{Cancelled, ObjectKind, OrderTold};
use crate::store;
use wasl_base::{OrderId, Origin};
use wasl_db::{Tx, args};
use wasl_orders::catalogue::{VariantRef, read::is_sold};
use wasl_orders::{
    CancelOrder, GivenTotals, NewLine, NewLines, Order, OrderError, OrderState, PlaceOrder, UpdateOrder,
    cancel_order_in, place_order_in, read, stand_again_in, update_order_in,
};
use wasl_platform::{Shop, Stamp};

/// An order placed longer ago than this is history when it comes: nobody is told of it. Seconds; a week.
const HISTORY_AFTER_SECONDS: i64 = 7 * 86_400;
/// Why an order was called off that its storefront deleted.
const DELETED: &str = "deleted";

/// What of an order our row does not follow.
const LINES_DIFFER: &str = "lines_differ";
const CANCELLED_TOO_LATE: &str = "cancelled_too_late";
const REFUNDED_THERE: &str = "refunded_there";
const CANCELLED_HERE: &str = "cancelled_here";

/// Returns our order; none when there is none to be placed.
pub(super) async fn settle_order(
    tx: &mut Tx,
    taking: &Taking<'_>,
    mut family: Family,
) -> Result<Option<OrderId>, StorefrontError> {
    let (platform, shop) = (taking.storefront.platform, taking.shop);
    let now = platform.order(&family.value, shop)?;
    let (id, problem) = match (family.row_id, now) {
        (None, None) => return Ok(None),
        (None, Some(now)) => {
            let order = find_or_place(tx, taking, &family, &now).await?;
            load_children(tx, taking, &mut family).await?;
            (order.id, follow(tx, taking, &family, &now, None, order).await?)
        }
        (Some(id), Some(now)) => {
            let before = family.before.as_ref().and_then(|before| platform.order(before, shop).ok().flatten());
            let lines_problem = change(tx, taking, &mut family, &now, before.as_ref(), id).await?;
            let order = read::find_order(tx, shop.id, id).await?;
            let is_differing = order.state != OrderState::Cancelled && order.total().minor != now.total;
            let lines_problem = lines_problem.or(is_differing.then_some(LINES_DIFFER));
            let rest = follow(tx, taking, &family, &now, before.as_ref(), order).await?;
            (id, lines_problem.or(rest))
        }
        (Some(id), None) => {
            let gone = Cancelled { at: family.version, reason: Some(DELETED.to_owned()) };
            let order = read::find_order(tx, shop.id, id).await?;
            (id, call_off(tx, taking, &order, &gone).await?)
        }
    };
    settle(tx, taking, ObjectKind::Order, &family.external_id, Some(id.number()), problem).await?;
    Ok(Some(id))
}

/// Somebody else may have brought the order under the same reference before the storefront was connected.
async fn find_or_place(
    tx: &mut Tx,
    taking: &Taking<'_>,
    family: &Family,
    now: &OrderTold,
) -> Result<Order, StorefrontError> {
    let reference = taking.storefront.reference(&family.external_id);
    if let Some(order) = read::find_order_by_external_ref(tx, taking.shop.id, &reference).await? {
        return Ok(order);
    }
    let mut command = PlaceOrder {
        external_ref: Some(reference),
        customer: now.contact.clone(),
        tax_mode: now.tax_mode,
        lines: new_lines(tx, taking, now).await?,
        discount: now.discount,
        shipping: now.shipping,
        cod_fee: now.cod_fee,
        given: totals(now),
        placed_at: Some(now.placed_at.min(taking.stamp.now)),
        note: now.note.clone(),
        ..PlaceOrder::new(now.currency, now.method, now.address.clone())
    };
    command.customer.external_ref =
        command.customer.external_ref.map(|external_id| taking.storefront.reference(&external_id));
    let is_history = taking.stamp.now.seconds_since(now.placed_at) > HISTORY_AFTER_SECONDS;
    let stamp = if is_history { taking.stamp.with_origin(Origin::Backfill) } else { taking.stamp.clone() };
    let number = &now.number;
    let apart = [&family.external_id, &taking.storefront.prefix].map(|mark| format!("{number}-{mark}"));
    let placed = place_apart(tx, &stamp, taking.shop, command, std::iter::once(number.clone()).chain(apart)).await?;
    link_lines(tx, taking, family, now, placed.id).await?;
    Ok(placed)
}

/// Another order of the shop may have its number: the storefront's own id tells them apart, or else the storefront.
async fn place_apart(
    tx: &mut Tx,
    stamp: &Stamp,
    shop: &Shop,
    mut command: PlaceOrder,
    numbers: impl Iterator<Item = String> + Send,
) -> Result<Order, StorefrontError> {
    for number in numbers {
        command.number = Some(number);
        let point = tx.savepoint().await?;
        match place_order_in(tx, stamp, shop, &command).await {
            Err(OrderError::NumberTaken) => tx.roll_back_to(point).await?,
            Err(error) => {
                tx.roll_back_to(point).await?;
                return Err(error.into());
            }
            Ok(placed) => {
                tx.release(point).await?;
                return Ok(placed);
            }
        }
    }
    Err(OrderError::NumberTaken.into())
}

fn totals(now: &OrderTold) -> GivenTotals {
    GivenTotals { tax: Some(now.tax), total: Some(now.total) }
}

/// A line whose SKU the catalogue sells takes its cost and category from there.
async fn new_lines(tx: &mut Tx, taking: &Taking<'_>, now: &OrderTold) -> Result<Vec<NewLine>, StorefrontError> {
    let mut lines = Vec::with_capacity(now.lines.len());
    for line in &now.lines {
        let known = match &line.sku {
            Some(sku) if is_sold(tx, taking.shop.id, sku).await? => Some(VariantRef::Sku(sku.clone())),
            _ => None,
        };
        lines.push(NewLine {
            variant: known,
            sku: line.sku.clone(),
            title: Some(line.title.clone()),
            quantity: line.quantity,
            unit_price: Some(line.unit_price),
            discount: line.discount,
            vat_category: Some(line.vat_category),
            weight_grams: line.weight_grams,
            customisation: line.customisation.clone(),
            ..NewLine::default()
        });
    }
    Ok(lines)
}

/// Which of our lines stands for which of the storefront's: they were written in its order.
async fn link_lines(
    tx: &mut Tx,
    taking: &Taking<'_>,
    family: &Family,
    now: &OrderTold,
    order: OrderId,
) -> Result<(), StorefrontError> {
    let lines = read::order_lines(tx, taking.shop.id, order).await?;
    for (ours, theirs) in lines.iter().zip(&now.lines) {
        let key = format!("{}/{}", family.external_id, theirs.external_id);
        let (shop, storefront) = (taking.shop.id, taking.storefront.id);
        let row = args![shop, storefront, &key, &family.external_id, &[][..], ours.id.number(), taking.stamp.now];
        tx.send(store::ADD_LINK, row).await?;
    }
    Ok(())
}

/// What the storefront changed since it last told of the order; what somebody changed here stays.
async fn change(
    tx: &mut Tx,
    taking: &Taking<'_>,
    family: &mut Family,
    now: &OrderTold,
    before: Option<&OrderTold>,
    order: OrderId,
) -> Result<Option<&'static str>, StorefrontError> {
    let Some(before) = before else { return Ok(None) };
    let mut order = read::find_order(tx, taking.shop.id, order).await?;
    if order.state == OrderState::Cancelled {
        if before.cancelled.is_none() || (now.cancelled.is_some() && !is_told_otherwise(now, before)) {
            return Ok(None);
        }
        // What is called off takes no change. Where its storefront changes it or takes that back, it stands first; what
        // follows calls it off anew.
        let at = family.version.min(taking.stamp.now);
        order = stand_again_in(tx, taking.stamp, taking.shop, order.id, at).await?;
    }
    let mut words = UpdateOrder::of(order.id);
    words.address = (now.address != before.address).then(|| now.address.clone());
    words.phone = (now.contact.phone != before.contact.phone).then(|| now.contact.phone.clone());
    words.note = (now.note != before.note).then(|| now.note.clone());
    update_order_in(tx, taking.stamp, taking.shop, &words).await?;
    if parts(now) == parts(before) {
        return Ok(None);
    }
    let lines = NewLines {
        lines: new_lines(tx, taking, now).await?,
        discount: Some(now.discount),
        shipping: Some(now.shipping),
        cod_fee: Some(now.cod_fee),
        given: totals(now),
    };
    let command = UpdateOrder { lines: Some(lines), ..UpdateOrder::of(order.id) };
    match update_order_in(tx, taking.stamp, taking.shop, &command).await {
        Err(OrderError::LinesAreShipped | OrderError::LinesArePaid) => Ok(Some(LINES_DIFFER)),
        other => {
            other?;
            link_lines(tx, taking, family, now, order.id).await?;
            load_children(tx, taking, family).await?;
            Ok(None)
        }
    }
}

fn is_told_otherwise(now: &OrderTold, before: &OrderTold) -> bool {
    let words = |order: &OrderTold| (order.address.clone(), order.contact.phone.clone(), order.note.clone());
    words(now) != words(before) || parts(now) != parts(before)
}

/// All that the price is made of.
fn parts(order: &OrderTold) -> impl PartialEq + '_ {
    (&order.lines, order.discount, order.shipping, order.cod_fee, order.tax, order.total)
}

/// Money first, then goods, then whether it stands. An order that was called off here stays so until the storefront, having called it
/// off itself, takes that back; money and goods that are told
/// late are put down as for one that stood, and it is called off with them.
async fn follow(
    tx: &mut Tx,
    taking: &Taking<'_>,
    family: &Family,
    now: &OrderTold,
    before: Option<&OrderTold>,
    order: Order,
) -> Result<Option<&'static str>, StorefrontError> {
    let was_off_there = before.is_some_and(|before| before.cancelled.is_some());
    let off_here = (order.state == OrderState::Cancelled)
        .then(|| Cancelled { at: order.cancelled_at.unwrap_or(family.version), reason: order.cancel_reason.clone() });
    let is_only_off_here = off_here.is_some() && now.cancelled.is_none() && !was_off_there;
    let off = now.cancelled.clone().or(off_here.filter(|_| is_only_off_here));
    let comes_late = now.paid > order.paid || has_unsent(taking, family)?;
    let order = if order.state == OrderState::Cancelled && (off.is_none() || comes_late) {
        stand_again_in(tx, taking.stamp, taking.shop, order.id, family.version.min(taking.stamp.now)).await?
    } else {
        order
    };
    let order = pay(tx, taking, &family.external_id, now, order).await?;
    let parcels = send_goods(tx, taking, family, order.id).await?;
    let problem = match &off {
        Some(off) => {
            let order = read::find_order(tx, taking.shop.id, order.id).await?;
            call_off(tx, taking, &order, off).await?
        }
        None => None,
    };
    let refunded = (now.refunded > 0).then_some(REFUNDED_THERE);
    Ok(problem.or(refunded).or(parcels).or(is_only_off_here.then_some(CANCELLED_HERE)))
}

async fn call_off(
    tx: &mut Tx,
    taking: &Taking<'_>,
    order: &Order,
    cancelled: &Cancelled,
) -> Result<Option<&'static str>, StorefrontError> {
    if order.state == OrderState::Cancelled {
        return Ok(None);
    }
    let command = CancelOrder {
        order: order.id,
        expected_version: None,
        reason: cancelled.reason.clone(),
        cancelled_at: Some(cancelled.at.min(taking.stamp.now)),
    };
    match cancel_order_in(tx, taking.stamp, taking.shop, &command).await {
        Err(OrderError::AlreadyDelivered) => Ok(Some(CANCELLED_TOO_LATE)),
        other => other.map(|_| None).map_err(StorefrontError::from),
    }
}
