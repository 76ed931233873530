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

/// A mark or number of the page that leads somewhere: its address and what is said of it.
fn leads(page: &str) -> Vec<(String, String)> {
    let links = page.split("<a ").skip(1).filter_map(|part| {
        let href = part.split("href=\"").nth(1)?.split('"').next()?.replace("&amp;", "&");
        let body = part.split("</a>").next()?;
        let label = body.split("aria-label=\"").nth(1).and_then(|rest| rest.split('"').next());
        let text = || body.split('>').skip(1).filter_map(|rest| rest.split('<').next()).collect::<Vec<_>>().join(" ");
        Some((href, label.map_or_else(text, str::to_owned)))
    });
    links.collect()
}

/// Rows of a list, page after page.
async fn count_rows(t: &TestHouse, href: &str) -> i64 {
    let mut rows = 0;
    let mut next = Some(href.to_owned());
    while let Some(href) = next.take() {
        let reply = t.page(&href, "en").await;
        let page = main_of(&reply);
        rows += i64::try_from(page.matches("class=\"cover\"").count()).expect("few");
        let further = |address: &String| address.contains("cursor=");
        next = leads(page).into_iter().map(|(address, _)| address).find(further);
    }
    rows
}

/// The first number of a text, or the one before "of".
fn number_in(text: &str) -> i64 {
    let made_of = text.split(" of ").next().filter(|_| text.contains(" of ")).unwrap_or(text);
    let words: Vec<&str> = made_of.split(|c: char| !c.is_ascii_digit() && c != ',').filter(|w| !w.is_empty()).collect();
    let word = if text.contains(" of ") {
        words.last()
    } else {
        words.last().filter(|_| text.contains(": ")).or(words.first())
    };
    word.unwrap_or(&"").replace(',', "").parse().unwrap_or_else(|_| panic!("no number in {text}"))
}

#[tokio::test]
async fn every_number_leads_to_exactly_the_rows_it_counted() {
    on_both(busy_shop::rooms, |t| async move {
        busy_shop::open(&t).await;
        let reply = t.page("/s/nakheel", "en").await;
        let all = leads(main_of(&reply));
        let is_list = |href: &str| href.contains("/orders?") || href.contains("/shipments?");
        // Money and medians are of the same rows as the counts beside them; the labels of twins repeat the marks.
        let is_count = |text: &str| {
            text.chars().any(|c| c.is_ascii_digit())
                && !["Sales", "Days to deliver"].iter().any(|word| text.contains(word))
                && !text.split_once('/').is_some_and(|(day, month)| day.len() < 3 && month.len() < 3)
        };
        let counted: Vec<_> = all.iter().filter(|(href, text)| is_list(href) && is_count(text)).collect();
        for (href, text) in &counted {
            assert_eq!(count_rows(&t, href).await, number_in(text), "{text} → {href}");
        }
        for part in [
            "filter=open",
            "filter=waiting",
            "filter=late",
            "filter=trouble",
            "filter=on_time",
            "filter=came_late",
            "lane_to=",
            "placed_from=",
            "state=cancelled",
        ] {
            assert!(counted.iter().any(|(href, _)| href.contains(part)), "no number leads to {part}");
        }
        let (lanes, _) =
            all.iter().find(|(href, _)| href.contains("filter=promised") && href.contains("lane_to")).expect("a lane");
        let (late, told) =
            all.iter().find(|(href, _)| *href == lanes.replace("promised", "came_late")).expect("its late ones");
        let of: i64 = told.rsplit(' ').next().and_then(|word| word.parse().ok()).expect("of how many");
        assert_eq!((count_rows(&t, lanes).await, count_rows(&t, late).await), (of, number_in(told)));
    })
    .await;
}
