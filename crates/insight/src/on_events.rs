//! What the figures make of the house's facts: each is added to its day, and adding minds no order, so facts may come in
//! any. Payments and new parcels are not listened to: no figure of the page is made of them.

use crate::store;
use crate::sums::{Added, Arrival, Sums};
use wasl_base::Zone;
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
        batch_max: wasl_platform::outbox::BATCH_MAX,
        handle,
    }
}

fn handle<'t>(tx: &'t mut Tx, stamp: &'t Stamp, facts: &'t [Envelope]) -> BoxFuture<'t, Result<(), HandlerError>> {
    Box::pin(async move { Ok(count(tx, stamp, facts).await?) })
}

/// Many facts share a day: they are summed first, and each day is written once.
async fn count(tx: &mut Tx, stamp: &Stamp, facts: &[Envelope]) -> Result<(), DbError> {
    let Some(first) = facts.first() else { return Ok(()) };
    let (zone, _) = shop_place_in(tx, stamp, first.shop).await?;
    let mut sums = Sums::default();
    for fact in facts {
        add(&mut sums, &fact.event, &zone);
    }
    store::add_sums(tx, first.shop, &sums).await
}

fn add<'a>(sums: &mut Sums<'a>, event: &'a DomainEvent, zone: &Zone) {
    match event {
        DomainEvent::OrderPlaced(e) => {
            let added = Added { placed: 1, sales: e.money.total(), ..Added::default() };
            sums.add(e.placed_on, e.money.currency, added);
        }
        DomainEvent::OrderChanged(e) => {
            for (currency, sales) in changes(&e.before, &e.after) {
                sums.add(e.placed_on, currency, Added { sales, ..Added::default() });
            }
        }
        DomainEvent::OrderCancelled(e) => {
            let added = Added { cancelled: 1, sales: -e.money.total(), ..Added::default() };
            sums.add(e.placed_on, e.money.currency, added);
        }
        DomainEvent::OrderReinstated(e) => {
            let added = Added { cancelled: -1, sales: e.money.total(), ..Added::default() };
            sums.add(e.placed_on, e.money.currency, added);
        }
        // A fact that comes with an instant alone belongs to that day of the shop's calendar.
        DomainEvent::ShipmentShipped(e) => {
            sums.add(e.shipped_at.date_in(zone), e.share.currency, Added { shipped: 1, ..Added::default() });
        }
        DomainEvent::ShipmentReturned(e) => {
            sums.add(e.returned_at.date_in(zone), e.share.currency, Added { returned: 1, ..Added::default() });
        }
        DomainEvent::ShipmentDelivered(e) => {
            if let Some(returned_at) = e.voids_return_at {
                sums.add(returned_at.date_in(zone), e.share.currency, Added { returned: -1, ..Added::default() });
            }
            sums.arrive(arrival(e), &e.lane);
        }
        _ => {}
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
