//! Goods that a storefront sent, where they were, what it sells and who buys there.

mod support;

use serde_json::{Value, json};
use support::{cancelled, connect, order_of, paid, rooms, shopify_order, states, tell, woo_order};
use wasl_events::Status;
use wasl_orders::{OrderState, PaymentState, VatCategory, catalogue};
use wasl_platform::testing::{TestHouse, on_both};
use wasl_storefronts::{MessageState, Platform};
use wasl_tracking::{Shipment, read};

const SHOPIFY: Platform = Platform::Shopify;
const WOO: Platform = Platform::WooCommerce;

/// Both pieces of `shopify_order(order, …)`, as `fulfillments/…` tells them.
fn sent(order: i64, second: i64, status: Option<&str>) -> Value {
    json!({
        "id": order * 100, "order_id": order, "status": "success", "tracking_company": "SMSA Express",
        "tracking_number": "SM-77", "tracking_numbers": ["SM-77"], "shipment_status": status,
        "created_at": "2026-11-22T10:00:00+03:00", "updated_at": format!("2026-11-22T10:00:{second:02}+03:00"),
        "line_items": [{ "id": order * 10 + 1, "quantity": 2 }]
    })
}

async fn parcels(t: &TestHouse, reference: &str) -> Vec<Shipment> {
    let order = order_of(t, reference).await.expect("placed");
    let mut snapshot = t.house.db.read().await.expect("read");
    read::shipments_of_order(&mut snapshot, t.shop.id, order.id).await.expect("parcels")
}

#[tokio::test]
async fn goods_that_were_sent_are_a_parcel_with_its_scans_in_any_order() {
    let told = [
        ("orders/create", paid(shopify_order(1, 0))),
        ("fulfillments/create", sent(1, 1, None)),
        ("fulfillments/update", sent(1, 2, Some("in_transit"))),
        ("fulfillments/update", sent(1, 3, Some("delivered"))),
    ];
    for way in [[0, 1, 2, 3], [3, 2, 1, 0], [1, 3, 0, 2], [2, 0, 3, 1], [3, 0, 1, 2]] {
        let told = told.clone();
        on_both(rooms, move |t| {
            let told = told.clone();
            async move {
                let id = connect(&t, SHOPIFY).await;
                for place in way.iter().chain(&way) {
                    tell(&t, id, SHOPIFY, told[*place].0, &told[*place].1).await;
                }
                let all = parcels(&t, "shopify:1").await;
                let [parcel] = all.as_slice() else { panic!("{way:?}: {} parcels", all.len()) };
                assert_eq!((parcel.carrier.as_str(), parcel.number.as_deref()), ("smsa-express", Some("SM-77")));
                assert_eq!(parcel.state.status(), Status::Delivered, "{way:?}");
                let order = order_of(&t, "shopify:1").await.expect("there");
                assert_eq!((order.state, order.payment), (OrderState::Completed, PaymentState::Paid), "{way:?}");
                let mut snapshot = t.house.db.read().await.expect("read");
                let scans = read::scans_of(&mut snapshot, t.shop.id, parcel.id).await.expect("scans");
                assert_eq!(scans.len(), 2, "{way:?}");
                assert!(parcel.state.shipped_at < parcel.state.delivered_at, "{way:?}");
                let waits =
                    states(&t, t.shop.id, id).await.into_iter().filter(|(state, _)| *state == MessageState::Held);
                assert_eq!(waits.count(), 0, "{way:?}: nothing waits for its order any more");
            }
        })
        .await;
    }
}

#[tokio::test]
async fn what_belongs_to_an_order_waits_for_it() {
    on_both(rooms, |t| async move {
        let id = connect(&t, SHOPIFY).await;
        tell(&t, id, SHOPIFY, "fulfillments/create", &sent(2, 1, None)).await;
        assert_eq!(states(&t, t.shop.id, id).await, [(MessageState::Held, None)]);
        tell(&t, id, SHOPIFY, "orders/create", &shopify_order(2, 0)).await;
        let done = (MessageState::Done, None);
        assert_eq!(states(&t, t.shop.id, id).await, [done.clone(), done]);
        assert_eq!(parcels(&t, "shopify:2").await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn goods_told_after_a_cancellation_are_sent_and_called_off() {
    on_both(rooms, |t| async move {
        let id = connect(&t, SHOPIFY).await;
        tell(&t, id, SHOPIFY, "orders/cancelled", &cancelled(paid(shopify_order(3, 5)))).await;
        tell(&t, id, SHOPIFY, "fulfillments/create", &sent(3, 1, None)).await;
        assert_eq!(parcels(&t, "shopify:3").await.len(), 1);
        let order = order_of(&t, "shopify:3").await.expect("there");
        assert_eq!((order.state, order.payment), (OrderState::Cancelled, PaymentState::RefundDue));
    })
    .await;
}

#[tokio::test]
async fn a_number_that_comes_later_names_the_parcel() {
    on_both(rooms, |t| async move {
        let id = connect(&t, SHOPIFY).await;
        let mut bare = sent(4, 1, None);
        bare["tracking_number"] = Value::Null;
        bare["tracking_numbers"] = json!([]);
        bare["tracking_company"] = Value::Null;
        tell(&t, id, SHOPIFY, "orders/create", &shopify_order(4, 0)).await;
        tell(&t, id, SHOPIFY, "fulfillments/create", &bare).await;
        let first = parcels(&t, "shopify:4").await;
        assert_eq!((first[0].carrier.as_str(), first[0].number.as_deref()), ("other", None));
        tell(&t, id, SHOPIFY, "fulfillments/update", &sent(4, 2, None)).await;
        let after = parcels(&t, "shopify:4").await;
        assert_eq!((after.len(), after[0].id), (1, first[0].id));
        assert_eq!((after[0].carrier.as_str(), after[0].number.as_deref()), ("smsa-express", Some("SM-77")));
        assert_eq!(after[0].connection, "smsa-express");
    })
    .await;
}

#[tokio::test]
async fn goods_that_are_not_left_here_are_named() {
    on_both(rooms, |t| async move {
        let id = connect(&t, SHOPIFY).await;
        tell(&t, id, SHOPIFY, "orders/create", &shopify_order(5, 0)).await;
        let mut more = sent(5, 1, None);
        more["line_items"][0]["quantity"] = json!(3);
        tell(&t, id, SHOPIFY, "fulfillments/create", &more).await;
        assert!(parcels(&t, "shopify:5").await.is_empty());
        let mut snapshot = t.house.db.read().await.expect("read");
        let named = wasl_storefronts::read::list_differences(&mut snapshot, t.shop.id, id).await.expect("differences");
        assert_eq!(named.iter().map(|one| one.problem.as_str()).collect::<Vec<_>>(), ["parcel_differs"]);
        drop(snapshot);
        // Money that was given back there is not passed over.
        let mut returned = paid(shopify_order(5, 7));
        returned["financial_status"] = json!("partially_refunded");
        returned["refunds"] = json!([{ "id": 1, "transactions": [
            { "kind": "refund", "status": "success", "amount": "20.00" }, { "kind": "refund", "status": "failure", "amount": "5.00" }
        ] }]);
        tell(&t, id, SHOPIFY, "orders/updated", &returned).await;
        let mut snapshot = t.house.db.read().await.expect("read");
        let named = wasl_storefronts::read::list_differences(&mut snapshot, t.shop.id, id).await.expect("differences");
        assert_eq!(named.iter().map(|one| one.problem.as_str()).collect::<Vec<_>>(), ["refunded_there"]);
    })
    .await;
}

#[tokio::test]
async fn numbers_of_the_tracking_plug_in_are_parcels() {
    on_both(rooms, |t| async move {
        let id = connect(&t, WOO).await;
        let mut order = woo_order(6, 3);
        order["status"] = json!("completed");
        order["meta_data"] = json!([{
            "key": "_wc_shipment_tracking_items",
            "value": [{
                "tracking_id": "0a1b2c", "tracking_provider": "aramex", "tracking_number": "44001", "date_shipped": "1795338000"
            }]
        }]);
        tell(&t, id, WOO, "order.updated", &order).await;
        let all = parcels(&t, "woocommerce:6").await;
        assert_eq!((all[0].carrier.as_str(), all[0].number.as_deref()), ("aramex", Some("44001")));
        assert_eq!(order_of(&t, "woocommerce:6").await.expect("there").state, OrderState::Fulfilled);
    })
    .await;
}

fn abaya(second: i64, price: &str) -> Value {
    json!({
        "id": 300, "title": "عباية كريب", "product_type": "عبايات", "status": "active",
        "updated_at": format!("2026-11-22T09:00:{second:02}+03:00"),
        "variants": [
            { "id": 301, "sku": "AB-54", "title": "54", "price": price, "taxable": true, "grams": 700 },
            { "id": 302, "sku": "", "title": "56", "price": price, "taxable": true, "grams": 700 }
        ]
    })
}

#[tokio::test]
async fn what_is_sold_comes_into_the_catalogue_and_keeps_our_costs() {
    on_both(rooms, |t| async move {
        let id = connect(&t, SHOPIFY).await;
        tell(&t, id, SHOPIFY, "products/update", &abaya(5, "120.00")).await;
        tell(&t, id, SHOPIFY, "products/create", &abaya(0, "100.00")).await;
        let listed = || async {
            let mut snapshot = t.house.db.read().await.expect("read");
            catalogue::read::list_products(&mut snapshot, t.shop.id, None, 10).await.expect("products").0
        };
        let all = listed().await;
        assert_eq!((all.len(), all[0].variants.len(), all[0].vat_category), (1, 2, VatCategory::Standard));
        assert_eq!((all[0].titles.ar.as_deref(), all[0].titles.en.as_deref()), (Some("عباية كريب"), None));
        let skus: Vec<_> = all[0].variants.iter().map(|one| (one.sku.as_str(), one.price.minor)).collect();
        assert!(skus.contains(&("AB-54", 12_000)) && skus.contains(&("shopify:302", 12_000)), "{skus:?}");
        let body = json!({ "variants": [{ "sku": "AB-54", "price": "120.00", "cost": "45.00" }] });
        let reply = t.api("PATCH", &format!("/api/v1/products/{}", all[0].id), &body.to_string(), None).await;
        assert_eq!(reply.status, 200, "{}", reply.body);

        let mut fewer = abaya(9, "130.00");
        fewer["variants"].as_array_mut().expect("variants").truncate(1);
        tell(&t, id, SHOPIFY, "products/update", &fewer).await;
        let after = listed().await;
        let of = |sku: &str| after[0].variants.iter().find(|one| one.sku == sku).expect("a variant").clone();
        assert_eq!((of("AB-54").price.minor, of("AB-54").cost, of("AB-54").is_active), (13_000, 4_500, true));
        assert!(!of("shopify:302").is_active);
        // A line of an order takes our cost from there.
        tell(&t, id, SHOPIFY, "orders/create", &shopify_order(7, 0)).await;
        assert_eq!(order_of(&t, "shopify:7").await.expect("placed").money.cost, 9_000);
        tell(&t, id, SHOPIFY, "products/delete", &json!({ "id": 300 })).await;
        assert!(!listed().await[0].is_active);
    })
    .await;
}

#[tokio::test]
async fn a_customer_told_anew_is_the_same_customer() {
    on_both(rooms, |t| async move {
        let id = connect(&t, SHOPIFY).await;
        let noura = |second: i64, name: &str, phone: &str| {
            json!({
                "id": 7_001, "first_name": name, "last_name": "العتيبي", "email": "noura@example.com", "phone": phone,
                "updated_at": format!("2026-11-22T09:00:{second:02}+03:00"), "default_address": { "city": "جدة" }
            })
        };
        tell(&t, id, SHOPIFY, "customers/update", &noura(5, "نورة بنت خالد", "+966501111111")).await;
        tell(&t, id, SHOPIFY, "customers/create", &noura(0, "نورة", "+966555987654")).await;
        tell(&t, id, SHOPIFY, "orders/create", &shopify_order(8, 0)).await;
        let order = order_of(&t, "shopify:8").await.expect("placed");
        let mut snapshot = t.house.db.read().await.expect("read");
        let known = wasl_customers::read::find_customer(&mut snapshot, t.shop.id, order.customer).await.expect("known");
        assert_eq!(known.name.as_deref(), Some("نورة بنت خالد العتيبي"));
        assert_eq!(known.phone.map(|phone| phone.as_str().to_owned()).as_deref(), Some("+966501111111"));
        assert_eq!(known.city.as_deref(), Some("جدة"));
    })
    .await;
}
