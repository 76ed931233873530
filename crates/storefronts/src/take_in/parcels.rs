//! Goods that a storefront says were sent become parcels of ours, and where it says they were become their scans. A parcel
//! that somebody made here under the same number is the same parcel.

use super::Taking;
use super::family::{Child, Family};
use super::hold::settle;
use crate::error::StorefrontError;
use crate::model::{FulfilmentTold, ObjectKind, ScanTold};
use std::collections::HashMap;
use wasl_base::{Instant, OrderId, ShipmentId};
use wasl_db::Tx;
use wasl_orders::{OrderError, Taken};
use wasl_tracking::{
    CreateShipment, Scan, TrackingError, create_shipment_in, read, record_events_in, rename_shipment_in,
};

/// Goods were sent there that here are in another parcel, or not of the order.
const PARCEL_DIFFERS: &str = "parcel_differs";

/// Is there anything sent that has no parcel of ours yet?
pub(super) fn has_unsent(taking: &Taking<'_>, family: &Family) -> Result<bool, StorefrontError> {
    for child in family.fulfilments.iter().filter(|child| child.shipment.is_none()) {
        if !taking.storefront.platform.fulfilment(&child.value)?.is_cancelled {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Makes the parcels that are missing, names those that were named since, and writes down where they were.
pub(super) async fn send_goods(
    tx: &mut Tx,
    taking: &Taking<'_>,
    family: &Family,
    order: OrderId,
) -> Result<Option<&'static str>, StorefrontError> {
    let mut problem = None;
    let mut parcels: HashMap<&str, ShipmentId> = HashMap::new();
    // The earliest first, so that "all that is left" means the same in any order of messages.
    let mut sent: Vec<(&Child, FulfilmentTold)> = Vec::with_capacity(family.fulfilments.len());
    for child in &family.fulfilments {
        sent.push((child, taking.storefront.platform.fulfilment(&child.value)?));
    }
    sent.sort_by_key(|(child, told)| (sent_at(child, told), child.external_id.clone()));
    for (child, told) in &sent {
        let parcel = match child.shipment {
            Some(known) => Some(rename(tx, taking, known, told).await?),
            None if told.is_cancelled => None,
            None => make(tx, taking, family, order, (child, told)).await?,
        };
        match parcel {
            Some(id) => {
                parcels.insert(&child.external_id, id);
                settle(tx, taking, ObjectKind::Fulfilment, &child.external_id, Some(id.number()), None).await?;
            }
            None if !told.is_cancelled => problem = Some(PARCEL_DIFFERS),
            None => {}
        }
    }
    for child in family.scans.iter().filter(|child| child.shipment.is_none()) {
        let told = taking.storefront.platform.scan(&child.value)?;
        if let Some(parcel) = parcels.get(told.fulfilment.as_str()) {
            write_down(tx, taking, child, &told, *parcel).await?;
        }
    }
    Ok(problem)
}

/// When goods were sent; where the storefront does not say, when it told of them.
fn sent_at(child: &Child, told: &FulfilmentTold) -> Instant {
    told.sent_at.unwrap_or(child.version)
}

async fn rename(
    tx: &mut Tx,
    taking: &Taking<'_>,
    known: ShipmentId,
    told: &FulfilmentTold,
) -> Result<ShipmentId, StorefrontError> {
    let held = read::find_shipment(tx, taking.shop.id, known).await?;
    if told.number.is_some() && (held.number != told.number || held.carrier != told.carrier) {
        let (carrier, number) = (&told.carrier, told.number.as_deref());
        rename_shipment_in(tx, taking.stamp, taking.shop, known, carrier, number).await?;
    }
    Ok(known)
}

/// None when our order has no such goods left.
async fn make(
    tx: &mut Tx,
    taking: &Taking<'_>,
    family: &Family,
    order: OrderId,
    (child, told): (&Child, &FulfilmentTold),
) -> Result<Option<ShipmentId>, StorefrontError> {
    let shop = taking.shop;
    let made = read::shipments_of_order(tx, shop.id, order).await?;
    if let Some(same) = made.iter().find(|one| told.number.is_some() && one.number == told.number) {
        return Ok(Some(same.id));
    }
    let pieces = |(line, quantity): &(String, i64)| Some(Taken { line: *family.lines.get(line)?, quantity: *quantity });
    let Some(lines) = told.lines.iter().map(pieces).collect::<Option<Vec<_>>>() else { return Ok(None) };
    let command = CreateShipment {
        order,
        lines,
        carrier: told.carrier.clone(),
        connection: None,
        number: told.number.clone(),
        from: None,
        created_at: Some(sent_at(child, told).min(taking.stamp.now)),
        shares_delivery_time: false,
        charge: None,
    };
    match create_shipment_in(tx, taking.stamp, shop, &command).await {
        Err(TrackingError::Order(
            OrderError::NothingToFulfil | OrderError::TooManyPieces { .. } | OrderError::UnknownReference { .. },
        )) => Ok(None),
        other => Ok(Some(other?.shipment.id)),
    }
}

/// The instant is the storefront's: it says when it changed the word, which is when it heard of it.
async fn write_down(
    tx: &mut Tx,
    taking: &Taking<'_>,
    child: &Child,
    told: &ScanTold,
    parcel: ShipmentId,
) -> Result<(), StorefrontError> {
    let scan = Scan {
        carrier_event_id: None,
        raw_time: child.version.to_string(),
        at: child.version,
        code: told.word.clone(),
        place: String::new(),
        text: String::new(),
        status: told.status,
        substatus: None,
    };
    record_events_in(tx, taking.stamp, taking.shop, parcel, &[scan]).await?;
    settle(tx, taking, ObjectKind::Scan, &child.external_id, Some(parcel.number()), None).await
}
