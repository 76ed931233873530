//! The home page and its API as people and machines see them, in both languages and on both engines.

#[path = "support/busy_shop.rs"]
mod busy_shop;

use wasl_platform::testing::{Reply, TestHouse, on_both};
use wasl_platform::{Scope, create_api_key};

/// The page's main part: the shell around it is the platform's to prove.
fn main_of(reply: &Reply) -> &str {
    assert_eq!(reply.status, 200, "{}", reply.body);
    let start = reply.body.find("<main").expect("a main part");
    let end = reply.body.find("</main>").expect("its end");
    assert!(!reply.body.contains('⟦'), "a text is missing: {}", reply.body);
    &reply.body[start..end]
}

/// What a person reads of it, a line for each text, and where it leads. How it is dressed and drawn is the business of
/// `ui`; each drawing has its numbers in a table beside it.
fn read_aloud(reply: &Reply) -> String {
    let mut lines = Vec::new();
    let mut is_picture = false;
    for part in main_of(reply).split('<').skip(1) {
        let (tag, text) = part.split_once('>').expect("a closed tag");
        is_picture = (is_picture || tag.starts_with("svg")) && !tag.starts_with("/svg");
        if is_picture {
            continue;
        }
        let tag = tag.trim_end_matches('/').trim();
        match (tag.split_once(" href=\""), tag.split_whitespace().next()) {
            (Some((_, rest)), _) => {
                lines.push(format!("→ {}", rest.split('"').next().unwrap_or("").replace("&amp;", "&")))
            }
            (None, Some("h1")) => lines.push("#".to_owned()),
            (None, Some("h2")) => lines.push("##".to_owned()),
            (None, Some("tr")) => lines.push("·".to_owned()),
            _ => {}
        }
        if !text.trim().is_empty() {
            lines.push(format!("  {}", text.trim()));
        }
    }
    lines.join("\n")
}

#[tokio::test]
async fn a_new_shop_sees_the_next_step() {
    on_both(busy_shop::rooms, |t| async move {
        for lang in ["ar", "en"] {
            insta::assert_snapshot!(format!("new_shop_{lang}"), read_aloud(&t.page("/s/nakheel", lang).await));
        }
    })
    .await;
}

#[tokio::test]
async fn a_busy_shop_sees_its_figures() {
    on_both(busy_shop::rooms, |t| async move {
        busy_shop::open(&t).await;
        for lang in ["ar", "en"] {
            insta::assert_snapshot!(format!("busy_shop_{lang}"), read_aloud(&t.page("/s/nakheel", lang).await));
        }
        let figures = t.api("GET", "/api/v1/insight/home?days=30", "", None).await;
        assert_eq!(figures.status, 200, "{}", figures.body);
        insta::assert_snapshot!("busy_shop_api", serde_json::to_string_pretty(&figures.json()).expect("JSON"));
        check_links(&t).await;
        check_periods(&t).await;
        check_wrong_periods(&t).await;
        check_others_see_nothing(&t).await;
    })
    .await;
}

/// Every address on the page is a page.
async fn check_links(t: &TestHouse) {
    let reply = t.page("/s/nakheel", "en").await;
    let page = main_of(&reply);
    let mut seen = 0;
    for part in page.split("href=\"").skip(1) {
        let href = part.split('"').next().expect("an address").replace("&amp;", "&");
        let reply = t.page(&href, "en").await;
        assert_eq!(reply.status, 200, "{href}");
        seen += 1;
    }
    assert!(seen > 40, "{seen} links");
}

async fn check_periods(t: &TestHouse) {
    let own = read_aloud(&t.page("/s/nakheel?from=2026-11-01&to=2026-11-10", "en").await);
    assert!(own.contains("Sunday 1 November to Tuesday 10 November 2026"), "{own}");
    let year = read_aloud(&t.page("/s/nakheel?days=365", "en").await);
    assert!(year.contains("Orders by week") && !year.contains("than before"), "{year}");
    let today = read_aloud(&t.page("/s/nakheel?days=1", "en").await);
    assert!(today.contains("Last day") && today.contains("Too few promised parcels"), "{today}");
}

async fn check_wrong_periods(t: &TestHouse) {
    for (query, code, field) in [
        ("days=0", "insight.bad_days", "/days"),
        ("days=%00", "insight.bad_days", "/days"),
        ("from=2026-02-30", "insight.bad_date", "/from"),
        ("to=yesterday", "insight.bad_date", "/to"),
        ("from=2026-02-02&to=2026-02-01", "insight.period_backwards", "/to"),
        ("from=2001-01-01&to=2026-02-01", "insight.period_too_long", "/from"),
    ] {
        let reply = t.api("GET", &format!("/api/v1/insight/home?{query}"), "", None).await;
        assert_eq!((reply.status.as_u16(), reply.json()["code"].as_str()), (422, Some(code)), "{query}");
        assert_eq!(reply.json()["field"], field, "{query}");
        for lang in ["ar", "en"] {
            assert!(!reply.json()["messages"][lang].as_str().expect("a sentence").contains('⟦'), "{query}");
        }
        assert_eq!(t.page(&format!("/s/nakheel?{query}"), "ar").await.status, 422, "{query}");
    }
}

async fn check_others_see_nothing(t: &TestHouse) {
    let (other, key) = t.other_shop().await;
    let theirs = t.api_as(&key, "GET", "/api/v1/insight/home", "", None).await.json();
    assert_eq!((&theirs["figures"]["orders_placed"], &theirs["now"]["in_transit"]), (&0.into(), &0.into()));
    assert_eq!(t.page(&format!("/s/{}", other.handle), "ar").await.status, 404);
    assert_eq!(t.public_page("/s/nakheel", "ar").await.status, 303);
    let narrow = create_api_key(&t.house, &t.shop, "narrow", &[Scope::OrdersRead, Scope::TrackingRead]).await;
    let refused = t.api_as(&narrow.expect("key").secret, "GET", "/api/v1/insight/home", "", None).await;
    assert_eq!((refused.status.as_u16(), refused.json()["code"].as_str()), (403, Some("platform.scope_missing")));
}
