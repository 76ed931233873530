//! The strand: an order comes in, its parcel is followed, the customer and the owner see it, and the books hold it.

use crate::support::{abaya, abaya_order, balances, books_of, get, post, scan, word};
use serde_json::{Value, json};
use wasl_platform::testing::{TestHouse, on_both};

const SKU: &str = "ABAYA-BLK-54";

async fn order(t: &TestHouse, body: &Value) -> String {
    post(t, "/api/v1/products", &abaya(SKU)).await;
    word(&post(t, "/api/v1/orders", body).await["id"]).to_owned()
}

async fn pay(t: &TestHouse, order: &str) {
    let body = json!({"method": "card", "gateway": "moyasar", "amount": "230.00", "external_ref": "pay_7Hq2k"});
    let paid = post(t, &format!("/api/v1/orders/{order}/payments"), &body).await;
    assert_eq!((&paid["payment_state"], &paid["money"]["due"]), (&json!("paid"), &json!("0.00")));
}

async fn parcel(t: &TestHouse, order: &str) -> Value {
    let body = json!({"carrier": "smsa", "tracking_number": "SM4471902"});
    post(t, &format!("/api/v1/orders/{order}/shipments"), &body).await
}

async fn charged_parcel(t: &TestHouse, order: &str) -> Value {
    let charge = json!({"amount": "18.00", "currency": "SAR"});
    let body = json!({"carrier": "smsa", "tracking_number": "SM4471902", "charge": charge});
    post(t, &format!("/api/v1/orders/{order}/shipments"), &body).await
}

async fn tell(t: &TestHouse, parcel: &Value, events: &[Value]) {
    let path = format!("/api/v1/shipments/{}/events", word(&parcel["id"]));
    let told = post(t, &path, &json!({"events": events})).await;
    assert_eq!(told["added"], events.len());
}

fn entry(fact: &str, lines: &[&str]) -> (String, Vec<String>) {
    (fact.to_owned(), lines.iter().map(|line| (*line).to_owned()).collect())
}

fn way_to_the_door() -> [Value; 4] {
    [
        scan(1, "InfoReceived", "label made"),
        scan(2, "InTransit", "picked up"),
        scan(6, "OutForDelivery", "with the driver"),
        scan(8, "Delivered", "signed for"),
    ]
}

#[tokio::test]
async fn a_prepaid_order_is_paid_shipped_delivered_and_booked() {
    on_both(wasl::modules, |t| async move {
        let order = order(&t, &abaya_order(SKU, "card")).await;
        let placed = get(&t, &format!("/api/v1/orders/{order}")).await;
        assert_eq!((&placed["money"]["total"], &placed["money"]["vat"]), (&json!("230.00"), &json!("30.00")));
        pay(&t, &order).await;
        assert_eq!(balances(&t).await, ["1120 230.00", "2110 -30.00", "2210 -200.00"]);
        let parcel = charged_parcel(&t, &order).await;
        t.clock.advance_seconds(9 * 3_600);
        tell(&t, &parcel, &way_to_the_door()).await;
        t.drain().await;
        let expect = [
            entry("order.paid", &["1120 D 230.00", "2110 C 30.00", "2210 C 200.00"]),
            entry("shipment.label", &["2025 C 18.00", "6010 D 18.00"]),
            entry("shipment.shipped", &["1310 C 90.00", "1320 D 90.00"]),
            entry("shipment.delivered.revenue", &["2210 D 200.00", "4010 C 200.00", "4020 C 20.00", "4110 D 20.00"]),
            entry("shipment.delivered.cost", &["1320 C 90.00", "5010 D 90.00"]),
        ];
        assert_eq!(books_of(&t, &order).await, expect, "P01, P03, P02, P04, P05");
        let open = [
            "1120 230.00",
            "1310 -90.00",
            "2025 -18.00",
            "2110 -30.00",
            "4010 -200.00",
            "4020 -20.00",
            "4110 20.00",
            "5010 90.00",
            "6010 18.00",
        ];
        assert_eq!(balances(&t).await, open);
        assert_eq!(t.drain().await, 0, "nothing waits");
        assert_eq!(get(&t, &format!("/api/v1/orders/{order}")).await["state"], "completed");
        the_customer_sees_it(&t, &parcel).await;
        the_owner_sees_it(&t, &order).await;
    })
    .await;
}

async fn the_customer_sees_it(t: &TestHouse, parcel: &Value) {
    let url = word(&parcel["tracking_url"]);
    let path = &url[url.find("/t/").expect("a link")..];
    for (lang, pieces) in
        [("ar", ["تم التسليم", "سُلّمت شحنتك", "وصلك"]), ("en", ["Delivered", "handed over", "Handed over"])]
    {
        let page = t.public_page(path, lang).await;
        assert_eq!(page.status, 200, "{}", page.body);
        // The city goes by the name that its reader knows.
        let city = if lang == "ar" { "جدة" } else { "Jeddah" };
        for piece in pieces.into_iter().chain(["SM4471902", "نورة", "عباية", city]) {
            assert!(page.body.contains(piece), "{lang}: no {piece}");
        }
        for secret in ["العتيبي", "551112233", "noura@", "أنس بن مالك", "RRRD2929", "<script src=\"http"]
        {
            assert!(!page.body.contains(secret), "{lang}: {secret} is nobody's business");
        }
        assert!(page.header("cache-control").contains("no-store"), "{}", page.header("cache-control"));
        assert!(page.header("x-robots-tag").contains("noindex"), "{}", page.header("x-robots-tag"));
        assert_eq!(page.header("referrer-policy"), "no-referrer");
    }
}

async fn the_owner_sees_it(t: &TestHouse, order: &str) {
    let arabic = ["دُفع الطلب", "سُلّمت البضاعة لشركة الشحن", "وصلت الشحنة: البيع", "وصلت الشحنة: التكلفة"];
    let english = ["Order paid", "Goods handed to the carrier", "Parcel delivered: sale", "Parcel delivered: cost"];
    for (lang, facts) in [("ar", arabic), ("en", english)] {
        let page = t.page(&format!("/s/nakheel/orders/{order}"), lang).await;
        assert_eq!(page.status, 200, "{}", page.body);
        let scans = ["label made", "picked up", "with the driver", "signed for"];
        let entries = [1, 2, 3, 4, 5].map(|seq| format!("/s/nakheel/books/entries/{seq}\""));
        for piece in
            facts.into_iter().chain(scans).chain(entries.iter().map(String::as_str)).chain(["230.00", "SM4471902"])
        {
            assert!(page.body.contains(piece), "{lang}: no {piece}");
        }
        let newest_first: Vec<_> = scans.iter().rev().map(|text| page.body.find(text)).collect();
        assert!(newest_first.is_sorted(), "{lang}: the timeline is not newest first");
    }
}

#[tokio::test]
async fn cash_at_the_door_is_owed_by_the_carrier() {
    on_both(wasl::modules, |t| async move {
        let mut body = abaya_order(SKU, "cash_on_delivery");
        body["cod_fee"] = json!("11.50");
        let order = order(&t, &body).await;
        assert_eq!(balances(&t).await, Vec::<String>::new(), "a promise to pay is no entry");
        let parcel = parcel(&t, &order).await;
        t.clock.advance_seconds(9 * 3_600);
        tell(&t, &parcel, &way_to_the_door()).await;
        t.drain().await;
        let sale = ["1130 D 241.50", "2110 C 31.50", "4010 C 200.00", "4020 C 20.00", "4030 C 10.00", "4110 D 20.00"];
        let expect = [
            entry("shipment.shipped", &["1310 C 90.00", "1320 D 90.00"]),
            entry("shipment.delivered.revenue", &sale),
            entry("shipment.delivered.cost", &["1320 C 90.00", "5010 D 90.00"]),
        ];
        assert_eq!(books_of(&t, &order).await, expect, "P02, P13, P14");
        assert!(balances(&t).await.contains(&"1130 241.50".to_owned()));
        let now = get(&t, &format!("/api/v1/orders/{order}")).await;
        assert_eq!((&now["state"], &now["payment_state"]), (&json!("completed"), &json!("paid")));
    })
    .await;
}

#[tokio::test]
async fn what_is_paid_while_the_parcel_travels_is_not_asked_for_at_the_door() {
    on_both(wasl::modules, |t| async move {
        let order = order(&t, &abaya_order(SKU, "cash_on_delivery")).await;
        let parcel = parcel(&t, &order).await;
        t.clock.advance_seconds(3 * 3_600);
        tell(&t, &parcel, &way_to_the_door()[..2]).await;
        pay(&t, &order).await;
        t.clock.advance_seconds(6 * 3_600);
        tell(&t, &parcel, &way_to_the_door()[2..]).await;
        t.drain().await;
        let held = balances(&t).await;
        assert!(!held.iter().any(|line| line.starts_with("1130")), "no carrier owes cash: {held:?}");
        assert!(held.contains(&"2110 -30.00".to_owned()), "VAT once: {held:?}");
    })
    .await;
}

#[tokio::test]
async fn a_refused_parcel_is_back_on_the_shelf() {
    on_both(wasl::modules, |t| async move {
        let order = order(&t, &abaya_order(SKU, "cash_on_delivery")).await;
        let parcel = parcel(&t, &order).await;
        t.clock.advance_seconds(80 * 3_600);
        let mut home = scan(50, "InTransit", "refused");
        home["substatus"] = json!("returning");
        let mut back = scan(74, "Exception", "at the shop");
        back["substatus"] = json!("returned");
        tell(&t, &parcel, &[scan(2, "InTransit", "picked up"), scan(28, "AttemptFail", "refused"), home, back]).await;
        t.drain().await;
        let expect = [
            entry("shipment.shipped", &["1310 C 90.00", "1320 D 90.00"]),
            entry("shipment.returned", &["1310 D 90.00", "1320 C 90.00"]),
        ];
        assert_eq!(books_of(&t, &order).await, expect, "P02 and P19");
        assert_eq!(balances(&t).await, Vec::<String>::new());
        let now = get(&t, &format!("/api/v1/orders/{order}")).await;
        assert_eq!((&now["state"], &now["payment_state"]), (&json!("returned"), &json!("refused")));
    })
    .await;
}

#[tokio::test]
async fn a_cancelled_prepaid_order_is_owed_back() {
    on_both(wasl::modules, |t| async move {
        let order = order(&t, &abaya_order(SKU, "card")).await;
        pay(&t, &order).await;
        let path = format!("/api/v1/orders/{order}/cancel");
        let now = post(&t, &path, &json!({"reason": "غيّرت العميلة رأيها"})).await;
        assert_eq!((&now["state"], &now["payment_state"]), (&json!("cancelled"), &json!("refund_due")));
        t.drain().await;
        let expect = [
            entry("order.paid", &["1120 D 230.00", "2110 C 30.00", "2210 C 200.00"]),
            entry("order.cancelled", &["2110 D 30.00", "2210 D 200.00", "2220 C 230.00"]),
        ];
        assert_eq!(books_of(&t, &order).await, expect, "P01 and P21");
        assert_eq!(balances(&t).await, ["1120 230.00", "2220 -230.00"]);
        let again = t.api("POST", &path, "{}", None).await;
        crate::support::assert_problem(&again, 409, "orders.already_cancelled", None, "cancelled twice");
        for (lang, piece) in [("ar", "أُلغي طلب مدفوع"), ("en", "Paid order cancelled")] {
            let page = t.page(&format!("/s/nakheel/orders/{order}"), lang).await;
            assert!(page.body.contains(piece), "{lang}: no {piece}");
        }
    })
    .await;
}
