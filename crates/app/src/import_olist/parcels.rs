//! One parcel per seller: handed over and delivered when the order was. The set holds one delivery time per order;
//! where several parcels share it, each is marked so.

use super::map::{NOWHERE, SellerParcel};
use super::model::OlistOrder;
use wasl_base::{Instant, OrderId};
use wasl_db::Tx;
use wasl_events::Status;
use wasl_orders::{OrderLine, Taken};
use wasl_platform::{Shop, Stamp};
use wasl_tracking::{CreateShipment, Scan, TrackingError, create_with_history_in};

/// The set does not name its carriers.
const CARRIER: &str = "olist";

/// An order whose parcels are to be written.
pub struct Followed<'a> {
    pub from: &'a OlistOrder,
    pub order: OrderId,
    /// In the order of `Goods::lines`; empty when one parcel takes everything.
    pub lines: &'a [OrderLine],
    pub parcels: &'a [SellerParcel],
}

/// Writes the parcels with their scans; answers how many they are.
pub async fn write_parcels_in(
    tx: &mut Tx,
    stamp: &Stamp,
    shop: &Shop,
    followed: &Followed<'_>,
) -> Result<i64, TrackingError> {
    let mut count = 0;
    for parcel in followed.parcels {
        create_with_history_in(tx, stamp, shop, &shipment(followed, parcel), &scans(followed.from)).await?;
        count += 1;
    }
    Ok(count)
}

fn shipment(followed: &Followed<'_>, parcel: &SellerParcel) -> CreateShipment {
    let taken = |(line, quantity): &(usize, i64)| {
        followed.lines.get(*line).map(|line| Taken { line: line.id, quantity: *quantity })
    };
    CreateShipment {
        order: followed.order,
        lines: parcel.pieces.iter().filter_map(taken).collect(),
        carrier: CARRIER.to_owned(),
        connection: None,
        number: None,
        from: Some(parcel.seller.state.map_or_else(|| NOWHERE.to_owned(), |state| state.as_str().to_owned())),
        created_at: Some(made_at(followed.from)),
        shares_delivery_time: followed.from.delivered_at.is_some() && followed.parcels.len() > 1,
        charge: None,
    }
}

/// A parcel is there when it is handed over; where that time was set aside, when the order was paid, or at the latest
/// when it was delivered.
fn made_at(order: &OlistOrder) -> Instant {
    let known = order.handed_over_at.or(order.approved_at).unwrap_or(order.placed_at);
    order.delivered_at.map_or(known, |delivered| known.min(delivered))
}

fn scans(order: &OlistOrder) -> Vec<Scan> {
    let handed = order.handed_over_at.map(|at| scan(at, "order_delivered_carrier_date", Status::InTransit));
    let delivered = order.delivered_at.map(|at| scan(at, "order_delivered_customer_date", Status::Delivered));
    handed.into_iter().chain(delivered).collect()
}

/// The column is the code: it says where the fact was read.
fn scan(at: Instant, column: &str, status: Status) -> Scan {
    Scan {
        carrier_event_id: None,
        raw_time: at.to_string(),
        at,
        code: column.to_owned(),
        place: String::new(),
        text: String::new(),
        status,
        substatus: None,
    }
}
