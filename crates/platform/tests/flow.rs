//! The platform through its HTTP side, on both engines: people, keys, idempotency's ground, outbox.

use std::sync::atomic::{AtomicU32, Ordering};
use wasl_base::{OrderId, PaymentId};
use wasl_db::{BoxFuture, Tx};
use wasl_events::{Envelope, OrderPaid, PaymentMethod};
use wasl_platform::outbox::{COUNTED_MAX, Waiting, deliver_shop, read_lag, waiting_deliveries};
use wasl_platform::testing::{TestHouse, on_both};
use wasl_platform::{HandlerError, Module, Outbox, Stamp, Subscription};

fn none() -> Vec<Module> {
    Vec::new()
}

#[tokio::test]
async fn every_statement_prepares_on_both_engines() {
    on_both(none, |t| async move {
        wasl_db::testing::check_statements(&t.house.db, wasl_platform::module().statements).await;
    })
    .await;
}

#[tokio::test]
async fn a_person_signs_in_once_by_link_and_again_by_password() {
    on_both(none, |t| async move {
        let link = wasl_platform::create_one_time_link(&t.house, t.owner).await.expect("link");
        let shown = t.public_page(&format!("/enter/{link}"), "ar").await;
        assert_eq!(shown.status, 200);
        let entered = post(&t, &format!("/enter/{link}"), "").await;
        assert_eq!((entered.status.as_u16(), entered.header("location")), (303, "/shops"));
        assert!(entered.header("set-cookie").contains("HttpOnly; SameSite=Lax"));
        assert_eq!(post(&t, &format!("/enter/{link}"), "").await.status, 404, "the link works once");

        let right = post(&t, "/sign-in", "email=Owner%40example.com&password=a+long+password&next=%2Fshops").await;
        assert_eq!(right.status, 303);
        let wrong = post(&t, "/sign-in", "email=owner%40example.com&password=another+password").await;
        assert_eq!(wrong.status, 401);
        let nobody = post(&t, "/sign-in", "email=nobody%40example.com&password=another+password").await;
        assert_eq!(nobody.status, 401);
    })
    .await;
}

#[tokio::test]
async fn many_wrong_passwords_slow_down_and_never_lock_out() {
    on_both(none, |t| async move {
        let email = format!("slow-{:?}%40example.com", t.house.db.engine()).to_lowercase();
        let mut last = 0;
        for _ in 0..7 {
            last = post(&t, "/sign-in", &format!("email={email}&password=wrong+password")).await.status.as_u16();
        }
        assert_eq!(last, 429);
        t.clock.advance_seconds(31);
        assert_eq!(post(&t, "/sign-in", &format!("email={email}&password=wrong+password")).await.status, 401);
    })
    .await;
}

#[tokio::test]
async fn strangers_forms_and_keys_are_refused_in_both_languages() {
    on_both(none, |t| async move {
        let unsigned = post(&t, "/sign-out", "csrf=guess").await;
        assert_eq!(unsigned.status, 403);
        let nothing = t.public_page("/nothing/here", "en").await;
        assert_eq!(nothing.status, 404);
        assert!(nothing.body.contains("There is nothing here"), "{}", nothing.body);
        assert!(nothing.header("content-security-policy").starts_with("default-src 'none'"));
        let api = t.api_as("wasl_nobody_x", "GET", "/api/v1/nothing", "", None).await;
        assert_eq!((api.status.as_u16(), api.header("content-type")), (404, "application/problem+json"));
        assert_eq!(api.json()["code"], "platform.not_found");
        assert!(api.json()["messages"]["ar"].as_str().expect("ar").contains("لا يوجد شيء"));
    })
    .await;
}

#[tokio::test]
async fn a_revoked_key_opens_nothing() {
    on_both(none, |t| async move {
        let made = wasl_platform::create_api_key(&t.house, &t.shop, "till", &[wasl_platform::Scope::OrdersRead]).await;
        let made = made.expect("key");
        assert!(wasl_platform::revoke_api_key(&t.house, &t.shop, made.id, "test").await.expect("revoked"));
        assert!(!wasl_platform::revoke_api_key(&t.house, &t.shop, made.id, "test").await.expect("again"));
        let mut read = t.house.db.read().await.expect("read");
        let keys = wasl_platform::list_api_keys(&mut read, &t.shop).await.expect("keys");
        let held = keys.iter().find(|key| key.id == made.id).expect("listed");
        assert_eq!((&held.scopes[..], held.revoked_at.is_some()), (&[wasl_platform::Scope::OrdersRead][..], true));
        assert!(keys.iter().any(|key| key.revoked_at.is_none()), "the others live on");
    })
    .await;
}

#[tokio::test]
async fn it_is_alive_ready_and_counted() {
    on_both(none, |t| async move {
        assert_eq!(t.public_page("/health", "en").await.body, "ok");
        assert_eq!(t.public_page("/ready", "en").await.body, "ready");
        assert_eq!(t.public_page("/metrics", "en").await.status, 200);
        let description = t.public_page("/api/openapi.json", "en").await.json();
        assert!(description["openapi"].as_str().expect("version").starts_with("3.1"));
    })
    .await;
}

async fn post(t: &TestHouse, path: &str, body: &str) -> wasl_platform::testing::Reply {
    let request = axum::http::Request::builder()
        .method("POST")
        .uri(path)
        .header("content-type", "application/x-www-form-urlencoded")
        .body(axum::body::Body::from(body.to_owned()))
        .expect("request");
    t.send(request).await
}

static MOOD: AtomicU32 = AtomicU32::new(0);

fn moody<'t>(tx: &'t mut Tx, stamp: &'t Stamp, facts: &'t [Envelope]) -> BoxFuture<'t, Result<(), HandlerError>> {
    Box::pin(async move {
        for fact in facts {
            wasl_platform::record_audit_in(tx, stamp, fact.shop, "test", "heard", &fact.id.to_string(), "").await?;
            if let wasl_events::DomainEvent::OrderPaid(paid) = &fact.event
                && paid.amount_minor == 13
                && MOOD.load(Ordering::SeqCst) == 0
            {
                return Err(HandlerError::Hopeless("thirteen".to_owned()));
            }
        }
        Ok(())
    })
}

fn listener() -> Vec<Module> {
    let mut module = wasl_platform::module();
    module.subscriptions = vec![Subscription {
        consumer: "test",
        kinds: &["order.paid"],
        is_ordered: true,
        batch_max: wasl_platform::outbox::BATCH_MAX,
        handle: moody,
    }];
    vec![module]
}

async fn say(t: &TestHouse, order: i64, amount_minor: i64) {
    let (shop, stamp) = (t.shop.id, t.house.stamp());
    t.house
        .db
        .write((), move |tx, ()| {
            let stamp = stamp.clone();
            Box::pin(async move {
                let paid = OrderPaid {
                    order: OrderId::from_number(order),
                    payment: PaymentId::from_number(1),
                    method: PaymentMethod::Card,
                    amount_minor,
                    placed_on: stamp.now.date_in(&wasl_base::Zone::utc()),
                };
                tx.emit(&stamp, shop, stamp.now, paid).await.map(drop)
            })
        })
        .await
        .expect("said");
}

async fn heard(t: &TestHouse) -> usize {
    let mut read = t.house.db.read().await.expect("read");
    let rows = wasl_platform::read_audit(&mut read, t.shop.id, None, 100).await.expect("audit");
    rows.iter().filter(|row| row.verb == "heard").count()
}

#[tokio::test]
async fn a_parked_delivery_holds_back_its_own_key_and_nothing_else() {
    on_both(listener, |t| async move {
        MOOD.store(0, Ordering::SeqCst);
        say(&t, 1, 13).await;
        say(&t, 1, 20).await;
        say(&t, 2, 20).await;
        t.drain().await;
        assert_eq!(heard(&t).await, 1, "order 2 only: 1 is parked, and its successor waits");
        let mut read = t.house.db.read().await.expect("read");
        let lag = read_lag(&mut read, t.shop.id).await.expect("lag");
        drop(read);
        assert_eq!((lag[0].due, lag[0].parked), (1, 1));

        MOOD.store(1, Ordering::SeqCst);
        assert_eq!(retried(&t).await, 303);
        t.drain().await;
        assert_eq!(heard(&t).await, 3);
        let again = deliver_shop(&t.house, t.shop.id, &t.house.registry.subscriptions()[0]).await.expect("again");
        assert_eq!(again.done, 0, "nothing is handed over twice");
    })
    .await;
}

#[tokio::test]
async fn how_far_each_listener_has_come_is_shown() {
    on_both(listener, |t| async move {
        MOOD.store(1, Ordering::SeqCst);
        let waiting = async || {
            let mut read = t.house.db.read().await.expect("read");
            let waiting = waiting_deliveries(&mut read, &t.house.registry, t.shop.id).await.expect("waiting");
            waiting.into_iter().find(|one| one.consumer == "test").expect("the listener is known")
        };
        let none = Waiting { consumer: "test".to_owned(), due: 0, since: None, parked: 0 };
        assert_eq!(waiting().await, none);
        let before = t.house.clock.now();
        for order in 1..=3 {
            say(&t, order, 20).await;
        }
        let three = waiting().await;
        assert_eq!((three.due, three.parked), (3, 0));
        let waited = three.since.expect("an oldest").seconds_since(before);
        assert!((-1..=1).contains(&waited), "{waited} s after it was said");
        t.clock.advance_seconds(7_200);
        for (lang, said) in [("ar", "قبل ساعتين"), ("en", "2 hours ago")] {
            let page = t.page("/s/nakheel/stuck", lang).await.body;
            assert!(page.contains(said) && !page.contains('⟦'), "{page}");
        }
        t.drain().await;
        assert_eq!(waiting().await, none, "all is heard");

        MOOD.store(0, Ordering::SeqCst);
        say(&t, 4, 13).await;
        t.drain().await;
        assert_eq!((waiting().await.due, waiting().await.parked), (0, 1));

        // More than is counted.
        for order in 0..COUNTED_MAX + 5 {
            say(&t, 100 + order, 20).await;
        }
        assert_eq!(waiting().await.due, COUNTED_MAX + 1);
        for (lang, said) in [("ar", "أكثر من 1,000"), ("en", "More than 1,000")] {
            let page = t.page("/s/nakheel/stuck", lang).await.body;
            assert!(page.contains(said), "{page}");
        }
    })
    .await;
}

/// The status of "try all again", of the listener here.
async fn retried(t: &TestHouse) -> u16 {
    t.form("/s/nakheel/stuck/listeners", &[("consumer", "test")]).await.status.as_u16()
}

#[tokio::test]
async fn all_parked_of_a_listener_are_brought_back_at_once() {
    on_both(listener, |t| async move {
        MOOD.store(0, Ordering::SeqCst);
        say(&t, 1, 13).await;
        t.drain().await;
        assert!(!t.page("/s/nakheel/stuck", "en").await.body.contains("Try all again"), "one has its own button");
        say(&t, 2, 13).await;
        t.drain().await;
        for (lang, said) in [("ar", "أعد محاولة الكل: "), ("en", "Try all again: ")] {
            let page = t.page("/s/nakheel/stuck", lang).await.body;
            assert!(page.contains(said) && page.contains("/s/nakheel/stuck/listeners"), "{page}");
        }
        MOOD.store(1, Ordering::SeqCst);
        let nobody = t.form("/s/nakheel/stuck/listeners", &[("consumer", "nobody")]).await;
        assert_eq!((nobody.status.as_u16(), retried(&t).await, retried(&t).await), (404, 303, 404));
        t.drain().await;
        assert_eq!(heard(&t).await, 2);
        let mut read = t.house.db.read().await.expect("read");
        let rows = wasl_platform::read_audit(&mut read, t.shop.id, None, 100).await.expect("audit");
        let asked = rows.iter().find(|row| row.verb == "deliveries.retried").expect("it is recorded");
        let told = (asked.actor.as_str(), asked.subject.as_str(), asked.detail.as_str());
        assert_eq!(told, (t.owner.to_string().as_str(), "test", "2"));
    })
    .await;
}

#[tokio::test]
async fn a_long_held_key_leaves_room_for_the_others() {
    on_both(listener, |t| async move {
        MOOD.store(0, Ordering::SeqCst);
        say(&t, 1, 13).await;
        for _ in 0..=wasl_platform::outbox::BATCH_MAX {
            say(&t, 1, 20).await;
        }
        say(&t, 2, 20).await;
        t.drain().await;
        assert_eq!(heard(&t).await, 1, "order 2 stands behind more held deliveries than a batch takes");
    })
    .await;
}

/// What a newer build may leave behind after a rollback.
const ADD_UNREADABLE: &str = "INSERT INTO event (shop_id, id, kind, key, payload, at, recorded_at, origin) VALUES ($1, 1, 'order.paid', 9, '{\"kind\":\"order.dreamt\"}', 0, 0, 'live')";
const ADD_ITS_DELIVERY: &str = "INSERT INTO delivery (shop_id, consumer, event_id, key, state, attempts, due_at) VALUES ($1, 'test', 1, 9, 'due', 0, 0)";

#[tokio::test]
async fn an_unreadable_event_parks_itself_alone() {
    on_both(listener, |t| async move {
        MOOD.store(1, Ordering::SeqCst);
        let shop = t.shop.id;
        let planted = t.house.db.write((), move |tx, ()| {
            Box::pin(async move {
                tx.run(ADD_UNREADABLE, wasl_db::args![shop]).await?;
                tx.run(ADD_ITS_DELIVERY, wasl_db::args![shop]).await
            })
        });
        planted.await.expect("planted");
        say(&t, 2, 20).await;
        t.drain().await;
        assert_eq!(heard(&t).await, 1, "the readable one is heard");
        let mut read = t.house.db.read().await.expect("read");
        let lag = read_lag(&mut read, t.shop.id).await.expect("lag");
        assert_eq!((lag[0].due, lag[0].parked), (0, 1));
    })
    .await;
}

#[test]
fn the_words_of_the_house_are_complete() {
    wasl_i18n::install(&[wasl_platform::TEXTS, wasl_ui::TEXTS]);
}
