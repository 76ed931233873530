//! What the figures make of the house's facts: each is added to its day, and adding minds no order, so facts may come in
//! any. Payments and new parcels are not listened to: no figure of the page is made of them.

use crate::store::{self, Added, Arrival};
use wasl_base::{Instant, ShopId};
use wasl_db::{BoxFuture, DbError, Tx};
use wasl_events::{DomainEvent, Envelope, SaleShare, ShipmentDelivered};
use wasl_platform::{HandlerError, Stamp, Subscription, shop_place_in};

/// The name under which the outbox knows us.
pub const CONSUMER: &str = "insight";

/// The kinds we listen to. Sums need no order, so a parked fact holds nothing back.
pub(crate) fn subscription() -> Subscription {
    Subscription {
        consumer: CONSUMER,
        kinds: &[
            "order.placed",
            "order.changed",
            "order.cancelled",
            "order.reinstated",
            "shipment.shipped",
            "shipment.delivered",
            "shipment.returned",
        ],
        is_ordered: false,
        handle,
    }
}

fn handle<'t>(tx: &'t mut Tx, stamp: &'t Stamp, envelope: &'t Envelope) -> BoxFuture<'t, Result<(), HandlerError>> {
    Box::pin(async move { Ok(count(tx, stamp, envelope.shop, &envelope.event).await?) })
}

async fn count(tx: &mut Tx, stamp: &Stamp, shop: ShopId, event: &DomainEvent) -> Result<(), DbError> {
    match event {
        DomainEvent::OrderPlaced(e) => {
            let added = Added { placed: 1, sales: e.money.total(), ..Added::default() };
            store::add_to_day(tx, shop, e.placed_on, e.money.currency, added).await
        }
        DomainEvent::OrderChanged(e) => {
            for (currency, sales) in changes(&e.before, &e.after) {
                let added = Added { sales, ..Added::default() };
                store::add_to_day(tx, shop, e.placed_on, currency, added).await?;
            }
            Ok(())
        }
        DomainEvent::OrderCancelled(e) => {
            let added = Added { cancelled: 1, sales: -e.money.total(), ..Added::default() };
            store::add_to_day(tx, shop, e.placed_on, e.money.currency, added).await
        }
        DomainEvent::OrderReinstated(e) => {
            let added = Added { cancelled: -1, sales: e.money.total(), ..Added::default() };
            store::add_to_day(tx, shop, e.placed_on, e.money.currency, added).await
        }
        DomainEvent::ShipmentShipped(e) => {
            let added = Added { shipped: 1, ..Added::default() };
            add_at(tx, stamp, shop, e.shipped_at, &e.share, added).await
        }
        DomainEvent::ShipmentReturned(e) => {
            let added = Added { returned: 1, ..Added::default() };
            add_at(tx, stamp, shop, e.returned_at, &e.share, added).await
        }
        DomainEvent::ShipmentDelivered(e) => {
            if let Some(returned_at) = e.voids_return_at {
                let added = Added { returned: -1, ..Added::default() };
                add_at(tx, stamp, shop, returned_at, &e.share, added).await?;
            }
            store::add_arrival(tx, shop, &arrival(e), &e.lane).await
        }
        _ => Ok(()),
    }
}

/// What a changed order adds to its day's sales: nothing when only words changed.
fn changes(before: &SaleShare, after: &SaleShare) -> Vec<(wasl_base::Currency, i64)> {
    if before.currency != after.currency {
        return vec![(before.currency, -before.total()), (after.currency, after.total())];
    }
    let difference = after.total() - before.total();
    if difference == 0 { Vec::new() } else { vec![(after.currency, difference)] }
}

/// A fact that comes with an instant alone belongs to that day of the shop's calendar.
async fn add_at(
    tx: &mut Tx,
    stamp: &Stamp,
    shop: ShopId,
    at: Instant,
    share: &SaleShare,
    added: Added,
) -> Result<(), DbError> {
    let (zone, _) = shop_place_in(tx, stamp, shop).await?;
    store::add_to_day(tx, shop, at.date_in(&zone), share.currency, added).await
}

/// On time is a matter of calendar days: the promise names a day, not an hour.
fn arrival(event: &ShipmentDelivered) -> Arrival {
    Arrival {
        day: event.delivered_on,
        currency: event.share.currency,
        placed_at: event.placed_at,
        delivered_at: event.delivered_at,
        is_promised: event.promised_on.is_some(),
        is_on_time: event.promised_on.is_some_and(|promised_on| event.delivered_on <= promised_on),
    }
}
