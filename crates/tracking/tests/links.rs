//! Who may see a parcel, on both engines: whoever holds the living link, and the shop's own people; nobody else.

mod support;

use futures::future::join_all;
use serde_json::{Value, json};
use std::sync::Arc;
use support::*;
use wasl_db::args;
use wasl_platform::testing::{TestHouse, on_both};
use wasl_tracking::read;

wasl_db::statements! {
    pub KEPT_ANSWERS = "SELECT body FROM idempotency WHERE shop_id = $1 ORDER BY at";
}

/// Unguessable letters at the end of a token: 160 bits, five to a letter.
const LETTERS: usize = 32;

async fn status_of(t: &TestHouse, token: &str) -> u16 {
    t.public_page(&format!("/t/{token}"), "en").await.status.as_u16()
}

#[tokio::test]
async fn a_token_opens_its_parcel_and_no_neighbour_of_it_does() {
    on_both(rooms, |t: TestHouse| async move {
        let (one, other) = (parcel(&t).await, parcel(&t).await);
        let token = token_of(&one);
        assert_eq!(token.len(), t.shop.short.len() + LETTERS);
        assert!(token.starts_with(&t.shop.short));
        assert_ne!(token, token_of(&other));
        assert_eq!((status_of(&t, token).await, status_of(&t, token_of(&other)).await), (200, 200));
        for place in 0..token.len() {
            let mut letters = token.as_bytes().to_vec();
            letters[place] = if letters[place] == b'0' { b'1' } else { b'0' };
            let flipped = String::from_utf8(letters).expect("ASCII");
            assert_eq!(status_of(&t, &flipped).await, 404, "letter {place}");
        }
        let (upper, short, long) = (token.to_uppercase(), &token[..token.len() - 1], format!("{token}0"));
        for wrong in
            [&upper, short, &long, &t.shop.short, "x", "%00", "%D9%86%D9%88%D8%B1%D8%A9", &format!("%00{token}")]
        {
            let reply = t.public_page(&format!("/t/{wrong}"), "ar").await;
            assert_eq!(reply.status, 404, "{wrong}");
            assert!(reply.body.contains("هذا الرابط لا يقود إلى شحنة"), "{wrong}: {}", reply.body);
        }
    })
    .await;
}

#[tokio::test]
async fn a_renewed_link_ends_the_old_one() {
    on_both(rooms, |t: TestHouse| async move {
        let t = Arc::new(t);
        let shipment = parcel(&t).await;
        let path = format!("/api/v1/shipments/{}/link", word(&shipment["id"]));
        let first = t.api("POST", &path, "", Some("renew")).await;
        let again = t.api("POST", &path, "", Some("renew")).await;
        assert_eq!((first.status.as_u16(), &first.body), (200, &again.body), "once per key");
        let renewed = first.json();
        assert_ne!(token_of(&renewed), token_of(&shipment));
        assert_eq!(status_of(&t, token_of(&shipment)).await, 404);
        assert_eq!(status_of(&t, token_of(&renewed)).await, 200);
        // At once by many: one of them lives.
        join_all((0..8).map(|_| t.api("POST", &path, "{}", None))).await;
        assert_eq!(living_links(&t).await, 1);
        let now = t.api("GET", &format!("/api/v1/shipments/{}", word(&shipment["id"])), "", None).await.json();
        assert_eq!(status_of(&t, token_of(&now)).await, 200);
        // By form, from the console.
        let form = t.form(&format!("/s/nakheel/shipments/{}/link", word(&shipment["id"])), &[]).await;
        assert_eq!(form.status, 303, "{}", form.body);
        assert_eq!(status_of(&t, token_of(&now)).await, 404);
        let mut read = t.house.db.read().await.expect("read");
        let audit = wasl_platform::read_audit(&mut read, t.shop.id, None, 20).await.expect("audit");
        assert_eq!(audit.iter().filter(|row| row.verb == "tracking_link.renewed").count(), 10);
        assert_problem(&t.api("POST", &path, r#"{"why":"x"}"#, None).await, 422, "platform.bad_field", Some("/why"));
    })
    .await;
}

#[tokio::test]
async fn another_shop_s_parcel_is_not_there() {
    on_both(rooms, |t: TestHouse| async move {
        let order = place(&t, &good_order()).await;
        let shipment = parcel_of(&t, &order, "SM1").await;
        let (other, stranger) = t.other_shop().await;
        let path = format!("/api/v1/shipments/{}", word(&shipment["id"]));
        let events = json!({"events": [scan(0, "Delivered", "")]}).to_string();
        for (method, path, body) in [
            ("GET", path.clone(), ""),
            ("POST", format!("{path}/events"), events.as_str()),
            ("POST", format!("{path}/link"), ""),
        ] {
            let reply = t.api_as(&stranger, method, &path, body, None).await;
            assert_problem(&reply, 404, "tracking.not_found", None);
        }
        let fulfil = format!("/api/v1/orders/{}/shipments", word(&order["id"]));
        let reply = t.api_as(&stranger, "POST", &fulfil, r#"{"carrier":"smsa"}"#, None).await;
        assert_problem(&reply, 404, "orders.not_found", None);
        let numbered = json!({"connection": "smsa", "tracking_number": "SM1", "events": [scan(0, "Delivered", "")]});
        let reply = t.api_as(&stranger, "POST", "/api/v1/tracking-events", &numbered.to_string(), None).await;
        assert_problem(&reply, 404, "tracking.unknown_number", Some("/tracking_number"));
        for query in ["".to_owned(), format!("?order={}", word(&order["id"]))] {
            let listed = t.api_as(&stranger, "GET", &format!("/api/v1/shipments{query}"), "", None).await.json();
            assert_eq!(listed["items"], json!([]));
        }
        let letters = &token_of(&shipment)[t.shop.short.len()..];
        assert_eq!(status_of(&t, &format!("{}{letters}", other.short)).await, 404);
        let mut read = t.house.db.read().await.expect("read");
        assert!(read::find_shipment(&mut read, other.id, shipment_id(&shipment)).await.is_err());
        assert!(read::shipments_of_order(&mut read, other.id, order_id(&order)).await.expect("none").is_empty());
        assert!(wasl_tracking::find_link(&mut read, &other, shipment_id(&shipment)).await.expect("none").is_none());
        drop(read);
        assert_eq!((row_of(&t, &shipment).await.state.status().as_str(), rows(&t).await), ("Pending", (1, 0, 1)));
        for path in ["shipments".to_owned(), format!("shipments/{}", word(&shipment["id"]))] {
            assert_eq!(t.page(&format!("/s/other/{path}"), "en").await.status, 404, "{path}");
        }
    })
    .await;
}

/// The addresses a page would load or lead to.
fn addresses(page: &str) -> Vec<&str> {
    [" href=\"", " src=\"", " action=\"", " srcset=\"", " poster=\""]
        .iter()
        .flat_map(|name| page.split(name).skip(1).filter_map(|part| part.split('"').next()))
        .collect()
}

#[tokio::test]
async fn the_page_tells_nobody_and_shows_nothing_more_of_the_person() {
    on_both(rooms, |t: TestHouse| async move {
        let shipment = parcel(&t).await;
        let telling = json!({"at": "2026-11-22T08:00:00Z", "status": "Delivered", "place": "جدة",
            "text": "Signed by NOURA ALOTAIBI 0555987654, Anas ibn Malik Rd"});
        told(&t, &shipment, &[telling]).await;
        for lang in ["ar", "en"] {
            let page = t.public_page(&format!("/t/{}", token_of(&shipment)), lang).await;
            assert_eq!(page.status, 200);
            assert!(page.header("x-robots-tag").contains("noindex"));
            assert_eq!((page.header("cache-control"), page.header("referrer-policy")), ("no-store", "no-referrer"));
            let csp = page.header("content-security-policy");
            assert!(
                csp.contains("default-src 'none'") && !csp.contains("unsafe-inline") && !csp.contains("http"),
                "{csp}"
            );
            let body = &page.body;
            assert!(body.contains("<meta name=\"robots\" content=\"noindex"));
            assert!(!body.contains('⟦') && !body.contains(" style=") && !body.contains(" onclick="));
            assert!(body.contains("نورة") && body.contains(if lang == "ar" { "جدة" } else { "Jeddah" }));
            let shown = main_of(body);
            for secret in [
                "العتيبي",
                "55987654",
                "noura@",
                "أنس",
                "الروضة",
                "13522",
                "RRRD2929",
                "2929",
                "7512",
                "ALOTAIBI",
                "Anas",
                "تطريز",
                "shp_",
                "ord_",
            ] {
                assert!(!shown.contains(secret), "{secret} in the {lang} page: {shown}");
            }
            for address in addresses(body) {
                let is_ours = address.starts_with('/') && !address.starts_with("//") || address.starts_with('#');
                let is_chosen = ["https://wa.me/966501234567", "tel:+966112345678", "mailto:care@nakheel.example"];
                assert!(is_ours || is_chosen.contains(&address), "{address}");
            }
            let outside = body.matches("://").count() - body.matches("https://wa.me/").count();
            assert_eq!(outside, body.matches("http://www.w3.org/").count(), "{body}");
        }
        let dead = t.public_page("/t/nobody", "en").await;
        assert_eq!((dead.status.as_u16(), dead.header("cache-control")), (404, "no-store"));
        let answers: Vec<Value> = vec![t.api("GET", "/api/v1/shipments", "", None).await.json()];
        assert!(!answers[0].to_string().contains("العتيبي"));
    })
    .await;
}

/// All that is kept under the keys of a shop.
async fn kept(t: &TestHouse) -> Vec<String> {
    let mut read = t.house.db.read().await.expect("read");
    read.all(KEPT_ANSWERS, args![t.shop.id], |row| row.get(0)).await.expect("kept answers")
}

#[tokio::test]
async fn a_kept_answer_holds_no_living_link() {
    on_both(rooms, |t: TestHouse| async move {
        let order = place(&t, &good_order()).await;
        let path = format!("/api/v1/orders/{}/shipments", word(&order["id"]));
        let send = || t.api("POST", &path, r#"{"carrier":"smsa"}"#, Some("ship"));
        let first = send().await;
        let again = send().await;
        assert_eq!((first.status.as_u16(), &first.body), (201, &again.body));
        assert_eq!(again.header("idempotency-replayed"), "true");
        let shipment = first.json();
        let token = token_of(&shipment).to_owned();
        let all = kept(&t).await;
        assert!(!all.is_empty() && all.iter().all(|body| !body.contains(&token) && !body.contains("/t/")), "{all:?}");
        // Once the link is ended, a repeat tells the one that lives and not the first.
        let renewal = format!("/api/v1/shipments/{}/link", word(&shipment["id"]));
        let renewed = t.api("POST", &renewal, "", Some("renew")).await.json();
        let later = send().await.json();
        assert_eq!(token_of(&later), token_of(&renewed));
        assert_ne!(token_of(&later), token);
        assert!(kept(&t).await.iter().all(|body| !body.contains("/t/")));
    })
    .await;
}

#[tokio::test]
async fn an_answer_is_forgotten_after_its_days() {
    on_both(rooms, |t: TestHouse| async move {
        let send = || async {
            let mut order = good_order();
            order["promised_on"] = Value::Null;
            let reply = t.api("POST", "/api/v1/orders", &order.to_string(), Some("order")).await;
            assert_eq!(reply.status, 201, "{}", reply.body);
            (reply.json()["id"].clone(), reply.header("idempotency-replayed").to_owned())
        };
        let (first, _) = send().await;
        t.clock.advance_seconds(7 * 86_400);
        assert_eq!(send().await, (first.clone(), "true".to_owned()));
        t.clock.advance_seconds(1);
        let (fresh, replayed) = send().await;
        assert_ne!(fresh, first);
        assert_eq!(replayed, "");
        assert_eq!(kept(&t).await.len(), 1, "the old answer is gone");
        assert_eq!(send().await, (fresh, "true".to_owned()));
    })
    .await;
}
