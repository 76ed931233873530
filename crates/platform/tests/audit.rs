//! The record as its owner reads it, on both engines: found by person, key, thing and deed, by days, page by page; and the
//! file that is taken away.

use wasl_db::{DbError, Tx};
use wasl_platform::testing::{START, TestHouse, on_both};
use wasl_platform::{Module, Role, Scope, Stamp, create_api_key, create_user, record_audit_in};

const DAY_SECONDS: i64 = 86_400;

fn none() -> Vec<Module> {
    Vec::new()
}

/// Records deeds, each some days after the tests began.
async fn record(t: &TestHouse, deeds: Vec<(i64, String, &'static str, &'static str, &'static str)>) {
    let shop = t.shop.id;
    let context: (Stamp, _) = (t.house.stamp(), deeds);
    let done = t.house.db.write(context, move |tx: &mut Tx, (stamp, deeds)| {
        Box::pin(async move {
            for (days, actor, verb, subject, detail) in deeds {
                let stamp = stamp.at(START.plus_seconds(*days * DAY_SECONDS));
                record_audit_in(tx, &stamp, shop, actor, verb, subject, detail).await?;
            }
            Ok::<_, DbError>(())
        })
    });
    done.await.expect("recorded");
}

fn main_of(page: &str) -> &str {
    page.split("<main").nth(1).and_then(|rest| rest.split("</main>").next()).expect("a main part")
}

/// Rows of a page's table.
fn rows(page: &str) -> usize {
    main_of(page).split("<tbody").nth(1).map_or(0, |body| body.matches("<tr").count())
}

#[tokio::test]
async fn it_is_found_by_person_key_thing_deed_and_days() {
    on_both(none, |t| async move {
        let hind = create_user(&t.house, t.shop.id, Role::Agent, "hind@example.com", "هند", None).await.expect("made");
        let key = create_api_key(&t.house, &t.shop, "till", &[Scope::Admin]).await.expect("key").id.to_string();
        let (hind, owner) = (hind.to_string(), t.owner.to_string());
        record(
            &t,
            vec![
                (1, hind.clone(), "order.noted", "ord_0000000000001", ""),
                (2, owner.clone(), "order.cancelled", "ord_0000000000001", "wrong size"),
                (3, key.clone(), "order.noted", "ord_0000000000002", ""),
                (4, hind.clone(), "shipment.created", "shp_0000000000001", ""),
            ],
        )
        .await;
        let found = async |query: &str| rows(&t.page(&format!("/s/nakheel/audit{query}"), "en").await.body);
        for (query, expect) in [
            ("?q=order.noted".to_owned(), 2),
            ("?q=ord_0000000000001".to_owned(), 2),
            (format!("?q={key}"), 2),
            // What she did, and that she was added.
            (format!("?q={hind}"), 3),
            ("?q=hind%40example.com".to_owned(), 3),
            ("?q=nobody%40example.com".to_owned(), 0),
            ("?q=order".to_owned(), 0),
            ("?q=order.noted&from=2026-11-25".to_owned(), 1),
            ("?from=2026-11-23&to=2026-11-24".to_owned(), 2),
            ("?to=2020-01-01".to_owned(), 0),
        ] {
            assert_eq!(found(&query).await, expect, "{query}");
        }
        let page = t.page("/s/nakheel/audit?q=ord_0000000000001", "en").await.body;
        for said in ["wrong size", "هند", "سارة", "q=order.cancelled", "value=\"ord_0000000000001\""] {
            assert!(main_of(&page).contains(said), "{said}: {page}");
        }
        for (query, field) in
            [("?from=yesterday", "bad_day"), ("?to=2026-13-01", "bad_day"), ("?cursor=x", "bad_cursor")]
        {
            let refused = t.page(&format!("/s/nakheel/audit{query}"), "en").await;
            assert!(refused.status == 422 && refused.body.contains(field), "{query}: {}", refused.body);
        }
    })
    .await;
}

#[tokio::test]
async fn pages_follow_each_other_without_a_gap() {
    on_both(none, |t| async move {
        let owner = t.owner.to_string();
        let many = (0..60).map(|_| (1, owner.clone(), "order.noted", "ord_0000000000001", "")).collect();
        record(&t, many).await;
        for query in ["?q=order.noted", "?q=ord_0000000000001"] {
            let (mut seen, mut next) = (Vec::new(), Some(format!("/s/nakheel/audit{query}")));
            while let Some(path) = next.take() {
                let page = t.page(&path, "en").await.body;
                seen.push(rows(&page));
                let link = page.split("rel=\"next\"").next().filter(|_| page.contains("rel=\"next\""));
                next = link
                    .and_then(|before| before.rsplit("href=\"").next()?.split('"').next())
                    .map(|href| href.replace("&amp;", "&"));
            }
            assert_eq!(seen, [25, 25, 10], "{query}");
        }
    })
    .await;
}

#[tokio::test]
async fn the_file_holds_what_was_asked_and_is_a_deed_itself() {
    on_both(none, |t| async move {
        let owner = t.owner.to_string();
        let mut deeds: Vec<_> =
            (0..1_100).map(|_| (1, owner.clone(), "order.noted", "ord_0000000000001", "")).collect();
        deeds.push((2, owner.clone(), "order.cancelled", "ord_0000000000002", "=HYPERLINK(\"x\")"));
        record(&t, deeds).await;
        let file = t.form("/s/nakheel/audit/export?lang=ar", &[("q", "order.noted")]).await;
        assert_eq!((file.status.as_u16(), file.header("content-type")), (200, "text/csv; charset=utf-8"));
        assert_eq!(file.header("content-disposition"), "attachment; filename=\"audit-nakheel-2026-11-22.csv\"");
        assert!(file.body.starts_with("\u{feff}متى,من,"), "{}", &file.body[..80]);
        assert_eq!(file.body.lines().count(), 1_101);
        let all = t.form("/s/nakheel/audit/export?lang=en", &[]).await.body;
        let cancelled = all.lines().find(|line| line.contains("order.cancelled")).expect("a line");
        assert!(cancelled.ends_with(",ord_0000000000002,\"'=HYPERLINK(\"\"x\"\")\""), "{cancelled}");
        assert!(cancelled.contains(",سارة,order.cancelled,"), "{cancelled}");
        // The first file was a deed before the second was asked for.
        assert_eq!(all.matches("audit.exported").count(), 2, "both files stand in the second");
        let refused = t.form("/s/nakheel/audit/export", &[("from", "x")]).await;
        assert_eq!(refused.status, 422);
    })
    .await;
}

#[tokio::test]
async fn another_shop_s_record_stays_its_own() {
    on_both(none, |t| async move {
        let (other, _) = t.other_shop().await;
        let shop = other.id;
        let done = t.house.db.write(t.house.stamp(), move |tx: &mut Tx, stamp| {
            Box::pin(async move { record_audit_in(tx, stamp, shop, "system", "order.noted", "ord_theirs", "").await })
        });
        done.await.expect("recorded");
        for query in ["", "?q=order.noted", "?q=ord_theirs", "?q=system"] {
            let page = t.page(&format!("/s/nakheel/audit{query}"), "en").await.body;
            assert!(!main_of(&page).replace("value=\"ord_theirs\"", "").contains(">ord_theirs<"), "{query}: {page}");
        }
    })
    .await;
}
