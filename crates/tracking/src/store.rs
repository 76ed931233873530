//! Every SQL text of tracking; row and model.

use crate::model::{Moved, Scan, SeenScan, Shipment, ShipmentLine, State, Substatus, milestone_word};
use wasl_base::{Instant, ShopId, TrackingEventId};
use wasl_db::{DbError, Row, Value, args};
use wasl_events::{GoodsPart, Lane, PaymentMethod, SaleShare, Status};

/// The columns of a shipment, in the order of [`shipment_of`].
macro_rules! columns {
    () => {
        "s.id, s.order_id, s.order_number, s.carrier, s.connection, s.number, s.lane_from, s.lane_to, s.first_name, \
         s.to_city, s.method, s.currency, s.goods, s.discount, s.shipping, s.cod_fee, s.vat, s.cost, s.placed_at, \
         s.promised_on, s.origin, s.created_at, s.shares_delivery_time, s.has_label, s.shipped_at, s.arrived_at, s.out_at, \
         s.delivered_at, s.returned_at, s.moved_at, s.moved_status, s.moved_key, s.moved_substatus, s.delivered_on, \
         s.zero_goods, s.zero_discount, s.exempt_goods, s.exempt_discount"
    };
}

/// What was delivered from the day $4 to the day $5, newest first; of the last day only what stands before $2.
macro_rules! delivered {
    ($only:literal) => {
        concat!(
            "SELECT ",
            columns!(),
            " FROM shipment s WHERE s.shop_id = $1 AND s.id IN (SELECT k.id FROM shipment k WHERE k.shop_id = $1 \
             AND k.delivered_on >= $4 AND k.delivered_on <= $5 AND (k.delivered_on < $5 OR k.id < $2)",
            $only,
            " ORDER BY k.delivered_on DESC, k.id DESC LIMIT $3) ORDER BY s.delivered_on DESC, s.id DESC"
        )
    };
}

/// The newest of each kind of parcels, each from an index of its own, and of them the newest: as many as $3, before $2.
macro_rules! newest {
    ($first:literal $(, $more:literal)*) => {
        concat!(
            "SELECT ",
            columns!(),
            " FROM shipment s WHERE s.shop_id = $1 AND s.id IN (",
            newest!(@of $first),
            $(" UNION ALL ", newest!(@of $more),)*
            ") ORDER BY s.id DESC LIMIT $3"
        )
    };
    (@of $kind:literal) => {
        concat!(
            "SELECT n.id FROM (SELECT k.id FROM shipment k WHERE k.shop_id = $1 AND ",
            $kind,
            " AND k.id < $2 ORDER BY k.id DESC LIMIT $3) n"
        )
    };
}

/// How many they are: what a statement adds stands behind them.
pub const COLUMN_COUNT: usize = 38;

// Ids are found first, in an index that holds all it is asked (`k`), and rows are fetched by their key.
wasl_db::statements! {
    pub ADD_SHIPMENT = "INSERT INTO shipment (shop_id, id, order_id, order_number, carrier, connection, number, lane_from, lane_to, first_name, to_city, method, currency, goods, discount, shipping, cod_fee, vat, cost, placed_at, promised_on, origin, created_at, shares_delivery_time, status, milestone, is_open, has_label, shipped_at, arrived_at, out_at, delivered_at, returned_at, moved_at, moved_status, moved_key, moved_substatus, delivered_on, is_late, updated_at, zero_goods, zero_discount, exempt_goods, exempt_discount) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39, $40, $41, $42, $43, $44)";
    pub RENAME_SHIPMENT = "UPDATE shipment SET carrier = $3, connection = $4, number = $5, updated_at = $6 WHERE shop_id = $1 AND id = $2";
    pub SET_STATE = "UPDATE shipment SET status = $3, milestone = $4, is_open = $5, has_label = $6, shipped_at = $7, arrived_at = $8, out_at = $9, delivered_at = $10, returned_at = $11, moved_at = $12, moved_status = $13, moved_key = $14, moved_substatus = $15, delivered_on = $16, is_late = $17, updated_at = $18 WHERE shop_id = $1 AND id = $2";
    /// What has arrived or come back is judged by the promise that stood then.
    pub SET_PROMISE = "UPDATE shipment SET promised_on = $3 WHERE shop_id = $1 AND id IN (SELECT k.id FROM shipment k WHERE k.shop_id = $1 AND k.order_id = $2) AND is_open = 1";
    pub FIND_SHIPMENT = concat!("SELECT ", columns!(), " FROM shipment s WHERE s.shop_id = $1 AND s.id = $2");
    /// In the order of their ids, for what has to be done once with each.
    pub SHIPMENTS_AFTER = "SELECT id FROM shipment WHERE shop_id = $1 AND id > $2 ORDER BY id LIMIT $3";
    pub SHIPMENTS_OF_ORDER = concat!("SELECT ", columns!(), " FROM shipment s WHERE s.shop_id = $1 AND s.id IN (SELECT k.id FROM shipment k WHERE k.shop_id = $1 AND k.order_id = $2) ORDER BY s.id");
    pub SHIPMENTS_BY_NUMBER = "SELECT id, created_at FROM shipment WHERE shop_id = $1 AND connection = $2 AND number = $3 ORDER BY created_at DESC, id DESC LIMIT $4";
    pub ADD_LINE = "INSERT INTO shipment_line (shop_id, shipment_id, line_id, title, quantity) VALUES ($1, $2, $3, $4, $5)";
    pub LINES_OF_SHIPMENT = "SELECT line_id, title, quantity FROM shipment_line WHERE shop_id = $1 AND shipment_id = $2 ORDER BY line_id";
    /// No row is touched by a repeated scan, but for one that came from the future and is told again in its time.
    pub ADD_EVENT = "INSERT INTO tracking_event (shop_id, shipment_id, dedupe, id, carrier_event_id, raw_time, at, code, place, text, status, substatus, is_future, origin, recorded_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) ON CONFLICT (shop_id, shipment_id, dedupe) DO UPDATE SET is_future = 0 WHERE tracking_event.is_future = 1 AND excluded.is_future = 0";
    /// What the customer's page tells of a parcel in one question: its goods and its newest scans, in no order that the
    /// whole would have to be sorted for. Of a scan the two words are status and sub-status and the number is nothing; of
    /// goods the number is their quantity.
    pub STORY_OF_SHIPMENT = "SELECT g.is_line, g.at, g.id, g.words, g.status, g.substatus, g.number FROM (SELECT CAST(1 AS BIGINT) AS is_line, l.line_id AS at, 0 AS id, l.title AS words, '' AS status, '' AS substatus, l.quantity AS number FROM shipment_line l WHERE l.shop_id = $1 AND l.shipment_id = $2 ORDER BY l.line_id LIMIT $3) g UNION ALL SELECT s.is_line, s.at, s.id, s.words, s.status, s.substatus, s.number FROM (SELECT 0 AS is_line, e.at, e.id, e.place AS words, e.status, COALESCE(e.substatus, '') AS substatus, 0 AS number FROM tracking_event e WHERE e.shop_id = $1 AND e.shipment_id = $2 AND e.is_future = 0 ORDER BY e.at DESC, e.id DESC LIMIT $3) s";
    pub EVENTS_OF_SHIPMENT = "SELECT id, at, code, place, text, status, substatus, is_future, raw_time, carrier_event_id FROM tracking_event WHERE shop_id = $1 AND shipment_id = $2 ORDER BY at DESC, id DESC LIMIT $3";
    pub EVENTS_OF_ORDER = "SELECT e.id, e.at, e.code, e.place, e.text, e.status, e.substatus, e.is_future, e.raw_time, e.carrier_event_id, e.shipment_id FROM tracking_event e WHERE e.shop_id = $1 AND e.shipment_id IN (SELECT k.id FROM shipment k WHERE k.shop_id = $1 AND k.order_id = $2) ORDER BY e.at DESC, e.id DESC LIMIT $3";
    pub ADD_LINK = "INSERT INTO tracking_link (shop_id, hash, id, shipment_id, created_at) VALUES ($1, $2, $3, $4, $5)";
    pub LIVE_LINK = "SELECT l.id FROM tracking_link l WHERE l.shop_id = $1 AND l.hash IN (SELECT k.hash FROM tracking_link k WHERE k.shop_id = $1 AND k.shipment_id = $2) AND l.revoked_at IS NULL ORDER BY l.id DESC LIMIT 1";
    pub REVOKE_LINKS = "UPDATE tracking_link SET revoked_at = $3 WHERE shop_id = $1 AND hash IN (SELECT k.hash FROM tracking_link k WHERE k.shop_id = $1 AND k.shipment_id = $2) AND revoked_at IS NULL";
    /// All parcels of the order whose parcel the link opens, with the id of that one.
    pub PARCELS_OF_LINK = concat!("SELECT ", columns!(), ", l.shipment_id FROM tracking_link l JOIN shipment m ON m.shop_id = l.shop_id AND m.id = l.shipment_id JOIN shipment s ON s.shop_id = m.shop_id AND s.order_id = m.order_id WHERE l.shop_id = $1 AND l.hash = $2 AND l.revoked_at IS NULL ORDER BY s.id");
    pub LIST_ALL = concat!("SELECT ", columns!(), " FROM shipment s WHERE s.shop_id = $1 AND s.id < $2 ORDER BY s.id DESC LIMIT $3");
    pub LIST_OPEN = newest!("k.is_open = 1");
    pub LIST_STATUS = newest!("k.is_open = 1 AND k.status = $4", "k.is_open = 0 AND k.status = $4");
    pub LIST_WAITING = newest!("k.is_open = 1 AND k.status = 'Pending'", "k.is_open = 1 AND k.status = 'InfoReceived'");
    pub LIST_DELIVERED = delivered!("");
    pub LIST_PROMISED = delivered!(" AND k.is_late IS NOT NULL");
    pub LIST_ON_TIME = delivered!(" AND k.is_late = 0");
    pub LIST_CAME_LATE = delivered!(" AND k.is_late = 1");
    pub LANE_DELIVERED = delivered!(" AND k.lane_from = $6 AND k.lane_to = $7");
    pub LANE_PROMISED = delivered!(" AND k.lane_from = $6 AND k.lane_to = $7 AND k.is_late IS NOT NULL");
    pub LANE_ON_TIME = delivered!(" AND k.lane_from = $6 AND k.lane_to = $7 AND k.is_late = 0");
    pub LANE_CAME_LATE = delivered!(" AND k.lane_from = $6 AND k.lane_to = $7 AND k.is_late = 1");
    /// History is silent: nobody can hurry a parcel of an imported year, so it is never called late here.
    /// Found by their days: the ids go in as expressions, or the engines would walk all open parcels by id for them. A page
    /// costs as much as there are late ones.
    pub LIST_LATE = concat!("SELECT ", columns!(), " FROM shipment s WHERE s.shop_id = $1 AND s.id IN (SELECT k.id FROM shipment k WHERE k.shop_id = $1 AND k.is_open = 1 AND k.origin <> 'backfill' AND k.promised_on < $4 AND +k.id < $2 ORDER BY +k.id DESC LIMIT $3) ORDER BY s.id DESC");
    pub LIST_TROUBLE = newest!("k.is_open = 1 AND k.status = 'AttemptFail'", "k.is_open = 1 AND k.status = 'Exception'", "k.is_open = 1 AND k.status = 'Expired'");
    pub COUNT_OPEN = "SELECT status, parcels FROM shipment_open_count WHERE shop_id = $1";
    pub ADD_TO_OPEN = "INSERT INTO shipment_open_count (shop_id, status, parcels) VALUES ($1, $2, $3) ON CONFLICT (shop_id, status) DO UPDATE SET parcels = shipment_open_count.parcels + excluded.parcels";
    pub DROP_OPEN = "DELETE FROM shipment_open_count WHERE shop_id = $1";
    pub RECOUNT_OPEN = "INSERT INTO shipment_open_count (shop_id, status, parcels) SELECT shop_id, status, COUNT(*) FROM shipment WHERE shop_id = $1 AND is_open = 1 GROUP BY shop_id, status";
    /// The parcels themselves, one by one: what the sums must be when every fact has been heard.
    pub COUNT_OPEN_ROWS = "SELECT status, COUNT(*) FROM shipment WHERE shop_id = $1 AND is_open = 1 GROUP BY status";
    pub COUNT_LATE = "SELECT COUNT(*) FROM shipment WHERE shop_id = $1 AND is_open = 1 AND origin <> 'backfill' AND promised_on < $2";
}

/// Reads [`columns`].
pub fn shipment_of(row: &Row<'_>) -> Result<Shipment, DbError> {
    let currency = row.get(11)?;
    Ok(Shipment {
        id: row.get(0)?,
        order: row.get(1)?,
        order_number: row.get(2)?,
        carrier: row.get(3)?,
        connection: row.get(4)?,
        number: row.get(5)?,
        lane: Lane { from: row.get(6)?, to: row.get(7)? },
        first_name: row.get(8)?,
        to_city: row.get(9)?,
        method: word(row.get(10)?, PaymentMethod::parse)?,
        share: SaleShare {
            currency,
            goods: row.get(12)?,
            discount: row.get(13)?,
            shipping: row.get(14)?,
            cod_fee: row.get(15)?,
            vat: row.get(16)?,
            cost: row.get(17)?,
            zero_rated: GoodsPart { goods: row.get(34)?, discount: row.get(35)? },
            exempt: GoodsPart { goods: row.get(36)?, discount: row.get(37)? },
        },
        placed_at: row.get(18)?,
        promised_on: row.get(19)?,
        origin: word(row.get(20)?, wasl_base::Origin::parse)?,
        created_at: row.get(21)?,
        shares_delivery_time: row.get(22)?,
        delivered_on: row.get(33)?,
        state: state_of(row)?,
    })
}

fn state_of(row: &Row<'_>) -> Result<State, DbError> {
    let moved = match row.get::<Option<Instant>>(29)? {
        Some(at) => {
            let key: Vec<u8> = row.get(31)?;
            let key = key.try_into().map_err(|_| DbError::Bug("a scan key is not 32 bytes".to_owned()))?;
            let substatus: Option<String> = row.get(32)?;
            let substatus = substatus.map(|text| word(text, Substatus::parse)).transpose()?;
            Some(Moved { at, status: word(row.get(30)?, Status::parse)?, substatus, key })
        }
        None => None,
    };
    Ok(State {
        has_label: row.get(23)?,
        shipped_at: row.get(24)?,
        arrived_at: row.get(25)?,
        out_at: row.get(26)?,
        delivered_at: row.get(27)?,
        returned_at: row.get(28)?,
        moved,
    })
}

fn word<T>(text: String, parse: impl Fn(&str) -> Option<T>) -> Result<T, DbError> {
    parse(&text).ok_or_else(|| DbError::Bug(format!("a stored word is unreadable: {text}")))
}

/// The row of [`ADD_SHIPMENT`].
pub fn shipment_row(shop: ShopId, one: &Shipment, now: Instant) -> Vec<Value<'_>> {
    let share = &one.share;
    let mut row = args![
        shop,
        one.id,
        one.order,
        &one.order_number,
        &one.carrier,
        &one.connection,
        &one.number,
        &one.lane.from,
        &one.lane.to,
        &one.first_name,
        &one.to_city,
        one.method.as_str(),
        share.currency,
        share.goods,
        share.discount,
        share.shipping,
        share.cod_fee,
        share.vat,
        share.cost,
        one.placed_at,
        one.promised_on,
        one.origin.as_str(),
        one.created_at,
        one.shares_delivery_time
    ]
    .to_vec();
    row.extend(state_values(one, now));
    let parts = [share.zero_rated, share.exempt];
    row.extend(parts.iter().flat_map(|part| [Value::from(part.goods), Value::from(part.discount)]));
    row
}

/// The row of [`SET_STATE`].
pub fn state_row(shop: ShopId, one: &Shipment, now: Instant) -> Vec<Value<'_>> {
    let mut row = args![shop, one.id].to_vec();
    row.extend(state_values(one, now));
    row
}

fn state_values(one: &Shipment, now: Instant) -> [Value<'_>; 16] {
    let state = &one.state;
    let moved = state.moved.as_ref();
    [
        Value::from(state.status().as_str()),
        Value::from(milestone_word(state.milestone())),
        Value::from(state.is_open()),
        Value::from(state.has_label),
        Value::from(state.shipped_at),
        Value::from(state.arrived_at),
        Value::from(state.out_at),
        Value::from(state.delivered_at),
        Value::from(state.returned_at),
        Value::from(moved.map(|m| m.at)),
        Value::from(moved.map(|m| m.status.as_str())),
        Value::from(moved.map(|m| &m.key[..])),
        Value::from(moved.and_then(|m| m.substatus).map(Substatus::as_str)),
        Value::from(one.delivered_on),
        Value::from(one.came_late()),
        Value::from(now),
    ]
}

/// A line of [`STORY_OF_SHIPMENT`].
pub enum Told {
    Goods(ShipmentLine),
    /// With what parts two scans of one moment.
    Scan(TrackingEventId, SeenScan),
}

pub fn told_of(row: &Row<'_>) -> Result<Told, DbError> {
    if row.get(0)? {
        return Ok(Told::Goods(ShipmentLine { line: row.get(1)?, title: row.get(3)?, quantity: row.get(6)? }));
    }
    let substatus: String = row.get(5)?;
    let substatus = if substatus.is_empty() { None } else { Some(word(substatus, Substatus::parse)?) };
    let status = word(row.get(4)?, Status::parse)?;
    Ok(Told::Scan(row.get(2)?, SeenScan { at: row.get(1)?, place: row.get(3)?, city: None, status, substatus }))
}

/// A scan as it was kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptScan {
    pub id: TrackingEventId,
    pub scan: Scan,
    pub is_future: bool,
}

pub fn scan_of(row: &Row<'_>) -> Result<KeptScan, DbError> {
    let substatus: Option<String> = row.get(6)?;
    Ok(KeptScan {
        id: row.get(0)?,
        is_future: row.get(7)?,
        scan: Scan {
            at: row.get(1)?,
            code: row.get(2)?,
            place: row.get(3)?,
            text: row.get(4)?,
            status: word(row.get(5)?, Status::parse)?,
            substatus: substatus.map(|text| word(text, Substatus::parse)).transpose()?,
            raw_time: row.get(8)?,
            carrier_event_id: row.get(9)?,
        },
    })
}
