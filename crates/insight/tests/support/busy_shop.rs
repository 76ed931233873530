//! Two months of a small shop, told through the house's own doors: orders by API, parcels with their scans.

use serde_json::{Value, json};
use std::sync::Arc;
use wasl_base::{Instant, OrderId};
use wasl_db::Tx;
use wasl_events::Status;
use wasl_platform::testing::{START, TestHouse};
use wasl_platform::{Module, Shop, Stamp};
use wasl_tracking::{CreateShipment, Scan, Substatus, TrackingError, create_with_history_in};

const HOUR_SECONDS: i64 = 3_600;
/// Hours between two orders, and how many there are: a little over 60 days.
const HOURS_APART: i64 = 10;
const ORDERS: i64 = 148;
/// City and region; Abha's parcels are the slow ones.
const PLACES: [(&str, &str); 5] =
    [("الرياض", "الرياض"), ("أبها", "عسير"), ("جدة", "مكة المكرمة"), ("الرياض", "الرياض"), ("أبها", "عسير")];

pub fn rooms() -> Vec<Module> {
    vec![
        wasl_ledger::module(),
        wasl_customers::module(),
        wasl_orders::module(),
        wasl_tracking::module(),
        wasl_insight::module(),
    ]
}

/// Everything up to [`START`], delivered to all listeners.
pub async fn open(t: &TestHouse) {
    for number in 0..ORDERS {
        let placed_at = START.plus_seconds(-(number * HOURS_APART + 2) * HOUR_SECONDS);
        let place = PLACES[usize::try_from(number).expect("number") % PLACES.len()];
        let order = place_order(t, number, placed_at, place).await;
        match number {
            0 | 1 => {}
            9 | 40 | 71 => cancel(t, order).await,
            _ => ship(t, order, number, &way(number, placed_at, place.0)).await,
        }
    }
    t.drain().await;
}

async fn place_order(t: &TestHouse, number: i64, placed_at: Instant, (city, region): (&str, &str)) -> OrderId {
    let promised_on = placed_at.date_in(&t.shop.zone).plus_days(3);
    let body: Value = json!({
        "number": format!("NK-{}", 2_000 - number),
        "payment_method": if number % 4 == 0 { "cash_on_delivery" } else { "card" },
        "customer": {"name": "هند الدوسري", "phone": format!("05{:08}", 10_000_000 + number)},
        "address": {"city": city, "region": region, "district": "الملقا", "street": "طريق أنس بن مالك",
                    "building": "2929", "postal_code": "13522", "additional_number": "7512"},
        "lines": [{"title": "عباية كريب", "quantity": 1, "unit_price": format!("{}.00", 150 + number), "unit_cost": "60.00"}],
        "placed_at": placed_at.to_string(),
        "promised_on": promised_on.to_string(),
    });
    let reply = t.api("POST", "/api/v1/orders", &body.to_string(), None).await;
    assert_eq!(reply.status, 201, "{}", reply.body);
    reply.json()["id"].as_str().expect("id").parse().expect("an order's id")
}

async fn cancel(t: &TestHouse, order: OrderId) {
    let reply = t.api("POST", &format!("/api/v1/orders/{order}/cancel"), r#"{"reason":"x"}"#, None).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
}

/// The scans so far. The newest parcels are still travelling, two of them in trouble.
fn way(number: i64, placed_at: Instant, city: &str) -> Vec<Scan> {
    let after = |hours: i64| placed_at.plus_seconds(hours * HOUR_SECONDS);
    let mut scans = vec![scan(after(5), Status::InfoReceived, None), scan(after(20), Status::InTransit, None)];
    match number {
        2 => scans.truncate(1),
        3 | 4 => {}
        6 => scans.push(scan(after(50), Status::AttemptFail, None)),
        8 => scans.push(scan(after(60), Status::Exception, None)),
        30 => scans.push(scan(after(200), Status::InTransit, Some(Substatus::Returned))),
        _ => {
            let is_slow = city == "أبها" && number % 3 > 0;
            let hours = 30 + number * 7 % 26 + if is_slow { 60 } else { 0 };
            scans.push(scan(after(hours), Status::Delivered, None));
        }
    }
    scans.retain(|scan| scan.at < START);
    scans
}

fn scan(at: Instant, status: Status, substatus: Option<Substatus>) -> Scan {
    Scan {
        carrier_event_id: None,
        raw_time: at.to_string(),
        at,
        code: status.as_str().to_owned(),
        place: String::new(),
        text: String::new(),
        status,
        substatus,
    }
}

type Sent = (Stamp, Arc<Shop>, CreateShipment, Vec<Scan>);

async fn ship(t: &TestHouse, order: OrderId, number: i64, way: &[Scan]) {
    let command = CreateShipment {
        order,
        lines: Vec::new(),
        carrier: if number % 2 == 0 { "smsa".to_owned() } else { "aramex".to_owned() },
        connection: None,
        number: Some(format!("SM44{:05}", 71_902 - number)),
        from: None,
        created_at: None,
        shares_delivery_time: false,
        charge: None,
    };
    let sent: Sent = (t.house.stamp(), Arc::clone(&t.shop), command, way.to_vec());
    let shipped = t.house.db.write(sent, |tx: &mut Tx, (stamp, shop, command, way): &Sent| {
        Box::pin(async move {
            create_with_history_in(tx, stamp, shop, command, way).await?;
            Ok::<_, TrackingError>(())
        })
    });
    shipped.await.expect("shipped");
}
