//! A carrier's scan: kept once, added to the parcel's state, and said aloud when something new was reached.

use crate::error::TrackingError;
use crate::model::{Scan, Shipment, State, owner_of_scan};
use crate::store;
use std::sync::Arc;
use wasl_base::{Instant, ShipmentId, ShopId, TrackingEventId};
use wasl_db::{Tx, Value, args};
use wasl_events::{ShipmentAdvanced, ShipmentDelivered, ShipmentReturned, ShipmentShipped};
use wasl_orders::{mark_delivered_in, mark_returned_in};
use wasl_platform::{House, Outbox, Shop, Stamp};

/// Events of one request.
pub const EVENTS_MAX: usize = 200;
/// Parcels that one number of one connection is looked up among, newest first.
const NUMBER_REUSES_MAX: i64 = 100;
/// Longest raw text, in characters.
pub const TEXT_CHARS_MAX: usize = 500;

/// What became of the scans of one request.
#[derive(Clone, Debug)]
pub struct Recorded {
    pub shipment: Shipment,
    /// How many were new, or told again in their time after they had come from the future.
    pub added: usize,
    /// How many had been told before.
    pub repeated: usize,
}

/// A scan with what is reckoned from it once.
pub(crate) struct SavedScan<'a> {
    pub scan: &'a Scan,
    pub key: [u8; 32],
    pub id: TrackingEventId,
    pub is_future: bool,
}

impl<'a> SavedScan<'a> {
    pub(crate) fn of(scan: &'a Scan, stamp: &Stamp) -> Self {
        Self { scan, key: scan.key(), id: stamp.id(), is_future: scan.is_from_the_future(stamp.now) }
    }
}

/// Errors: `tracking.not_found`, `tracking.too_many_events`.
pub async fn record_events(
    house: &House,
    shop: &Arc<Shop>,
    shipment: ShipmentId,
    scans: Vec<Scan>,
) -> Result<Recorded, TrackingError> {
    let context = (house.stamp(), Arc::clone(shop), scans);
    house
        .db
        .write(context, move |tx, (stamp, shop, scans)| Box::pin(record_events_in(tx, stamp, shop, shipment, scans)))
        .await
}

pub async fn record_events_in(
    tx: &mut Tx,
    stamp: &Stamp,
    shop: &Shop,
    shipment: ShipmentId,
    scans: &[Scan],
) -> Result<Recorded, TrackingError> {
    if scans.len() > EVENTS_MAX {
        return Err(TrackingError::TooMany { max: EVENTS_MAX });
    }
    let key = args![shop.id, shipment];
    let held = tx.opt_locked(store::FIND_SHIPMENT, key, store::shipment_of).await?.ok_or(TrackingError::NotFound)?;
    let before = held.state.clone();
    let mut after = held;
    let mut added = 0;
    for scan in scans {
        let saved = SavedScan::of(scan, stamp);
        if tx.run(store::ADD_EVENT, &event_row(shop.id, shipment, &saved, stamp)).await? == 0 {
            continue;
        }
        added += 1;
        if !saved.is_future {
            after.state.add(scan, saved.key);
        }
    }
    if after.state != before {
        after.settle(&shop.zone);
        tx.send(store::SET_STATE, &store::state_row(shop.id, &after, stamp.now)).await?;
        say_advanced(tx, stamp, shop, &before, &after).await?;
        say_reached(tx, stamp, shop, &before, &after).await?;
    }
    Ok(Recorded { shipment: after, added, repeated: scans.len() - added })
}

/// The same by carrier and number, as carriers tell it.
/// Errors: `tracking.unknown_number` when no shipment of this connection carries the number.
pub async fn record_events_by_number_in(
    tx: &mut Tx,
    stamp: &Stamp,
    shop: &Shop,
    connection: &str,
    number: &str,
    scans: &[Scan],
) -> Result<Vec<Recorded>, TrackingError> {
    let key = args![shop.id, connection, number, NUMBER_REUSES_MAX];
    let carriers = tx.all(store::SHIPMENTS_BY_NUMBER, key, |row| Ok((row.get(0)?, row.get(1)?))).await?;
    let mut grouped: Vec<(ShipmentId, Vec<Scan>)> = Vec::new();
    for scan in scans {
        let owner = owner_of_scan(&carriers, scan.at).ok_or(TrackingError::UnknownNumber)?;
        match grouped.iter_mut().find(|(id, _)| *id == owner) {
            Some((_, held)) => held.push(scan.clone()),
            None => grouped.push((owner, vec![scan.clone()])),
        }
    }
    grouped.sort_by_key(|(id, _)| *id);
    let mut recorded = Vec::with_capacity(grouped.len());
    for (id, scans) in &grouped {
        recorded.push(record_events_in(tx, stamp, shop, *id, scans).await?);
    }
    Ok(recorded)
}

pub(crate) fn event_row<'a>(
    shop: ShopId,
    shipment: ShipmentId,
    saved: &'a SavedScan<'_>,
    stamp: &Stamp,
) -> Vec<Value<'a>> {
    let scan = saved.scan;
    args![
        shop,
        shipment,
        &saved.key[..],
        saved.id,
        &scan.carrier_event_id,
        &scan.raw_time,
        scan.at,
        &scan.code,
        &scan.place,
        &scan.text,
        scan.status.as_str(),
        scan.substatus.map(|sub| sub.as_str()),
        saved.is_future,
        stamp.origin.as_str(),
        stamp.now
    ]
    .to_vec()
}

/// Says that scans moved a parcel.
async fn say_advanced(
    tx: &mut Tx,
    stamp: &Stamp,
    shop: &Shop,
    before: &State,
    after: &Shipment,
) -> Result<(), TrackingError> {
    let state = &after.state;
    let standing = |state: &State| (state.status(), state.milestone(), state.is_open());
    if standing(before) == standing(state) {
        return Ok(());
    }
    let moved_at = state.moved.as_ref().map_or(stamp.now, |moved| moved.at);
    let at = state.delivered_at.map_or(moved_at, |delivered_at| delivered_at.max(moved_at));
    let advanced = ShipmentAdvanced {
        shipment: after.id,
        order: after.order,
        from: before.status(),
        to: state.status(),
        was_open: before.is_open(),
        is_open: state.is_open(),
        milestone: state.milestone(),
        at,
    };
    tx.emit(stamp, shop.id, at, advanced).await?;
    Ok(())
}

/// Says what was reached between two states: each of shipped, delivered and returned once in a parcel's life.
pub(crate) async fn say_reached(
    tx: &mut Tx,
    stamp: &Stamp,
    shop: &Shop,
    before: &State,
    after: &Shipment,
) -> Result<(), TrackingError> {
    let state = &after.state;
    if let (None, Some(shipped_at)) = (before.shipped_at, state.shipped_at) {
        let shipped = ShipmentShipped {
            shipment: after.id,
            order: after.order,
            carrier: after.carrier.clone(),
            shipped_at,
            share: after.share,
        };
        tx.emit(stamp, shop.id, shipped_at, shipped).await?;
    }
    if let (None, Some(delivered_at)) = (before.delivered_at, state.delivered_at) {
        say_delivered(tx, stamp, shop, after, delivered_at).await?;
    }
    if !before.is_returned()
        && let (true, Some(returned_at)) = (state.is_returned(), state.returned_at)
    {
        let returned = ShipmentReturned {
            shipment: after.id,
            order: after.order,
            carrier: after.carrier.clone(),
            method: after.method,
            share: after.share,
            returned_at,
        };
        tx.emit(stamp, shop.id, returned_at, returned).await?;
        mark_returned_in(tx, stamp, shop, after.order, after.id, returned_at).await?;
    }
    Ok(())
}

async fn say_delivered(
    tx: &mut Tx,
    stamp: &Stamp,
    shop: &Shop,
    after: &Shipment,
    delivered_at: Instant,
) -> Result<(), TrackingError> {
    // Paid on the way, an order is no longer cash on delivery: the order knows, the parcel only remembers.
    let handed_over = mark_delivered_in(tx, stamp, shop, after.order, after.id, delivered_at).await?;
    let delivered = ShipmentDelivered {
        shipment: after.id,
        order: after.order,
        carrier: after.carrier.clone(),
        method: handed_over.order.method,
        share: after.share,
        placed_at: after.placed_at,
        shipped_at: after.state.shipped_at,
        delivered_at,
        delivered_on: after.delivered_on.unwrap_or_else(|| delivered_at.date_in(&shop.zone)),
        promised_on: after.promised_on,
        lane: after.lane.clone(),
        voids_return_at: handed_over.voids_return_at,
    };
    tx.emit(stamp, shop.id, delivered_at, delivered).await?;
    Ok(())
}
