//! Lists of what was delivered: by days, kept or broken promise and lane, page after page, on both engines.

mod support;

use serde_json::{Value, json};
use support::*;
use wasl_base::CalendarDate;
use wasl_events::Lane;
use wasl_platform::testing::{START, TestHouse, on_both};
use wasl_tracking::Shipment;
use wasl_tracking::read::{Delivered, Verdict, list_delivered};

const DAY_HOURS: i64 = 24;

/// Handed over `days` after the tests begin (or before), promised for the third day or not at all.
async fn delivered(t: &TestHouse, number: &str, days: i64, is_promised: bool, region: &str) -> Value {
    let mut body = good_order();
    body["address"]["region"] = json!(region);
    body["placed_at"] = json!(START.to_string());
    let promised = START.date_in(&t.shop.zone).plus_days(3).to_string();
    body["promised_on"] = if is_promised { json!(promised) } else { Value::Null };
    let shipment = parcel_of(t, &place(t, &body).await, number).await;
    told(t, &shipment, &[scan(days * DAY_HOURS, "Delivered", number)]).await;
    shipment
}

struct List<'t> {
    t: &'t TestHouse,
    first: CalendarDate,
}

impl List<'_> {
    async fn numbers(&self, verdict: Verdict, (from, to): (i32, i32), region: Option<&str>) -> String {
        let mut read = self.t.house.db.read().await.expect("read");
        let lane = region.map(|to| Lane { from: "الرياض".to_owned(), to: to.to_owned() });
        let asked = Delivered { first: self.first.plus_days(from), last: self.first.plus_days(to), verdict, lane };
        let found = list_delivered(&mut read, self.t.shop.id, &asked, None, 100).await.expect("list");
        let number = |one: &Shipment| one.number.clone().expect("a number");
        found.iter().map(number).collect::<Vec<_>>().join(" ")
    }
}

#[tokio::test]
async fn delivered_parcels_are_found_by_day_promise_and_lane() {
    on_both(rooms, |t: TestHouse| async move {
        t.clock.advance_seconds(20 * DAY_HOURS * 3_600);
        delivered(&t, "A1", 1, true, "مكة").await;
        delivered(&t, "A3", 3, true, "عسير").await;
        delivered(&t, "B4", 4, true, "مكة").await;
        delivered(&t, "B9", 9, true, "عسير").await;
        delivered(&t, "C5", 5, false, "مكة").await;
        let mut open = good_order();
        open["placed_at"] = json!(START.to_string());
        parcel_of(&t, &place(&t, &open).await, "O1").await;
        let list = List { t: &t, first: START.date_in(&t.shop.zone) };
        assert_eq!(list.numbers(Verdict::Any, (0, 20), None).await, "B9 C5 B4 A3 A1");
        assert_eq!(list.numbers(Verdict::Promised, (0, 20), None).await, "B9 B4 A3 A1");
        assert_eq!(list.numbers(Verdict::OnTime, (0, 20), None).await, "A3 A1");
        assert_eq!(list.numbers(Verdict::CameLate, (0, 20), None).await, "B9 B4");
        assert_eq!(list.numbers(Verdict::CameLate, (4, 8), None).await, "B4");
        assert_eq!(list.numbers(Verdict::Any, (4, 4), None).await, "B4");
        assert_eq!(list.numbers(Verdict::Any, (0, 20), Some("مكة")).await, "C5 B4 A1");
        assert_eq!(list.numbers(Verdict::Promised, (0, 20), Some("مكة")).await, "B4 A1");
        assert_eq!(list.numbers(Verdict::CameLate, (0, 20), Some("عسير")).await, "B9");
        assert_eq!(list.numbers(Verdict::OnTime, (0, 20), Some("عسير")).await, "A3");
    })
    .await;
}

/// The figures counted the first telling; a later one that names an earlier day leaves the parcel in its list.
#[tokio::test]
async fn the_day_first_said_stays() {
    on_both(rooms, |t: TestHouse| async move {
        t.clock.advance_seconds(20 * DAY_HOURS * 3_600);
        let shipment = delivered(&t, "B4", 4, true, "مكة").await;
        told(&t, &shipment, &[scan(2 * DAY_HOURS, "Delivered", "told late")]).await;
        let row = row_of(&t, &shipment).await;
        assert_eq!(row.state.delivered_at, Some(START.plus_seconds(2 * DAY_HOURS * 3_600)));
        assert_eq!((row.delivered_on, row.came_late()), (Some(START.date_in(&t.shop.zone).plus_days(4)), Some(true)));
    })
    .await;
}

#[tokio::test]
async fn the_console_turns_pages_of_a_period() {
    on_both(rooms, |t: TestHouse| async move {
        // In the past, since a session does not outlive days.
        for (place, number) in ["N1", "N2", "N3", "N4", "N5"].into_iter().enumerate() {
            delivered(&t, number, -1 - i64::try_from(place).expect("small") / 2, true, "مكة").await;
        }
        let first = START.date_in(&t.shop.zone).plus_days(-10);
        let query = format!("delivered_from={}&delivered_to={}&limit=2", first, first.plus_days(20));
        let mut href = Some(format!("/s/nakheel/shipments?filter=delivered&{query}"));
        let mut seen = Vec::new();
        while let Some(address) = href.take() {
            let page = t.page(&address, "en").await;
            assert_eq!(page.status, 200, "{address}");
            assert!(page.body.contains("Delivered, ") && page.body.contains("All shipments"), "{}", page.body);
            // The shop's own name begins with an N as well.
            let numbers = page.body.split("<bdi>N").skip(1).map(|rest| rest[..1].to_owned());
            seen.extend(numbers.filter(|number| number.starts_with(|digit: char| digit.is_ascii_digit())));
            href = page
                .body
                .split("href=\"")
                .filter_map(|rest| rest.split('"').next())
                .find(|address| address.contains("cursor=") && !address.contains("lang="))
                .map(|address| format!("{}&limit=2", address.replace("&amp;", "&")));
        }
        assert_eq!(seen, ["2", "1", "4", "3", "5"], "the newest day first");
        for (query, status) in [
            ("filter=came_late&delivered_from=2026-02-30", 422),
            ("filter=came_late&delivered_from=2026-02-03&delivered_to=", 200),
            ("filter=came_late&lane_from=%00&lane_to=x", 200),
            ("filter=delivered&cursor=f39_f39_f39_f39_f39_fw", 200),
        ] {
            assert_eq!(t.page(&format!("/s/nakheel/shipments?{query}"), "ar").await.status, status, "{query}");
        }
    })
    .await;
}
