//! What the way shows: stations in words of their own, repeated scans folded, days newest first.

use super::*;
use crate::model::{Moved, State, Substatus};
use wasl_base::{Currency, Lang, OrderId, Origin, ShipmentId};
use wasl_events::{Lane, PaymentMethod, SaleShare, Status};

const HOUR: i64 = 3_600_000_000;

fn parcel(from: &str, to: &str) -> Shipment {
    Shipment {
        id: ShipmentId::from_number(1),
        order: OrderId::from_number(1),
        order_number: "1".into(),
        carrier: "smsa".into(),
        connection: "smsa".into(),
        number: None,
        lane: Lane { from: from.into(), to: to.into() },
        first_name: None,
        to_city: to.into(),
        method: PaymentMethod::Card,
        share: SaleShare::nothing(Currency::SAR),
        placed_at: Instant::from_us(0),
        promised_on: None,
        origin: Origin::Live,
        created_at: Instant::from_us(0),
        shares_delivery_time: false,
        delivered_on: None,
        state: State::default(),
    }
}

fn scan(hour: i64, place: &str, substatus: Option<Substatus>) -> SeenScan {
    let at = Instant::from_us(0).plus_seconds(hour * 3_600);
    SeenScan { at, place: place.into(), city: find_place(place), status: Status::InTransit, substatus }
}

/// The names of the stops, the present one in brackets.
fn told(shipment: &Shipment, places: &[&str]) -> String {
    let mut scans: Vec<SeenScan> = (0..).zip(places).map(|(hour, place)| scan(hour, place, None)).collect();
    scans.reverse();
    let Some(way) = way(shipment, &scans) else { return String::new() };
    let name = |(index, place): (usize, &&Place)| {
        let name = place.name(Lang::En);
        if index == way.here { format!("[{name}]") } else { name.to_owned() }
    };
    way.stops.iter().enumerate().map(name).collect::<Vec<_>>().join(" ")
}

#[test]
fn a_way_runs_from_the_shop_over_what_was_seen_to_the_customer() {
    let home = parcel("الرياض", "جدة");
    for (places, expect) in [
        (&[][..], "[Riyadh] Jeddah"),
        (&["Riyadh"], "[Riyadh] Jeddah"),
        (&["Riyadh", "Taif"], "Riyadh [Taif] Jeddah"),
        (&["Riyadh", "Taif", "", "Depot 7"], "Riyadh [Taif] Jeddah"),
        (&["Riyadh", "Jeddah", "Jeddah"], "Riyadh [Jeddah]"),
        (&["Riyadh", "Dammam", "Riyadh"], "Dammam [Riyadh] Jeddah"),
        (&["Riyadh", "Jeddah", "Taif"], "Riyadh [Taif] Jeddah"),
        (&["Shenzhen", "Hong Kong", "Dubai"], "Riyadh Shenzhen Hong Kong [Dubai] Jeddah"),
    ] {
        assert_eq!(told(&home, places), expect, "{places:?}");
    }
}

#[test]
fn nothing_is_drawn_of_what_is_not_known() {
    assert_eq!(told(&parcel("Depot 7", "جدة"), &[]), "");
    assert_eq!(told(&parcel("Depot 7", "جدة"), &["Jeddah"]), "");
    assert_eq!(told(&parcel("الرياض", "الرياض"), &["Riyadh"]), "", "one city is no way");
    assert_eq!(told(&parcel("Depot 7", "Springfield"), &["Riyadh", "Taif"]), "Riyadh [Taif]");
    let mut back = parcel("الرياض", "جدة");
    back.state.moved = Some(Moved {
        at: Instant::from_us(0),
        status: Status::Exception,
        substatus: Some(Substatus::Returning),
        key: [0; 32],
    });
    assert_eq!(told(&back, &["Riyadh", "Jeddah"]), "", "it is not coming any more");
}

#[test]
fn a_delivered_parcel_is_where_its_customer_is() {
    let mut home = parcel("الرياض", "جدة");
    home.state.delivered_at = Some(Instant::from_us(0));
    assert_eq!(told(&home, &["Riyadh", "Taif"]), "Riyadh Taif [Jeddah]");
}

#[test]
fn a_long_way_keeps_its_ends() {
    let cities =
        ["Shenzhen", "Hong Kong", "Singapore", "Mumbai", "Karachi", "Muscat", "Dubai", "Abu Dhabi", "Doha", "Dammam"];
    let seen = told(&parcel("Guangzhou", "جدة"), &cities);
    assert_eq!(seen, "Guangzhou Karachi Muscat Dubai Abu Dhabi Doha [Dammam] Jeddah");
}

#[test]
fn what_is_told_again_the_same_day_is_one_line() {
    let hub = Some(Substatus::AtHub);
    let scans = [
        scan(30, "a", hub),
        scan(20, "a", hub),
        scan(19, "a", hub),
        scan(18, "a", None),
        scan(2, "b", None),
        scan(1, "b", None),
    ];
    let told = folded(&scans, &Zone::utc());
    let told: Vec<_> = told.iter().map(|one| (one.scan.at.us(), one.times, one.since.us())).collect();
    let hours =
        |all: &[(i64, i64, i64)]| all.iter().map(|(at, n, since)| (at * HOUR, *n, since * HOUR)).collect::<Vec<_>>();
    assert_eq!(told, hours(&[(30, 1, 30), (20, 2, 19), (18, 1, 18), (2, 2, 1)]));
}
