//! What storefronts tell becomes orders, payments and cancellations, in whatever order it comes.

mod support;

use serde_json::json;
use support::{
    Call, SECRET, cancelled, connect, order_of, paid, rooms, rotate, shopify_order, states, tell, woo_order,
};
use wasl_base::Origin;
use wasl_events::PaymentMethod;
use wasl_orders::{MarkPaid, NewTender, OrderState, PaymentState, Settlement, mark_paid, read};
use wasl_platform::testing::on_both;
use wasl_storefronts::{MessageState, Platform, end_storefront};

const SHOPIFY: Platform = Platform::Shopify;
const WOO: Platform = Platform::WooCommerce;

#[tokio::test]
async fn an_order_of_shopify_comes_with_all_that_is_told_of_it() {
    on_both(rooms, |t| async move {
        let id = connect(&t, SHOPIFY).await;
        tell(&t, id, SHOPIFY, "orders/create", &shopify_order(1_001, 0)).await;
        let order = order_of(&t, "shopify:1001").await.expect("placed");
        assert_eq!((order.number.as_str(), order.total().minor, order.money.vat), ("1001", 23_000, 3_000));
        assert_eq!((order.state, order.payment), (OrderState::Placed, PaymentState::Unpaid));
        assert_eq!(order.phone.as_ref().map(|phone| phone.as_str()), Some("+966555987654"));
        assert_eq!((order.recipient(), order.address.city.as_str()), (Some("نورة العتيبي"), "جدة"));
        assert_eq!((order.address.postal_code.as_deref(), order.origin), (Some("13522"), Origin::Live));
        let mut snapshot = t.house.db.read().await.expect("read");
        let lines = read::order_lines(&mut snapshot, t.shop.id, order.id).await.expect("lines");
        drop(snapshot);
        assert_eq!(lines.len(), 1);
        assert_eq!((lines[0].title.as_str(), lines[0].sku.as_deref()), ("عباية كريب · أسود / 54", Some("AB-54")));
        assert_eq!((lines[0].quantity, lines[0].total()), (2, 19_000));
        assert_eq!(lines[0].customisation.as_deref(), Some("تطريز: نورة"));

        tell(&t, id, SHOPIFY, "orders/paid", &paid(shopify_order(1_001, 5))).await;
        let order = order_of(&t, "shopify:1001").await.expect("there");
        assert_eq!((order.payment, order.paid), (PaymentState::Paid, 23_000));
        tell(&t, id, SHOPIFY, "orders/cancelled", &cancelled(paid(shopify_order(1_001, 9)))).await;
        let order = order_of(&t, "shopify:1001").await.expect("there");
        assert_eq!((order.state, order.payment), (OrderState::Cancelled, PaymentState::RefundDue));
        assert_eq!(order.cancel_reason.as_deref(), Some("customer"));
        let all = states(&t, t.shop.id, id).await;
        assert!(all.iter().all(|(state, _)| *state == MessageState::Done) && all.len() == 3, "{all:?}");
    })
    .await;
}

#[tokio::test]
async fn an_order_of_woocommerce_comes_with_all_that_is_told_of_it() {
    on_both(rooms, |t| async move {
        let id = connect(&t, WOO).await;
        tell(&t, id, WOO, "order.created", &woo_order(501, 0)).await;
        let order = order_of(&t, "woocommerce:501").await.expect("placed");
        assert_eq!((order.number.as_str(), order.total().minor, order.money.vat), ("501", 23_000, 3_000));
        assert_eq!((order.money.goods, order.money.discount, order.money.shipping), (20_000, 1_000, 1_000));
        assert_eq!(order.phone.as_ref().map(|phone| phone.as_str()), Some("+966555987654"));
        assert_eq!(order.recipient(), Some("نورة العتيبي"));
        let mut settled = woo_order(501, 7);
        settled["date_paid_gmt"] = json!("2026-11-22T06:00:06");
        settled["status"] = json!("processing");
        tell(&t, id, WOO, "order.updated", &settled).await;
        assert_eq!(order_of(&t, "woocommerce:501").await.expect("there").payment, PaymentState::Paid);
        tell(&t, id, WOO, "order.deleted", &json!({ "id": 501 })).await;
        let order = order_of(&t, "woocommerce:501").await.expect("there");
        assert_eq!((order.state, order.payment), (OrderState::Cancelled, PaymentState::RefundDue));
    })
    .await;
}

#[tokio::test]
async fn any_order_of_messages_ends_in_the_same_state() {
    let told = [
        ("orders/create", shopify_order(1, 0)),
        ("orders/updated", {
            let mut moved = shopify_order(1, 1);
            moved["shipping_address"]["city"] = json!("الرياض");
            moved
        }),
        ("orders/paid", {
            let mut order = paid(shopify_order(1, 2));
            order["shipping_address"]["city"] = json!("الرياض");
            order
        }),
        ("orders/cancelled", {
            let mut order = cancelled(paid(shopify_order(1, 3)));
            order["shipping_address"]["city"] = json!("الرياض");
            order
        }),
    ];
    for way in permutations(told.len()) {
        let told = told.clone();
        on_both(rooms, move |t| {
            let (told, way) = (told.clone(), way.clone());
            async move {
                let id = connect(&t, SHOPIFY).await;
                for place in way.iter().chain(&way) {
                    let (topic, body) = &told[*place];
                    tell(&t, id, SHOPIFY, topic, body).await;
                }
                let order = order_of(&t, "shopify:1").await.expect("placed");
                assert_eq!((order.state, order.payment), (OrderState::Cancelled, PaymentState::RefundDue), "{way:?}");
                assert_eq!((order.paid, order.address.city.as_str()), (23_000, "الرياض"), "{way:?}");
                let balance = t.api("GET", "/api/v1/ledger/trial-balance", "", None).await.json();
                let of = |code: &str| {
                    let rows = balance["accounts"].as_array().expect("accounts");
                    let row =
                        rows.iter().find(|row| row["account"] == code).unwrap_or_else(|| panic!("{code}: {balance}"));
                    row["balance"].to_string()
                };
                assert_eq!((of("2220"), of("1120")), ("\"-230.00\"".to_owned(), "\"230.00\"".to_owned()), "{way:?}");
            }
        })
        .await;
    }
}

/// Every order of `count` things: few enough to try them all.
fn permutations(count: usize) -> Vec<Vec<usize>> {
    if count == 0 {
        return vec![Vec::new()];
    }
    let shorter = permutations(count - 1);
    shorter
        .iter()
        .flat_map(|way| {
            (0..=way.len()).map(|place| {
                let mut longer = way.clone();
                longer.insert(place, count - 1);
                longer
            })
        })
        .collect()
}

#[tokio::test]
async fn the_same_message_again_is_only_counted() {
    on_both(rooms, |t| async move {
        let id = connect(&t, SHOPIFY).await;
        for _ in 0..3 {
            tell(&t, id, SHOPIFY, "orders/create", &shopify_order(2, 0)).await;
        }
        // The same id with another body is another message.
        tell(&t, id, SHOPIFY, "orders/create", &paid(shopify_order(2, 1))).await;
        assert_eq!(states(&t, t.shop.id, id).await.len(), 2);
        let order = order_of(&t, "shopify:2").await.expect("placed");
        assert_eq!((order.paid, order.payment), (23_000, PaymentState::Paid));
        let mut snapshot = t.house.db.read().await.expect("read");
        assert_eq!(read::order_payments(&mut snapshot, t.shop.id, order.id).await.expect("payments").len(), 1);
    })
    .await;
}

#[tokio::test]
async fn what_is_not_signed_with_a_living_secret_is_refused() {
    on_both(rooms, |t| async move {
        let id = connect(&t, SHOPIFY).await;
        let mut call = Call::of(SHOPIFY, "orders/create", &shopify_order(3, 0));
        call.secret = "another secret of somebody";
        let reply = call.send(&t, id).await;
        assert_eq!((reply.status.as_u16(), reply.json()["code"].as_str()), (401, Some("storefronts.bad_signature")));
        call.secret = SECRET;
        call.body.push(' ');
        let signed_otherwise = wasl_storefronts::base64_hmac(call.body.trim_end().as_bytes(), SECRET.as_bytes());
        assert_ne!(signed_otherwise, wasl_storefronts::base64_hmac(call.body.as_bytes(), SECRET.as_bytes()));

        rotate(&t, id, "the new secret of the storefront").await;
        assert_eq!(call.send(&t, id).await.status, 202, "the one before is good for a while");
        call.secret = "the new secret of the storefront";
        assert_eq!(call.send(&t, id).await.status, 202);
        t.clock.advance_seconds(2 * 86_400 + 1);
        call.body.push(' ');
        assert_eq!(call.send(&t, id).await.status, 202);
        call.secret = SECRET;
        assert_eq!(call.send(&t, id).await.status, 401, "and then no more");

        call.secret = "the new secret of the storefront";
        end_storefront(&t.house, &t.shop, id, "system").await.expect("ended");
        assert_eq!(call.send(&t, id).await.status, 404);
    })
    .await;
}

#[tokio::test]
async fn another_shop_s_connection_is_not_found() {
    on_both(rooms, |t| async move {
        let id = connect(&t, SHOPIFY).await;
        let (other, _) = t.other_shop().await;
        let call = Call::of(SHOPIFY, "orders/create", &shopify_order(4, 0));
        let mine = call.send(&t, id).await;
        assert_eq!(mine.status, 202);
        let path = format!("/hooks/{}/{id}", other.short);
        let request = axum::http::Request::post(path).body(axum::body::Body::from("{}")).expect("request");
        assert_eq!(t.send(request).await.status, 404);
        assert!(states(&t, other.id, id).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_read_is_kept_refused_and_holds_nothing_back() {
    on_both(rooms, |t| async move {
        let id = connect(&t, WOO).await;
        let mut broken = woo_order(5, 0);
        broken["line_items"][0]["quantity"] = json!("two");
        tell(&t, id, WOO, "order.created", &broken).await;
        assert!(order_of(&t, "woocommerce:5").await.is_none());
        let mut endless = woo_order(5, 0);
        endless["line_items"][0]["quantity"] = json!(i64::MAX);
        tell(&t, id, WOO, "order.created", &endless).await;
        let mut dear = woo_order(5, 0);
        dear["line_items"][0]["quantity"] = json!(100_000);
        dear["line_items"][0]["subtotal"] = json!("9999999999999.99");
        dear["line_items"][0]["total"] = json!("9999999999999.99");
        tell(&t, id, WOO, "order.created", &dear).await;
        let mut call = Call::of(WOO, "order.created", &json!({}));
        call.body = "no JSON".to_owned();
        assert_eq!(call.send(&t, id).await.status, 202);
        tell(&t, id, WOO, "order.created", &woo_order(6, 0)).await;
        tell(&t, id, WOO, "coupon.created", &json!({ "id": 1 })).await;
        let refused = |code: &str| (MessageState::Refused, Some(code.to_owned()));
        assert_eq!(
            states(&t, t.shop.id, id).await,
            [
                refused("storefronts.unreadable"),
                refused("storefronts.unreadable"),
                refused("orders.out_of_range"),
                refused("storefronts.unreadable"),
                (MessageState::Done, None),
                (MessageState::Ignored, None)
            ]
        );
        // Mended in the store, it comes in; the broken one is older and stays refused.
        tell(&t, id, WOO, "order.updated", &woo_order(5, 1)).await;
        assert!(order_of(&t, "woocommerce:5").await.is_some());
    })
    .await;
}

#[tokio::test]
async fn amounts_below_zero_are_refused_and_stop_nobody() {
    on_both(rooms, |t| async move {
        let id = connect(&t, SHOPIFY).await;
        let mut below = shopify_order(20, 0);
        below["line_items"][0]["price"] = json!("-5.00");
        tell(&t, id, SHOPIFY, "orders/create", &below).await;
        let mut owed = shopify_order(21, 0);
        owed["financial_status"] = json!("partially_paid");
        owed["total_price"] = json!("-1.00");
        tell(&t, id, SHOPIFY, "orders/create", &owed).await;
        tell(&t, id, SHOPIFY, "orders/create", &shopify_order(22, 0)).await;
        let all = states(&t, t.shop.id, id).await;
        assert!(all[..1].iter().all(|(state, _)| *state == MessageState::Refused), "{all:?}");
        assert!(all.iter().all(|(state, _)| *state != MessageState::Waiting), "{all:?}");
        assert!(order_of(&t, "shopify:22").await.is_some());
    })
    .await;
}

#[tokio::test]
async fn a_greeting_is_answered_and_tells_nothing() {
    on_both(rooms, |t| async move {
        let id = connect(&t, WOO).await;
        let greet = |body: &'static str| {
            axum::http::Request::post(format!("/hooks/{}/{id}", t.shop.short))
                .header("content-type", "application/x-www-form-urlencoded")
                .body(axum::body::Body::from(body))
                .expect("request")
        };
        assert_eq!(t.send(greet("webhook_id=12")).await.status, 200);
        for body in ["webhook_id=", "webhook_id=12&x=1", "{}", ""] {
            assert_eq!(t.send(greet(body)).await.status, 401, "{body}");
        }
        assert!(states(&t, t.shop.id, id).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn what_was_done_here_stays_until_the_storefront_changes_it() {
    on_both(rooms, |t| async move {
        let id = connect(&t, SHOPIFY).await;
        tell(&t, id, SHOPIFY, "orders/create", &shopify_order(7, 0)).await;
        let order = order_of(&t, "shopify:7").await.expect("placed");
        // Somebody writes the payment down by hand and corrects the city; then the storefront says that it is paid.
        let tender = NewTender {
            method: PaymentMethod::Card,
            gateway: None,
            amount: 23_000,
            external_ref: Some("by hand".into()),
        };
        let command = MarkPaid {
            order: order.id,
            expected_version: None,
            currency: None,
            tenders: vec![tender],
            paid_at: None,
            settlement: Settlement::Whole,
        };
        let version = mark_paid(&t.house, &t.shop, command).await.expect("paid").version;
        let body = json!({ "address": { "city": "أبها", "country": "SA" }, "version": version }).to_string();
        let reply = t.api("PATCH", &format!("/api/v1/orders/{}", order.id), &body, None).await;
        assert_eq!(reply.status, 200, "{}", reply.body);
        tell(&t, id, SHOPIFY, "orders/paid", &paid(shopify_order(7, 4))).await;
        let order = order_of(&t, "shopify:7").await.expect("there");
        assert_eq!((order.paid, order.address.city.as_str()), (23_000, "أبها"));
    })
    .await;
}

#[tokio::test]
async fn a_cancellation_that_is_taken_back_stands_again_as_often_as_told() {
    on_both(rooms, |t| async move {
        let id = connect(&t, SHOPIFY).await;
        tell(&t, id, SHOPIFY, "orders/create", &paid(shopify_order(8, 0))).await;
        for round in 0..3 {
            tell(&t, id, SHOPIFY, "orders/updated", &cancelled(paid(shopify_order(8, 2 * round + 1)))).await;
            let order = order_of(&t, "shopify:8").await.expect("there");
            assert_eq!((order.state, order.payment), (OrderState::Cancelled, PaymentState::RefundDue), "{round}");
            tell(&t, id, SHOPIFY, "orders/updated", &paid(shopify_order(8, 2 * round + 2))).await;
            let order = order_of(&t, "shopify:8").await.expect("there");
            assert_eq!((order.state, order.payment), (OrderState::Placed, PaymentState::Paid), "{round}");
        }
        let balance = t.api("GET", "/api/v1/ledger/trial-balance", "", None).await;
        let accounts = balance.json()["accounts"].clone();
        let owed = accounts.as_array().expect("accounts").iter().find(|row| row["account"] == "2220").cloned();
        assert_eq!(owed.map(|row| row["balance"].clone()), Some(json!("0.00")), "{}", balance.body);
    })
    .await;
}

#[tokio::test]
async fn what_was_told_while_it_was_off_is_there_when_it_stands_again() {
    let moved = |mut order: serde_json::Value, city: &str, pieces: i64| {
        order["shipping_address"]["city"] = json!(city);
        order["line_items"][0]["quantity"] = json!(pieces);
        order["total_price"] = json!(format!("{}.00", 30 + 100 * pieces));
        order
    };
    let told = [
        ("orders/create", shopify_order(13, 0)),
        ("orders/cancelled", cancelled(shopify_order(13, 1))),
        ("orders/updated", moved(shopify_order(13, 2), "الرياض", 3)),
        ("orders/cancelled", cancelled(moved(shopify_order(13, 3), "أبها", 4))),
    ];
    for way in permutations(told.len()) {
        let told = told.clone();
        on_both(rooms, move |t| {
            let (told, way) = (told.clone(), way.clone());
            async move {
                let id = connect(&t, SHOPIFY).await;
                for place in &way {
                    tell(&t, id, SHOPIFY, told[*place].0, &told[*place].1).await;
                    let newest = way.iter().take_while(|one| *one != place).chain([place]).max().expect("one");
                    let order = order_of(&t, "shopify:13").await.expect("placed");
                    let (city, minor) =
                        [("جدة", 23_000), ("جدة", 23_000), ("الرياض", 33_000), ("أبها", 43_000)][*newest];
                    let state = if newest % 2 == 1 { OrderState::Cancelled } else { OrderState::Placed };
                    assert_eq!(
                        (order.address.city.as_str(), order.total().minor, order.state),
                        (city, minor, state),
                        "{way:?}"
                    );
                }
            }
        })
        .await;
    }
}

#[tokio::test]
async fn totals_that_do_not_add_up_are_the_storefront_s() {
    on_both(rooms, |t| async move {
        let id = connect(&t, SHOPIFY).await;
        let mut tipped = shopify_order(9, 0);
        tipped["total_price"] = json!("235.00");
        tell(&t, id, SHOPIFY, "orders/create", &tipped).await;
        let mut less = shopify_order(10, 0);
        less["total_price"] = json!("229.99");
        tell(&t, id, SHOPIFY, "orders/create", &less).await;
        let total = |order: Option<wasl_orders::Order>| order.expect("placed").total().minor;
        assert_eq!(total(order_of(&t, "shopify:9").await), 23_500);
        assert_eq!(total(order_of(&t, "shopify:10").await), 22_999);
    })
    .await;
}

#[tokio::test]
async fn cash_at_the_door_is_known_by_the_delivery_alone() {
    on_both(rooms, |t| async move {
        let id = connect(&t, WOO).await;
        let mut order = woo_order(11, 0);
        order["payment_method"] = json!("cod");
        order["date_paid_gmt"] = json!("2026-11-22T06:00:00");
        order["status"] = json!("completed");
        tell(&t, id, WOO, "order.created", &order).await;
        let order = order_of(&t, "woocommerce:11").await.expect("placed");
        assert!(order.is_cash_on_delivery());
        assert_eq!((order.paid, order.payment), (0, PaymentState::Unpaid));
    })
    .await;
}

#[tokio::test]
async fn a_number_that_is_taken_is_told_apart() {
    on_both(rooms, |t| async move {
        let (shopify, woo) = (connect(&t, SHOPIFY).await, connect(&t, WOO).await);
        tell(&t, shopify, SHOPIFY, "orders/create", &shopify_order(12, 0)).await;
        tell(&t, woo, WOO, "order.created", &woo_order(12, 0)).await;
        assert_eq!(order_of(&t, "shopify:12").await.expect("placed").number, "12");
        assert_eq!(order_of(&t, "woocommerce:12").await.expect("placed").number, "12-12");
        let second = connect(&t, WOO).await;
        tell(&t, second, WOO, "order.created", &woo_order(12, 0)).await;
        assert_eq!(order_of(&t, "woocommerce-2:12").await.expect("placed").number, "12-woocommerce-2");
        // Both are one customer: the telephone is the same.
        let customers: Vec<_> = [order_of(&t, "shopify:12").await, order_of(&t, "woocommerce:12").await]
            .into_iter()
            .flatten()
            .map(|order| order.customer)
            .collect();
        assert_eq!(customers[0], customers[1]);
    })
    .await;
}
