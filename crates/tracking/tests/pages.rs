//! What people see of parcels, on both engines: the customer's page in every state and both languages as snapshots,
//! the console's list, page and forms.

mod support;

use serde_json::{Value, json};
use support::*;
use wasl_platform::testing::{TestHouse, on_both};

async fn check(t: &TestHouse, name: &str, shipment: &Value) {
    for lang in ["ar", "en"] {
        let page = t.public_page(&format!("/t/{}", token_of(shipment)), lang).await;
        assert_eq!(page.status, 200, "{}", page.body);
        assert!(!page.body.contains('⟦'), "{}", page.body);
        insta::assert_snapshot!(format!("{name}_{lang}"), main_of(&page.body));
    }
}

/// A parcel that has come as far as `scans`; the clock stands at `hours` after the tests' begin.
async fn at(t: &TestHouse, hours: i64, scans: &[Value]) -> Value {
    let shipment = parcel(t).await;
    t.clock.advance_seconds(hours * 3_600);
    told(t, &shipment, scans).await;
    shipment
}

/// A city seen by nobody but the two of the way, and the same station told three times.
#[tokio::test]
async fn abroad_with_repeated_scans() {
    on_both(rooms, |t: TestHouse| async move {
        let mut order = good_order();
        order["address"]["city"] = json!("Jeddah");
        let shipment = parcel_of(&t, &place(&t, &order).await, "SM9").await;
        t.clock.advance_seconds(60 * 3_600);
        let at = |hours, sub: &str, place: &str| {
            let mut one = with_sub(scan(hours, "InTransit", sub), sub);
            one["place"] = json!(place);
            one
        };
        let way = [
            at(3, "picked_up", "Shenzhen"),
            at(9, "departed", "Shenzhen"),
            at(20, "in_customs", "Dubai Airport"),
            at(30, "customs_cleared", "Dubai"),
            at(40, "at_hub", "RUH"),
            at(41, "at_hub", "RUH"),
            at(43, "at_hub", "RUH"),
            at(50, "departed", "Depot 7"),
        ];
        // Told one by one, so that equal words of one hour stay different scans.
        for one in &way {
            told(&t, &shipment, std::slice::from_ref(one)).await;
        }
        check(&t, "abroad", &shipment).await;
    })
    .await;
}

/// The shop is known by its short id without a question; the rest is two, however long the way.
#[tokio::test]
async fn the_customers_page_asks_two_questions() {
    on_both(rooms, |t: TestHouse| async move {
        let shipment = at(&t, 23, &way(4)).await;
        let mut read = t.house.db.read().await.expect("read");
        let seen = wasl_tracking::read::seen_by_token(&mut read, &t.shop, token_of(&shipment)).await.expect("seen");
        assert_eq!((seen.scans.len(), seen.lines.len(), read.asked()), (4, 2, 2));
        assert_eq!(seen.lines[0].title, "عباية كريب", "goods in the order of the order");
        assert!(seen.scans.windows(2).all(|pair| pair[0].at >= pair[1].at), "newest first");
    })
    .await;
}

fn way(far: usize) -> Vec<Value> {
    let mut way = vec![
        scan(1, "InfoReceived", "label made"),
        with_sub(scan(3, "InTransit", "picked up"), "picked_up"),
        with_sub(scan(20, "InTransit", "sorted"), "arrived_in_city"),
        scan(23, "OutForDelivery", "with courier"),
    ];
    way.truncate(far);
    way
}

#[tokio::test]
async fn pending() {
    on_both(rooms, |t: TestHouse| async move {
        let shipment = parcel(&t).await;
        check(&t, "pending", &shipment).await;
    })
    .await;
}

#[tokio::test]
async fn in_transit() {
    on_both(rooms, |t: TestHouse| async move {
        let shipment = at(&t, 21, &way(3)).await;
        check(&t, "in_transit", &shipment).await;
    })
    .await;
}

#[tokio::test]
async fn out_for_delivery() {
    on_both(rooms, |t: TestHouse| async move {
        let shipment = at(&t, 23, &way(4)).await;
        check(&t, "out_for_delivery", &shipment).await;
    })
    .await;
}

#[tokio::test]
async fn attempt_failed() {
    on_both(rooms, |t: TestHouse| async move {
        let mut scans = way(4);
        scans.push(scan(26, "AttemptFail", "nobody home"));
        let shipment = at(&t, 26, &scans).await;
        check(&t, "attempt_failed", &shipment).await;
    })
    .await;
}

#[tokio::test]
async fn delivered() {
    on_both(rooms, |t: TestHouse| async move {
        let mut scans = way(4);
        scans.push(with_sub(scan(25, "Delivered", "signed"), "cash_collected"));
        let shipment = at(&t, 26, &scans).await;
        check(&t, "delivered", &shipment).await;
    })
    .await;
}

#[tokio::test]
async fn on_its_way_back_and_returned() {
    on_both(rooms, |t: TestHouse| async move {
        let mut scans = way(4);
        scans.push(with_sub(scan(50, "InTransit", "refused"), "returning"));
        let shipment = at(&t, 51, &scans).await;
        check(&t, "returning", &shipment).await;
        t.clock.advance_seconds(30 * 3_600);
        told(&t, &shipment, &[with_sub(scan(80, "Exception", "at sender"), "returned")]).await;
        check(&t, "returned", &shipment).await;
    })
    .await;
}

#[tokio::test]
async fn late() {
    on_both(rooms, |t: TestHouse| async move {
        let shipment = at(&t, 5 * 24, &way(2)).await;
        check(&t, "late", &shipment).await;
    })
    .await;
}

#[tokio::test]
async fn two_parcels() {
    on_both(rooms, |t: TestHouse| async move {
        let order = place(&t, &good_order()).await;
        let line = json!([{"line": order["lines"][0]["id"], "quantity": 2}]);
        let made = fulfil(&t, &order, json!({"carrier": "smsa", "tracking_number": "SM1", "lines": line})).await;
        let first = made.json();
        parcel_of(&t, &order, "SM2").await;
        t.clock.advance_seconds(21 * 3_600);
        told(&t, &first, &way(2)).await;
        check(&t, "two_parcels", &first).await;
    })
    .await;
}

#[tokio::test]
async fn the_console_lists_opens_and_writes() {
    on_both(rooms, |t: TestHouse| async move {
        let none = t.page("/s/nakheel/shipments", "en").await;
        assert!(none.body.contains("No shipments here"), "{}", none.body);
        let mut body = good_order();
        body["address"]["city"] = json!("<b>جدة</b>");
        let order = place(&t, &body).await;
        let path = format!("/s/nakheel/orders/{}", word(&order["id"]));
        let wrong = t.form(&format!("{path}/shipments"), &[("carrier", " "), ("number", "")]).await;
        assert_eq!((wrong.status.as_u16(), rows(&t).await.0), (422, 0), "{}", wrong.body);
        let made = t.form(&format!("{path}/shipments"), &[("carrier", " smsa "), ("number", " SM1 ")]).await;
        assert_eq!((made.status.as_u16(), made.header("location")), (303, path.as_str()), "{}", made.body);
        let listed = t.api("GET", "/api/v1/shipments", "", None).await.json()["items"][0].clone();
        assert_eq!((&listed["carrier"], &listed["tracking_number"]), (&json!("smsa"), &json!("SM1")));

        let page = format!("/s/nakheel/shipments/{}", word(&listed["id"]));
        for what in ["InTransit", "InTransit", "AttemptFail"] {
            let done = t.form(&format!("{page}/events"), &[("what", what), ("place", "مكة"), ("text", "<i>")]).await;
            assert_eq!((done.status.as_u16(), done.header("location")), (303, page.as_str()), "{}", done.body);
        }
        assert_eq!(rows(&t).await.1, 3, "the same words by hand are another scan");
        let long = "x".repeat(501);
        for fields in [[("what", "lost"), ("text", "")], [("what", "InTransit"), ("text", long.as_str())]] {
            assert_eq!(t.form(&format!("{page}/events"), &fields).await.status, 422);
        }
        assert_eq!(rows(&t).await.1, 3);
        let seen = t.page(&page, "en").await.body;
        assert!(seen.contains("Delivery was tried") && seen.contains("&lt;i&gt;") && !seen.contains("<i>"), "{seen}");
        assert!(seen.contains("Riyadh</bdi> → <bdi>&lt;b&gt;جدة"), "the lane reads forward: {seen}");
        assert!(t.page(&page, "ar").await.body.contains("الرياض</bdi> ← <bdi>"));
        for (filter, rows) in
            [("", 1), ("open", 1), ("trouble", 1), ("waiting", 0), ("late", 0), ("delivered", 0), ("came_late", 0)]
        {
            let list = t.page(&format!("/s/nakheel/shipments?filter={filter}"), "en").await;
            assert_eq!(list.body.matches(&page).count(), rows, "{filter}: {}", list.body);
            assert!(!list.body.contains("<b>جدة") && !list.body.contains('⟦'));
        }
        assert_eq!(t.page("/s/nakheel/shipments/shp_0000000000001", "en").await.status, 404);
    })
    .await;
}
