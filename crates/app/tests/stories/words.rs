//! Every SQL text is understood by both engines, and every code a caller may meet has its sentence in both languages.

use wasl_base::{Lang, Zone};
use wasl_i18n::Locale;
use wasl_platform::testing::on_both;

/// Written from the error types by `cargo xtask docs`, which CI compares with the tree.
const PROBLEMS: &str = include_str!("../../../../docs/problems.md");

#[tokio::test]
async fn every_statement_prepares_on_both_engines() {
    on_both(wasl::modules, |t| async move {
        for module in wasl::modules() {
            wasl_db::testing::check_statements(&t.house.db, module.statements).await;
        }
    })
    .await;
}

/// Steps that may read all rows of a shop, or all of a table: each is small however large the shop is.
const WIDE: &[&str] = &[
    // Shops, people, sessions, keys and listeners: as many as there are shops and people at work.
    "platform ALL_SHOPS: SCAN shop",
    "platform SHOP_IDS: SCAN shop",
    "platform COUNT_USERS: SCAN app_user USING COVERING INDEX app_user_email",
    "platform DROP_SESSIONS_OF_KIND: SCAN session",
    "platform DROP_EXPIRED_SESSIONS: SCAN session",
    "platform LIST_API_KEYS: SEARCH api_key USING INDEX api_key_id (shop_id=?)",
    "platform ALL_SUBSCRIPTIONS: SCAN subscription",
    // Storefronts: a shop has fifty at most, and messages of one state are counted no further than a thousand.
    "storefronts LIST_STOREFRONTS: SEARCH storefront USING PRIMARY KEY (shop_id=?)",
    "storefronts COUNT_IN_STATE: SCAN few",
    // Jobs that wait or are parked, and what could not be delivered: as much as there is trouble.
    "platform DUE_JOBS: SEARCH job USING INDEX job_due (shop_id=?)",
    "platform UNKNOWN_JOBS: SEARCH job USING INDEX job_due (shop_id=?)",
    "platform WAITING_JOBS: SEARCH job USING INDEX job_due (shop_id=?)",
    "platform ANY_JOB: SEARCH job USING COVERING INDEX job_due (shop_id=?)",
    "platform PARKED_JOBS: SEARCH job USING PRIMARY KEY (shop_id=?)",
    "platform PARKED_DELIVERIES: SEARCH d USING INDEX delivery_held (shop_id=?)",
    // The oldest that waits, once for each part of a daily sweep.
    "platform DROP_HEARD_EVENTS: SEARCH d USING PRIMARY KEY (shop_id=?)",
    // What stands of one order's payments, gathered within.
    "ledger BOOKED_OF_ORDER: SCAN c",
    "ledger BOOKED_OF_ORDER: SCAN counted",
    // No more than a page tells, chosen within.
    "platform WAITING_DELIVERIES: SCAN n",
    "platform COUNT_PARKED: SCAN n",
    "platform WAITING_JOBS: SCAN n",
    // A batch, chosen within.
    "platform DUE_DELIVERIES: SCAN n",
    "platform DUE_IN_ORDER: SCAN n",
    "platform UNHEARD: SCAN n",
    // The people of one shop.
    "platform PEOPLE_OF_SHOP: SEARCH m USING INDEX membership_by_shop (shop_id=?)",
    "platform COUNT_OWNERS: SEARCH m USING INDEX membership_by_shop (shop_id=?)",
    // Those who are invited, as many as may wait.
    "platform COUNT_INVITATIONS: SEARCH invitation USING PRIMARY KEY (shop_id=?)",
    "platform DROP_ENDED_INVITATIONS: SEARCH invitation USING PRIMARY KEY (shop_id=?)",
    "platform DROP_INVITATIONS_BY: SEARCH invitation USING PRIMARY KEY (shop_id=?)",
    "platform LIST_INVITATIONS: SEARCH i USING INDEX invitation_id (shop_id=?)",
    // Keys, as many as may live and those that have ended.
    "platform COUNT_API_KEYS: SEARCH api_key USING PRIMARY KEY (shop_id=?)",
    // The newest by them and about them, at most as many as a page shows.
    "platform READ_AUDIT_OF_NAME: SCAN n",
    "platform READ_AUDIT_OF_NAME: SCAN m",
    // One row of each shop.
    "platform JOB_SHOPS: SCAN job_shop",
    "platform UNMARK_JOB_SHOP: SEARCH job_shop USING PRIMARY KEY (shop_id=?)",
    "platform DUE_SHOPS: SCAN due_shop",
    "platform UNMARK_DUE_SHOP: SEARCH due_shop USING PRIMARY KEY (shop_id=?)",
    "ledger LOCK_HEAD: SEARCH ledger_head USING PRIMARY KEY (shop_id=?)",
    "orders LAST_NUMBER: SEARCH order_counter USING PRIMARY KEY (shop_id=?)",
    // A row for each status.
    "tracking COUNT_OPEN: SEARCH shipment_open_count USING PRIMARY KEY (shop_id=?)",
    // `wasl db check | recount` look at every row there is.
    "tracking RECOUNT_OPEN: SEARCH shipment USING COVERING INDEX shipment_open_status (shop_id=?)",
    "tracking DROP_OPEN: SEARCH shipment_open_count USING PRIMARY KEY (shop_id=?)",
    "tracking COUNT_OPEN_ROWS: SEARCH shipment USING COVERING INDEX shipment_open_status (shop_id=?)",
    // What waits for delivery is what counting it is about.
    "platform LAG: SEARCH delivery USING PRIMARY KEY (shop_id=?)",
    // A row for each day an account moved, by VAT code.
    "ledger BALANCES_BETWEEN: SEARCH ledger_balance_day USING PRIMARY KEY (shop_id=?)",
    "ledger BALANCES_UNTIL: SEARCH ledger_balance_day USING PRIMARY KEY (shop_id=?)",
    "ledger BALANCES_OF_ACCOUNT: SEARCH ledger_balance_day USING PRIMARY KEY (shop_id=?)",
    "ledger VAT_BETWEEN: SEARCH ledger_balance_day USING PRIMARY KEY (shop_id=?)",
    "ledger LAST_DAY: SEARCH ledger_balance_day USING PRIMARY KEY (shop_id=?)",
    // The first or last entry of a key.
    "platform NEWEST_EVENT: SEARCH event USING PRIMARY KEY (shop_id=?)",
    "insight LAST_LANE: SEARCH insight_lane USING PRIMARY KEY (shop_id=?)",
    "insight OLDEST_DAY: SEARCH insight_day USING PRIMARY KEY (shop_id=?)",
    // Rows found by an index before, at most as many as a page shows.
    "customers COUNT_ROWS: SCAN few",
    "customers ROWS_WITH_WORDS: SCAN s",
    "customers ROWS_WITH_SPELLINGS: SCAN s",
    // The newest of each kind, at most as many as a page shows, and what one parcel's page shows.
    "tracking LIST_STATUS: SCAN n",
    "tracking LIST_WAITING: SCAN n",
    "tracking LIST_TROUBLE: SCAN n",
    "tracking STORY_OF_SHIPMENT: SCAN g",
    "tracking STORY_OF_SHIPMENT: SCAN s",
];

#[tokio::test]
async fn no_statement_reads_a_whole_shop() {
    on_both(wasl::modules, |t| async move {
        let mut wide = Vec::new();
        for module in wasl::modules() {
            let found = wasl_db::testing::wide_statements(&t.house.db, module.statements).await;
            wide.extend(found.into_iter().map(|step| format!("{} {step}", module.room)));
        }
        wide.retain(|step| !WIDE.contains(&step.as_str()));
        assert!(wide.is_empty(), "statements that read a whole shop:\n{}", wide.join("\n"));
    })
    .await;
}

#[test]
fn every_problem_speaks_both_languages() {
    wasl_i18n::install(&wasl::texts(&wasl::modules()));
    let codes: Vec<&str> = PROBLEMS.split("<a id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert!(codes.len() > 50, "the page of problems lists {} codes", codes.len());
    let mut mute = Vec::new();
    for lang in Lang::ALL {
        let locale = Locale::new(lang, Zone::utc());
        for code in &codes {
            if !locale.has(&format!("error-{}", code.replace('.', "-"))) {
                mute.push(format!("{code} ({})", lang.as_str()));
            }
        }
    }
    assert_eq!(mute, Vec::<String>::new());
}
