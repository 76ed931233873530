//! Pages and API of the books: what they show, what they refuse, and that another shop sees nothing.

mod support;

use support::{draft, modules, post, sale};
use wasl_platform::testing::{TestHouse, on_both};

async fn fill(t: &TestHouse) {
    let paid = draft(
        "order.paid:pay_1",
        "2026-11-20",
        &[(1120, "SAR", 23_000), (2210, "SAR", -20_000), (2110, "SAR", -3_000)],
    );
    post(t, paid).await.expect("paid");
    let cod = draft(
        "shipment.delivered.revenue:shp_1",
        "2026-11-21",
        &[(1130, "SAR", 24_150), (4010, "SAR", -21_000), (2110, "SAR", -3_150)],
    );
    post(t, cod).await.expect("cod");
    post(t, draft("opening:1", "2026-10-01", &[(1020, "KWD", 5_500), (3010, "KWD", -5_500)])).await.expect("opening");
}

#[tokio::test]
async fn the_books_page_shows_the_period_and_where_it_ends() {
    on_both(modules, |t| async move {
        let empty = t.page("/s/nakheel/books", "en").await;
        assert_eq!(empty.status, 200, "{}", empty.body);
        assert!(empty.body.contains("Nothing booked so far"));
        fill(&t).await;
        let page = t.page("/s/nakheel/books?from=2026-11-21&to=2026-11-30", "en").await;
        assert_eq!(page.status, 200);
        for piece in [
            "The books are up to date.",
            "SAR 210.00",
            "Receivable – card gateways",
            "/s/nakheel/books/accounts/1120",
            "471.50",
            "5.500",
            "Trial balance in",
        ] {
            let body = page.body.replace('\u{a0}', " ");
            assert!(body.contains(piece), "{piece}");
        }
        let arabic = t.page("/s/nakheel/books", "ar").await;
        assert!(arabic.body.contains("ذمم بوابات الدفع") && arabic.body.contains("ميزان المراجعة"));
        for bad in ["from=2026-11-31", "from=x", "from=2026-11-22&to=2026-11-21"] {
            let refused = t.page(&format!("/s/nakheel/books?{bad}"), "en").await;
            assert_eq!(refused.status, 422, "{bad}");
            assert!(refused.body.contains("usable date"), "{}", refused.body);
        }
    })
    .await;
}

#[tokio::test]
async fn journal_account_and_entry_lead_to_each_other() {
    on_both(modules, |t| async move {
        fill(&t).await;
        let journal = t.page("/s/nakheel/books/journal?limit=2", "en").await;
        assert_eq!(journal.status, 200);
        assert!(journal.body.contains("/s/nakheel/books/entries/3") && journal.body.contains("Parcel delivered: sale"));
        assert!(!journal.body.contains("/s/nakheel/books/entries/1\""));
        let cursor =
            journal.body.split("cursor=").nth(1).and_then(|rest| rest.split(['&', '"']).next()).expect("a next page");
        let next = t.page(&format!("/s/nakheel/books/journal?cursor={cursor}&limit=2"), "en").await;
        assert!(next.body.contains("/s/nakheel/books/entries/1\"") && next.body.contains("Order paid"));

        let account = t.page("/s/nakheel/books/accounts/2110", "ar").await;
        assert_eq!(account.status, 200);
        assert!(account.body.contains("ضريبة المخرجات") && account.body.contains("61.50"));
        let entry = t.page("/s/nakheel/books/entries/2", "en").await;
        assert!(entry.body.contains("shipment.delivered.revenue:shp_1") && entry.body.contains("Reverse this entry"));
        for missing in ["entries/99", "entries/0", "entries/x", "entries/-1", "accounts/9999", "accounts/x"] {
            assert_eq!(t.page(&format!("/s/nakheel/books/{missing}"), "en").await.status, 404, "{missing}");
        }
        let stranger = t.public_page("/s/nakheel/books", "en").await;
        assert!(stranger.status.is_redirection(), "{}", stranger.status);
    })
    .await;
}

#[tokio::test]
async fn an_owner_reverses_by_a_form() {
    on_both(modules, |t| async move {
        fill(&t).await;
        let reply = t.form("/s/nakheel/books/entries/1/reversal", &[("memo", "مبلغ خاطئ")]).await;
        assert_eq!((reply.status.as_u16(), reply.header("location")), (303, "/s/nakheel/books/entries/4"));
        let page = t.page("/s/nakheel/books/entries/4", "en").await;
        assert!(page.body.contains("مبلغ خاطئ") && page.body.contains("Undoes entry"));
        let again = t.form("/s/nakheel/books/entries/1/reversal", &[("memo", "again")]).await;
        assert_eq!(again.status, 409);
        let wordless = t.form("/s/nakheel/books/entries/2/reversal", &[("memo", " ")]).await;
        assert_eq!(wordless.status, 422);
    })
    .await;
}

#[tokio::test]
async fn the_api_tells_balances_and_entries() {
    on_both(modules, |t| async move {
        fill(&t).await;
        let trial = t.api("GET", "/api/v1/ledger/trial-balance", "", None).await;
        assert_eq!(trial.status, 200, "{}", trial.body);
        let json = trial.json();
        assert_eq!(json["as_of"], "2026-11-22");
        assert_eq!(json["totals"][1]["currency"], "SAR");
        assert_eq!((&json["totals"][1]["debit"], &json["totals"][1]["credit"]), (&"471.50".into(), &"471.50".into()));
        let owed =
            json["accounts"].as_array().expect("accounts").iter().find(|row| row["account"] == "1130").expect("1130");
        assert_eq!((&owed["balance"], &owed["type"]), (&"241.50".into(), &"asset".into()));
        let early = t.api("GET", "/api/v1/ledger/trial-balance?as_of=2026-10-31", "", None).await.json();
        assert_eq!(early["accounts"].as_array().expect("accounts").len(), 2);
        let bad = t.api("GET", "/api/v1/ledger/trial-balance?as_of=tomorrow", "", None).await;
        assert_eq!(
            (bad.status.as_u16(), &bad.json()["code"], &bad.json()["field"]),
            (422, &"ledger.date".into(), &"/as_of".into())
        );

        let page = t.api("GET", "/api/v1/ledger/entries?limit=2", "", None).await.json();
        let seqs: Vec<i64> =
            page["items"].as_array().expect("items").iter().map(|e| e["seq"].as_i64().expect("seq")).collect();
        assert_eq!(seqs, [3, 2]);
        let cursor = page["next_cursor"].as_str().expect("more");
        let next = t.api("GET", &format!("/api/v1/ledger/entries?limit=2&cursor={cursor}"), "", None).await.json();
        assert_eq!(next["items"][0]["key"], "order.paid:pay_1");
        assert_eq!(next["next_cursor"], serde_json::Value::Null);
        let order = wasl_base::OrderId::from_number(77);
        let of_order = t.api("GET", &format!("/api/v1/ledger/entries?order={order}"), "", None).await.json();
        assert_eq!(of_order["items"].as_array().expect("items").len(), 3);
        assert_eq!(t.api("GET", "/api/v1/ledger/entries?order=77", "", None).await.json()["code"], "ledger.order_id");
        let one = t.api("GET", "/api/v1/ledger/entries/2", "", None).await.json();
        assert_eq!(
            (&one["lines"][0]["debit"], &one["lines"][0]["order_id"]),
            (&"241.50".into(), &order.to_string().into())
        );
        assert_eq!(one["hash"].as_str().expect("hash").len(), 64);
    })
    .await;
}

#[tokio::test]
async fn a_reversal_by_api_is_answered_once_per_key() {
    on_both(modules, |t| async move {
        post(&t, sale("a", 500)).await.expect("a");
        let path = "/api/v1/ledger/entries/1/reversal";
        let body = r#"{"date":"2026-11-23","memo":"wrong amount"}"#;
        let first = t.api("POST", path, body, Some("key-1")).await;
        assert_eq!(first.status, 201, "{}", first.body);
        assert_eq!((&first.json()["seq"], &first.json()["reverses"]), (&2.into(), &1.into()));
        assert_eq!(first.json()["lines"][0]["credit"], "5.00");
        let again = t.api("POST", path, body, Some("key-1")).await;
        assert_eq!((again.status, &again.body), (first.status, &first.body));
        assert_eq!(again.header("idempotency-replayed"), "true");
        assert_eq!(t.api("POST", path, "{}", Some("key-1")).await.status, 422);
        let twice = t.api("POST", path, body, Some("key-2")).await;
        assert_eq!((twice.status.as_u16(), &twice.json()["code"]), (409, &"ledger.already_reversed".into()));
        for (path, body, status) in [
            ("/api/v1/ledger/entries/9/reversal", "{}", 404),
            ("/api/v1/ledger/entries/x/reversal", "{}", 404),
            ("/api/v1/ledger/entries/2/reversal", r#"{"date":"23/11/2026"}"#, 422),
            ("/api/v1/ledger/entries/2/reversal", r#"{"memo":""}"#, 422),
            ("/api/v1/ledger/entries/2/reversal", r#"{"surprise":1}"#, 422),
        ] {
            assert_eq!(t.api("POST", path, body, None).await.status, status, "{path} {body}");
        }
    })
    .await;
}

#[tokio::test]
async fn another_shop_sees_nothing_of_it() {
    on_both(modules, |t| async move {
        fill(&t).await;
        let (_, key) = t.other_shop().await;
        let other = |method: &'static str, path: &'static str| t.api_as(&key, method, path, "{}", None);
        assert_eq!(other("GET", "/api/v1/ledger/entries/1").await.status, 404);
        assert_eq!(other("POST", "/api/v1/ledger/entries/1/reversal").await.status, 404);
        let entries = other("GET", "/api/v1/ledger/entries").await.json();
        assert_eq!(entries["items"].as_array().expect("items").len(), 0);
        let trial = other("GET", "/api/v1/ledger/trial-balance").await.json();
        assert_eq!(trial["accounts"].as_array().expect("accounts").len(), 0);
        assert_eq!(t.page("/s/other/books", "en").await.status, 404);
    })
    .await;
}
