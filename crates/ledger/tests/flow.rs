//! Posting and reversing on both engines: gapless, once per fact, sealed, never edited.

mod support;

use support::{account, day, direct, draft, modules, post, sale};
use wasl_base::{Coded, Currency, OrderId, ShopId};
use wasl_db::DbError;
use wasl_ledger::{LedgerError, Posted, ReverseEntry, post_entries_in, read, reverse_entry, verify_shop};
use wasl_platform::testing::{TestHouse, on_both};

async fn check_sound(t: &TestHouse, entries: i64) {
    let mut read = t.house.db.report().await.expect("read");
    let report = verify_shop(&mut read, t.shop.id, None).await.expect("verify");
    assert!(report.is_sound(), "{:?}", report.damages);
    assert_eq!(report.entries, entries);
}

#[tokio::test]
async fn a_posted_entry_reads_back_whole() {
    on_both(modules, |t| async move {
        let posted = draft(
            "a",
            "2026-11-20",
            &[(1120, "SAR", 230), (2210, "SAR", -200), (2110, "SAR", -30), (1020, "KWD", 5), (4010, "KWD", -5)],
        );
        assert_eq!(post(&t, posted.clone()).await.expect("post"), Posted::New { seq: 1 });
        let mut read = t.house.db.read().await.expect("read");
        let entry = read::entry(&mut read, t.shop.id, 1).await.expect("read").expect("entry 1");
        assert_eq!(entry.draft, posted);
        assert_eq!(entry.hash, read::head(&mut read, t.shop.id).await.expect("head").hash);
        assert_eq!(read::entry(&mut read, t.shop.id, 2).await.expect("read"), None);
        let other = ShopId::from_number(1);
        assert_eq!(read::entry(&mut read, other, 1).await.expect("read"), None);

        let before = read::trial_balance(&mut read, t.shop.id, day("2026-11-19")).await.expect("balance");
        assert!(before.rows.is_empty());
        let trial = read::trial_balance(&mut read, t.shop.id, day("2026-11-20")).await.expect("balance");
        assert!(trial.is_balanced());
        assert_eq!(trial.net(account(2110), Currency::SAR).minor, -30);
        assert_eq!(trial.net(account(1020), "KWD".parse().expect("currency")).minor, 5);
        let order = OrderId::from_number(77);
        assert_eq!(read::entries_of_order(&mut read, t.shop.id, order).await.expect("entries"), [entry]);
        assert!(read::entries_of_order(&mut read, t.shop.id, OrderId::from_number(1)).await.expect("none").is_empty());
        drop(read);
        check_sound(&t, 1).await;
    })
    .await;
}

#[tokio::test]
async fn the_same_fact_is_posted_once_and_another_is_refused() {
    on_both(modules, |t| async move {
        assert_eq!(post(&t, sale("k", 5)).await.expect("first"), Posted::New { seq: 1 });
        assert_eq!(post(&t, sale("k", 5)).await.expect("again"), Posted::Already { seq: 1 });
        let refused = post(&t, sale("k", 6)).await.expect_err("another input");
        assert_eq!(refused.code(), "ledger.key_reused");
        let other_day = draft("k", "2026-11-23", &[(1120, "SAR", 5), (2210, "SAR", -5)]);
        assert_eq!(post(&t, other_day).await.expect_err("another day").code(), "ledger.key_reused");
        assert_eq!(post(&t, draft("empty", "2026-11-22", &[])).await.expect("nothing"), Posted::Nothing);
        assert_eq!(post(&t, sale("l", 7)).await.expect("next"), Posted::New { seq: 2 });
        check_sound(&t, 2).await;
    })
    .await;
}

#[tokio::test]
async fn several_drafts_are_posted_in_one_go_or_not_at_all() {
    on_both(modules, |t| async move {
        post(&t, sale("b", 2)).await.expect("b");
        let many = |drafts: Vec<wasl_ledger::EntryDraft>| {
            let context = (t.house.stamp(), t.shop.id, drafts);
            t.house.db.write(context, |tx, (stamp, shop, drafts)| Box::pin(post_entries_in(tx, stamp, *shop, drafts)))
        };
        let empty = draft("empty", "2026-11-22", &[]);
        let answers = many(vec![sale("a", 1), sale("b", 2), empty, sale("c", 3), sale("c", 3)]).await.expect("posted");
        let expect = [
            Posted::New { seq: 2 },
            Posted::Already { seq: 1 },
            Posted::Nothing,
            Posted::New { seq: 3 },
            Posted::Already { seq: 3 },
        ];
        assert_eq!(answers, expect);
        assert!(many(vec![sale("d", 4), sale("a", 9)]).await.is_err());
        assert!(many(vec![sale("e", 4), sale("e", 5)]).await.is_err());
        check_sound(&t, 3).await;
    })
    .await;
}

#[tokio::test]
async fn posts_at_the_same_time_leave_no_gap() {
    on_both(modules, |t| async move {
        let posts = (0..40).map(|n| post(&t, sale(&format!("k{n}"), n + 1)));
        let answers = futures::future::join_all(posts).await;
        let mut seqs: Vec<i64> = answers.into_iter().map(|a| a.expect("posted").seq().expect("a number")).collect();
        seqs.sort_unstable();
        assert_eq!(seqs, (1..=40).collect::<Vec<_>>());
        check_sound(&t, 40).await;
    })
    .await;
}

#[tokio::test]
async fn a_storm_of_one_fact_posts_one_entry() {
    on_both(modules, |t| async move {
        let answers = futures::future::join_all((0..50).map(|_| post(&t, sale("storm", 5)))).await;
        let new = answers.iter().filter(|answer| matches!(answer, Ok(Posted::New { seq: 1 }))).count();
        let already = answers.iter().filter(|answer| matches!(answer, Ok(Posted::Already { seq: 1 }))).count();
        assert_eq!((new, already), (1, 49), "{answers:?}");
        check_sound(&t, 1).await;
    })
    .await;
}

#[tokio::test]
async fn a_storm_of_one_key_with_other_inputs_posts_one_entry() {
    on_both(modules, |t| async move {
        let answers = futures::future::join_all((1..=50).map(|n| post(&t, sale("storm", n)))).await;
        let new = answers.iter().filter(|answer| matches!(answer, Ok(Posted::New { seq: 1 }))).count();
        let reused = answers.iter().filter(|a| matches!(a, Err(LedgerError::KeyReused { .. }))).count();
        assert_eq!((new, reused), (1, 49), "{answers:?}");
        check_sound(&t, 1).await;
    })
    .await;
}

fn check_name(result: Result<u64, DbError>, name: &str, what: &str) {
    assert_eq!(result, Err(DbError::Check { name: name.to_owned() }), "{what}");
}

#[tokio::test]
async fn the_database_refuses_to_change_what_is_sealed() {
    on_both(modules, |t| async move {
        post(&t, sale("a", 5)).await.expect("a");
        for sql in [
            "UPDATE ledger_entry SET memo = 'x'",
            "DELETE FROM ledger_entry",
            "UPDATE ledger_line SET debit = debit + 1 WHERE debit > 0",
            "DELETE FROM ledger_line WHERE line = 1",
        ] {
            check_name(direct(&t, sql).await, "ledger.append_only", sql);
        }
        let copy = "INSERT INTO ledger_line (shop_id, seq, line, account, debit, credit, currency) SELECT shop_id, seq, 9, account, debit, credit, currency FROM ledger_line WHERE line = 1";
        check_name(direct(&t, copy).await, "ledger.sealed", copy);
        check_sound(&t, 1).await;
    })
    .await;
}

/// Lines of the next entry with these amounts, then the row that would seal them.
async fn seal(t: &TestHouse, seq: i64, amounts: &'static [(i64, i64)], line_count: i64) -> Result<u64, DbError> {
    const LINE: wasl_db::Sql = "INSERT INTO ledger_line (shop_id, seq, line, account, debit, credit, currency) VALUES ($1, $2, $3, 1020, $4, $5, $6)";
    const ENTRY: wasl_db::Sql = "INSERT INTO ledger_entry (shop_id, seq, key, input_hash, document, date, at, recorded_at, origin, line_count, hash) VALUES ($1, $2, 'direct', $4, 'd', '2026-11-22', 0, 0, 'live', $3, $4)";
    let shop = t.shop.id;
    t.house
        .db
        .write((), move |tx, ()| {
            Box::pin(async move {
                for (place, (debit, credit)) in (1_i64..).zip(amounts) {
                    // The third line is of another currency.
                    let currency = if place == 3 { "KWD" } else { "SAR" };
                    tx.run(LINE, wasl_db::args![shop, seq, place, *debit, *credit, currency]).await?;
                }
                tx.run(ENTRY, wasl_db::args![shop, seq, line_count, [7_u8; 32]]).await
            })
        })
        .await
}

#[tokio::test]
async fn the_database_refuses_to_seal_what_does_not_add_up() {
    on_both(modules, |t| async move {
        post(&t, sale("a", 5)).await.expect("a");
        check_name(seal(&t, 2, &[(5, 0), (0, 4)], 2).await, "ledger.unbalanced", "one unit off");
        check_name(
            seal(&t, 2, &[(5, 0), (0, 4), (0, 1)], 3).await,
            "ledger.unbalanced",
            "balanced over currencies only",
        );
        check_name(seal(&t, 2, &[], 0).await, "ledger.too_few_lines", "no lines");
        check_name(seal(&t, 2, &[(5, 0)], 1).await, "ledger.too_few_lines", "one line");
        check_name(seal(&t, 2, &[(5, 0), (0, 5)], 3).await, "ledger.lines_differ", "a line missing");
        check_name(seal(&t, 3, &[(5, 0), (0, 5)], 2).await, "ledger.gap", "a number left out");
        check_name(seal(&t, 1, &[(5, 0), (0, 5)], 2).await, "ledger.sealed", "a number used before");
        assert!(matches!(seal(&t, 2, &[(5, 5), (5, 5)], 2).await, Err(DbError::Check { .. })), "both sides");
        assert!(matches!(seal(&t, 2, &[(-5, 0), (0, -5)], 2).await, Err(DbError::Check { .. })), "negative");
        check_sound(&t, 1).await;
        assert_eq!(seal(&t, 2, &[(5, 0), (0, 5)], 2).await, Ok(1));
        assert!(seal(&t, 3, &[(5, 0), (0, 5)], 2).await.is_err(), "the same key");
    })
    .await;
}

#[tokio::test]
async fn an_entry_is_reversed_once() {
    on_both(modules, |t| async move {
        post(&t, sale("a", 5)).await.expect("a");
        let command =
            |seq| ReverseEntry { seq, date: day("2026-11-23"), memo: Some("خطأ في المبلغ".to_owned()) };
        let answers = futures::future::join_all((0..10).map(|_| reverse_entry(&t.house, &t.shop, command(1)))).await;
        assert_eq!(answers.iter().filter(|answer| matches!(answer, Ok(2))).count(), 1, "{answers:?}");
        let refused = |a: &&Result<i64, LedgerError>| matches!(a, Err(LedgerError::AlreadyReversed { by: 2 }));
        assert_eq!(answers.iter().filter(refused).count(), 9, "{answers:?}");
        let missing = reverse_entry(&t.house, &t.shop, command(9)).await.expect_err("no such entry");
        assert_eq!(missing.code(), "ledger.entry_not_found");

        let mut read = t.house.db.read().await.expect("read");
        let first = read::entry(&mut read, t.shop.id, 1).await.expect("read").expect("entry");
        let second = read::entry(&mut read, t.shop.id, 2).await.expect("read").expect("entry");
        assert_eq!((first.reversed_by, second.draft.reverses()), (Some(2), Some(1)));
        let trial = read::trial_balance(&mut read, t.shop.id, day("2026-11-23")).await.expect("balance");
        assert!(trial.rows.iter().all(|row| row.net().minor == 0 && row.debit == 5 && row.credit == 5));
        drop(read);
        check_sound(&t, 2).await;
    })
    .await;
}

#[tokio::test]
async fn lists_go_by_cursor() {
    on_both(modules, |t| async move {
        for n in 1..=5 {
            post(&t, sale(&format!("k{n}"), n)).await.expect("post");
        }
        let mut read = t.house.db.read().await.expect("read");
        let seqs = |entries: Vec<wasl_ledger::Entry>| entries.iter().map(|entry| entry.seq).collect::<Vec<_>>();
        assert_eq!(seqs(read::journal(&mut read, t.shop.id, None, 2).await.expect("page")), [5, 4]);
        assert_eq!(seqs(read::journal(&mut read, t.shop.id, Some(4), 2).await.expect("page")), [3, 2]);
        assert_eq!(seqs(read::journal(&mut read, t.shop.id, Some(1), 2).await.expect("page")), [0; 0]);
        let first = read::account_lines(&mut read, t.shop.id, account(1120), None, 3).await.expect("lines");
        assert_eq!(first.iter().map(|line| line.line.debit).collect::<Vec<_>>(), [5, 4, 3]);
        let place = first.last().map(|line| (line.seq, line.place));
        let rest = read::account_lines(&mut read, t.shop.id, account(1120), place, 3).await.expect("lines");
        assert_eq!(rest.iter().map(|line| line.line.debit).collect::<Vec<_>>(), [2, 1]);
        let sums = read::period_sums(&mut read, t.shop.id, Currency::SAR, day("2026-11-01"), day("2026-11-30"))
            .await
            .expect("sums");
        assert_eq!(sums.sales.minor, 0);
    })
    .await;
}
