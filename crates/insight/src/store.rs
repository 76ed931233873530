//! Every SQL text of the figures. Writers add to what stands; readers fetch days, never orders.

use crate::Period;
use crate::figures::DayRow;
use crate::histogram::{Histogram, Unreadable};
use crate::lanes::LaneSums;
use wasl_base::{CalendarDate, Currency, Instant, ShopId, Zone};
use wasl_db::{DbError, Read, Row, Tx, args};
use wasl_events::Lane;

wasl_db::statements! {
    /// The days of facts that come with an instant alone.
    pub ZONE = "SELECT zone FROM shop WHERE id = $1";
    pub ADD_TO_DAY = "INSERT INTO insight_day (shop_id, day, currency, placed, cancelled, sales, shipped, delivered, promised, on_time, returned, waits) VALUES ($1, $2, $3, $4, $5, $6, $7, 0, 0, 0, $8, $9) ON CONFLICT (shop_id, day, currency) DO UPDATE SET placed = insight_day.placed + excluded.placed, cancelled = insight_day.cancelled + excluded.cancelled, sales = insight_day.sales + excluded.sales, shipped = insight_day.shipped + excluded.shipped, returned = insight_day.returned + excluded.returned";
    /// Read and written back whole: the outbox hands a shop's events to us one after the other.
    pub WAITS_OF_DAY = "SELECT waits FROM insight_day WHERE shop_id = $1 AND day = $2 AND currency = $3";
    pub ADD_DELIVERED = "INSERT INTO insight_day (shop_id, day, currency, placed, cancelled, sales, shipped, delivered, promised, on_time, returned, waits) VALUES ($1, $2, $3, 0, 0, 0, 0, 1, $4, $5, 0, $6) ON CONFLICT (shop_id, day, currency) DO UPDATE SET delivered = insight_day.delivered + 1, promised = insight_day.promised + excluded.promised, on_time = insight_day.on_time + excluded.on_time, waits = excluded.waits";
    pub ADD_TO_LANE = "INSERT INTO insight_lane_day (shop_id, day, origin, destination, delivered, promised, late, waited, minutes) VALUES ($1, $2, $3, $4, 1, $5, $6, $7, $8) ON CONFLICT (shop_id, day, origin, destination) DO UPDATE SET delivered = insight_lane_day.delivered + 1, promised = insight_lane_day.promised + excluded.promised, late = insight_lane_day.late + excluded.late, waited = insight_lane_day.waited + excluded.waited, minutes = insight_lane_day.minutes + excluded.minutes";
    pub DAYS = "SELECT day, currency, placed, cancelled, sales, shipped, delivered, promised, on_time, returned, waits FROM insight_day WHERE shop_id = $1 AND day BETWEEN $2 AND $3 ORDER BY day, currency";
    pub LANES = "SELECT origin, destination, CAST(SUM(delivered) AS BIGINT), CAST(SUM(promised) AS BIGINT), CAST(SUM(late) AS BIGINT), CAST(SUM(waited) AS BIGINT), CAST(SUM(minutes) AS BIGINT) FROM insight_lane_day WHERE shop_id = $1 AND day BETWEEN $2 AND $3 GROUP BY origin, destination ORDER BY origin, destination";
    pub OLDEST_DAY = "SELECT day FROM insight_day WHERE shop_id = $1 ORDER BY day LIMIT 1";
    pub NEWEST_DAY = "SELECT day FROM insight_day WHERE shop_id = $1 AND day <= $2 ORDER BY day DESC LIMIT 1";
}

/// What one fact adds to its day, deliveries apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Added {
    pub placed: i64,
    pub cancelled: i64,
    /// Minor units.
    pub sales: i64,
    pub shipped: i64,
    pub returned: i64,
}

/// A parcel that reached its customer.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Arrival {
    pub day: CalendarDate,
    pub currency: Currency,
    pub placed_at: Instant,
    pub delivered_at: Instant,
    pub is_promised: bool,
    pub is_on_time: bool,
}

pub(crate) async fn zone(read: &mut Read, shop: ShopId) -> Result<Zone, DbError> {
    let name: String = read.one(ZONE, args![shop], |row| row.get(0)).await?;
    name.parse().map_err(|_| DbError::Bug(format!("the zone of {shop} is unreadable")))
}

pub(crate) async fn add_to_day(
    tx: &mut Tx,
    shop: ShopId,
    day: CalendarDate,
    currency: Currency,
    added: Added,
) -> Result<(), DbError> {
    let Added { placed, cancelled, sales, shipped, returned } = added;
    let nobody_waited: &[u8] = &[];
    let row = args![shop, day, currency, placed, cancelled, sales, shipped, returned, nobody_waited];
    tx.run(ADD_TO_DAY, row).await?;
    Ok(())
}

/// Counts the parcel on its day and its lane.
pub(crate) async fn add_arrival(tx: &mut Tx, shop: ShopId, arrival: &Arrival, lane: &Lane) -> Result<(), DbError> {
    let key = args![shop, arrival.day, arrival.currency];
    let mut waits = Histogram::default();
    if let Some(packed) = tx.opt(WAITS_OF_DAY, key, |row| row.get::<Vec<u8>>(0)).await? {
        waits.add_packed(&packed).map_err(unreadable)?;
    }
    let has_waited = waits.add(arrival.placed_at, arrival.delivered_at);
    let row = args![shop, arrival.day, arrival.currency, arrival.is_promised, arrival.is_on_time, waits.pack()];
    tx.run(ADD_DELIVERED, row).await?;

    let is_late = arrival.is_promised && !arrival.is_on_time;
    let minutes = if has_waited { arrival.delivered_at.seconds_since(arrival.placed_at) / 60 } else { 0 };
    let row = args![shop, arrival.day, &lane.from, &lane.to, arrival.is_promised, is_late, has_waited, minutes];
    tx.run(ADD_TO_LANE, row).await?;
    Ok(())
}

/// Days that have figures, oldest first, a row for each currency.
pub(crate) async fn days(read: &mut Read, shop: ShopId, period: Period) -> Result<Vec<DayRow>, DbError> {
    read.all(DAYS, args![shop, period.first, period.last], day_row).await
}

pub(crate) async fn lanes(read: &mut Read, shop: ShopId, period: Period) -> Result<Vec<LaneSums>, DbError> {
    read.all(LANES, args![shop, period.first, period.last], |row| {
        Ok(LaneSums {
            origin: row.get(0)?,
            destination: row.get(1)?,
            delivered: row.get(2)?,
            promised: row.get(3)?,
            late: row.get(4)?,
            waited: row.get(5)?,
            minutes: row.get(6)?,
        })
    })
    .await
}

/// The first and the newest day with figures; days to come are not counted as newest.
pub(crate) async fn known_days(
    read: &mut Read,
    shop: ShopId,
    today: CalendarDate,
) -> Result<(Option<CalendarDate>, Option<CalendarDate>), DbError> {
    let oldest = read.opt(OLDEST_DAY, args![shop], |row| row.get(0)).await?;
    let newest = read.opt(NEWEST_DAY, args![shop, today], |row| row.get(0)).await?;
    Ok((oldest, newest))
}

pub(crate) fn unreadable(error: Unreadable) -> DbError {
    DbError::Bug(error.to_string())
}

fn day_row(row: &Row<'_>) -> Result<DayRow, DbError> {
    Ok(DayRow {
        day: row.get(0)?,
        currency: row.get(1)?,
        placed: row.get(2)?,
        cancelled: row.get(3)?,
        sales: row.get(4)?,
        shipped: row.get(5)?,
        delivered: row.get(6)?,
        promised: row.get(7)?,
        on_time: row.get(8)?,
        returned: row.get(9)?,
        waits: row.get(10)?,
    })
}
