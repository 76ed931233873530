//! Goods of an order become a parcel: the lines are taken from the order, the money they carry is fixed, a link is made.

use crate::error::TrackingError;
use crate::find_shipments::{SEARCH_KIND, terms_of};
use crate::link::make_link_in;
use crate::model::{Scan, Shipment, ShipmentLine, State};
use crate::policy::first_name;
use crate::record_event::{SavedScan, event_row, say_reached};
use crate::store;
use wasl_base::{Instant, Money, OrderId, ShipmentId};
use wasl_customers::search;
use wasl_db::{Tx, Value, args};
use wasl_events::{Lane, ShipmentCharged, ShipmentCreated};
use wasl_orders::{Fulfilled, MarkFulfilled, Taken, mark_fulfilled_in};
use wasl_platform::{House, Outbox, Shop, Stamp};

/// Longest carrier code, connection or tracking number, in characters.
pub const CODE_CHARS_MAX: usize = 64;
/// Longest place name, in characters.
pub const PLACE_CHARS_MAX: usize = 120;

#[derive(Clone, Debug)]
pub struct CreateShipment {
    pub order: OrderId,
    /// Which pieces; none named means everything not yet in a shipment.
    pub lines: Vec<Taken>,
    pub carrier: String,
    /// The account its scans come by; the carrier's code when none is given.
    pub connection: Option<String>,
    pub number: Option<String>,
    /// Where it leaves from: region or city; the shop's own when none is given.
    pub from: Option<String>,
    /// When it came to be; now when none is given.
    pub created_at: Option<Instant>,
    pub shares_delivery_time: bool,
    /// What the carrier charges by contract, net of VAT: accrued in the books (P03).
    pub charge: Option<Money>,
}

/// A parcel and the token of its page.
#[derive(Clone, Debug)]
pub struct Created {
    pub shipment: Shipment,
    pub token: String,
}

/// Errors: those of `orders::mark_fulfilled_in`, and `tracking.invalid` with the field.
pub async fn create_shipment(house: &House, shop: &Shop, command: CreateShipment) -> Result<Created, TrackingError> {
    let context = (house.stamp(), shop.clone(), command);
    house.db.write(context, |tx, (stamp, shop, command)| Box::pin(create_shipment_in(tx, stamp, shop, command))).await
}

pub async fn create_shipment_in(
    tx: &mut Tx,
    stamp: &Stamp,
    shop: &Shop,
    command: &CreateShipment,
) -> Result<Created, TrackingError> {
    create_with_history_in(tx, stamp, shop, command, &[]).await
}

/// The same for a parcel whose whole way is already known (an import, a generator): one state, written once.
pub async fn create_with_history_in(
    tx: &mut Tx,
    stamp: &Stamp,
    shop: &Shop,
    command: &CreateShipment,
    history: &[Scan],
) -> Result<Created, TrackingError> {
    check(command)?;
    let id: ShipmentId = stamp.id();
    let created_at = command.created_at.unwrap_or(stamp.now);
    let take =
        MarkFulfilled { order: command.order, shipment: id, lines: command.lines.clone(), fulfilled_at: created_at };
    let fulfilled = mark_fulfilled_in(tx, stamp, shop, &take).await?;
    let mut shipment = draft(stamp, shop, command, &fulfilled, id, created_at);
    let scans: Vec<SavedScan<'_>> = history.iter().map(|scan| SavedScan::of(scan, stamp)).collect();
    for saved in scans.iter().filter(|saved| !saved.is_future) {
        shipment.state.add(saved.scan, saved.key);
    }
    shipment.settle(&shop.zone);
    tx.send(store::ADD_SHIPMENT, &store::shipment_row(shop.id, &shipment, stamp.now)).await?;
    add_lines(tx, shop, id, &fulfilled).await?;
    search::add_terms_in(tx, shop.id, SEARCH_KIND, id.number(), &terms_of(&shipment)).await?;
    let rows: Vec<Vec<Value<'_>>> = scans.iter().map(|saved| event_row(shop.id, id, saved, stamp)).collect();
    tx.send_all(store::ADD_EVENT, &rows).await?;
    let token = make_link_in(tx, stamp, shop, id).await?;
    let event = ShipmentCreated {
        shipment: id,
        order: shipment.order,
        carrier: shipment.carrier.clone(),
        promised_on: shipment.promised_on,
        lane: shipment.lane.clone(),
        status: shipment.state.status(),
        is_open: shipment.state.is_open(),
    };
    tx.emit(stamp, shop.id, created_at, event).await?;
    if let Some(charge) = command.charge.filter(|charge| charge.minor > 0) {
        let (order, carrier) = (shipment.order, shipment.carrier.clone());
        tx.emit(stamp, shop.id, created_at, ShipmentCharged { shipment: id, order, carrier, charge }).await?;
    }
    say_reached(tx, stamp, shop, &State::default(), &shipment).await?;
    Ok(Created { shipment, token })
}

fn draft(
    stamp: &Stamp,
    shop: &Shop,
    command: &CreateShipment,
    fulfilled: &Fulfilled,
    id: ShipmentId,
    created_at: Instant,
) -> Shipment {
    let order = &fulfilled.order;
    let address = &order.address;
    let city = address.city.clone();
    let here = shop.region.clone().unwrap_or_else(|| shop.city.clone());
    let lane =
        Lane { from: command.from.clone().unwrap_or(here), to: address.region.clone().unwrap_or_else(|| city.clone()) };
    let first_name = order.recipient().and_then(first_name);
    Shipment {
        id,
        order: order.id,
        order_number: order.number.clone(),
        carrier: command.carrier.clone(),
        connection: command.connection.clone().unwrap_or_else(|| command.carrier.clone()),
        number: command.number.clone(),
        lane,
        first_name,
        to_city: city,
        method: order.method,
        share: fulfilled.share,
        placed_at: order.placed_at,
        promised_on: order.promised_on,
        origin: stamp.origin,
        created_at,
        shares_delivery_time: command.shares_delivery_time,
        delivered_on: None,
        state: State::default(),
    }
}

async fn add_lines(tx: &mut Tx, shop: &Shop, id: ShipmentId, fulfilled: &Fulfilled) -> Result<(), TrackingError> {
    let lines: Vec<ShipmentLine> = fulfilled
        .taken
        .iter()
        .filter_map(|taken| {
            let line = fulfilled.lines.iter().find(|line| line.id == taken.line)?;
            Some(ShipmentLine { line: line.id, title: line.title.clone(), quantity: taken.quantity })
        })
        .collect();
    let rows: Vec<Vec<Value<'_>>> =
        lines.iter().map(|line| args![shop.id, id, line.line, &line.title, line.quantity].to_vec()).collect();
    tx.send_all(store::ADD_LINE, &rows).await?;
    Ok(())
}

fn check(command: &CreateShipment) -> Result<(), TrackingError> {
    let fits = |text: &str, max: usize| {
        !text.is_empty() && text.trim() == text && text.chars().count() <= max && !text.chars().any(char::is_control)
    };
    let optional = |text: &Option<String>, max: usize| text.as_deref().is_none_or(|text| fits(text, max));
    for (is_fit, field) in [
        (fits(&command.carrier, CODE_CHARS_MAX), "/carrier"),
        (optional(&command.connection, CODE_CHARS_MAX), "/connection"),
        (optional(&command.number, CODE_CHARS_MAX), "/tracking_number"),
        (optional(&command.from, PLACE_CHARS_MAX), "/from"),
    ] {
        if !is_fit {
            return Err(TrackingError::Invalid { field: field.to_owned() });
        }
    }
    if command.charge.is_some_and(|charge| charge.minor < 0) {
        return Err(TrackingError::Invalid { field: "/charge/amount".to_owned() });
    }
    Ok(())
}
