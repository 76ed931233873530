//! Every SQL text of the figures. Writers add to what stands; readers fetch days, never orders.

use crate::Period;
use crate::figures::DayRow;
use crate::histogram::Histogram;
use crate::lanes::{LaneCounts, LaneName, LaneSums, WORST_LANES_MAX};
use crate::packing::Unreadable;
use crate::sums::{Added, Arrival, DaySum, Sums};
use std::collections::{BTreeMap, HashMap};
use wasl_base::{CalendarDate, ShopId};
use wasl_db::{DbError, Read, Row, Tx, Value, args};
use wasl_events::Lane;

/// Lanes that a shop's figures tell apart. Places are free text: a shop that ships everywhere must not grow without end.
const LANES_MAX: i64 = 20_000;

wasl_db::statements! {
    pub ADD_TO_DAY = "INSERT INTO insight_day (shop_id, day, currency, placed, cancelled, sales, shipped, delivered, promised, on_time, returned, waits, lanes) VALUES ($1, $2, $3, $4, $5, $6, $7, 0, 0, 0, $8, $9, $9) ON CONFLICT (shop_id, day, currency) DO UPDATE SET placed = insight_day.placed + excluded.placed, cancelled = insight_day.cancelled + excluded.cancelled, sales = insight_day.sales + excluded.sales, shipped = insight_day.shipped + excluded.shipped, returned = insight_day.returned + excluded.returned";
    /// Read and written back whole: the outbox hands a shop's events to us one after the other.
    pub PACKED_OF_DAY = "SELECT waits, lanes FROM insight_day WHERE shop_id = $1 AND day = $2 AND currency = $3";
    pub ADD_DELIVERED = "INSERT INTO insight_day (shop_id, day, currency, placed, cancelled, sales, shipped, delivered, promised, on_time, returned, waits, lanes) VALUES ($1, $2, $3, 0, 0, 0, 0, $4, $5, $6, 0, $7, $8) ON CONFLICT (shop_id, day, currency) DO UPDATE SET delivered = insight_day.delivered + excluded.delivered, promised = insight_day.promised + excluded.promised, on_time = insight_day.on_time + excluded.on_time, waits = excluded.waits, lanes = excluded.lanes";
    pub FIND_LANE = "SELECT number FROM insight_lane WHERE shop_id = $1 AND origin = $2 AND destination = $3";
    pub LAST_LANE = "SELECT CAST(COALESCE(MAX(number), 0) AS BIGINT) FROM insight_lane WHERE shop_id = $1";
    pub ADD_LANE = "INSERT INTO insight_lane (shop_id, number, origin, destination) VALUES ($1, $2, $3, $4)";
    /// As many as [`WORST_LANES_MAX`].
    pub LANE_NAMES = "SELECT number, origin, destination FROM insight_lane WHERE shop_id = $1 AND number IN ($2, $3, $4, $5, $6, $7, $8, $9)";
    pub DAYS = "SELECT day, currency, placed, cancelled, sales, shipped, delivered, promised, on_time, returned, waits, lanes FROM insight_day WHERE shop_id = $1 AND day BETWEEN $2 AND $3 ORDER BY day, currency";
    pub OLDEST_DAY = "SELECT day FROM insight_day WHERE shop_id = $1 ORDER BY day LIMIT 1";
    pub NEWEST_DAY = "SELECT day FROM insight_day WHERE shop_id = $1 AND day <= $2 ORDER BY day DESC LIMIT 1";
}

/// Writes what a batch of facts adds, each day once.
pub(crate) async fn add_sums(tx: &mut Tx, shop: ShopId, sums: &Sums<'_>) -> Result<(), DbError> {
    let mut numbers = HashMap::new();
    for sum in sums.days() {
        if sum.added != Added::default() {
            add_to_day(tx, shop, sum).await?;
        }
        if !sum.arrivals.is_empty() {
            add_arrivals(tx, shop, sum, &mut numbers).await?;
        }
    }
    Ok(())
}

async fn add_to_day(tx: &mut Tx, shop: ShopId, sum: &DaySum<'_>) -> Result<(), DbError> {
    let Added { placed, cancelled, sales, shipped, returned } = sum.added;
    let nothing_packed: &[u8] = &[];
    let row = args![shop, sum.day, sum.currency, placed, cancelled, sales, shipped, returned, nothing_packed];
    tx.send(ADD_TO_DAY, row).await
}

/// Counts the parcels on their day and their lanes.
async fn add_arrivals<'a>(
    tx: &mut Tx,
    shop: ShopId,
    sum: &DaySum<'a>,
    numbers: &mut HashMap<(&'a str, &'a str), Option<i64>>,
) -> Result<(), DbError> {
    let mut waits = Histogram::default();
    let mut lanes = LaneSums::default();
    let packed = |row: &Row<'_>| Ok((row.get::<Vec<u8>>(0)?, row.get::<Vec<u8>>(1)?));
    if let Some((waits_before, lanes_before)) =
        tx.opt(PACKED_OF_DAY, args![shop, sum.day, sum.currency], packed).await?
    {
        waits.add_packed(&waits_before).map_err(unreadable)?;
        lanes.add_packed(&lanes_before).map_err(unreadable)?;
    }
    let (mut all_promised, mut all_on_time) = (0, 0);
    for (arrival, lane) in &sum.arrivals {
        let Arrival { is_promised, is_on_time, .. } = *arrival;
        let has_waited = waits.add(arrival.placed_at, arrival.delivered_at);
        let number = match numbers.get(&(lane.from.as_str(), lane.to.as_str())) {
            Some(known) => *known,
            None => {
                let number = lane_number(tx, shop, lane).await?;
                numbers.insert((&lane.from, &lane.to), number);
                number
            }
        };
        if let Some(number) = number {
            let minutes = if has_waited { arrival.delivered_at.seconds_since(arrival.placed_at) / 60 } else { 0 };
            let (promised, late) = (i64::from(is_promised), i64::from(is_promised && !is_on_time));
            lanes.add(number, &LaneCounts { delivered: 1, promised, late, waited: i64::from(has_waited), minutes });
        }
        all_promised += i64::from(is_promised);
        all_on_time += i64::from(is_on_time);
    }
    let delivered = i64::try_from(sum.arrivals.len()).unwrap_or(i64::MAX);
    let row = args![shop, sum.day, sum.currency, delivered, all_promised, all_on_time, waits.pack(), lanes.pack()];
    tx.send(ADD_DELIVERED, row).await
}

/// The lane's number, given now when it is new. None when the shop has as many lanes as it may.
async fn lane_number(tx: &mut Tx, shop: ShopId, lane: &Lane) -> Result<Option<i64>, DbError> {
    let known = tx.opt(FIND_LANE, args![shop, &lane.from, &lane.to], |row| row.get::<i64>(0)).await?;
    if known.is_some() {
        return Ok(known);
    }
    let number = tx.one(LAST_LANE, args![shop], |row| row.get::<i64>(0)).await? + 1;
    if number > LANES_MAX {
        return Ok(None);
    }
    tx.send(ADD_LANE, args![shop, number, &lane.from, &lane.to]).await?;
    Ok(Some(number))
}

/// What lanes are called, for as many as are shown.
pub(crate) async fn lane_names(
    read: &mut Read,
    shop: ShopId,
    numbers: &[i64],
) -> Result<BTreeMap<i64, LaneName>, DbError> {
    let Some(first) = numbers.first() else {
        return Ok(BTreeMap::new());
    };
    // The same number fills the places that are left over.
    let places = numbers.iter().chain(std::iter::repeat(first)).take(WORST_LANES_MAX);
    let values: Vec<Value<'_>> = std::iter::once(Value::from(shop)).chain(places.map(Value::from)).collect();
    let named = |row: &Row<'_>| Ok((row.get(0)?, LaneName { origin: row.get(1)?, destination: row.get(2)? }));
    Ok(read.all(LANE_NAMES, &values, named).await?.into_iter().collect())
}

/// Days that have figures, oldest first, a row for each currency.
pub(crate) async fn days(read: &mut Read, shop: ShopId, period: Period) -> Result<Vec<DayRow>, DbError> {
    read.all(DAYS, args![shop, period.first, period.last], day_row).await
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
        lanes: row.get(11)?,
    })
}
