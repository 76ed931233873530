//! Edits of the stored journal behind our back: each one is located. The marks outside find what the database hides.

mod support;

use support::{Undone, day, direct, draft, modules, post, sale};
use wasl_base::SeededChance;
use wasl_db::{Engine, Sql, Tx, args};
use wasl_ledger::{Damage, MarkAlarm, MarkFile, Report, read, read_marks, sign_heads, verify_shop};
use wasl_platform::testing::{TestHouse, on_both};

/// Entries in the journal that is tampered with.
const ENTRIES: i64 = 24;
/// Random edits when nobody says how many.
const EDITS: u64 = 200;
/// The variable that says how many: `WASL_TEST_EDITS=1000 cargo nextest run -E 'test(every_random_edit)'`.
const EDITS_NAME: &str = "WASL_TEST_EDITS";

/// Where an edit must be found.
#[derive(Clone, Copy, Debug, PartialEq)]
enum At {
    /// At the entry.
    Entry,
    /// At the entry behind it.
    Next,
    /// At the head or a day's balance.
    Aside,
}

/// `$1` the shop, `$2` the entry; every statement changes something.
const WOUNDS: &[(Sql, At)] = &[
    ("UPDATE ledger_entry SET key = key || 'x' WHERE shop_id = $1 AND seq = $2", At::Entry),
    ("UPDATE ledger_entry SET document = 'nothing' WHERE shop_id = $1 AND seq = $2", At::Entry),
    ("UPDATE ledger_entry SET date = '2026-11-30' WHERE shop_id = $1 AND seq = $2", At::Entry),
    ("UPDATE ledger_entry SET date = 'never' WHERE shop_id = $1 AND seq = $2", At::Entry),
    ("UPDATE ledger_entry SET at = at + 1 WHERE shop_id = $1 AND seq = $2", At::Entry),
    ("UPDATE ledger_entry SET recorded_at = recorded_at - 1 WHERE shop_id = $1 AND seq = $2", At::Entry),
    ("UPDATE ledger_entry SET origin = 'simulated' WHERE shop_id = $1 AND seq = $2", At::Entry),
    ("UPDATE ledger_entry SET memo = NULL WHERE shop_id = $1 AND seq = $2", At::Entry),
    ("UPDATE ledger_entry SET memo = 'other' WHERE shop_id = $1 AND seq = $2", At::Entry),
    ("UPDATE ledger_entry SET reverses = 4711 WHERE shop_id = $1 AND seq = $2", At::Entry),
    ("UPDATE ledger_entry SET line_count = line_count + 1 WHERE shop_id = $1 AND seq = $2", At::Entry),
    ("UPDATE ledger_entry SET hash = input_hash WHERE shop_id = $1 AND seq = $2", At::Entry),
    ("UPDATE ledger_entry SET input_hash = hash WHERE shop_id = $1 AND seq = $2", At::Entry),
    ("UPDATE ledger_line SET debit = debit + 1 WHERE shop_id = $1 AND seq = $2 AND line = 1", At::Entry),
    (
        "UPDATE ledger_line SET debit = debit + credit + 1 - line, credit = 0 WHERE shop_id = $1 AND seq = $2 AND line = 2",
        At::Entry,
    ),
    ("UPDATE ledger_line SET account = 1010 WHERE shop_id = $1 AND seq = $2 AND line = 1", At::Entry),
    ("UPDATE ledger_line SET account = 9999 WHERE shop_id = $1 AND seq = $2 AND line = 2", At::Entry),
    ("UPDATE ledger_line SET currency = 'KWD' WHERE shop_id = $1 AND seq = $2", At::Entry),
    ("UPDATE ledger_line SET currency = '?' WHERE shop_id = $1 AND seq = $2 AND line = 1", At::Entry),
    ("UPDATE ledger_line SET order_id = order_id + 1 WHERE shop_id = $1 AND seq = $2 AND line = 1", At::Entry),
    ("UPDATE ledger_line SET order_id = NULL WHERE shop_id = $1 AND seq = $2", At::Entry),
    ("UPDATE ledger_line SET shipment_id = 1 WHERE shop_id = $1 AND seq = $2 AND line = 2", At::Entry),
    ("UPDATE ledger_line SET customer_id = 1 WHERE shop_id = $1 AND seq = $2", At::Entry),
    ("UPDATE ledger_line SET carrier = 'aramex' WHERE shop_id = $1 AND seq = $2 AND line = 1", At::Entry),
    (
        "UPDATE ledger_line SET gateway = carrier, carrier = NULL WHERE shop_id = $1 AND seq = $2 AND line = 1",
        At::Entry,
    ),
    ("UPDATE ledger_line SET channel = 'x' WHERE shop_id = $1 AND seq = $2 AND line = 1", At::Entry),
    ("UPDATE ledger_line SET vat_code = 'Z' WHERE shop_id = $1 AND seq = $2 AND line = 1", At::Entry),
    ("UPDATE ledger_line SET line = line + 7 WHERE shop_id = $1 AND seq = $2 AND line = 2", At::Entry),
    ("DELETE FROM ledger_line WHERE shop_id = $1 AND seq = $2 AND line = 1", At::Entry),
    ("DELETE FROM ledger_line WHERE shop_id = $1 AND seq = $2", At::Entry),
    ("DELETE FROM ledger_entry WHERE shop_id = $1 AND seq = $2", At::Entry),
    (
        "INSERT INTO ledger_line (shop_id, seq, line, account, debit, credit, currency) SELECT shop_id, seq, line + 50, account, debit, credit, currency FROM ledger_line WHERE shop_id = $1 AND seq = $2",
        At::Entry,
    ),
    ("UPDATE ledger_line SET seq = seq + 1, line = line + 10 WHERE shop_id = $1 AND seq = $2", At::Entry),
    (
        "INSERT INTO ledger_line (shop_id, seq, line, account, debit, credit, currency) SELECT shop_id, seq + 1, line + 50, account, debit, credit, currency FROM ledger_line WHERE shop_id = $1 AND seq = $2",
        At::Next,
    ),
    ("UPDATE ledger_head SET seq = seq - $2 WHERE shop_id = $1", At::Aside),
    (
        "UPDATE ledger_head SET hash = (SELECT input_hash FROM ledger_entry WHERE shop_id = $1 AND seq = $2) WHERE shop_id = $1",
        At::Aside,
    ),
    ("UPDATE ledger_balance_day SET debit = debit + $2 WHERE shop_id = $1 AND account = 1120", At::Aside),
    (
        "UPDATE ledger_balance_day SET day = '2026-01-01', credit = credit + $2 WHERE shop_id = $1 AND account = 2210 AND currency = 'SAR'",
        At::Aside,
    ),
    ("DELETE FROM ledger_balance_day WHERE shop_id = $1 AND account = 1120 AND debit + $2 > 0", At::Aside),
];

/// Everything an owner of the database can take away.
async fn drop_triggers(t: &TestHouse) {
    let sqlite: &[Sql] = &[
        "DROP TRIGGER ledger_line_open",
        "DROP TRIGGER ledger_entry_no_update",
        "DROP TRIGGER ledger_entry_no_delete",
        "DROP TRIGGER ledger_line_no_update",
        "DROP TRIGGER ledger_line_no_delete",
    ];
    let postgres: &[Sql] = &[
        "ALTER TABLE ledger_line DISABLE TRIGGER ledger_line_open",
        "ALTER TABLE ledger_line DISABLE TRIGGER ledger_line_keep",
        "ALTER TABLE ledger_entry DISABLE TRIGGER ledger_entry_keep",
    ];
    for sql in if t.house.db.engine() == Engine::Sqlite { sqlite } else { postgres } {
        direct(t, sql).await.expect(sql);
    }
}

fn edits() -> u64 {
    std::env::var(EDITS_NAME).map_or(EDITS, |text| text.parse().expect("a number of edits"))
}

async fn fill(t: &TestHouse) {
    for n in 1..=ENTRIES {
        post(t, sale(&format!("k{n}"), n * 100)).await.expect("post");
    }
}

/// Applies one wound, verifies, and takes the wound back.
async fn wounded(t: &TestHouse, sql: Sql, seq: i64) -> Report {
    let shop = t.shop.id;
    let undone = t
        .house
        .db
        .write((), move |tx, ()| {
            Box::pin(async move {
                let touched = tx.run(sql, args![shop, seq]).await?;
                assert!(touched > 0, "nothing was wounded: {sql}");
                Err::<(), _>(Undone::Answer(verify_shop(tx, shop, None).await?))
            })
        })
        .await;
    match undone {
        Err(Undone::Answer(report)) => report,
        other => panic!("{sql} at {seq}: {other:?}"),
    }
}

#[tokio::test]
async fn every_random_edit_is_located() {
    on_both(modules, |t| async move {
        fill(&t).await;
        drop_triggers(&t).await;
        let chance = SeededChance::new(20_261_122);
        for edit in 0..edits() {
            let place = usize::try_from(edit).expect("small") % WOUNDS.len();
            let (sql, expect) = WOUNDS[place];
            let seq = 1 + i64::try_from(chance.below(ENTRIES as u64 - 1)).expect("small");
            let report = wounded(&t, sql, seq).await;
            let found = report.first_damaged_seq();
            match expect {
                At::Entry => assert_eq!(found, Some(seq), "{sql}: {:?}", report.damages),
                At::Next => assert_eq!(found, Some(seq + 1), "{sql}: {:?}", report.damages),
                At::Aside => {
                    let is_aside = |d: &Damage| matches!(d, Damage::Head { .. } | Damage::DayBalance { .. });
                    assert!(report.damages.iter().all(is_aside) && !report.is_sound(), "{sql}: {:?}", report.damages);
                }
            }
        }
    })
    .await;
}

#[tokio::test]
async fn all_damaged_entries_are_listed_and_only_those() {
    on_both(modules, |t| async move {
        fill(&t).await;
        drop_triggers(&t).await;
        direct(&t, "UPDATE ledger_entry SET memo = 'x' WHERE seq IN (3, 4, 11)").await.expect("edit");
        direct(&t, "UPDATE ledger_entry SET hash = input_hash WHERE seq = 7").await.expect("edit");
        direct(&t, "DELETE FROM ledger_entry WHERE seq = 20").await.expect("edit");
        direct(&t, "DELETE FROM ledger_line WHERE seq = 20").await.expect("edit");
        let mut read = t.house.db.report().await.expect("read");
        let report = verify_shop(&mut read, t.shop.id, None).await.expect("verify");
        let seqs: Vec<i64> = report.damages.iter().filter_map(Damage::seq).collect();
        assert_eq!(seqs, [3, 4, 7, 11, 20]);
    })
    .await;
}

/// Takes the last entries away, head and balances included, as a shorter write-ahead log would.
async fn rewind(tx: &mut Tx, keep: i64) -> Result<(), wasl_db::DbError> {
    const ENTRIES: Sql = "DELETE FROM ledger_entry WHERE seq > $1";
    const LINES: Sql = "DELETE FROM ledger_line WHERE seq > $1";
    const DAYS: Sql = "UPDATE ledger_balance_day SET debit = (SELECT CAST(SUM(l.debit) AS BIGINT) FROM ledger_line l WHERE l.account = ledger_balance_day.account), credit = (SELECT CAST(SUM(l.credit) AS BIGINT) FROM ledger_line l WHERE l.account = ledger_balance_day.account)";
    const HEAD: Sql = "UPDATE ledger_head SET seq = $1, hash = (SELECT hash FROM ledger_entry WHERE seq = $1)";
    for sql in [ENTRIES, LINES, HEAD] {
        tx.run(sql, args![keep]).await?;
    }
    tx.run(DAYS, args![]).await?;
    Ok(())
}

#[tokio::test]
async fn a_shorter_history_is_noticed_by_the_mark_alone() {
    on_both(modules, |t| async move {
        fill(&t).await;
        let folder = tempfile::tempdir().expect("folder");
        let path = folder.path().join("marks");
        let mut file = MarkFile::open(&path).expect("mark file");
        let mut read = t.house.db.report().await.expect("read");
        assert_eq!(sign_heads(&mut read, &[t.shop.id], &mut file).await.expect("signed"), 1);
        assert_eq!(sign_heads(&mut read, &[t.shop.id], &mut file).await.expect("nothing new"), 0);
        drop(read);
        post(&t, sale("after the signing", 5)).await.expect("post");

        let mark = read_marks(&path).expect("marks")[&t.shop.id.number()];
        assert_eq!(mark.sequence, ENTRIES);
        let mut read = t.house.db.report().await.expect("read");
        let report = verify_shop(&mut read, t.shop.id, Some(&mark)).await.expect("verify");
        assert!(report.is_sound());
        assert_eq!(report.tail_unprotected, Some(1));
        drop(read);

        drop_triggers(&t).await;
        t.house.db.write((), |tx, ()| Box::pin(rewind(tx, ENTRIES - 5))).await.expect("rewound");
        let mut read = t.house.db.report().await.expect("read");
        let inside = verify_shop(&mut read, t.shop.id, None).await.expect("verify");
        assert!(inside.is_sound(), "the database alone cannot know: {:?}", inside.damages);
        let report = verify_shop(&mut read, t.shop.id, Some(&mark)).await.expect("verify");
        let shop = t.shop.id.number();
        let alarm = MarkAlarm::Behind { shop, marked: ENTRIES, found: ENTRIES - 5 };
        assert_eq!(report.damages, [Damage::Mark(alarm)]);
        assert_eq!(report.first_damaged_seq(), Some(ENTRIES - 4));
        drop(read);

        // History written anew beyond the mark is another history.
        for n in 0..10 {
            post(&t, sale(&format!("anew{n}"), 1)).await.expect("post");
        }
        let mut read = t.house.db.report().await.expect("read");
        let report = verify_shop(&mut read, t.shop.id, Some(&mark)).await.expect("verify");
        assert_eq!(report.damages, [Damage::Mark(MarkAlarm::Differs { shop, seq: ENTRIES })]);
    })
    .await;
}

#[tokio::test]
async fn verification_walks_many_pages_and_currencies() {
    on_both(modules, |t| async move {
        for n in 1..=150 {
            let lines = [(1120, "SAR", n), (4010, "SAR", -n), (1020, "KWD", n * 3), (4010, "KWD", -n * 3)];
            let date = if n % 2 == 0 { "2026-11-21" } else { "2026-11-22" };
            post(&t, draft(&format!("k{n}"), date, &lines)).await.expect("post");
        }
        let mut read = t.house.db.report().await.expect("read");
        let report = verify_shop(&mut read, t.shop.id, None).await.expect("verify");
        assert!(report.is_sound(), "{:?}", report.damages);
        assert_eq!((report.entries, report.lines), (150, 600));
        assert_eq!(report.head, read::head(&mut read, t.shop.id).await.expect("head"));
        let trial = read::trial_balance(&mut read, t.shop.id, day("2026-11-21")).await.expect("balance");
        assert_eq!(trial.totals().iter().map(|(debits, _)| debits.minor).collect::<Vec<_>>(), [17_100, 5_700]);
    })
    .await;
}
