//! Money that a storefront says came in: what is missing here of its sum becomes a payment, so that neither the order of
//! the messages nor a payment written down by hand counts twice.

use super::Taking;
use crate::error::StorefrontError;
use crate::model::OrderTold;
use wasl_db::Tx;
use wasl_events::PaymentMethod;
use wasl_orders::{MarkPaid, NewTender, Order, Settlement, mark_paid_in};

/// Pays what is missing of the told sum. Cash at the door is known by the delivery.
pub(super) async fn pay(
    tx: &mut Tx,
    taking: &Taking<'_>,
    external_id: &str,
    now: &OrderTold,
    order: Order,
) -> Result<Order, StorefrontError> {
    let missing = now.paid - order.paid;
    if missing <= 0 || order.is_cash_on_delivery() || now.method == PaymentMethod::CashOnDelivery {
        return Ok(order);
    }
    let reference = taking.storefront.reference(&format!("{external_id}/paid/{}", now.paid));
    let tender =
        NewTender { method: now.method, gateway: now.gateway.clone(), amount: missing, external_ref: Some(reference) };
    let command = MarkPaid {
        order: order.id,
        expected_version: None,
        currency: Some(now.currency),
        tenders: vec![tender],
        paid_at: now.paid_at.map(|at| at.min(taking.stamp.now)),
        settlement: if now.paid == now.total { Settlement::Whole } else { Settlement::Instalment },
    };
    Ok(mark_paid_in(tx, taking.stamp, taking.shop, &command).await?)
}
