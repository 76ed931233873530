//! What other rooms and pages may ask about parcels. Another shop's parcel is not found.

pub use crate::count_open::count_open;
use crate::error::TrackingError;
use crate::link::{Opened, open_token};
use crate::model::{SeenScan, Shipment, ShipmentLine};
use crate::places::find_place;
pub use crate::store::KeptScan;
use crate::store::{self, Told};
use std::cmp::Reverse;
use wasl_base::{CalendarDate, OrderId, ShipmentId, ShopId};
use wasl_db::{Read, args};
use wasl_events::{Lane, Status};
use wasl_platform::Shop;

/// Scans shown of one parcel, newest first.
pub const SCANS_MAX: i64 = 200;

/// Errors: `tracking.not_found`.
pub async fn find_shipment(read: &mut Read, shop: ShopId, id: ShipmentId) -> Result<Shipment, TrackingError> {
    read.opt(store::FIND_SHIPMENT, args![shop, id], store::shipment_of).await?.ok_or(TrackingError::NotFound)
}

/// Oldest first.
pub async fn shipments_of_order(read: &mut Read, shop: ShopId, order: OrderId) -> Result<Vec<Shipment>, TrackingError> {
    Ok(read.all(store::SHIPMENTS_OF_ORDER, args![shop, order], store::shipment_of).await?)
}

pub async fn lines_of(read: &mut Read, shop: ShopId, id: ShipmentId) -> Result<Vec<ShipmentLine>, TrackingError> {
    let lines = read
        .all(store::LINES_OF_SHIPMENT, args![shop, id], |row| {
            Ok(ShipmentLine { line: row.get(0)?, title: row.get(1)?, quantity: row.get(2)? })
        })
        .await?;
    Ok(lines)
}

/// What a parcel's customer may see.
#[derive(Debug)]
pub struct Seen {
    pub opened: Opened,
    /// Newest first, [`SCANS_MAX`] at most.
    pub scans: Vec<SeenScan>,
    /// As many at most; an order has no more lines.
    pub lines: Vec<ShipmentLine>,
}

/// Everything of the customer's page in two questions. Errors: `tracking.link_dead`.
pub async fn seen_by_token(read: &mut Read, shop: &Shop, token: &str) -> Result<Seen, TrackingError> {
    let opened = open_token(read, shop, token).await?;
    let (mut lines, mut found) = (Vec::new(), Vec::new());
    let key = args![shop.id, opened.shipment().id, SCANS_MAX];
    for told in read.all(store::STORY_OF_SHIPMENT, key, store::told_of).await? {
        match told {
            Told::Goods(line) => lines.push(line),
            Told::Scan(id, scan) => found.push((id, scan)),
        }
    }
    lines.sort_by_key(|line: &ShipmentLine| line.line);
    found.sort_by_key(|(id, scan)| Reverse((scan.at, *id)));
    let mut scans: Vec<SeenScan> = Vec::with_capacity(found.len());
    for (_, mut scan) in found {
        // Neighbours are mostly of one place.
        scan.city = match scans.last() {
            Some(newer) if newer.place == scan.place => newer.city,
            _ => find_place(&scan.place),
        };
        scans.push(scan);
    }
    Ok(Seen { opened, scans, lines })
}

/// Newest first, at most [`SCANS_MAX`].
pub async fn scans_of(read: &mut Read, shop: ShopId, id: ShipmentId) -> Result<Vec<KeptScan>, TrackingError> {
    Ok(read.all(store::EVENTS_OF_SHIPMENT, args![shop, id, SCANS_MAX], store::scan_of).await?)
}

/// All scans of an order's parcels, newest first, with the parcel each belongs to.
pub async fn scans_of_order(
    read: &mut Read,
    shop: ShopId,
    order: OrderId,
) -> Result<Vec<(ShipmentId, KeptScan)>, TrackingError> {
    let scans = read
        .all(store::EVENTS_OF_ORDER, args![shop, order, SCANS_MAX], |row| Ok((row.get(10)?, store::scan_of(row)?)))
        .await?;
    Ok(scans)
}

/// Which of the delivered parcels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Any,
    /// With a promised day, kept or not.
    Promised,
    OnTime,
    CameLate,
}

/// Delivered parcels of some days, and of one lane when it is named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivered {
    pub first: CalendarDate,
    pub last: CalendarDate,
    pub verdict: Verdict,
    pub lane: Option<Lane>,
}

/// Which parcels a list holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ShipmentFilter {
    All,
    /// Open, and the carrier does not have it yet.
    Waiting,
    /// On the way: neither delivered nor back.
    Open,
    /// Open with the promised day before `today`; imported history is never late.
    Late {
        today: CalendarDate,
    },
    /// Open, with a failed attempt or an exception.
    Trouble,
    Status(Status),
}

/// Newest first, from before `before`.
pub async fn list_shipments(
    read: &mut Read,
    shop: ShopId,
    filter: ShipmentFilter,
    before: Option<ShipmentId>,
    limit: i64,
) -> Result<Vec<Shipment>, TrackingError> {
    let before = before.map_or(i64::MAX, ShipmentId::number);
    let map = store::shipment_of;
    let rows = match filter {
        ShipmentFilter::All => read.all(store::LIST_ALL, args![shop, before, limit], map).await?,
        ShipmentFilter::Waiting => read.all(store::LIST_WAITING, args![shop, before, limit], map).await?,
        ShipmentFilter::Open => read.all(store::LIST_OPEN, args![shop, before, limit], map).await?,
        ShipmentFilter::Late { today } => read.all(store::LIST_LATE, args![shop, before, limit, today], map).await?,
        ShipmentFilter::Trouble => read.all(store::LIST_TROUBLE, args![shop, before, limit], map).await?,
        ShipmentFilter::Status(status) => {
            read.all(store::LIST_STATUS, args![shop, before, limit, status.as_str()], map).await?
        }
    };
    Ok(rows)
}

/// Newest hand-over first, from before `before` of the last day.
pub async fn list_delivered(
    read: &mut Read,
    shop: ShopId,
    filter: &Delivered,
    before: Option<ShipmentId>,
    limit: i64,
) -> Result<Vec<Shipment>, TrackingError> {
    let before = before.map_or(i64::MAX, ShipmentId::number);
    let map = store::shipment_of;
    let (first, last) = (filter.first, filter.last);
    let rows = match &filter.lane {
        None => {
            let list = match filter.verdict {
                Verdict::Any => store::LIST_DELIVERED,
                Verdict::Promised => store::LIST_PROMISED,
                Verdict::OnTime => store::LIST_ON_TIME,
                Verdict::CameLate => store::LIST_CAME_LATE,
            };
            read.all(list, args![shop, before, limit, first, last], map).await?
        }
        Some(lane) => {
            let list = match filter.verdict {
                Verdict::Any => store::LANE_DELIVERED,
                Verdict::Promised => store::LANE_PROMISED,
                Verdict::OnTime => store::LANE_ON_TIME,
                Verdict::CameLate => store::LANE_CAME_LATE,
            };
            read.all(list, args![shop, before, limit, first, last, &lane.from, &lane.to], map).await?
        }
    };
    Ok(rows)
}

/// Open parcels whose promised day is before `today`; imported history is never late.
pub async fn count_late(read: &mut Read, shop: ShopId, today: CalendarDate) -> Result<i64, TrackingError> {
    Ok(read.one(store::COUNT_LATE, args![shop, today], |row| row.get(0)).await?)
}
