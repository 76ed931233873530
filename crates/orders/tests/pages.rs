//! What people see of orders: the list in both languages as snapshots, its empty states, and the three forms.

mod support;

use serde_json::json;
use support::{get, good_order, place, post, rooms};
use wasl_orders::web::parts;
use wasl_platform::testing::{TestHouse, on_both};

/// The page from its filters to `</main>` (the search box is the look's own), one tag a line, ids of orders by their place.
fn main_of(page: &str, orders: &[serde_json::Value]) -> String {
    let start = page.find("<nav class=\"tabs\"").expect("the filters");
    let end = page.find("</main>").expect("its end");
    let mut text = page[start..end].replace("><", ">\n<");
    for (place, order) in orders.iter().enumerate() {
        text = text.replace(order["id"].as_str().expect("id"), &format!("[order {place}]"));
    }
    text
}

/// A paid order, one for the door, one called off, one that nobody named.
async fn some_orders(t: &TestHouse) -> Vec<serde_json::Value> {
    let paid = place(t, &good_order()).await;
    post(t, &paid["id"], "payments", json!({"method": "card", "amount": "253.00"})).await;
    t.clock.advance_seconds(60);
    let mut body = good_order();
    body["number"] = json!("NK-7 <b>");
    body["payment_method"] = json!("cash_on_delivery");
    body["customer"] = json!({"name": "<script>alert(1)</script>"});
    body["address"]["city"] = json!("جدة");
    let door = place(t, &body).await;
    t.clock.advance_seconds(60);
    let off = place(t, &good_order()).await;
    post(t, &off["id"], "cancel", json!({})).await;
    t.clock.advance_seconds(60);
    let nameless = place(
        t,
        &json!({
            "payment_method": "bank_transfer", "address": {"city": "أبها"},
            "lines": [{"title": "ثوب", "quantity": 1, "unit_price": "1250.00"}]
        }),
    )
    .await;
    vec![paid, door, off, nameless]
}

#[tokio::test]
async fn the_list_in_both_languages() {
    on_both(rooms, |t: TestHouse| async move {
        let orders = some_orders(&t).await;
        for lang in ["ar", "en"] {
            let page = t.page("/s/nakheel/orders", lang).await;
            assert_eq!(page.status, 200, "{}", page.body);
            assert!(!page.body.contains('⟦') && !page.body.contains("<script>alert"));
            insta::assert_snapshot!(format!("list_{lang}"), main_of(&page.body, &orders));
        }
    })
    .await;
}

#[tokio::test]
async fn the_parts_of_an_order_s_page() {
    on_both(rooms, |t: TestHouse| async move {
        let placed = place(&t, &good_order()).await;
        post(&t, &placed["id"], "payments", json!({"method": "card", "amount": "100.00", "external_ref": "p-1"})).await;
        let mut read = t.house.db.read().await.expect("read");
        let (shop, id) = (t.shop.id, support::order_id(&placed));
        let order = wasl_orders::read::find_order(&mut read, shop, id).await.expect("order");
        let lines = wasl_orders::read::order_lines(&mut read, shop, id).await.expect("lines");
        let paid = wasl_orders::read::order_payments(&mut read, shop, id).await.expect("payments");
        for lang in wasl_base::Lang::ALL {
            let locale = t.shop.locale(lang);
            let whole = maud::html! {
                (parts::order_badges(&locale, &order))
                (parts::summary(&locale, &order))
                (parts::lines_and_totals(&locale, &order, &lines))
                (parts::customer_and_address(&locale, &order))
                (parts::payments(&locale, &paid))
            };
            let text = whole.into_string().replace("><", ">\n<");
            insta::assert_snapshot!(format!("parts_{}", lang.as_str()), text);
            assert_eq!(parts::moments(&locale, &order, &paid).len(), 2);
        }
    })
    .await;
}

#[tokio::test]
async fn filters_search_and_pages_lead_on() {
    on_both(rooms, |t: TestHouse| async move {
        let empty = t.page("/s/nakheel/orders", "ar").await;
        assert!(empty.body.contains("لا طلبات بعد"), "{}", empty.body);
        some_orders(&t).await;
        let check = |path: &'static str, rows: usize, holds: &'static str| {
            let t = &t;
            async move {
                let page = t.page(path, "en").await;
                assert_eq!(page.status, 200, "{path}");
                assert_eq!(page.body.matches("<td data-label=\"Order\"").count(), rows, "{path}");
                assert!(page.body.contains(holds), "{path}: {}", page.body);
            }
        };
        check("/s/nakheel/orders?state=cancelled", 1, "Cancelled").await;
        check("/s/nakheel/orders?payment=unpaid", 2, "Due on delivery").await;
        check("/s/nakheel/orders?state=returned", 0, "No order is in this state").await;
        check("/s/nakheel/orders?q=nobody", 0, "No order has these words").await;
        check("/s/nakheel/orders?q=0501234567", 2, "value=\"0501234567\"").await;
        for _ in 0..50 {
            place(&t, &good_order()).await;
        }
        let page = t.page("/s/nakheel/orders", "en").await.body;
        let next = page.split("href=\"").find(|part| part.contains("cursor=")).expect("a next page");
        let next = next.split('"').next().expect("an address").replace("&amp;", "&");
        let second = t.page(&next, "en").await.body;
        assert_eq!(second.matches("<td data-label=\"Order\"").count(), 4);
        assert_eq!(t.page("/s/nakheel/orders?state=lost", "en").await.status, 422);
        assert_eq!(t.page("/s/nakheel/orders?cursor=xx", "en").await.status, 422);
        assert_eq!(t.page("/s/elsewhere/orders", "en").await.status, 404);
    })
    .await;
}

#[tokio::test]
async fn a_payment_is_taken_by_form() {
    on_both(rooms, |t: TestHouse| async move {
        let order = place(&t, &good_order()).await;
        let path = format!("/s/nakheel/orders/{}/pay", order["id"].as_str().expect("id"));
        let page = t.page(&path, "en").await;
        assert!(page.status == 200 && page.body.contains("253.00"), "{}", page.body);
        let wrong = t.form(&path, &[("method", "card"), ("amount", "ten"), ("version", "1")]).await;
        assert!(wrong.status == 422 && wrong.body.contains("value=\"ten\""), "{}", wrong.body);
        assert!(wrong.body.contains("aria-invalid"), "the field says so itself");
        let stale = t.form(&path, &[("method", "card"), ("amount", "253"), ("version", "9")]).await;
        assert_eq!(stale.status, 409);
        let done =
            t.form(&path, &[("method", "card"), ("amount", " ٢٥٣٫٠٠"), ("external_ref", ""), ("version", "1")]).await;
        assert_eq!(done.status, 303, "{}", done.body);
        assert_eq!(done.header("location"), path.trim_end_matches("/pay"));
        assert_eq!(get(&t, &order["id"]).await["payment_state"], "paid");
        let mut read = t.house.db.read().await.expect("read");
        let audit = wasl_platform::read_audit(&mut read, t.shop.id, None, 10).await.expect("audit");
        assert!(audit.iter().any(|row| row.verb == "order.paid" && row.subject == order["id"].as_str().expect("id")));
        assert_eq!(audit.iter().filter(|row| row.verb == "order.paid").count(), 1, "a refusal leaves no trace");
    })
    .await;
}

#[tokio::test]
async fn an_order_is_called_off_and_noted_by_form() {
    on_both(rooms, |t: TestHouse| async move {
        let order = place(&t, &good_order()).await;
        let path = format!("/s/nakheel/orders/{}", order["id"].as_str().expect("id"));
        let note = t.form(&format!("{path}/note"), &[("note", "الباب الأزرق"), ("version", "1")]).await;
        assert_eq!(note.status, 303, "{}", note.body);
        assert!(t.page(&format!("{path}/note"), "ar").await.body.contains("الباب الأزرق"));
        post(&t, &order["id"], "payments", json!({"method": "card", "amount": "253.00"})).await;
        let ask = t.page(&format!("{path}/cancel"), "en").await;
        assert!(ask.body.contains("It becomes a refund"), "{}", ask.body);
        let done = t.form(&format!("{path}/cancel"), &[("reason", "نفد"), ("version", "3")]).await;
        assert_eq!(done.status, 303, "{}", done.body);
        let now = get(&t, &order["id"]).await;
        assert_eq!(
            (&now["state"], &now["note"], &now["cancel_reason"]),
            (&json!("cancelled"), &json!("الباب الأزرق"), &json!("نفد"))
        );
        let again = t.form(&format!("{path}/cancel"), &[("reason", ""), ("version", "4")]).await;
        assert_eq!(again.status, 409);
        assert_eq!(t.page("/s/nakheel/orders/ord_0000000000001/pay", "en").await.status, 404);
    })
    .await;
}

#[tokio::test]
async fn the_list_of_a_period_holds_its_days_and_keeps_them_from_page_to_page() {
    on_both(rooms, |t: TestHouse| async move {
        let order = place(&t, &good_order()).await;
        let number = order["number"].as_str().expect("number").to_owned();
        let holds = |body: &str| body.contains(&format!(">{number}<"));
        let today = wasl_base::Clock::now(&*t.clock).date_in(&t.shop.zone);
        let path = format!("/s/nakheel/orders?placed_from={today}&placed_to={}", today.plus_days(1));
        let here = t.page(&path, "en").await;
        assert!(here.status == 200 && holds(&here.body), "{}", here.body);
        assert!(here.body.contains(&format!("payment=unpaid&amp;placed_from={today}")), "tabs keep the period");
        let path = format!("/s/nakheel/orders?placed_from={}&placed_to={today}", today.plus_days(-1));
        assert!(!holds(&t.page(&path, "en").await.body));
        assert_eq!(t.page("/s/nakheel/orders?placed_from=22-11-2026", "en").await.status, 422);
    })
    .await;
}
